"""Notices to desks: to those who must know, to those who ring, to those who decide first. Each exists once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.access.models import Agency, Desk
from sightline.duties.live import changed
from sightline.duties.models import Notice
from sightline.duties.notices import tell
from sightline.episodes.models import Episode
from sightline.people.models import Person
from sightline.sharing import telling_words as words
from sightline.sharing.models import Telling
from sightline.sharing.telling_recipients import Recipients

# How soon somebody says "seen", where no duty says it more exactly. Ours: the matrix says that, not when.
MINUTES = {"must": 30, "should": 120, "may": 120}
SOONEST, LATEST = 10, 12 * 60
AFTER = (
    "returned",
    "location confirmed",
    "seen safe and well",
    "harm found",
    "return interview",
)  # never on one notice


UNNAMED = "somebody whose history waits for you"


@dataclass(frozen=True, slots=True)
class Case:
    """What is told of: a person, the episode where one is open, who answers for it, and the moment."""

    person: Person
    episode: Episode | None
    owner: Agency
    at: datetime
    recipients: Recipients

    @property
    def number(self) -> str:
        """What keys are made from."""
        return f"episode {self.episode.pk}" if self.episode else f"person {self.person.pk}"


def tell_desk(case: Case, row: Telling, desk: Desk) -> Notice:
    """Tell a desk of one happening, once however many roles it answers for; the soonest duty sets the time.

    A desk that has not acknowledged what came before is not told twice: its notice says both, and waits no longer.
    """
    minutes = within(row, case.at)
    if waiting := _waiting(case, row, desk):
        return _both(waiting, row, case, minutes)
    key = f"told {case.number} {row.event} {row.event_at:%Y%m%dT%H%M%S} desk {desk.pk}"
    named = UNNAMED if row.role == "receiving provider" else case.person.name  # until it acknowledges the history (I38)
    return _told(case, desk, key, "told", words.notice(row.event, named), minutes)


def _waiting(case: Case, row: Telling, desk: Desk) -> Notice | None:
    """The notice to this desk that nobody has acknowledged and that is not overdue, of the same part of the case."""
    if case.episode is None:
        return None
    rows = Notice.objects.filter(
        episode=case.episode, desk=desk, kind="told", level=0, acknowledged_at=None, ended_at=None, escalated_at=None,
        acknowledge_by__gt=case.at,
    )  # fmt: skip
    back = row.event in AFTER
    return next((n for n in rows.order_by("-id") if n.says.lower().startswith(AFTER) == back), None)


def _both(waiting: Notice, row: Telling, case: Case, minutes: int) -> Notice:
    """Say the new happening on the notice that waits already."""
    soonest = case.at + timedelta(minutes=minutes)
    waiting.says = words.both(waiting.says, row.event)
    waiting.acknowledge_by = min(waiting.acknowledge_by or soonest, soonest)
    waiting.save(update_fields=["says", "acknowledge_by"])
    changed(desks=[waiting.desk_id], episode=waiting.episode_id)
    return waiting


def within(row: Telling, at: datetime) -> int:
    """Minutes in which to acknowledge: until the duty it answers for is due, else by how strongly the cards speak."""
    due = row.duty.due_at if row.duty else None
    if due is None:
        return MINUTES[row.strength]
    return max(SOONEST, min(LATEST, int((due - at) / timedelta(minutes=1))))


def to_ring(case: Case, rows: Sequence[Telling]) -> None:
    """One task for each desk that has to ring somebody of what happened."""
    _together(case, rows, "ring", words.ring)


def to_decide(case: Case, rows: Sequence[Telling]) -> None:
    """One question to the desk that answers for the case: may a family be told?"""
    _together(case, rows, "ask", words.decide)


def _together(case: Case, rows: Sequence[Telling], kind: str, says: Callable[[list[str], str, str], str]) -> None:
    by_desk: dict[tuple[int, str], list[Telling]] = {}
    desks: dict[int, Desk] = {}
    for row in rows:
        if desk := case.recipients.teller("" if kind == "ask" else row.by_role):
            desks[desk.pk] = desk
            by_desk.setdefault((desk.pk, row.event), []).append(row)
    for (number, event), group in by_desk.items():
        roles = [row.role for row in group]
        mark = hashlib.sha256("|".join(sorted(roles)).encode()).hexdigest()[:12]
        key = f"{kind} {case.number} {event} {group[0].event_at:%Y%m%dT%H%M%S} desk {number} {mark}"
        minutes = min(MINUTES["should"], *(within(row, case.at) for row in group))
        notice = _told(case, desks[number], key, kind, says(roles, event, case.person.name), minutes)
        Telling.objects.filter(pk__in=[row.pk for row in group]).update(notice=notice)


def _told(case: Case, desk: Desk, key: str, kind: str, says: str, minutes: int) -> Notice:
    made = tell(desk, case.episode, person=case.person, kind=kind, says=says, at=case.at, key=key,
                within_minutes=minutes)  # fmt: skip
    return made or Notice.objects.get(key=f"{key} level 0")
