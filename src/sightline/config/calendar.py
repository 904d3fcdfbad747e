"""Bank holidays of England and Wales, handed to the engine, which has no calendar of its own."""

from __future__ import annotations

from functools import cache

import holidays

from sightline.engine import Calendar

YEARS = range(2009, 2051)
SUBDIVISIONS = {"england": "ENG", "wales": "WLS"}


@cache
def calendar(nation: str) -> Calendar:
    """The working days of a nation. Raises KeyError for a nation that no protocol area names."""
    days = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=YEARS)
    return Calendar(nation=nation, holidays=frozenset(days))
