"""Reads why rows of the inventory are no matter for software, and why others are still open. Reads no file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sightline.engine.faults import Fault
from sightline.engine.reading.tables import Document, Table
from sightline.engine.review.inventory import Inventory
from sightline.engine.vocabulary import nearest

NAME = "not-software.toml"


@dataclass(frozen=True, slots=True)
class Reasons:
    """A reason by row. Under `still_open` a section's letter gives the reason of every row of it that has none."""

    not_software: Mapping[str, str]
    still_open: Mapping[str, str]

    def why_open(self, row: str) -> str:
        """Why a row is open: its own reason, else its section's, else nothing."""
        return self.still_open.get(row) or self.still_open.get(row[0], "")


def read_reasons(
    text: str, known: Inventory, claims: Mapping[str, Sequence[str]], covered: Collection[str], faults: list[Fault]
) -> Reasons:
    """The tables `[not_software]` and `[open]`. A row that is unknown, or that something covers, is a fault.

    `claims`: who claims each row, whether that counts or not. `covered`: the rows for which it counts.
    """
    top = Table(doc := Document(NAME, text, faults), doc.data, "the list")
    outside, still_open = top.table("not_software"), top.table("open")
    top.close()
    for row in _rows(outside, known.rows):
        if row in claims:
            what = f"{row} is said to be no software, and {claims[row][0]} claims it."
            outside.fault(row, what, "Take the reason away, or the claim.")
        if row in still_open.data:
            outside.fault(row, f"{row} is said to be no software, and open as well.", "Keep one of them.")
    for row in _rows(still_open, (*known.rows, *known.sections)):
        if row in covered:
            still_open.fault(row, f"{row} is said to be open, and {claims[row][0]} covers it.", "Take the reason away.")
    return Reasons(_texts(outside), _texts(still_open))


def _rows(table: Table, known: Collection[str]) -> list[str]:
    """The keys of a table that are rows; each other key is a fault."""
    for row in table.data:
        if row not in known:
            near = nearest(row, known)
            mend = f"Did you mean {near}?" if near else "Write it like D41."
            table.fault(row, f"“{row}” is not a row of the inventory.", mend)
    return [row for row in table.data if row in known]


def _texts(table: Table) -> dict[str, str]:
    return {row: table.text(row) for row in table.data}
