"""The council's list of open episodes handed to the emergency duty team in the evening, and back in the morning.

Nothing is handed over until somebody on the other side says by name that they have it (B33, D8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import hidden_from, listed, may_see, require
from sightline.access.models import Desk, Involvement
from sightline.audit.behalf import of_system
from sightline.audit.record import SYSTEM, append
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.models import CouncilHandover, Episode

DAY, NIGHT = ("social worker", "team manager"), "emergency duty team"
SIDES = (*DAY, NIGHT)
PARTS = ("responsible authority", "host authority")
RISKS = {"high": 0, "": 1, "medium": 2, "low": 3, "none": 4}


@dataclass(frozen=True, slots=True)
class Listed:
    """One open episode of a council's list."""

    episode: Episode
    part: str


def open_list(actor: Actor, at: datetime, *, screen: str) -> list[Listed]:
    """The open episodes of whom the actor's council looks after or hosts, high risk first. Through the gate."""
    require(actor, SIDES, "The list of the duty team")
    standing = Involvement.objects.filter(Q(until=None) | Q(until__gt=at), agency=actor.agency, part__in=PARTS)
    parts: dict[int, str] = {}
    for person, part in standing.order_by("-part").values_list("person", "part"):
        parts.setdefault(person, part)
    seen = may_see(actor, parts, at)
    rows = Episode.objects.filter(person__in=seen, closed_at=None).select_related(
        "person", "owner_agency", "owner_desk"
    )
    found = sorted(rows, key=lambda e: (RISKS.get(e.risk, 1), e.opened_at))
    listed(actor, at=at, purpose="duty", screen=screen, people=[e.person_id for e in found],
           episodes=[e.pk for e in found])  # fmt: skip
    return [Listed(e, parts[e.person_id]) for e in found]


def _to_desk(by: Actor) -> Desk:
    """The desk on the other side: the night team's by day, the social workers' in the morning."""
    roles = DAY if by.role == NIGHT else (NIGHT,)
    found = {d.role: d for d in Desk.objects.filter(agency=by.agency, role__in=roles)}
    desk = next((found[role] for role in roles if role in found), None)
    if desk is None:
        raise Refused(f"{by.agency_name} has no desk for {' or '.join(roles)}. Ask your administrator to set one up.")
    return desk


@transaction.atomic
def hand_over_list(*, by: Actor, at: datetime, says: str, notes: Mapping[int, str]) -> CouncilHandover:
    """Hand the open list over to the other side, with a word on each episode (B33, D8).

    Refused while the last one has not been acknowledged. `notes` go by the episode's number.
    """
    rows = open_list(by, at, screen="duty team handover")
    items = [_item(row, notes.get(row.episode.pk, "")) for row in rows]
    try:
        with transaction.atomic():
            made = CouncilHandover.objects.create(
                agency_id=by.agency, to_desk=_to_desk(by), says=says.strip(), items=items, handed_at=at,
                handed_by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("The last list has not been acknowledged yet. Ring the other side first.") from None
    body = {"handover": made.pk, "to": made.to_desk.name, "episodes": [i["episode"] for i in items]}
    append("council list handed over", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body=body)
    return made


def _item(row: Listed, note: str) -> dict[str, object]:
    episode = row.episode
    return {
        "episode": episode.pk, "reference": episode.reference, "risk": episode.risk, "category": episode.category,
        "state": episode.state, "part": row.part, "note": note.strip(),
    }  # fmt: skip


@transaction.atomic
def acknowledge_list(*, handover: int, by: Actor, at: datetime) -> CouncilHandover:
    """Say by name: the list is with us now. Only the desk it was handed to can. Twice changes nothing."""
    row = CouncilHandover.objects.select_for_update(of=("self",)).select_related("to_desk").filter(pk=handover).first()
    if row is None or row.to_desk_id not in by.desks:
        raise NotForYou
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, by.name
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        append("council list acknowledged", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM,
               body={"handover": row.pk, "desk": row.to_desk.name})  # fmt: skip
    return row


def handovers(actor: Actor, at: datetime, limit: int = 10) -> list[CouncilHandover]:
    """The newest handovers of the actor's council, the one that waits among them; without the lines about a record that
    is kept apart from the actor since (F11)."""
    query = CouncilHandover.objects.filter(agency=actor.agency).select_related("to_desk")
    rows, apart = list(query.order_by("-handed_at")[:limit]), hidden_from(actor, at)
    if apart:
        with of_system("which lines of a handover are about a record kept apart since"):
            shut = set(Episode.every.filter(person_id__in=apart).values_list("pk", flat=True))
        for row in rows:
            row.items = [item for item in row.items if item["episode"] not in shut]
    return rows


def since_handed(row: CouncilHandover, rows: Sequence[Listed]) -> list[int]:
    """The episodes that were opened, or became this council's, after the list was handed over."""
    handed = {item["episode"] for item in row.items}
    return [each.episode.pk for each in rows if each.episode.pk not in handed]
