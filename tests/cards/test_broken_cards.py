"""Every broken card in the folder is refused: at the right line, saying what is wrong and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.engine.faults import Fault
from sightline.engine.model import Source
from sightline.engine.reading.cards import read_card
from sightline.engine.reading.tables import Document
from sightline.engine.reading.vocabulary import read_sources, read_vocabulary
from sightline.engine.vocabulary import Vocabulary

PROTOCOLS = Path(__file__).parents[2] / "protocols"
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))
MARK = "# <- here"


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return read_vocabulary(PROTOCOLS, [])


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return read_sources(PROTOCOLS, [])


def told(text: str, key: str) -> str:
    """What the first lines of a broken card say about it."""
    return next((line.split(f"#: {key}: ")[1] for line in text.splitlines() if line.startswith(f"#: {key}: ")), "")


def faults_of(text: str, words: Vocabulary, sources: dict[str, Source]) -> list[Fault]:
    faults: list[Fault] = []
    read_card(Document("duties/tv-test-01.toml", text, faults), told(text, "kind"), words, sources)
    return faults


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_a_broken_card_is_refused_where_it_is_broken(path: Path, words: Vocabulary, sources: dict[str, Source]) -> None:
    text = path.read_text(encoding="utf-8")
    faults = faults_of(text, words, sources)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if MARK in line)
    fitting = [f for f in faults if told(text, "says") in f.what]
    assert fitting, f"“{told(text, 'says')}” was not said, but: {[str(f) for f in faults]}"
    assert line in {f.line for f in fitting}
    assert any(told(text, "mend") in f.mend for f in fitting)


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_a_fault_is_said_gently_and_briefly(path: Path, words: Vocabulary, sources: dict[str, Source]) -> None:
    for fault in faults_of(path.read_text(encoding="utf-8"), words, sources):
        assert fault.what.endswith(".") and len(fault.what) < 160
        assert not {"error", "invalid", "illegal", "failed"} & set(fault.what.lower().split())


def test_a_sound_card_has_no_fault(words: Vocabulary, sources: dict[str, Source]) -> None:
    faults: list[Fault] = []
    path = PROTOCOLS / "duties" / "tv-absence-01.toml"
    read_card(Document.read(path, PROTOCOLS, faults), "duty", words, sources)
    assert faults == []
