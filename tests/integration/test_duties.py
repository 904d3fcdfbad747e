"""Duties that are known: one row for each, told to a desk, acknowledged or escalated, and sent until it arrives."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sightline.access.models import Agency
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.duties.notices import acknowledge
from sightline.duties.queries import failed_messages
from sightline.duties.recompute import recompute
from sightline.duties.sending import MOST_TRIES
from sightline.duties.spool import folder
from sightline.duties.watcher import one_message, round_once
from sightline.episodes.actions import handover, investigate
from sightline.episodes.actions.decide import Wanted, decide
from sightline.episodes.models import Episode
from tests.integration.absent import watched
from tests.integration.web.reported import decided, reported
from tests.people import Cast

SOUTH = "Southvale Police"
DECIDE = "decide missing or absent"
NATIONAL = "notify the UK Missing Persons Unit"


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Daniel, reported missing, nothing decided."""
    return reported(cast, at, "Daniel")


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Each test sends into a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"


def duty(episode: Episode, do: str) -> Duty:
    """The one duty of this name."""
    return Duty.objects.get(episode=episode, do=do)


def waiting(episode: Episode, do: str) -> list[tuple[str, int]]:
    """Who still has to acknowledge a duty, and how far up the chain they stand."""
    rows = Notice.objects.filter(episode=episode, duty__do=do, acknowledged_at=None, ended_at=None, escalated_at=None)
    return [(n.desk.name, n.level) for n in rows.order_by("level")]


def handed(episode: Episode) -> list[tuple[str, str]]:
    """Who still has to acknowledge that the episode is offered to them."""
    rows = Notice.objects.filter(episode=episode, duty=None, acknowledged_at=None, ended_at=None, escalated_at=None)
    rows = rows.exclude(key__regex=r"^(told|ring|ask) episode")  # what happened is told beside it
    return [(n.desk.agency.name, n.desk.name) for n in rows]


# --- rows -------------------------------------------------------------------------------------------------------------


def test_recomputing_keeps_one_row_for_each_duty_and_tells_nobody_twice(episode: Episode, at: datetime) -> None:
    rows = {d.key: d.pk for d in Duty.objects.filter(episode=episode)}
    told = Notice.objects.count()
    for minutes in (0, 0, 1):
        recompute(Episode.objects.get(pk=episode.pk), at + timedelta(minutes=minutes))
    assert {d.key: d.pk for d in Duty.objects.filter(episode=episode)} == rows
    assert Notice.objects.count() == told > 0


def test_what_meets_a_duty_is_what_happened_and_nobody_need_acknowledge_it_any_more(
    episode: Episode, cast: Cast, at: datetime
) -> None:
    assert waiting(episode, DECIDE) == [("Duty inspector", 0)]
    decided(cast, episode, at + timedelta(minutes=5))
    met = duty(episode, DECIDE)
    assert (met.state, met.met_at) == ("met", at + timedelta(minutes=5))
    assert waiting(episode, DECIDE) == []


def test_a_duty_met_after_its_time_is_met_late(episode: Episode, cast: Cast, at: datetime) -> None:
    due_at = duty(episode, DECIDE).due_at
    assert due_at
    decided(cast, episode, due_at + timedelta(minutes=1))
    assert duty(episode, DECIDE).state == "met late"


def test_a_deadline_that_changes_is_watched_again(episode: Episode, cast: Cast, at: datetime) -> None:
    assert duty(episode, NATIONAL).due_at == at + timedelta(hours=72)
    Duty.objects.filter(episode=episode).update(watched_at=at)  # as if a watcher had told of all of them
    decided(cast, episode, at + timedelta(minutes=5))  # high risk: the national unit is to know at once
    now = duty(episode, NATIONAL)
    assert (now.due_at, now.watched_at) == (at + timedelta(minutes=5), None)
    assert duty(episode, "notify parents and those with parental responsibility").watched_at == at


def test_every_open_duty_names_its_cards_and_its_sources(episode: Episode, cast: Cast, at: datetime) -> None:
    decided(cast, episode, at)
    duties = Duty.objects.filter(episode=episode, state="open")
    assert duties.count() > 10
    assert all(d.cards and len(d.sources) >= len(d.cards) and d.edition for d in duties)


