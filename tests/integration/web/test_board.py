"""The duty board: acknowledging, answering, doing; who may; what the page says when nobody is being told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.audit.models import Consultation, Event
from sightline.duties.models import Duty, Heartbeat, Notice, Outgoing
from sightline.duties.notices import escalate, tell
from sightline.episodes.actions import decide, handover, report
from sightline.episodes.actions.report import Told
from sightline.episodes.models import Episode
from tests.people import Cast

ClientAs = Callable[[str], Client]


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, reported three hours after she was last seen."""
    return report.report_missing(
        by=cast.actor("call handler"),
        at=at,
        person=cast.person("Aisha").pk,
        told=Told("Denise Farrow", "manager"),
        last_seen_at=at - timedelta(hours=3),
        last_seen_place="Rowan House",
        circumstances="Left after tea.",
    )


@pytest.fixture
def quiet(episode: Episode, at: datetime) -> Episode:
    """The same episode with none of the notices and duties that the report made: a board to lay out by hand."""
    Notice.objects.filter(episode=episode).update(ended_at=at)
    Duty.objects.filter(episode=episode).update(state="stopped")
    return episode


def _notice(cast: Cast, episode: Episode, at: datetime, says: str, role: str = "duty inspector", **more: Any) -> Notice:
    made = tell(cast.desk(role), episode, kind="duty", says=says, at=at, key=uuid.uuid4().hex, **more)
    assert made is not None
    return made


def _duty(cast: Cast, episode: Episode, do: str, due_at: datetime | None, role: str = "duty inspector") -> Duty:
    desk = cast.desk(role)
    return Duty.objects.create(
        episode=episode,
        key=uuid.uuid4().hex,
        do=do,
        who=role,
        strength="must",
        starts_at=episode.opened_at - timedelta(days=1),
        due_at=due_at,
        desk=desk,
        agency=desk.agency_id,
        cards=["WMP-CATEGORY-02"],
        sources=["The guidance, paragraph 1"],
        edition="x",
    )


