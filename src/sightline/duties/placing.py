"""Telling desks of a placement, each of which must acknowledge: the receiving provider, the council and police of the
place. What they acknowledge is recorded as told; silence goes up like any other notice (D145, I37, F67)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.models import Agency, Desk
from sightline.duties.models import Notice
from sightline.duties.notices import tell
from sightline.episodes.actions import care_placing
from sightline.episodes.actions.care_placing import RECEIVERS, Where
from sightline.episodes.actions.placement import tell_of_placement
from sightline.episodes.models import PlacementOffer
from sightline.people.models import Person, Placement

HISTORY, BEGAN, ENDED = "history waits", "placement", "placement ended"
A_DAY = 24 * 60  # minutes; what DFE-PLACED-01 gives the responsible authority before its own silence goes up
COUNCIL_DESKS = ("social worker", "team manager", "emergency duty team")
POLICE_DESKS = ("missing person coordinator", "duty inspector")
COUNCIL, POLICE = "host authority", "police for the placement area"


def _desk(agency: Agency | None, roles: tuple[str, ...]) -> Desk | None:
    """The desk that hears of it: the first of these roles the agency has set up."""
    if agency is None:
        return None
    found = {desk.role: desk for desk in Desk.objects.filter(agency=agency, role__in=roles)}
    return next((found[role] for role in roles if role in found), None)


def area_desks(placement: Placement) -> dict[str, Desk | None]:
    """The desks of the council and of the police in whose area a placement lies; None where nobody is set up there."""
    host = Agency.objects.select_related("police_area").filter(pk=placement.host_authority or 0).first()
    provider = Agency.objects.select_related("police_area").filter(pk=placement.provider or 0).first()
    police = (provider and provider.police_area) or (host and host.police_area)
    return {COUNCIL: _desk(host, COUNCIL_DESKS), POLICE: _desk(police, POLICE_DESKS)}


def _tell_area(placement: Placement, at: datetime, *, kind: str, says: str) -> None:
    person = Person.objects.get(pk=placement.person_id)
    for part, desk in area_desks(placement).items():
        if desk:
            tell(desk, None, person=person, kind=kind, says=f"{says}: {person.name}", at=at,
                 key=f"{kind} {placement.pk} {part}", within_minutes=A_DAY)  # fmt: skip


def _tell_provider(offer: PlacementOffer, at: datetime) -> None:
    desk = _desk(offer.provider, RECEIVERS)
    if desk:
        says = f"A history waits to be acknowledged, from {offer.agency.name}"  # and no word of whose
        person = Person.objects.get(pk=offer.person_id)
        tell(desk, None, person=person, kind=HISTORY, says=says, at=at, key=f"{HISTORY} {offer.pk}",
             within_minutes=A_DAY)  # fmt: skip


def _end(key: str, at: datetime) -> None:
    """Nobody need acknowledge any more what is over."""
    Notice.objects.filter(key__startswith=f"{key} ", acknowledged_at=None, ended_at=None).update(ended_at=at)


@transaction.atomic
def offer_placement(*, person: int, where: Where, says: str, by: Actor, at: datetime) -> PlacementOffer:
    """Propose a placement and tell the provider's desk that a history waits (I38)."""
    row = care_placing.offer_placement(person=person, where=where, says=says, by=by, at=at)
    _tell_provider(row, at)
    return row


@transaction.atomic
def acknowledge_history(*, offer: int, by: Actor, at: datetime, name: str) -> PlacementOffer:
    """The receiving provider acknowledges the history by name; its desk need not answer any more (I38)."""
    row = care_placing.acknowledge_history(offer=offer, by=by, at=at, name=name)
    _end(f"{HISTORY} {row.pk}", at)
    return row


@transaction.atomic
def withdraw_offer(*, offer: int, by: Actor, at: datetime, because: str) -> PlacementOffer:
    """Take an offer back; the provider's desk need not answer any more."""
    row = care_placing.withdraw_offer(offer=offer, by=by, at=at, because=because)
    _end(f"{HISTORY} {row.pk}", at)
    return row


@transaction.atomic
def confirm_offer(*, offer: int, by: Actor, at: datetime) -> Placement:
    """Confirm an offered placement; out of area, the council and the police of the place are told (D145, I37, I38)."""
    row = care_placing.confirm_offer(offer=offer, by=by, at=at)
    _end(f"{HISTORY} {offer}", at)
    _tell_of(row, at)
    return row


@transaction.atomic
def record_placement(*, person: int, where: Where, history_told: str, told: str, by: Actor, at: datetime) -> Placement:
    """Record a placement that is agreed already; whoever must know is told, and must acknowledge (D145, I37, I38)."""
    for offer in PlacementOffer.objects.filter(person=person, placement=None, withdrawn_at=None):
        _end(f"{HISTORY} {offer.pk}", at)
    row, waits = care_placing.record_placement(
        person=person, where=where, history_told=history_told, told=told, by=by, at=at
    )
    if waits:
        _tell_provider(waits, at)
    _tell_of(row, at)
    return row


def _tell_of(placement: Placement, at: datetime) -> None:
    """The area of a placement is told of its beginning; where one in another area ended by it, that area of its end."""
    if placement.out_of_area:
        _tell_area(placement, at, kind=BEGAN, says="Placed in your area by another council")
    rows = Placement.objects.filter(person=placement.person_id, out_of_area=True)
    for before in rows.filter(during__endswith=placement.during.lower).exclude(pk=placement.pk):
        _over(before, at)


def _over(placement: Placement, at: datetime) -> None:
    _end(f"{BEGAN} {placement.pk}", at)
    _tell_area(placement, at, kind=ENDED, says="No longer placed in your area")


@transaction.atomic
def end_placement(*, placement: int, until: date, because: str, by: Actor, at: datetime) -> Placement:
    """End a placement that no other follows; the area that was told of it hears that it is over (D145)."""
    row = care_placing.end_placement(placement=placement, until=until, because=because, by=by, at=at)
    if row.out_of_area:
        _over(row, at)
    return row


def acknowledged(notice: Notice, by: Actor, at: datetime) -> None:
    """A desk of the place has acknowledged: that is recorded as told, by name (D145, I37). The listener the wiring
    installs; every other kind of notice leaves it cold."""
    kind, number, part = _read(notice.key)
    if kind != BEGAN:
        return
    row = Placement.objects.get(pk=number)
    who: dict[str, Any] = {"placement": row.pk, "by": by, "at": at, "told_at": at}
    tell_of_placement(**who, whom=part, name=f"{by.name}, {by.role}, {by.agency_name}", reference="acknowledged here")


def _read(key: str) -> tuple[str, int, str]:
    """A notice's key in its parts: kind, number of the placement, and which side of its area was told."""
    for part in (COUNCIL, POLICE):
        kind, found, _ = key.partition(f" {part} level ")
        name, _, number = kind.rpartition(" ")
        if found and number.isdecimal():
            return name, int(number), part
    return "", 0, ""
