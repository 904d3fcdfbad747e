"""Reads one TOML table strictly: every key is asked for, every other key is a fault. Knows no kind of card."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sightline.engine.faults import Fault
from sightline.engine.vocabulary import nearest

UNITS = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60, "year": 365 * 24 * 60}
LENGTH = re.compile(r"(\d+) (minute|hour|day|week|year)s?")


def elapsed(text: str) -> timedelta | None:
    """`6 hours` as a length of time; nothing where the text is no length. A year is 365 days."""
    match = LENGTH.fullmatch(text.strip())
    return timedelta(minutes=int(match[1]) * UNITS[match[2]]) if match else None


class Document:
    """One TOML file with its lines, and the faults found in it so far."""

    def __init__(self, name: str, text: str, faults: list[Fault]) -> None:
        self.name, self.lines, self.faults = name, text.splitlines(), faults
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.data = {}
            found = re.search(r"line (\d+)", str(error))
            what = re.sub(r" \(at .*\)$", "", str(error))
            self.fault(int(found[1]) if found else 1, f"This is not TOML: {what}.", "Compare with a neighbouring card.")

    @classmethod
    def read(cls, path: Path, folder: Path, faults: list[Fault]) -> Document:
        """Read a file; its name in faults is relative to the folder of protocols."""
        return cls(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"), faults)

    def fault(self, line: int, what: str, mend: str = "") -> None:
        """Note one fault. Reading goes on, so that all faults are shown together."""
        self.faults.append(Fault(self.name, line, what, mend))

    def header(self, name: str, after: int, nth: int) -> int:
        """The line of the nth `[[name]]` after a line; that line itself where there is none."""
        wanted = re.compile(rf"\s*\[\[{re.escape(name)}\]\]")
        found = [n for n, line in enumerate(self.lines, 1) if n > after and wanted.match(line)]
        return found[nth] if nth < len(found) else after

    def line_of(self, needle: str, start: int) -> int:
        """The first line at or after `start` that holds the text; `start` where none does."""
        lines = enumerate(self.lines[max(start - 1, 0) :], max(start, 1))
        return next((n for n, line in lines if needle in line), max(start, 1))

    def line_of_key(self, key: str, start: int) -> int:
        """The first line at or after `start` on which a key is set; the first that holds it as text, else."""
        setting = re.compile(rf"""(^|[\s{{,.\["]){re.escape(key.strip('"'))}"?\s*=""")
        lines = enumerate(self.lines[max(start - 1, 0) :], max(start, 1))
        return next((n for n, line in lines if setting.search(line)), self.line_of(key, start))

    def line_of_table(self, key: str, start: int) -> int:
        """The line of a table's `[header]` at or after `start`; of the key, where the table is written in a line."""
        header = re.compile(rf"""\s*\[([^\[\]]*\.)?"?{re.escape(key)}"?\]""")
        lines = enumerate(self.lines[max(start - 1, 0) :], max(start, 1))
        return next((n for n, line in lines if header.match(line)), self.line_of_key(key, start))


class Table:
    """One table of a document. Each method takes a key out of it; `close` reports whatever was never asked for."""

    def __init__(self, doc: Document, data: Any, where: str, line: int = 1) -> None:
        self.doc, self.where, self.line = doc, where, line
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.asked: list[str] = []
        if not isinstance(data, dict):
            self.fault("", f"{where} should be a table.")

    def line_for(self, key: str, value: str = "") -> int:
        """The line of a key, or of a value written after it."""
        at = self.doc.line_of_key(key, self.line) if key else self.line
        return self.doc.line_of(value, at) if value else at

    def fault(self, key: str, what: str, mend: str = "", value: str = "") -> None:
        """Note a fault at a key or at one of its values."""
        self.doc.fault(self.line_for(key, value), what, mend)

    def take(self, key: str) -> Any:
        """The raw value of a key, or None."""
        self.asked.append(key)
        return self.data.get(key)

    def text(self, key: str, needed: bool = True) -> str:
        """A line of text. Empty where it may be missing and is."""
        value = self.take(key)
        if isinstance(value, str) and (value.strip() or not needed):
            return value.strip()
        if value is not None or needed:
            self.fault(key if value is not None else "", f"{self.where} needs `{key}`, in words.")
        return ""

    def texts(self, key: str, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.take(key)
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(v, str) for v in values) and (values or not needed):
            return tuple(values)
        if value is not None or needed:
            self.fault(key if value is not None else "", f"{self.where} needs `{key}`: a list of phrases.")
        return ()

    def known(self, key: str, words: Collection[str], noun: str, needed: bool = True) -> str:
        """One phrase of the vocabulary."""
        value = self.text(key, needed)
        return value if not value or self.check(key, value, words, noun) else ""

    def all_known(self, key: str, words: Collection[str], noun: str, needed: bool = False) -> tuple[str, ...]:
        """A list of phrases of the vocabulary."""
        return tuple(v for v in self.texts(key, needed) if self.check(key, v, words, noun))

    def check(self, key: str, value: str, words: Collection[str], noun: str) -> bool:
        """Whether a phrase is known; if not, the nearest known one is suggested."""
        if value in words:
            return True
        near = nearest(value, words)
        mend = f"Did you mean “{near}”?" if near else f"Known: {', '.join(sorted(words)[:8])} …"
        self.fault(key, f"“{value}” is not {noun} of the vocabulary.", mend, value)
        return False

    def flag(self, key: str) -> bool:
        """true or false; false where it is missing."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f"`{key}` is true or false, without quotation marks.")
        return value is True

    def number(self, key: str) -> int:
        """A whole number above nothing; 0 where it is missing."""
        value = self.take(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            self.fault(key, f"`{key}` is a whole number from 1 upwards.")
            return 0
        return value or 0

    def day(self, key: str) -> date:
        """A day, written 2014-01-31 without quotation marks."""
        value = self.take(key)
        if type(value) is date:
            return value
        self.fault(key if value is not None else "", f"{self.where} needs `{key}`, a day such as 2014-01-31.")
        return date.max

    def length(self, key: str) -> timedelta | None:
        """A length of time such as `6 hours`, or nothing."""
        value = self.text(key, needed=False)
        if not value:
            return None
        length = elapsed(value)
        if length is None:
            self.fault(key, f"“{value}” is not a length of time.", "Write it like 30 minutes, 6 hours or 14 days.")
        return length

    def table(self, key: str) -> Table:
        """A table within this one; an empty one, with a fault, where it is missing."""
        return Table(self.doc, self.take(key), f"`{key}` of {self.where}", self.doc.line_of_table(key, self.line))

    def tables(self, key: str, header: str = "") -> Iterator[Table]:
        """Each table of a list of tables, with the line at which it starts."""
        value = self.take(key) or []
        if not isinstance(value, list):
            self.fault(key, f"Write `{key}` as [[{header or key}]].")
            return
        for n, item in enumerate(value):
            where = f"{key} {n + 1} of {self.where}" if self.where.startswith("the ") else f"{key} {n + 1}"
            yield Table(self.doc, item, f"The {where}", self.doc.header(header or key, self.line, n))

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                near = nearest(key, self.asked)
                mend = f"Did you mean `{near}`?" if near else f"Known here: {', '.join(self.asked)}."
                self.fault(key, f"`{key}` means nothing here.", mend)
