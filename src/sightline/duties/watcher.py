"""Finds what is due, tells a desk, and goes up the chain where nobody answers.

Any number may run; each effect happens once.

One duty, one notice or one message is one transaction: killed anywhere, either all of its effects exist or none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import close_old_connections, transaction

from sightline.audit.verify import anchor
from sightline.duties.automatic import act
from sightline.duties.models import Duty, Heartbeat, Notice, Outgoing
from sightline.duties.notices import escalate, tell
from sightline.duties.recompute import recompute
from sightline.duties.spool import deliver

BATCH = 50
MOST_TRIES = 8
Clock = Callable[[], datetime]


def now() -> datetime:
    """The moment, in UTC: the watcher is one of the few places that read the clock."""
    return datetime.now(UTC)


@transaction.atomic
def one_due(at: datetime) -> bool:
    """Act on one duty that has fallen due.

    Automatic step, notice to its desk, next occurrence. False when none is left.
    """
    due = Duty.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state="open", watched_at=None, due_at__lte=at
    )
    duty = due.select_related("episode__person", "episode__owner_agency", "desk").order_by("due_at").first()
    if duty is None:
        return False
    duty.watched_at = at
    duty.save(update_fields=["watched_at"])
    if act(duty, duty.due_at or at):
        return True
    if duty.desk:
        tell(
            duty.desk,
            duty.episode,
            kind="overdue",
            says=f"Overdue: {duty.do} for {duty.episode.person.name}",
            at=at,
            key=f"overdue {duty.pk} {duty.due_at:%Y%m%dT%H%M%S}",
            duty=duty,
            within_minutes=duty.acknowledge_minutes or 30,
            chain=duty.escalate_to,
        )
    recompute(duty.episode_id, at)
    return True


@transaction.atomic
def one_silent(at: datetime) -> bool:
    """Escalate one notice that nobody acknowledged in time. False when none is left."""
    silent = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        acknowledged_at=None, escalated_at=None, ended_at=None, acknowledge_by__lte=at
    )
    notice = (
        silent.select_related("desk", "duty", "episode__person", "episode__owner_agency")
        .order_by("acknowledge_by")
        .first()
    )
    if notice is None:
        return False
    escalate(notice, at)
    return True


@transaction.atomic
def one_message(at: datetime) -> bool:
    """Send one message that waits, or put it off with growing patience; a failure stays a visible row.

    False when none is left.
    """
    waiting = Outgoing.objects.select_for_update(skip_locked=True).filter(
        sent_at=None, next_try_at__lte=at, tries__lt=MOST_TRIES
    )
    message = waiting.order_by("next_try_at").first()
    if message is None:
        return False
    message.tries += 1
    try:
        deliver(message)
        message.sent_at, message.failed = at, ""
    except OSError as fault:
        message.failed = str(fault)[:300]
        message.next_try_at = at + timedelta(seconds=15 * 2**message.tries)
    message.save()
    return True


def _drain(step: Callable[[datetime], bool], at: datetime) -> int:
    done = 0
    while done < BATCH and step(at):
        done += 1
    return done


def round_once(at: datetime, name: str = "watcher") -> int:
    """One round: what is due, what is silent, what waits to be sent, the hourly anchor, the heartbeat. Returns how
    much was done."""
    done = _drain(one_due, at) + _drain(one_silent, at) + _drain(one_message, at)
    with transaction.atomic():
        anchor(at)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
    return done


def watch(clock: Clock = now, pause: float = 0.5, rounds: int | None = None) -> None:
    """Go round until stopped (or for so many rounds), resting only when nothing was left to do."""
    while rounds is None or rounds > 0:
        close_old_connections()
        if not round_once(clock()):
            time.sleep(pause)
        rounds = rounds - 1 if rounds is not None else None
