"""Spans of time: what is open, what is covered, and what nobody covers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.access import hours
from sightline.access.hours import Span, is_open, joined, open_spans, opens_next, uncovered
from sightline.access.models import Agency, Desk

BEGIN = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
MINUTES = st.integers(0, 3000)


def span(first: int, second: int) -> Span:
    low, high = sorted((first, second))
    return BEGIN + timedelta(minutes=low), BEGIN + timedelta(minutes=high + 1)


SPANS = st.lists(st.builds(span, MINUTES, MINUTES), max_size=8)


def minutes(spans: list[Span]) -> set[int]:
    """The minutes that lie in any of the spans: the slow and obvious answer."""
    return {n for n in range(3002) for begin, end in spans if begin <= BEGIN + timedelta(minutes=n) < end}


@given(SPANS)
def test_joining_changes_no_minute_and_leaves_nothing_touching(spans: list[Span]) -> None:
    made = joined(spans)
    assert minutes(made) == minutes(spans)
    assert all(first[1] < second[0] for first, second in zip(made, made[1:], strict=False))


@given(SPANS, SPANS)
def test_a_hole_is_every_minute_that_is_wanted_and_not_covered(wanted: list[Span], covered: list[Span]) -> None:
    assert minutes(uncovered(joined(wanted), joined(covered))) == minutes(wanted) - minutes(covered)


def desk(opens: str = "", closes: str = "", *, working_days_only: bool = False) -> Desk:
    agency = Agency(name="Northmoor City Council", kind="council", area="west-midlands")
    return Desk(agency=agency, role="social worker", name="Social worker", working_days_only=working_days_only,
                opens=time.fromisoformat(opens) if opens else None,
                closes=time.fromisoformat(closes) if closes else None)  # fmt: skip


def london(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=hours.LONDON)


def test_a_desk_without_hours_is_always_open() -> None:
    assert is_open(desk(), london(14, 3))


@pytest.mark.parametrize(("hour", "minute", "is_it"), [(8, 59, False), (9, 0, True), (16, 59, True), (17, 0, False)])
def test_a_desk_is_open_from_its_first_minute_to_before_its_last(hour: int, minute: int, is_it: bool) -> None:
    assert is_open(desk("09:00", "17:00"), london(10, hour, minute)) is is_it


def test_a_desk_that_closes_after_midnight_is_open_in_the_night_between() -> None:
    night = desk("17:00", "09:00")
    assert is_open(night, london(10, 23)) and is_open(night, london(11, 8)) and not is_open(night, london(11, 12))


def test_office_hours_are_not_at_weekends() -> None:
    office = desk("09:00", "17:00", working_days_only=True)
    assert is_open(office, london(13, 10)) and not is_open(office, london(14, 10))
    assert opens_next(office, london(13, 18)) == london(16, 9)


def test_office_hours_are_not_on_bank_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    before = hours._Holidays.are
    hours.provide(lambda area, day: area == "west-midlands" and day == date(2026, 4, 3))
    try:
        good_friday = london(3, 10, month=4)
        assert not is_open(desk("09:00", "17:00", working_days_only=True), good_friday)
    finally:
        hours.provide(before)


def test_the_night_on_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    begin, end = london(28, 12), london(29, 12)
    (found,) = open_spans(desk("22:00", "06:00"), begin, end)
    assert found[1].astimezone(UTC) - found[0].astimezone(UTC) == timedelta(hours=7)
