"""The file with which agencies, desks and people are set up: its columns, reading it line by line, and writing it.

Pure: knows no table. A fault names its line and column, what is wrong, and how to mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches

from sightline.access.kinds import KNOWN

COLUMNS = (
    "what", "agency", "kind", "area", "police area", "council", "address", "role", "name", "team", "phone", "email",
    "opens", "closes", "working days only", "out of hours agency", "out of hours role", "rank",
)  # fmt: skip
# Which columns a line of each sort uses, and which of them it must have.
USES = {
    "agency": ("agency", "kind", "area", "police area", "council", "address", "phone", "email"),
    "desk": ("agency", "role", "name", "team", "phone", "email", "opens", "closes", "working days only",
             "out of hours agency", "out of hours role"),
    "person": ("agency", "role", "name", "email", "rank"),
}  # fmt: skip
NEEDS = {
    "agency": ("agency", "kind", "area"), "desk": ("agency", "role"), "person": ("agency", "role", "name", "email"),
}  # fmt: skip
MOST_LINES, LONGEST_CELL = 5000, 300
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXAMPLE = (
    {"what": "agency", "agency": "Elm House", "kind": "children's home", "area": "thames-valley",
     "police area": "Avonside Police", "council": "Avonside Council", "address": "1 Elm Road, Avonside",
     "phone": "01632 960300", "email": "home@elmhouse.example"},
    {"what": "desk", "agency": "Elm House", "role": "registered manager", "name": "Manager on duty",
     "phone": "01632 960301"},
    {"what": "person", "agency": "Elm House", "role": "registered manager", "name": "Dev Marsh",
     "email": "dev.marsh@elmhouse.example"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: where, what, and how to mend it. Line 1 holds the names of the columns."""

    line: int
    column: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something in it: its number in the file, its sort, and its cells without spaces around."""

    number: int
    what: str
    cells: Mapping[str, str]


def as_text(data: bytes) -> str | Fault:
    """The bytes of a file as text, or the fault that it is none: it must be UTF-8, with or without a mark."""
    if data[:4] == b"PK\x03\x04":
        return Fault(1, "", "This is a spreadsheet, not a CSV file.", "Save it as “CSV UTF-8” and upload that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        return Fault(line, "", "A letter here cannot be read.", "Save the file as “CSV UTF-8” and upload it again.")
    if "\0" in text:
        return Fault(
            text[: text.index("\0")].count("\n") + 1, "", "This is not a text file.", "Save it as “CSV UTF-8”."
        )
    return text


def read(text: str) -> tuple[list[Line], list[Fault]]:
    """The lines of a file and everything wrong with their shape; what stands in the cells is judged later."""
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        return [], [
            Fault(reader.line_num, "", f"The line cannot be read: {fault}.", "Look for a quotation mark alone.")
        ]
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return [], [Fault(1, "", "The file is empty.", "Download the template and fill it in.")]
    head, faults = _head(*filled[0])
    if faults:
        return [], faults
    if len(filled) > MOST_LINES + 1:
        return [], [Fault(filled[MOST_LINES + 1][0], "", f"There are more than {MOST_LINES} lines.", "Make two files.")]
    return _lines(head, filled[1:])


def _head(number: int, row: Sequence[str]) -> tuple[list[str], list[Fault]]:
    names = [" ".join(cell.split()).lower() for cell in row]
    faults = []
    for name in names:
        if name and name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, n=1)
            mend = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(COLUMNS)}."
            faults.append(Fault(number, name[:40], "There is no such column.", mend))
        elif name and names.count(name) > 1:
            faults.append(Fault(number, name, "This column is there twice.", "Remove one of them."))
    if "what" not in names or "agency" not in names:
        mend = "The first line must name the columns. Download the template."
        faults.append(Fault(number, "what", "The columns “what” and “agency” are needed.", mend))
    return names, faults


def _lines(head: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[Line], list[Fault]]:
    lines, faults = list[Line](), list[Fault]()
    for number, row in rows:
        if any(cell.strip() for cell in row[len(head) :]):
            faults.append(Fault(number, "", "The line has more cells than there are columns.", "Put commas in quotes."))
            continue
        cells = {name: plain(cell) for name, cell in zip(head, row, strict=False) if name}
        line = Line(number, cells.get("what", "").lower(), cells)
        found = list(_wrong(line))
        faults += found
        lines += [] if found else [line]
    return lines, faults


def _wrong(line: Line) -> Iterable[Fault]:
    """What is wrong with the shape of one line."""
    if line.what not in USES:
        near = get_close_matches(line.what, USES, n=1)
        mend = f"Did you mean “{near[0]}”?" if near else "Write agency, desk or person."
        yield Fault(line.number, "what", f"“{line.what}” is no sort of line." if line.what else "Nothing here.", mend)
        return
    for column in NEEDS[line.what]:
        if not line.cells.get(column):
            yield Fault(line.number, column, "Nothing here.", f"Every {line.what} needs this.")
    for column, cell in line.cells.items():
        if cell and column != "what" and column not in USES[line.what]:
            yield Fault(line.number, column, f"A line for a {line.what} has nothing here.", "Empty this cell.")
        elif len(cell) > LONGEST_CELL:
            yield Fault(line.number, column, "This is too long.", f"At most {LONGEST_CELL} characters.")
    kind = line.cells.get("kind", "")
    if line.what == "agency" and kind and kind not in KNOWN:
        near = get_close_matches(kind, KNOWN, n=1)
        mend = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(KNOWN)}."
        yield Fault(line.number, "kind", f"“{kind}” is no kind of agency.", mend)


def time_of(text: str) -> time | None:
    """A time like 17:00, or None for nothing. Raises ValueError for anything else."""
    if not text:
        return None
    hour, _, minute = text.replace(".", ":").partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise ValueError(text)
    return time(int(hour), int(minute))


def yes(text: str) -> bool:
    """Yes or no; nothing is no. Raises ValueError for anything else."""
    known = {"": False, "no": False, "n": False, "yes": True, "y": True}
    if text.lower() not in known:
        raise ValueError(text)
    return known[text.lower()]


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that could begin one stands behind an apostrophe."""
    needs = cell.startswith(FORMULA) or (cell.startswith("'") and cell[1:].startswith((*FORMULA, "'")))
    return f"'{cell}" if needs else cell


def plain(cell: str) -> str:
    """A cell as it was meant: without spaces around, and without the apostrophe that guards it."""
    found = " ".join(cell.split())
    return found[1:] if found.startswith("'") and found[1:].startswith((*FORMULA, "'")) else found


def written(lines: Iterable[Mapping[str, str]]) -> str:
    """Lines as a file that spreadsheets open and `read` reads again, guarded against formulas."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([guarded(line.get(column, "")) for column in COLUMNS])
    return "\ufeff" + made.getvalue()


def template() -> str:
    """The file to fill in: the columns, and one example of each sort of line."""
    return written(EXAMPLE)
