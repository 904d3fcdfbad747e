"""Reads the areas: which cards each adopted, and how it settled what the sources leave open. An area never loosens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from sightline.engine.faults import Fault
from sightline.engine.model import NOT_LAID_DOWN, Area, Card, Departure, Desk, Source, Tightening
from sightline.engine.reading.agreement import check_area, check_nation, check_vocabulary
from sightline.engine.reading.parameters import allowed
from sightline.engine.reading.protocol import read_protocol
from sightline.engine.reading.tables import Document, Table
from sightline.engine.reading.tightening import check_once, read_tightening
from sightline.engine.reading.timing import CLOCK_TIME, read_period
from sightline.engine.reading.vocabulary import read_sources
from sightline.engine.vocabulary import NATIONS, Parameter, Vocabulary


def read_areas(
    folder: Path,
    words: Vocabulary,
    cards: Mapping[str, Card],
    faults: list[Fault],
    sources: Mapping[str, Source] | None = None,
) -> dict[str, Area]:
    """Every area by id. What it says must agree with its cards and its nation; whatever does not is a fault."""
    known = read_sources(folder, []) if sources is None else sources
    areas: dict[str, Area] = {}
    tables: dict[str, Table] = {}
    for path in sorted((folder / "areas").glob("*.toml")):
        top = Table(doc := Document.read(path, folder, faults), doc.data, "an area")
        if not doc.data:
            continue  # said already: this is not TOML
        area = read_area(top, words, cards, known)
        if area.id != path.stem:
            top.fault("id", f"The file {path.name} holds the area “{area.id}”.", "Give both the same name.")
        top.close()
        areas[area.id], tables[area.id] = area, top
    check_vocabulary(words, cards, faults)
    for area in areas.values():
        check_area(tables[area.id], area, words, cards)
        if area.nation in areas:
            check_nation(tables[area.id], area, areas[area.nation], words)
    return areas


def read_area(top: Table, words: Vocabulary, cards: Mapping[str, Card], sources: Mapping[str, Source]) -> Area:
    """One area: what it adopted, settled, tightened and departs from, and where its protocol stands."""
    area = Area(
        id=top.text("id"),
        name=top.text("name"),
        nation=top.known("nation", NATIONS, "a nation"),
        cards=_adopted(top, cards),
        parameters=_parameters(top.table("parameters"), words) if "parameters" in top.data else {},
        desks=tuple(_desk(d, words) for d in top.tables("desk")),
    )
    return replace(
        area,
        tightened=_tightened(top, area, cards, words),
        departures=tuple(_departure(d, area, words, sources) for d in top.tables("departs")),
        protocol=read_protocol(top, area, words),
    )


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
    return settled


def _value(t: Table, parameter: Parameter, words: Vocabulary) -> Any:
    name = parameter.name
    if parameter.type == "period":
        return _period(t, name, words)
    if parameter.type == "times":
        return tuple(sorted(_times(t, name)))
    if parameter.type == "choice":
        return t.known(name, allowed(parameter), f"a choice for “{name}”")
    if parameter.type == "yes or no":
        return t.known(name, allowed(parameter), f"an answer to “{name}”")
    return t.number(name)


def _times(t: Table, name: str) -> Iterator[time]:
    for value in t.texts(name, needed=True):
        if CLOCK_TIME.fullmatch(value):
            yield time.fromisoformat(value)
        else:
            t.fault(name, f"“{value}” is not a time of day.", "Write it like 07:00.", value)


def _period(t: Table, name: str, words: Vocabulary) -> Any:
    if t.data[name] == NOT_LAID_DOWN:
        return NOT_LAID_DOWN
    period = read_period(t, name, words)
    if period and (period.parameter or period.measure):
        t.fault(name, f"“{name}” is settled here, not elsewhere.", "Write the time itself, like 6 hours.")
    return period


def _tightened(top: Table, area: Area, cards: Mapping[str, Card], words: Vocabulary) -> tuple[Tightening, ...]:
    found: list[Tightening] = []
    for t in top.tables("tighten"):
        entry = read_tightening(t, area, cards, words)
        check_once(t, entry, found)
        found.append(entry)
    return tuple(found)


def _departure(t: Table, area: Area, words: Vocabulary, sources: Mapping[str, Source]) -> Departure:
    name = t.known("parameter", area.parameters, "a parameter this area settled")
    source = t.table("source")
    document, at = source.known("document", sources, "a source"), source.text("at")
    source.close()
    must = words.parameters[name].must if name else None
    departure = Departure(
        parameter=name,
        document=document,
        citation=_citation(sources, document, at),
        because=t.text("because"),
        must=_citation(sources, must.document, must.at) if must and must.nation == area.nation else "",
    )
    t.close()
    return departure


def _citation(sources: Mapping[str, Source], document: str, at: str) -> str:
    return f"{sources[document].short}, {at}" if document in sources else at


def _desk(t: Table, words: Vocabulary) -> Desk:
    kinds = dict.fromkeys(r.agency_kind for r in words.roles.values())
    desk = Desk(t.text("id"), t.text("name"), t.known("agency_kind", kinds, "a kind of agency"),
                t.all_known("roles", words.roles, "a role", needed=True))  # fmt: skip
    t.close()
    return desk
