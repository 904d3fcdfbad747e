"""From what happened in many episodes to the times each clock ran, and to what was done since. Knows no duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sightline.engine.columnar.columns import NEVER, Bits, Columns, Marks, Moments, Numbers
from sightline.engine.model import Clock


@dataclass(frozen=True, slots=True)
class Runs:
    """Times a clock ran: the row of the episode, its start, and its end or `NEVER`."""

    episode: Numbers
    start: Moments
    end: Moments

    def where(self, kept: Bits) -> Runs:
        """Only some of the runs."""
        if kept.all():
            return self
        rows = np.flatnonzero(kept)
        return Runs(self.episode.take(rows), self.start.take(rows), self.end.take(rows))

    @property
    def alone(self) -> bool:
        """Whether each episode has at most one run; they are in order of episode."""
        return not bool((self.episode[1:] == self.episode[:-1]).any())


class Happened:
    """What happened in each episode, ready to be asked by clock and by event. Answers are kept."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        longest = max((int(m.place.max()) for m in columns.events.values() if len(m.place)), default=0)
        self._width = np.int64(longest + 1)
        self._runs: dict[tuple[tuple[str, ...], tuple[str, ...]], Runs] = {}
        self._done: dict[frozenset[str], Done] = {}

    def knows(self, events: Iterable[str]) -> bool:
        """Whether any of these events happened anywhere."""
        return any(name in self.columns.events for name in events)

    def runs(self, clock: Clock) -> Runs:
        """Every time a clock ran. A start while it runs changes nothing."""
        key = (clock.starts, clock.stops)
        if key not in self._runs:
            self._runs[key] = self._found(clock)
        return self._runs[key]

    def _found(self, clock: Clock) -> Runs:
        starts, stops = self._together(clock.starts), self._together(clock.stops)
        order = np.argsort(np.concatenate([self._keys(starts), self._keys(stops)]), kind="stable")
        episode = np.concatenate([starts.episode, stops.episode])[order]
        at = np.concatenate([starts.at, stops.at])[order]
        begins = order < len(starts.at)
        first = np.ones(len(order), bool)
        first[1:] = episode[1:] != episode[:-1]
        running = np.zeros(len(order), bool)  # just before this mark
        running[1:] = begins[:-1] & ~first[1:]
        closes = ~begins & running
        opened, closed = np.flatnonzero(begins & ~running), np.flatnonzero(closes)
        following = np.cumsum(closes).take(opened)
        safe = closed[np.minimum(following, max(len(closed) - 1, 0))] if len(closed) else opened
        ended = (following < len(closed)) & (episode[safe] == episode[opened])
        return Runs(episode[opened], at[opened], np.where(ended, at[safe], NEVER))

    def _together(self, names: Iterable[str]) -> Marks:
        found = [self.columns.events[name] for name in names if name in self.columns.events]
        if len(found) == 1:
            return found[0]
        if not found:
            return Marks(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32))
        joined = Marks(*(np.concatenate([getattr(m, f) for m in found]) for f in ("episode", "at", "place")))
        order = np.argsort(self._keys(joined), kind="stable")
        return Marks(joined.episode[order], joined.at[order], joined.place[order])

    def _keys(self, marks: Marks) -> Moments:
        keys: Moments = marks.episode * self._width + marks.place
        return keys

    def done(self, events: frozenset[str]) -> Done:
        """When any of these events happened, by episode and moment."""
        if events not in self._done:
            marks = self._together(sorted(events))
            each = np.bincount(marks.episode, minlength=self.columns.size)
            self._done[events] = Done(marks.at, np.concatenate([[0], np.cumsum(each)]))
        return self._done[events]


@dataclass(frozen=True, slots=True)
class Done:
    """Moments in order of episode and time; those of episode n lie from `begins[n]` up to `begins[n + 1]`."""

    at: Moments
    begins: Moments

    def since(self, runs: Runs) -> tuple[Moments, Moments]:
        """For each run the place of the first moment at or after its start, and the place behind its episode's last."""
        low, high = self.begins[runs.episode].copy(), self.begins[runs.episode + 1]
        last = high.copy()
        while (open_ := low < high).any():
            middle = (low + high) // 2
            before = open_ & (self.at[np.minimum(middle, len(self.at) - 1)] < runs.start)
            low = np.where(before, middle + 1, low)
            high = np.where(open_ & ~before, middle, high)
        return low, last

    def first_since(self, runs: Runs) -> Moments:
        """For each run the first moment at or after its start, or `NEVER`."""
        place, behind = self.since(runs)
        if not len(self.at):
            return np.full(len(place), NEVER)
        return np.where(place < behind, self.at[np.minimum(place, len(self.at) - 1)], NEVER)
