"""Reads the rows of the requirements inventory, a page of Markdown tables, section by section. Reads no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine.faults import Fault

SECTION = re.compile(r"# ([A-Z])\. (.+)")
ROW = re.compile(r"\| *([A-Z]\d+[a-z]?) *\|")
NAME = "the inventory"


@dataclass(frozen=True, slots=True)
class Inventory:
    """The titles of the sections by letter, and the ids of the rows in the order of the page."""

    sections: dict[str, str]
    rows: tuple[str, ...]

    def of(self, section: str) -> tuple[str, ...]:
        """The rows of one section, by its letter."""
        return tuple(row for row in self.rows if row[0] == section)


def read_inventory(text: str, faults: list[Fault]) -> Inventory:
    """Every row that stands under a lettered heading. A row twice, or under another letter, is a fault."""
    sections: dict[str, str] = {}
    rows: dict[str, int] = {}
    for number, section, title, row in _lines(text):
        sections.setdefault(section, title)
        if row and row in rows:
            faults.append(Fault(NAME, number, f"{row} stands on line {rows[row]} too.", "Give one of them another id."))
        elif row and row[0] != section:
            faults.append(Fault(NAME, number, f"{row} stands in section {section}.", "Move it to its own section."))
        elif row:
            rows[row] = number
    return Inventory(sections, tuple(rows))


def _lines(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Number, section, title and row of each heading and row; the row is empty on a heading."""
    section = title = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := SECTION.match(line):
            section, title = match[1], match[2].strip()
            yield number, section, title, ""
        elif section and (match := ROW.match(line)):
            yield number, section, title, match[1]
