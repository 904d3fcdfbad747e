"""Draws a person's history as columns, one a month, stacked by category. Shapes only: the table has the words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.dateformat import format as date_words

from sightline.web.screens.person_history import History

COLUMN, GAP, LEFT, TOP, TALL = 20, 6, 30, 12, 120
# Distinguishable in greyscale too; every colour has its own texture in the legend's order of darkness.
COLOURS = ("#4c2c92", "#912b88", "#0b6e6e", "#1d70b8", "#b58840", "#505a5f")


@dataclass(frozen=True, slots=True)
class Block:
    """One category in one month: where it stands and how high."""

    x: int
    y: int
    height: int
    colour: str
    count: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the template draws, in the picture's own units."""

    width: int
    height: int
    base: int
    left: int
    column: int
    blocks: list[Block]
    labels: list[tuple[int, str]]
    lines: list[tuple[int, int]]
    legend: list[tuple[str, str]]


def _colour(index: int) -> str:
    return COLOURS[min(index, len(COLOURS) - 1)]


def _blocks(past: History, unit: float) -> list[Block]:
    blocks = []
    for number, month in enumerate(past.months):
        x, y = LEFT + number * (COLUMN + GAP), float(TOP + TALL)
        for index, count in enumerate(month.counts):
            if count:
                y -= count * unit
                blocks.append(Block(x, round(y), round(count * unit) - 1, _colour(index), count))
    return blocks


def drawn(past: History) -> Picture:
    """The picture of a history that has something in it."""
    most = max(past.most, 1)
    step = max(1, -(-most // 4))
    top = step * -(-most // step)
    unit = TALL / top
    lines = [(round(TOP + TALL - n * unit), n) for n in range(0, top + 1, step)]
    labels = [(LEFT + n * (COLUMN + GAP), date_words(m.first, "M y")) for n, m in enumerate(past.months) if n % 3 == 2]
    legend = [(name, _colour(index)) for index, name in enumerate(past.names)]
    return Picture(
        LEFT + len(past.months) * (COLUMN + GAP) + 16,  # room for the last label
        TOP + TALL + 24,
        TOP + TALL,
        LEFT,
        COLUMN,
        _blocks(past, unit),
        labels,
        lines,
        legend,
    )
