"""The protocols and calendars in force, as provided from outside. Reads no file and no clock itself."""

from __future__ import annotations

from collections.abc import Callable

from sightline.engine import Calendar, Protocols


def provide(protocols: Callable[[], Protocols], calendar: Callable[[str], Calendar]) -> None:
    """Say where the protocols and the bank holidays come from: called once, by the wiring."""
    _sources.protocols, _sources.calendar = protocols, calendar


class _Sources:
    protocols: Callable[[], Protocols]
    calendar: Callable[[str], Calendar]


_sources = _Sources()


def protocols() -> Protocols:
    """Every card, area and word in force."""
    return _sources.protocols()


def calendar(area: str) -> Calendar:
    """The working days of an area's nation."""
    return _sources.calendar(protocols().areas[area].nation)
