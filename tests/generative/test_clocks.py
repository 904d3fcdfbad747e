"""Whatever the history, clocks keep their promises: generated histories that land on deadlines and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.engine import Calendar, DueDuty, Occurrence, Protocols, schedule
from sightline.engine.model import Duty, Period, Timing
from tests.unit.engine.cards import card, clock, protocols

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar("england", frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
STARTS = (
    datetime(2026, 3, 28, 22, tzinfo=UTC),
    datetime(2026, 10, 24, 21, tzinfo=UTC),
    datetime(2026, 4, 2, 9, tzinfo=UTC),
)
# Half-hour steps on purpose: histories must often land exactly on a deadline.
STEPS = st.integers(0, 120)
EVENTS = st.sampled_from(["reported missing", "returned", "risk reviewed", "informant contacted"])
HISTORY = st.lists(st.tuples(EVENTS, STEPS), max_size=10)
LENGTH = st.integers(1, 12).map(lambda n: Period(elapsed=timedelta(minutes=30 * n)))
WORKING = st.integers(1, 6).map(lambda n: Period(working_days=n))
AFTER = st.sampled_from([timedelta(0), timedelta(hours=24), timedelta(hours=72)])
TIMING = st.one_of(
    st.builds(Timing, st.just("within"), st.one_of(LENGTH, WORKING), after=AFTER),
    st.builds(Timing, st.just("every"), LENGTH),
    st.builds(
        lambda each, times: Timing("every", each, Period(elapsed=(each.elapsed or timedelta(0)) * times)),
        LENGTH,
        st.integers(2, 5),
    ),
    st.builds(Timing, st.just("at_once"), after=AFTER),
    st.builds(lambda by: Timing("by", by=by), st.sampled_from(["midnight", "01:30", "09:00"])),
    st.just(Timing("none_given")),
)
CARDS = st.lists(TIMING, min_size=1, max_size=4)


def rules_for(timings: list[Timing]) -> Protocols:
    duties = [Duty("review the risk", "supervisor", "must", t) for t in timings]
    return protocols(*(card("duty", clock(d), id=f"TV-TEST-{n:02}") for n, d in enumerate(duties)))


def happened(start: datetime, history: list[tuple[str, int]]) -> list[Occurrence]:
    return [Occurrence(event, start + timedelta(minutes=30 * step)) for event, step in history]


def falls_due(timings: list[Timing], occurrences: list[Occurrence], until: datetime) -> tuple[DueDuty, ...]:
    return schedule(
        rules_for(timings),
        area="here",
        answers={},
        measures={},
        occurrences=occurrences,
        until=until,
        calendar=CALENDAR,
    )


anything = given(CARDS, HISTORY, st.sampled_from(STARTS), STEPS)


@settings(max_examples=200, deadline=None)
@anything
def test_the_order_in_which_a_history_is_told_changes_nothing(
    timings: list[Timing], history: list[tuple[str, int]], start: datetime, step: int
) -> None:
    told = happened(start, sorted(set(history), key=lambda h: (h[1], h[0])))
    moments = [o.at for o in told]
    if len(set(moments)) == len(moments):
        until = start + timedelta(minutes=30 * step)
        assert falls_due(timings, told, until) == falls_due(timings, list(reversed(told)), until)


@settings(max_examples=200, deadline=None)
@anything
def test_no_deadline_lies_before_the_clock_started_and_no_key_comes_twice(
    timings: list[Timing], history: list[tuple[str, int]], start: datetime, step: int
) -> None:
    occurrences = happened(start, history)
    found = falls_due(timings, occurrences, start + timedelta(minutes=30 * step))
    started = [o.at for o in occurrences if o.event == "reported missing"]
    assert not found or started
    assert all(d.due_at is None or d.due_at >= min(started) for d in found)
    assert len({d.key for d in found}) == len(found)


@settings(max_examples=200, deadline=None)
@anything
def test_what_was_met_stays_met_and_what_was_due_stays_due_as_more_becomes_known(
    timings: list[Timing], history: list[tuple[str, int]], start: datetime, step: int
) -> None:
    occurrences = happened(start, history)
    now, later = start + timedelta(minutes=30 * step), start + timedelta(hours=80)
    then = {d.key: d for d in falls_due(timings, occurrences, later)}
    for duty in falls_due(timings, occurrences, now):
        if duty.state in ("met", "met late"):
            assert (then[duty.key].state, then[duty.key].met_at) == (duty.state, duty.met_at)
        if duty.state == "open" and duty.due_at is not None and duty.due_at < now:
            assert then[duty.key].due_at == duty.due_at


@settings(max_examples=200, deadline=None)
@anything
def test_met_means_in_time_and_late_means_late(
    timings: list[Timing], history: list[tuple[str, int]], start: datetime, step: int
) -> None:
    for duty in falls_due(timings, happened(start, history), start + timedelta(minutes=30 * step)):
        grace = duty.acknowledge_within
        if duty.state == "met" and duty.due_at:
            assert duty.met_at is not None and duty.met_at <= duty.due_at + grace
        if duty.state == "met late":
            assert duty.due_at is not None and duty.met_at is not None and duty.met_at > duty.due_at


@settings(max_examples=200, deadline=None)
@given(CARDS, st.sampled_from(STARTS), STEPS)
def test_merging_never_loses_the_earliest_deadline_or_a_card(timings: list[Timing], start: datetime, step: int) -> None:
    until = start + timedelta(minutes=30 * step)
    report = [Occurrence("reported missing", start)]
    together = falls_due(timings, report, until)
    dated = [d.due_at for t in timings for d in falls_due([t], report, until) if d.due_at]
    assert min(dated, default=None) == min((d.due_at for d in together if d.due_at), default=None)
    much_later = until + timedelta(days=10)
    further = falls_due(timings, report, much_later)
    assert {c for d in further for c in d.cards} == {f"TV-TEST-{n:02}" for n in range(len(timings))}
    assert {d.due_at for d in together} <= {d.due_at for t in timings for d in falls_due([t], report, much_later)}


@settings(max_examples=200, deadline=None)
@given(CARDS, st.sampled_from(STARTS), STEPS)
def test_whoever_keeps_every_merged_deadline_keeps_every_single_one(
    timings: list[Timing], start: datetime, step: int
) -> None:
    until = start + timedelta(minutes=30 * step)
    report = [Occurrence("reported missing", start)]
    kept = [d.due_at for d in falls_due(timings, report, until) if d.due_at and d.due_at <= until]
    done = report + [Occurrence("risk reviewed", at) for at in kept]
    for timing in timings:
        for duty in falls_due([timing], done, until):
            overdue = duty.state in ("open", "met late") and duty.due_at is not None and duty.due_at < until
            assert not overdue, f"{duty.due_at} was missed though {kept} were kept"


@given(st.integers(1, 15), st.sampled_from(STARTS), st.integers(0, 400))
def test_a_working_day_ends_at_five_in_london_and_is_never_a_holiday(number: int, start: datetime, step: int) -> None:
    begins = start + timedelta(minutes=30 * step)
    (duty,) = falls_due(
        [Timing("within", Period(working_days=number))], [Occurrence("reported missing", begins)], begins
    )
    assert duty.due_at is not None
    local = duty.due_at.astimezone(LONDON)
    assert (local.hour, local.minute) == (17, 0)
    assert CALENDAR.is_working_day(local.date())
    days = (begins.astimezone(LONDON).date() + timedelta(days=n) for n in range(1, 40))
    assert sum(CALENDAR.is_working_day(d) for d in days if d <= local.date()) == number
