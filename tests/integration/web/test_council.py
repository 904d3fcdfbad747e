"""A council's list for its night team, and the report a home owes: each counts once somebody's name stands under it."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sightline.access.models import Agency
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.models import Duty
from sightline.episodes.actions import care_duty_team as team
from sightline.episodes.actions import care_report
from sightline.episodes.actions.care_report import Written
from sightline.episodes.models import CareReport, CouncilHandover
from tests.integration.web.reported import reported
from tests.people import Cast

SignIn = Callable[[str], Client]
SAYS = Written("Out at ten, back at two.", "Rang round, searched, reported.", "Her key worker rings at nine.")


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:800]
    return html.unescape(page)


def test_the_list_goes_to_the_night_team_and_comes_back_in_the_morning(
    client_as: SignIn, cast: Cast, at: datetime, clock: Any
) -> None:
    episode = reported(cast, at)
    worker, night = client_as("social worker"), client_as("emergency duty team")
    note = {f"note-{episode.pk}": "Ring the aunt at nine.", "says": "Quiet otherwise.", "once": str(uuid4())}
    assert worker.post("/duty-team", note).status_code == 302
    page = text_of(night.get("/duty-team"))
    assert "Aisha Bramwell" in page and "Ring the aunt at nine." in page and "I have the list" in page
    assert "I have the list" not in text_of(worker.get("/duty-team"))
    row = CouncilHandover.objects.get()
    assert night.post(f"/duty-team/{row.pk}/acknowledge").status_code == 302
    row.refresh_from_db()
    assert row.acknowledged_by == "Rosa Penhale"
    clock.move_to(at + timedelta(hours=10))
    assert night.post("/duty-team", {"says": "Found at four.", "once": str(uuid4())}).status_code == 302
    back = CouncilHandover.objects.latest("id")
    assert back.to_desk.role == "social worker" and back.acknowledged_at is None


def test_a_second_list_waits_for_the_first_to_be_acknowledged(cast: Cast, at: datetime) -> None:
    team.hand_over_list(by=cast.actor("social worker"), at=at, says="", notes={})
    with pytest.raises(Refused, match="has not been acknowledged yet"):
        team.hand_over_list(by=cast.actor("team manager"), at=at, says="", notes={})


def test_only_the_other_side_acknowledges(cast: Cast, at: datetime) -> None:
    row = team.hand_over_list(by=cast.actor("social worker"), at=at, says="", notes={})
    for role, agency in (("social worker", ""), ("emergency duty team", "Southvale County Council")):
        with pytest.raises(NotForYou):
            team.acknowledge_list(handover=row.pk, by=cast.actor(role, agency), at=at)


def test_what_opened_after_the_list_is_marked(client_as: SignIn, cast: Cast, at: datetime) -> None:
    row = team.hand_over_list(by=cast.actor("social worker"), at=at, says="", notes={})
    episode = reported(cast, at)
    night = cast.actor("emergency duty team")
    assert team.since_handed(row, team.open_list(night, at, screen="test")) == [episode.pk]
    assert "Since the last list" in text_of(client_as("emergency duty team").get("/duty-team"))


def test_another_councils_children_are_not_on_the_list(cast: Cast, at: datetime) -> None:
    reported(cast, at)
    assert team.open_list(cast.actor("social worker", "Southvale County Council"), at, screen="test") == []


def written(cast: Cast, episode: int, at: datetime) -> CareReport:
    """The home's report on Aisha's episode."""
    by = cast.actor("registered manager", "Rowan House")
    return care_report.write_report(episode=episode, version=0, says=SAYS, by=by, at=at)


def test_the_registered_manager_signs_and_the_report_is_filed(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at).pk
    home, address = client_as("registered manager"), f"/episodes/{episode}/care-report"
    assert "Regulation 40 report" in text_of(home.get(address))
    form = {"happened": "Out at ten.", "done": "Rang round.", "learnt": "Key worker rings.", "told": "", "version": "0"}
    assert home.post(address, form | {"once": str(uuid4())}).status_code == 302
    assert "waits for: registered manager" in text_of(home.get(address))
    home.post(f"{address}/file")
    assert CareReport.objects.get().filed_at is None
    home.post(f"{address}/sign", {"version": "1"})
    home.post(f"{address}/file")
    assert CareReport.objects.get().filed_by == "Denise Farrow"
    assert "On file" in text_of(client_as("social worker").get(address))


def test_where_cards_ask_for_two_signatures_the_managers_alone_does_not_file_it(cast: Cast, at: datetime) -> None:
    Agency.objects.filter(area="west-midlands").update(area="birmingham")
    episode = reported(cast, at).pk
    written(cast, episode, at)
    manager = cast.actor("registered manager", "Rowan House")
    care_report.sign_report(episode=episode, version=1, by=manager, at=at)
    with pytest.raises(Refused, match="not signed yet by: service manager, assistant director"):
        care_report.file_report(episode=episode, by=manager, at=at)
    assert not Duty.objects.filter(episode=episode, do="write the Regulation 40 report", state="open").exists()


def test_who_is_not_named_does_not_sign(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at).pk
    written(cast, episode, at)
    with pytest.raises(NotForYou, match="Signing this report is for"):
        care_report.sign_report(episode=episode, version=1, by=cast.actor("social worker"), at=at)


def test_a_report_changed_after_it_was_signed_is_signed_again(cast: Cast, at: datetime) -> None:
    episode, manager = reported(cast, at).pk, cast.actor("registered manager", "Rowan House")
    written(cast, episode, at)
    care_report.sign_report(episode=episode, version=1, by=manager, at=at)
    changed = care_report.write_report(episode=episode, version=1, says=SAYS, by=manager, at=at)
    assert care_report.missing_signatures(changed, "west-midlands", at) == ["registered manager"]
    with pytest.raises(Refused, match="was changed while you were reading"):
        care_report.sign_report(episode=episode, version=1, by=manager, at=at)
    with pytest.raises(Stale):
        care_report.write_report(episode=episode, version=1, says=SAYS, by=manager, at=at)


def test_no_report_is_owed_for_somebody_at_home(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at, "Daniel").pk
    with pytest.raises((Refused, NotForYou)):
        written(cast, episode, at)
