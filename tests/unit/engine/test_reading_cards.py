"""What every card has in common: read as it stands, and each thing that does not fit said at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.engine.faults import Fault
from sightline.engine.model import Card, Condition, Definition, Example, Version
from sightline.engine.reading.cards import drafts_in, read_card, read_cards
from sightline.engine.reading.tables import Document
from sightline.engine.vocabulary import Fact
from tests.unit.engine.words import FACTS, SOURCES, WORDS, told, vocabulary

TOP = """\
id = "TV-TEST-01"
title = "A rule"
owner = "Nobody"
covers = ["D1", "C12a"]
wrong_when = "Never."
"""
VERSION = """\
[[version]]
in_force_from = 2014-01-01
source = { document = "our-guidance", at = "page 1" }
reading = "Ours."
"""
EXAMPLE = """\
[[example]]
title = "One"
age = 14
given = ["14:00 seen"]
expect = []
"""
BODY = {"definition": 'term = "gone"\n', "risk": 'floor = "low"\n', "category": 'opens = ["missing"]\n',
        "threshold": '[[version.duty]]\ndo = "ring"\nwho = "carer"\nstrength = "must"\nat_once = true\n'}  # fmt: skip


def read(text: str, kind: str = "definition", file: str = "definitions/tv-test-01.toml") -> tuple[Card, list[str]]:
    faults: list[Fault] = []
    early = {name: Fact(name, "So", "So.", True) for name in ("the category is missing", "the risk is high")}
    words = vocabulary(facts={f: Fact(f, "Person", "So.") for f in FACTS} | early)
    return read_card(Document(file, text, faults), kind, words, SOURCES), told(faults)


def a(kind: str, *conditions: str, examples: str = EXAMPLE) -> str:
    clock = 'clock_starts = ["seen"]\n' if kind == "threshold" else ""
    return TOP + VERSION + clock + "".join(f"{line}\n" for line in conditions) + BODY[kind] + examples


def test_a_sound_card_is_read_as_it_stands() -> None:
    card, faults = read(a("definition", 'applies_when = ["is a child"]', "inferred = true"))
    condition = Condition(applies_when=("is a child",))
    version = Version(date(2014, 1, 1), "our-guidance", "page 1", "Guidance, page 1", "Ours.", condition,
                      Definition("gone"), inferred=True)  # fmt: skip
    example = Example("One", {"given": ["14:00 seen"], "age": 14}, [], 13)
    assert faults == [] and card == Card(
        "TV-TEST-01", "definition", "A rule", "Nobody", ("D1", "C12a"), "Never.", (version,), (example,),
        "definitions/tv-test-01.toml",
    )  # fmt: skip


def test_conditions_are_read_each_into_its_own_list() -> None:
    lists = ('applies_when = ["is a child"]', 'and_any_of = ["is pregnant"]', 'and_none_of = ["self-harms"]')
    text = a("risk", *lists, 'unless = ["is looked after"]', 'counts = "missing"', "at_least = 3")
    card, faults = read(text, "risk")
    condition = Condition(("is a child",), ("is pregnant",), ("self-harms",), ("is looked after",), "missing", 3)
    assert faults == [] and card.versions[0].condition == condition


FAULTY: list[tuple[str, str, list[str]]] = [
    ("definition", a("definition").replace("TV-TEST-01", "Test"),
     ["1: “Test” is not an id. Write it in capitals, like TV-ABSENCE-01."]),
    ("definition", a("definition").replace("TV-TEST-01", "TV-TEST-02"),
     ["1: The card TV-TEST-02 lies in the file tv-test-01.toml. Name it tv-test-02.toml."]),
    ("definition", a("definition").replace('"C12a"', '"twelve"'),
     ["4: “twelve” is not a row of the inventory. Write it like D41."]),
    ("definition", a("definition").replace('["D1", "C12a"]', "[]"),
     ["4: a card needs `covers`: a list of phrases."]),
    ("definition", TOP, ["1: A card needs at least one [[version]]."]),
    ("definition", a("definition", examples=""), []),
    ("risk", a("risk", examples=""),
     ["1: A card needs at least one [[example]]. Write the case you would explain it with."]),
    ("risk", a("risk"), []),
    ("risk", a("risk", 'counts = "missing"'), ["10: `counts` and `at_least` go together. Add the other one."]),
    ("risk", a("risk", "at_least = 2"), ["10: `counts` and `at_least` go together. Add the other one."]),
    ("threshold", a("threshold", 'counts = "missing"', "at_least = 2"), []),
    ("threshold", a("threshold"), ["6: A threshold card counts something. Add `counts` and `at_least`."]),
    ("risk", a("risk", 'applies_when = ["is a child"]', 'unless = ["is a child"]'),
     ["10: “is a child” stands twice in the conditions. Keep one."] * 2),
    ("risk", a("risk", 'applies_when = ["the category is missing"]'), []),
    ("risk", a("risk", 'applies_when = ["the risk is high"]'),
     ["10: A risk card cannot read “the risk is high”. That is decided later."]),
    ("category", a("category", 'applies_when = ["the risk is high"]'),
     ["10: A category card cannot read “the risk is high”. That is decided later."]),
    ("category", a("category", 'unless = ["the category is missing"]'),
     ["10: A category card cannot read “the category is missing”. That is decided later."]),
    ("threshold", a("threshold", 'applies_when = ["the risk is high"]', 'counts = "missing"', "at_least = 2"), []),
    ("definition", a("definition").replace("2014-01-01", "2013-12-31"),
     ["7: The card is in force before its source (2014-01-01). Correct one of the days."]),
    ("definition", a("definition").replace('at = "page 1"', 'at = "page 1", when = 1'),
     ["8: `when` means nothing here. Known here: document, at."]),
    ("definition", a("definition").replace("our-guidance", "zzz"),
     ["8: “zzz” is not a source of the vocabulary. Known: our-guidance …"]),
    ("definition", TOP + VERSION + "zzz = 1\n" + BODY["definition"],
     ["10: `zzz` means nothing here. Known here: in_force_from, source, reading, applies_when, and_any_of, "
      "and_none_of, unless, counts, at_least, term, category, inferred."]),
    ("definition", a("definition").replace("expect = []", ""),
     ["12: The example “One” expects nothing. Say what must follow."]),
    ("definition", a("definition").replace("age = 14", "zzz = 14"),
     ["13: `zzz` means nothing here. Known here: given, facts, not_so, age, sex, setting, stage, history, "
      "trigger_plan, proposed, recorded_category, recorded_risk, area, on, bank_holidays, filled, expect, title."]),
    ("definition", "zzz = 1\n" + a("definition"),
     ["1: `zzz` means nothing here. Known here: version, id, title, owner, covers, wrong_when, example."]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "faults"), FAULTY)
def test_what_does_not_fit_is_said_where_it_stands(kind: str, text: str, faults: list[str]) -> None:
    said = read(text, kind)[1]
    lines = [line.split(": ", 1) for line in said]
    assert [what for _, what in lines] == [line.split(": ", 1)[1] for line in faults], said
    assert said == faults


@pytest.mark.parametrize(
    ("days", "sound"), [(("2014-01-01", "2015-01-01"), True), (("2015-01-01", "2014-01-01"), False),
                        (("2015-01-01", "2015-01-01"), False)]
)  # fmt: skip
def test_versions_stand_in_the_order_of_their_days(days: tuple[str, str], sound: bool) -> None:
    versions = "".join(VERSION.replace("2014-01-01", day) + BODY["definition"] for day in days)
    said = read(TOP + versions)[1]
    assert [line.split(": ")[1] for line in said] == (
        [] if sound else ["Versions stand in the order of their days, each day once. Put the oldest first."]
    )


def write(folder: Path, name: str, id: str, title: str = "A rule") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = a("definition").replace("TV-TEST-01", id).replace("A rule", title)
    path.write_text(text)
    return path


def test_cards_are_read_folder_by_folder_and_an_id_is_taken_once(tmp_path: Path) -> None:
    write(tmp_path, "definitions/b-two-01.toml", "B-TWO-01")
    write(tmp_path, "definitions/a-one-01.toml", "A-ONE-01")
    faults: list[Fault] = []
    cards = read_cards(tmp_path, WORDS, SOURCES, faults)
    assert [*cards] == ["A-ONE-01", "B-TWO-01"] and faults == []
    write(tmp_path, "records/a-one-01.toml", "A-ONE-01")
    read_cards(tmp_path, WORDS, SOURCES, faults)
    taken = [f for f in faults if "is taken" in f.what]
    assert [(f.file, f.line) for f in taken] == [("records/a-one-01.toml", 1)]
    assert taken[0].what == "The id A-ONE-01 is taken by definitions/a-one-01.toml."


def test_a_draft_stands_where_the_card_of_its_name_stood_and_only_where_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, "definitions/a-one-01.toml", "A-ONE-01")
    draft = write(tmp_path, "drafts/definitions/a-one-01.toml", "A-ONE-01", "Drafted")
    new = write(tmp_path, "drafts/definitions/a-new-01.toml", "A-NEW-01", "Drafted")
    (tmp_path / "drafts" / "notes.toml").write_text("")
    assert drafts_in(tmp_path) == [new, draft]
    titles = {c.id: c.title for c in read_cards(tmp_path, WORDS, SOURCES, [], [draft]).values()}
    assert titles == {"A-ONE-01": "Drafted"}
    assert {c.title for c in read_cards(tmp_path, WORDS, SOURCES, []).values()} == {"A rule"}
    both = read_cards(tmp_path, WORDS, SOURCES, [], [draft, new])
    assert [*both] == ["A-NEW-01", "A-ONE-01"]
