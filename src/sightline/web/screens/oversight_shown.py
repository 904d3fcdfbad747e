"""Turns the rows of a second look into cells of a table and bars of a picture. Knows no query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _

from sightline.access.queries import agency_names
from sightline.episodes.protocol import protocols
from sightline.insight.looks import Listing
from sightline.web.pictures.bars import Bar
from sightline.web.screens.oversight_words import HEADS, SAID, WHERE
from sightline.web.shown import in_words
from sightline.web.words import length_words

LONGEST = 280  # characters of a text in a cell; the page it leads to has the whole
MOST_BARS = 24
ATTRIBUTE = {"episode_reference": "reference"}  # where a column is named otherwise than its field
PARTS = {"share", "overturn_rate"}  # 0 to 1, shown as a percentage
AGENCIES = {"agency", "host_authority"}  # a number of an agency, or its name already
Cell = str | int | dict[str, Any]
Drawn = tuple[str, list[Bar]]  # what the bars count, and the bars


def _percent(part: float) -> str:
    return f"{100 * part:.0f}%"


def _bars(name: str, value: str) -> Callable[[Sequence[Any]], list[Bar]]:
    """A bar for each row, from two of its fields."""
    return lambda rows: [Bar(str(getattr(row, name)), getattr(row, value)) for row in rows]


def _by_hour(rows: Sequence[Any]) -> list[Bar]:
    absent = {int(row.of): row.absent for row in rows if row.by == "hour"}
    return [Bar(f"{hour:02}:00", absent.get(hour, 0)) for hour in range(24)]


def _completeness(rows: Sequence[Any]) -> list[Bar]:
    return [Bar(row.name, round(100 * row.share)) for row in sorted(rows, key=lambda row: row.share)]


def _definitions(rows: Sequence[Any]) -> list[Bar]:
    return [Bar(rule, number) for row in rows for rule, number in row.repeat_by_rule.items()]


PICTURES: dict[str, tuple[Callable[[], str], Callable[[Sequence[Any]], list[Bar]]]] = {
    "absent-shares": (lambda: _("Decisions of absent, by hour of the day"), _by_hour),
    "homes": (lambda: _("Missing episodes, by home"), _bars("name", "missing")),
    "completeness": (lambda: _("Per cent told of what helps to find somebody"), _completeness),
    "contributions": (lambda: _("Entries, by kind of agency"), _bars("agency_kind", "entries")),
    "interviews-by-group": (lambda: _("Found children, by group"), _bars("group", "found")),
    "themes": (lambda: _("Times said, by theme"), _bars("theme", "times")),
    "waiting": (lambda: _("Interviews waiting, by provider"), _bars("name", "waiting")),
    "from-care": (lambda: _("Episodes, by setting"), _bars("setting", "episodes")),
    "repeat-and-long-term": (lambda: _("People, by definition of repeat"), _definitions),
}


def month_words(month: date) -> str:
    """November 2026."""
    return dateformat.format(month, "F Y")


def drawn(found: Listing) -> Drawn | None:
    """What can be drawn of a look: its figures, or how much of it began in each month; None where that is no series."""
    key = found.tally.look.key
    if key in PICTURES:
        unit, bars = PICTURES[key]
        made = bars(found.figures)[:MOST_BARS]
        return (unit(), made) if len(made) > 1 and any(bar.value for bar in made) else None
    months = [Bar(month_words(month), number) for month, number in found.months]
    return (_("How many, by month"), months) if len(months) > 1 else None


def heads(key: str) -> list[str]:
    """The headings of a list."""
    return [str(HEADS[name]) for name in SAID[key].columns.split()]


def table(found: Listing) -> tuple[list[list[Cell]], str]:
    """The cells of a page of a list, and which columns hold numbers."""
    columns = SAID[found.tally.look.key].columns.split()
    values = [[getattr(row, ATTRIBUTE.get(name, name)) for name in columns] for row in found.rows]
    agencies = _agencies(columns, values)
    cells = [
        [_cell(name, value, found, agencies) for name, value in zip(columns, row, strict=True)] for row in values
    ]  # fmt: skip
    numeric = [str(n) for n, name in enumerate(columns) if _is_numeric(name, [row[n] for row in values])]
    return cells, ",".join(numeric)


def _agencies(columns: Sequence[str], values: Sequence[Sequence[Any]]) -> Mapping[int, str]:
    places = [n for n, name in enumerate(columns) if name in AGENCIES]
    numbers = {row[n] for row in values for n in places if isinstance(row[n], int)}
    return agency_names(numbers) if numbers else {}


def _is_numeric(name: str, values: Sequence[Any]) -> bool:
    if name in ("person", "episode", *AGENCIES):
        return False
    return all(isinstance(v, int | float) and not isinstance(v, bool) or v is None for v in values) and any(
        v is not None for v in values
    )


def _cell(name: str, value: Any, found: Listing, agencies: Mapping[int, str]) -> Cell:
    """One value as a cell; people and episodes lead to their pages."""
    if name == "person":
        return _link(found.names.get(value, ""), f"/people/{value}") if value else ""
    if name == "episode":
        return _link(found.references.get(value, ""), f"/episodes/{value}")
    if name == "children" and isinstance(value, tuple):
        return ", ".join(found.names[child] for child in value if child in found.names)
    if name in AGENCIES and not isinstance(value, str):
        return agencies.get(value, _("not entered")) if value else _("not entered")
    if name == "area":
        return protocols().areas[value].name if value in protocols().areas else str(value)
    return _plain(name, value)


def _link(text: str, href: str) -> Cell:
    return {"text": text or _("open"), "href": href}


def _plain(name: str, value: Any) -> Cell:
    if isinstance(value, timedelta):
        return length_words(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float):
        return _percent(value) if name in PARTS else f"{value:.1f}"
    said = in_words(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def standing(findings: Sequence[str]) -> list[dict[str, str]]:
    """Where these findings stand: number, source with its page of the library, place."""
    sources = protocols().sources
    return [
        {
            "id": finding,
            "source": sources[source].title,
            "href": f"/protocols/by-document?document={source}",
            "place": str(place),
        }
        for finding, (source, place) in ((finding, WHERE[finding]) for finding in findings)
    ]
