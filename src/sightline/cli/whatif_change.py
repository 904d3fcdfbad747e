"""Makes a changed copy of the protocols: cards replaced or added, adopted or not, a parameter settled otherwise.

The loader judges the copy as it judges the original; knows no rule itself.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from sightline.cli.protocols import CardsAtFault
from sightline.engine import BadProtocols, Fault, Protocols, load_protocols, nearest, wrong_with
from sightline.engine.reading.cards import FOLDERS

CARDS = re.compile(r"^cards\s*=\s*\[[^\]]*\]", re.MULTILINE)
PARAMETERS = re.compile(r"^\[parameters\]\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody asks about: cards by id with their files, parameters with their values, cards in and out."""

    cards: Mapping[str, Path]
    parameters: Mapping[str, str]
    adopt: Sequence[str]
    without: Sequence[str]

    @property
    def told(self) -> list[str]:
        """The change in words, a line each."""
        return [
            *(f"{card} as in {file}" for card, file in self.cards.items()),
            *(f"{name} = {value}" for name, value in self.parameters.items()),
            *(f"with {card}" for card in self.adopt),
            *(f"without {card}" for card in self.without),
        ]


def changed(folder: Path, now: Protocols, area: str, change: Change) -> tuple[Protocols, list[Fault]]:
    """The changed protocols, and the examples of replaced cards that no longer come out.

    Raises UsageError for a name that is not there, CardsAtFault with file and line where the change is at fault.
    """
    _check_names(now, area, change)
    with _copy(folder) as there:
        files = {_put(there, now, card, file): file for card, file in change.cards.items()}
        path = there / "areas" / f"{area}.toml"
        path.write_text(_area_changed(path.read_text(encoding="utf-8"), now, files, change), encoding="utf-8")
        named = {f"areas/{area}.toml": f"areas/{area}.toml as changed"}
        named |= {name: str(file) for name, file in files.items()}
        try:
            found = load_protocols(there, held=False)
        except BadProtocols as faults:
            raise CardsAtFault([replace(f, file=named.get(f.file, f.file)) for f in faults.faults]) from faults
    return found, list(_examples_at_fault(found, change))


@contextmanager
def _copy(folder: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="sightline-whatif-") as place:
        yield Path(shutil.copytree(folder, Path(place) / "protocols"))


def _check_names(now: Protocols, area: str, change: Change) -> None:
    here = now.areas[area]
    known = {**now.cards, **dict.fromkeys(change.cards)}
    for card in change.adopt:
        _wanted("card", list(known), card)
        if card in here.cards:
            raise click.UsageError(f"{here.name} has adopted {card} already.")
    for card in change.without:
        _wanted("card that this area adopted", here.cards, card)
    for name in change.parameters:
        _wanted("parameter", list(now.vocabulary.parameters), name)


def _wanted(kind: str, known: Sequence[str], asked: str) -> None:
    if asked not in known:
        near = nearest(asked, known)
        raise click.UsageError(f'There is no {kind} "{asked}".' + (f" Did you mean {near}?" if near else ""))


def _put(there: Path, now: Protocols, card: str, file: Path) -> str:
    """Lay a card's file into the copy, under the name the card has there. Returns that name."""
    text = file.read_text(encoding="utf-8")
    held = _id_in(text)
    if held and held != card:
        raise click.UsageError(f"{file} holds the card {held}, not {card}. Write {held}={file}.")
    name = now.cards[card].file if card in now.cards else f"{_folder_of(card, file, now)}/{card.lower()}.toml"
    (there / name).parent.mkdir(exist_ok=True)
    (there / name).write_text(text, encoding="utf-8")
    return name


def _id_in(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("id", ""))
    except tomllib.TOMLDecodeError:
        return ""  # the loader says where and why


def _folder_of(card: str, file: Path, now: Protocols) -> str:
    """The kind of a new card is the folder its file lies in. A name near a known card may be a slip: it is said."""
    folder = file.resolve().parent.name
    if folder in FOLDERS:
        return folder
    near = nearest(card, now.cards)
    hint = f" Did you mean {near}?" if near else ""
    raise click.UsageError(
        f'There is no card "{card}".{hint} A new card lies in a folder named after its kind: {", ".join(FOLDERS)}.'
    )


def _area_changed(text: str, now: Protocols, files: Mapping[str, Path], change: Change) -> str:
    if change.adopt or change.without:
        patterns = tomllib.loads(text)["cards"]
        ids = [*_expanded(patterns, now, files), *change.adopt] if change.without else [*patterns, *change.adopt]
        listed = json.dumps([c for c in ids if c not in change.without])
        # in as many lines as before, so that a fault below is found on its own line
        text = CARDS.sub(lambda old: f"cards = {listed[:-1]}{chr(10) * old[0].count(chr(10))}]", text, count=1)
    for name, value in change.parameters.items():
        text = _settled(text, name, _value(now, name, value))
    return text


def _expanded(patterns: Sequence[str], now: Protocols, files: Mapping[str, Path]) -> list[str]:
    """The ids that an area's patterns mean, with those of cards that are added."""
    known = {card.id: card.file for card in now.cards.values()} | {Path(f).stem.upper(): f for f in files}
    fits = (c for p in patterns for c, f in known.items() if fnmatchcase(c, p) or fnmatchcase(f, p + ".toml"))
    return list(dict.fromkeys(fits))


def _value(now: Protocols, name: str, value: str) -> Any:
    """A value as the area's file writes it."""
    kind = now.vocabulary.parameters[name].type
    if kind == "times":
        return [time.strip() for time in value.split(",")]
    return int(value) if kind == "number" and value.isdecimal() else value


def _settled(text: str, name: str, value: Any) -> str:
    """The area's file with one parameter settled so: in its line, or in a new one at the head of them all."""
    line = f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}"
    there = re.compile(rf'^"{re.escape(name)}"\s*=\s*(\[[^\]]*\]|"[^"\n]*"|[^\s#]+)', re.MULTILINE)
    if there.search(text):
        return there.sub(lambda _: line, text, count=1)
    if PARAMETERS.search(text):
        return PARAMETERS.sub(lambda _: f"[parameters]\n{line}", text, count=1)
    return f"{text}\n[parameters]\n{line}\n"


def _examples_at_fault(found: Protocols, change: Change) -> Iterator[Fault]:
    for name, file in change.cards.items():
        card = found.cards[name]
        for example in card.examples:
            if wrong := wrong_with(found, card, example):
                yield Fault(str(file), example.line, f"“{example.title}”: {wrong}")
