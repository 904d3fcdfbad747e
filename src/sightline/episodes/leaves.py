"""Reading leave from hospitals and care homes: who is out, and whose hour has passed. Decides nothing about risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.access.gate import listed, may_see
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import Episode
from sightline.episodes.models_adults import Leave


@dataclass(frozen=True, slots=True)
class OnLeave:
    """One leave that has not ended, and the open episode where there is one. `overdue`: the hour agreed has passed."""

    leave: Leave
    overdue: bool
    episode: Episode | None


def on_leave(actor: Actor, at: datetime) -> list[OnLeave]:
    """Everybody out on leave from the actor's agency, whose hour passed longest ago first."""
    rows = list(Leave.objects.filter(agency_id=actor.agency, ended_at=None).select_related("person").order_by("until"))
    allowed = may_see(actor, [row.person_id for row in rows], at)
    shown = [row for row in rows if row.person_id in allowed]
    people = [row.person_id for row in shown]
    opened = {e.person_id: e for e in Episode.objects.filter(person_id__in=people, closed_at=None)}
    listed(actor, at=at, purpose="care", screen="leave", people=people)
    return [OnLeave(row, row.until <= at, opened.get(row.person_id)) for row in shown]


def leave(actor: Actor, number: int, at: datetime) -> Leave:
    """One leave, for the agency that agreed to it. Raises NotForYou whether it exists or not."""
    row = Leave.objects.select_related("person").filter(pk=number, agency_id=actor.agency).first()
    if row is None or not may_see(actor, [row.person_id], at):
        raise NotForYou
    return row
