"""Loads a folder of protocols: the only module of the engine that reads files, together with casefile."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sightline.engine.faults import BadProtocols, Fault
from sightline.engine.protocols import Protocols
from sightline.engine.read_areas import read_areas
from sightline.engine.read_cards import read_cards
from sightline.engine.read_vocabulary import read_sources, read_vocabulary
from sightline.engine.reasons import NAME as REASONS

NO_PROTOCOL = (REASONS,)  # what stands beside the cards and changes no answer


def load_protocols(folder: Path) -> Protocols:
    """Read and check every card, area, source and word of a folder.

    Raises BadProtocols with every fault found: file, line, what is wrong, and the nearest right phrase.
    """
    faults: list[Fault] = []
    words = read_vocabulary(folder, faults)
    sources = read_sources(folder, faults)
    cards = read_cards(folder, words, sources, faults)
    areas = read_areas(folder, words, cards, faults, sources)
    if faults:
        raise BadProtocols(faults)
    return Protocols(edition_of(folder), cards, areas, words, sources)


def edition_of(folder: Path) -> str:
    """The SHA-256, in hex, of the name and content of every TOML file below the folder that can change an answer."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*.toml") if p.relative_to(folder).as_posix() not in NO_PROTOCOL):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
