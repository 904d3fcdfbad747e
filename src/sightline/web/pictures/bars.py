"""Numbers as horizontal bars. Knows no record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from sightline.web.pictures.drawing import element, frame

WIDTH, LABEL, ROW = 720, 230, 34
LONGEST_LABEL = 26  # characters that fit beside a bar; the table has the whole


class Bar(NamedTuple):
    """One number with its name."""

    text: str
    value: float


def drawn_bars(title: str, bars: Sequence[Bar], unit: str = "") -> dict[str, Any]:
    """The context of components/picture.html: a bar each, longest first stays as given, and the table."""
    most = max((bar.value for bar in bars), default=0) or 1
    parts = []
    for row, bar in enumerate(bars):
        y, length = row * ROW + 4, max(1.0, (WIDTH - LABEL - 70) * bar.value / most)
        name = bar.text if len(bar.text) <= LONGEST_LABEL else bar.text[: LONGEST_LABEL - 1] + "…"
        parts += [
            element("text", name, x=LABEL - 10, y=y + 18, text_anchor="end", class_="app-svg__text"),
            element("rect", x=LABEL, y=y, width=length, height=ROW - 8, class_="app-svg__bar"),
            element(
                "text", f"{bar.value:g}", x=LABEL + length + 8, y=y + 18, class_="app-svg__text app-svg__text--strong"
            ),
        ]
    height = max(ROW, len(bars) * ROW + 4)
    said = ", ".join(f"{bar.text}: {bar.value:g}" for bar in bars) or _("Nothing to show")
    svg = frame(
        parts, title=title, description=f"{unit}: {said}" if unit else said, width=WIDTH, height=height, look="bars"
    )
    rows = [(bar.text, f"{bar.value:g}") for bar in bars]
    return {"svg": svg, "title": title, "head": [_("What"), unit or _("Number")], "rows": rows, "numeric": "1"}
