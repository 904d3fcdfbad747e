"""One TOML table is read strictly: each kind of value as it is meant, and every fault at its line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sightline.engine.reading.tables import Document, Table, elapsed
from tests.unit.engine.words import table, told


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1 minute", 1), ("30 minutes", 30), ("6 hours", 360), (" 1 day ", 1440), ("2 weeks", 20160), ("1 year", 525600)],
)
def test_a_length_is_a_number_of_units(text: str, minutes: int) -> None:
    assert elapsed(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "six hours", "6", "hours", "6 hours or so", "-1 hour", "1 month"])
def test_anything_else_is_no_length(text: str) -> None:
    assert elapsed(text) is None


def test_what_is_not_toml_is_said_at_its_line_and_holds_nothing() -> None:
    faults: list[Any] = []
    doc = Document("a.toml", 'id = "A"\n\nnot toml\n', faults)
    assert doc.data == {} and faults[0].line == 3 and faults[0].file == "a.toml"
    assert faults[0].what.startswith("This is not TOML: ") and "(at" not in faults[0].what
    assert faults[0].mend == "Compare with a neighbouring card."
    Document("b.toml", 'a = "', faults)
    assert faults[1].line == 1


def test_a_file_is_named_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "duties").mkdir()
    (path := tmp_path / "duties" / "a.toml").write_text("é = 1\n".replace("é", '"é"'), encoding="utf-8")
    doc = Document.read(path, tmp_path, [])
    assert (doc.name, doc.data) == ("duties/a.toml", {"é": 1})


LINES = Document(
    "a.toml",
    """\
id = "one"
[[version]]
do = "ring"
[[version]]
who = "carer"
do = "review, after the id"
  [table]
  [areas."named one"]
