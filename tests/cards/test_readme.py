"""The page that explains the cards shows real cards, names every kind and key, and leads to pages that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sightline.engine import load_protocols
from sightline.engine.reading.cards import EXAMPLE_KEYS, FOLDERS
from sightline.engine.reading.timing import SHAPES
from sightline.engine.review.expectations import KEYS

PROTOCOLS = Path(__file__).parents[2] / "protocols"
CONDITIONS = ("after", "until", "applies_when", "and_any_of", "and_none_of", "unless", "counts", "at_least")
README = (PROTOCOLS / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"`([a-z]+/[a-z0-9-]+\.toml)`\n\n```toml\n(.*?)\n```", README, re.DOTALL)


@pytest.mark.parametrize(("name", "text"), SHOWN, ids=[name for name, _ in SHOWN])
def test_a_card_on_the_page_is_the_card_in_the_folder(name: str, text: str) -> None:
    assert (PROTOCOLS / name).read_text(encoding="utf-8").rstrip() == text


def test_every_kind_of_card_is_shown_once() -> None:
    assert sorted(name.split("/")[0] for name, _ in SHOWN) == sorted(FOLDERS)
    assert re.findall(r"^## (\w+):", README, re.MULTILINE) == list(FOLDERS.values())


@pytest.mark.parametrize("key", [*SHAPES, *EXAMPLE_KEYS, *KEYS, *CONDITIONS])
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}" in README


def test_every_kind_folder_holds_cards() -> None:
    cards = load_protocols(PROTOCOLS).cards.values()
    assert {card.kind for card in cards} == set(FOLDERS.values())
