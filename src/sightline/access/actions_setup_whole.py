"""Setting up one agency with its desks and people at once: all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sightline.access.actions_setup import set_up_agency
from sightline.access.actions_setup_desks import DeskSays, set_up_desk
from sightline.access.actions_setup_people import add_person
from sightline.access.actor import Actor
from sightline.access.models import Agency
from sightline.access.rights import ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class AgencySays:
    """What is known of a new agency."""

    name: str
    kind: str
    area: str
    phone: str = ""
    email: str = ""
    address: str = ""
    police_area: int | None = None
    council: int | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who will work there."""

    name: str
    email: str
    role: str
    rank: str = ""


@transaction.atomic
def set_up_whole(
    *, says: AgencySays, desks: Sequence[tuple[str, DeskSays]], people: Sequence[NewPerson], by: Actor, at: datetime,
    areas: Collection[str] = (),
) -> Agency:  # fmt: skip
    """Add an agency with its desks (by role) and its people. Its own administrators come last: from then on its people
    are theirs to look after."""
    agency = set_up_agency(
        name=says.name, kind=says.kind, area=says.area, phone=says.phone, email=says.email, address=says.address,
        police_area=says.police_area, council=says.council, by=by, at=at, areas=areas,
    )  # fmt: skip
    for role, desk in desks:
        set_up_desk(agency=agency.pk, role=role, says=desk, by=by, at=at)
    for person in sorted(people, key=lambda p: p.role == ADMINISTRATOR):
        add_person(agency=agency.pk, name=person.name, email=person.email, role=person.role, rank=person.rank, by=by,
                   at=at)  # fmt: skip
    return agency
