"""Information sharing agreements: recorded, looked at again by their day, ended. A review that is late is seen (F3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from sightline.access.actor import Actor
from sightline.access.gate import require
from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM, append
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.actions.core import needed
from sightline.sharing.disclosable import FIELDS
from sightline.sharing.disclosure_grounds import BASES, POWERS
from sightline.sharing.models import Agreement

KEEPERS = (
    "administrator", "missing person coordinator", "superintendent", "team manager", "service manager",
    "registered manager", "national unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: between whom, for what, on which ground, which fields, who signed, from when, reviewed when."""

    title: str
    parties: tuple[int, ...]
    purpose: str
    basis: str
    signed_by: str
    in_force_from: date
    review_on: date
    document: str
    others: str = ""
    power: str = ""
    fields: tuple[str, ...] = ()


def _check(terms: Terms) -> None:
    needed(terms.title, field="title", says="Give the agreement a title.")
    needed(terms.purpose, field="purpose", says="Say what is shared for what.")
    needed(terms.signed_by, field="signed_by", says="Enter who signed it, for each party.")
    needed(terms.document, field="document", says="Say where the signed document is kept: a reference or an address.")
    if len(terms.parties) + bool(terms.others.strip()) < 2:
        raise Refused(
            "An agreement has two parties at least. Choose agencies, or name others who signed.", field="parties"
        )
    if terms.basis not in BASES or (terms.power and terms.power not in POWERS):
        raise Refused("Choose the ground from the list.", field="basis")
    if any(field not in FIELDS for field in terms.fields):
        raise Refused("Choose what is shared from the list.", field="fields")
    if terms.review_on <= terms.in_force_from:
        raise Refused("The review must be after the day from which it is in force.", field="review_on")


@transaction.atomic
def record(*, terms: Terms, by: Actor, at: datetime) -> Agreement:
    """Put a signed agreement on record. The agency that records it is a party, and looks after its review."""
    require(by, KEEPERS, "Recording an agreement")
    _check(terms)
    if by.agency not in terms.parties:
        raise Refused("Your own agency must be a party to an agreement that you record.", field="parties")
    row = Agreement.objects.create(
        title=terms.title.strip(), agency_id=by.agency, others=terms.others.strip(), purpose=terms.purpose.strip(),
        basis=terms.basis, power=terms.power, fields=list(terms.fields), signed_by=terms.signed_by.strip(),
        in_force_from=terms.in_force_from, review_on=terms.review_on, document=terms.document.strip(), recorded_at=at,
        recorded_by=by.name,
    )  # fmt: skip
    row.parties.set(Agency.objects.filter(pk__in=terms.parties))
    _tell("agreement recorded", row, by, at, parties=list(terms.parties), review=terms.review_on)
    return row


@transaction.atomic
def review(*, agreement: int, version: int, by: Actor, at: datetime, says: str, next_on: date) -> Agreement:
    """Record that the parties looked at it again, what came of it, and when they look next."""
    row = _held(agreement, version, by)
    text = needed(says, field="says", says="Say who looked at it and what came of it.")
    if next_on <= day_of(at):
        raise Refused("The next review must be in the future.", field="next_on")
    before = row.review_on
    row.reviewed_on, row.review_on = day_of(at), next_on
    _save(row)
    _tell("agreement reviewed", row, by, at, says=text, due=before, next=next_on)
    return row


@transaction.atomic
def end(*, agreement: int, version: int, by: Actor, at: datetime, because: str) -> Agreement:
    """End an agreement from today. What was disclosed under it stays as it was."""
    row = _held(agreement, version, by)
    text = needed(because, field="because", says="Say why it ends, and what takes its place.")
    if row.ended_on:
        raise Refused("This agreement has ended already.")
    row.ended_on, row.ended_because = day_of(at), text
    _save(row)
    _tell("agreement ended", row, by, at, because=text)
    return row


def _held(agreement: int, version: int, by: Actor) -> Agreement:
    require(by, KEEPERS, "Changing an agreement")
    row = Agreement.objects.select_for_update().filter(pk=agreement, parties=by.agency).first()
    if row is None:
        raise NotForYou
    if row.version != version:
        theirs = {"next_on": row.review_on, "because": row.ended_because}
        raise Stale("Somebody else changed this agreement while you were writing.", theirs=theirs, version=row.version)
    return row


def _save(row: Agreement) -> None:
    row.version += 1
    row.save()


def _tell(kind: str, row: Agreement, by: Actor, at: datetime, **says: Any) -> None:
    body = {"agreement": row.pk, "title": row.title, **says}
    append(kind, by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body=body)


def of_agency(agency: int) -> list[Agreement]:
    """The agreements an agency is a party to: those whose review is due first."""
    rows = Agreement.objects.filter(parties=agency).select_related("agency").prefetch_related("parties")
    return sorted(rows, key=lambda row: (row.ended_on is not None, row.review_on, row.pk))


def one(agreement: int, actor: Actor) -> Agreement:
    """One agreement, for its parties. Raises NotForYou otherwise."""
    rows = Agreement.objects.filter(pk=agreement, parties=actor.agency).select_related("agency")
    row = rows.prefetch_related("parties").first()
    if row is None:
        raise NotForYou
    return row


def overdue(agency: int, at: datetime) -> list[Agreement]:
    """The agreements of an agency whose review is late: shown on its pages until somebody has looked."""
    day = day_of(at)
    rows = Agreement.objects.filter(parties=agency, review_on__lt=day, in_force_from__lte=day)
    return list(rows.filter(Q(ended_on=None) | Q(ended_on__gt=day)).order_by("review_on"))


def is_overdue(row: Agreement, at: datetime) -> bool:
    """Whether its review is late."""
    return row.state(day_of(at)) == "review overdue"


def usable(agency: int, at: datetime) -> Sequence[Agreement]:
    """What an agency may share under today: its agreements that are in force, those with a late review among them."""
    return [row for row in of_agency(agency) if row.state(day_of(at)) in ("in force", "review overdue")]


def used(agreement: int | None, by: int, to_agency: int | None, organisation: str, at: datetime) -> Agreement | None:
    """The agreement a disclosure names. Refused where it does not hold, or one of the two is no party to it."""
    if agreement is None:
        return None
    row = next((a for a in usable(by, at) if a.pk == agreement), None)
    if row is None:
        raise Refused("This agreement is not in force, or your agency is no party to it.", field="agreement")
    inside = to_agency is not None and row.parties.filter(pk=to_agency).exists()
    named = organisation.strip().casefold()
    if not inside and not (named and named in row.others.casefold()):
        raise Refused(
            "Whoever receives this is no party to that agreement. Choose another, or none.", field="agreement"
        )
    return row