def test_the_escalated_notice_stands_first_and_says_who_did_not_answer(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    silent = _notice(cast, quiet, at - timedelta(hours=1), "Decide: Aisha Bramwell")
    _notice(cast, quiet, at, "Look again: Aisha Bramwell", role="force incident manager", within_minutes=1)
    escalate(silent, at)
    page = _text(client_as("force incident manager").get("/board"))
    first, second = page.index("Not acknowledged by"), page.index("Look again: Aisha Bramwell")
    assert first < second and "Escalated" in page and cast.desk("duty inspector").name in page
    assert "2 notices to acknowledge" in page


def test_acknowledging_takes_the_notice_off_the_board_and_onto_the_record(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    notice = _notice(cast, quiet, at, "Decide: Aisha Bramwell")
    client = client_as("duty inspector")
    answer = client.post(f"/notices/{notice.pk}/acknowledge")
    assert answer.status_code == 302 and answer["Location"] == "/board"
    page = _text(client.get("/board"))
    assert f'action="/notices/{notice.pk}/acknowledge"' not in page and "Acknowledged, and yours to act on" in page
    assert Notice.objects.get(pk=notice.pk).acknowledged_by == "Harriet Okoro"
    assert Event.objects.filter(kind="notice acknowledged", episode=quiet.pk).count() == 1


def test_a_notice_of_another_desk_cannot_be_acknowledged(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    notice = _notice(cast, quiet, at, "Decide: Aisha Bramwell")
    assert client_as("social worker").post(f"/notices/{notice.pk}/acknowledge").status_code == 404
    assert Notice.objects.get(pk=notice.pk).acknowledged_at is None


def test_a_link_cannot_acknowledge(client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime) -> None:
    notice = _notice(cast, quiet, at, "Decide: Aisha Bramwell")
    assert client_as("duty inspector").get(f"/notices/{notice.pk}/acknowledge").status_code == 405


def test_what_is_overdue_stands_before_what_is_due_and_each_shows_its_card(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    _duty(cast, quiet, "notify the UK Missing Persons Unit", at + timedelta(minutes=12))
    _duty(cast, quiet, "involve a senior manager", at - timedelta(minutes=185))
    _duty(cast, quiet, "submit an intelligence report", None)
    page = _text(client_as("duty inspector").get("/board"))
    order = [page.rindex(words) for words in ("3 h 05 min overdue", "due in 12 min", "the guidance gives no time")]
    assert order == sorted(order)
    assert page.index("Involve a senior manager") < page.index("Notify the UK Missing Persons Unit")
    assert 'href="/protocols/WMP-CATEGORY-02"' in page


def test_what_has_no_time_is_folded_by_person_and_what_has_not_begun_is_not_shown(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    for action in ("submit an intelligence report", "check police systems"):
        _duty(cast, quiet, action, None)
    later = _duty(cast, quiet, "review the placement", None)
    Duty.objects.filter(pk=later.pk).update(starts_at=at + timedelta(hours=24))
    page = _text(client_as("duty inspector").get("/board/rows"))
    assert "Aisha Bramwell: 2 things to do, 2 of them must be done" in page
    assert "Check police systems" in page and "Review the placement" not in page


def test_nobody_is_named_twice_in_one_line(client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime) -> None:
    told = _duty(cast, quiet, "notify the independent reviewing officer", at + timedelta(minutes=12))
    Duty.objects.filter(pk=told.pk).update(to="independent reviewing officer")
    page = _text(client_as("duty inspector").get("/board/rows"))
    assert "Notify the independent reviewing officer" in page
    assert "to independent reviewing officer" not in page


def test_the_first_thing_on_the_board_is_what_to_do_next(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    client = client_as("duty inspector")
    assert "Nothing waits on your desk." in _text(client.get("/board/rows"))
    _duty(cast, quiet, "involve a senior manager", at - timedelta(minutes=5))
    assert "Involve a senior manager: Aisha Bramwell" in _text(client.get("/board/rows"))
    _notice(cast, quiet, at, "Decide: Aisha Bramwell")
    page = _text(client.get("/board/rows"))
    assert page.index("Next thing to do") < page.index("Decide: Aisha Bramwell") < page.index("Acknowledge it")


def test_a_handover_offered_to_the_desk_stands_on_its_board(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    desk = cast.desk("missing person coordinator")
    offer = handover.offer(episode=quiet.pk, to_desk=desk.pk, by=cast.actor("duty inspector"), at=at, why="Long case.")
    page = _text(client_as("missing person coordinator").get("/board"))
    assert f'href="/handovers/{offer.pk}"' in page and "Long case." in page


def test_open_episodes_show_owner_risk_category_and_the_hours_since_last_seen(
    client_as: ClientAs, cast: Cast, episode: Episode
) -> None:
    page = _text(client_as("duty inspector").get("/board"))
    row = page[page.index("Open episodes, high risk first") :]
    assert episode.reference in row and "3 h 00 min" in row
    assert "Risk not assessed" in row and "No category yet" in row and "No officer named" in row


def test_another_agency_sees_only_the_episodes_it_is_involved_with(
    client_as: ClientAs, cast: Cast, episode: Episode, at: datetime
) -> None:
    tyler = report.report_missing(
        by=cast.actor("call handler", "Southvale Police"),
        at=at,
        person=cast.person("Tyler").pk,
        told=Told("Marcus"),
        last_seen_at=None,
        last_seen_place="",
        circumstances="Not back from school.",
    )
    page = _text(client_as("social worker").get("/board"))
    assert episode.reference in page and tyler.reference not in page


def test_the_board_is_in_the_consultation_log_with_whom_it_showed(
    client_as: ClientAs, cast: Cast, episode: Episode
) -> None:
    client_as("duty inspector").get("/board")
    shown = Consultation.objects.filter(screen="board")
    assert {cast.person("Aisha").pk} == {number for line in shown for number in line.people}


def test_a_silent_watcher_is_said_on_the_board_and_a_living_one_is_not(client_as: ClientAs, at: datetime) -> None:
    client = client_as("duty inspector")
    assert "Nobody is being told of what falls due." in _text(client.get("/board"))
    Heartbeat.objects.create(name="watcher", at=at)
    assert "Nobody is being told" not in _text(client.get("/board"))


def test_a_message_that_could_not_be_delivered_is_seen_by_the_police_and_by_nobody_else(
    client_as: ClientAs, at: datetime
) -> None:
    Outgoing.objects.create(
        key="x",
        channel="spool",
        to="Duty inspector, 01632 960001",
        says="Aisha Bramwell: decide",
        made_at=at,
        next_try_at=at,
        tries=2,
        failed="the line is dead",
    )
    page = _text(client_as("duty inspector").get("/board"))
    assert "Messages that could not be delivered" in page and "tried 2 times: the line is dead" in page
    assert "the line is dead" not in _text(client_as("social worker").get("/board"))


def test_the_board_follows_its_desks_by_itself(client_as: ClientAs) -> None:
    assert 'data-live data-live-events="/live/board"' in _text(client_as("duty inspector").get("/board"))


def test_the_fragment_is_the_same_board_without_the_page_around_it(client_as: ClientAs, episode: Episode) -> None:
    page = _text(client_as("duty inspector").get("/board/rows"))
    assert "<html" not in page and episode.reference in page


# --- doing a duty --------------------------------------------------------------------------------------------------


def _done(at: datetime, **more: str) -> dict[str, str]:
    day = {
        "done_at_day": str(at.day),
        "done_at_month": str(at.month),
        "done_at_year": str(at.year),
        "done_at_time": "19:45",
    }
    return (
        {"once": str(uuid.uuid4()), "how": "Rang the unit.", "told": "Simon Ferris", "reference": "UK-17"} | day | more
    )


def test_recording_a_duty_as_done_puts_how_and_whom_on_the_timeline(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    duty = _duty(cast, quiet, "notify the UK Missing Persons Unit", at)
    client = client_as("duty inspector")
    assert "Record it as done" in _text(client.get(f"/duties/{duty.pk}"))
    answer = client.post(f"/duties/{duty.pk}/done", _done(at))
    assert answer["Location"] == "/board"
    event = Event.objects.get(episode=quiet.pk, kind="done: notify the UK Missing Persons Unit")
    body = event.content.body or {}
    assert (body["how"], body["told"], body["reference"]) == ("Rang the unit.", "Simon Ferris", "UK-17")


def test_a_duty_done_in_the_minute_in_which_it_began_is_met(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    duty = _duty(cast, quiet, "notify the UK Missing Persons Unit", at)
    began = at.replace(hour=19, minute=45, second=40)
    Duty.objects.filter(pk=duty.pk).update(starts_at=began)
    assert client_as("duty inspector").post(f"/duties/{duty.pk}/done", _done(at))["Location"] == "/board"
    assert Event.objects.get(episode=quiet.pk, kind="done: notify the UK Missing Persons Unit").happened_at == began


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"how": ""}, "How it was done"),
        ({"done_at_time": "23:30"}, "in the past"),
        ({"done_at_year": "2025"}, "before the duty began"),
    ],
)
def test_a_duty_done_at_nonsense_or_without_words_is_refused_and_the_text_kept(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime, typed: dict[str, str], says: str
) -> None:
    duty = _duty(cast, quiet, "notify the UK Missing Persons Unit", at)
    answer = client_as("duty inspector").post(f"/duties/{duty.pk}/done", _done(at, **typed))
    page = _text(answer)
    assert answer.status_code == 422 and "There is a problem" in page and says in page and "UK-17" in page
    assert not Event.objects.filter(kind__startswith="done:").exists()


def test_a_plan_is_recorded_with_its_steps_and_a_line_without_owner_or_day_is_kept_to_mend(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    duty, client = _duty(cast, quiet, "make a long-term plan", at), client_as("duty inspector")
    refused = client.post(f"/duties/{duty.pk}/done", _done(at, steps="Ring her worker"))
    assert refused.status_code == 422 and "has no owner or no day" in _text(refused)
    assert "Ring her worker</textarea>" in _text(refused)
    steps = f"Ring her worker; Grace Adeyinka; {at.date() + timedelta(days=7)}"
    assert client.post(f"/duties/{duty.pk}/done", _done(at, steps=steps))["Location"] == "/board"
    event = Event.objects.get(episode=quiet.pk, kind="long-term plan made")
    assert (event.content.body or {})["steps"][0]["who"] == "Grace Adeyinka"


def test_a_meeting_offers_the_agencies_involved_and_needs_the_placement_among_them(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    duty, client = _duty(cast, quiet, "hold a strategy meeting", at), client_as("duty inspector")
    page = _text(client.get(f"/duties/{duty.pk}"))
    assert "Northmoor City Council" in page and "Rowan House" in page and "Willow Lodge" not in page
    council, home = (str(cast.agency(name).pk) for name in ("Northmoor City Council", "Rowan House"))
    refused = client.post(f"/duties/{duty.pk}/done", _done(at) | {"invited": [council]})
    assert refused.status_code == 422
    assert "Rowan House, where Aisha Bramwell is placed, is not invited" in _text(refused)
    assert client.post(f"/duties/{duty.pk}/done", _done(at) | {"invited": [council, home]})["Location"] == "/board"
    assert Event.objects.filter(episode=quiet.pk, kind="strategy meeting held").count() == 1


def test_a_duty_with_a_screen_of_its_own_leads_there(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime
) -> None:
    duty = _duty(cast, quiet, "safe and well check", at)
    client = client_as("duty inspector")
    assert f'href="/episodes/{quiet.pk}/return"' in _text(client.get(f"/duties/{duty.pk}"))
    assert f'href="/episodes/{quiet.pk}/return"' in _text(client.get("/board/rows"))
    assert client.post(f"/duties/{duty.pk}/done", _done(at)).status_code == 422


@pytest.mark.parametrize("do", ["decide missing or absent", "review the risk", "send an officer as an early response"])
def test_a_decision_cannot_be_ticked_off_without_deciding(
    client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime, do: str
) -> None:
    duty = _duty(cast, quiet, do, at)
    page = _text(client_as("duty inspector").get(f"/duties/{duty.pk}"))
    assert "Record it as done" not in page and f'href="/episodes/{quiet.pk}/' in page


def test_a_duty_of_another_agency_is_not_found(client_as: ClientAs, cast: Cast, quiet: Episode, at: datetime) -> None:
    duty = _duty(cast, quiet, "notify the UK Missing Persons Unit", at)
    client = client_as("social worker")
    assert client.get(f"/duties/{duty.pk}").status_code == 404
    assert client.post(f"/duties/{duty.pk}/done", _done(at)).status_code == 404


def test_a_new_report_is_on_the_inspectors_board_to_acknowledge(
    client_as: ClientAs, cast: Cast, episode: Episode
) -> None:
    page = _text(client_as("duty inspector").get("/board"))
    assert "to acknowledge" in page and "I know, and it is mine" in page


def test_a_decided_episode_is_sorted_by_risk(client_as: ClientAs, cast: Cast, episode: Episode, at: datetime) -> None:
    robert = report.report_missing(
        by=cast.actor("call handler"),
        at=at,
        person=cast.person("Robert").pk,
        told=Told("A neighbour"),
        last_seen_at=at - timedelta(days=2),
        last_seen_place="",
        circumstances="Curtains drawn for two days.",
    )
    because = "Known risk of sexual exploitation, phone off, older men seen waiting."
    wanted = decide.Wanted("missing", "high", because, seriousness="high", immediacy="high")
    decide.decide(episode=episode.pk, by=cast.actor("duty inspector"), at=at, wanted=wanted)
    page = _text(client_as("duty inspector").get("/board"))
    row = page[page.index("Open episodes, high risk first") :]
    assert row.index(episode.reference) < row.index(robert.reference)
