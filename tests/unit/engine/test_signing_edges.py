"""What is signed stays as it was: each way in which a register and its cards can disagree, at its line; and drafts."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from sightline.engine.acts import Agreed, Corrected, Register, Withdrawn
from sightline.engine.faults import BadProtocols, Fault
from sightline.engine.load import edition_of, load_protocols, protocol_files
from sightline.engine.model import Authority, Card, Category, Definition, Period
from sightline.engine.reading.cards import read_cards
from sightline.engine.reading.timing import SHAPES
from sightline.engine.signing.asked import Key, folder_of, keys_of, keys_of_area, keys_of_element
from sightline.engine.signing.fingerprint import canonical, changed, fingerprint
from sightline.engine.signing.frozen import hold_to_register, not_agreed
from sightline.engine.signing.register import written
from sightline.engine.signing.scaffold import blank, from_card, next_version
from tests.unit.engine.cards import card, version
from tests.unit.engine.words import SOURCES, WORDS
from tests.unit.engine.words import TEXT as TEXT_OF_WORDS

BEGUN, FIRST, SECOND = date(2026, 1, 1), date(2014, 1, 1), date(2027, 1, 1)
TEXT = """\
id = "A-ONE-01"
title = "A rule"
owner = "Nobody"
covers = ["D1"]
wrong_when = "Never."

[[version]]
in_force_from = 2014-01-01
source = { document = "our-guidance", at = "page 1" }
reading = "Ours."
applies_when = ["is a child"]
term = "gone"

[[version]]
in_force_from = 2027-01-01
source = { document = "our-guidance", at = "page 2" }
reading = "Ours again."
term = "gone"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "a-one-01.toml").write_text(TEXT)
    return tmp_path


def cards(folder: Path) -> dict[str, Card]:
    return read_cards(folder, WORDS, SOURCES, [])


def agreed(folder: Path, *, when: date = BEGUN, because: str = "") -> list[Agreed]:
    (one,) = cards(folder).values()
    return [Agreed(one.id, v.in_force_from, fingerprint(one, v), "the lead", when, because) for v in one.versions]


def held(folder: Path, register: Register, **how: bool) -> list[str]:
    (folder / "register.toml").write_text(written(register))
    faults: list[Fault] = []
    found, _ = hold_to_register(folder, cards(folder), faults, **how)
    assert found is not None and sorted(map(str, found.acts)) == sorted(map(str, register.acts))
    return [f"{f.file}:{f.line}: {f.what}" for f in faults]


def test_cards_that_stand_as_they_were_agreed_have_no_fault(folder: Path) -> None:
    assert held(folder, Register(BEGUN, tuple(agreed(folder)))) == []


def test_without_a_register_nothing_is_frozen_and_everything_is_still_to_be_agreed(folder: Path) -> None:
    found, same = hold_to_register(folder, cards(folder), [])
    assert found is None and same == cards(folder) and len(not_agreed(None, same)) == 2


def edit(folder: Path, old: str, new: str) -> None:
    assert old in TEXT
    (folder / "definitions" / "a-one-01.toml").write_text(TEXT.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "line", "since", "parts"),
    [
        ("page 1", "page 9", 9, FIRST, "the source"),
        ("page 2", "page 9", 16, SECOND, "the source"),
        ("Ours.", "Others.", 10, FIRST, "the reading"),
        ("Ours again.", "Others.", 17, SECOND, "the reading"),
        ('["is a child"]', '["is pregnant"]', 11, FIRST, "the conditions"),
        ('"Ours again."\nterm = "gone"', '"Ours again."\nterm = "away"', 14, SECOND, "what it asks"),
        ('"Ours again."\nterm = "gone"', '"Others."\nterm = "away"', 17, SECOND, "the reading, what it asks"),
    ],
)
def test_a_version_that_was_edited_is_refused_where_it_was(
    folder: Path, old: str, new: str, line: int, since: date, parts: str
) -> None:
    register = Register(BEGUN, tuple(agreed(folder)))
    edit(folder, old, new)
    said = f"A-ONE-01 from {since} was changed after it was agreed on 2026-01-01: {parts}."
    assert held(folder, register) == [f"definitions/a-one-01.toml:{line}: {said}"]
    assert held(folder, register, held=False) == []


