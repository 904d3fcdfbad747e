"""The same deadlines as somebody would write them by hand in numpy: one mask and one addition a rule.

Nothing is known here of versions, of clocks that run twice, or of merging: the least that could be done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.engine.columnar import NEVER, Columns, Weights
from sightline.engine.columnar.columns import Bits, Moments
from sightline.engine.columnar.moments import DAY, WorkingDays, at_local, local_days
from sightline.engine.model import Clock, Condition, Duty
from sightline.engine.protocols import Protocols
from sightline.engine.timing import Calendar, Terms, clock_times

YES, NO = 2, 0


@dataclass(frozen=True, slots=True)
class Counted:
    """How many deadlines a duty has among some episodes, and how many of them were kept in time."""

    deadlines: int
    kept: int


class ByHand:
    """First start, first stop and the answers as plain arrays; then one rule after the other."""

    def __init__(self, columns: Columns, weights: Weights, calendar: Calendar, protocols: Protocols, area: str) -> None:
        self.columns, self.weights, self.protocols = columns, weights, protocols
        self.terms = Terms(protocols.area(area), {}, calendar)
        self.first = {name: self._first(marks.episode, marks.at) for name, marks in columns.events.items()}
        self.never = np.full(columns.size, NEVER)
        ends = self.terms.area.times("the working day ends at")
        self.working = WorkingDays(calendar, ends, columns.until)

    def _first(self, episode: Moments, at: Moments) -> Moments:
        found = np.full(self.columns.size, NEVER)
        found[episode[::-1]] = at[::-1]
        return found

    def _earliest(self, names: tuple[str, ...], after: Moments | None = None) -> Moments:
        found = self.never
        for name in names:
            at = self.first.get(name, self.never)
            found = np.minimum(found, at if after is None else np.where(at >= after, at, NEVER))
        return found

    def mask(self, condition: Condition) -> Bits:
        """Where a rule applies."""
        found: Bits = np.ones(self.columns.size, bool)
        for fact in condition.applies_when:
            found &= self.weights.fact(fact) == YES
        if condition.and_any_of:
            found &= np.logical_or.reduce([self.weights.fact(f) == YES for f in condition.and_any_of])
        for fact in condition.and_none_of:
            found &= self.weights.fact(fact) == NO
        for fact in condition.unless:
            found &= self.weights.fact(fact) != YES
        if condition.counts:
            found &= self.weights.count(condition.counts, condition.at_least) == YES
        return found

    def duty(self, condition: Condition, clock: Clock, duty: Duty) -> Counted:
        """The deadlines of one duty, and how many single ones were kept."""
        start = self._earliest(clock.starts)
        rows = np.flatnonzero(self.mask(condition) & (start != NEVER))
        start = start[rows]
        stop = np.where(self._earliest(clock.stops)[rows] > start, self._earliest(clock.stops)[rows], NEVER)
        begins = start + duty.timing.after // np.timedelta64(1, "us").item()
        if duty.timing.shape == "every":
            return Counted(self._again(duty, begins, np.minimum(stop, self.columns.until[rows])), 0)
        due = self._due(duty, begins)
        shown_by = tuple(self.protocols.vocabulary.actions[duty.do].shown_by)
        done = np.minimum.reduce([np.where(self.first[n][rows] >= start, self.first[n][rows], NEVER)
                                  for n in shown_by if n in self.first], initial=NEVER)  # fmt: skip
        reached = (stop == NEVER) | (due <= stop)
        met = (done != NEVER) & (reached | (done <= stop))
        there = met | (reached & ((due <= self.columns.until[rows]) | (due == NEVER)))
        return Counted(int(there.sum()), int((met & (done <= due)).sum()))

    def _due(self, duty: Duty, begins: Moments) -> Moments:
        period = self.terms.settled(duty.timing.period)
        if duty.timing.shape == "at_once":
            return begins
        if duty.timing.shape == "by":
            days = local_days(begins)
            each = [at_local(days + n, clock) for clock in clock_times(duty.timing, self.terms.area) for n in (0, 1)]
            return np.minimum.reduce([np.where(at > begins, at, NEVER) for at in each])
        if duty.timing.shape == "within" and period and period.elapsed:
            return begins + period.elapsed // np.timedelta64(1, "us").item()
        if duty.timing.shape == "within" and period and period.working_days:
            return self.working.end_of(self.working.first_after(begins) + period.working_days - 1)
        return np.full(len(begins), NEVER)

    def _again(self, duty: Duty, begins: Moments, end: Moments) -> int:
        period, until = self.terms.settled(duty.timing.period), self.terms.settled(duty.timing.until)
        each = period.elapsed if period and period.elapsed else None
        length = each // np.timedelta64(1, "us").item() if each else (period.working_days or 28) * DAY if period else 0
        if not length:
            return len(begins)
        number = np.maximum((end - begins) // length, 0)
        if until and until.elapsed:
            number = np.minimum(number, until.elapsed // np.timedelta64(1, "us").item() // length)
        due = np.repeat(begins, number) + _within(number) * length
        return len(due)


def _within(counts: Moments) -> Moments:
    return np.arange(1, counts.sum() + 1) - np.repeat(np.cumsum(counts) - counts, counts)
