"""The hours of an episode as a strip: what lasted, and numbered marks for what happened or is due. Knows no record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline.web.pictures.drawing import element, together
from sightline.web.pictures.drawing import frame as framed
from sightline.web.words import LONDON, clock_words, day_words, moment_words

WIDTH, LEFT, RIGHT, LANE, MARK = 960, 110, 20, 30, 24
STEPS = [timedelta(hours=h) for h in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 2016)]
SHAPES = {"event": "circle", "due": "diamond", "overdue": "triangle", "met": "square"}


class Stretch(NamedTuple):
    """Something that lasted: `end` None is still going on."""

    text: str
    start: datetime
    end: datetime | None
    kind: str = "plain"


class Mark(NamedTuple):
    """Something at one moment. `kind`: event, due, overdue, met or now."""

    text: str
    at: datetime
    kind: str = "event"


class Scale:
    """Moments to places along the strip."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start, self.end = start, max(end, start + timedelta(minutes=30))

    def x(self, at: datetime) -> float:
        """Where a moment stands; what lies outside stands at the edge."""
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> list[datetime]:
        """Round hours of London's clock, at most a dozen."""
        span = self.end - self.start
        step = next((s for s in STEPS if span / s <= 11), span)
        local = self.start.astimezone(LONDON).replace(minute=0, second=0, microsecond=0)
        first = (
            local.replace(hour=0)
            if step >= timedelta(days=1)
            else local.replace(hour=local.hour - local.hour % (step // STEPS[0]))
        )
        every = (first + step * n for n in range(400))  # wall-clock steps, so that midnights stay midnights
        return [t for t in takewhile(lambda t: t <= self.end, every) if t >= self.start]


def drawn_strip(
    title: str, stretches: Sequence[Stretch], marks: Sequence[Mark], start: datetime, end: datetime
) -> dict[str, Any]:
    """The context of components/picture.html. Marks are numbered in the order of time; the table says what each is."""
    scale = Scale(start, end)
    ordered = sorted(marks, key=lambda m: m.at)
    numbered = [mark for mark in ordered if mark.kind != "now"]
    rows_of = _rows([scale.x(mark.at) for mark in numbered])
    top = 30 + len(stretches) * LANE
    bottom = top + (max(rows_of, default=0) + 1) * MARK + 8
    parts = [*_axis(scale, bottom), *(_lane(stretch, row, scale) for row, stretch in enumerate(stretches))]
    parts += [
        _mark(str(n), mark, scale.x(mark.at), top + row * MARK + 14)
        for n, (mark, row) in enumerate(zip(numbered, rows_of, strict=True), 1)
    ]
    parts += [_now(scale.x(mark.at), bottom) for mark in ordered if mark.kind == "now"]
    said = _("From %(start)s to %(end)s: %(count)d moments, listed in the table.") % {
        "start": moment_words(start), "end": moment_words(end), "count": len(numbered)}  # fmt: skip
    parts.append(_legend(bottom + 44))
    svg = framed(parts, title=title, description=said, width=WIDTH, height=bottom + 58, look="strip")
    rows = [(str(n), moment_words(m.at), _kinds().get(m.kind, m.kind), m.text) for n, m in enumerate(numbered, 1)]
    rows += [
        ("–", f"{moment_words(s.start)} – {moment_words(s.end) if s.end else _('now')}", _("Lasted"), s.text)
        for s in stretches
    ]
    return {
        "svg": svg,
        "title": title,
        "head": [_("Number"), _("When"), _("Kind"), _("What")],
        "rows": rows,
        "numeric": "",
    }


def _rows(places: Sequence[float]) -> list[int]:
    """For each mark the first row in which it touches no earlier one."""
    ends: list[float] = []
    rows = []
    for x in places:
        row = next((n for n, last in enumerate(ends) if x - last >= MARK), len(ends))
        ends[row : row + 1] = [x]
        rows.append(row)
    return rows


def _axis(scale: Scale, bottom: int) -> list[SafeString]:
    parts = [element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=bottom, y2=bottom, class_="app-svg__axis")]
    ticks = scale.ticks()
    for number, tick in enumerate(ticks):
        x = scale.x(tick)
        midnight = tick.astimezone(LONDON).hour == 0
        text = day_words(tick).rsplit(" ", 1)[0] if midnight else clock_words(tick)
        end = "end" if number == len(ticks) - 1 and x > WIDTH - 50 else "middle"
        parts.append(element("line", x1=x, x2=x, y1=8, y2=bottom + 5, class_="app-svg__grid"))
        parts.append(element("text", text, x=x, y=bottom + 20, text_anchor=end, class_="app-svg__small"))
    return parts


def _lane(stretch: Stretch, row: int, scale: Scale) -> SafeString:
    y = 20 + row * LANE
    x, end = scale.x(stretch.start), scale.x(stretch.end or scale.end)
    bar = element(
        "rect",
        x=x,
        y=y,
        width=max(3.0, end - x),
        height=LANE - 10,
        class_=f"app-svg__lane app-svg__lane--{stretch.kind}",
    )
    return together(
        [element("text", stretch.text[:16], x=LEFT - 8, y=y + 15, text_anchor="end", class_="app-svg__small"), bar]
    )


def _kinds() -> dict[str, str]:
    return {"event": _("Happened"), "met": _("Done"), "due": _("Due"), "overdue": _("Overdue")}


def _legend(y: int) -> SafeString:
    """What the shapes mean: shape and words, so that colour is never needed."""
    parts = []
    for place, (kind, name) in enumerate(_kinds().items()):
        x = LEFT + 14 + 130 * place
        parts += [_shape(kind, x, y), element("text", name, x=x + 20, y=y + 4, class_="app-svg__small")]
    return together(parts)


def _mark(number: str, mark: Mark, x: float, y: float) -> SafeString:
    look = f"app-svg__number app-svg__number--{mark.kind}"
    return together([_shape(mark.kind, x, y), element("text", number, x=x, y=y + 4, text_anchor="middle", class_=look)])


def _shape(kind: str, x: float, y: float) -> SafeString:
    look = {"class_": f"app-svg__mark app-svg__mark--{kind}"}
    return {
        "circle": lambda: element("circle", cx=x, cy=y, r=10, **look),
        "square": lambda: element("rect", x=x - 10, y=y - 10, width=20, height=20, **look),
        "diamond": lambda: element("path", d=f"M{x:.1f} {y - 12:.1f}l12 12-12 12-12-12z", **look),
        "triangle": lambda: element("path", d=f"M{x:.1f} {y - 13:.1f}l13 22h-26z", **look),
    }[SHAPES.get(kind, "circle")]()


def _now(x: float, bottom: int) -> SafeString:
    late = x > WIDTH - 60
    line = element("line", x1=x, x2=x, y1=2, y2=bottom, class_="app-svg__now")
    end = "end" if late else "start"
    return together(
        [line, element("text", _("now"), x=x - 5 if late else x + 5, y=13, text_anchor=end, class_="app-svg__small")]
    )
