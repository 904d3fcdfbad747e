"""Draws what was late or missed month by month as one self-contained SVG. Knows no record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

Month = tuple[str, int, int]
LEFT, TOP, TALL, WIDE = 64, 76, 260, 34  # pixels: margins, the height of the tallest bar, the room of a month
NOW, CHANGED = "#1d70b8", "#f47738"
NAMED = 12  # months between two names where there are many


def chart(title: str, change: Sequence[str], months: Sequence[Month]) -> str:
    """Two bars a month, now and as changed. Title and description say it all to whoever cannot see it."""
    most = max((max(now, changed) for _, now, changed in months), default=0) or 1
    width, height = max(LEFT + WIDE * len(months) + 24, 480), TOP + TALL + 64
    said = "; ".join(f"{name}: {now:,} now, {changed:,} as changed" for name, now, changed in months)
    inside = "\n".join([*_legend(title, change, height), *_axis(most, width), *_bars(months, most)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="12">\n'
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="desc">{escape("Duties met late or missed by month of the deadline. " + (said or "None."))}</desc>\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _legend(title: str, change: Sequence[str], height: int) -> Iterator[str]:
    yield _text(12, 22, title, size=16, weight="bold")
    yield _text(12, 42, "; ".join(change) or "nothing is changed")
    yield _rect(12, 52, 10, 10, NOW) + _text(28, 61, "now") + _rect(72, 52, 10, 10, CHANGED)
    yield _text(88, 61, "as changed")
    yield _text(12, height - 10, "Duties met late or missed, by month of the deadline")


def _axis(most: int, width: int) -> Iterator[str]:
    for part in (0, 0.5, 1):
        y = TOP + TALL * (1 - part)
        yield f'<line x1="{LEFT - 4}" x2="{width - 20}" y1="{y:g}" y2="{y:g}" stroke="#b1b4b6"/>'
        yield _text(LEFT - 8, y + 4, f"{most * part:,.0f}", anchor="end")


def _bars(months: Sequence[Month], most: int) -> Iterator[str]:
    every = 1 if len(months) <= NAMED else 3
    for place, (name, *numbers) in enumerate(months):
        x = LEFT + place * WIDE
        for side, (number, colour) in enumerate(zip(numbers, (NOW, CHANGED), strict=True)):
            high = TALL * number / most
            yield _rect(x + 2 + 14 * side, TOP + TALL - high, 13, high, colour)
        if place % every == 0:
            yield _text(x + 15, TOP + TALL + 18, name, anchor="middle", size=10)


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:.1f}" width="{width:g}" height="{height:.1f}" fill="{colour}"/>'


def _text(x: float, y: float, says: str, *, anchor: str = "start", size: int = 12, weight: str = "normal") -> str:
    style = f'text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="#0b0c0c"'
    return f'<text x="{x:g}" y="{y:g}" {style}>{escape(says)}</text>'
