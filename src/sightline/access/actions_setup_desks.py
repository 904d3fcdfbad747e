"""Setting up, changing, routing and closing duty desks. Tells nobody anything: that is the duties' work."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any

from django.db import connection, transaction

from sightline.access import holding
from sightline.access.actions_setup import tidy, write
from sightline.access.actor import Actor
from sightline.access.kinds import ANY_KIND, roles_at
from sightline.access.models import Agency, Desk
from sightline.access.rights import one_looked_after
from sightline.audit.refusal import NotForYou, Refused, Stale

ROUTES = 7101  # the lock under which routes change: two changes at once could close a circle
OTHERS_MAY_ANSWER = "emergency duty team"


@dataclass(frozen=True, slots=True)
class DeskSays:
    """What is known of a desk. Without hours it answers round the clock."""

    name: str
    team: str = ""
    phone: str = ""
    email: str = ""
    opens: time | None = None
    closes: time | None = None
    working_days_only: bool = False
    out_of_hours: int | None = None
    keeps_rota: bool = False


def says_of(desk: Desk) -> dict[str, Any]:
    """What is known of a desk now, as `DeskSays` holds it."""
    return {f.name: getattr(desk, "out_of_hours_id" if f.name == "out_of_hours" else f.name) for f in fields(DeskSays)}


def _tidied(says: DeskSays) -> dict[str, Any]:
    made = {f.name: getattr(says, f.name) for f in fields(DeskSays)}
    made["name"] = tidy(says.name, field="name", says="Enter what the desk is called.")
    made |= {field: tidy(getattr(says, field), field=field) for field in ("team", "phone", "email")}
    if (says.opens is None) != (says.closes is None):
        missing = "closes" if says.closes is None else "opens"
        raise Refused("Enter when it opens and when it closes, or neither.", field=missing)
    if says.opens is not None and says.opens == says.closes:
        raise Refused("It opens and closes at the same time. Leave both empty for round the clock.", field="closes")
    return made


def _check_route(desk: Desk, onward: int | None) -> None:
    """Refuse a route to another agency's ordinary desk, to a closed desk, and one that leads back to where it began."""
    if onward is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROUTES])
    target = Desk.objects.filter(pk=onward, closed_at=None).select_related("agency").first()
    if target is None or (target.agency_id != desk.agency_id and target.role != OTHERS_MAY_ANSWER):
        raise Refused(
            "Choose a desk of this agency, or an emergency duty team of another.", field="out_of_hours", status=409
        )
    names = [desk.name]
    while target is not None:
        names.append(f"{target.name}, {target.agency.name}" if target.agency_id != desk.agency_id else target.name)
        if target.pk == desk.pk:
            raise Refused(f"That is a circle: {' → '.join(names)}. Nobody would answer.", field="out_of_hours")
        onwards = Desk.objects.select_related("agency")
        target = onwards.get(pk=target.out_of_hours_id) if target.out_of_hours_id else None


def _check_role(agency: Agency, role: str) -> None:
    allowed = [r for r in roles_at(agency.kind) if r not in ANY_KIND]
    if role not in allowed:
        raise Refused(f"No desk of that role at this kind of agency. There are: {', '.join(allowed)}.", field="role")


@transaction.atomic
def set_up_desk(*, agency: int, role: str, says: DeskSays, by: Actor, at: datetime) -> Desk:
    """Set up the duty desk of a role. One that was closed is opened again: notices of old stay with it."""
    row = one_looked_after(by, agency, lock=True)
    if row.closed_at:
        raise Refused(f"{row.name} is closed. It can have no new desk.")
    _check_role(row, role)
    desk = Desk.objects.filter(agency=row, role=role).first()
    if desk and desk.closed_at is None:
        raise Refused(f"There is a desk of that role: {desk.name}.", field="role")
    desk = desk or Desk(agency=row, role=role, version=0)
    for field, value in _tidied(says).items():
        setattr(desk, "out_of_hours_id" if field == "out_of_hours" else field, value)
    desk.closed_at = None
    desk.version += 1
    desk.save()
    _check_route(desk, says.out_of_hours)
    write("desk set up", by=by, at=at, agency=row.pk, desk=desk.pk, role=role, name=desk.name)
    return desk


def locked_desk(actor: Actor, desk: int) -> Desk:
    """A desk of an agency the actor looks after, locked. Raises NotForYou whether it exists or not."""
    agency = Desk.objects.filter(pk=desk).values_list("agency", flat=True).first()
    if agency is None:
        raise NotForYou
    one_looked_after(actor, agency)
    return Desk.objects.select_for_update(of=("self",)).select_related("agency").get(pk=desk)


@transaction.atomic
def change_desk(*, desk: int, version: int, says: DeskSays, by: Actor, at: datetime) -> Desk:
    """Change what is known of a desk: its hours and who answers outside them too. Raises Stale when changed meanwhile.

    A route that would lead in a circle is refused.
    """
    row = locked_desk(by, desk)
    before = says_of(row)
    if row.closed_at:
        raise Refused("This desk is closed. Set it up again.")
    if row.version != version:
        raise Stale("Somebody else changed this desk while you were writing.", theirs=before, version=row.version)
    wanted = _tidied(says)
    _check_route(row, says.out_of_hours)
    after = {field: value for field, value in wanted.items() if value != before[field]}
    if after:
        for field, value in after.items():
            setattr(row, "out_of_hours_id" if field == "out_of_hours" else field, value)
        row.version += 1
        row.save()
        was = {field: before[field] for field in after}
        write("desk changed", by=by, at=at, agency=row.agency_id, desk=row.pk, name=row.name, was=was, now=after)
    return row


@transaction.atomic
def close_desk(*, desk: int, by: Actor, at: datetime, because: str) -> Desk:
    """Close a desk. While something is open on it, or it answers for another, that is refused."""
    row = locked_desk(by, desk)
    why = tidy(because, field="because", says="Say why the desk closes.")
    if row.closed_at:
        raise Refused("This desk is closed already.")
    if answered := list(row.answers_for.filter(closed_at=None).select_related("agency")):
        names = ", ".join(f"{d.name} ({d.agency.name})" for d in answered)
        raise Refused(f"It answers out of hours for {names}. Give them another desk first.")
    if held := holding.held_by("desk", row.pk, at):
        raise Refused(f"Something is still open on this desk: {holding.in_words(held)}.")
    row.closed_at, row.version = at, row.version + 1
    row.save(update_fields=["closed_at", "version"])
    row.shifts.filter(begins_at__gt=at).delete()
    write("desk closed", by=by, at=at, agency=row.agency_id, desk=row.pk, name=row.name, because=why)
    return row