# --- handovers --------------------------------------------------------------------------------------------------------


def _offered(cast: Cast, episode: Episode, at: datetime) -> int:
    desk = cast.desk("duty inspector", SOUTH)
    by = cast.actor("duty inspector")
    return int(handover.offer(episode=episode.pk, to_desk=desk.pk, by=by, at=at, why="His brother lives there.").pk)


def test_the_desk_an_episode_is_offered_to_is_told_until_it_answers(episode: Episode, cast: Cast, at: datetime) -> None:
    offer = _offered(cast, episode, at)
    assert handed(episode) == [(SOUTH, "Duty inspector")]
    handover.refuse(handover=offer, by=cast.actor("duty inspector", SOUTH), at=at, answer="No officer is free.")
    assert handed(episode) == []
    second = _offered(cast, episode, at + timedelta(minutes=5))
    assert second != offer and handed(episode) == [(SOUTH, "Duty inspector")]


def test_silence_about_a_handover_goes_up_the_ranks_of_those_who_are_silent(
    episode: Episode, cast: Cast, at: datetime
) -> None:
    _offered(cast, episode, at)
    for minutes, rank in ((16, "Force incident manager"), (32, "Superintendent"), (48, "Superintendent")):
        round_once(at + timedelta(minutes=minutes))
        assert handed(episode) == [(SOUTH, rank)]


def test_when_an_episode_changes_hands_its_new_desk_is_told_and_the_old_one_need_not_answer(
    episode: Episode, cast: Cast, at: datetime
) -> None:
    offer = _offered(cast, episode, at)
    handover.accept(handover=offer, by=cast.actor("duty inspector", SOUTH), at=at + timedelta(minutes=2),
                    answer="We see to it.")  # fmt: skip
    moved = duty(episode, DECIDE)
    assert moved.desk and moved.desk.agency.name == SOUTH
    told = Notice.objects.filter(duty=moved, acknowledged_at=None, ended_at=None)
    assert [n.desk.agency.name for n in told] == [SOUTH]


# --- silence ----------------------------------------------------------------------------------------------------------


def test_what_is_acknowledged_in_time_is_not_escalated(episode: Episode, cast: Cast, at: datetime) -> None:
    notice = Notice.objects.get(episode=episode, duty__do=DECIDE)
    acknowledge(notice=notice.pk, by=cast.actor("duty inspector"), at=at + timedelta(minutes=3))
    for minutes in (11, 22, 29):
        round_once(at + timedelta(minutes=minutes))
    assert Notice.objects.filter(duty=notice.duty).count() == 1


def test_acknowledging_twice_keeps_who_did_it_first(episode: Episode, cast: Cast, at: datetime) -> None:
    notice = Notice.objects.get(episode=episode, duty__do=DECIDE)
    for minutes in (3, 4):
        acknowledge(notice=notice.pk, by=cast.actor("duty inspector"), at=at + timedelta(minutes=minutes))
    notice.refresh_from_db()
    assert (notice.acknowledged_at, notice.acknowledged_by) == (at + timedelta(minutes=3), "Harriet Okoro")


@pytest.mark.parametrize(("role", "agency"), [("call handler", ""), ("duty inspector", SOUTH), ("social worker", "")])
def test_only_the_desk_that_was_told_can_acknowledge(
    episode: Episode, cast: Cast, at: datetime, role: str, agency: str
) -> None:
    notice = Notice.objects.get(episode=episode, duty__do=DECIDE)
    with pytest.raises(NotForYou):
        acknowledge(notice=notice.pk, by=cast.actor(role, agency), at=at)
    notice.refresh_from_db()
    assert notice.acknowledged_at is None


def test_silence_goes_up_the_chain_of_the_card_and_stays_with_the_last(episode: Episode, at: datetime) -> None:
    assert duty(episode, DECIDE).escalate_to == ["force incident manager", "superintendent"]
    steps = ((9, "Duty inspector", 0), (11, "Force incident manager", 1), (22, "Superintendent", 2))
    for minutes, desk, level in (*steps, (33, "Superintendent", 3), (40, "Superintendent", 3)):
        round_once(at + timedelta(minutes=minutes))
        assert waiting(episode, DECIDE) == [(desk, level)]


