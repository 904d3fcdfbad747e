"""Reading the record: timelines and the consultation log. The gate decides before it calls here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sightline.audit.behalf import of_system
from sightline.audit.models import Anchor, Consultation, Event


@dataclass(frozen=True, slots=True)
class Happening:
    """One event with what it says, as a screen shows it."""

    id: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    by_name: str
    role: str
    agency: int | None
    episode: int | None
    source: str
    body: dict[str, Any]


def _shown(events: QuerySet[Event]) -> list[Happening]:
    return [
        Happening(e.pk, e.kind, e.happened_at, e.recorded_at, e.by_name, e.role, e.agency, e.episode, e.source,
                  e.content.body or {})
        for e in events.select_related("content")
    ]  # fmt: skip


def timeline(*, episode: int) -> list[Happening]:
    """Everything recorded of one episode, oldest first by when it happened."""
    return _shown(Event.objects.filter(episode=episode).order_by("happened_at", "id"))


def history(*, person: int) -> list[Happening]:
    """Everything recorded of one person, oldest first: missing, absent and away stand together (C92)."""
    return _shown(Event.objects.filter(chain=person).order_by("happened_at", "id"))


def occurrences(*, episode: int) -> list[tuple[str, datetime]]:
    """The bare (kind, moment) pairs of an episode: what the clocks of the duties are computed from."""
    return list(Event.objects.filter(episode=episode).order_by("happened_at", "id").values_list("kind", "happened_at"))


def consultations(
    *, limit: int = 200, offset: int = 0, person: int | None = None, by_name: str = "", agency: int | None = None
) -> list[Consultation]:
    """The newest lines of the consultation log, one page of them.

    All, or those that showed a person, by a name, of an agency.
    """
    rows = Consultation.objects.order_by("-at", "-id")
    if person is not None:
        rows = rows.filter(people__contains=[person])
    if by_name:
        rows = rows.filter(by_name__icontains=by_name)
    if agency is not None:
        rows = rows.filter(agency=agency)
    return list(rows[offset : offset + limit])


def anchors(*, limit: int = 24) -> list[Anchor]:
    """The newest hourly anchors."""
    return list(Anchor.objects.order_by("-at")[:limit])


def count_events() -> int:
    """How many events the record holds, of everybody: a number that says nothing of anyone."""
    with of_system("how large the record is"):
        return Event.objects.count()
