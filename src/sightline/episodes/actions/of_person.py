"""Writing down what concerns a person whether or not an episode is open: on the open one where there is one.

Knows no kind of event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sightline.access.actor import Actor
from sightline.access.gate import may_see
from sightline.audit.models import Event
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou
from sightline.episodes import announce
from sightline.episodes.actions.core import locked, record
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.models import Episode


@dataclass(frozen=True, slots=True)
class Said:
    """An event of a person's chain with what it says."""

    number: int
    person: int
    episode: int | None
    body: dict[str, Any]


def said(number: int, kind: str, *, by: Actor, at: datetime) -> Said:
    """An event by its number, for somebody who may see the person. Raises NotForYou whether it exists or not."""
    row = Event.objects.filter(pk=number, kind=kind).select_related("content").first()
    if row is None or not may_see(by, [row.chain], at):
        raise NotForYou
    return Said(row.pk, row.chain, row.episode, row.content.body or {})


def write(
    kind: str, *, person: int, by: Actor, at: datetime, body: dict[str, Any], answered: Sequence[Answered] = (),
    told: Told | None = None,
) -> int:  # fmt: skip
    """Append an event to a person's chain and return its number.

    Where an episode is open it stands there, with the answers it implies, and the duties follow at once.
    """
    if not may_see(by, [person], at):
        raise NotForYou
    number = Episode.objects.filter(person_id=person, closed_at=None).values_list("pk", flat=True).first()
    if number is None:
        event = append(kind, by=by.author, happened_at=at, recorded_at=at, person=person, body=body)
        announce.happened_to(person, at)
        return event
    row = locked(number, by, at)
    keep_answers(row, answered, told or Told(by.name, by.role), by, at)
    return record(row, kind, by=by, at=at, body=body, changed=False)
