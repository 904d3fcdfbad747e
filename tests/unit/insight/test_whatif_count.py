"""The counting behind what-if: what is held against what, and in which month it falls."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.columnar import NEVER, as_number
from sightline.insight.whatif_count import (
    NO_MONTH,
    Change,
    Differences,
    Fallen,
    Tally,
    months_between,
    months_of,
    paired,
)

KEYS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), max_size=12)
Rows = list[tuple[int, int, int]]
MET, LATE, MISSED = 0, 1, 2


def columns_of(rows: Rows) -> tuple[np.ndarray, ...]:
    """Three columns of numbers."""
    return tuple(np.array([row[n] for row in rows], np.int64) for n in range(3))


def fallen(*rows: tuple[int, int, int, int]) -> Fallen:
    """Duties as rows of episode, what is asked, deadline, outcome."""
    episode, asked, due, outcome = (np.array([row[n] for row in rows], np.int64) for n in range(4))
    return Fallen(episode, asked, np.zeros(len(rows), np.int64), due, outcome)


def held_against(now: Fallen, changed: Fallen) -> Change:
    """What becomes of the only duty there is."""
    differences = Differences()
    differences.add(now, changed)
    return differences.of([("review the risk", "supervisor", None)])["review the risk", "supervisor"]


@given(KEYS, KEYS)
def test_rows_with_equal_keys_are_paired_as_often_as_both_sides_have_them(ones: Rows, others: Rows) -> None:
    one, other = columns_of(ones), columns_of(others)
    here, there = paired(one[:2], other[:2], one[2], other[2])
    assert len(set(here.tolist())) == len(here) and len(set(there.tolist())) == len(there)
    keys = [ones[n][:2] for n in here]
    assert keys == [others[n][:2] for n in there]
    both = Counter(row[:2] for row in ones) & Counter(row[:2] for row in others)
    assert Counter(keys) == both
    for key in both:  # in the order of the further value, from the first on
        values = [sorted(row[2] for row in rows if row[:2] == key) for rows in (ones, others)]
        found = [sorted(rows[n][2] for n in places if rows[n][:2] == key) for rows, places in
                 ((ones, here), (others, there))]  # fmt: skip
        assert found == [value[: both[key]] for value in values]


def test_the_same_deadline_is_the_same_duty_whatever_stands_before_it() -> None:
    now = fallen((0, 0, 10, MET), (0, 0, 20, MET))
    assert held_against(now, fallen((0, 0, 20, MET))) == Change(now=2, changed=1, goes=1)
    assert held_against(fallen((0, 0, 20, MET)), now) == Change(now=1, changed=2, appears=1)


def test_what_is_left_of_a_duty_has_moved() -> None:
    now = fallen((0, 0, 10, MET), (0, 0, 20, MET), (1, 0, 50, MISSED))
    changed = fallen((0, 0, 10, MET), (0, 0, 15, LATE), (1, 0, 60, MET))
    assert held_against(now, changed) == Change(now=3, changed=3, earlier=1, later=1, lost=1, gained=1)


def test_a_deadline_of_another_episode_is_another_duty() -> None:
    assert held_against(fallen((0, 0, 10, MET)), fallen((1, 0, 10, MET))) == Change(now=1, changed=1, appears=1, goes=1)


def test_an_outcome_that_changes_under_the_same_deadline_is_a_difference() -> None:
    change = held_against(fallen((0, 0, 10, LATE)), fallen((0, 0, 10, MET)))
    assert change.differs and change == Change(now=1, changed=1, gained=1)


def test_nothing_on_either_side_is_no_difference() -> None:
    differences = Differences()
    differences.add(fallen(), fallen())
    assert differences.of([]) == {}


def test_a_deadline_just_after_midnight_in_london_falls_into_the_new_month() -> None:
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on the first of July
    winter = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    found = months_of(np.array([as_number(summer), as_number(winter), NEVER], np.int64))
    assert found.tolist() == [(2026 - 1970) * 12 + 6, (2026 - 1970) * 12, NO_MONTH]


def test_a_tally_keeps_agency_month_and_outcome_apart() -> None:
    tally = Tally()
    for _ in range(2):
        tally.add(np.array([0, 3, 3]), np.array([675, NO_MONTH, 675]), np.array([0, 4, 2]))
    assert tally.numbers == {(0, 675, 0): 2, (3, NO_MONTH, 4): 2, (3, 675, 2): 2}
    assert tally.by(0) == {0: {0: 2}, 3: {4: 2, 2: 2}} and tally.by(1) == {675: {0: 2, 2: 2}, NO_MONTH: {4: 2}}
    assert tally.by(None) == {0: {0: 2, 4: 2, 2: 2}}


def test_months_without_anything_are_shown_between_others() -> None:
    assert months_between([675, NO_MONTH, 678]) == [675, 676, 677, 678]
    assert months_between([NO_MONTH]) == []
