"""The invented places of the county, laid over real England so that its map has a coast. Knows no person."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sightline.demonstration import figures
from sightline.demonstration.lots import Lots

NORTHMOOR, KINGSMERE, SOUTHVALE = "Northmoor City Council", "Kingsmere Borough Council", "Southvale County Council"
TOWNS = {
    NORTHMOOR: {"Northmoor": (52.48, -1.90), "Harrowgreen": (52.53, -1.83), "Tanners Cross": (52.43, -1.96)},
    KINGSMERE: {"Kingsmere": (52.41, -1.51), "Fulbrook Heath": (52.45, -1.58), "Dunsleigh": (52.36, -1.47)},
    SOUTHVALE: {"Southvale": (51.75, -1.26), "Millbarrow": (51.67, -1.29), "Oxenholt": (51.84, -1.33)},
}
STREETS = (
    "Weaver Street", "Chapel Road", "Brook Walk", "Mill Close", "Orchard Avenue", "Bridge Street", "Station Road",
    "Lime Grove", "Priory Lane", "Canal Street", "Foundry Road", "Meadow View", "Hill Rise", "Church Lane",
    "Quarry Road", "Abbey Court", "Saddlers Row", "Windmill Hill", "Kiln Lane", "Forge Close", "Heron Way",
    "Barley Field", "Wharf Road", "Cooper Street", "Tollgate Road", "Hazel Drive", "Market Place", "Almond Close",
    "Spinney Road", "Beacon Street",
)  # fmt: skip
KNOWN_SPOTS = (
    "the bus station", "the retail park", "the canal towpath", "the railway station", "the skate park",
    "the town library", "the all-night garage", "the riverside park", "the shopping centre", "the market hall",
    "a friend's flat", "the allotments",
)  # fmt: skip
MILES_IN_A_DEGREE = 69.0


@dataclass(frozen=True, slots=True)
class Place:
    """An address or a spot with its coordinates, in degrees."""

    says: str
    lat: float
    lon: float


def _near(lots: Lots, lat: float, lon: float, miles: float) -> tuple[float, float]:
    """A point at this distance in a direction of chance."""
    turn = lots.between(0, 2 * math.pi)
    north = miles * math.cos(turn) / MILES_IN_A_DEGREE
    east = miles * math.sin(turn) / (MILES_IN_A_DEGREE * math.cos(math.radians(lat)))
    return round(lat + north, 5), round(lon + east, 5)


def address(lots: Lots, council: str) -> Place:
    """Somebody's home within a council's area."""
    town = lots.one_of(list(TOWNS[council]))
    lat, lon = _near(lots, *TOWNS[council][town], lots.between(0, 1.5))
    return Place(f"{lots.whole(1, 180)} {lots.one_of(STREETS)}, {town}", lat, lon)


def spot(lots: Lots, council: str, start: Place) -> Place:
    """Where somebody turns up: at the distance from home that Streetwise found (FT5)."""
    miles = lots.between(*lots.deal("distance", figures.DISTANCES))
    lat, lon = _near(lots, start.lat, start.lon, miles)
    town = min(TOWNS[council].items(), key=lambda t: math.hypot(t[1][0] - lat, t[1][1] - lon))[0]
    where = f", {town}" if miles <= 10 else f", some {round(miles)} miles from {town}"
    return Place(lots.one_of(KNOWN_SPOTS) + where, lat, lon)
