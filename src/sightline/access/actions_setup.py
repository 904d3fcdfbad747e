"""Adding an agency, changing and renaming it. Each is one transaction with an event on the system's chain.

Whoever acts is an administrator; `access.rights` says of which agencies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.kinds import KNOWN
from sightline.access.models import Agency, FormerName
from sightline.access.rights import may_add, one_looked_after
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused, Stale

EDITABLE = ("phone", "email", "address", "area")
LONGEST = {"name": 120, "phone": 40, "email": 254, "address": 200, "area": 40, "team": 80}


def write(kind: str, *, by: Actor, at: datetime, **body: Any) -> None:
    """One event of setting up, on the system's chain."""
    append(kind, by=by.author, happened_at=at, recorded_at=at, body=body)


def tidy(text: str, *, field: str, says: str = "") -> str:
    """The text without spaces around or doubled. Raises Refused when it is too long, or empty where `says` is given."""
    found = " ".join(text.replace("\0", "").split())
    if says and not found:
        raise Refused(says, field=field)
    if len(found) > LONGEST.get(field, 120):
        raise Refused(f"Shorten it to {LONGEST.get(field, 120)} characters.", field=field)
    return found


def _check_name(name: str, *, but: int = 0) -> str:
    """A name no other agency has or had. Raises Refused otherwise."""
    found = tidy(name, field="name", says="Enter the agency's name.")
    if same := Agency.objects.filter(name__iexact=found).exclude(pk=but).first():
        raise Refused(f"There is an agency called {same.name} already. Look for it in the list.", field="name")
    former = FormerName.objects.filter(name__iexact=found).exclude(agency=but).select_related("agency").first()
    if former:
        now = former.agency.name
        raise Refused(f"{found} was the name of {now} until {former.until:%d.%m.%Y}. Use another name.", field="name")
    return found


def _over(number: int | None, kind: str, field: str) -> Agency | None:
    """The police area or council an agency belongs to. Raises Refused where that is no such agency, or closed."""
    if number is None:
        return None
    found = Agency.objects.filter(pk=number, kind=kind, closed_at=None).first()
    if found is None:
        raise Refused(f"Choose a {'police area' if kind == 'police' else kind} that is set up here.", field=field)
    return found


@transaction.atomic
def set_up_agency(
    *, name: str, kind: str, area: str, by: Actor, at: datetime, areas: Collection[str] = (), phone: str = "",
    email: str = "", address: str = "", police_area: int | None = None, council: int | None = None,
) -> Agency:  # fmt: skip
    """Add an agency. An administrator of a police area adds agencies to that area only.

    `areas`: the protocol areas there are, where the caller knows them. Raises Refused naming the field to mend.
    """
    if not may_add(by):
        raise NotForYou("Agencies are added by the administrator of a police area or of the national unit.")
    if kind not in KNOWN:
        raise Refused("Choose one of the kinds of agency.", field="kind")
    if areas and area not in areas:
        raise Refused("Choose one of the protocol areas.", field="area")
    over = by.agency if by.is_police and kind != "police" else police_area
    if by.is_police and kind in ("police", "national unit"):
        raise Refused("A police area or the national unit is added by the national unit.", field="kind")
    row = Agency(
        name=_check_name(name), kind=kind, area=area, phone=tidy(phone, field="phone"),
        email=tidy(email, field="email"), address=tidy(address, field="address"),
        police_area=_over(over, "police", "police_area"), council=_over(council, "council", "council"),
    )  # fmt: skip
    row.save()
    write("agency set up", by=by, at=at, agency=row.pk, name=row.name, of_kind=kind, area=area)
    return row


def _standing(actor: Actor, agency: int, version: int, theirs: Collection[str]) -> Agency:
    row = one_looked_after(actor, agency, lock=True)
    if row.closed_at:
        raise Refused(f"{row.name} is closed. What is closed is not changed.")
    if row.version != version:
        values = {field: getattr(row, field) for field in theirs}
        raise Stale("Somebody else changed this agency while you were writing.", theirs=values, version=row.version)
    return row


@transaction.atomic
def change_agency(*, agency: int, version: int, by: Actor, at: datetime, **known: str) -> Agency:
    """Change telephone, e-mail, address or protocol area. Raises Stale when somebody else did first."""
    row = _standing(by, agency, version, known)
    before = {field: getattr(row, field) for field in EDITABLE if field in known}
    for field in before:
        setattr(row, field, tidy(known[field], field=field))
    after = {field: getattr(row, field) for field in before if getattr(row, field) != before[field]}
    if after:
        row.version += 1
        row.save()
        was = {field: before[field] for field in after}
        write("agency changed", by=by, at=at, agency=row.pk, name=row.name, was=was, now=after)
    return row


@transaction.atomic
def rename_agency(*, agency: int, version: int, name: str, by: Actor, at: datetime, because: str) -> Agency:
    """Give an agency another name. The old one is kept and still finds it; nothing else changes."""
    row = _standing(by, agency, version, ("name",))
    new = _check_name(name, but=row.pk)
    if new == row.name:
        raise Refused("That is its name already.", field="name")
    why = tidy(because, field="because", says="Say why it has another name.")
    old, row.name = row.name, new
    row.version += 1
    row.save(update_fields=["name", "version"])
    FormerName.objects.create(agency=row, name=old, until=at)
    write("agency renamed", by=by, at=at, agency=row.pk, was=old, now=new, because=why)
    return row
