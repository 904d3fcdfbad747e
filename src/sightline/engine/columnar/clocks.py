"""Which duties of many episodes fall due when, and which were met. The scalar `schedule` is the oracle.

Knows no agency: who must act is the card's word for a role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sightline.engine.columnar.columns import NEVER, Bits, Codes, Columns, Moments, Numbers
from sightline.engine.columnar.joining import Items, joined
from sightline.engine.columnar.moments import DAY, MINUTE, WorkingDays, at_local, local_days
from sightline.engine.columnar.recurring import (
    MET,
    MET_LATE,
    OPEN,
    STOPPED,
    Every,
    EveryLength,
    EveryMonths,
    EveryWorkingDays,
    recurring,
)
from sightline.engine.columnar.runs import Happened, Runs
from sightline.engine.columnar.weighing import Weights
from sightline.engine.merge import Asked
from sightline.engine.model import Duty, Period, Timing
from sightline.engine.protocols import ClockCard, Protocols
from sightline.engine.timing import Calendar, Terms, clock_times

STATES = ("open", "met", "met late", "stopped")
EPOCH_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Dues:
    """What fell due, or was met before it did: row of the episode, what is asked, deadline, state, when it was met.

    `asked` is a place in `names`; `due` and `met_at` are `NEVER` where there is none; `state` a place in `STATES`.
    """

    names: tuple[Asked, ...]
    episode: Numbers
    asked: Numbers
    due: Moments
    state: Codes
    met_at: Moments


class Clocks:
    """The clocks of one area over a set of episodes."""

    def __init__(self, protocols: Protocols, area: str, columns: Columns, weights: Weights, calendar: Calendar) -> None:
        self.protocols, self.area, self.columns, self.weights = protocols, protocols.area(area), columns, weights
        self.happened = Happened(columns)
        self.terms = Terms(self.area, {}, calendar)
        moments: list[Moments] = [marks.at for marks in columns.events.values() if len(marks.at)]
        spanned: Moments = np.concatenate([*moments, columns.until]) if columns.size else np.zeros(1, np.int64)
        self.working = WorkingDays(calendar, self.area.times("the working day ends at"), spanned)

    def dues(self) -> Dues:
        """Every duty that has fallen due by the episode's own moment, has no time, or was met; merged across cards."""
        chains: dict[Asked, list[Items]] = {}
        for entry in self.protocols.clocks(self.area.id):
            for duty, runs in self._acting(entry):
                chains.setdefault((duty.do, duty.who, duty.to), []).extend(self._items(duty, runs))
        tables = [(n, joined(items)) for n, items in enumerate(chains.values())]
        shown = [(n, items.where(self._shown(items))) for n, items in tables]
        lengths = [len(items.due) for _, items in shown]
        if not shown:
            none = np.empty(0, np.int64)
            return Dues((), none.astype(np.int32), none.astype(np.int32), none, none.astype(np.int8), none)
        return Dues(
            names=tuple(chains),
            episode=np.concatenate([items.episode for _, items in shown]),
            asked=np.repeat(np.array([n for n, _ in shown], np.int32), lengths),
            due=np.concatenate([items.due for _, items in shown]),
            state=np.concatenate([items.state for _, items in shown]),
            met_at=np.concatenate([items.met_at for _, items in shown]),
        )

    def _shown(self, items: Items) -> Bits:
        until = self.columns.until.take(items.episode)
        shown: Bits = (items.due <= until) | (items.due == NEVER) | (items.state != OPEN)
        return shown

    def _acting(self, entry: ClockCard) -> Iterator[tuple[Duty, Runs]]:
        """The duties of a card with the runs of its clock in the episodes where it acts and was in force."""
        if not self.happened.knows(entry.clock.starts):
            return
        acts = self.weights.acts(entry.version.condition)
        if not acts.any():
            return
        runs = self.happened.runs(entry.clock)
        runs = runs.where(acts[runs.episode])
        runs = runs.where(self._in_force(entry, runs))
        if len(runs.start):
            for duty in entry.clock.duties:
                yield duty, runs

    def _in_force(self, entry: ClockCard, runs: Runs) -> Bits:
        here = (entry.version.in_force_from - EPOCH_DAY).days
        ends = entry.card.ends(entry.version)
        until = (ends - EPOCH_DAY).days if ends else None
        if until is None and runs.start.min(initial=NEVER) >= (here + 1) * DAY:
            return np.ones(len(runs.start), bool)  # in force since before the first of them: no day need be known
        days = local_days(runs.start)
        found: Bits = (days >= here) & (days < (NEVER if until is None else until))
        return found

    def _items(self, duty: Duty, runs: Runs) -> Iterator[Items]:
        """What one duty asks in these runs, split by whether a length was agreed in the case."""
        period = duty.timing.period
        agreed = self.columns.measures.get(period.measure) if period and period.measure else None
        if agreed is None:
            yield self._of(duty, runs, self.terms.settled(period), None)
            return
        minutes = agreed[runs.episode]
        if period and period.at_most:  # whatever was agreed, never longer than the card allows
            minutes = np.minimum(minutes, int(period.at_most.total_seconds() // 60))
        for rows, settled in ((minutes > 0, Period(elapsed=timedelta(minutes=1))), (minutes <= 0, None)):
            lengths = minutes[rows].astype(np.int64) * MINUTE if settled else None
            if rows.any():
                yield self._of(duty, runs.where(rows), settled or self.terms.settled(period), lengths)

    def _of(self, duty: Duty, runs: Runs, period: Period | None, lengths: Moments | None) -> Items:
        if duty.timing.shape == "every" and period:
            return self._again(duty, runs, period, lengths)
        return self._once(duty, runs, self._due(duty.timing, runs.start, period, lengths))

    def _again(self, duty: Duty, runs: Runs, period: Period, lengths: Moments | None) -> Items:
        begins = runs.start + _microseconds(duty.timing.after)
        every = self._every(begins, period, lengths)
        until = self.terms.settled(duty.timing.until)
        end = self._add(begins, until) if until else np.full(len(begins), NEVER)
        done = self.happened.done(self.protocols.vocabulary.actions[duty.do].shown_by)
        slots = recurring(every, begins, end, runs, self.columns.until.take(runs.episode), done)
        state = self._excused(duty, runs, slots.run, slots.state)
        episode = runs.episode.take(slots.run)
        return Items(episode, slots.opens, slots.due, state, slots.met_at, True, runs.alone)

    def _every(self, begins: Moments, period: Period, lengths: Moments | None) -> Every:
        if period.working_days:
            return EveryWorkingDays(begins, period.working_days, self.working)
        if period.months:
            return EveryMonths(begins, period.months)
        return EveryLength(begins, _microseconds(period.elapsed or timedelta(0)) if lengths is None else lengths)

    def _add(self, begins: Moments, period: Period, lengths: Moments | None = None) -> Moments:
        return self._every(begins, period, lengths).due(np.ones(len(begins), np.int64), np.arange(len(begins)))

    def _due(self, timing: Timing, start: Moments, period: Period | None, lengths: Moments | None) -> Moments:
        begins = start + _microseconds(timing.after)
        if timing.shape == "within" and period:
            return self._add(begins, period, lengths)
        if timing.shape == "at_once":
            return begins
        if timing.shape == "by":
            return self._next(timing, begins)
        return np.full(len(start), NEVER)

    def _next(self, timing: Timing, moments: Moments) -> Moments:
        today, found = local_days(moments), np.full(len(moments), NEVER)
        for clock in clock_times(timing, self.area):
            for day in (0, 1):
                at = at_local(today + day, clock)
                found = np.where(at > moments, np.minimum(found, at), found)
        return found

    def _once(self, duty: Duty, runs: Runs, due: Moments) -> Items:
        grace = self._grace(duty)
        first = self.happened.done(self.protocols.vocabulary.actions[duty.do].shown_by).first_since(runs)
        reached = (runs.end == NEVER) | ((due != NEVER) & (due <= runs.end))
        late = (first != NEVER) & (due != NEVER) & (due < first - grace) & reached
        met = ~late & (first != NEVER) & (reached | (first <= runs.end))
        left = self._excused(duty, runs, None, np.where(reached, np.int8(OPEN), np.int8(STOPPED)))
        state = np.where(late, np.int8(MET_LATE), np.where(met, np.int8(MET), left))
        met_at = np.where(late | met, first, NEVER)
        return Items(runs.episode, runs.start, due, state, met_at, False, runs.alone)

    def _grace(self, duty: Duty) -> int:
        return _microseconds(duty.acknowledge_within) if duty.timing.shape == "at_once" else 0

    def _excused(self, duty: Duty, runs: Runs, run: Moments | None, state: Codes) -> Codes:
        if not duty.excused_by:
            return state
        excused = self.happened.done(frozenset(duty.excused_by)).first_since(runs) != NEVER
        return np.where((excused if run is None else excused[run]) & (state == OPEN), np.int8(STOPPED), state)


def dues(protocols: Protocols, area: str, columns: Columns, weights: Weights, calendar: Calendar) -> Dues:
    """Every duty that fell due in each episode, merged across cards, as `schedule` says it of one (D1-D98).

    `weights` answer the facts; the version in force when a clock started governs.
    """
    return Clocks(protocols, area, columns, weights, calendar).dues()


def _microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
