"""Brings an episode's duty rows in line with its facts and its timeline, in the transaction of whatever happened.

Computes no rule itself: the engine says what is due.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from sightline.access.models import Desk
from sightline.audit.moments import day_of
from sightline.duties import between, onward
from sightline.duties.desks import Finder
from sightline.duties.live import changed
from sightline.duties.models import Duty
from sightline.duties.notices import end_notices, tell, tell_of_handover
from sightline.duties.promised import is_promised, standing
from sightline.duties.school_time import by_own_days
from sightline.engine import Answer, DueDuty, Occurrence, Situation, answers_to_all, schedule
from sightline.episodes.models import MISSING, Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.episodes.snapshot import Snapshot

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
UPDATED = ["watched_at", *(name.removesuffix("_id") for name in KEPT)]
COLUMNS = ("key", "edition", "watched_at", *KEPT)
LISTS = ("cards", "sources", "escalate_to")
STORED = "SELECT {} FROM duties_duty WHERE episode_id = %s".format(  # noqa: S608 - names of our own columns
    ", ".join(f'"{name}"' for name in COLUMNS)
)
Values = dict[str, Any]
TOLD_AHEAD = timedelta(hours=1)


def wanted(episode: Episode, asked: Situation, taken: Snapshot, answers: Mapping[str, Answer]) -> Sequence[DueDuty]:
    """Every duty the adopted cards give this episode now, merged. The version in force when a clock started governs."""
    happened = [Occurrence(event=kind, at=moment) for kind, moment in taken.happened]
    return by_own_days(episode, lambda days: schedule(
        protocols(), area=episode.area, answers=answers, measures=asked.measures, occurrences=happened, until=taken.at,
        calendar=days,
    ))  # fmt: skip


def _state(due: DueDuty) -> str:
    """A duty still open when its clock stopped was missed: it stays on the record and leaves the board."""
    return "missed" if due.state == "open" and due.ended_at else due.state


def _values(due: DueDuty, finder: Finder) -> Values:
    """The columns of a duty's row."""
    minutes = int(due.acknowledge_within.total_seconds() // 60) if due.acknowledge_within else None
    return {
        "do": due.do, "who": due.who, "to": due.to or "", "strength": due.strength, "starts_at": due.starts_at,
        "due_at": due.due_at, "state": _state(due), "met_at": due.met_at, "desk_id": finder.desk_for(due.who),
        "agency": finder.agency(due.who), "cards": list(due.cards), "sources": list(due.sources),
        "escalate_to": list(due.escalate_to), "acknowledge_minutes": minutes,
    }  # fmt: skip


def _stored(episode: Episode) -> list[Values]:
    """The rows as they stand. Read bare: this runs inside every write, where building objects would cost most."""
    with connection.cursor() as cursor:
        cursor.execute(STORED, [episode.pk])
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return [row | {name: json.loads(row[name]) for name in LISTS} for row in rows]


def _store(episode: Episode, rows: dict[str, Values], finder: Finder) -> tuple[list[Duty], list[Duty], dict[str, int]]:
    """Insert, update and stop rows until the table says what the engine says; returns what is new, what has changed,
    and by key the desks that an open duty has left. What somebody promised stands, whatever the engine says."""
    old = {row["key"]: row for row in _stored(episode)}
    promised = {key: standing(row, finder) for key, row in old.items() if is_promised(key)}
    rows = rows | {key: {name: row[name] for name in KEPT} for key, row in promised.items()}
    edition = protocols().edition
    new = [
        Duty(episode=episode, key=key, edition=edition, **values)
        for key, values in rows.items()
        if key not in old and values["state"] != "stopped"
    ]
    altered = [_altered(episode, old[key], values) for key, values in rows.items() if key in old]
    gone = [row for key, row in old.items() if key not in rows and row["state"] == "open"]
    altered += [_altered(episode, row, {name: row[name] for name in KEPT} | {"state": "stopped"}) for row in gone]
    changes = [duty for duty in altered if duty is not None]
    if new or changes:
        Duty.objects.bulk_create([*new, *changes], update_conflicts=True, unique_fields=["episode", "key"],
                                 update_fields=UPDATED)  # fmt: skip
    desks = ((key, old[key]["desk_id"], values) for key, values in rows.items() if key in old)
    left = {key: desk for key, desk, now in desks if desk and now["state"] == "open" and desk != now["desk_id"]}
    return new, changes, left


def _altered(episode: Episode, before: Values, values: Values) -> Duty | None:
    """The row to write where something differs; a new deadline has not been watched yet."""
    if all(before[name] == values[name] for name in KEPT):
        return None
    watched = before["watched_at"] if before["due_at"] == values["due_at"] else None
    return Duty(episode=episode, key=before["key"], edition=before["edition"], watched_at=watched, **values)


def _tell(duties: list[Duty], episode: Episode, at: datetime, *, moved: bool = False) -> None:
    """Tell the desks of what they must do within the hour. What is due later stands on their board, and they are told
    when it is overdue: a desk that is told everything at once is told nothing. `moved`: another desk was told before.
    """
    soon = at + TOLD_AHEAD
    urgent = [d for d in duties if d.state == "open" and d.strength == "must" and d.due_at and d.due_at <= soon]
    telling = [d for d in urgent if d.desk_id and d.do not in between.TOLD_OTHERWISE]
    desks = Desk.objects.in_bulk([d.desk_id for d in telling if d.desk_id]) if telling else {}
    for duty in telling:
        says = f"{duty.do[:1].upper()}{duty.do[1:]}: {episode.person.name}"
        key = f"duty {duty.pk}" + (f" from {at:%Y%m%dT%H%M%S}" if moved else "")
        tell(desks[duty.desk_id or 0], episode, kind="duty", says=says, at=at, key=key, duty=duty,
             within_minutes=duty.acknowledge_minutes or 10, chain=duty.escalate_to)  # fmt: skip


def recompute(episode: Episode, at: datetime) -> None:
    """Recompute one episode's duties, tell the desks of new ones, wake the screens.

    The listener the wiring installs.
    """
    asked, taken = situation(episode, at)
    finder = Finder(episode, taken)
    carers = episode.kind == MISSING and not episode.category
    looked_only = carers and "reported missing" not in taken.kinds  # found by the carer's first checks
    watched_only = episode.closed_at and (episode.category == "unauthorised absence" or looked_only)
    answers = answers_to_all(protocols(), asked, on=day_of(taken.at))
    due = () if watched_only else wanted(episode, asked, taken, answers)
    rows = {d.key: _values(d, finder) for d in due} | between.duties(episode, taken.kinds, at)
    new, altered, left = _store(episode, rows, finder)
    end_notices([d.pk for d in altered if d.state != "open" or d.key in left], at)
    _tell(new, episode, at)
    _tell([d for d in altered if d.key in left], episode, at, moved=True)
    if "handover offered" in taken.kinds:
        tell_of_handover(episode, at)
    between.tell_of_areas(episode, taken.kinds, at)
    onward.computed(onward.Computed(episode, at, asked, taken, answers))
    desks = {d.desk_id for d in (*new, *altered) if d.desk_id} | set(left.values())
    changed(desks=desks, agencies={*finder.sides.all, episode.owner_agency_id}, episode=episode.pk)


def recompute_person(person: int, at: datetime) -> None:
    """A flag, a care status or a placement changed: the duties of what is open about the person follow at once."""
    rows = Episode.every.select_for_update(of=("self",)).select_related("person", "owner_agency")
    for episode in rows.filter(person=person, closed_at=None).order_by("id"):
        recompute(episode, at)
