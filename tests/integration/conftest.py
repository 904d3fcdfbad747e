"""What tests with a database may use beside the fixtures of all tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sightline.engine import Card
from sightline.episodes import protocol
from sightline.episodes.protocol import protocols
from tests.integration.next_version import Put


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Puts a changed card in force, beside all the others, until the test ends."""

    def changed(card: Card) -> None:
        fresh: dict[str, Any] = {name: {} for name in ("_in_force", "_by_kind", "_clocks", "_clocks_at", "_read")}
        book = replace(protocols(), cards={**protocols().cards, card.id: card}, **fresh)
        monkeypatch.setattr(protocol._sources, "protocols", lambda: book)

    return changed
