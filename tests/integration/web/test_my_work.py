"""My work: one's own episodes, handovers, interviews, duties and drafts, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from sightline.audit.models import Consultation
from sightline.duties.models import Duty
from sightline.episodes.actions import found, handover, report
from sightline.episodes.actions.report import Told
from sightline.episodes.models import Episode
from sightline.web.screens.my_work import DRAFT_PAGES, INTERVIEW, draft_page, light
from tests.people import Cast

ClientAs = Callable[[str], Client]


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, reported three hours after she was last seen."""
    return report.report_missing(
        by=cast.actor("call handler"),
        at=at - timedelta(hours=2),
        person=cast.person("Aisha").pk,
        told=Told("Denise Farrow"),
        last_seen_at=at - timedelta(hours=3),
        last_seen_place="Rowan House",
        circumstances="Left after tea.",
    )


def _interview(cast: Cast, episode: Episode, at: datetime) -> None:
    """Aisha is back, seen, and offered her interview through Open Door."""
    officer = cast.actor("investigating officer")
    located = found.locate(
        episode=episode.pk,
        by=officer,
        at=at,
        located_at=at - timedelta(minutes=30),
        place="Rowan House",
        located_by="Denise Farrow",
        how="Walked in.",
        confirmed=True,
    )
    found.see_safe_and_well(
        episode=episode.pk,
        version=located.version,
        by=officer,
        at=at,
        seen_at=at - timedelta(minutes=10),
        seen_by=officer.name,
        seen_alone=True,
        harm="no",
        says="Tired, unhurt.",
    )
    found.offer_interview(
        episode=episode.pk,
        by=cast.actor("social worker"),
        at=at,
        provider=cast.agency("Open Door").pk,
        choice="A woman, at the library.",
    )


def test_somebody_with_nothing_to_do_is_told_so_and_where_to_look(client_as: ClientAs) -> None:
    page = _text(client_as("analyst").get("/my-work"))
    assert "Nothing waits for you." in page and 'href="/board"' in page


def test_the_episodes_i_am_the_named_officer_of_are_mine_alone(
    client_as: ClientAs, cast: Cast, episode: Episode, at: datetime
) -> None:
    handover.take_on(episode=episode.pk, by=cast.actor("investigating officer"), at=at)
    assert episode.reference in _text(client_as("investigating officer").get("/my-work"))
    mine = _text(client_as("superintendent").get("/my-work"))
    assert "You are not the named officer of an open episode." in mine


def test_a_handover_to_answer_comes_first(client_as: ClientAs, cast: Cast, episode: Episode, at: datetime) -> None:
    desk = cast.desk("missing person coordinator")
    offer = handover.offer(
        episode=episode.pk, to_desk=desk.pk, by=cast.actor("duty inspector"), at=at, why="Long case."
    )
    page = _text(client_as("missing person coordinator").get("/my-work"))
    assert page.index(f'href="/handovers/{offer.pk}"') < page.index("Episodes I am the named officer of")


def test_drafts_lead_back_to_their_forms(client_as: ClientAs, cast: Cast) -> None:
    client = client_as("call handler")
    person = cast.person("Daniel").pk
    client.post(f"/drafts/report-{person}", {"said": "He ran off"})
    client.post("/drafts/episode-12-decision", {"because": "x"})
    page = _text(client.get("/my-work"))
    assert f'href="/control-room/report/{person}"' in page and 'href="/episodes/12/decision"' in page
    assert 'href="/control-room' not in _text(client_as("duty inspector").get("/my-work")).split("My drafts")[1]


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("report-12", "/control-room/report/12"),
        ("episode-12-decision", "/episodes/12/decision"),
        ("episode-12-return-located", "/episodes/12/return"),
        ("episode-12-enquiry-3", "/episodes/12/enquiries/3"),
        ("person-12-flag-3-end", "/people/12/flags/3/end"),
        ("absence-12-review", "/residents/absences/12"),
        ("something", ""),
        ("episode-x", ""),
    ],
)
def test_a_draft_is_restored_on_the_page_its_name_tells(key: str, page: str) -> None:
    assert draft_page(key)[1] == page


@pytest.mark.parametrize("shape", [shape for shape, _words, _address in DRAFT_PAGES])
def test_every_page_that_restores_a_draft_exists(shape: str) -> None:
    key = shape.replace(r"(\d+)", "12").replace("(", "").replace(")", "").replace(".+", "located")
    words, page = draft_page(key)
    assert words and resolve(page)


def test_the_interviewer_sees_who_waits_since_when_and_with_what_wish(
    client_as: ClientAs, cast: Cast, episode: Episode, at: datetime
) -> None:
    _interview(cast, episode, at)
    page = _text(client_as("return interviewer").get("/my-work"))
    row = page[page.index("Return interviews waiting, most pressing first") :]
    assert "Aisha Bramwell" in row and "30 min" in row and "A woman, at the library." in row
    assert "Return interviews waiting" not in _text(client_as("social worker").get("/my-work"))


def test_an_interview_whose_deadline_has_passed_is_red_and_says_overdue(
    client_as: ClientAs, cast: Cast, episode: Episode, at: datetime
) -> None:
    _interview(cast, episode, at)
    desk = cast.desk("return interviewer")
    Duty.objects.update_or_create(
        episode=episode,
        do=INTERVIEW,
        who="return interviewer",
        defaults={
            "key": "one interview",
            "strength": "must",
            "starts_at": at - timedelta(hours=80),
            "state": "open",
            "desk": desk,
            "due_at": at - timedelta(hours=8),
            "agency": desk.agency_id,
            "edition": "x",
        },
    )
    page = _text(client_as("return interviewer").get("/my-work"))
    assert 'govuk-tag--red">Overdue' in page and "8 h 00 min overdue" in page


@pytest.mark.parametrize(
    ("left", "word", "colour"),
    [
        (timedelta(0), "Overdue", "red"),
        (timedelta(minutes=1), "Last day", "orange"),
        (timedelta(days=1), "Last day", "orange"),
        (timedelta(days=1, minutes=1), "In time", "green"),
    ],
)
def test_the_light_of_an_interview_turns_on_the_boundary(at: datetime, left: timedelta, word: str, colour: str) -> None:
    assert light(at + left, at) == (word, colour)


def test_without_a_deadline_the_light_is_grey_and_says_so(at: datetime) -> None:
    assert light(None, at) == ("No time given", "grey")


def test_whom_my_work_shows_is_in_the_consultation_log(
    client_as: ClientAs, cast: Cast, episode: Episode, at: datetime
) -> None:
    handover.take_on(episode=episode.pk, by=cast.actor("investigating officer"), at=at)
    client_as("investigating officer").get("/my-work")
    assert Consultation.objects.get(screen="my work").people == [cast.person("Aisha").pk]
