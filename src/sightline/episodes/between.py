"""Reading what passes between police areas: offers, disputes, enquiries asked for. Through the gate."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import open_person
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import Elsewhere, OwnershipDispute


def disputes_of(episode: int) -> list[OwnershipDispute]:
    """Every dispute about an episode, newest first. The gate was passed for the episode."""
    rows = OwnershipDispute.objects.filter(episode=episode)
    return list(rows.select_related("holder", "other", "opened_for", "owner").order_by("-opened_at"))


def elsewhere_of(episode: int) -> list[Elsewhere]:
    """Every request for enquiries in another area, open ones first. The gate was passed for the episode."""
    rows = Elsewhere.objects.filter(episode=episode).select_related("to_desk__agency", "from_agency")
    return sorted(rows.order_by("by_when"), key=lambda r: not r.is_open)


def dispute(actor: Actor, number: int, *, at: datetime) -> OwnershipDispute:
    """One dispute, for the two areas it is between. Raises NotForYou whether it exists or not."""
    rows = OwnershipDispute.objects.select_related("episode__person", "holder", "other", "opened_for", "owner")
    row = rows.filter(Q(holder=actor.agency) | Q(other=actor.agency), pk=number).first()
    if row is None:
        raise NotForYou
    open_person(actor, row.episode.person_id, at=at, purpose="ownership", screen="dispute", episode=row.episode_id)
    return row


def elsewhere(actor: Actor, number: int, *, at: datetime) -> Elsewhere:
    """One request, for the area that asks and the one that is asked. Raises NotForYou whether it exists or not."""
    rows = Elsewhere.objects.select_related(
        "episode__person", "episode__owner_agency", "from_agency", "to_desk__agency"
    )
    mine = Q(from_agency=actor.agency) | Q(to_desk__agency=actor.agency)
    row = rows.select_related("to_desk__agency").filter(mine, pk=number).first()
    if row is None:
        raise NotForYou
    open_person(actor, row.episode.person_id, at=at, purpose="enquiries elsewhere", screen="enquiries elsewhere",
                episode=row.episode_id)  # fmt: skip
    return row
