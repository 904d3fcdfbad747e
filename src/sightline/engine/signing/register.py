"""The signed register: who agreed to, corrected and withdrew which version of a card. Knows its text, and no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, TypeVar

from sightline.engine.acts import Agreed, Corrected, Line, Register, Withdrawn
from sightline.engine.reading.tables import Document
from sightline.engine.vocabulary import nearest

NAME = "register.toml"
HASH = re.compile(r"[0-9a-f]{64}")
HEAD = """\
# The signed register: which version of which card was agreed, corrected and withdrawn, when, by whom.
# Written by `./run protocols agree`, `correct` and `withdraw`; one line is one act, and no line is ever taken out.
"""


KINDS: dict[str, type[Line]] = {"agreed": Agreed, "corrected": Corrected, "withdrawn": Withdrawn}
HASHES = ("hash", "was")
SHAPES = {
    made: (
        {f.name for f in fields(made) if f.type == "date"},
        {f.name for f in fields(made) if f.type == "str"},
        {f.name for f in fields(made) if f.default is MISSING},
    )
    for made in KINDS.values()
}
OneLine = TypeVar("OneLine", Agreed, Corrected, Withdrawn)


def written(register: Register) -> str:
    """The register as its file holds it: a line for each act, by card and version, so that it reads well in a diff.

    The acts on one version keep their order.
    """
    parts = [HEAD, f"begun = {register.begun.isoformat()}\n"]
    for name in KINDS:
        lines: Iterable[Line] = sorted(getattr(register, name), key=lambda line: (line.card, line.in_force_from))
        if rows := "".join(f"  {{ {_inline(line)} }},\n" for line in lines):
            parts.append(f"\n{name} = [\n{rows}]\n")
    return "".join(parts)


def read_register(doc: Document) -> Register:
    """The register of a folder. What does not fit is a fault of the document, at its line."""
    for key in doc.data:
        if key not in ("begun", *KINDS):
            near = nearest(key, KINDS)
            doc.fault(
                doc.line_of_key(key, 1), f"`{key}` means nothing here.", f"Did you mean `{near}`?" if near else ""
            )
    begun = doc.data.get("begun")
    if type(begun) is not date:
        doc.fault(1, "The register needs `begun`, a day such as 2026-11-21.", "Say since when it is kept.")
        begun = date.max
    return Register(begun, _lines(doc, Agreed), _lines(doc, Corrected), _lines(doc, Withdrawn))


def line_of(doc: Document, line: Line) -> int:
    """Where an act stands in the file: the line of its kind that names the card and the day of its version."""
    kind = next(name for name, made in KINDS.items() if type(line) is made)
    starts = f'card = "{line.card}", in_force_from = {line.in_force_from.isoformat()}'
    return doc.line_of(starts, doc.line_of_key(kind, 1))


def _lines(doc: Document, made: Callable[..., OneLine]) -> tuple[OneLine, ...]:
    kind = next(name for name, known in KINDS.items() if known is made)
    given = doc.data.get(kind, [])
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        doc.fault(doc.line_of_key(kind, 1), f"`{kind}` is a list of lines.", "Write `{ card = …, … }` for each.")
        return ()
    return tuple(made(**item) for item in given if _fits(doc, kind, item))


def _fits(doc: Document, kind: str, item: Mapping[str, Any]) -> bool:
    faults = list(_wrong(KINDS[kind], item))
    for what, mend in faults:
        starts = doc.line_of_key(kind, 1)
        doc.fault(doc.line_of(f'"{item["card"]}"', starts) if "card" in item else starts, what, mend)
    return not faults


def _wrong(made: type[Line], item: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    days, words, needed = SHAPES[made]
    if unknown := item.keys() - days - words:
        yield f"`{min(unknown)}` means nothing here.", f"Known here: {', '.join(sorted(days | words))}."
    for name in sorted(days):
        if type(item.get(name)) is not date:
            yield f"A line of the register needs `{name}`, a day.", "Write it like 2026-11-21, without quotation marks."
    for name in sorted(words & (needed | item.keys())):
        if not isinstance(value := item.get(name), str) or not value.strip():
            yield f"A line of the register needs `{name}`, in words.", ""
        elif name in HASHES and not HASH.fullmatch(value):
            yield f"`{name}` is 64 hex digits.", "Let `./run protocols agree` or `correct` write it."


def _inline(line: Line) -> str:
    values = ((f.name, getattr(line, f.name)) for f in fields(line))
    return ", ".join(f"{name} = {_toml(value)}" for name, value in values if value != "")


def _toml(value: str | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return '"' + "".join(_ESCAPED.get(c, c) for c in " ".join(value.split())) + '"'


_ESCAPED = {"\\": "\\\\", '"': '\\"'}
