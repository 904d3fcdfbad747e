"""Finds what is due, tells a desk, goes up the chain where nobody answers. However many run, each effect happens once.

One duty, notice or message is one transaction: killed anywhere, either all of its effects exist or none."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, transaction

from sightline.audit.behalf import of_system
from sightline.audit.refusal import Refused
from sightline.audit.verify import anchor
from sightline.duties.automatic import act
from sightline.duties.models import Duty, Heartbeat, Notice, Outgoing
from sightline.duties.notices import escalate, somebody_is_being_told, tell
from sightline.duties.recompute import recompute
from sightline.duties.spool import deliver
from sightline.episodes.models import Episode

log = logging.getLogger(__name__)
BATCH = 50
MOST_TRIES = 8
Clock = Callable[[], datetime]
Step = Callable[[int, int, datetime], bool]


def now() -> datetime:
    """The moment, in UTC: the watcher is one of the few places that read the clock."""
    return datetime.now(UTC)


def _free(episode: int) -> Episode | None:
    """The episode, locked for this transaction; None while somebody else works on it: it is looked at again next round.

    Every writer locks the episode before its duties, notices and chain, so that none waits for another in a circle.
    """
    rows = Episode.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person", "owner_agency")
    return rows.filter(pk=episode).first()


def _survived(step: Step, model: type[Duty | Notice], mark: str, pk: int, episode: int, at: datetime) -> bool:
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
            what = f"{model.__name__} {pk} of episode {episode}: nobody was told. Look at the episode yourself."
            Outgoing.objects.get_or_create(
                key=f"fault {model.__name__} {pk} {at.isoformat()}",
                defaults={"channel": "nobody", "to": "administrator", "says": what, "made_at": at, "next_try_at": at,
                          "tries": MOST_TRIES, "failed": repr(fault)[:300]},
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


def one_silent(at: datetime) -> bool:
    """Escalate one notice that nobody acknowledged in time. False when none is left."""
    silent = Notice.objects.filter(acknowledged_at=None, escalated_at=None, ended_at=None, acknowledge_by__lte=at)
    found = silent.order_by("acknowledge_by").values_list("pk", "episode")[:BATCH]
    return any(_survived(_escalated, Notice, "escalated_at", pk, episode, at) for pk, episode in found)


@transaction.atomic
def _escalated(pk: int, episode_id: int, at: datetime) -> bool:
    if _free(episode_id) is None:
        return False
    rows = Notice.objects.filter(pk=pk, acknowledged_at=None, escalated_at=None, ended_at=None)
    notice = rows.select_related("desk__agency", "duty", "episode__person", "episode__owner_agency").first()
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
    with of_system("the watcher tells desks of what is due"):
        done = _drain(one_due, at) + _drain(one_silent, at) + _drain(one_message, at)
        with transaction.atomic():
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
