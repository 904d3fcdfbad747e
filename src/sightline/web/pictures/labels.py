"""Finds room on a picture: numbers are set apart, names go where nothing else is. Knows no map."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels

LEAST = 26.0  # pixels between two numbers
LETTER, LINE = 7.0, 15.0  # about how wide a letter and how high a line is


class Name(NamedTuple):
    """A name with the place of its dot and of its text."""

    text: str
    at: Point
    text_at: Point
    anchor: str


def apart(points: Sequence[Point]) -> list[Point]:
    """The same points, each moved as little to the right and then down as keeps it `LEAST` from those before."""
    shown: list[Point] = []
    for x, y in points:
        tries = ((x + LEAST * step, y + LEAST * row) for row in range(len(points)) for step in range(4))
        free = (p for p in tries if all(hypot(p[0] - a, p[1] - b) >= LEAST - 0.5 for a, b in shown))
        shown.append(next(free, (x, y)))
    return shown


def around(point: Point, reach: float) -> Box:
    """The square around a point."""
    return point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach


def placed(names: Sequence[tuple[str, Point]], taken: Sequence[Box], width: int, height: int) -> list[Name]:
    """Names with room beside, under or over their dot, in the order given; a name without room is left out."""
    used = list(taken)
    found = []
    for text, at in names:
        for text_at, anchor, box in _sides(text, at):
            inside = (
                min(box[0], at[0], box[1], at[1]) >= 0 and max(box[2], at[0]) <= width and max(box[3], at[1]) <= height
            )
            if inside and _free(box, used):
                used.append(box)
                found.append(Name(text, at, text_at, anchor))
                break
    return found


def _sides(text: str, at: Point) -> list[tuple[Point, str, Box]]:
    (x, y), wide = at, LETTER * len(text)
    return [
        ((x + 7, y + 5), "start", (x - 4, y - 8, x + 10 + wide, y + 8)),
        ((x - 7, y + 5), "end", (x - 10 - wide, y - 8, x + 4, y + 8)),
        ((x, y + 28), "middle", (x - wide / 2, y + 14, x + wide / 2, y + 14 + LINE)),
        ((x, y - 17), "middle", (x - wide / 2, y - 16 - LINE, x + wide / 2, y - 16)),
    ]


def _free(box: Box, taken: Sequence[Box]) -> bool:
    return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
