"""How times are said on screens."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sightline.web.words import clock_words, day_words, due_words, length_words, moment_words, urgency

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def test_a_moment_is_said_as_londons_clocks_showed_it() -> None:
    assert moment_words(NOW) == "20 November 2026, 2:05pm"
    assert moment_words(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026, 12:30am"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "midnight"), (0, 5, "12:05am"), (9, 0, "9am"), (12, 0, "midday"), (12, 30, "12:30pm"), (23, 59, "11:59pm")],
)
def test_the_time_of_day_is_said_the_plain_way(hour: int, minute: int, said: str) -> None:
    assert clock_words(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == said


def test_a_day_is_said_in_full_and_a_late_summer_moment_belongs_to_the_next_day_of_london() -> None:
    assert day_words(date(2026, 3, 1)) == "1 March 2026"
    assert day_words(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"


LENGTHS = [
    (timedelta(seconds=59), "0 min"),
    (timedelta(minutes=12), "12 min"),
    (timedelta(minutes=59, seconds=59), "59 min"),
    (timedelta(hours=1), "1 h 00 min"),
    (timedelta(hours=3, minutes=5), "3 h 05 min"),
    (timedelta(hours=47, minutes=59), "47 h 59 min"),
    (timedelta(days=2), "2 days"),
    (timedelta(days=2, hours=4, minutes=50), "2 days 4 h"),
    (timedelta(days=6, hours=23), "6 days 23 h"),
    (timedelta(days=7), "7 days"),
    (timedelta(days=90, hours=5), "90 days"),
]


@pytest.mark.parametrize(("length", "said"), LENGTHS)
def test_a_length_is_as_precise_as_it_needs_to_be(length: timedelta, said: str) -> None:
    assert length_words(length) == said
    assert length_words(-length) == said


def test_what_is_left_and_what_is_overdue_are_said_differently() -> None:
    assert due_words(NOW + timedelta(minutes=12), NOW) == "due in 12 min"
    assert due_words(NOW - timedelta(hours=3, minutes=5), NOW) == "3 h 05 min overdue"
    assert due_words(NOW + timedelta(seconds=59), NOW) == due_words(NOW - timedelta(seconds=59), NOW) == "due now"


def test_urgency_turns_at_the_moment_itself_and_an_hour_before() -> None:
    assert urgency(NOW, NOW) == "overdue"
    assert urgency(NOW + timedelta(seconds=1), NOW) == "soon"
    assert urgency(NOW + timedelta(hours=1), NOW) == "soon"
    assert urgency(NOW + timedelta(hours=1, seconds=1), NOW) == "later"
    assert urgency(None, NOW) == "untimed"
