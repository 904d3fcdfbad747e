"""What the loader asks of a card of each kind, found by letting it read an empty one. Reads no file, judges no card."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sightline.engine.model import Area, Source
from sightline.engine.reading.areas import read_area
from sightline.engine.reading.cards import FOLDERS, read_top
from sightline.engine.reading.protocol import read_element
from sightline.engine.reading.tables import Document, Table
from sightline.engine.reading.timing import SHAPES
from sightline.engine.vocabulary import Vocabulary

TIMINGS: tuple[Mapping[str, Any], ...] = (*({shape: "", "until": ""} for shape in SHAPES), {})


@dataclass(slots=True)
class Key:
    """One key the loader asks for: in which shape, whether it must be there, and which words it may hold.

    `shape` is text, texts, flag, number, day, length, table, tables or any. `below` are the keys of a table.
    """

    shape: str
    needed: bool = False
    words: tuple[str, ...] = ()
    noun: str = ""
    below: dict[str, Key] = field(default_factory=dict)


def keys_of(kind: str, words: Vocabulary, sources: Mapping[str, Source]) -> dict[str, Key]:
    """Every key of a card of a kind, in the order in which the loader asks for it."""
    found: dict[str, Key] = {}
    for timing in TIMINGS:
        read_top(Asking(found, timing), kind, words, sources)
    return found


def keys_of_area(words: Vocabulary, sources: Mapping[str, Source]) -> dict[str, Key]:
    """Every key of an area. What it settles and what its protocol holds are tables by the vocabulary's names."""
    found: dict[str, Key] = {"parameters": Key("table"), "protocol": Key("table")}
    for timing in TIMINGS:
        read_area(Asking(found, timing), words, {}, sources)
    return found


def keys_of_element(words: Vocabulary) -> dict[str, Key]:
    """Every key by which an area answers for one element of its local protocol."""
    found: dict[str, Key] = {}
    nobody = Area("", "", "", ())
    for element in words.protocol.values():
        read_element(Asking(found, {}), element, nobody, words)
    return found


def folder_of(kind: str) -> str:
    """The folder in which the cards of a kind lie."""
    return next(name for name, held in FOLDERS.items() if held == kind)


class Asking(Table):
    """A table without anything in it, which notes whatever it is asked for."""

    def __init__(self, found: dict[str, Key], timing: Mapping[str, Any]) -> None:
        super().__init__(Document("", "", []), dict(timing), "")
        self.found, self.timing = found, timing

    def _note(self, key: str, shape: str, needed: bool, words: Collection[str] = (), noun: str = "") -> Key:
        needed = needed and key not in self.timing  # of the timings exactly one is given
        return self.found.setdefault(key, Key(shape, needed, tuple(words), noun))

    def fault(self, key: str, what: str, mend: str = "", value: str = "") -> None:
        """An empty table is at fault everywhere; nobody needs to hear of it."""

    def take(self, key: str) -> Any:
        """Note a key that may hold anything."""
        self._note(key, "any", False)

    def text(self, key: str, needed: bool = True) -> str:
        """Note a text."""
        self._note(key, "text", needed)
        return ""

    def texts(self, key: str, needed: bool = False) -> tuple[str, ...]:
        """Note a list of texts."""
        self._note(key, "texts", needed)
        return ()

    def known(self, key: str, words: Collection[str], noun: str, needed: bool = True) -> str:
        """Note a phrase of the vocabulary."""
        self._note(key, "text", needed, words, noun)
        return ""

    def all_known(self, key: str, words: Collection[str], noun: str, needed: bool = False) -> tuple[str, ...]:
        """Note a list of phrases of the vocabulary."""
        self._note(key, "texts", needed, words, noun)
        return ()

    def flag(self, key: str) -> bool:
        """Note a yes or no."""
        self._note(key, "flag", False)
        return False

    def number(self, key: str) -> int:
        """Note a whole number."""
        self._note(key, "number", False)
        return 0

    def day(self, key: str) -> date:
        """Note a day."""
        self._note(key, "day", True)
        return date.max

    def length(self, key: str) -> timedelta | None:
        """Note a length of time."""
        self._note(key, "length", False)
        return None

    def table(self, key: str) -> Table:
        """Note a table, and what it is asked for in turn."""
        return Asking(self._note(key, "table", True).below, {})

    def tables(self, key: str, header: str = "") -> Iterator[Table]:
        """Note a list of tables, and what one of them is asked for in turn."""
        yield Asking(self._note(key, "tables", key == "version").below, self.timing)

    def close(self) -> None:
        """Note what was asked for without a shape: `at_once = true`."""
        for key in self.asked:
            self._note(key, "flag", False)
