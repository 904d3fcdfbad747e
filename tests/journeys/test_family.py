"""A mother is named, reads her page, writes and is answered; an appeal stands and comes down when the child is back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from sightline.sharing import family
from tests.integration.web.reported import decided, reported, returned
from tests.journeys.county import (
    County,
    at_once,
    does_not_say,
    fill_in,
    fill_in_moment,
    picture,
    press,
    says,
    violations,
)

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


def _named(officer: Page, episode: int) -> None:
    officer.goto(f"/episodes/{episode}/family")
    says(officer, "weigh whether telling the family would harm the person")
    officer.get_by_role("button", name="Weigh it").click()
    fill_in(officer, harms="no", because="Asked Grace Adeyinka, who knows the family.")
    press(officer, "Record the answer")
    officer.get_by_role("link", name="Name who speaks with the family").click()
    fill_in(officer, officer_phone="01632 960700", name="Abena Osei", relation="mother", phone="07700 900213",
            prefers="telephone")  # fmt: skip
    fill_in(officer, officer="Tom Arkwright, investigating officer")
    fill_in_moment(officer, "next_update_at", at_once() + 3 * HOUR)
    press(officer, "Name them")
    says(officer, "The family contact is named.")


def _made(officer: Page) -> tuple[str, str]:
    press(officer, "Make the family's page")
    says(officer, "This is shown once.")
    return officer.locator("#address").inner_text().strip(), officer.locator("#code").inner_text().strip()


def test_a_mother_reads_what_is_done_writes_and_is_answered(county: County) -> None:
    episode = reported(county.cast, at_once() - HOUR, "Daniel")
    decided(county.cast, episode, at_once() - HOUR / 2)
    officer = county.signed_in("investigating officer")
    _named(officer, episode.pk)
    address, code = _made(officer)
    mother = county.visitor(java_script_enabled=False)  # on an old telephone
    mother.goto(address)
    does_not_say(mother, "Daniel")
    fill_in(mother, code="00000000")
    press(mother, "Open the page")
    says(mother, re.compile("open nothing"))
    fill_in(mother, code=code)
    press(mother, "Open the page")
    says(mother, "About Daniel")
    says(mother, "The police took the report.")
    expect(mother.get_by_role("link", name="116 000")).to_be_visible()
    fill_in(mother, says="He may be at his cousin's in Weaver Street.")
    press(mother, "Send")
    says(mother, "Your message is sent")
    press(mother, "Cymraeg")
    says(mother, "Beth sydd wedi'i wneud")
    officer.goto("/board")
    says(officer, re.compile("Answer the family"))
    officer.goto(f"/episodes/{episode.pk}/family")
    says(officer, "He may be at his cousin's in Weaver Street.")
    picture(officer, "20-family")
    officer.get_by_role("link", name=re.compile("^Answer")).click()
    fill_in(officer, answer="Thank you. Somebody is on the way there.")
    press(officer, "Send the answer")
    press(mother, "English")
    says(mother, "Thank you. Somebody is on the way there.")
    weighed = {"episode": episode.pk, "by": county.cast.actor("investigating officer"), "at": at_once()}
    family.weigh_telling(**weighed, harms="yes", because="He says his mother would hurt him.")
    press(mother, "Cymraeg")
    does_not_say(mother, "Daniel")


def _written(officer: Page, episode: int) -> None:
    officer.goto(f"/episodes/{episode}/publicity/write")
    for chosen in ("name", "age", "clothing", "last seen"):
        officer.locator(f"[name='chosen'][value='{chosen}']").check()
    fill_in(officer, clothing="A red coat", last_seen="The park in Chapel Road", phone="101",
            says="Have you seen Daniel? He is in care.")  # fmt: skip
    fill_in_moment(officer, "expires_at", at_once() + timedelta(days=7))
    press(officer, "Save")
    says(officer, re.compile("“in care” tells of care"))
    fill_in(officer, says="Have you seen Daniel? His family is worried.")
    press(officer, "Save")
    says(officer, "The appeal is a draft. Nobody outside sees it.")


def _agreed(commander: Page, episode: int) -> None:
    commander.goto(f"/episodes/{episode}/publicity/decide")
    fill_in(commander, helps="It helps: the park is busy.", risks="He may hide.", urgent="no", agrees="yes",
            because="Seen in the park at three, says the ice cream man.",
            proportionate="He is thirteen and it is night.")  # fmt: skip
    press(commander, "Save")
    says(commander, re.compile("Nothing is published before the family was asked|WMP-PUBLICITY-01"))
    fill_in(commander, heard_0="Agrees", says_0="His mother, by telephone.")
    press(commander, "Save")
    says(commander, "The decision is recorded.")


def test_an_appeal_is_agreed_published_and_comes_down_when_he_is_back(county: County) -> None:
    episode = reported(county.cast, at_once() - HOUR, "Daniel")
    decided(county.cast, episode, at_once() - HOUR / 2)
    officer = county.signed_in("investigating officer")
    _written(officer, episode.pk)
    _agreed(county.signed_in("superintendent"), episode.pk)
    officer.goto(f"/episodes/{episode.pk}/publicity/publish")
    fill_in(officer, name_1="Northmoor Post", where_1="page 3")
    press(officer, "Publish")
    poster = county.visitor()
    poster.goto(officer.locator("a[href*='/appeals/']").first.get_attribute("href") or "")
    says(poster, "Daniel Osei")
    says(poster, re.compile("Ring 101"))
    assert violations(poster) == []
    picture(poster, "21-appeal")
    returned(county.cast, episode, at_once())
    poster.reload()
    says(poster, "There is no appeal here")
    does_not_say(poster, "Daniel")
    officer.goto("/board")
    says(officer, re.compile("Take the appeal down"))
    officer.goto(f"/episodes/{episode.pk}/publicity")
    press(officer, re.compile("It is down here"))
    says(officer, "The picture is destroyed. Ask each place to forget the person.")
