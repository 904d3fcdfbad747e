"""When things are due: every shape, every clock change, bank holidays."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from sightline.engine.model import Period, Timing
from tests.unit.engine.cards import card, clock, due, duty, protocols, times, timing

TOURS = {"tours of duty end at": (time(7), time(15), time(23)), "the working day ends at": (time(17),)}


def fall_due(when: Timing, start: str, until: str, **measures: int) -> list[str]:
    rules = protocols(
        card("duty", clock(duty(when))),
        parameters=TOURS | {"review of the risk every": Period(elapsed=timedelta(hours=8))},
    )
    return times(due(rules, f"{start} reported missing", until=until, measures=measures))


def test_within_is_one_deadline() -> None:
    assert fall_due(timing("within", "2 hours"), "2026-01-05 22:30", "2026-01-09 00:00") == ["2026-01-06 00:30"]


def test_every_until_stops_strictly_before_the_end() -> None:
    found = fall_due(timing("every", "1 hour", "3 hours"), "2026-01-05 14:00", "2026-01-05 23:00")
    assert found == ["2026-01-05 15:00", "2026-01-05 16:00"]


def test_every_without_an_end_shows_what_fell_due_and_the_next_one() -> None:
    found = fall_due(timing("every", "1 day"), "2026-01-05 14:00", "2026-01-07 13:00")
    assert found == ["2026-01-06 14:00", "2026-01-07 14:00"]


def test_months_are_those_of_the_calendar_and_end_with_a_short_month() -> None:
    found = fall_due(timing("every", "1 month"), "2026-01-31 14:00", "2026-04-30 12:00")
    assert found == ["2026-02-28 14:00", "2026-03-31 13:00", "2026-04-30 13:00"]
    assert fall_due(timing("within", "12 months"), "2024-02-29 14:00", "2024-03-01 00:00") == ["2025-02-28 14:00"]


def test_after_delays_the_start() -> None:
    assert fall_due(timing("at_once", after="5 days"), "2026-01-05 14:00", "2026-01-05 15:00") == ["2026-01-10 14:00"]


def test_at_once_is_due_when_the_clock_starts() -> None:
    assert fall_due(timing("at_once"), "2026-01-05 14:00", "2026-01-05 15:00") == ["2026-01-05 14:00"]


def test_where_the_guidance_gives_no_time_there_is_no_deadline() -> None:
    assert fall_due(timing("none_given"), "2026-01-05 14:00", "2026-02-05 15:00") == ["no time"]


def test_midnight_is_the_next_one_on_the_wall_clock() -> None:
    assert fall_due(timing("by", by="midnight"), "2026-01-05 14:00", "2026-01-05 15:00") == ["2026-01-06 00:00"]
    assert fall_due(timing("by", by="midnight"), "2026-07-06 14:00", "2026-07-06 15:00") == ["2026-07-06 23:00"]


def test_a_tour_of_duty_ends_when_the_area_says() -> None:
    when = timing("by", by="end of tour of duty")
    assert fall_due(when, "2026-01-05 14:59", "2026-01-05 15:00") == ["2026-01-05 15:00"]
    assert fall_due(when, "2026-01-05 15:00", "2026-01-05 15:00") == ["2026-01-05 23:00"]
    assert fall_due(when, "2026-01-05 23:30", "2026-01-06 00:00") == ["2026-01-06 07:00"]


def test_a_tour_of_duty_nobody_settled_gives_no_deadline() -> None:
    rules = protocols(card("duty", clock(duty(timing("by", by="end of tour of duty")))))
    assert times(due(rules, "2026-01-05 14:00 reported missing", until="2026-01-06 00:00")) == ["no time"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-01-08 20:00", "2026-01-15 17:00"),  # Thursday evening: Friday is the first of five
        ("2026-01-10 12:00", "2026-01-16 17:00"),  # a Saturday
        ("2026-04-01 09:00", "2026-04-10 16:00"),  # Good Friday and Easter Monday do not count; summer time by then
        ("2026-12-23 09:00", "2026-12-31 17:00"),  # Christmas Day does not count
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start: str, expected: str) -> None:
    assert fall_due(timing("within", "5 working days"), start, start) == [expected]


def test_a_meeting_within_five_working_days_of_the_seventy_two_hour_point() -> None:
    found = fall_due(timing("within", "5 working days", after="72 hours"), "2026-03-30 10:00", "2026-03-30 11:00")
    assert found == ["2026-04-13 16:00"]  # the point is Maundy Thursday: Tuesday is the first of the five


@pytest.mark.parametrize("length", ["24 hours", "1 day"])
def test_a_day_is_twenty_four_real_hours_across_both_clock_changes(length: str) -> None:
    assert fall_due(timing("within", length), "2026-03-28 12:00", "2026-03-28 13:00") == ["2026-03-29 12:00"]
    assert fall_due(timing("within", length), "2026-10-24 11:00", "2026-10-24 12:00") == ["2026-10-25 11:00"]


def test_hourly_reviews_neither_skip_nor_repeat_when_the_clocks_change() -> None:
    spring = fall_due(timing("every", "1 hour", "4 hours"), "2026-03-28 23:30", "2026-03-29 06:00")
    assert spring == ["2026-03-29 00:30", "2026-03-29 01:30", "2026-03-29 02:30"]
    autumn = fall_due(timing("every", "1 hour", "4 hours"), "2026-10-24 23:30", "2026-10-25 06:00")
    assert autumn == ["2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25 02:30"]


def test_a_time_of_day_the_clocks_jump_over_is_an_hour_later_on_the_wall() -> None:
    assert fall_due(timing("by", by="01:30"), "2026-03-28 12:00", "2026-03-28 13:00") == ["2026-03-29 01:30"]


def test_a_time_of_day_that_comes_twice_is_due_the_first_time() -> None:
    assert fall_due(timing("by", by="01:30"), "2026-10-24 12:00", "2026-10-24 13:00") == ["2026-10-25 00:30"]


def test_what_was_agreed_in_the_case_goes_before_what_the_area_settled() -> None:
    when = timing("every", "agreed: review_minutes, or area: review of the risk every")
    assert fall_due(when, "2026-01-05 14:00", "2026-01-05 14:00", review_minutes=45) == ["2026-01-05 14:45"]
    assert fall_due(when, "2026-01-05 14:00", "2026-01-05 14:00") == ["2026-01-05 22:00"]


def test_where_neither_case_nor_area_says_there_is_no_deadline() -> None:
    when = timing("every", "agreed: contact_minutes, or area: contact with parents every")
    assert fall_due(when, "2026-01-05 14:00", "2026-01-08 14:00") == ["no time"]
