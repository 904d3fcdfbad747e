"""Where somebody is about to live: offered to a provider, the history acknowledged by name, confirmed, begun and ended.

Nobody arrives whose history the provider does not know (I38). Tells no desk itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sightline.access.actions import end_involvement, involve
from sightline.access.actor import Actor
from sightline.access.gate import hidden_from, may_see, require
from sightline.access.models import Agency
from sightline.access.queries import agency as agency_by_id
from sightline.audit.behalf import of_system
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.of_person import write
from sightline.episodes.actions.placement import confirm_placement, has_a_history
from sightline.episodes.models import PlacementOffer
from sightline.people.models import Placement
from sightline.people.queries import known, placements

PLACERS = ("social worker", "team manager", "emergency duty team")
RECEIVERS = ("registered manager", "foster carer", "designated nurse")
PROVIDER, HOST, RECEIVING = "provider", "host authority", "receiving provider"


@dataclass(frozen=True, slots=True)
class Where:
    """A place somebody may live in: with whom, from which day, of what kind, in whose area."""

    provider: int | None
    setting: str
    since: date
    address: str = ""
    host: int | None = None
    out_of_area: bool = False


def _may_place(by: Actor, person: int, at: datetime) -> None:
    require(by, PLACERS, "Placing somebody")
    if not may_see(by, [person], at):
        raise NotForYou


def check_after(person: int, since: date) -> None:
    """Refuse a placement that would overlap another: both are named, and what to do (I37). The database refuses too."""
    for row in placements(person):
        began, ended = row.during.lower, row.during.upper
        if began is not None and since <= began or (ended is not None and since < ended):
            name = agency_by_id(row.provider).name if row.provider else row.setting
            until = f"until {ended:%-d %B %Y}" if ended else "and has not ended"
            raise Refused(
                f"The two placements would overlap: {name} is on record from {began:%-d %B %Y} {until}, and the new "
                f"one would begin on {since:%-d %B %Y}. The new one must begin on a later day, or end the other first.",
                field="since",
            )


def _is_adult(person: int, at: datetime) -> bool:
    age = known(person, at).age
    return age is not None and age >= 18


def _check_host(where: Where) -> None:
    if where.out_of_area and where.host is None:
        says = "Choose the council in whose area it lies: it must be told of the placement."
        raise Refused(says, field="host_authority")


@transaction.atomic
def offer_placement(*, person: int, where: Where, says: str, by: Actor, at: datetime) -> PlacementOffer:
    """Propose a placement to a provider, who then acknowledges the history by name (C104, I38).

    Records “placement proposed”: what must be done before a child is placed begins to run. Refused where the provider
    has an offer for this person already.
    """
    _may_place(by, person, at)
    provider = Agency.objects.filter(pk=where.provider or 0).first()
    if provider is None:
        raise Refused("Choose the home or service.", field="provider")
    check_after(person, where.since)
    _check_host(where)
    text = needed(says, field="says", says="Write what the home or carer must know before they say yes.")
    open_ones = PlacementOffer.objects.filter(person_id=person, provider=provider, placement=None, withdrawn_at=None)
    if open_ones.exists():
        raise Refused(f"{provider.name} has been asked already, and has not been given an end.", field="provider")
    row = PlacementOffer.objects.create(
        person_id=person, agency_id=by.agency, provider=provider, setting=where.setting, since=where.since,
        address=where.address, host_id=where.host, out_of_area=where.out_of_area, says=text, offered_at=at,
        offered_by=by.name, phone=agency_by_id(by.agency).phone, adult=_is_adult(person, at),
    )  # fmt: skip
    body = {"offer": row.pk, "provider": provider.pk, "setting": where.setting, "since": where.since,
            "out of area": where.out_of_area}  # fmt: skip
    write("placement proposed", person=person, by=by, at=at, body=body)
    return row


def _waiting(offer: int) -> PlacementOffer:
    rows = PlacementOffer.objects.select_for_update(of=("self",)).select_related("provider", "agency")
    row = rows.filter(pk=offer).first()
    if row is None:
        raise NotForYou
    return row


@of_system("a home that acknowledges a history sees the person from then on")
@transaction.atomic
def acknowledge_history(*, offer: int, by: Actor, at: datetime, name: str) -> PlacementOffer:
    """The receiving provider says by name: the history has reached us, and whoever is on duty will know it (I38, H25).

    From now on it sees the record and the profile; before, only that a history waits. Twice changes nothing.
    """
    row = _waiting(offer)
    if row.provider_id != by.agency or by.role not in RECEIVERS or row.person_id in hidden_from(by, at):
        raise NotForYou
    if row.withdrawn_at:
        raise Refused("This placement was withdrawn. Nothing is to be acknowledged any more.")
    signed = needed(name, field="name", says="Enter your name: somebody answers for having read it.")
    if row.acknowledged_at:
        return row
    row.acknowledged_at, row.acknowledged_by = at, signed
    row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    part = PROVIDER if row.placement_id else RECEIVING
    involve(agency=by.agency, person=row.person_id, part=part, because="the history was acknowledged", at=at,
            by=by.author)  # fmt: skip
    body = {"offer": row.pk, "provider": row.provider_id, "acknowledged by": signed}
    write("placement history acknowledged", person=row.person_id, by=by, at=at, body=body)
    return row


@transaction.atomic
def withdraw_offer(*, offer: int, by: Actor, at: datetime, because: str) -> PlacementOffer:
    """Take an offer back, with the reason: the provider no longer sees the person."""
    row = _waiting(offer)
    _may_place(by, row.person_id, at)
    if row.placement_id or row.withdrawn_at:
        raise Refused("This offer has come to its end already. Open the person's page.")
    row.withdrawn_at = at
    row.withdrawn_because = needed(because, field="because", says="Say why it does not go ahead.")
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    end_involvement(agency=row.provider_id, person=row.person_id, part=RECEIVING, because="the offer was withdrawn",
                    at=at, by=by.author)  # fmt: skip
    body = {"offer": row.pk, "provider": row.provider_id, "because": row.withdrawn_because}
    write("placement withdrawn", person=row.person_id, by=by, at=at, body=body)
    return row


@transaction.atomic
def confirm_offer(*, offer: int, by: Actor, at: datetime) -> Placement:
    """Confirm the placement an offer names. Refused until its provider has acknowledged the history (I38)."""
    row = _waiting(offer)
    _may_place(by, row.person_id, at)
    if row.placement_id or row.withdrawn_at:
        raise Refused("This offer has come to its end already. Open the person's page.")
    if row.acknowledged_at is None and has_a_history(row.person_id, at):
        raise Refused(
            f"{row.provider.name} has not acknowledged the history yet. Ring them and ask them to open it: it takes a "
            "minute, and the placement can be confirmed then."
        )
    told = f"{row.acknowledged_by}, {row.provider.name}" if row.acknowledged_at else ""
    where = Where(row.provider_id, row.setting, row.since, row.address, row.host_id, row.out_of_area)
    placed = _begin(row.person_id, where, "yes" if row.acknowledged_at else "not known", told, by, at)
    PlacementOffer.objects.filter(pk=row.pk).update(placement=placed)
    end_involvement(agency=row.provider_id, person=row.person_id, part=RECEIVING, because="the placement is confirmed",
                    at=at, by=by.author)  # fmt: skip
    involve(agency=row.provider_id, person=row.person_id, part=PROVIDER, because="lives with them", at=at,
            by=by.author)  # fmt: skip
    return placed


@transaction.atomic
def record_placement(
    *, person: int, where: Where, history_told: str, told: str, by: Actor, at: datetime
) -> tuple[Placement, PlacementOffer | None]:
    """Record a placement that is agreed already, such as tonight's (C104, D145, I38).

    Somebody told the provider the history by word of mouth: `told` says who. The provider still acknowledges it by name
    and sees the record from then on: the second value is the history that waits, None where there is none to tell.
    """
    _may_place(by, person, at)
    check_after(person, where.since)
    _check_host(where)
    row = _begin(person, where, history_told, told, by, at)
    if where.provider is None:
        return row, None
    if not has_a_history(person, at):
        involve(agency=where.provider, person=person, part=PROVIDER, because="lives with them", at=at, by=by.author)
        return row, None
    PlacementOffer.objects.filter(person_id=person, provider=where.provider, placement=None, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_because="The placement was recorded."
    )
    waits = PlacementOffer.objects.create(
        person_id=person, agency_id=by.agency, provider_id=where.provider, setting=where.setting, since=where.since,
        address=where.address, host_id=where.host, out_of_area=where.out_of_area,
        says=f"Told by word of mouth: {told}.", offered_at=at, offered_by=by.name, placement=row,
        phone=agency_by_id(by.agency).phone, adult=_is_adult(person, at),
    )  # fmt: skip
    return row, waits


def _begin(person: int, where: Where, history_told: str, told: str, by: Actor, at: datetime) -> Placement:
    """The placement itself: the one before it ends, and with it the parts of its provider and its host."""
    before = known(person, at).placement
    row = confirm_placement(
        person=person, by=by, at=at, since=where.since, provider=where.provider, setting=where.setting,
        history_told=history_told, told=told, address=where.address, host_authority=where.host,
        out_of_area=where.out_of_area,
    )  # fmt: skip
    if before:
        _parts_end(before, by, at, keep={where.provider, where.host if where.out_of_area else None})
    if where.host and where.out_of_area:
        involve(agency=where.host, person=person, part=HOST, because="is placed in its area", at=at, by=by.author)
    body = {"placement": row.pk, "provider": where.provider, "setting": where.setting, "since": where.since}
    write("placement began", person=person, by=by, at=at, body=body)
    return row


def _parts_end(placed: Placement, by: Actor, at: datetime, *, keep: set[int | None]) -> None:
    """A provider from whom somebody moved, and the council of that place, lose their part, and with it their view."""
    for agency, part in ((placed.provider, PROVIDER), (placed.host_authority, HOST)):
        if agency and agency not in keep:
            end_involvement(agency=agency, person=placed.person_id, part=part, because="the placement ended", at=at,
                            by=by.author)  # fmt: skip


@transaction.atomic
def end_placement(*, placement: int, until: date, because: str, by: Actor, at: datetime) -> Placement:
    """End a placement that no other follows: home to parents, of age, elsewhere. Provider and host lose their view."""
    row = Placement.objects.select_for_update().filter(pk=placement).first()
    if row is None:
        raise NotForYou
    _may_place(by, row.person_id, at)
    if row.during.upper is not None:
        raise Refused("This placement has ended already.", field="until")
    if until <= row.during.lower:
        raise Refused(f"It began on {row.during.lower:%-d %B %Y}. The end must be after that day.", field="until")
    if until > day_of(at):
        raise Refused("The end is in the future. End it on the day it ends.", field="until")
    text = needed(because, field="because", says="Say why it ended, and where the person lives now.")
    row.during = DateRange(row.during.lower, until)
    row.save(update_fields=["during"])
    _parts_end(row, by, at, keep=set())
    body = {"placement": row.pk, "provider": row.provider, "until": until, "because": text}
    write("placement ended", person=row.person_id, by=by, at=at, body=body)
    return row


def initials(offer: PlacementOffer) -> dict[str, Any]:
    """All that a provider sees before it acknowledges: a child or an adult, from when, and whom to ring."""
    return {
        "offer": offer.pk, "who": "an adult" if offer.adult else "a child", "since": offer.since,
        "setting": offer.setting, "from": offer.agency.name, "by": offer.offered_by, "phone": offer.phone,
        "placed": offer.placement_id is not None,
    }  # fmt: skip