def test_a_version_nobody_agreed_to_is_refused_unless_drafts_are_read(folder: Path) -> None:
    first, second = agreed(folder)
    assert held(folder, Register(BEGUN, (first,))) == [
        "definitions/a-one-01.toml:15: Nobody has agreed to A-ONE-01 from 2027-01-01."
    ]
    assert held(folder, Register(BEGUN, (second,)))[0].startswith("definitions/a-one-01.toml:8: Nobody has agreed")
    assert held(folder, Register(BEGUN, (first,)), all_agreed=False) == []


def test_with_another_fault_in_the_folder_nothing_is_held_yet(folder: Path) -> None:
    (folder / "register.toml").write_text(written(Register(BEGUN)))
    faults = [Fault("x.toml", 1, "Something else.", "")]
    hold_to_register(folder, cards(folder), faults)
    assert len(faults) == 1


LATER = date(2026, 5, 1)


def test_a_correction_replaces_what_was_agreed(folder: Path) -> None:
    first, second = agreed(folder)
    edit(folder, "Ours.", "Others.")
    mended = agreed(folder)[0]
    line = Corrected("A-ONE-01", FIRST, mended.hash, first.hash, "We misread it.", "the lead", LATER)
    assert held(folder, Register(BEGUN, (first, second), (line,))) == []
    wrong = Corrected("A-ONE-01", FIRST, mended.hash, second.hash, "We misread it.", "the lead", LATER)
    (said,) = held(folder, Register(BEGUN, (first, second), (wrong,)))
    assert said.endswith("This correction of A-ONE-01 from 2014-01-01 mends something else than what stood before it.")


def test_what_the_register_cannot_say_is_said(folder: Path) -> None:
    first, second = agreed(folder)
    gone = Agreed("A-TWO-01", FIRST, "0" * 64, "the lead", BEGUN)
    ended = Withdrawn("A-ONE-01", FIRST, LATER, "Replaced.", "the lead")
    other = Withdrawn("A-ONE-01", SECOND, LATER, "Replaced.", "the lead")
    unheard = Withdrawn("A-TWO-01", FIRST, LATER, "Replaced.", "the lead")
    mends = Corrected("A-TWO-01", FIRST, "1" * 64, "0" * 64, "Why.", "the lead", LATER)
    both = (first, second)
    found = {
        "twice": held(folder, Register(BEGUN, (*both, first))),
        "gone": held(folder, Register(BEGUN, (*both, gone))),
        "ended": held(folder, Register(BEGUN, both, (), (ended, ended))),
        "apart": held(folder, Register(BEGUN, both, (), (ended, other))),
        "unheard": held(folder, Register(BEGUN, both, (), (unheard,))),
        "mends": held(folder, Register(BEGUN, both, (mends,))),
    }
    assert {name: [line.split(": ", 1)[1] for line in said] for name, said in found.items()} == {
        "twice": ["A-ONE-01 from 2014-01-01 was agreed twice."],
        "gone": ["The register holds A-TWO-01 from 2014-01-01, and the folder does not."],
        "ended": ["A-ONE-01 from 2014-01-01 was withdrawn twice."],
        "apart": [],
        "unheard": ["A-TWO-01 from 2014-01-01 was never agreed."],
        "mends": ["A-TWO-01 from 2014-01-01 was never agreed."],
    }


@pytest.mark.parametrize(
    ("when", "because", "late"),
    [
        (BEGUN, "", []), (date(2026, 1, 2), "", [FIRST]), (date(2026, 1, 2), "It was forgotten.", []),
        (SECOND, "", [FIRST]), (date(2027, 1, 2), "", [FIRST, SECOND]),
    ],
)  # fmt: skip
def test_what_was_agreed_after_it_came_into_force_says_why(
    folder: Path, when: date, because: str, late: list[date]
) -> None:
    said = held(folder, Register(BEGUN, tuple(agreed(folder, when=when, because=because))))
    assert [line.split(": ", 1)[1] for line in said] == [
        f"A-ONE-01 from {day} was agreed on {when}, after it came into force." for day in late
    ]


def test_what_was_withdrawn_ends_on_its_day_and_nothing_else_does(folder: Path) -> None:
    register = Register(BEGUN, tuple(agreed(folder)), (), (Withdrawn("A-ONE-01", FIRST, LATER, "x", "the lead"),))
    (folder / "register.toml").write_text(written(register))
    _, found = hold_to_register(folder, cards(folder), [])
    assert [v.withdrawn_on for v in found["A-ONE-01"].versions] == [LATER, None]
    other = Register(BEGUN, (), (), (Withdrawn("A-TWO-01", FIRST, LATER, "x", "the lead"),))
    (folder / "register.toml").write_text(written(other))
    assert hold_to_register(folder, cards(folder), [], held=False)[1] == cards(folder)


