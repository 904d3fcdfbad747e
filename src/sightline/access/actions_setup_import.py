"""Setting up agencies, desks and people from a file: all of it or nothing; the same file again changes nothing.

Each line goes through the same action as the screens use; what one refuses is a fault of that line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actions_setup import change_agency, set_up_agency, write
from sightline.access.actions_setup_desks import DeskSays, change_desk, says_of, set_up_desk
from sightline.access.actions_setup_people import add_person, change_rank, check_email
from sightline.access.actor import Actor
from sightline.access.kinds import role_named
from sightline.access.models import Agency, Desk, FormerName
from sightline.access.rights import ADMINISTRATOR, may_add, one_looked_after, posts_held
from sightline.access.setup_csv import Fault, Line, time_of, yes
from sightline.audit.refusal import NotForYou, Refused

ORDER = ("agency", "desk", "person")
SAME_AS = {"post": "role", "out_of_hours": "out of hours role", "police_area": "police area"}


@dataclass(slots=True)
class Result:
    """What a file did, or would do, line by line (`made`, `changed` or `same`), and everything wrong with it."""

    did: dict[int, tuple[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def count(self, how: str, what: str = "") -> int:
        """How many lines were made, changed or same; all sorts, or agencies, desks or persons alone."""
        return sum(1 for sort, did in self.did.values() if did == how and what in ("", sort))

    @property
    def table(self) -> list[tuple[str, int, int, int]]:
        """A row for each sort of line: (sort, made, changed, same)."""
        return [(w, self.count("made", w), self.count("changed", w), self.count("same", w)) for w in ORDER]


class _Undo(Exception):
    """Ends the transaction without a trace: faults, or only looking."""


def import_lines(
    lines: list[Line], *, by: Actor, at: datetime, areas: Collection[str] = (), only_look: bool = False
) -> Result:
    """Set up what the lines say. With a fault anywhere, or `only_look`, nothing at all is changed.

    Agencies first, then desks, then who answers for which out of hours, then people: the order in the file is free.
    """
    result = Result()
    try:
        with transaction.atomic():
            _all(lines, result, by, at, areas)
            if result.faults or only_look:
                raise _Undo
            if result.count("made") or result.count("changed"):
                write("agencies imported", by=by, at=at, lines=len(lines), did=result.table)
    except _Undo:
        result.faults.sort(key=lambda fault: fault.line)
    return result


def _all(lines: list[Line], result: Result, by: Actor, at: datetime, areas: Collection[str]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    does: dict[str, Callable[[Line], str]] = {
        "agency": lambda line: _agency(line, by, at, areas), "desk": lambda line: _desk(line, by, at),
        "person": lambda line: _person(line, by, at),
    }  # fmt: skip
    lost: set[str] = set()  # the agencies whose own line is wrong: their other lines would only say so again
    for line in _in_order(lines):
        if line.what != "agency" and line.cells["agency"].casefold() in lost:
            continue
        with _faults_of(line, result, lost):
            if (key := _key(line)) in seen:
                raise _Wrong("what", f"The same {line.what} stands on line {seen[key]}.", "Remove one of them.")
            seen[key] = line.number
            result.did[line.number] = line.what, does[line.what](line)
    for line in lines:
        if line.what == "desk" and not result.faults:
            with _faults_of(line, result, lost):
                _route(line, result, by, at)


def _key(line: Line) -> tuple[str, ...]:
    columns = {"agency": ("agency",), "desk": ("agency", "role"), "person": ("agency", "role", "email")}
    return (line.what, *(line.cells.get(column, "").casefold() for column in columns[line.what]))


def _in_order(lines: list[Line]) -> list[Line]:
    """Agencies first (police areas, councils, others), then desks, then people: the order in the file is free.

    Administrators come last: once an agency has one, its people are his or hers to look after.
    """
    first = {"police": 0, "national unit": 0, "council": 1}

    def place(line: Line) -> tuple[int, int, bool]:
        own_administrator = line.cells.get("role", "").lower() == ADMINISTRATOR
        return ORDER.index(line.what), first.get(line.cells.get("kind", ""), 2), own_administrator

    return sorted(lines, key=place)


@contextmanager
def _faults_of(line: Line, result: Result, lost: set[str]) -> Iterator[None]:
    """What is refused becomes a fault of the line; whatever the line had begun is undone."""
    before = len(result.faults)
    try:
        with transaction.atomic():
            yield
    except _Wrong as wrong:
        result.faults.append(Fault(line.number, wrong.column, wrong.what, wrong.mend))
    except Refused as refusal:
        column = SAME_AS.get(refusal.field, refusal.field)
        column = "agency" if line.what == "agency" and column == "name" else column
        what, _, mend = refusal.says.partition(". ")
        cell = f"“{line.cells[column]}” cannot stand here." if line.cells.get(column) else "This cannot be set up."
        fault = (f"{what}.", mend) if mend else (cell, refusal.says)
        result.faults.append(Fault(line.number, column, *fault))
    if len(result.faults) > before and line.what == "agency":
        lost.add(line.cells["agency"].casefold())


class _Wrong(Exception):
    def __init__(self, column: str, what: str, mend: str) -> None:
        super().__init__(what)
        self.column, self.what, self.mend = column, what, mend


def _named(name: str, column: str, kind: str = "") -> Agency:
    """The agency of a name, whatever its capitals. A former name is said to be one."""
    row = Agency.objects.filter(name__iexact=name).first()
    if row is None and (former := FormerName.objects.filter(name__iexact=name).select_related("agency").first()):
        raise _Wrong(column, f"“{name}” is a former name.", f"It is called {former.agency.name} now. Write that.")
    if row is None:
        raise _Wrong(column, f"There is no agency called “{name}”.", "Check the spelling, or add a line for it.")
    if kind and row.kind != kind:
        raise _Wrong(column, f"{row.name} is no {'police area' if kind == 'police' else kind}.", "Name another.")
    return row


def _theirs(line: Line, by: Actor) -> Agency:
    row = _named(line.cells["agency"], "agency")
    try:
        return one_looked_after(by, row.pk)
    except NotForYou:
        raise _Wrong("agency", f"You do not look after {row.name}.", "Ask its administrator.") from None


def _agency(line: Line, by: Actor, at: datetime, areas: Collection[str]) -> str:
    cells = line.cells
    if areas and cells["area"] not in areas:
        raise _Wrong("area", f"“{cells['area']}” is no protocol area.", f"There are: {', '.join(sorted(areas))}.")
    if cells.get("email"):
        check_email(cells["email"])
    over = {
        "police_area": _named(cells["police area"], "police area", "police").pk if cells.get("police area") else None,
        "council": _named(cells["council"], "council", "council").pk if cells.get("council") else None,
    }
    said = {name: cells.get(name, "") for name in ("area", "address", "phone", "email")}
    known = Agency.objects.filter(name__iexact=cells["agency"]).first()
    if known is None:
        if not may_add(by):
            raise _Wrong("agency", "You may not add agencies.", "Ask the administrator of your police area.")
        set_up_agency(
            name=cells["agency"], kind=cells["kind"], by=by, at=at, areas=areas, area=cells["area"],
            phone=cells.get("phone", ""), email=cells.get("email", ""), address=cells.get("address", ""),
            police_area=over["police_area"], council=over["council"],
        )  # fmt: skip
        return "made"
    row = _theirs(line, by)
    if row.kind != cells["kind"]:
        raise _Wrong("kind", f"{row.name} is set up as {row.kind}.", "A kind is not changed. Write that one.")
    for name, number in over.items():
        if number and number != getattr(row, f"{name}_id"):
            raise _Wrong(SAME_AS.get(name, name), f"{row.name} belongs to another one.", "Empty this cell, or merge.")
    said = {name: value for name, value in said.items() if value}
    return (
        "changed"
        if change_agency(agency=row.pk, version=row.version, by=by, at=at, **said).version > row.version
        else "same"
    )


def _desk_says(line: Line, before: dict[str, Any]) -> DeskSays:
    """What a line says of a desk; an empty cell leaves what is known."""
    cells, said = line.cells, dict(before)
    said |= {name: cells[name] for name in ("name", "team", "phone", "email") if cells.get(name)}
    said["name"] = said.get("name") or cells["role"][:1].upper() + cells["role"][1:]
    if cells.get("email"):
        check_email(cells["email"])
    for name in ("opens", "closes"):
        try:
            said[name] = time_of(cells.get(name, "")) or before.get(name)
        except ValueError:
            raise _Wrong(name, f"“{cells[name]}” is no time.", "Write it like 17:00.") from None
    try:
        if cells.get("working days only"):
            said["working_days_only"] = yes(cells["working days only"])
    except ValueError:
        raise _Wrong("working days only", "This is neither yes nor no.", "Write yes or no.") from None
    return DeskSays(**said)


def _desk(line: Line, by: Actor, at: datetime) -> str:
    agency = _theirs(line, by)
    role = role_named(agency.kind, line.cells["role"])
    row = Desk.objects.filter(agency=agency, role=role).first()
    before = says_of(row) if row else {}
    says = _desk_says(line, before)
    if row is None or row.closed_at:
        set_up_desk(agency=agency.pk, role=role, says=says, by=by, at=at)
        return "made"
    done = change_desk(desk=row.pk, version=row.version, says=says, by=by, at=at)
    return "changed" if done.version > row.version else "same"


def _route(line: Line, result: Result, by: Actor, at: datetime) -> None:
    """Who answers for a desk out of hours, once every desk of the file is there."""
    asked = line.cells.get("out of hours role", "")
    if not asked:
        if line.cells.get("out of hours agency"):
            raise _Wrong("out of hours role", "Nothing here.", "Say which of its desks answers.")
        return
    agency = _named(line.cells.get("out of hours agency") or line.cells["agency"], "out of hours agency")
    onward = Desk.objects.filter(agency=agency, role=role_named(agency.kind, asked), closed_at=None).first()
    if onward is None:
        raise _Wrong("out of hours role", f"{agency.name} has no desk of that role.", "Add a line for it.")
    own = _theirs(line, by)
    row = Desk.objects.get(agency=own, role=role_named(own.kind, line.cells["role"]))
    if row.out_of_hours_id == onward.pk:
        return
    says = DeskSays(**(says_of(row) | {"out_of_hours": onward.pk}))
    change_desk(desk=row.pk, version=row.version, says=says, by=by, at=at)
    if result.did[line.number] == ("desk", "same"):
        result.did[line.number] = ("desk", "changed")


def _person(line: Line, by: Actor, at: datetime) -> str:
    agency, cells = _theirs(line, by), line.cells
    role, rank = role_named(agency.kind, cells["role"]), cells.get("rank", "").lower()
    address = check_email(cells["email"])
    held = posts_held(at).filter(agency=agency, role=role, user__email__iexact=address).select_related("user").first()
    if held is None:
        add_person(agency=agency.pk, name=cells["name"], email=address, role=role, rank=rank, by=by, at=at)
        return "made"
    if held.user.name.casefold() != cells["name"].casefold():
        raise _Wrong("name", f"{address} belongs to {held.user.name}.", "Write that name, or the person's own address.")
    if rank and rank != held.rank:
        change_rank(post=held.pk, rank=rank, by=by, at=at)
        return "changed"
    return "same"
