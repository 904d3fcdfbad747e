"""A report holds about how old the person is, where nobody knows the birthday, and when and from where they went (B1,
E6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.audit.refusal import Refused
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.models import Episode
from sightline.episodes.situation import situation
from sightline.people.actions import amend, register
from sightline.people.models import Person
from sightline.people.queries import age_from, known
from tests.integration.web.reported import when
from tests.people import Cast

ClientAs = Callable[[str], Client]
DAY = date(2026, 3, 10)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("said", "years_later", "age"),
    [(15, 0, 15), (15, 2, 17), (17, 1, None), (18, 0, None), (20, 0, None), (21, 0, 21), (45, 1, 46), (None, 0, None)],
)
def test_an_age_that_was_said_goes_on_and_is_none_where_the_person_may_be_a_child(
    said: int | None, years_later: int, age: int | None
) -> None:
    assert age_from(said, DAY, DAY + timedelta(days=366 * years_later)) == age
    assert age_from(said, None, DAY) is None


def test_the_call_handler_writes_about_how_old_and_the_cards_of_a_child_hold(
    client_as: ClientAs, cast: Cast, at: datetime
) -> None:
    handler = client_as("call handler")
    form = {"given_name": "Not known", "family_name": "Not known", "age_said": "14", "sex": "female",
            "description": "Red coat, small."}  # fmt: skip
    sent = handler.post("/control-room/new?name=Not+known", form)
    person = Person.objects.latest("pk")
    assert sent.headers["Location"] == f"/control-room/report/{person.pk}"
    assert (person.age_said, person.age_said_on) == (14, DAY) and known(person.pk, at).age == 14
    page = text(handler.get(f"/control-room/report/{person.pk}"))
    assert "about 14 on 10 March 2026" in page
    told = Told("A passer-by")
    episode = report_missing(by=cast.actor("call handler"), at=at, person=person.pk, told=told, last_seen_at=None,
                             last_seen_place="", circumstances="Crying at the station.")  # fmt: skip
    assert situation(episode, at)[0].age == 14
    assert "about 14" in text(handler.get(f"/episodes/{episode.pk}"))


def test_a_birthday_that_becomes_known_stands_before_what_was_said(cast: Cast, at: datetime) -> None:
    by = cast.actor("call handler").author
    person = register(by=by, at=at, given_name="Ola", family_name="Quist", age_said=30)
    assert known(person.pk, at).age == 30
    row = amend(person=person.pk, version=1, by=by, at=at, because="Her passport.", born_on=date(2009, 5, 1))
    assert known(row.pk, at).age == 16
    later = at + timedelta(days=1)
    row = amend(person=person.pk, version=2, by=by, at=later, because="Not hers.", born_on=None, age_said=None)
    assert row.age_said_on is None and known(row.pk, later).age is None


def test_when_and_from_where_the_person_went_is_asked_and_stands_on_the_episode(
    client_as: ClientAs, cast: Cast, at: datetime
) -> None:
    handler, aisha = client_as("call handler"), cast.person("Aisha").pk
    form = {"caller_name": "Denise Farrow", "said": "She left.", "circumstances": "Phone off.",
            "last_seen_place": "Rowan House", "gone_from": "The school bus"}  # fmt: skip
    form |= when("last_seen_at", at - timedelta(hours=3))
    early = handler.post(f"/control-room/report/{aisha}", form | when("gone_at", at - timedelta(hours=4)))
    assert early.status_code == 422 and "is before the person was last seen" in text(early)
    assert "The school bus" in text(early), "what was typed is kept"
    handler.post(f"/control-room/report/{aisha}", form | when("gone_at", at - timedelta(hours=2)))
    episode = Episode.objects.get(person=aisha)
    assert (episode.gone_at, episode.gone_from) == (at - timedelta(hours=2), "The school bus")
    page = text(handler.get(f"/episodes/{episode.pk}"))
    assert "Went missing" in page and "from The school bus" in page


def test_evident_danger_waits_for_no_date_to_be_mended(client_as: ClientAs, cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha").pk
    form = {"deploy": "yes", "gone_at_day": "40", "gone_at_month": "3", "gone_at_year": "2026"}
    assert client_as("call handler").post(f"/control-room/report/{aisha}", form).status_code == 302
    assert "Went missing, as typed: 40 3 2026" in Episode.objects.get(person=aisha).circumstances


def test_a_moment_still_to_come_is_refused_at_its_field(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        report_missing(by=cast.actor("call handler"), at=at, person=cast.person("Aisha").pk, told=Told("A"),
                       last_seen_at=None, last_seen_place="", circumstances="Gone.",
                       gone_at=at + timedelta(hours=1))  # fmt: skip
    assert refused.value.field == "gone_at"
