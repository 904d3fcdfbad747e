"""Setting up from a file: all of it or nothing, the same file again changes nothing, every fault at its line."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from sightline.access.actions_setup_import import Result, import_lines
from sightline.access.actor import Actor
from sightline.access.models import Agency, Desk, Post
from sightline.access.setup_csv import COLUMNS, as_text, read, written
from sightline.access.setup_export import lines_of
from sightline.audit.models import Event
from sightline.audit.verify import breaks
from tests.integration.agencies.staff import events, home, national
from tests.people import Cast

AREAS = ("england", "west-midlands", "thames-valley", "wales")
ROWS: list[dict[str, str]] = [
    {"what": "person", "agency": "Elm House", "role": "registered manager", "name": "Dev Marsh",
     "email": "dev@elm.example"},
    {"what": "desk", "agency": "Elm House", "role": "Registered Manager", "phone": "+44 1632 960301", "opens": "8.00",
     "closes": "20:00", "out of hours agency": "Northmoor City Council", "out of hours role": "emergency duty team"},
    {"what": "agency", "agency": "Elm House", "kind": "children's home", "area": "west-midlands",
     "council": "northmoor city council", "phone": "01632 960300"},
    {"what": "person", "agency": "Elm House", "role": "administrator", "name": "Dot Larkin",
     "email": "dot@elm.example"},
    {"what": "person", "agency": "Elm House", "role": "on-call manager", "name": "Bo Finch", "email": "bo@elm.example"},
]  # fmt: skip


def imported(rows: list[dict[str, str]], by: Actor, at: datetime, *, only_look: bool = False) -> Result:
    lines, faults = read(str(as_text(written(rows).encode())))
    assert faults == []
    return import_lines(lines, by=by, at=at, areas=AREAS, only_look=only_look)


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.actor("administrator")


def test_one_file_sets_up_an_agency_its_desk_and_its_people_in_whatever_order(by: Actor, at: datetime) -> None:
    result = imported(ROWS, by, at)
    assert result.faults == [] and result.table == [("agency", 1, 0, 0), ("desk", 1, 0, 0), ("person", 3, 0, 0)]
    desk = Desk.objects.get(agency__name="Elm House")
    assert (desk.phone, desk.opens, desk.closes) == ("+44 1632 960301", time(8), time(20))
    assert desk.out_of_hours and desk.out_of_hours.agency.name == "Northmoor City Council"
    assert Agency.objects.get(name="Elm House").police_area_id == by.agency
    assert events("agencies imported")[-1]["lines"] == 5


def test_the_same_file_again_changes_nothing(by: Actor, at: datetime) -> None:
    imported(ROWS, by, at)
    before = Event.objects.count()
    assert imported(ROWS, by, at).table == [("agency", 0, 0, 1), ("desk", 0, 0, 1), ("person", 0, 0, 3)]
    assert Event.objects.count() == before


def test_only_looking_changes_nothing_and_says_the_same(by: Actor, at: datetime) -> None:
    before = Event.objects.count()
    assert imported(ROWS, by, at, only_look=True).table == [("agency", 1, 0, 0), ("desk", 1, 0, 0), ("person", 3, 0, 0)]
    assert not Agency.objects.filter(name="Elm House").exists() and Event.objects.count() == before


def test_with_one_fault_nothing_at_all_is_set_up(by: Actor, at: datetime) -> None:
    wrong = [*ROWS, {"what": "person", "agency": "Elm House", "role": "wizard", "name": "X", "email": "x@elm.example"}]
    result = imported(wrong, by, at)
    assert [(f.line, f.column) for f in result.faults] == [(7, "role")] and "registered manager" in result.faults[
        0
    ].mend
    assert not Agency.objects.filter(name="Elm House").exists() and events("agencies imported") == []


def test_what_differs_is_changed_and_an_empty_cell_leaves_what_is_known(by: Actor, at: datetime) -> None:
    imported(ROWS, by, at)
    rows = [ROWS[2] | {"phone": "01632 960999"}, ROWS[1] | {"phone": "", "team": "Days"}]
    assert imported(rows, by, at).table[:2] == [("agency", 0, 1, 0), ("desk", 0, 1, 0)]
    desk = Desk.objects.get(agency__name="Elm House")
    assert (desk.phone, desk.team) == ("+44 1632 960301", "Days")
    assert Agency.objects.get(name="Elm House").phone == "01632 960999"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"what": "agency", "agency": "A", "kind": "school", "area": "narnia"}, "area"),
        ({"what": "agency", "agency": "A", "kind": "police", "area": "wales"}, "kind"),
        ({"what": "agency", "agency": "A", "kind": "school", "area": "wales", "council": "Rowan House"}, "council"),
        ({"what": "agency", "agency": "A", "kind": "school", "area": "wales", "council": "Nowhere"}, "council"),
        ({"what": "agency", "agency": "A", "kind": "school", "area": "wales", "email": "no"}, "email"),
        ({"what": "agency", "agency": "Rowan House", "kind": "school", "area": "west-midlands"}, "kind"),
        ({"what": "agency", "agency": "Willow Lodge", "kind": "children's home", "area": "wales"}, "agency"),
        ({"what": "desk", "agency": "Nowhere", "role": "registered manager"}, "agency"),
        ({"what": "desk", "agency": "Rowan House", "role": "superintendent"}, "role"),
        ({"what": "desk", "agency": "Rowan House", "role": "on-call manager", "opens": "25:00"}, "opens"),
        ({"what": "desk", "agency": "Rowan House", "role": "on-call manager", "opens": "08:00"}, "closes"),
        ({"what": "desk", "agency": "Rowan House", "role": "on-call manager", "working days only": "maybe"},
         "working days only"),
        ({"what": "desk", "agency": "Rowan House", "role": "on-call manager", "out of hours role": "social worker"},
         "out of hours role"),
        ({"what": "person", "agency": "Rowan House", "role": "registered manager", "name": "X", "email": "x"}, "email"),
        ({"what": "person", "agency": "Rowan House", "role": "registered manager", "name": "Somebody Else",
          "email": "denise.farrow@rowan-house.example"}, "name"),
    ],
)  # fmt: skip
def test_every_fault_names_its_line_its_column_and_how_to_mend_it(
    by: Actor, at: datetime, row: dict[str, str], column: str
) -> None:
    (fault,) = imported([row], by, at).faults
    assert (fault.line, fault.column) == (2, column) and fault.what and fault.mend


def test_faults_of_many_lines_are_all_told_at_once_and_one_wrong_agency_only_once(by: Actor, at: datetime) -> None:
    rows = [ROWS[2] | {"area": "narnia"}, ROWS[1], ROWS[0], ROWS[0] | {"agency": "Rowan House", "email": "no"}]
    assert [(f.line, f.column) for f in imported(rows, by, at).faults] == [(2, "area"), (5, "email")]


def test_the_same_line_twice_is_a_fault(by: Actor, at: datetime) -> None:
    (fault,) = imported([*ROWS, ROWS[0]], by, at).faults
    assert "stands on line 2" in fault.what


def test_a_former_name_is_answered_with_the_present_one(cast: Cast, by: Actor, at: datetime) -> None:
    from sightline.access.actions_setup import rename_agency

    rename_agency(agency=home(cast, at).pk, version=1, name="Elm Lodge", by=by, at=at, because="Sold.")
    (fault,) = imported([ROWS[0]], by, at).faults
    assert "Elm Lodge" in fault.mend


def test_what_is_exported_can_be_uploaded_again_and_changes_nothing(cast: Cast, at: datetime) -> None:
    by = national(cast)
    rows = list(lines_of(by, at))
    assert {row["what"] for row in rows} == {"agency", "desk", "person"} and all(
        set(row) <= set(COLUMNS) for row in rows
    )
    result = imported(rows, by, at)
    assert result.faults == [] and result.count("same") == len(rows)


def test_an_export_holds_only_what_its_reader_looks_after(cast: Cast, at: datetime) -> None:
    names = {row["agency"] for row in lines_of(cast.actor("administrator"), at)}
    assert "Rowan House" in names and "Willow Lodge" not in names
    assert list(lines_of(cast.actor("team manager"), at)) == []


def test_an_administrator_of_a_home_sets_up_its_own_people_but_no_agency(cast: Cast, by: Actor, at: datetime) -> None:
    from tests.integration.agencies.staff import acting

    imported(ROWS, by, at)
    own = acting(Post.objects.get(role="administrator", agency__name="Elm House"), at)
    more = {
        "what": "person",
        "agency": "Elm House",
        "role": "on-call manager",
        "name": "Al Reed",
        "email": "al@elm.example",
    }
    assert imported([more], own, at).faults == []
    (fault,) = imported([ROWS[2] | {"agency": "Ash House"}], own, at).faults
    assert "may not add" in fault.what


def test_the_record_verifies_after_an_import(by: Actor, at: datetime) -> None:
    imported(ROWS, by, at)
    assert list(breaks()) == []
