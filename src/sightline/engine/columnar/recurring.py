"""The deadlines of a duty that comes again, for many runs at once, and which of them were met. Knows no card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sightline.engine.columnar.columns import NEVER, Bits, Codes, Moments
from sightline.engine.columnar.moments import DAY, WorkingDays, months_after
from sightline.engine.columnar.runs import Done, Runs

OPEN, MET, MET_LATE, STOPPED = range(4)
SHORTEST_MONTH, CENTURY = 28 * DAY, 36_525 * DAY


class Every(Protocol):
    """Deadlines number 1, 2, 3 … after the beginning of each run. A run is told by its place."""

    def due(self, number: Moments, run: Moments) -> Moments:
        """The deadlines of these numbers of these runs."""

    def up_to(self, moments: Moments, run: Moments) -> Moments:
        """How many deadlines of these runs lie at or before these moments."""


class EveryLength:
    """Every so many microseconds, which may differ from run to run."""

    def __init__(self, begins: Moments, length: Moments | int) -> None:
        self.begins, self.length = begins, length

    def _length(self, run: Moments) -> Moments | int:
        return self.length if isinstance(self.length, int) else self.length.take(run)

    def due(self, number: Moments, run: Moments) -> Moments:
        """Real elapsed time."""
        due: Moments = self.begins.take(run) + number * self._length(run)
        return due

    def up_to(self, moments: Moments, run: Moments) -> Moments:
        """By division."""
        found: Moments = np.maximum((moments - self.begins.take(run)) // self._length(run), 0)
        return found


class EveryWorkingDays:
    """At the end of every so manieth working day."""

    def __init__(self, begins: Moments, days: int, calendar: WorkingDays) -> None:
        self.first, self.days, self.calendar = calendar.first_after(begins) - 1, days, calendar

    def due(self, number: Moments, run: Moments) -> Moments:
        """The end of the working day."""
        return self.calendar.end_of(self.first.take(run) + number * self.days)

    def up_to(self, moments: Moments, run: Moments) -> Moments:
        """By the table of working days."""
        reached = np.searchsorted(self.calendar.ends, moments, side="right") - 1
        found: Moments = np.maximum((reached - self.first.take(run)) // self.days, 0)
        return found


class EveryMonths:
    """Every so many calendar months."""

    def __init__(self, begins: Moments, months: int) -> None:
        self.begins, self.months = begins, months

    def due(self, number: Moments, run: Moments) -> Moments:
        """The same time of day, the month's last day where there is no such day."""
        return months_after(self.begins.take(run), number * self.months)

    def up_to(self, moments: Moments, run: Moments) -> Moments:
        """An estimate by the shortest month, then down to what is so."""
        begins = self.begins.take(run)
        far = np.minimum(moments, begins + CENTURY)
        number = np.maximum((far - begins) // SHORTEST_MONTH // self.months + 1, 0)
        while (over := (number > 0) & (self.due(number, run) > far)).any():
            number = number - over
        return number


@dataclass(frozen=True, slots=True)
class Slots:
    """Deadlines in order of run and time: the run, when each opens and falls due, its state, when it was met."""

    run: Moments
    opens: Moments
    due: Moments
    state: Codes
    met_at: Moments


def recurring(every: Every, opens: Moments, end: Moments, runs: Runs, until: Moments, done: Done) -> Slots:
    """Every deadline up to `until` or the run's end, and the next one; the timing's own `until` cuts off at `end`.

    `opens` is when the first deadline begins to matter.
    """
    every_run = np.arange(len(opens))
    wanted = np.minimum(every.up_to(np.minimum(until, runs.end), every_run) + 1, every.up_to(end - 1, every_run))
    meeting = _Meeting(every, opens, runs, wanted)
    meeting.go_through(done)
    run = np.repeat(every_run, wanted)
    number = np.arange(1, len(run) + 1) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    due = every.due(number, run)
    before = np.concatenate([due[:1], due[:-1]])
    first = np.flatnonzero(number == 1)
    before[first] = opens.take(run.take(first))
    state, met_at = meeting.states(len(run))
    left = np.flatnonzero(state < 0)
    state[left] = np.where(due.take(left) <= runs.end.take(run.take(left)), OPEN, STOPPED)
    return Slots(run, before, due, state, met_at)


class _Meeting:
    """Goes through what was done, one event of every run at a time, and says which deadlines each event met."""

    def __init__(self, every: Every, opens: Moments, runs: Runs, wanted: Moments) -> None:
        self.every, self.opens, self.ends, self.runs, self.wanted = every, opens, runs.end, runs, wanted
        self.reached = np.minimum(every.up_to(runs.end, np.arange(len(opens))), wanted)
        self.found = np.zeros(len(wanted), np.int64)
        self.turns: list[tuple[int, Moments, Moments, Moments, Moments]] = []  # state; run, from, up to, moment

    def go_through(self, done: Done) -> None:
        """Every event since the start of each run, in order."""
        place, behind = done.since(self.runs)
        run = np.flatnonzero((place < behind) & (self.wanted > 0))
        while len(run):
            at = done.at.take(place.take(run))
            found = self.found.take(run)
            overdue = np.minimum(self.every.up_to(at - 1, run), self.reached.take(run))
            late = overdue > found
            met = ~late & self._its_time(at, run, found)
            self._note(MET_LATE, late, run, found, overdue, at)
            self._note(MET, met, run, found, found + 1, at)
            self.found[run] = np.where(late, overdue, found + met)
            place[run] += 1
            run = run[(place.take(run) < behind.take(run)) & (self.found.take(run) < self.wanted.take(run))]

    def _note(self, state: int, where: Bits, run: Moments, low: Moments, high: Moments, at: Moments) -> None:
        rows = np.flatnonzero(where)
        if len(rows):
            self.turns.append((state, run.take(rows), low.take(rows), high.take(rows), at.take(rows)))

    def _its_time(self, at: Moments, run: Moments, found: Moments) -> Bits:
        opens = np.where(found > 0, self.every.due(np.maximum(found, 1), run), self.opens.take(run))
        running = (found < self.reached.take(run)) | (at <= self.ends.take(run))
        its_time: Bits = (opens < at) & running
        return its_time

    def states(self, size: int) -> tuple[Codes, Moments]:
        """State and moment of each deadline that was met; -1 and `NEVER` for the others."""
        state, met_at = np.full(size, -1, np.int8), np.full(size, NEVER)
        first = np.cumsum(self.wanted) - self.wanted
        for each, run, low, high, at in self.turns:
            count = high - low
            within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
            place = np.repeat(first.take(run) + low, count) + within
            state[place] = each
            met_at[place] = np.repeat(at, count)
        return state, met_at
