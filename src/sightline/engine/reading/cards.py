"""Reads cards: what every kind has in common. A card that does not fit the format is refused, with all its faults."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from sightline.engine.derived import AFTER_CATEGORY, AFTER_RISK
from sightline.engine.faults import Fault
from sightline.engine.model import Card, Condition, Example, Source, Version
from sightline.engine.reading.bodies import READERS
from sightline.engine.reading.tables import Document, Table
from sightline.engine.vocabulary import Vocabulary

FOLDERS = {
    "definitions": "definition", "categories": "category", "risk": "risk", "duties": "duty",
    "thresholds": "threshold", "authority": "authority", "sharing": "sharing", "records": "record",
}  # fmt: skip
DRAFTS = "drafts"  # below it, the same folders of kinds: cards that nobody has agreed to and no area adopts
CARD_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
ROW = re.compile(r"[A-Z]\d+[a-z]?")
TOO_EARLY = {
    "definition": (AFTER_CATEGORY, AFTER_RISK),
    "category": (AFTER_CATEGORY, AFTER_RISK),
    "risk": (AFTER_RISK,),
}
NO_EXAMPLE_NEEDED = ("definition", "record")
EXAMPLE_KEYS = (
    "given", "facts", "not_so", "age", "sex", "setting", "stage", "history", "trigger_plan", "proposed",
    "recorded_category", "recorded_risk", "area", "on", "bank_holidays", "filled",
)  # fmt: skip


def read_cards(
    folder: Path,
    words: Vocabulary,
    sources: Mapping[str, Source],
    faults: list[Fault],
    drafts: Collection[Path] = (),
) -> dict[str, Card]:
    """Every card by id; each of these drafts stands where the card of its name stood. Faults are added to the list."""
    cards: dict[str, Card] = {}
    for name, kind in FOLDERS.items():
        for path in _files(folder, name, drafts):
            card = read_card(Document.read(path, folder, faults), kind, words, sources)
            if card.id in cards:
                faults.append(
                    Fault(card.file, 1, f"The id {card.id} is taken by {cards[card.id].file}.", "Ids are never reused.")
                )
            cards[card.id] = card
    return cards


def drafts_in(folder: Path) -> list[Path]:
    """Every draft of a folder."""
    return sorted(path for name in FOLDERS for path in (folder / DRAFTS / name).glob("*.toml"))


def _files(folder: Path, name: str, drafts: Collection[Path]) -> list[Path]:
    files = {path.name: path for path in (folder / name).glob("*.toml")}
    files |= {path.name: path for path in drafts if path.parent.name == name}
    return [files[name] for name in sorted(files)]


def read_card(doc: Document, kind: str, words: Vocabulary, sources: Mapping[str, Source]) -> Card:
    """One card of a kind. What cannot be read is a fault of the document."""
    return read_top(Table(doc, doc.data, "a card"), kind, words, sources)


def read_top(top: Table, kind: str, words: Vocabulary, sources: Mapping[str, Source]) -> Card:
    """The card that a document's whole table holds."""
    versions = tuple(_version(v, kind, words, sources) for v in top.tables("version"))
    card = Card(
        id=top.text("id"), kind=kind, title=top.text("title"), owner=top.text("owner"),
        covers=top.texts("covers", True), wrong_when=top.text("wrong_when"), versions=versions,
        examples=tuple(_example(e) for e in top.tables("example")), file=top.doc.name,
    )  # fmt: skip
    _check_card(top, card)
    top.close()
    return card


def _check_card(top: Table, card: Card) -> None:
    if card.id and not CARD_ID.fullmatch(card.id):
        top.fault("id", f"“{card.id}” is not an id.", "Write it in capitals, like TV-ABSENCE-01.")
    elif card.id and Path(card.file).stem != card.id.lower():
        top.fault(
            "id", f"The card {card.id} lies in the file {Path(card.file).name}.", f"Name it {card.id.lower()}.toml."
        )
    for row in card.covers:
        if not ROW.fullmatch(row):
            top.fault("covers", f"“{row}” is not a row of the inventory.", "Write it like D41.", row)
    if not card.versions:
        top.fault("", "A card needs at least one [[version]].")
    days = [v.in_force_from for v in card.versions]
    if days != sorted(set(days)):
        top.fault("in_force_from", "Versions stand in the order of their days, each day once.", "Put the oldest first.")
    if not card.examples and card.kind not in NO_EXAMPLE_NEEDED:
        top.fault("", "A card needs at least one [[example]].", "Write the case you would explain it with.")


def _version(v: Table, kind: str, words: Vocabulary, sources: Mapping[str, Source]) -> Version:
    in_force_from = v.day("in_force_from")
    source = v.table("source")
    document, at = source.known("document", sources, "a source"), source.text("at")
    source.close()
    if document and in_force_from < sources[document].in_force_from:
        when = sources[document].in_force_from
        v.fault(
            "in_force_from", f"The card is in force before its source ({when:%Y-%m-%d}).", "Correct one of the days."
        )
    version = Version(
        in_force_from=in_force_from,
        document=document,
        at=at,
        citation=f"{sources[document].short}, {at}" if document else at,
        reading=v.text("reading"),
        condition=_condition(v, kind, words),
        body=READERS[kind](v, words),
        inferred=v.flag("inferred"),
    )
    v.close()
    return version


def _condition(v: Table, kind: str, words: Vocabulary) -> Condition:
    lists = {k: v.all_known(k, words.facts, "a fact") for k in ("applies_when", "and_any_of", "and_none_of", "unless")}
    counts, at_least = v.known("counts", words.measures, "a measure", needed=False), v.number("at_least")
    if bool(counts) != bool(at_least):
        v.fault("counts" if counts else "at_least", "`counts` and `at_least` go together.", "Add the other one.")
    if kind == "threshold" and not counts:
        v.fault("", "A threshold card counts something.", "Add `counts` and `at_least`.")
    condition = Condition(**lists, counts=counts or None, at_least=at_least)
    for fact in condition.facts:
        if condition.facts.count(fact) > 1:
            v.fault("", f"“{fact}” stands twice in the conditions.", "Keep one.", fact)
        if fact.startswith(TOO_EARLY.get(kind, ("\0",))):
            v.fault("", f"A {kind} card cannot read “{fact}”.", "That is decided later.", fact)
    return condition


def _example(e: Table) -> Example:
    given = {key: value for key in EXAMPLE_KEYS if (value := e.take(key)) is not None}
    expect = e.take("expect")
    if expect is None:
        e.fault("title", f"The example “{e.data.get('title')}” expects nothing.", "Say what must follow.")
    example = Example(e.text("title"), given, expect, e.line)
    e.close()
    return example
