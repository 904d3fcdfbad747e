"""A fault is said on its own line, also where the word it is about stands higher up, or on the very first line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.engine.acts import Agreed, Register
from sightline.engine.faults import Fault
from sightline.engine.reading.cards import read_cards
from sightline.engine.reading.tables import Document
from sightline.engine.signing.fingerprint import fingerprint
from sightline.engine.signing.frozen import hold_to_register
from sightline.engine.signing.register import line_of, read_register, written
from sightline.engine.signing.scaffold import from_card, next_version
from tests.unit.engine.words import SOURCES, WORDS, told

DAY = date(2026, 1, 1)
CARD = """\
id = "A-ONE-01"
title = "A rule"
owner = "Nobody"
covers = ["D1"]
wrong_when = "Never."
[[version]]
in_force_from = 2014-01-01
source = { document = "our-guidance", at = "our own reading" }
reading = "Ours."
term = "gone"
"""


def test_a_table_is_found_by_its_header_and_not_by_a_word_above_it() -> None:
    doc = Document("a.toml", "# of the source\n[source]\n", [])
    assert [doc.line_of_table("source", start) for start in (0, 1, 2)] == [2, 2, 2]


def test_what_was_changed_is_found_by_its_key_and_not_by_a_word_above_it(tmp_path: Path) -> None:
    (path := tmp_path / "definitions" / "a-one-01.toml").parent.mkdir()
    path.write_text(CARD)
    (one,) = read_cards(tmp_path, WORDS, SOURCES, []).values()
    line = Agreed(one.id, one.versions[0].in_force_from, fingerprint(one, one.versions[0]), "the lead", DAY)
    (tmp_path / "register.toml").write_text(written(Register(DAY, (line,))))
    path.write_text(CARD.replace("Ours.", "Others."))
    faults: list[Fault] = []
    hold_to_register(tmp_path, read_cards(tmp_path, WORDS, SOURCES, []), faults)
    assert [f.line for f in faults] == [9] and "the reading." in faults[0].what


@pytest.mark.parametrize(
    ("first", "says"),
    [
        ("zzz = 1", "`zzz` means nothing here."),
        ("agreed = 1", "`agreed` is a list of lines."),
        ("agreed = [{ z = 1 }]", "`z` means nothing here."),
    ],
)
def test_the_first_line_of_a_register_is_a_line_like_any_other(first: str, says: str) -> None:
    doc = Document("register.toml", f"{first}\nbegun = 2026-01-01\n# zzz, agreed and z = 1\n", [])
    assert read_register(doc) == Register(DAY)
    assert {line.split(": ", 1)[0] for line in told(doc.faults)} == {"1"} and says in told(doc.faults)[0]


def test_an_act_that_stands_nowhere_is_looked_for_at_its_kind() -> None:
    doc = Document("register.toml", "agreed = []\nbegun = 2026-01-01\n# agreed = nothing\n", [])
    assert line_of(doc, Agreed("A-ONE-01", DAY, "0" * 64, "She", DAY)) == 1


def test_a_register_without_lines_where_there_should_be_some_withdraws_nothing(tmp_path: Path) -> None:
    (tmp_path / "register.toml").write_text("begun = 2026-01-01\nwithdrawn = 1\nagreed = 2\n")
    (path := tmp_path / "definitions" / "a-one-01.toml").parent.mkdir()
    path.write_text(CARD)
    faults: list[Fault] = []
    cards = read_cards(tmp_path, WORDS, SOURCES, [])
    assert hold_to_register(tmp_path, cards, faults) == (Register(DAY), cards) and len(faults) == 2


def test_the_newest_version_is_the_last_one_also_below_an_example() -> None:
    example = '[[example]]\ntitle = "One"\nexpect = "x"\n'
    newest = CARD[CARD.index("[[version]]") :].replace("2014", "2027").replace("Ours.", "Newer.")
    text = next_version(f"{CARD}{example}{newest}{example}")
    assert text.count('reading = "Newer."') == 2 and text.rindex('in_force_from = ""') > text.index("2027")
    assert 'reading = "Newer."' in from_card("B-TWO-01", f"{CARD}{example}{newest}")
