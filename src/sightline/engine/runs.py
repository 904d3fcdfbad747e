"""From what happened to the times a clock ran: it may start, stop and start again. Knows no duty."""

from __future__ import annotations

from collections.abc import Sequence
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


def runs(clock: Clock, ordered: Sequence[Occurrence]) -> list[Run]:
    """Every time the clock ran. A start while it runs changes nothing; `ordered` is by moment."""
    found: list[Run] = []
    running: datetime | None = None
    for occurrence in ordered:
        if running is None and occurrence.event in clock.starts:
            running = occurrence.at
        elif running is not None and occurrence.event in clock.stops:
            found.append(Run(running, occurrence.at))
            running = None
    return [*found, Run(running)] if running is not None else found
