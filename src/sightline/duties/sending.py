"""Sends what waits: claimed in one transaction, sent outside of any, its outcome written in the next.

Killed in between, a message is sent again after the lease, and its way out is asked first whether it had arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from sightline.duties import channels
from sightline.duties.models import Outgoing

MOST_TRIES = 8
LEASE = timedelta(seconds=30)  # longer than any way out takes to answer
AFTER_SETUP = timedelta(minutes=5)
NOT_GIVEN_UP = Q(tries__lt=MOST_TRIES) | Q(trouble=channels.SETUP)  # what somebody mends is never given up


def some_messages(at: datetime, most: int) -> int:
    """Send up to so many messages that wait; put off, with growing patience, those that cannot go.

    Returns how many were tried. A failure stays a visible row.
    """
    claimed = _claim(at, most)
    outcomes = [_try(message, at) for message in claimed]
    if claimed:
        _keep(claimed, outcomes, at)
    return len(claimed)


@transaction.atomic
def _claim(at: datetime, most: int) -> list[Outgoing]:
    """Take messages that nobody else is sending: for as long as the lease lasts they are ours."""
    waiting = Outgoing.objects.select_for_update(skip_locked=True).filter(
        NOT_GIVEN_UP, sent_at=None, gave_up_at=None, next_try_at__lte=at
    )
    found = list(waiting.order_by("next_try_at")[:most])
    Outgoing.objects.filter(pk__in=[m.pk for m in found]).update(tries=F("tries") + 1, next_try_at=at + LEASE)
    for message in found:
        message.tries += 1
    return found


def _try(message: Outgoing, at: datetime) -> OSError | None:
    """Send one message; the failure, or None when it went."""
    try:
        message.receipt = channels.deliver(message, again=message.tries > 1)[:120]
    except OSError as fault:
        return fault
    return None


@transaction.atomic
def _keep(claimed: Sequence[Outgoing], outcomes: Sequence[OSError | None], at: datetime) -> None:
    """Write down what became of each."""
    for message, fault in zip(claimed, outcomes, strict=True):
        if fault is None:
            message.sent_at, message.failed, message.trouble = at, "", ""
        else:
            _put_off(message, fault, at)
    fields = ["sent_at", "failed", "trouble", "gave_up_at", "receipt", "next_try_at"]
    Outgoing.objects.bulk_update(claimed, fields)
    for message in claimed:
        if message.gave_up_at:
            channels.given_up(message, at)


def _put_off(message: Outgoing, fault: OSError, at: datetime) -> None:
    """By kind of failure: later (with growing patience), never (a person must do it), or once the set-up is mended."""
    message.failed = str(fault)[:300]
    message.trouble = fault.trouble if isinstance(fault, channels.NotDelivered) else channels.LATER
    pause = AFTER_SETUP if message.trouble == channels.SETUP else timedelta(seconds=15 * 2 ** min(message.tries, 9))
    message.next_try_at = at + pause
    over = message.tries >= MOST_TRIES and message.trouble == channels.LATER
    if over or message.trouble == channels.NEVER:
        message.gave_up_at = at


@transaction.atomic
def try_again(*, message: int, at: datetime) -> bool:
    """Let a message that failed be tried at once. False where it went meanwhile, or is being sent."""
    waiting = Outgoing.objects.filter(pk=message, sent_at=None).exclude(failed="")
    return bool(waiting.update(tries=0, next_try_at=at, gave_up_at=None))
