"""Duties that somebody promised in one case, beside those the cards give: an update to a family, an answer, a step.

They stand on the same board, are watched and told alike; only who promised ends them. Knows no card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sightline.duties.desks import Finder
from sightline.duties.live import changed
from sightline.duties.models import Duty
from sightline.duties.notices import end_notices, tell
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.snapshot import take

MARK = "promised "  # how the key of such a duty begins: a recomputation leaves it to whoever promised it


def is_promised(key: str) -> bool:
    """Whether a duty's key says that somebody promised it."""
    return key.startswith(MARK)


def promise(
    episode: Episode, *, key: str, do: str, who: str, at: datetime, due_at: datetime | None, because: str,
    to: str = "", strength: str = "must", escalate_to: Sequence[str] = (), acknowledge_minutes: int = 30,
) -> Duty:  # fmt: skip
    """Put a promised duty on the desk of a role, or move its time. `because` stands where a card's source would.

    The desk is told at once where it is due now; what is due later it is told of when it falls due.
    """
    finder = Finder(episode, take(person=episode.person_id, at=at, episode=episode.pk))
    values = {
        "do": do, "who": who, "to": to, "strength": strength, "due_at": due_at, "state": "open", "met_at": None,
        "desk_id": finder.desk_for(who), "agency": finder.agency(who), "sources": [because], "watched_at": None,
        "escalate_to": list(escalate_to), "acknowledge_minutes": acknowledge_minutes, "edition": protocols().edition,
    }  # fmt: skip
    duty, made = Duty.objects.get_or_create(episode=episode, key=MARK + key, defaults=values | {"starts_at": at})
    if not made:
        Duty.objects.filter(pk=duty.pk).update(**values)
        duty.refresh_from_db()
    if duty.desk and due_at and due_at <= at:
        says = f"{do[:1].upper()}{do[1:]}: {episode.person.name}"
        tell(duty.desk, episode, kind="duty", says=says, at=at, key=f"duty {duty.pk}", duty=duty,
             within_minutes=acknowledge_minutes, chain=escalate_to)  # fmt: skip
    changed(desks=[duty.desk_id] if duty.desk_id else [], episode=episode.pk)
    return duty


def keep_promise(episode: Episode, *, key: str, at: datetime) -> None:
    """The promise was kept: met, or met late. Doing it twice changes nothing."""
    duty = Duty.objects.filter(episode=episode, key=MARK + key, state="open").first()
    if duty:
        _end(duty, at, "met late" if duty.due_at and at > duty.due_at else "met", met_at=at)


def release(episode: Episode, *, key: str, at: datetime) -> None:
    """Nobody need keep the promise any more; one whose time had passed was missed and stays on the record as that."""
    duty = Duty.objects.filter(episode=episode, key=MARK + key, state="open").first()
    if duty:
        _end(duty, at, "missed" if duty.due_at and at > duty.due_at else "stopped", met_at=None)


def _end(duty: Duty, at: datetime, state: str, *, met_at: datetime | None) -> None:
    Duty.objects.filter(pk=duty.pk).update(state=state, met_at=met_at)
    end_notices([duty.pk], at)
    changed(desks=[duty.desk_id] if duty.desk_id else [], episode=duty.episode_id)


def standing(row: Mapping[str, Any], finder: Finder) -> dict[str, Any]:
    """A promised duty's row as a recomputation leaves it: as it was, on the desk that answers for the episode now."""
    if row["state"] != "open":
        return dict(row)
    return dict(row) | {"desk_id": finder.desk_for(row["who"]), "agency": finder.agency(row["who"])}
