"""Which pages are generated, and from what. Writes nothing."""

from __future__ import annotations

from django.utils import translation

from docs.generate import addresses, areas, cards, commands, coverage, events, performance, records, schema, vocabulary
from sightline.config.inventory import coverage_of
from sightline.config.paths import PROTOCOLS, ROOT
from sightline.engine import Protocols, load_protocols

FOLDER = ROOT / "docs" / "reference"
FIGURES = FOLDER / "performance.jsonl"


def pages(protocols: Protocols | None = None) -> dict[str, str]:
    """Every generated page by its file's name, in British English whatever language is chosen elsewhere."""
    edition = protocols or load_protocols(PROTOCOLS)
    with translation.override("en-gb"):
        return {
            "cards.md": cards.page(edition),
            "areas.md": areas.page(edition),
            "coverage.md": coverage.page(coverage_of(edition)),
            "card.schema.json": schema.card_schema(edition),
            "area.schema.json": schema.area_schema(edition),
            "vocabulary.md": vocabulary.page(edition.vocabulary),
            "events.md": events.page(edition.vocabulary),
            "records.md": records.page(),
            "commands.md": commands.page(),
            "addresses.md": addresses.page(),
            "performance.md": performance.page(FIGURES.read_text(encoding="utf-8") if FIGURES.exists() else ""),
        }
