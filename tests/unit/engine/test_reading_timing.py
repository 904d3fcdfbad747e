"""The timing of a duty: exactly one shape, and what does not fit is said where it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sightline.engine.model import Period, Timing
from sightline.engine.reading.timing import read_acknowledgement, read_period, read_timing
from tests.unit.engine.words import WORDS, read

HOUR = timedelta(hours=1)
SHAPES = "within, within_working_days, every, by, at_once, none_given"
LENGTHS = "Write it like 6 hours, 14 days, 1 working day, 1 month, area: <parameter> or agreed: <measure>."
TIMINGS: list[tuple[str, Timing, list[str]]] = [
    ('within = "6 hours"', Timing("within", Period(elapsed=6 * HOUR)), []),
    ('within = "6 hours"\nafter = "72 hours"', Timing("within", Period(elapsed=6 * HOUR), after=72 * HOUR), []),
    ("within_working_days = 5", Timing("within", Period(working_days=5)), []),
    ('within_working_days = 1\nafter = "1 hour"', Timing("within", Period(working_days=1), after=HOUR), []),
    ('every = "1 hour"', Timing("every", Period(elapsed=HOUR)), []),
    ('every = "1 hour"\nuntil = "6 hours"\nafter = "1 hour"',
     Timing("every", Period(elapsed=HOUR), Period(elapsed=6 * HOUR), after=HOUR), []),
    ('every = "1 hour"\nuntil = "61 minutes"',
     Timing("every", Period(elapsed=HOUR), Period(elapsed=timedelta(minutes=61))), []),
    ('every = "1 hour"\nuntil = "1 working day"', Timing("every", Period(elapsed=HOUR), Period(working_days=1)), []),
    ('every = "1 month"\nuntil = "1 hour"', Timing("every", Period(months=1), Period(elapsed=HOUR)), []),
    ('by = "09:30"', Timing("by", by="09:30"), []),
    ('by = "midnight"\nafter = "1 hour"', Timing("by", by="midnight", after=HOUR), []),
    ('by = "end of tour of duty"', Timing("by", by="end of tour of duty"), []),
    ("at_once = true", Timing("at_once"), []),
    ('at_once = true\nafter = "1 hour"', Timing("at_once", after=HOUR), []),
    ("none_given = true", Timing("none_given"), []),
    ('every = "area: review every"\nat_most = "6 hours"',
     Timing("every", Period(parameter="review every", at_most=6 * HOUR)), []),
    ('every = "agreed: review_minutes"\nat_most = "6 hours"',
     Timing("every", Period(measure="review_minutes", at_most=6 * HOUR)), []),
    ("", Timing("none_given"), [f"1: The duty “ring” has no timing. Give exactly one of: {SHAPES}."]),
    ('within = "1 hour"\nevery = "1 hour"', Timing("within", Period(elapsed=HOUR)),
     [f"1: The duty “ring” has more than one timing (within, every). Give exactly one of: {SHAPES}."]),
    ('within = "1 hour"\nuntil = "6 hours"', Timing("within", Period(elapsed=HOUR), Period(elapsed=6 * HOUR)),
     ["3: `until` goes with `every`. Use `within` for one deadline."]),
    ('every = "1 hour"\nuntil = "1 hour"', Timing("every", Period(elapsed=HOUR), Period(elapsed=HOUR)),
     ["3: `until` ends before the first `every`. Make it longer."]),
    ('within = "1 hour"\nat_most = "6 hours"', Timing("within", Period(elapsed=HOUR, at_most=6 * HOUR)),
     ["3: `at_most` goes with `area: …` or `agreed: …`. Write the time itself instead."]),
    ('by = "9:30"', Timing("by", by="midnight"),
     ["2: “9:30” is not a time of day. Write 09:00, midnight or end of tour of duty."]),
    ('by = "24:00"', Timing("by", by="midnight"),
     ["2: “24:00” is not a time of day. Write 09:00, midnight or end of tour of duty."]),
    ("at_once = false", Timing("at_once"), ["2: Write `at_once = true`."]),
    ('none_given = "yes"', Timing("none_given"), ["2: Write `none_given = true`."]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "timing", "faults"), TIMINGS)
def test_a_timing_has_one_shape(lines: str, timing: Timing, faults: list[str]) -> None:
    def reader(t: Any) -> Timing:
        t.take("do")
        return read_timing(t, WORDS)

    assert read(reader, f'do = "ring"\n{lines}\n') == (timing, faults)


def test_without_working_days_it_is_said_and_taken_for_one() -> None:
    found, faults = read(lambda t: (t.take("do"), read_timing(t, WORDS))[1], 'do = "ring"\nwithin_working_days = 0\n')
    assert found == Timing("within", Period(working_days=1)) and len(faults) == 1


@pytest.mark.parametrize(
    ("text", "period", "faults"),
    [
        ("6 hours", Period(elapsed=6 * HOUR), []),
        ("1 working day", Period(working_days=1), []),
        ("12 working days", Period(working_days=12), []),
        ("1 month", Period(months=1), []),
        ("3 months", Period(months=3), []),
        ("area: review every", Period(parameter="review every"), []),
        ("agreed: review_minutes", Period(measure="review_minutes"), []),
        ("agreed: review_minutes, or area: review every", Period(measure="review_minutes", parameter="review every"),
         []),
        ("0 months", Period(), [f"1: “0 months” is not a length of time. {LENGTHS}"]),
        ("0 hours", Period(elapsed=timedelta(0)), [f"1: “0 hours” is not a length of time. {LENGTHS}"]),
        ("a while", Period(), [f"1: “a while” is not a length of time. {LENGTHS}"]),
        ("area: who rings", Period(),
         ["1: “who rings” is not a parameter of type period of the vocabulary. Known: review every …"]),
        ("agreed: zzz", Period(measure="zzz"),
         ["1: “zzz” is not a measure of the vocabulary. Known: missing, review_minutes …"]),
        ("agreed: missing, or area: zzz", Period(measure="missing"),
         ["1: “zzz” is not a parameter of type period of the vocabulary. Known: review every …"]),
    ],
)  # fmt: skip
def test_a_length_is_one_of_the_ways_to_write_one(text: str, period: Period, faults: list[str]) -> None:
    assert read(read_period, f'k = "{text}"', "k", WORDS) == (period, faults)


@pytest.mark.parametrize(
    ("line", "found", "faults"),
    [
        ("", (None, None), 0),
        ('acknowledge_within = "15 minutes"', (timedelta(minutes=15), None), 0),
        ('acknowledge_within = "area: review every"', (None, "review every"), 0),
        ('acknowledge_within = "area: who rings"', (None, None), 1),
        ('acknowledge_within = "soon"', (None, None), 1),
        ("acknowledge_within = 15", (None, None), 1),
    ],
)
def test_how_soon_somebody_says_seen_is_a_length_or_the_areas(line: str, found: Any, faults: int) -> None:
    what, said = read(read_acknowledgement, line, WORDS)
    assert what == found and len(said) == faults
