"""Finds what is due, tells a desk, goes up the chain where nobody answers. However many run, each effect happens once.

One duty, or one batch of notices or messages, is one transaction: killed anywhere, either all of its effects exist or
none."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, close_old_connections, transaction

from sightline.audit.behalf import of_system
from sightline.audit.refusal import Refused
from sightline.audit.verify import anchor, is_anchored
from sightline.duties.automatic import act
from sightline.duties.channels import NEVER
from sightline.duties.models import Duty, Heartbeat, Notice, Outgoing
from sightline.duties.notices import somebody_is_being_told, tell
from sightline.duties.overdue import tell_of_leaves, tell_of_profiles
from sightline.duties.recompute import recompute
from sightline.duties.sending import MOST_TRIES, some_messages
from sightline.duties.silence import Silent, escalated, taken
from sightline.duties.terms import turn_calendars
from sightline.episodes.models import Episode
from sightline.episodes.protocol import look_again

log = logging.getLogger(__name__)
BATCH = 50
MANY = 250  # of one kind before the next kind has its turn
Clock = Callable[[], datetime]
Step = Callable[[int, Any, datetime], bool]


def now() -> datetime:
    """The moment, in UTC: the watcher is one of the few places that read the clock."""
    return datetime.now(UTC)


def _free(episode: int) -> Episode | None:
    """The episode, locked for this transaction; None while somebody else works on it: it is looked at again next round.

    Every writer locks the episode before its duties, notices and chain, so that none waits for another in a circle.
    """
    rows = Episode.every.select_for_update(skip_locked=True, of=("self",)).select_related("person", "owner_agency")
    return rows.filter(pk=episode).first()


def _survived(step: Step, model: type[Duty | Notice], mark: str, pk: int, episode: int | None, at: datetime) -> bool:
    """Do one step. What nobody foresaw in one row must not stop the telling of all others: the row becomes a message
    that failed, which the boards of the police show, and is not tried again."""
    try:
        return step(pk, episode, at)
    except (OperationalError, InterfaceError):  # the database, not the row: the whole round is tried again
        raise
    except Exception as fault:
        log.exception("%s %s could not be seen to", model.__name__, pk)
        with transaction.atomic():
            model.objects.filter(pk=pk).update(**{mark: at})
            of = f"of episode {episode}" if episode else "of a person of whom no episode is open"
            what = f"{model.__name__} {pk} {of}: nobody was told. Look at the episode yourself."
            Outgoing.objects.get_or_create(
                key=f"fault {model.__name__} {pk} {at.isoformat()}",
                defaults={"channel": "nobody", "to": "administrator", "says": what, "made_at": at, "next_try_at": at,
                          "tries": MOST_TRIES, "failed": repr(fault)[:300], "trouble": NEVER, "gave_up_at": at},
            )  # fmt: skip
        return True


def one_due(at: datetime) -> bool:
    """Act on one duty that has fallen due.

    Automatic step, notice to its desk, next occurrence. False when none is left.
    """
    due = Duty.objects.filter(state="open", watched_at=None, due_at__lte=at).order_by("due_at")
    found = due.values_list("pk", "episode")[:BATCH]
    return any(_survived(_acted_on, Duty, "watched_at", pk, episode, at) for pk, episode in found)


@transaction.atomic
def _acted_on(pk: int, episode_id: int, at: datetime) -> bool:
    episode = _free(episode_id)
    still = Duty.objects.filter(pk=pk, state="open", watched_at=None, due_at__lte=at).select_related("desk")
    duty = still.first() if episode else None
    if episode is None or duty is None:
        return False
    Duty.objects.filter(pk=pk).update(watched_at=at)
    if _acts_itself(duty, episode, at):
        return True
    if duty.desk and not somebody_is_being_told(duty):
        tell(
            duty.desk,
            episode,
            kind="overdue",
            says=f"Overdue: {duty.do} for {episode.person.name}",
            at=at,
            key=f"overdue {duty.pk} {duty.due_at:%Y%m%dT%H%M%S}",
            duty=duty,
            within_minutes=duty.acknowledge_minutes or 30,
            chain=duty.escalate_to,
        )
    recompute(episode, at)
    return True


def _acts_itself(duty: Duty, episode: Episode, at: datetime) -> bool:
    """The automatic step, where there is one. One that is refused is left to people: the desk is told instead."""
    try:
        return act(duty, episode, at)
    except Refused as refusal:
        log.warning("duty %s could not be done by itself: %s", duty.pk, refusal.says)
        return False


def silent(at: datetime) -> int:
    """Escalate notices that nobody acknowledged in time, a batch in one transaction. Returns how many.

    Where one of them is faulty, each goes on its own.
    """
    found: list[Silent] = []
    try:
        return _escalated(found, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if not found:
            raise
        alone = (_survived(_escalated_one, Notice, "escalated_at", pk, episode, at) for pk, episode in found)
        return sum(alone)


@transaction.atomic
def _escalated(found: list[Silent], at: datetime) -> int:
    found += taken(at, BATCH)
    return escalated(found, at)


@transaction.atomic
def _escalated_one(pk: int, _episode: int | None, at: datetime) -> bool:
    return escalated(taken(at, 1, only=pk), at) > 0


def one_message(at: datetime) -> bool:
    """Send one message that waits. False when none is left."""
    return some_messages(at, 1) > 0


def _drain(step: Callable[[datetime], int], at: datetime) -> int:
    """Take steps until one finds nothing, or so many that the other kinds of work must have their turn."""
    done = 0
    while done < MANY and (more := step(at)):
        done += more
    return done


def round_once(at: datetime, name: str = "watcher") -> int:
    """One round: what is due, what is silent, what waits to be sent, the hourly anchor, the heartbeat; each hour also
    the profiles past their day. Returns how much was done."""
    with of_system("the watcher tells desks of what is due"):
        look_again(at)
        done = turn_calendars(at) + tell_of_leaves(at) + _drain(one_due, at) + _drain(silent, at)
        done += _drain(partial(some_messages, most=BATCH), at)
        if not is_anchored(at):
            done += tell_of_profiles(at)
        with suppress(IntegrityError), transaction.atomic():  # another watcher may make the hour's anchor just now
            anchor(at)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
    return done


def watch(clock: Clock = now, pause: float = 0.5, rounds: int | None = None) -> None:
    """Go round until stopped (or for so many rounds), resting only when nothing was left to do.

    A database that is down is waited for: what fell due meanwhile is found as soon as it answers.
    """
    while rounds is None or rounds > 0:
        close_old_connections()
        try:
            done = round_once(clock())
        except (OperationalError, InterfaceError) as fault:
            log.warning("the watcher waits for the database: %s", fault)
            done = 0
        if not done:
            time.sleep(pause)
        rounds = rounds - 1 if rounds is not None else None
