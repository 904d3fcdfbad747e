"""Holds the cards of a folder to its register: what was agreed is frozen, what was withdrawn ends. Edits nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from sightline.engine.acts import Agreed, Corrected, Key, Line, Register, Withdrawn
from sightline.engine.faults import Fault
from sightline.engine.model import Card, Version
from sightline.engine.reading.tables import Document
from sightline.engine.signing.fingerprint import PARTS, changed, fingerprint
from sightline.engine.signing.register import NAME, line_of, read_register

KEYS = dict(zip(PARTS, ("source", "reading", "applies_when", "[[version."), strict=True))
Held = tuple[Register | None, dict[str, Card]]


def hold_to_register(
    folder: Path, cards: Mapping[str, Card], faults: list[Fault], *, all_agreed: bool = True, held: bool = True
) -> Held:
    """The register of a folder and its cards with what was withdrawn marked. A folder without one freezes nothing.

    A version nobody agreed to (with `all_agreed`), one edited since, and a register that contradicts itself are faults.
    """
    if not (folder / NAME).exists():
        return None, dict(cards)
    doc = Document.read(folder / NAME, folder, faults)
    register = read_register(doc)
    if not faults and held:
        faults += _contradictions(doc, register, cards)
        faults += _edited(folder, register, cards)
        faults += _not_agreed(folder, register, cards) if all_agreed else ()
    return register, {card.id: _with_ends(card, register) for card in cards.values()}


def edited(register: Register, cards: Mapping[str, Card]) -> Iterator[tuple[Card, Version, list[str]]]:
    """Every version that is not as it was agreed or last corrected, with the parts that differ."""
    hashes = register.hashes()
    for card in cards.values():
        for version in card.versions:
            held = hashes.get((card.id, version.in_force_from))
            if held is not None and (parts := changed(held, fingerprint(card, version))):
                yield card, version, parts


def not_agreed(register: Register | None, cards: Mapping[str, Card]) -> list[tuple[Card, Version]]:
    """Every version that nobody has agreed to yet."""
    known = register.hashes() if register else {}
    return [(c, v) for c in cards.values() for v in c.versions if (c.id, v.in_force_from) not in known]


def _edited(folder: Path, register: Register, cards: Mapping[str, Card]) -> Iterator[Fault]:
    agreed = {(line.card, line.in_force_from): line.agreed_on for line in register.agreed}
    for card, version, parts in edited(register, cards):
        since = agreed.get((card.id, version.in_force_from), register.begun)
        yield Fault(
            card.file,
            _line(folder, card, version, KEYS[parts[0]]),
            f"{card.id} from {version.in_force_from} was changed after it was agreed on {since}: {', '.join(parts)}.",
            f"Put it back and add a new [[version]]; or, if our reading was wrong, record it: "
            f"./run protocols correct {card.id} --because … --by …",
        )


def _not_agreed(folder: Path, register: Register, cards: Mapping[str, Card]) -> Iterator[Fault]:
    for card, version in not_agreed(register, cards):
        yield Fault(
            card.file,
            _line(folder, card, version, "in_force_from"),
            f"Nobody has agreed to {card.id} from {version.in_force_from}.",
            f"Move it to drafts/, or let its owner agree: ./run protocols agree {card.id} --by …",
        )


def _line(folder: Path, card: Card, version: Version, key: str) -> int:
    doc = Document.read(folder / card.file, folder, [])
    starts = doc.header("version", 0, card.versions.index(version))
    return doc.line_of(key, starts) if key.startswith("[[") else doc.line_of_key(key, starts)


def _contradictions(doc: Document, register: Register, cards: Mapping[str, Card]) -> Iterator[Fault]:
    """What in the register cannot be: an act on nothing, twice, out of order, or signed too late without a reason."""
    there = {(card.id, v.in_force_from) for card in cards.values() for v in card.versions}
    hashes: dict[Key, str] = {}
    ended: set[Key] = set()
    for line in register.acts:
        key = (line.card, line.in_force_from)
        for what, mend in _wrong_with(line, key, hashes, ended, register.begun):
            yield Fault(doc.name, line_of(doc, line), what, mend)
        if isinstance(line, Agreed) and key not in there:
            what = f"The register holds {line.card} from {line.in_force_from}, and the folder does not."
            yield Fault(doc.name, line_of(doc, line), what, "A version is never deleted: put it back and withdraw it.")
        if isinstance(line, Withdrawn):
            ended.add(key)
        else:
            hashes[key] = line.hash


def _wrong_with(
    line: Line, key: Key, hashes: Mapping[Key, str], ended: set[Key], begun: date
) -> Iterator[tuple[str, str]]:
    name = f"{line.card} from {line.in_force_from}"
    if isinstance(line, Agreed):
        if key in hashes:
            yield f"{name} was agreed twice.", "A change after that is a correction, or a new version."
        elif line.agreed_on > max(begun, line.in_force_from) and not line.because:
            yield f"{name} was agreed on {line.agreed_on}, after it came into force.", "Say why, in `because`."
    elif key not in hashes:
        yield f"{name} was never agreed.", "Only what was agreed can be corrected or withdrawn."
    elif isinstance(line, Corrected) and line.was != hashes[key]:
        yield f"This correction of {name} mends something else than what stood before it.", "Look at `was`."
    elif isinstance(line, Withdrawn) and key in ended:
        yield f"{name} was withdrawn twice.", "Keep the first."


def _with_ends(card: Card, register: Register) -> Card:
    ends = {line.in_force_from: line.on for line in register.withdrawn if line.card == card.id}
    if not ends:
        return card
    versions = (replace(v, withdrawn_on=ends.get(v.in_force_from)) for v in card.versions)
    return replace(card, versions=tuple(versions))
