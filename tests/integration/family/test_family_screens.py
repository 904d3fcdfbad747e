"""The screens of a family: the officer names, tells and answers; the family opens its page, in Welsh too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from sightline.duties.models import Outgoing
from sightline.episodes.models import Episode
from sightline.episodes.status import ABSENT, NOT_DECIDED, WORDS
from sightline.sharing.models import FamilyContact, FamilyNote
from sightline.web.screens.family_words import SAYS
from tests.integration.family.naming import missing, named
from tests.integration.web.reported import text, when
from tests.people import Cast

SignIn = Callable[[str], Client]
CHANGES_EVERY_TIME = re.compile(r'nonce="[^"]*"|csrf\w*" value="[^"]*"|Token": "[^"]*"|once" value="[^"]*"')


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Daniel, missing; nobody has weighed yet whether his family may be told."""
    return missing(cast, at, harms="")


def _made(officer: Client, episode: Episode) -> tuple[str, str]:
    """The address and the code of the family's page."""
    page = text(officer.post(f"/episodes/{episode.pk}/family/page"))
    address = re.search(r'id="address">[^<]*(/family/[\w-]+)', page)
    code = re.search(r'id="code">([\d ]+)', page)
    assert address and code
    return address[1], code[1]


@pytest.mark.covers("H45")
def test_from_the_weighing_to_the_answer(client_as: SignIn, cast: Cast, episode: Episode, at: datetime) -> None:
    officer, place = client_as("investigating officer"), f"/episodes/{episode.pk}/family"
    assert "Weigh whether telling the family would harm" in text(officer.get(place))
    said = {"harms": "no", "because": "Asked the social worker."}
    assert officer.post(f"{place}/weigh", said).status_code == 302
    fields = {
        "officer": cast.post("investigating officer").pk, "officer_phone": "01632 960700", "name": "Abena Osei",
        "relation": "mother", "phone": "07700 900213", "prefers": "telephone", "version": 0,
    }  # fmt: skip
    answer = officer.post(f"{place}/contact", fields | when("next_update_at", at + timedelta(hours=3)))
    assert answer.status_code == 302, text(answer)
    address, code = _made(officer, episode)
    family = Client()
    read = text(family.post(address, {"code": code}))
    assert "About Daniel" in read and "The police took the report." in read and "116 000" in read
    stay = re.search(r'name="stay" value="([^"]+)"', read)
    assert stay
    sent = text(family.post(address, {"stay": stay[1], "says": "He may be at his cousin's."}))
    assert "Your message is sent" in sent
    note = FamilyNote.objects.get()
    assert "He may be at his cousin&#x27;s." in text(officer.get(place))
    replied = {"answer": "Thank you, we are going there.", "version": 1}
    assert officer.post(f"{place}/answer?note={note.pk}", replied).status_code == 302
    assert "Thank you, we are going there." in text(family.post(address, {"stay": stay[1]}))


def test_a_stranger_reads_the_same_at_an_address_that_lives_and_at_one_that_never_did(
    client_as: SignIn, cast: Cast, episode: Episode, at: datetime
) -> None:
    missing_child = missing(cast, at, "Maisie")
    named(cast, missing_child, at)
    address, _ = _made(client_as("investigating officer"), missing_child)
    stranger = Client()
    for ask in (
        lambda place: stranger.get(place),
        lambda place: stranger.post(place, {"code": "12345678"}),
        lambda place: stranger.post(place, {"stay": "x", "says": "Hello"}),
        lambda place: stranger.post(place, {"new_code": "1"}),
    ):
        there, nowhere = ask(address), ask("/family/nothing-of-the-kind")
        plain = [CHANGES_EVERY_TIME.sub("", text(answer)) for answer in (there, nowhere)]
        assert there.status_code == nowhere.status_code and plain[0] == plain[1]
        assert "Maisie" not in plain[0] and there["X-Robots-Tag"].startswith("noindex")


def test_the_page_is_in_welsh_for_whoever_asks(client_as: SignIn, cast: Cast, at: datetime) -> None:
    child = missing(cast, at)
    named(cast, child, at)
    address, code = _made(client_as("investigating officer"), child)
    family = Client()
    assert "Rhowch eich cod" in text(family.get(f"{address}?lang=cy"))
    read = text(family.post(address, {"code": code, "lang": "cy"}))
    assert '<html lang="cy"' in read
    for words in ("Ynghylch Daniel", "Beth sydd wedi'i wneud", "Cymerodd yr heddlu", "Ar goll", "bob dydd"):
        assert words in read, words


@pytest.mark.parametrize("says", [*SAYS.values(), *WORDS.values(), ABSENT, NOT_DECIDED])
def test_every_sentence_a_family_may_read_exists_in_welsh(says: str) -> None:
    with translation.override("cy"):
        assert translation.gettext(says) != says


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    import gettext
    from pathlib import Path

    from django.conf import settings

    folder = Path(settings.LOCALE_PATHS[0]) / "cy" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    lines = (folder / "django.po").read_text("utf-8").splitlines()
    pairs = [(a[7:-1], b[8:-1]) for a, b in zip(lines, lines[1:], strict=False)
             if a.startswith("msgid ") and b.startswith("msgstr ") and a != 'msgid ""']  # fmt: skip
    assert len(pairs) > 60
    assert [a for a, b in pairs if compiled.gettext(a.replace('\\"', '"')) != b.replace('\\"', '"')] == []


def test_the_council_reads_and_does_not_write_and_a_home_does_neither(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    aisha = missing(cast, at, "Aisha")
    named(cast, aisha, at)
    place = f"/episodes/{aisha.pk}/family"
    worker, home = client_as("social worker"), client_as("registered manager")
    assert "Abena Osei" in text(worker.get(place))
    assert worker.get(f"{place}/update").status_code == 404 and worker.post(f"{place}/page").status_code == 404
    assert home.get(place).status_code == 404


def test_whoever_updates_second_keeps_what_they_typed(client_as: SignIn, cast: Cast, at: datetime) -> None:
    child = missing(cast, at)
    named(cast, child, at)
    officer, place = client_as("investigating officer"), f"/episodes/{child.pk}/family/update"
    said = {"how": "telephone", "said": "She is worried.", "version": 1}
    later = when("next_update_at", at + timedelta(hours=2))
    assert officer.post(place, said | later).status_code == 302
    again = officer.post(place, said | later | {"said": "She rang me herself."})
    assert again.status_code == 422 and "She rang me herself." in text(again)
    assert FamilyContact.objects.get().updates.count() == 1


def test_the_number_goes_to_the_charity_from_the_screen_and_its_proof_is_shown(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    aisha = missing(cast, at, "Aisha")
    officer, place = client_as("investigating officer"), f"/episodes/{aisha.pk}/family/charity"
    assert f"07700900115\n{aisha.reference}" in text(officer.get(place))
    fields = {"because": "She answers nobody she knows.", "next_of_kin": "agreed", "read_by_others": "yes",
              "read_by_others_says": "Her friend has it."}  # fmt: skip
    refused = officer.post(place, fields)
    assert refused.status_code == 422 and "She answers nobody she knows." in text(refused)
    assert not Outgoing.objects.filter(key=f"{aisha.reference} 1").exists()
    assert officer.post(place, fields | {"read_by_others": "no"}).status_code == 302
    assert "Proved" in text(officer.get(f"/episodes/{aisha.pk}/family"))