x = { inner = 1, "quoted" = 2 }
""",
    [],
)


@pytest.mark.parametrize(
    ("after", "nth", "line"), [(0, 0, 2), (0, 1, 4), (2, 0, 4), (1, 1, 4), (0, 2, 0), (4, 0, 4), (3, 1, 3)]
)
def test_the_nth_header_after_a_line_is_found_or_that_line_itself(after: int, nth: int, line: int) -> None:
    assert LINES.header("version", after, nth) == line


@pytest.mark.parametrize(("needle", "start", "line"), [("ring", 1, 3), ("ring", 3, 3), ("ring", 4, 4), ("id", 0, 1),
                                                       ("id", 2, 6), ("nowhere", 5, 5), ("nowhere", 0, 1),
                                                       ("nowhere", -3, 1), ("id", -3, 1)])  # fmt: skip
def test_the_first_line_that_holds_a_text_is_found(needle: str, start: int, line: int) -> None:
    assert LINES.line_of(needle, start) == line


@pytest.mark.parametrize(("key", "start", "line"), [("do", 1, 3), ("do", 4, 6), ("do", 3, 3), ("who", 1, 5),
                                                    ("inner", 1, 9), ("inner", 0, 9), ('"quoted"', 1, 9),
                                                    ("carer", 1, 5), ("nowhere", 2, 2), ("id", 0, 1),
                                                    ("id", 1, 1), ("table", 1, 7)])  # fmt: skip
def test_the_line_on_which_a_key_is_set_is_found_or_else_one_that_holds_it(key: str, start: int, line: int) -> None:
    assert LINES.line_of_key(key, start) == line


@pytest.mark.parametrize(("key", "start", "line"), [("table", 1, 7), ("table", 0, 7),
                                                    ("named one", 1, 8), ("x", 1, 9), ("table", 8, 8),
                                                    ("table", 7, 7), ("version", 0, 2)])  # fmt: skip
def test_the_line_of_a_table_is_that_of_its_header(key: str, start: int, line: int) -> None:
    assert LINES.line_of_table(key, start) == line


def test_what_should_be_a_table_and_is_none_is_a_fault_and_reads_as_empty() -> None:
    doc = Document("a.toml", "a = 1\nb = 2", [])
    assert Table(doc, 1, "`a` of a card", 2).data == {}
    assert told(doc.faults) == ["2: `a` of a card should be a table."]
    Table(doc, {}, "`a`")
    assert len(doc.faults) == 1


Expected = tuple[str, str, dict[str, Any], Any, list[str]]
NEEDS = "2: a card needs `k`"
VALUES: list[Expected] = [
    ("text", 'k = " words "', {}, "words", []),
    ("text", 'k = "  "', {}, "", [f"{NEEDS}, in words."]),
    ("text", 'k = "  "', {"needed": False}, "", []),
    ("text", "k = 1", {}, "", [f"{NEEDS}, in words."]),
    ("text", "k = 1", {"needed": False}, "", [f"{NEEDS}, in words."]),
    ("text", "", {}, "", ["1: a card needs `k`, in words."]),
    ("text", "", {"needed": False}, "", []),
    ("texts", 'k = "one"', {}, ("one",), []),
    ("texts", 'k = ["one", "two"]', {"needed": True}, ("one", "two"), []),
    ("texts", "k = []", {}, (), []),
    ("texts", "k = []", {"needed": True}, (), [f"{NEEDS}: a list of phrases."]),
    ("texts", 'k = ["one", 2]', {}, (), [f"{NEEDS}: a list of phrases."]),
    ("texts", "k = 1", {}, (), [f"{NEEDS}: a list of phrases."]),
    ("texts", "", {}, (), []),
    ("texts", "", {"needed": True}, (), ["1: a card needs `k`: a list of phrases."]),
    ("flag", "k = true", {}, True, []),
    ("flag", "k = false", {}, False, []),
    ("flag", "", {}, False, []),
    ("flag", 'k = "yes"', {}, False, ["2: `k` is true or false, without quotation marks."]),
    ("flag", "k = 1", {}, False, ["2: `k` is true or false, without quotation marks."]),
    ("number", "k = 1", {}, 1, []),
    ("number", "k = 7", {}, 7, []),
    ("number", "", {}, 0, []),
    ("number", "k = 0", {}, 0, ["2: `k` is a whole number from 1 upwards."]),
    ("number", "k = -1", {}, 0, ["2: `k` is a whole number from 1 upwards."]),
    ("number", "k = true", {}, 0, ["2: `k` is a whole number from 1 upwards."]),
    ("number", 'k = "1"', {}, 0, ["2: `k` is a whole number from 1 upwards."]),
    ("day", "k = 2014-01-31", {}, date(2014, 1, 31), []),
    ("day", 'k = "2014-01-31"', {}, date.max, [f"{NEEDS}, a day such as 2014-01-31."]),
    ("day", "k = 2014-01-31T10:00:00", {}, date.max, [f"{NEEDS}, a day such as 2014-01-31."]),
    ("day", "", {}, date.max, ["1: a card needs `k`, a day such as 2014-01-31."]),
    ("length", 'k = "6 hours"', {}, timedelta(hours=6), []),
    ("length", "", {}, None, []),
    ("length", 'k = "long"', {}, None,
     ["2: “long” is not a length of time. Write it like 30 minutes, 6 hours or 14 days."]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "line", "how", "value", "faults"), VALUES)
def test_a_value_is_read_as_it_is_meant(method: str, line: str, how: Any, value: Any, faults: list[str]) -> None:
    t = table(f"# the first line\n{line}\n")
    assert getattr(t, method)("k", **how) == value and told(t.doc.faults) == faults
    assert type(getattr(table(f"#\n{line}\n"), method)("k", **how)) is type(value)


def test_a_phrase_must_be_known_and_the_nearest_is_suggested() -> None:
    t = table('k = "on"\nlist = ["one", "on", "xyz"]\n')
    words = ["one", "two"]
    assert t.known("k", words, "a number") == "" and t.all_known("list", words, "a number") == ("one",)
    assert t.known("none", words, "a number", needed=False) == "" and t.all_known("none", words, "a number") == ()
    assert told(t.doc.faults) == [
        "1: “on” is not a number of the vocabulary. Did you mean “one”?",
        "2: “on” is not a number of the vocabulary. Did you mean “one”?",
        "2: “xyz” is not a number of the vocabulary. Known: one, two …",
    ]
    needed = table("")
    assert needed.known("k", words, "a number") == "" and needed.all_known("k", words, "a number", needed=True) == ()
    assert told(needed.doc.faults) == ["1: a card needs `k`, in words.", "1: a card needs `k`: a list of phrases."]
    sound = table('k = "two"')
    assert sound.known("k", words, "a number") == "two" and sound.check("k", "one", words, "a number") is True


def test_only_the_first_eight_known_words_are_named() -> None:
    t = table('k = "?"')
    assert t.check("k", "?", [*"ihgfedcba"], "a letter") is False
    assert t.doc.faults[0].mend == "Known: a, b, c, d, e, f, g, h …"


def test_a_table_within_is_read_from_its_own_line() -> None:
    t = table('a = 1\n\n[source]\nat = "2"\n')
    inner = t.table("source")
    assert (inner.where, inner.line, inner.data) == ("`source` of a card", 3, {"at": "2"})
    missing = t.table("other")
    assert missing.data == {} and told(t.doc.faults) == ["1: `other` of a card should be a table."]
    t.take("a")
    t.close()
    assert len(t.doc.faults) == 1


def test_each_table_of_a_list_knows_its_number_and_its_line() -> None:
    t = table("id = 0\n[[version]]\na = 1\n[[version]]\na = 2\n  [[version.duty]]\n  b = 1\n")
    found = list(t.tables("version"))
    assert [(v.where, v.line, v.data["a"]) for v in found] == [("The version 1", 2, 1), ("The version 2", 4, 2)]
    (duty,) = found[1].tables("duty", "version.duty")
    assert (duty.where, duty.line) == ("The duty 1", 6)
    owned = table("[[x]]\n[[x]]\n", "the area")
    assert [x.where for x in owned.tables("x")] == ["The x 1 of the area", "The x 2 of the area"]
    assert list(t.tables("nothing")) == [] and t.doc.faults == []


def test_a_list_of_tables_that_is_none_is_a_fault() -> None:
    t = table("duty = 1")
    assert list(t.tables("duty", "version.duty")) == []
    assert told(t.doc.faults) == ["1: Write `duty` as [[version.duty]]."]
    plain = table("duty = 1")
    assert list(plain.tables("duty")) == [] and told(plain.doc.faults) == ["1: Write `duty` as [[duty]]."]


def test_a_key_nobody_asked_for_means_nothing() -> None:
    t = table('title = "a"\ntitel = "b"\nzzz = 1\n')
    t.text("title")
    t.take("owner")
    t.close()
    assert told(t.doc.faults) == [
        "2: `titel` means nothing here. Did you mean `title`?",
        "3: `zzz` means nothing here. Known here: title, owner.",
    ]
