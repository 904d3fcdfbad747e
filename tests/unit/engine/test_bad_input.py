"""Whatever a card can get wrong is refused with file, line, what is wrong, and the nearest right thing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sightline.engine import BadProtocols, Fault, faults_in_examples, load_protocols
from tests.unit.engine.cards import small_folder

CARD = "duties/tv-absence-01.toml"
RISK = "risk/dfe-risk-01.toml"
NOTICED = 'given  = ["14:00 absence noticed"]'
LAST = 'expect = ["15:00 review the absence", "20:00 notify the police (met)"]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_folder(tmp_path, CARD, RISK)


def change(folder: Path, old: str, new: str, name: str = CARD) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, old
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path) -> list[Fault]:
    """What the loader says, or where it has nothing to say, the examples."""
    try:
        return faults_in_examples(load_protocols(folder))
    except BadProtocols as bad:
        return bad.faults


def line_of(folder: Path, needle: str, name: str = CARD, nth: int = 0) -> int:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [n for n, line in enumerate(lines, 1) if needle in line][nth]


def test_what_is_in_order_is_not_refused(folder: Path) -> None:
    assert refused(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "says", "mend"),
    [
        ("escalate_to", "escalate", "`escalate` means nothing here.", "Did you mean `escalate_to`?"),
        ('"carer"', '"carrer"', "“carrer” is not a role of the vocabulary.", "Did you mean “carer”?"),
        ('"thames-valley-guidance"', '"thames-valley"', "is not a source", "Did you mean “thames-valley-guidance”?"),
        ("in_force_from = 2011-01-01", "in_force_from = 1990-01-01", "in force before its source", "Correct one"),
    ],
)
def test_a_word_or_a_day_that_cannot_be_is_refused_where_it_stands(
    folder: Path, old: str, new: str, says: str, mend: str
) -> None:
    change(folder, old, new)
    told = refused(folder)
    line = line_of(folder, new)
    assert any(f.file == CARD and f.line == line and says in f.what and mend in f.mend for f in told), told


def test_two_cards_with_one_id_are_refused_and_the_other_is_named(folder: Path) -> None:
    (folder / "thresholds").mkdir()
    shutil.copy(folder / CARD, folder / "thresholds/tv-absence-01.toml")
    told = refused(folder)
    assert any(f.file == "thresholds/tv-absence-01.toml" and f"is taken by {CARD}" in f.what for f in told)


def test_a_version_that_starts_before_the_one_above_it_is_refused(folder: Path) -> None:
    text = (folder / CARD).read_text(encoding="utf-8")
    body = text[text.index("[[version]]") : text.index("[[example]]")]
    change(folder, body, body + body.replace("2011-01-01", "2010-01-01"))
    assert any("order of their days" in f.what and f.mend == "Put the oldest first." for f in refused(folder))


@pytest.mark.parametrize(
    ("given", "expect", "says"),
    [
        ('["Mon 14:00 absence noticed", "Mon 13:00 returned"]', "[]",
         "“Mon 13:00 returned” lies before the line above it, on the same day"),
        ('["2026-01-05 14:00 absence noticed", "2026-01-05 13:00 returned"]', "[]", "lies before the line above it"),
        ('["14:00 absence noticed"]', '["Mon 16:00 review the absence", "Mon 15:00 review the absence"]',
         "“Mon 15:00 review the absence” lies before the line above it"),
        ('["14:00 absence noticed"]', '["15:00 review the absence (met)"]',
         "“review the absence” is met by nothing in `given`; it would be by: absence reviewed"),
        ('["14:00 absence noticed"]', '["15:00 review an absence"]',
         "the card asks nobody to “review an absence”; did you mean “review the absence”?"),
        ('["14:00 absence noticed"]', '["no time: hold a strategy meeting"]', "the card asks nobody to"),
    ],
)  # fmt: skip
def test_an_example_that_cannot_happen_is_refused_at_its_line(folder: Path, given: str, expect: str, says: str) -> None:
    change(folder, LAST, f"expect = {expect}")
    text = (folder / CARD).read_text(encoding="utf-8")
    where = text.rindex("[[example]]", 0, text.index(f"expect = {expect}"))
    head, tail = text[:where], text[where:]
    tail = "\n".join(f"given  = {given}" if row.startswith("given") else row for row in tail.splitlines())
    (folder / CARD).write_text(head + tail, encoding="utf-8")
    (told,) = refused(folder)
    assert told.file == CARD and told.line == head.count("\n") + 1
    assert "this cannot happen: " in told.what and says in told.what, told


def test_the_next_day_is_no_step_backwards(folder: Path) -> None:
    change(folder, NOTICED, 'given  = ["Mon 23:00 absence noticed", "Tue 00:10 returned"]')
    assert not any("cannot happen" in f.what for f in refused(folder))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('age = 15\nsetting = "adult care home"', "nobody of 15 lives in “adult care home”"),
        ('age = 40\nsetting = "secure home"', "nobody of 40 lives in “secure home”"),
        ('age = 18\nfacts = ["is looked after"]', "nobody of 18 “is looked after”"),
        ('facts = ["self-harms"]\nnot_so = ["self-harms"]', "“self-harms” is so and is not so"),
        ('facts = ["absence is out of character", "absence is not out of character"]', "cannot both be so"),
    ],
)
def test_a_person_who_cannot_be_is_refused(folder: Path, lines: str, says: str) -> None:
    path = folder / RISK
    text = path.read_text(encoding="utf-8")
    path.write_text(
        f'{text}\n[[example]]\ntitle = "Nobody"\n{lines}\nexpect = {{ applies = "no" }}\n', encoding="utf-8"
    )
    (told,) = refused(folder)
    assert told.file == RISK and says in told.what and told.mend == "Mend the example or the card."
    assert told.line == line_of(folder, "[[example]]", RISK, nth=-1)


@pytest.mark.parametrize("lines", ['age = 18\nsetting = "adult care home"', 'age = 17\nfacts = ["is looked after"]'])
def test_a_person_on_the_boundary_can_be(folder: Path, lines: str) -> None:
    path = folder / RISK
    text = path.read_text(encoding="utf-8")
    path.write_text(
        f'{text}\n[[example]]\ntitle = "Somebody"\n{lines}\nexpect = {{ acts = false }}\n', encoding="utf-8"
    )
    assert not any("cannot happen" in f.what for f in refused(folder))
