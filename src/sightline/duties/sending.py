"""Sends what waits. A file for the outgoing folder is written while its message is claimed: twice, it is the same file.

For a gateway a message is claimed in one transaction, sent outside of any, its outcome written in the next. Killed in
between, it is sent again after the lease, and its way out is asked first whether it had arrived.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from sightline.duties import channels
from sightline.duties.models import Outgoing

MOST_TRIES = 8
LEASE = timedelta(seconds=30)  # longer than any way out takes to answer
AFTER_SETUP = timedelta(minutes=5)
NOT_GIVEN_UP = Q(tries__lt=MOST_TRIES) | Q(trouble=channels.SETUP)  # what somebody mends is never given up

SENT = """
UPDATE duties_outgoing SET sent_at = %(at)s, failed = '', trouble = '', tries = r.tries, receipt = r.receipt
  FROM jsonb_to_recordset(%(receipts)s::jsonb) AS r (id bigint, tries smallint, receipt text)
 WHERE duties_outgoing.id = r.id
"""


def some_messages(at: datetime, most: int) -> int:
    """Send up to so many messages that wait; put off, with growing patience, those that cannot go.

    Returns how many were tried. A failure stays a visible row.
    """
    tried, claimed = _claim(at, most)
    if claimed:
        outcomes = [_try(message, at) for message in claimed]
        with transaction.atomic():
            _keep(claimed, outcomes, at)
    return tried


@transaction.atomic
def _claim(at: datetime, most: int) -> tuple[int, list[Outgoing]]:
    """Take messages that nobody else is sending: how many, and those that are left to send. They are ours for as long
    as the lease lasts."""
    waiting = Outgoing.objects.select_for_update(skip_locked=True).filter(
        NOT_GIVEN_UP, sent_at=None, gave_up_at=None, next_try_at__lte=at
    )
    found = list(waiting.order_by("next_try_at")[:most])
    for message in found:
        message.tries += 1
    near = [message for message in found if channels.is_folder(message.channel)]
    far = [message for message in found if not channels.is_folder(message.channel)]
    outcomes = [_try(message, at) for message in near]
    stay = far + [message for message, fault in zip(near, outcomes, strict=True) if fault]
    if stay:
        Outgoing.objects.filter(pk__in=[m.pk for m in stay]).update(tries=F("tries") + 1, next_try_at=at + LEASE)
    if near:
        _keep(near, outcomes, at)
    return len(found), far


def _try(message: Outgoing, at: datetime) -> OSError | None:
    """Send one message; the failure, or None when it went."""
    try:
        message.receipt = channels.deliver(message, again=message.tries > 1)[:120]
    except OSError as fault:
        return fault
    return None


def _keep(tried: Sequence[Outgoing], outcomes: Sequence[OSError | None], at: datetime) -> None:
    """Write down what became of each."""
    both = list(zip(tried, outcomes, strict=True))
    _sent([message for message, fault in both if fault is None], at)
    failed = [message for message, fault in both if fault is not None]
    for message, fault in both:
        if fault is not None:
            _put_off(message, fault, at)
    if failed:
        Outgoing.objects.bulk_update(failed, ["failed", "trouble", "gave_up_at", "next_try_at"])
    for message in failed:
        if message.gave_up_at:
            channels.given_up(message, at)


def _sent(messages: Sequence[Outgoing], at: datetime) -> None:
    """Nearly all of them go: these rows are written bare, all in one statement."""
    receipts = json.dumps([{"id": m.pk, "tries": m.tries, "receipt": m.receipt} for m in messages])
    with connection.cursor() as cursor:
        cursor.execute(SENT, {"at": at, "receipts": receipts})


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
