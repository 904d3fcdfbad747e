"""Two police areas differ about who has a case: both see it, somebody of the rank decides, and until then nothing moves
(D73, B22, WMP-TRANSFER-03)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actions import involve
from sightline.access.actor import Actor
from sightline.access.models import Agency
from sightline.access.queries import desk
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.authority import check_rank
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.actions.handover import pass_to
from sightline.episodes.models import Episode, Handover, OwnershipDispute

SETTLES = "settle which area has the investigation"
CLAIMS, REFUSES = "both claim", "neither takes it"
DESKS = ("duty inspector", "force incident manager", "missing person coordinator")
DECIDES_ALONE = "chief officer"


def _other_area(row: Episode, by: Actor, other: int | None) -> tuple[str, Agency]:
    """What kind of dispute it is and the area beside the owner: the claimant, or one that refused in writing."""
    if not by.is_police:
        raise NotForYou("Police areas decide between them who has a case.")
    if by.agency != row.owner_agency_id:
        return CLAIMS, Agency.objects.get(pk=by.agency)
    refused = Handover.objects.filter(episode=row, accepted=False, lapsed=False, to_desk__agency=other)
    if other is None or not refused.exclude(to_desk__agency=by.agency).exists():
        raise Refused("Offer the case to that area first. A dispute begins when it has refused in writing.",
                      field="other")  # fmt: skip
    return REFUSES, Agency.objects.get(pk=other)


@transaction.atomic
def dispute(*, episode: int, by: Actor, at: datetime, says: str, other: int | None = None) -> OwnershipDispute:
    """Say that the areas differ: another area claims the case, or the owner names one that refused it and must not.

    Both see it at once. The owner stays who it is, and every duty with it.
    """
    row = locked(episode, by, at)
    kind, area = _other_area(row, by, other)
    text = needed(says, field="says", says="Say why the case belongs there: which enquiries lie where.")
    if OwnershipDispute.objects.filter(episode=row, settled_at=None).exists():
        raise Refused("A dispute about this case waits for its decision already. Give your view there.")
    made = OwnershipDispute.objects.create(
        episode=row, kind=kind, holder=row.owner_agency, other=area, opened_at=at, opened_by=by.name,
        opened_for_id=by.agency, says=text,
    )  # fmt: skip
    involve(agency=area.pk, person=row.person_id, episode=row.pk, part="disputes who has the case", because=text, at=at,
            by=by.author)  # fmt: skip
    body = {"dispute": made.pk, "kind": kind, "with": area.name, "says": text}
    record(row, "ownership disputed", by=by, at=at, body=body)
    return made


def _open(number: int, by: Actor, at: datetime) -> tuple[OwnershipDispute, Episode]:
    row = OwnershipDispute.objects.filter(pk=number).first()
    if row is None or by.agency not in (row.holder_id, row.other_id):
        raise NotForYou
    episode = locked(row.episode_id, by, at)
    row = OwnershipDispute.objects.select_for_update(of=("self",)).select_related("holder", "other").get(pk=number)
    if row.settled_at:
        raise Refused(f"{row.settled_by} has decided this already.")
    return row, episode


@transaction.atomic
def give_view(*, dispute: int, by: Actor, at: datetime, says: str) -> OwnershipDispute:
    """The area that did not open the dispute says in writing how it sees it."""
    row, episode = _open(dispute, by, at)
    if by.agency == row.opened_for_id:
        raise Refused("Your area opened this dispute and has said why. The other area gives its view.")
    row.view, row.view_by, row.view_at = needed(says, field="says", says="Give your area's view."), by.name, at
    row.save()
    body = {"dispute": row.pk, "says": row.view}
    record(episode, "ownership view given", by=by, at=at, body=body, changed=False)
    return row


def _desk_of(agency: Agency) -> int:
    found = next((d for role in DESKS if (d := desk(agency.pk, role))), None)
    if found is None:
        raise Refused(f"{agency.name} has no duty desk that could own a case.", field="owner")
    return found.pk


@transaction.atomic
def settle(
    *, dispute: int, by: Actor, at: datetime, owner: int, because: str, agreed_with: str = ""
) -> OwnershipDispute:
    """Decide which of the two areas has the case, by the rank the card names, for good.

    Whoever decides says who of the same rank agreed in the other area; a chief officer decides alone.
    """
    row, episode = _open(dispute, by, at)
    text = needed(because, field="because", says="Give the reason: which enquiries lie where.")
    check_rank(episode, SETTLES, by=by, at=at, because=text, field="because")
    if owner not in (row.holder_id, row.other_id):
        raise Refused("Choose one of the two areas.", field="owner")
    if by.role != DECIDES_ALONE:
        needed(agreed_with, field="agreed_with", says="Enter who of your rank in the other area you settled this with.")
    row.settled_at, row.settled_by, row.rank, row.because = at, by.name, by.rank, text
    row.owner_id, row.agreed_with = owner, agreed_with.strip()
    row.save()
    if owner != episode.owner_agency_id:
        _move(row, episode, owner, by, at)
    body = {"dispute": row.pk, "owner": owner, "because": text, "agreed with": row.agreed_with}
    record(episode, "ownership settled", by=by, at=at, body=body)
    return row


def _move(row: OwnershipDispute, episode: Episode, owner: int, by: Actor, at: datetime) -> None:
    """The decision stands in the place of an acceptance: the desk, and an offer that waits ends."""
    area = row.other if owner == row.other_id else row.holder
    number = _desk_of(area)
    Handover.objects.filter(episode=episode, answered_at=None).update(
        answered_at=at, answered_by=by.name, accepted=False, lapsed=True, answer="It was decided who has the case."
    )
    made = Handover.objects.create(
        episode=episode, from_agency=episode.owner_agency, to_desk_id=number, why=row.because, offered_at=at,
        offered_by=by.name, answered_at=at, answered_by=by.name, accepted=True, answer=f"Decided: {row.because}",
    )  # fmt: skip
    pass_to(episode, made.to_desk, because="decided between the areas", by=by, at=at, post=None)
    body = {"handover": made.pk, "answer": made.answer, "owner": made.to_desk.name}
    record(episode, "handover accepted", by=by, at=at, body=body)
