"""Whatever an area tightens, no deadline of any duty becomes later, no verb weaker, no "seen" slower."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.engine import Area, Calendar, Occurrence, Situation
from sightline.engine.lengths import never_longer
from sightline.engine.model import Duty, Period, Tightening, Timing
from sightline.engine.tighten import tightened
from sightline.engine.timing import Slot, Terms, slots
from sightline.engine.vocabulary import STRENGTHS
from tests.generative.test_two_engines import by_columns, by_the_scalar
from tests.unit.engine.cards import card, clock, protocols

CALENDAR = Calendar("england", frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 12, 25)}))
DEADLINES = 6  # of a duty that recurs: enough to cross a night, a weekend or a clock change
PARAMETER, MEASURE = "review of the risk every", "contact_minutes"
# Quarter hours around the two clock changes, Easter, and a month's end: starts must often lie just before a midnight.
STARTS = st.builds(
    lambda begins, quarters: begins + timedelta(minutes=15 * quarters),
    st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC),
                     datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 1, 30, tzinfo=UTC)]),
    st.integers(0, 4 * 24 * 4),
)  # fmt: skip
ELAPSED = st.one_of(st.integers(1, 8).map(lambda n: n * timedelta(minutes=15)),
                    st.integers(1, 40).map(lambda n: n * timedelta(hours=17)))  # fmt: skip
FIXED = st.one_of(
    ELAPSED.map(lambda length: Period(elapsed=length)),
    st.integers(1, 8).map(lambda n: Period(working_days=n)),
    st.integers(1, 3).map(lambda n: Period(months=n)),
)
BOUND = st.one_of(st.none(), ELAPSED)
LENGTH = st.one_of(
    FIXED,
    st.builds(lambda most: Period(parameter=PARAMETER, at_most=most), BOUND),
    st.builds(lambda most: Period(measure=MEASURE, parameter=PARAMETER, at_most=most), BOUND),
    st.just(Period(measure=MEASURE)),
)
AFTER = st.sampled_from([timedelta(0), timedelta(hours=72)])
TIMING = st.one_of(
    st.builds(Timing, st.sampled_from(["within", "every"]), LENGTH, after=AFTER),
    st.builds(lambda each: Timing("every", each, Period(elapsed=timedelta(days=3))), LENGTH),
    st.just(Timing("at_once")),
    st.just(Timing("by", by="midnight")),
    st.just(Timing("none_given")),
)
MAYBE = st.one_of(st.none(), FIXED)
SEEN = st.integers(1, 8).map(lambda n: n * timedelta(minutes=15))
ENTRY = st.builds(
    lambda within, every, seen, strength: Tightening("TV-TEST-01", "review the risk", "Local.", within=within,
                                                     every=every, acknowledge_within=seen, strength=strength),
    MAYBE, MAYBE, st.one_of(st.none(), SEEN), st.sampled_from([None, *STRENGTHS]),
)  # fmt: skip
DUTY = st.builds(
    lambda timing, strength, seen: Duty("review the risk", "supervisor", strength, timing, acknowledge_within=seen),
    TIMING, st.sampled_from(STRENGTHS), SEEN,
)  # fmt: skip
AREA = st.builds(
    lambda settled, ends: Area(
        "here", "Here", "england", (), ({PARAMETER: settled} if settled else {}) | {"the working day ends at": (ends,)}
    ),
    MAYBE,
    st.sampled_from([time(9), time(16, 30), time(17)]),
)
AGREED = st.one_of(st.just({}), st.integers(1, 100).map(lambda n: {MEASURE: 15 * n}))


def deadlines(duty: Duty, start: datetime, terms: Terms) -> list[datetime | None]:
    return [slot.due_at for slot in islice(slots(duty.timing, start, terms), DEADLINES)]


def strict(area: Area, duty: Duty, entries: list[Tightening]) -> Duty:
    for entry in entries:
        duty = tightened(area, duty, entry)
    return duty


@settings(max_examples=600, deadline=None)
@given(DUTY, st.lists(ENTRY, min_size=1, max_size=3), AREA, AGREED, STARTS)
def test_no_deadline_becomes_later_however_an_area_tightens(
    duty: Duty, entries: list[Tightening], area: Area, agreed: dict[str, int], start: datetime
) -> None:
    terms = Terms(area, agreed, CALENDAR)
    loose = deadlines(duty, start, terms)
    for before, now in zip(loose, deadlines(strict(area, duty, entries), start, terms), strict=False):
        assert before is None or (now is not None and now <= before)


@settings(max_examples=600, deadline=None)
@given(DUTY, st.lists(ENTRY, min_size=1, max_size=3), AREA, AGREED, STARTS)
def test_tightening_never_takes_a_deadline_away(
    duty: Duty, entries: list[Tightening], area: Area, agreed: dict[str, int], start: datetime
) -> None:
    terms = Terms(area, agreed, CALENDAR)
    assert len(deadlines(strict(area, duty, entries), start, terms)) >= len(deadlines(duty, start, terms))


@given(DUTY, st.lists(ENTRY, min_size=1, max_size=3), AREA)
def test_no_verb_becomes_weaker_and_no_seen_slower(duty: Duty, entries: list[Tightening], area: Area) -> None:
    now = strict(area, duty, entries)
    assert STRENGTHS.index(now.strength) >= STRENGTHS.index(duty.strength)
    assert now.acknowledge_within <= duty.acknowledge_within


@settings(max_examples=1000, deadline=None)
@given(FIXED, FIXED, AREA, STARTS)
def test_what_is_called_never_longer_never_ends_later(one: Period, other: Period, area: Area, start: datetime) -> None:
    terms = Terms(area, {}, CALENDAR)
    if never_longer(one, other, area.times("the working day ends at")[0]):
        assert terms.add(start, one) <= terms.add(start, other)


@given(st.integers(1, 60), st.integers(1, 60))
def test_of_two_lengths_of_one_kind_one_is_always_never_longer(few: int, many: int) -> None:
    for kind in ("working_days", "months"):
        assert never_longer(Period(**{kind: few}), Period(**{kind: many})) == (few <= many)  # type: ignore[arg-type]
    hours = (Period(elapsed=timedelta(hours=few)), Period(elapsed=timedelta(hours=many)))
    assert never_longer(*hours) == (few <= many)


@given(DUTY.filter(lambda d: d.timing.shape == "within" and bool(d.timing.period and d.timing.period.elapsed)), AREA)
def test_a_shorter_time_takes_effect(duty: Duty, area: Area) -> None:
    shorter = Period(elapsed=timedelta(minutes=10))
    entry = Tightening("TV-TEST-01", "review the risk", "Local.", within=shorter)
    assert tightened(area, duty, entry).timing.period == shorter
    assert isinstance(next(slots(duty.timing, datetime(2026, 1, 5, tzinfo=UTC), Terms(area, {}, CALENDAR))), Slot)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["within", "every"]), st.integers(1, 40), st.integers(1, 40), st.sampled_from([0, 1, 90, 6000]))
def test_both_engines_keep_what_a_case_agreed_below_the_bound(shape: str, most: int, agreed: int, later: int) -> None:
    bounded = Timing(shape, Period(measure=MEASURE, at_most=timedelta(minutes=15 * most)))
    rules = protocols(card("duty", clock(Duty("review the risk", "supervisor", "must", bounded))))
    start = datetime(2026, 1, 5, 12, tzinfo=UTC)
    until = start + timedelta(minutes=15 * most + later)
    case = (Situation("here", measures={MEASURE: 15 * agreed}), [Occurrence("reported missing", start)], until)
    expected = by_the_scalar(rules, "here", case, {})
    assert by_columns(rules, "here", [case]) == [expected]
    assert min(due for _, _, _, due, _, _ in expected if due) == start + timedelta(minutes=15 * min(most, agreed))
