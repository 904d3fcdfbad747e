"""The vendored coast of the British Isles, read once, cut to a window and thinned. Knows no picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

Point = tuple[float, float]
SOURCE = Path(__file__).with_name("vendor") / "coastline.txt"
PRECISION = 1000


class Window(NamedTuple):
    """A piece of the earth in degrees."""

    west: float
    south: float
    east: float
    north: float


@cache
def shores() -> tuple[tuple[Point, ...], ...]:
    """Every shore as a closed ring of (longitude, latitude) in degrees."""
    lines = [line for line in SOURCE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return tuple(_ring(line) for line in lines)


def _ring(line: str) -> tuple[Point, ...]:
    steps = [tuple(map(int, step.split(","))) for step in line.split()]
    walked = accumulate(steps, lambda a, b: (a[0] + b[0], a[1] + b[1]))
    return tuple((x / PRECISION, y / PRECISION) for x, y in walked)


def land_in(window: Window) -> list[list[Point]]:
    """The land inside a window as closed rings (Sutherland and Hodgman's cut); a window far inland is one rectangle."""
    return _land(_region(floor(window.west), floor(window.south), ceil(window.east), ceil(window.north)), window)


@lru_cache(maxsize=64)
def _region(west: int, south: int, east: int, north: int) -> list[list[Point]]:
    """The land of whole degrees, kept: the windows of one county all lie in the same few, and the coast is long."""
    return _land(shores(), Window(west, south, east, north))


def _land(shores: Iterable[Sequence[Point]], window: Window) -> list[list[Point]]:
    found = []
    for shore in shores:
        ring = list(shore)
        for inside, crossing in _edges(window):
            ring = _cut(ring, inside, crossing)
        if len(ring) > 2:
            found.append(ring)
    return found


Inside = Callable[[Point], bool]
Crossing = Callable[[Point, Point], Point]


def _edges(w: Window) -> list[tuple[Inside, Crossing]]:
    def at_x(x: float) -> Crossing:
        return lambda a, b: (x, a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]))

    def at_y(y: float) -> Crossing:
        return lambda a, b: (a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]), y)

    return [
        (lambda p: p[0] >= w.west, at_x(w.west)),
        (lambda p: p[0] <= w.east, at_x(w.east)),
        (lambda p: p[1] >= w.south, at_y(w.south)),
        (lambda p: p[1] <= w.north, at_y(w.north)),
    ]


def _cut(ring: list[Point], inside: Inside, crossing: Crossing) -> list[Point]:
    kept: list[Point] = []
    for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        if inside(point) != inside(before):
            kept.append(crossing(before, point))
        if inside(point):
            kept.append(point)
    return kept


def thinned(ring: list[Point], least: float = 1.2) -> list[Point]:
    """A ring of drawn points (pixels) without those closer than `least` to the one before."""
    kept: list[Point] = []
    for x, y in ring:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= least:
            kept.append((x, y))
    return kept
