"""The deadlines of a duty that comes again, for many runs at once, and which of them were met. Knows no card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.engine.columnar.columns import NEVER, Bits, Moments
from sightline.engine.columnar.moments import WorkingDays, months_after
from sightline.engine.columnar.runs import Done, Runs

OPEN, MET, MET_LATE, STOPPED = range(4)


class Every:
    """Deadlines number 1, 2, 3 … after each of some beginnings."""

    def due(self, number: Moments, run: Moments) -> Moments:
        """The deadlines of these numbers of these runs."""
        raise NotImplementedError

    def up_to(self, moments: Moments) -> Moments:
        """How many deadlines of each run lie at or before a moment of its own."""
        raise NotImplementedError

    def before(self, moments: Moments) -> Moments:
        """How many lie before a moment of its own."""
        return self.up_to(moments - 1)


class EveryLength(Every):
    """Every so many microseconds, which may differ from run to run."""

    def __init__(self, begins: Moments, length: Moments) -> None:
        self.begins, self.length = begins, length

    def due(self, number: Moments, run: Moments) -> Moments:
        """Real elapsed time."""
        due: Moments = self.begins[run] + number * self.length[run]
        return due

    def up_to(self, moments: Moments) -> Moments:
        """By division."""
        found: Moments = np.maximum((moments - self.begins) // self.length, 0)
        return found


class EveryWorkingDays(Every):
    """At the end of every so manieth working day."""

    def __init__(self, begins: Moments, days: int, calendar: WorkingDays) -> None:
        self.first, self.days, self.calendar = calendar.first_after(begins) - 1, days, calendar

    def due(self, number: Moments, run: Moments) -> Moments:
        """The end of the working day."""
        return self.calendar.end_of(self.first[run] + number * self.days)

    def up_to(self, moments: Moments) -> Moments:
        """By the table of working days."""
        reached = np.searchsorted(self.calendar.ends, moments, side="right") - 1
        found: Moments = np.maximum((reached - self.first) // self.days, 0)
        return found


class EveryMonths(Every):
    """Every so many calendar months."""

    def __init__(self, begins: Moments, months: int) -> None:
        self.begins, self.months = begins, months

    def due(self, number: Moments, run: Moments) -> Moments:
        """The same time of day, the month's last day where there is no such day."""
        return months_after(self.begins[run], number * self.months)

    def up_to(self, moments: Moments) -> Moments:
        """An estimate by the shortest month, then down to what is so."""
        far = np.minimum(moments, self.begins + 100 * 366 * 86_400_000_000)
        number = np.maximum((far - self.begins) // (28 * 86_400_000_000) // self.months + 1, 0)
        runs = np.arange(len(number))
        while (over := (number > 0) & (self.due(number, runs) > far)).any():
            number = number - over
        return number


@dataclass(frozen=True, slots=True)
class Slots:
    """Deadlines in order of run and time: the run, when each opens and falls due, its state, when it was met."""

    run: Moments
    opens: Moments
    due: Moments
    state: Moments
    met_at: Moments


def recurring(every: Every, opens: Moments, end: Moments, runs: Runs, until: Moments, done: Done) -> Slots:
    """Every deadline up to `until` or the run's end, and two more; `end` is where the timing's own `until` cuts off.

    `opens` is when the first deadline begins to matter.
    """
    limit = np.minimum(until, runs.end)
    wanted = np.minimum(every.up_to(limit) + 2, every.before(end))
    met = _Meeting(every, opens, runs, wanted)
    met.go_through(done)
    run = np.repeat(np.arange(len(wanted)), wanted)
    number = np.arange(len(run)) - np.repeat(np.cumsum(wanted) - wanted, wanted) + 1
    due = every.due(number, run)
    before = np.where(number == 1, opens[run], np.roll(due, 1))
    reached = (runs.end[run] == NEVER) | (due <= runs.end[run])
    state, met_at = met.states(run, number - 1, wanted)
    return Slots(run, before, due, np.where(state >= 0, state, np.where(reached, OPEN, STOPPED)), met_at)


class _Meeting:
    """Goes through what was done, one event of every run at a time, and says which deadlines each event met."""

    def __init__(self, every: Every, opens: Moments, runs: Runs, wanted: Moments) -> None:
        self.every, self.opens, self.runs, self.wanted = every, opens, runs, wanted
        self.reached = np.where(runs.end == NEVER, wanted, np.minimum(every.up_to(runs.end), wanted))
        self.found = np.zeros(len(wanted), np.int64)
        self.turns: list[tuple[Moments, Moments, Moments, Moments]] = []  # run, from, up to, moment: met late, or met
        self.lates: list[bool] = []

    def go_through(self, done: Done) -> None:
        """Every event since the start of each run, in order."""
        place, behind = done.since(self.runs)
        while (left := (place < behind) & (self.found < self.wanted)).any():
            at = np.where(left, done.at[np.minimum(place, len(done.at) - 1)], 0)
            overdue = np.minimum(self.every.before(at), self.reached)
            late = left & (overdue > self.found)
            self._note(late, overdue, at, late=True)
            met = left & ~late & self._its_time(at)
            self._note(met, self.found + 1, at, late=False)
            self.found = np.where(late, overdue, self.found + met)
            place = place + 1

    def _note(self, where: Bits, up_to: Moments, at: Moments, *, late: bool) -> None:
        rows = np.flatnonzero(where)
        if len(rows):
            self.turns.append((rows, self.found[rows], up_to[rows], at[rows]))
            self.lates.append(late)

    def _its_time(self, at: Moments) -> Bits:
        rows = np.arange(len(self.found))
        opens = np.where(self.found > 0, self.every.due(np.maximum(self.found, 1), rows), self.opens)
        running = (self.found < self.reached) | (self.runs.end == NEVER) | (at <= self.runs.end)
        found: Bits = (opens < at) & running
        return found

    def states(self, run: Moments, number: Moments, wanted: Moments) -> tuple[Moments, Moments]:
        """State and moment of each deadline that was met; -1 and `NEVER` for the others."""
        state, met_at = np.full(len(run), -1), np.full(len(run), NEVER)
        first = np.cumsum(wanted) - wanted
        for (rows, low, high, at), late in zip(self.turns, self.lates, strict=True):
            count = high - low
            place = np.repeat(first[rows] + low, count) + _within(count)
            state[place] = MET_LATE if late else MET
            met_at[place] = np.repeat(at, count)
        return state, met_at


def _within(counts: Moments) -> Moments:
    """0, 1, 2 … within each of some stretches."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
