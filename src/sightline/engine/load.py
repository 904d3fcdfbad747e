"""Loads a folder of protocols: the only module of the engine that reads files, together with casefile."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path

from sightline.engine.faults import BadProtocols, Fault
from sightline.engine.protocols import Protocols
from sightline.engine.reading.areas import read_areas
from sightline.engine.reading.cards import DRAFTS, read_cards
from sightline.engine.reading.vocabulary import read_sources, read_vocabulary
from sightline.engine.review.reasons import NAME as REASONS
from sightline.engine.signing.frozen import hold_to_register

NO_PROTOCOL = (REASONS,)  # what stands beside the cards and changes no answer


def load_protocols(folder: Path, *, drafts: Collection[Path] = (), held: bool = True) -> Protocols:
    """Read and check every card, area, source and word of a folder, and hold the cards to its register.

    `drafts` are read as if they were in force; without `held`, the register freezes nothing.
    Raises BadProtocols with every fault found: file, line, what is wrong, and the nearest right phrase.
    """
    faults: list[Fault] = []
    words = read_vocabulary(folder, faults)
    sources = read_sources(folder, faults)
    cards = read_cards(folder, words, sources, faults, drafts)
    register, cards = hold_to_register(folder, cards, faults, all_agreed=not drafts, held=held)
    areas = read_areas(folder, words, cards, faults, sources)
    if faults:
        raise BadProtocols(faults)
    return Protocols(edition_of(folder), cards, areas, words, sources, register=register)


def protocol_files(folder: Path) -> list[Path]:
    """Every file below the folder that can change an answer: drafts cannot, nor what only says why."""
    parts = ((path, path.relative_to(folder)) for path in folder.rglob("*.toml"))
    return sorted(path for path, name in parts if name.as_posix() not in NO_PROTOCOL and name.parts[0] != DRAFTS)


def edition_of(folder: Path) -> str:
    """The SHA-256, in hex, of the name and content of every TOML file below the folder that can change an answer."""
    digest = hashlib.sha256()
    for path in protocol_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
