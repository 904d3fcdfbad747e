"""Reads vocabulary.toml and the sources: every phrase once, every reference to another phrase known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sightline.engine.derived import FUNCTIONS
from sightline.engine.faults import Fault
from sightline.engine.model import Source
from sightline.engine.reading.parameters import check_parameters, read_parameter
from sightline.engine.reading.tables import Document, Table
from sightline.engine.vocabulary import (
    EVENT_STAGES,
    Action,
    Event,
    Fact,
    Measure,
    ProtocolElement,
    Role,
    Vocabulary,
)


def read_vocabulary(folder: Path, faults: list[Fault]) -> Vocabulary:
    """The closed vocabulary of a folder of protocols. Faults are added to the list; what can be read is returned."""
    path = folder / "vocabulary.toml"
    if not path.exists():
        faults.append(Fault("vocabulary.toml", 1, "There is no vocabulary.", "Every folder of cards has one."))
    doc = Document.read(path, folder, faults) if path.exists() else Document("vocabulary.toml", "", [])
    top = Table(doc, doc.data, "the vocabulary")
    words = Vocabulary(
        facts=_facts(top),
        measures={n: Measure(n, t.text("meaning"), t.texts("inside")) for n, t in _entries(top, "measures")},
        events=_events(top),
        actions={n: _action(n, t) for n, t in _entries(top, "actions")},
        roles=_roles(top),
        settings=_plain(top, "settings"),
        categories=_plain(top, "categories"),
        decisions=_plain(top, "decisions"),
        parameters={n: read_parameter(n, t) for n, t in _entries(top, "parameters")},
        opposites=_opposites(top),
        wording={n.lower(): says for n, says in _plain(top, "wording").items()},
        wording_apart=_apart(top),
        protocol={n: _element(n, t) for n, t in _entries(top, "protocol")} if "protocol" in top.data else {},
    )
    top.close()
    _check_references(top, words)
    return words


def read_sources(folder: Path, faults: list[Fault]) -> dict[str, Source]:
    """Every guidance document by id."""
    sources: dict[str, Source] = {}
    for path in sorted((folder / "sources").glob("*.toml")):
        doc = Document.read(path, folder, faults)
        top = Table(doc, doc.data, "a source")
        source = Source(
            id=top.text("id"),
            title=top.text("title"),
            short=top.text("short"),
            publisher=top.text("publisher"),
            published=top.text("published"),
            in_force_from=top.day("in_force_from"),
            licence=top.text("licence"),
        )
        if source.id != path.stem:
            top.fault("id", f"The file {path.name} holds the source “{source.id}”.", "Give both the same name.")
        top.close()
        sources[source.id] = source
    return sources


def _plain(top: Table, key: str) -> dict[str, str]:
    table = top.table(key)
    return {name: table.text(name) for name in table.data}


def _opposites(top: Table) -> dict[str, str]:
    pairs = _plain(top, "opposites")
    return pairs | {b: a for a, b in pairs.items()}


def _apart(top: Table) -> dict[str, tuple[str, ...]]:
    """By label, the words after which it is none: a diabetes nobody controls is no child nobody controls."""
    if "wording_apart" not in top.data:
        return {}
    table = top.table("wording_apart")
    return {label.lower(): table.texts(label, needed=True) for label in table.data}


def _entries(top: Table, key: str) -> Iterator[tuple[str, Table]]:
    table = top.table(key)
    for name in table.data:
        entry = Table(table.doc, table.take(name), f"“{name}”", table.line_for(f'"{name}"'))
        yield name, entry
        entry.close()


def _groups(top: Table, key: str) -> Iterator[tuple[str, Table]]:
    table = top.table(key)
    for group in table.data:
        yield group, table.table(group)


def _facts(top: Table) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for key, derived in (("facts", False), ("computed", True)):
        for group, table in _groups(top, key):
            for name in table.data:
                if name in facts:
                    table.fault(name, f"“{name}” is in the vocabulary twice.", "Keep one.")
                if derived and name not in FUNCTIONS:
                    table.fault(name, f"No function of the engine answers “{name}”.", "List it under facts instead.")
                facts[name] = Fact(name, group, table.text(name), derived)
    for name in FUNCTIONS:
        if name not in facts:
            top.fault("computed", f"The engine works out “{name}”, and the vocabulary does not know it.", "Add it.")
    return facts


def _events(top: Table) -> dict[str, Event]:
    events: dict[str, Event] = {}
    for stage, table in _groups(top, "events"):
        top.check("events", stage, EVENT_STAGES, "a stage")
        events |= {name: Event(name, stage, table.text(name)) for name in table.data}
    return events


def _action(name: str, t: Table) -> Action:
    return Action(name, t.text("meaning"), t.text("to", False) or None, t.texts("met_by"))


def _roles(top: Table) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    outer = top.table("roles")
    for kind in outer.data:
        for name, t in _entries(outer, kind):
            rank: Any = t.take("rank")
            roles[name] = Role(name, kind, t.text("meaning"), rank, t.texts("includes"))
    return roles


def _element(name: str, t: Table) -> ProtocolElement:
    return ProtocolElement(name, t.text("row"), t.text("meaning"), t.texts("leads"))


def _check_references(top: Table, words: Vocabulary) -> None:
    for action in words.actions.values():
        for event in action.met_by:
            top.check(f'"{action.name}"', event, words.events, "an event")
        if action.to:
            top.check(f'"{action.name}"', action.to, words.roles, "a role")
    for fact in words.opposites:
        top.check("[opposites]", fact, words.facts, "a fact")
    for role in words.roles.values():
        for included in role.includes:
            top.check(f'"{role.name}"', included, words.roles, "a role")
    check_parameters(top, words)
    kinds = {r.agency_kind for r in words.roles.values()}
    for element in words.protocol.values():
        for kind in element.leads:
            top.check(f'"{element.name}"', kind, kinds, "a kind of agency")
    for measure in words.measures.values():
        for wider in measure.inside:
            top.check(measure.name, wider, words.measures, "a measure")
