"""Rows, reasons and lengths of a comparison at their edges: each is read, counted and put in order exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sightline.engine import Protocols
from sightline.engine.faults import Fault
from sightline.engine.model import Area, Card, Example, Period, Question, Risk
from sightline.engine.review import named_tests
from sightline.engine.review.compare import NO_TIME, compare, reckoned, settled_timing
from sightline.engine.review.coverage import coverage
from sightline.engine.review.exercised import idle, shows
from sightline.engine.review.inventory import read_inventory
from sightline.engine.review.named_tests import RowTest
from sightline.engine.review.reasons import read_reasons
from sightline.engine.review.settled import Settling, by_parameter
from sightline.engine.vocabulary import Parameter, ProtocolElement
from tests.unit.engine.cards import card, clock, duty, protocols, real, timing
from tests.unit.engine.words import told

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("when", "length"),
    [
        (timing("at_once"), 0 * DAY),
        (timing("at_once", after="1 day"), DAY),
        (timing("by", by="09:00"), DAY),
        (timing("by", by="09:00", after="2 days"), 3 * DAY),
        (timing("within", "6 hours"), 6 * HOUR),
        (timing("within", "6 hours", after="1 day"), DAY + 6 * HOUR),
        (timing("every", "1 hour", "6 hours"), HOUR),
        (timing("within", "5 working days"), 7 * DAY),
        (timing("within", "5 working days", after="72 hours"), 10 * DAY),
        (timing("within", "10 working days"), 14 * DAY),
        (timing("within", "1 month"), 30 * DAY),
        (timing("within", "2 months"), 60 * DAY),
        (timing("within", "area: x"), NO_TIME),
        (timing("within", "area: x", after="1 day"), NO_TIME),
        (timing("within"), NO_TIME),
        (timing("none_given"), NO_TIME),
        (timing("none_given", "6 hours"), NO_TIME),
        (timing("none_given", after="1 day"), NO_TIME),
        (replace(timing("within"), period=Period(measure="m", at_most=2 * HOUR)), 2 * HOUR),
    ],
)
def test_a_timing_is_put_in_order_by_what_it_leaves_at_first(when: Any, length: timedelta) -> None:
    assert reckoned(when) == length


def test_what_an_area_settled_is_filled_in_for_the_first_time_and_for_the_end() -> None:
    place = Area("here", "Here", "england", (), {"x": Period(elapsed=HOUR), "y": Period(elapsed=6 * HOUR)})
    filled = settled_timing(place, timing("every", "area: x", "area: y"))
    assert (filled.period, filled.until) == (Period(elapsed=HOUR), Period(elapsed=6 * HOUR))
    left = settled_timing(place, timing("every", "area: z", "area: w"))
    assert (left.period, left.until) == (Period(parameter="z"), Period(parameter="w"))
    assert settled_timing(place, timing("every", "1 hour")) == timing("every", "1 hour")
    assert settled_timing(place, timing("at_once")) == timing("at_once")


def areas(one: tuple[Card, ...], other: tuple[Card, ...]) -> Protocols:
    cards = {c.id: c for c in (*one, *other)}
    named = {name: Area(name, name, "england", tuple(c.id for c in of)) for name, of in (("a", one), ("b", other))}
    return Protocols("edition", cards, named, real().vocabulary, real().sources)


def test_what_both_areas_share_is_counted_by_kind_and_duties_by_whether_they_agree() -> None:
    both = (duty(timing("within", "6 hours")), duty(timing("at_once"), do="liaise with partners"))
    six = card("duty", clock(*both), id="A-SIX-01")
    risk, own = card("risk", Risk(), id="B-RSK-01"), card("risk", Risk(), id="C-OWN-01")
    more = card("duty", clock(duty(timing("at_once"), do="deploy at once")), id="D-NOW-01")
    later = card("duty", clock(duty(timing("within", "1 day"), do="deploy at once")), id="E-DAY-01")
    book = areas((six, risk, own, more), (six, risk, later))
    found = compare(book, "a", "b", on=ON)
    assert (found.shared, found.alike, [d.do for d in found.duties]) == (2, 2, ["deploy at once"])
    assert ([c.id for c in found.only_a], [c.id for c in found.only_b]) == (["C-OWN-01", "D-NOW-01"], ["E-DAY-01"])
    risks = compare(book, "a", "b", on=ON, kind="risk")
    assert (risks.shared, risks.alike, risks.duties) == (1, 0, ()) and [c.id for c in risks.only_a] == ["C-OWN-01"]


def test_a_duty_to_whomever_its_action_names_is_the_same_as_one_that_names_them() -> None:
    to = real().vocabulary.actions["refer to children's services"].to
    assert to
    named = duty(timing("within", "6 hours"), do="refer to children's services", to=to)
    plain = duty(timing("within", "9 hours"), do="refer to children's services")
    found = compare(areas((card("duty", clock(named)),), (card("duty", clock(plain), id="B-TWO-01"),)), "a", "b", on=ON)
    assert [(d.do, d.to) for d in found.duties] == [("refer to children's services", to)]


# --- Whether a card is seen at work ----------------------------------------------------------------------------------

ACTS, QUIET = Example("acts", {}, {"acts": True}), Example("quiet", {}, {"acts": True})


def test_a_card_of_one_area_among_several_is_adopted() -> None:
    made = replace(card("risk", Risk(advises="high")), examples=(ACTS, QUIET))
    book = areas((made,), ())
    assert idle(book, made) == ""
    nobody = Protocols("e", {made.id: made}, {"a": Area("a", "A", "england", ())}, book.vocabulary, book.sources)
    assert idle(nobody, made) == "claims it, but no area adopts it"


def test_a_question_set_of_one_version_makes_a_card_one() -> None:
    asks = Risk(questions=(Question("q", "Why?"),))
    made = card("risk", asks)
    both = replace(made, versions=(*card("risk", Risk(advises="high")).versions, *made.versions))
    for one in (made, both):
        assert shows(one, Example("x", {}, {"applies": "yes"})) and not shows(one, Example("x", {}, {"acts": True}))


SETTLED = {"a": "six", "b": "not laid down"}

# --- Rows, tests and reasons -----------------------------------------------------------------------------------------

PAGE = """\
| A1 | before any section |
# D. Duties with clocks
| D1 | One |
|D2a| Two |
# J. Conflicts\x20
# K. Nothing yet
"""


def test_the_rows_stand_under_the_letter_of_their_section() -> None:
    found = read_inventory(PAGE, faults := [])
    assert faults == [] and found.rows == ("D1", "D2a")
    assert found.sections == {"D": "Duties with clocks", "J": "Conflicts", "K": "Nothing yet"}
    assert found.of("D") == ("D1", "D2a") and found.of("J") == ()
    again: list[Fault] = []
    read_inventory(PAGE + "| D1 | Again |\n", again)
    assert [(f.line, f.what) for f in again] == [(7, "D1 stands on line 3 too.")]


def test_a_test_names_its_row_by_its_name_or_by_a_mark_written_out() -> None:
    faults: list[Fault] = []
    marked = '@pytest.mark.covers("D3")\ndef test_b(): ...\n@pytest.mark.covers(D4, 5, "D6")\ndef test_c(): ...\n'
    found = named_tests.tests_of_rows({"t.py": f"def test_d1_it(): ...\n{marked}"}, faults)
    assert found == [
        RowTest("D1", "t.py::test_d1_it", True, 1), RowTest("D3", "t.py::test_b", False, 3),
        RowTest("D6", "t.py::test_c", False, 5),
    ]  # fmt: skip
    assert [(f.line, f.what) for f in faults] == [(4, "A row that test_c covers is not written out.")] * 2


def test_what_is_no_python_is_said_at_its_line() -> None:
    faults: list[Fault] = []
    assert named_tests.tests_of_rows({"t.py": "x = 1\ndef\n"}, faults) == []
    assert [(f.file, f.line, f.what) for f in faults] == [("t.py", 2, "This is not Python.")]


def test_the_first_that_claims_a_row_is_named_where_a_reason_contradicts_it() -> None:
    known = read_inventory(PAGE, [])
    faults: list[Fault] = []
    claims = {"D1": ["A-ONE-01", "B-TWO-01"], "D2a": ["C-SIX-01", "D-DAY-01"]}
    text = '[not_software]\nD1 = "It is paper."\nD9 = "x"\nzzz = "y"\n[open]\nD2a = "Later."\nJ = "Not yet."\n'
    found = read_reasons(text, known, claims, ["D2a"], faults)
    assert told(faults) == [
        "3: “D9” is not a row of the inventory. Did you mean D1?",
        "4: “zzz” is not a row of the inventory. Write it like D41.",
        "2: D1 is said to be no software, and A-ONE-01 claims it. Take the reason away, or the claim.",
        "6: D2a is said to be open, and C-SIX-01 covers it. Take the reason away.",
    ]
    assert found.why_open("D2a") == "Later." and found.why_open("J7") == "Not yet." and found.why_open("D1") == ""


@pytest.mark.parametrize(
    "asked", [duty(timing("at_once"), acknowledge_parameter="x"), duty(timing("every", "1 hour", "area: x")),
              duty(timing("within", "area: x"))]
)  # fmt: skip
def test_a_length_covers_its_row_wherever_a_deadline_rests_on_it(asked: Any) -> None:
    limit = Parameter("x", "period", "J4", "How soon.")
    made = card("duty", clock(asked))
    assert by_parameter(protocols(made, parameters={"x": Period(elapsed=HOUR)}), limit) == Settling()
    assert by_parameter(protocols(made), limit).idle == "is not settled by here"
    plain = card("duty", clock(duty(timing("at_once"))))
    assert by_parameter(protocols(plain), limit).idle == "is settled, and bound to no card and no deadline"


def test_a_row_says_what_is_to_be_known_of_whatever_counts_for_it_and_nothing_else() -> None:
    limit = Parameter("x", "choice", "J4", "Which.", ("six", "none"), needs={"six": ("A-ONE-01",)})
    made = replace(card("risk", Risk(advises="high"), id="A-ONE-01"), examples=(ACTS, QUIET), covers=("J4",))
    settled = {name: Area(name, name, "england", ("A-ONE-01",), {"x": value}) for name, value in SETTLED.items()}
    odd = ProtocolElement("who leads", "J9", "Who.")
    words = replace(real().vocabulary, parameters={"x": limit}, protocol={"who leads": odd})
    book = Protocols("edition", {"A-ONE-01": made}, settled, words, real().sources)
    found = coverage(
        inventory="# J. Conflicts\n| J4 | A limit |\n", protocols=book, reasons="[not_software]\n[open]\n", tests={}
    )
    (row,) = found.rows
    assert (row.cards, row.why) == (("A-ONE-01", "parameter: x"), "no source of b lays “x” down")
    assert [(f.file, f.line, f.what) for f in found.faults] == [
        ("vocabulary.toml", 1, "protocol: who leads covers J9, and there is no such row.")
    ]
