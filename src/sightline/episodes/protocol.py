"""The protocols and calendars in force, as provided from outside. Reads no file and no clock itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sightline.engine import Calendar, Fault, Protocols


@dataclass(frozen=True, slots=True)
class AtFault:
    """The folder of protocols holds faults since a moment; the edition that was good last, and when, goes on."""

    faults: tuple[Fault, ...]
    since: datetime
    edition: str
    good_at: datetime


def provide(
    protocols: Callable[[], Protocols],
    calendar: Callable[[str], Calendar],
    again: Callable[[datetime], None] = lambda at: None,
    fault: Callable[[], AtFault | None] = lambda: None,
) -> None:
    """Say where the protocols and the bank holidays come from: called once, by the wiring."""
    _sources.protocols, _sources.calendar, _sources.again, _sources.fault = protocols, calendar, again, fault


class _Sources:
    protocols: Callable[[], Protocols]
    calendar: Callable[[str], Calendar]
    again: Callable[[datetime], None]
    fault: Callable[[], AtFault | None]


_sources = _Sources()


def protocols() -> Protocols:
    """Every card, area and word in force; the same from the beginning of a request or round to its end."""
    return _sources.protocols()


def look_again(at: datetime) -> None:
    """Work by what the folder says now: at the beginning of a request or round, never within one."""
    _sources.again(at)


def at_fault() -> AtFault | None:
    """What is wrong with the folder, where an earlier edition goes on in its stead."""
    return _sources.fault()


def calendar(area: str) -> Calendar:
    """The working days of an area's nation."""
    return _sources.calendar(protocols().areas[area].nation)
