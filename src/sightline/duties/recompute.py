"""Brings an episode's duty rows in line with its facts and its timeline, in the transaction of whatever happened.

Computes no rule itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sightline.audit.moments import day_of
from sightline.audit.queries import occurrences
from sightline.duties.desks import Finder
from sightline.duties.live import changed
from sightline.duties.models import Duty, Notice
from sightline.duties.notices import end_notices, tell, tell_of_handover
from sightline.engine import DueDuty, Occurrence, assess, schedule
from sightline.episodes.models import Episode
from sightline.episodes.protocol import calendar, protocols
from sightline.episodes.situation import situation

KEPT = (
    "do",
    "who",
    "to",
    "strength",
    "starts_at",
    "due_at",
    "state",
    "met_at",
    "desk_id",
    "agency",
    "cards",
    "sources",
    "escalate_to",
    "acknowledge_minutes",
)


def wanted(episode: Episode, at: datetime) -> Sequence[DueDuty]:
    """Every duty the adopted cards give this episode at this moment, merged.

    The version in force when a clock started governs.
    """
    asked, _ = situation(episode, at)
    answer = assess(protocols(), asked, on=day_of(at))
    happened = [Occurrence(event=kind, at=moment) for kind, moment in occurrences(episode=episode.pk)]
    unrolled = partial(
        schedule,
        protocols(),
        area=episode.area,
        answers=answer.answers or {},
        measures=asked.measures,
        occurrences=happened,
        calendar=calendar(episode.area),
    )
    due = unrolled(until=at)
    early = {_asks(d): d.due_at for d in due if d.recurring and d.state == "met" and d.due_at and d.due_at > at}
    if not early:
        return due
    # A review done before its hour is met: the one after it must stand on the board already.
    further = unrolled(until=max(early.values()))
    known = {d.key for d in due}
    return [*due, *(d for d in further if d.key not in known and _asks(d) in early)]


def _asks(due: DueDuty) -> tuple[str, str, str | None]:
    return due.do, due.who, due.to


def _row(due: DueDuty, episode: Episode, finder: Finder) -> Duty:
    desk = finder.desk(due.who)
    return Duty(
        episode=episode, key=due.key, do=due.do, who=due.who, to=due.to or "", strength=due.strength,
        starts_at=due.starts_at, due_at=due.due_at, state=due.state, met_at=due.met_at, desk=desk,
        agency=finder.agency(due.who), cards=list(due.cards), sources=list(due.sources),
        escalate_to=list(due.escalate_to), edition=protocols().edition,
        acknowledge_minutes=int(due.acknowledge_within.total_seconds() // 60) if due.acknowledge_within else None,
    )  # fmt: skip


def _differs(old: Duty, new: Duty) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in KEPT)


def _store(episode: Episode, rows: list[Duty]) -> tuple[list[Duty], list[Duty]]:
    """Insert, update and stop rows until the table says what the engine says; returns what is new and what has
    changed."""
    old = {d.key: d for d in Duty.objects.filter(episode=episode)}
    new = [row for row in rows if row.key not in old and row.state != "stopped"]
    altered = []
    for row in rows:
        before = old.get(row.key)
        if before and _differs(before, row):
            if before.due_at != row.due_at:
                before.watched_at = None
            for name in KEPT:
                setattr(before, name, getattr(row, name))
            altered.append(before)
    keys = {row.key for row in rows}
    for before in old.values():
        if before.key not in keys and before.state == "open":
            before.state = "stopped"
            altered.append(before)
    Duty.objects.bulk_create(new)
    if altered:
        Duty.objects.bulk_update(altered, [*KEPT[:8], "desk", *KEPT[9:], "watched_at"])
    return new, altered


def recompute(episode: int, at: datetime) -> None:
    """Recompute one episode's duties; tell the desks of new ones that must be acknowledged; wake the screens.

    Same transaction.
    """
    row = Episode.objects.select_related("owner_agency").get(pk=episode)
    finder = Finder(row, at)
    due = wanted(row, at) if not (row.closed_at and row.category == "unauthorised absence") else ()
    new, altered = _store(row, [_row(d, row, finder) for d in due])
    for duty in new:
        if duty.state == "open" and duty.desk and duty.acknowledge_minutes:
            tell(
                duty.desk,
                row,
                kind="duty",
                says=f"{duty.do[:1].upper()}{duty.do[1:]}: {row.person.name}",
                at=at,
                key=f"duty {duty.pk}",
                duty=duty,
                within_minutes=duty.acknowledge_minutes,
                chain=duty.escalate_to,
            )
    end_notices([d.pk for d in altered if d.state != "open"], at)
    tell_of_handover(row, at)
    desks = {d.desk_id for d in (*new, *altered) if d.desk_id} | {row.owner_desk_id} - {None}
    desks |= set(Notice.objects.filter(episode=row, acknowledged_at=None).values_list("desk_id", flat=True))
    changed(desks=[d for d in desks if d], agencies=[row.owner_agency_id], episode=row.pk)