def test_a_folder_is_loaded_only_with_everything_agreed_and_drafts_are_read_before_that(folder: Path) -> None:
    (folder / "vocabulary.toml").write_text(TEXT_OF_WORDS)
    (folder / "sources").mkdir()
    (folder / "sources" / "our-guidance.toml").write_text(
        'id = "our-guidance"\ntitle = "T"\nshort = "S"\npublisher = "P"\npublished = "2014"\n'
        'in_force_from = 2014-01-01\nlicence = "L"\n'
    )
    (folder / "definitions" / "a-one-01.toml").write_text(TEXT.replace("is a child", "is pregnant"))
    first, second = agreed(folder)
    (folder / "register.toml").write_text(written(Register(BEGUN, (first,))))
    with pytest.raises(BadProtocols) as caught:
        load_protocols(folder)
    assert [f.what for f in caught.value.faults] == ["Nobody has agreed to A-ONE-01 from 2027-01-01."]
    assert load_protocols(folder, held=False).cards.keys() == {"A-ONE-01"}
    draft = folder / "drafts" / "definitions" / "a-one-01.toml"
    draft.parent.mkdir(parents=True)
    draft.write_text((folder / "definitions" / "a-one-01.toml").read_text())
    assert load_protocols(folder, drafts=[draft]).register == Register(BEGUN, (first,))
    (folder / "register.toml").write_text(written(Register(BEGUN, (first, second))))
    found = load_protocols(folder)
    assert found.edition == edition_of(folder) and found.register == Register(BEGUN, (first, second))


# --- Fingerprints ----------------------------------------------------------------------------------------------------


def test_a_fingerprint_is_the_one_the_register_holds_from_year_to_year() -> None:
    body = Category(opens=("absent", "missing"), deploy_at_once=True)
    made = card("category", body, applies_when=("is pregnant",), unless=("self-harms – or not",))
    assert fingerprint(made, made.versions[0]) == "fd12207aa43c2bbd0bb2d17dc168df0a198784365f28b6d7dd48276fc2c9cbe8"


def test_a_value_is_told_as_plain_text_whatever_its_kind() -> None:
    assert canonical(timedelta(hours=6)) == "21600 s" and canonical(date(2014, 1, 31)) == "2014-01-31"
    assert canonical((time(9, 30), 1, None, "x", True)) == ["09:30:00", 1, None, "x", True]
    assert canonical(Period(elapsed=timedelta(minutes=1))) == {"is": "Period", "elapsed": "60 s"}
    assert canonical(Definition("gone")) == {"is": "Definition", "term": "gone"}
    assert canonical(Authority("close", settles=True)) == {"is": "Authority", "decision": "close", "settles": True}


def test_the_parts_that_differ_are_named_in_their_order() -> None:
    made = card("definition", Definition("gone"))
    was = fingerprint(made, made.versions[0])
    other = version(Definition("away"), since=date(2011, 1, 1), applies_when=("is pregnant",))
    assert changed(was, was) == [] and changed(was, fingerprint(made, other)) == ["the conditions", "what it asks"]


# --- Editions --------------------------------------------------------------------------------------------------------


def test_an_edition_is_every_file_that_can_change_an_answer(tmp_path: Path) -> None:
    in_no_edition = ("drafts/duties/c.toml", "not-software.toml", "n.md")
    for name in ("a.toml", "duties/b.toml", "duties/drafts/d.toml", *in_no_edition):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    names = [path.relative_to(tmp_path).as_posix() for path in protocol_files(tmp_path)]
    assert names == ["a.toml", "duties/b.toml", "duties/drafts/d.toml"]
    first = edition_of(tmp_path)
    assert len(first) == 64
    (tmp_path / "not-software.toml").write_text("y = 1\n")
    (tmp_path / "drafts/duties/c.toml").write_text("y = 1\n")
    assert edition_of(tmp_path) == first
    (tmp_path / "a.toml").write_text("y = 1\n")
    second = edition_of(tmp_path)
    (tmp_path / "a.toml").rename(tmp_path / "aa.toml")
    assert len({first, second, edition_of(tmp_path)}) == 3


# --- What a draft is asked for ---------------------------------------------------------------------------------------