def test_when_somebody_up_the_chain_answers_nobody_else_need(episode: Episode, cast: Cast, at: datetime) -> None:
    round_once(at + timedelta(minutes=11))
    notice = Notice.objects.get(episode=episode, duty__do=DECIDE, level=1)
    acknowledge(notice=notice.pk, by=cast.actor("force incident manager"), at=at + timedelta(minutes=12))
    assert not Notice.objects.filter(duty=notice.duty, acknowledged_at=None, ended_at=None).exists()
    round_once(at + timedelta(minutes=29))
    assert Notice.objects.filter(duty=notice.duty).count() == 2


# --- what the watcher does itself -------------------------------------------------------------------------------------


def test_a_home_whose_police_are_not_set_up_is_told_in_place_of_a_report_and_nobody_else_waits(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    absence = watched(cast, at)
    Agency.objects.filter(name="Willow Lodge").update(police_area=None)
    round_once(at + timedelta(hours=6))
    absence.refresh_from_db()
    assert absence.state == "absence"
    told = Notice.objects.filter(episode=absence, kind="overdue", duty__do="notify the police")
    assert [n.desk.agency.name for n in told] == ["Willow Lodge"]
    assert duty(episode, DECIDE).watched_at


def test_a_watched_absence_is_neither_decided_nor_handed_over_but_reported(cast: Cast, at: datetime) -> None:
    absence, manager = watched(cast, at), cast.actor("registered manager", "Willow Lodge")
    wanted = Wanted("missing", "high", "He never misses his supper.", seriousness="high", immediacy="high")
    with pytest.raises(Refused, match="Report it missing first"):
        decide(episode=absence.pk, by=manager, at=at, wanted=wanted)
    with pytest.raises(Refused, match="report it to the police"):
        handover.offer(
            episode=absence.pk, to_desk=cast.desk("duty inspector", SOUTH).pk, by=manager, at=at, why="We are worried."
        )
    assert duty(absence, "notify the police").state == "open"


# --- sending ----------------------------------------------------------------------------------------------------------


def _message(at: datetime) -> Outgoing:
    Outgoing.objects.all().delete()
    return Outgoing.objects.create(key="notice 1", channel="spool", to="Duty inspector, 01632 960101", says="Overdue",
                                   made_at=at, next_try_at=at)  # fmt: skip


def test_a_message_is_delivered_once(db: None, at: datetime) -> None:
    message = _message(at)
    assert one_message(at) and not one_message(at + timedelta(hours=1))
    message.refresh_from_db()
    assert message.sent_at == at and [p.suffix for p in folder().iterdir()] == [".txt"]


def test_a_message_that_cannot_be_delivered_stays_in_sight_and_is_tried_again_with_growing_patience(
    db: None, at: datetime
) -> None:
    message, now, pauses = _message(at), at, []
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("a file stands where the folder should be")
    for _ in range(MOST_TRIES):
        assert one_message(now)
        message.refresh_from_db()
        assert failed_messages() == [message] and "outgoing" in message.failed and message.sent_at is None
        assert not one_message(message.next_try_at - timedelta(seconds=1))
        pauses.append(message.next_try_at - now)
        now = message.next_try_at
    assert pauses == sorted(set(pauses)) and timedelta(seconds=10) < pauses[0] < pauses[-1] < timedelta(hours=2)
    assert not one_message(now + timedelta(days=1)) and failed_messages() == [message]


def test_a_message_that_failed_is_delivered_when_the_way_is_open_again(db: None, at: datetime) -> None:
    message = _message(at)
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("in the way")
    one_message(at)
    folder().unlink()
    message.refresh_from_db()
    assert one_message(message.next_try_at)
    assert failed_messages() == [] and len(list(folder().glob("*.txt"))) == 1


def test_an_enquiry_leaves_the_duties_as_they_are(episode: Episode, cast: Cast, at: datetime) -> None:
    decided(cast, episode, at)
    before = list(Duty.objects.filter(episode=episode).order_by("pk").values("key", "state", "due_at"))
    investigate.raise_enquiry(episode=episode.pk, by=cast.actor("investigating officer"), at=at, what="Ring Mina")
    assert list(Duty.objects.filter(episode=episode).order_by("pk").values("key", "state", "due_at")) == before
