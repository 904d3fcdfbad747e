"""Stages, times, counts, words and the text of the register, each at the edge where a reader would first be misled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sightline.engine import Answer, Calendar, nearest
from sightline.engine.acts import Agreed, Corrected, Register, Withdrawn
from sightline.engine.model import Area, Period
from sightline.engine.reading.tables import Document
from sightline.engine.signing.register import line_of, read_register, written
from sightline.engine.stages import still_to_come
from sightline.engine.timing import Slot, Terms, slots
from sightline.engine.vocabulary import Event, Measure, Vocabulary
from sightline.engine.weigh import Scales
from sightline.engine.wording import says_a_label, says_no_source
from tests.unit.engine.cards import clock, duty, timing
from tests.unit.engine.words import told, vocabulary

HOUR = timedelta(hours=1)
START = datetime(2026, 1, 5, 12, tzinfo=UTC)

# --- Stages ----------------------------------------------------------------------------------------------------------

STAGES = {"reported": "report", "found": "found", "closed": "closing", "placed": "placement", "odd": "if it happens"}
WORDS = vocabulary(events={name: Event(name, stage, "So.") for name, stage in STAGES.items()})


@pytest.mark.parametrize(
    ("starts", "stops", "at"),
    [
        (["reported"], [], "report found closing"),
        (["reported"], ["found"], "report"),
        (["reported"], ["closed"], "report found"),
        (["reported"], ["reported"], "report found closing"),
        (["reported"], ["placed"], "report found closing"),
        (["reported"], ["closed", "found"], "report"),
        (["reported", "closed"], ["found"], "report"),
        (["closed", "reported"], ["found"], "report"),
        (["found"], [], "report found closing"),
        (["found"], ["reported", "placed"], "report found closing"),
        (["found"], ["found"], "report found closing"),
        (["found"], ["closed"], "report found"),
        (["placed"], [], "placement"),
        (["placed", "reported"], [], "report found closing placement"),
        (["odd"], [], ""),
    ],
)
def test_a_clock_belongs_to_the_stages_it_can_still_run_in(starts: list[str], stops: list[str], at: str) -> None:
    made = clock(duty(timing("at_once")), starts=starts, stops=stops)
    stages = ("report", "found", "closing", "placement")
    assert " ".join(s for s in stages if still_to_come(WORDS, made, s)) == at
    assert all(still_to_come(WORDS, made, s) in (True, False) for s in stages)


# --- Times -----------------------------------------------------------------------------------------------------------


def terms(measures: dict[str, int] | None = None, **parameters: Any) -> Terms:
    named = {name.replace("_", " "): value for name, value in parameters.items()}
    return Terms(Area("here", "Here", "england", (), named), measures or {}, Calendar("england", frozenset()))


@pytest.mark.parametrize(
    ("settled", "agreed", "at_most", "found"),
    [
        (None, None, None, None),
        (None, None, 6, 6),
        (4, None, 6, 4),
        (6, None, 6, 6),
        (8, None, 6, 6),
        (8, None, None, 8),
        (8, 2, None, 2),
        (8, 7, 6, 6),
        (None, 5, 6, 5),
    ],
)
def test_what_the_case_agreed_else_the_area_settled_counts_up_to_the_bound(
    settled: int | None, agreed: int | None, at_most: int | None, found: int | None
) -> None:
    here = terms({"m": agreed * 60} if agreed else {}, **({"x": Period(elapsed=settled * HOUR)} if settled else {}))
    asked = Period(measure="m", parameter="x", at_most=at_most * HOUR if at_most else None)
    assert here.settled(asked) == (Period(elapsed=found * HOUR) if found else None)


def test_a_number_of_working_days_has_no_bound_in_hours_and_what_is_written_out_stands() -> None:
    days = Period(working_days=2)
    assert terms(x=days).settled(Period(parameter="x", at_most=HOUR)) == days
    for period in (None, days, Period(months=1), Period(elapsed=HOUR)):
        assert terms().settled(period) == period
    assert terms({"m": 60}).settled(Period(parameter="x")) is None
    assert terms().settled(Period(measure="m")) is None


def test_so_many_periods_are_added_once_where_nobody_says_how_often() -> None:
    assert terms().add(START, Period(elapsed=HOUR)) == START + HOUR
    assert terms().add(START, Period(elapsed=HOUR), 3) == START + 3 * HOUR
    assert terms().add(START, Period(months=1), 2) == datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert terms().add(START, Period(working_days=2), 2) == datetime(2026, 1, 9, 17, tzinfo=UTC)
    assert terms().add(START, Period(working_days=1)) == datetime(2026, 1, 6, 17, tzinfo=UTC)


def test_a_working_day_ends_when_the_area_says_and_first_of_several_times() -> None:
    ends = terms(the_working_day_ends_at=(time(12, 30), time(16)))
    assert ends.add(START, Period(working_days=1)) == datetime(2026, 1, 6, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), 1, datetime(2026, 2, 28, 12, tzinfo=UTC)),
        (datetime(2026, 11, 30, 12, tzinfo=UTC), 1, datetime(2026, 12, 30, 12, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), 2, datetime(2027, 2, 28, 12, tzinfo=UTC)),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), 1, datetime(2026, 4, 1, 11, tzinfo=UTC)),
        # half past one comes twice on the night the clocks go back: the first of the two is meant
        (datetime(2026, 9, 25, 0, 30, tzinfo=UTC), 1, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 12, datetime(2027, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2020, 10, 25, 1, 30, tzinfo=UTC), 12 * 6, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_month_on_is_the_same_hour_in_london(start: datetime, months: int, due: datetime) -> None:
    assert terms().add(start, Period(months=months)) == due


@pytest.mark.parametrize(
    ("when", "first"),
    [
        (timing("within", "6 hours"), Slot(START, START + 6 * HOUR)),
        (timing("within", "6 hours", after="1 day"), Slot(START, START + 30 * HOUR)),
        (timing("within", "area: nobody settled it"), Slot(START, None)),
        (timing("every", "1 hour", after="1 day"), Slot(START + 24 * HOUR, START + 25 * HOUR)),
        (timing("every", "area: nobody settled it"), Slot(START, None)),
        (timing("at_once", "6 hours"), Slot(START, START)),
        (timing("at_once", after="1 hour"), Slot(START, START + HOUR)),
        (timing("by", "6 hours", by="13:00"), Slot(START, START + HOUR)),
        (timing("by", by="12:00"), Slot(START, START + 24 * HOUR)),
        (timing("by", by="end of tour of duty"), Slot(START, None)),
        (timing("none_given", "6 hours"), Slot(START, None)),
    ],
)
def test_the_first_deadline_of_each_shape(when: Any, first: Slot) -> None:
    assert next(iter(slots(when, START, terms()))) == first


def test_what_recurs_ends_before_its_end() -> None:
    found = [s.due_at for s in slots(timing("every", "1 hour", "3 hours"), START, terms())]
    assert found == [START + HOUR, START + 2 * HOUR]


# --- Counts and words ------------------------------------------------------------------------------------------------

COUNTS = vocabulary(
    measures={m: Measure(m, "So.", inside) for m, inside in (("week", ("month",)), ("month", ("year",)), ("year", ()))},
    opposites={"in": "out", "out": "in"},
)
YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def scales(words: Vocabulary = COUNTS, told: dict[str, Answer] | None = None, **measures: int) -> Scales:
    return Scales(words, told or {}, measures)


@pytest.mark.parametrize(
    ("measures", "at_least", "answer"),
    [
        ({"month": 3}, 3, YES),
        ({"month": 2}, 3, NO),
        ({"month": 2, "week": 9}, 3, NO),
        ({"week": 3}, 3, YES),
        ({"week": 2}, 3, NOT_KNOWN),
        ({"year": 2}, 3, NO),
        ({"year": 3}, 3, NOT_KNOWN),
        ({}, 3, NOT_KNOWN),
        ({}, 1, NOT_KNOWN),
        ({}, 0, NOT_KNOWN),
        ({"week": 0}, 0, YES),
        ({"year": 0}, 1, NO),
    ],
)
def test_a_narrower_window_proves_at_least_and_a_wider_one_at_most(
    measures: dict[str, int], at_least: int, answer: Answer
) -> None:
    assert scales(**measures).count("month", at_least) is answer


def test_what_is_told_counts_before_its_opposite_and_a_default_only_where_nobody_said() -> None:
    assert scales(told={"in": YES}).fact("out") is NO and scales(told={"in": NO}).fact("out") is YES
    assert scales(told={"in": YES, "out": YES}).fact("out") is YES and scales().fact("out") is NOT_KNOWN
    known = "whereabouts are known"
    assert scales().fact(known) is NO and scales(told={known: YES}).fact(known) is YES
    assert scales(told={known: NO}).fact(known) is NO and scales(told={known: NOT_KNOWN}).fact(known) is NO


def test_the_nearest_word_is_the_nearest_of_all() -> None:
    assert nearest("returnd", ["reported", "Returned", "return"]) in ("Returned", "return")
    assert nearest("missing childs", ["missing adult", "missing child", "missing"]) == "missing child"
    assert nearest("missing childs", ["missing child", "missing adult", "missing"]) == "missing child"
    assert nearest("RETURN", ["Return"]) == "Return" and nearest("zzz", ["return"]) == "" == nearest("x", [])


LABELS = vocabulary(wording={"out of control": "Say what was seen."}, wording_apart={"out of control": ("diabet",)})


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("She is out of control", True),
        ("Her diabetes is out of control", False),
        ("Out of control is her diabetes", False),
        ("Her diabetes a b c out of control", False),
        ("Her diabetes a b c d out of control", True),
        ("Out of control a b c diabetes", False),
        ("Out of control a b c d diabetes", True),
        ("Her diabetes is known. She is out of control", True),
        ("She is out of control. Her diabetes is known", True),
        ("One. Her diabetes is out of control", False),
        ("Out of control with diabetes. And more", False),
        ("She is not out of control", False),
        ("She is never a out of control", False),
    ],
)
def test_a_label_is_none_where_words_near_it_set_it_apart(text: str, label: bool) -> None:
    assert says_a_label(LABELS, text) is label


def test_six_words_with_a_source_are_enough_to_say_how_one_knows() -> None:
    assert not says_no_source("Her sister rang at six today") and says_no_source("Her sister rang at six")
    assert says_no_source("Her sister is at home with them")


# --- The text of the register ----------------------------------------------------------------------------------------

DAY, HASH = date(2026, 1, 1), "0" * 64
LINE = (
    f'{{ card = "A-ONE-01", in_force_from = 2026-01-01, hash = "{HASH}", agreed_by = "She", agreed_on = 2026-01-01 }}'
)
AGREED = Agreed("A-ONE-01", DAY, HASH, "She", DAY)


def read(text: str) -> tuple[Register, list[str]]:
    doc = Document("register.toml", text, [])
    return read_register(doc), told(doc.faults)


def test_a_register_is_read_as_it_stands() -> None:
    assert read(f"{BEGUN}agreed = [\n  {LINE},\n]\n") == (Register(DAY, (AGREED,)), [])
    assert read("begun = 2026-01-01\n") == (Register(DAY), [])


NEEDS, BEGUN = "A line of the register needs", "begun = 2026-01-01\n"
NOT_BEGUN = ["1: The register needs `begun`, a day such as 2026-11-21. Say since when it is kept."]
FAULTY: list[tuple[str, list[str]]] = [
    ("\nagreed = []\n", NOT_BEGUN),
    ('# one\nbegun = "2026"\n', NOT_BEGUN),
    ("begun = 2026-01-01\nagred = []\nzzz = 1\n",
     ["2: `agred` means nothing here. Did you mean `agreed`?", "3: `zzz` means nothing here."]),
    ("begun = 2026-01-01\n\nagreed = 1\n", ["3: `agreed` is a list of lines. Write `{ card = …, … }` for each."]),
    ("begun = 2026-01-01\n\nagreed = [1]\n", ["3: `agreed` is a list of lines. Write `{ card = …, … }` for each."]),
    (f"{BEGUN}agreed = [\n  {LINE.replace('agreed_by', 'by')},\n]\n",
     ["3: `by` means nothing here. Known here: agreed_by, agreed_on, because, card, hash, in_force_from.",
      f"3: {NEEDS} `agreed_by`, in words."]),
    (f"{BEGUN}agreed = [\n  {LINE.replace('agreed_on', 'b')},\n  {LINE.replace('hash', 'a')},\n]\n",
     ["3: `b` means nothing here. Known here: agreed_by, agreed_on, because, card, hash, in_force_from.",
      f"3: {NEEDS} `agreed_on`, a day. Write it like 2026-11-21, without quotation marks.",
      "3: `a` means nothing here. Known here: agreed_by, agreed_on, because, card, hash, in_force_from.",
      f"3: {NEEDS} `hash`, in words."]),
    (f"{BEGUN}agreed = [\n  {LINE.replace(' }', ', z = 1, y = 2 }')},\n]\n",
     ["3: `y` means nothing here. Known here: agreed_by, agreed_on, because, card, hash, in_force_from."]),
    (f"{BEGUN}agreed = [\n  {LINE.replace(HASH, '0' * 63)},\n]\n",
     ["3: `hash` is 64 hex digits. Let `./run protocols agree` or `correct` write it."]),
    (f"{BEGUN}agreed = [\n  {LINE.replace(chr(34) + 'She' + chr(34), chr(34) + ' ' + chr(34))},\n]\n",
     [f"3: {NEEDS} `agreed_by`, in words."]),
    (f"{BEGUN}agreed = [\n  {LINE.replace(' }', ', because = 1 }')},\n]\n",
     [f"3: {NEEDS} `because`, in words."]),
    (f"{BEGUN}\nagreed = [\n  {LINE.replace('card', 'kard')},\n]\n",
     ["3: `kard` means nothing here. Known here: agreed_by, agreed_on, because, card, hash, in_force_from.",
      f"3: {NEEDS} `card`, in words."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "faults"), FAULTY)
def test_a_line_of_the_register_that_does_not_fit_is_said_where_it_stands(text: str, faults: list[str]) -> None:
    assert read(text)[1] == faults


def test_an_act_is_found_on_the_line_of_its_kind_and_version() -> None:
    later = Agreed("A-ONE-01", date(2027, 1, 1), HASH, "She", DAY)
    mended = Corrected("A-ONE-01", DAY, HASH, HASH, "Why.", "She", DAY)
    ended = Withdrawn("A-ONE-01", DAY, DAY, "Why.", "She")
    text = written(Register(DAY, (AGREED, later), (mended,), (ended,)))
    doc = Document("register.toml", text, [])
    lines = text.splitlines()
    assert [lines[line_of(doc, act) - 1].split("in_force_from")[1][:13] for act in (AGREED, later)] == [
        " = 2026-01-01", " = 2027-01-01",
    ]  # fmt: skip
    assert "was = " in lines[line_of(doc, mended) - 1] and "on = 2026-01-01, because" in lines[line_of(doc, ended) - 1]
    nowhere = Document("register.toml", "x = 1\n\nwithdrawn = []\n", [])
    assert line_of(nowhere, ended) == 3