def test_the_keys_of_a_card_are_those_the_loader_asks_for_in_its_order() -> None:
    found = keys_of("duty", WORDS, SOURCES)
    assert [*found] == ["version", "id", "title", "owner", "covers", "wrong_when", "example"]
    assert found["title"] == Key("text", True) and found["covers"] == Key("texts", True)
    version = found["version"].below
    assert (found["version"].shape, found["version"].needed, found["example"].needed) == ("tables", True, False)
    assert version["in_force_from"] == Key("day", True) and version["inferred"] == Key("flag")
    assert version["source"].shape == "table" and version["source"].needed
    document = Key("text", True, ("our-guidance",), "a source")
    assert version["source"].below == {"document": document, "at": Key("text", True)}
    assert version["at_least"] == Key("number") and version["counts"].words == ("review_minutes", "missing")
    assert version["clock_starts"] == Key("texts", True, tuple(WORDS.events), "an event")
    assert version["clock_stops"] == Key("texts", False, tuple(WORDS.events), "an event")
    duty = version["duty"].below
    assert (version["duty"].shape, version["duty"].needed) == ("tables", False)
    assert {*SHAPES, "after", "until", "at_most"} <= set(duty) and not any(duty[s].needed for s in (*SHAPES, "until"))
    assert duty["after"] == Key("length") and duty["within_working_days"] == Key("number")
    assert duty["at_once"] == Key("flag") and duty["within"].shape == "text" and duty["do"].needed
    assert found["example"].below["given"] == Key("any") and found["example"].below["title"] == Key("text", True)


def test_the_keys_of_an_area_and_of_an_element_are_those_the_loader_asks_for() -> None:
    found = keys_of_area(WORDS, SOURCES)
    assert {"id", "name", "nation", "cards", "desk", "tighten", "departs", "parameters", "protocol"} <= set(found)
    assert found["parameters"] == Key("table") and found["cards"].needed
    assert found["nation"].words == ("england", "wales")
    assert found["tighten"].below["acknowledge_within"] == Key("length")
    element = keys_of_element(WORDS)
    assert [*element] == ["says", "cards", "parameters", "leads", "not_settled", "who_settles"]
    assert element["says"] == Key("text") and element["leads"].shape == "tables"


@pytest.mark.parametrize(("kind", "name"), [("duty", "duties"), ("definition", "definitions"), ("risk", "risk")])
def test_the_cards_of_a_kind_lie_in_a_folder_of_theirs(kind: str, name: str) -> None:
    assert folder_of(kind) == name


def test_a_blank_draft_holds_every_key_and_says_which_are_not_needed() -> None:
    text = blank("A-ONE-01", "duty", keys_of("duty", WORDS, SOURCES))
    lines = text.splitlines()
    assert 'id = "A-ONE-01"' in text and text.startswith("# A draft: nobody has agreed to it")
    assert [line.split(" = ")[0] for line in lines[3:7]] == ["title", "owner", "covers", "wrong_when"]
    assert any(line.startswith("# clock_stops = []") for line in lines)
    assert any(line.startswith("clock_starts = []") for line in lines)
    assert 'source = { document = "", at = "" }' in lines
    assert "  [[version.duty]]" in lines and text.count("[[example]]") == 2
    (timed,) = (line for line in lines if line.endswith(f"; exactly one of {', '.join(SHAPES)}"))
    assert timed.startswith("  # within = ")
    assert any(line.endswith("; again for each") for line in lines)


EXAMPLE = '\n[[example]]\ntitle = "One"\nexpect = "x"\n'


def test_a_draft_after_another_card_keeps_its_newest_version_without_its_day_or_examples() -> None:
    text = from_card("B-TWO-01", TEXT + EXAMPLE)
    assert 'id = "B-TWO-01"' in text and "A-ONE-01" not in text and 'title = "A rule"' in text
    assert text.count("[[version]]") == 1 and 'reading = "Ours again."' in text and 'reading = "Ours."' not in text
    assert 'in_force_from = ""' in text and "2027" not in text and 'title = "One"' not in text
    assert text.count("[[example]]") == 2 and "# Made from another card" in text


@pytest.mark.parametrize("examples", ["", EXAMPLE])
def test_a_next_version_stands_below_the_newest_and_above_the_examples(examples: str) -> None:
    text = next_version(TEXT + examples)
    assert text.startswith(TEXT.rstrip()) and text.count("[[version]]") == 3
    assert text.count('reading = "Ours again."') == 2 and text.count('in_force_from = ""') == 1
    assert text.endswith(examples.lstrip("\n"))
    assert text.rindex("[[version]]") < (text + "[[example]]").index("[[example]]")
    assert "\n\n\n" not in text
