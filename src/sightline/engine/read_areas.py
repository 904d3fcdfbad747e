"""Reads the areas: which cards each adopted, and how it settled what the sources leave open. An area never loosens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from sightline.engine.faults import Fault
from sightline.engine.model import Area, Card, Clock, Desk, Duty, Tightening
from sightline.engine.read_timing import CLOCK_TIME, read_period
from sightline.engine.reading import Document, Table
from sightline.engine.vocabulary import NATIONS, Parameter, Vocabulary


def read_areas(folder: Path, words: Vocabulary, cards: Mapping[str, Card], faults: list[Fault]) -> dict[str, Area]:
    """Every area by id."""
    areas: dict[str, Area] = {}
    for path in sorted((folder / "areas").glob("*.toml")):
        top = Table(doc := Document.read(path, folder, faults), doc.data, "an area")
        adopted = _adopted(top, cards)
        area = Area(
            id=top.text("id"), name=top.text("name"), nation=top.known("nation", NATIONS, "a nation"), cards=adopted,
            parameters=_parameters(top.table("parameters"), words) if "parameters" in top.data else {},
            tightened=tuple(_tightening(t, adopted, cards, words) for t in top.tables("tighten")),
            desks=tuple(_desk(d, words) for d in top.tables("desk")),
        )  # fmt: skip
        if area.id != path.stem:
            top.fault("id", f"The file {path.name} holds the area “{area.id}”.", "Give both the same name.")
        top.close()
        areas[area.id] = area
    return areas


def _adopted(top: Table, cards: Mapping[str, Card]) -> tuple[str, ...]:
    adopted: dict[str, None] = {}
    for pattern in top.texts("cards", needed=True):
        found = [c.id for c in cards.values() if fnmatchcase(c.id, pattern) or fnmatchcase(c.file, pattern + ".toml")]
        if not found and "*" not in pattern:
            top.check("cards", pattern, cards, "a card")
        elif not found:
            top.fault("cards", f"No card fits “{pattern}”.", "Remove it, or write the card first.", pattern)
        adopted |= dict.fromkeys(found)
    return tuple(adopted)


def _parameters(t: Table, words: Vocabulary) -> dict[str, Any]:
    settled: dict[str, Any] = {}
    for name in t.data:
        if t.check(name, name, words.parameters, "a parameter"):
            settled[name] = _value(t, words.parameters[name], words)
    for name in t.data:
        t.asked.append(name)
    return settled


def _value(t: Table, parameter: Parameter, words: Vocabulary) -> Any:
    name = parameter.name
    if parameter.type == "period":
        return read_period(t, name, words)
    if parameter.type == "times":
        return tuple(sorted(_times(t, name)))
    if parameter.type == "choice":
        return t.known(name, parameter.choices, f"a choice for “{name}”")
    if parameter.type == "yes or no":
        return t.known(name, ("yes", "no"), f"an answer to “{name}”")
    return t.number(name)


def _times(t: Table, name: str) -> Iterator[time]:
    for value in t.texts(name, needed=True):
        if CLOCK_TIME.fullmatch(value):
            yield time.fromisoformat(value)
        else:
            t.fault(name, f"“{value}” is not a time of day.", "Write it like 07:00.", value)


def _tightening(t: Table, adopted: tuple[str, ...], cards: Mapping[str, Card], words: Vocabulary) -> Tightening:
    card, do = t.known("card", adopted, "a card of this area"), t.known("do", words.actions, "an action")
    within, because = t.length("within"), t.text("because")
    if within is None:
        t.fault("", "To tighten is to set a shorter `within`.")
    for duty in _duties(cards[card], do) if card and within else ():
        given = duty.timing.period.elapsed if duty.timing.period else None
        if duty.timing.shape not in ("within", "none_given") or (given and within and within > given):
            t.fault("within", f"An area may tighten {card}, never loosen it.", "Choose a shorter time than the card's.")
    if card and do and not list(_duties(cards[card], do)):
        t.fault("do", f"{card} does not ask anybody to “{do}”.", "Name a duty of the card.")
    t.close()
    return Tightening(card, do, within or timedelta(0), because)


def _duties(card: Card, do: str) -> Iterator[Duty]:
    for version in card.versions:
        if isinstance(version.body, Clock):
            yield from (d for d in version.body.duties if d.do == do)


def _desk(t: Table, words: Vocabulary) -> Desk:
    kinds = {r.agency_kind for r in words.roles.values()}
    desk = Desk(t.text("id"), t.text("name"), t.known("agency_kind", kinds, "a kind of agency"),
                t.all_known("roles", words.roles, "a role", needed=True))  # fmt: skip
    t.close()
    return desk
