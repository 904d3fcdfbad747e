"""What every action on an episode shares.

The lock, the gate, the sanity of moments, and the one way to record. No rule lives here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from sightline.access.actor import Actor
from sightline.access.gate import has_own_part, may_see
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes import announce
from sightline.episodes.models import MISSING, Episode

Also = tuple[str, dict[str, Any]]
CLOCKS_DIFFER = timedelta(minutes=2)


def locked(
    episode: int, by: Actor, at: datetime, *, closed_too: bool = False, kind: str = MISSING,
    reports_from: int | None = None,
) -> Episode:  # fmt: skip
    """The episode, locked for this transaction, if the actor may see it; an absence from school, if one's own part.

    `reports_from` is an absence of the same person in which one has a part, for adding a report from it.

    Raises NotForYou, or Refused when it is closed.
    """
    rows = Episode.every.select_for_update(of=("self",)).select_related("person", "owner_agency")
    row = rows.filter(pk=episode, kind=kind).first()
    if row is None or not _may(row, by, at, reports_from):
        raise NotForYou
    if row.closed_at and not closed_too:
        raise Refused(
            f"Episode {row.reference} was closed. Open the episode to see how it ended; report again if need be."
        )
    return row


def _may(row: Episode, by: Actor, at: datetime, reports_from: int | None) -> bool:
    if row.kind != MISSING:
        return has_own_part(by, row.pk, at)
    same = reports_from and Episode.every.filter(pk=reports_from, person=row.person_id).exists()
    return bool(may_see(by, [row.person_id], at)) or bool(same and has_own_part(by, reports_from, at))


def check_moment(happened_at: datetime, at: datetime, *, field: str, what: str, not_before: datetime | None = None,
                 before_what: str = "") -> None:  # fmt: skip
    """Refuse a moment in the future, or before the one it must follow, in words that say which field to mend."""
    if happened_at > at + CLOCKS_DIFFER:
        raise Refused(f"{what} is in the future. Check the date and the time.", field=field)
    if not_before and happened_at < not_before:
        raise Refused(f"{what} is before {before_what}. Check the date and the time.", field=field)


def needed(text: str, *, field: str, says: str) -> str:
    """The text, trimmed. Raises Refused with `says` when nothing was written."""
    if not text.strip():
        raise Refused(says, field=field)
    return text.strip()


def record(
    episode: Episode,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
    body: Mapping[str, Any] | None = None,
    source: str = "screen",
    also: Sequence[Also] = (),
    changed: bool = True,
) -> int:
    """Append what happened to the person's chain, count the episode's version up, and announce it once.

    `also` are further events of the same moment: they and the first are one happening. `changed` is False for what
    stands beside the episode and alters nothing of it, such as an enquiry. Returns the first event's id.
    """
    events = [
        append(each, by=by.author, happened_at=happened_at or at, recorded_at=at, person=episode.person_id,
               episode=episode.pk, source=source, body=says)
        for each, says in [(kind, dict(body or {})), *also]
    ]  # fmt: skip
    episode.version += 1
    if changed:
        episode.save()
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE episodes_episode SET version = version + 1 WHERE id = %s", [episode.pk])
    announce.happened(episode, at)
    return events[0]
