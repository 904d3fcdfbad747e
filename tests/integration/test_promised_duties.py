"""What somebody promised in one case stands on the board beside what the cards ask, and only its keeping ends it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline.duties.models import Duty, Notice
from sightline.duties.promised import keep_promise, promise, release
from sightline.duties.queries import due
from sightline.duties.watcher import round_once
from sightline.episodes.actions import handover, investigate
from sightline.episodes.models import Episode
from tests.integration.web.reported import decided, reported
from tests.people import Cast

HOUR = timedelta(hours=1)


def _promised(episode: Episode, at: datetime, due_at: datetime | None) -> Duty:
    return promise(episode, key="call 1", do="ring the aunt", who="investigating officer", at=at, due_at=due_at,
                   because="She asked for it.", escalate_to=["supervisor"])  # fmt: skip


def test_a_promise_stands_on_the_board_whatever_else_happens(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    made = _promised(episode, at, at + 2 * HOUR)
    decided(cast, episode, at + HOUR)
    investigate.raise_enquiry(episode=episode.pk, by=cast.actor("investigating officer"), at=at, what="Ring Mina")
    made.refresh_from_db()
    assert (made.state, made.due_at, made.sources) == ("open", at + 2 * HOUR, ["She asked for it."])
    assert made in due(cast.actor("investigating officer"), at)


def test_a_promise_that_is_kept_in_time_is_met_and_a_late_one_met_late(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    made = _promised(episode, at, at + HOUR)
    keep_promise(episode, key="call 1", at=at + HOUR)
    made.refresh_from_db()
    assert (made.state, made.met_at) == ("met", at + HOUR)
    _promised(episode, at, at + HOUR)
    keep_promise(episode, key="call 1", at=at + 2 * HOUR)
    made.refresh_from_db()
    assert made.state == "met late"


def test_whoever_lets_a_promise_go_after_its_time_has_missed_it(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    made = _promised(episode, at, at + HOUR)
    release(episode, key="call 1", at=at + 2 * HOUR)
    made.refresh_from_db()
    assert made.state == "missed"


def test_the_desk_is_told_when_its_time_has_come_and_the_chain_goes_up(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    made = _promised(episode, at, at + HOUR)
    assert not Notice.objects.filter(duty=made).exists()
    round_once(at + HOUR)
    first = Notice.objects.get(duty=made)
    assert first.desk == cast.desk("investigating officer") and first.kind == "overdue"
    round_once(at + 2 * HOUR)
    assert Notice.objects.filter(duty=made, level=1, desk=cast.desk("supervisor")).exists()


def test_what_is_due_now_is_told_at_once(cast: Cast, at: datetime) -> None:
    made = _promised(reported(cast, at), at, at)
    assert Notice.objects.get(duty=made).says == "Ring the aunt: Aisha Bramwell"


def test_a_promise_moves_to_the_desk_that_owns_the_episode_now(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    made = _promised(episode, at, at + 5 * HOUR)
    south = "Southvale Police"
    offer = handover.offer(episode=episode.pk, to_desk=cast.desk("duty inspector", south).pk, at=at,
                           by=cast.actor("duty inspector"), why="She is there.")  # fmt: skip
    handover.accept(handover=offer.pk, by=cast.actor("duty inspector", south), at=at + HOUR, answer="Ours.")
    made.refresh_from_db()
    assert made.desk == cast.desk("investigating officer", south)
