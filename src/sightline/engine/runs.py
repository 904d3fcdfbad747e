"""From what happened to the times a clock ran: it may start, stop and start again. Knows no duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sightline.engine.model import Clock


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened, by the vocabulary's name, at an aware moment."""

    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One time a clock ran: from its start to its stop, or still running."""

    start: datetime
    end: datetime | None = None


class History:
    """What happened up to a moment, ready to be asked by event. Order is by moment, then as told."""

    def __init__(self, occurrences: Iterable[Occurrence], until: datetime) -> None:
        self._moments: dict[str, list[tuple[datetime, int]]] = {}
        for number, occurrence in enumerate(sorted((o for o in occurrences if o.at <= until), key=lambda o: o.at)):
            self._moments.setdefault(occurrence.event, []).append((occurrence.at, number))

    def knows(self, events: Iterable[str]) -> bool:
        """Whether any of these events happened."""
        return any(event in self._moments for event in events)

    def of(self, events: Iterable[str], since: datetime) -> list[datetime]:
        """The moments, in order, at which any of these events happened from a moment on."""
        return sorted(at for event in events for at, _ in self._moments.get(event, ()) if at >= since)

    def runs(self, clock: Clock) -> list[Run]:
        """Every time a clock ran. A start while it runs changes nothing."""
        marks = [(*m, True) for event in clock.starts for m in self._moments.get(event, ())]
        marks += [(*m, False) for event in clock.stops for m in self._moments.get(event, ())]
        found: list[Run] = []
        running: datetime | None = None
        for at, _, starts in sorted(marks):
            if running is None and starts:
                running = at
            elif running is not None and not starts:
                found.append(Run(running, at))
                running = None
        return [*found, Run(running)] if running is not None else found
