"""Pages that promise something about the program: who may do what, every kind of event, a county set up by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sightline.access.gate import AUDITORS
from sightline.access.models import Agency, Desk
from sightline.audit.record import Author
from sightline.audit.verify import event_hash
from sightline.cli.main import sightline
from sightline.episodes.actions.absence import CARERS
from sightline.episodes.actions.care_duty_team import SIDES
from sightline.episodes.actions.care_placing import RECEIVERS
from sightline.episodes.actions.profile_write import WRITERS
from sightline.episodes.protocol import protocols
from sightline.people import actions
from sightline.web.screens.person_changes import ALLOWED
from tests.people import Cast

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROLES = {
    "Change what is known of a person": ALLOWED["amend"],
    "Add a flag": ALLOWED["flag"],
    "End a flag": ALLOWED["end flag"],
    "Agree a trigger plan": ALLOWED["plan"],
    "Record a placement": ALLOWED["placement"],
    "Record or end a care status": ALLOWED["care"],
    "Write a profile": WRITERS,
    "Acknowledge a waiting history": RECEIVERS,
    "Hand over and take the list of the duty team": SIDES,
    "See residents, watch an absence": CARERS,
    "Read the consultation log, verify the record": AUDITORS,
}


def rows_of(page: str) -> dict[str, str]:
    """The two-column tables of a page, by their first column."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return {
        first.strip(): second.strip() for first, second in re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("what", ROLES)
def test_the_page_of_roles_says_who_may(what: str) -> None:
    assert set(rows_of("reference/roles.md")[what].split(", ")) == set(ROLES[what])


def test_every_role_the_program_names_is_a_word_of_the_vocabulary() -> None:
    named = {role for roles in ROLES.values() for role in roles} - {"administrator"}
    assert named <= set(protocols().vocabulary.roles)


def test_the_page_of_events_has_every_kind_in_the_words_of_the_vocabulary() -> None:
    rows = rows_of("reference/events.md")
    assert {e.name: e.meaning for e in protocols().vocabulary.events.values()}.items() <= rows.items()


def test_an_event_can_be_verified_from_what_the_page_says(cast: Cast) -> None:
    from hashlib import sha256
    from json import dumps

    from sightline.audit.models import Event

    by = Author(user=7, name="Nadia Whitlock", role="call handler", agency=3)
    person = actions.register(by=by, at=cast.at, given_name="Ottoline", family_name="Férriby")
    event = Event.objects.select_related("content").get(chain=person.pk, kind="person registered")
    said = dumps(event.content.body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(f"{event.content.salt}\n{said}".encode()).hexdigest() == event.content_hash
    moment = "2026-03-10T20:00:00.000000Z"
    joined = [event.chain, 1, "person registered", "", moment, moment, 7, "Nadia Whitlock", "call handler", 3, "screen"]
    text = "\x1f".join(map(str, [*joined, event.content_hash, "0" * 64]))
    assert sha256(text.encode()).hexdigest() == event.hash == event_hash(event, "0" * 64)


def test_the_county_of_the_how_to_can_be_set_up_and_signed_in_to(
    db: None, clock: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (DOCS / "how-to/start-with-your-own-county.md").read_text(encoding="utf-8")
    (rows,) = re.findall(r"^```csv\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "county.csv").write_text(rows, encoding="utf-8")
    for line in re.findall(r"^\./run (agencies .*)$", text, re.MULTILINE):
        words = [str(tmp_path / word) if word.endswith(".csv") else word for word in line.split()]
        sightline.main(words, standalone_mode=False)
    token = capsys.readouterr().out.strip().rpartition("/set-password/")[2]
    browser = Client()
    chosen = {"password": "three words of mine", "again": "three words of mine"}
    assert "Dot Larkin" in browser.post(f"/set-password/{token}", chosen, follow=True).content.decode()
    home = Agency.objects.get(name="Elm House")
    assert home.police_area is not None and home.police_area.name == "Avonside Police"
    assert Desk.objects.filter(agency=home).exists()
    assert browser.post(f"/agencies/{home.pk}/links", {}).status_code == 200  # the links of all others, on the screen
