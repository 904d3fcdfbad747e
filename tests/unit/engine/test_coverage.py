"""What covers a row of the requirements, what only claims to, and what is contradictory or unknown."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sightline.engine import Protocols, load_protocols
from sightline.engine.model import NOT_LAID_DOWN, Area, Card, Element, Example, Period, Risk
from sightline.engine.review.coverage import Coverage, RowCover, coverage
from sightline.engine.review.exercised import shows
from sightline.engine.vocabulary import Parameter, ProtocolElement
from tests.unit.engine.cards import FOLDER, card, clock, duty, protocols, real, timing

INVENTORY = """
# Z-like words, which are no section
| Key | Meaning |
| Z1 | A gap |
# D. Duties with clocks
| ID | Duty |
|---|---|
| D1 | Review |
| D2 | Tell |
# I. Findings
| I1 | Nobody looked |
# J. Conflicts
| J4 | A limit |
| J70 | A lead |
"""
AT_WORK = Example("a report", {"given": ["14:00 reported missing"]}, ["15:00 review the risk"])
QUIETER = Example("over at once", {"given": ["14:00 reported missing", "14:10 returned"]}, [])
HOURLY = card("duty", clock(duty(timing("within", "1 hour"))))
LIMIT = Parameter(
    "a limit", "choice", "J4", "Which limit.", ("six hours", "none"), needs={"six hours": ("TV-TEST-01",)}
)


def rule(*examples: Example, covers: Sequence[str] = ("D1",)) -> Card:
    """An invented duty: the risk is reviewed within an hour of a report."""
    return replace(HOURLY, examples=examples, covers=tuple(covers))


def held(
    *cards: Card, reasons: str = "", tests: Mapping[str, str] | None = None, of: Protocols | None = None
) -> Coverage:
    """The small inventory held against some cards, reasons and tests."""
    words = replace(real().vocabulary, parameters={}, protocol={})
    known = of or replace(protocols(*cards), vocabulary=words)
    tables = reasons if "[not_software]" in reasons else f"[not_software]\n[open]\n{reasons}"
    return coverage(inventory=INVENTORY, protocols=known, reasons=tables, tests=tests)


def row(found: Coverage, row_id: str) -> RowCover:
    return next(r for r in found.rows if r.id == row_id)


def faults(found: Coverage) -> str:
    return "\n".join(map(str, found.faults))


def test_a_row_is_covered_by_a_card_that_is_seen_at_work() -> None:
    found = held(rule(AT_WORK, QUIETER))
    assert row(found, "D1") == RowCover("D1", "covered", ("TV-TEST-01",), (), "")
    assert not found.faults


@pytest.mark.parametrize(
    ("examples", "why"),
    [
        ((AT_WORK,), "TV-TEST-01 claims it, but has fewer than two examples"),
        ((QUIETER, QUIETER), "TV-TEST-01 claims it, but no example exercises it"),
        (
            (AT_WORK, replace(AT_WORK, expect=["16:00 review the risk"])),
            "TV-TEST-01 claims it, but its example “a report” does not come out",
        ),
    ],
)
def test_a_claim_that_no_example_bears_out_does_not_count_and_the_reason_is_said(
    examples: tuple[Example, ...], why: str
) -> None:
    assert row(held(rule(*examples)), "D1") == RowCover("D1", "open", (), (), why)


def test_a_card_that_no_area_adopts_covers_nothing() -> None:
    known = protocols(rule(AT_WORK, QUIETER))
    nowhere = {"here": replace(known.areas["here"], cards=())}
    words = replace(real().vocabulary, parameters={}, protocol={})
    found = held(of=replace(known, areas=nowhere, vocabulary=words))
    assert row(found, "D1").why == "TV-TEST-01 claims it, but no area adopts it"


def test_beside_a_card_that_counts_one_that_does_not_is_left_out() -> None:
    idle = replace(rule(QUIETER, QUIETER), id="TV-TEST-02")
    assert row(held(rule(AT_WORK, QUIETER), idle), "D1").cards == ("TV-TEST-01",)


@pytest.mark.parametrize(
    ("kind", "at_work", "quiet"),
    [
        ("duty", {"duties": ["review the risk"]}, {"applies": "yes", "no_duties": ["review the risk"]}),
        ("duty", ["15:00 review the risk"], []),
        ("threshold", {"deadlines": ["review the risk within 1 hour"]}, {"acts": True}),
        ("category", {"category_barred": ["absent"]}, {"applies": "yes"}),
        ("category", {"verdict": ["refused"]}, {"verdict": ["accepted"]}),
        ("category", {"acts": True}, {"acts": False}),
        ("risk", {"risk_floor": "medium"}, {"risk_floor": "none"}),
        ("risk", {"risk_advised": "high"}, {"risk_advised": "none", "deploy_at_once": False}),
        ("authority", {"verdict": ["challenged"]}, {"applies": "no"}),
        ("sharing", {"told": ["parents"]}, {"told": []}),
        ("sharing", {"withheld": ["parents"]}, {"withheld": [], "applies": "yes"}),
        ("record", {"missing": ["name"], "wanted": []}, {"missing": [], "wanted": []}),
        ("record", {"missing": [], "wanted": ["age"]}, {"applies": "yes"}),
        ("definition", {"applies": "yes"}, {"applies": "not known"}),
    ],
)
def test_each_kind_is_at_work_in_its_own_way(kind: str, at_work: Any, quiet: Any) -> None:
    of_a_kind = replace(HOURLY, kind=kind)
    assert shows(of_a_kind, Example("", {}, at_work))
    assert not shows(of_a_kind, Example("", {}, quiet))


def test_a_question_set_is_at_work_where_it_is_asked() -> None:
    questions = next(
        c for c in real().cards.values() if isinstance(b := c.versions[0].body, Risk) and b.questions
    )  # fmt: skip
    assert shows(questions, Example("", {}, {"applies": "yes"}))
    assert not shows(questions, Example("", {}, {"risk_advised": "none"}))


def test_a_row_nobody_claims_is_open_and_says_so() -> None:
    assert row(held(), "D2") == RowCover("D2", "open", (), (), "no card claims it")


def test_a_row_that_is_no_software_carries_its_reason() -> None:
    found = held(reasons='[not_software]\nD2 = "History."\n[open]\n')
    assert row(found, "D2") == RowCover("D2", "not_software", (), (), "History.")


def test_an_open_row_carries_its_own_reason_else_its_sections() -> None:
    found = held(reasons='D = "Later."\nD2 = "Waits for a source."')
    assert (row(found, "D1").why, row(found, "D2").why) == ("Later.", "Waits for a source.")


def test_a_claim_that_does_not_count_is_told_beside_the_reason() -> None:
    assert row(held(rule(AT_WORK), reasons='D = "Later."'), "D1").why == (
        "Later.; TV-TEST-01 claims it, but has fewer than two examples"
    )


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ('[not_software]\nD99 = "x"\n[open]', "not-software.toml:2: “D99” is not a row of the inventory."),
        ('[not_software]\n[open]\nK = "x"', "not-software.toml:3: “K” is not a row of the inventory."),
        ('[not_software]\nD1 = "x"\n[open]', "D1 is said to be no software, and TV-TEST-01 claims it."),
        ('[not_software]\nD2 = "x"\n[open]\nD2 = "y"', "D2 is said to be no software, and open as well."),
        ('[not_software]\n[open]\nD1 = "x"', "not-software.toml:3: D1 is said to be open, and TV-TEST-01 covers it."),
        ('[not_software]\nD2 = 3\n[open]', "needs `D2`, in words."),
        ('[not_software]\n[open]\n[later]\nD2 = "x"', "`later` means nothing here."),
    ],
)  # fmt: skip
def test_reasons_that_are_contradictory_or_about_nothing_are_faults(reasons: str, told: str) -> None:
    assert told in faults(held(rule(AT_WORK, QUIETER), reasons=reasons))


def test_no_software_and_claimed_is_a_contradiction_even_where_the_claim_does_not_count() -> None:
    found = held(rule(QUIETER, QUIETER), reasons='[not_software]\nD1 = "x"\n[open]')
    assert "D1 is said to be no software, and TV-TEST-01 claims it." in faults(found)


def test_a_claim_that_does_not_count_leaves_the_row_open_without_contradiction() -> None:
    assert not held(rule(QUIETER, QUIETER), reasons='D1 = "No case shows it yet."').faults


def test_a_card_that_covers_an_unknown_row_is_a_fault_with_the_nearest_row() -> None:
    found = held(rule(AT_WORK, QUIETER, covers=("D1", "D11")))
    assert faults(found) == "tv-test-01.toml:1: TV-TEST-01 covers D11, and there is no such row. Did you mean D1?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# D. Duties\n| D1 | a |\n| D1 | b |", "the inventory:3: D1 stands on line 2 too."),
        ("# D. Duties\n| E1 | a |", "the inventory:2: E1 stands in section D."),
    ],
)
def test_an_inventory_that_is_not_in_order_is_told(text: str, told: str) -> None:
    empty = replace(protocols(), vocabulary=replace(real().vocabulary, parameters={}, protocol={}))
    found = coverage(inventory=text, protocols=empty, reasons="[not_software]\n[open]", tests=None)
    assert told in faults(found)


NAMED = "def test_d2_somebody_is_told():\n    assert told\n"
MARKED = 'import pytest\n@pytest.mark.covers("D2", "I1")\ndef test_somebody_is_told():\n    assert told\n'
IN_A_CLASS = '@pytest.mark.covers("D1")\nclass TestTelling:\n    def test_d2_first(self):\n        assert told\n'


def test_a_test_that_is_named_by_a_row_covers_it() -> None:
    found = held(tests={"tests/test_a.py": NAMED})
    assert row(found, "D2") == RowCover("D2", "covered", (), ("tests/test_a.py::test_d2_somebody_is_told",), "")


def test_a_test_that_is_marked_with_a_row_covers_it() -> None:
    assert row(held(tests={"tests/test_a.py": MARKED}), "D2").tests == ("tests/test_a.py::test_somebody_is_told",)


def test_a_mark_on_a_class_goes_for_every_test_in_it() -> None:
    found = held(tests={"tests/test_a.py": IN_A_CLASS})
    name = "tests/test_a.py::TestTelling::test_d2_first"
    assert row(found, "D1").tests == row(found, "D2").tests == (name,)


def test_a_finding_needs_a_test_that_is_named_by_it() -> None:
    claimed = rule(AT_WORK, QUIETER, covers=("I1",))
    marked = row(held(claimed, tests={"tests/test_a.py": MARKED}), "I1")
    assert (marked.state, marked.cards, marked.why) == ("open", ("TV-TEST-01",), "no test is named by it")
    named = row(held(claimed, tests={"tests/test_a.py": "def test_i1_nobody_looked():\n    assert 1"}), "I1")
    assert (named.state, named.cards, named.why) == ("covered", ("TV-TEST-01",), "")


def test_where_there_are_no_tests_a_finding_is_open_for_that_reason() -> None:
    assert row(held(tests=None), "I1").why == "there are no tests here to read"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def test_d3_more():\n    assert 1", "tests/test_a.py:1: A test covers D3, and there is no such row."),
        ("import pytest\n@pytest.mark.covers(*ROWS)\ndef test_all():\n    assert 1",
         "tests/test_a.py:2: A row that test_all covers is not written out."),
        ("def test_d1_(:", "tests/test_a.py:1: This is not Python."),
    ],
)  # fmt: skip
def test_a_test_that_cannot_be_understood_is_a_fault(source: str, told: str) -> None:
    assert told in faults(held(tests={"tests/test_a.py": source}))


@pytest.mark.parametrize("name", ["test_a_child_is_told", "helper_d2_x", "test_there_is_d2_in_it"])
def test_other_names_claim_nothing(name: str) -> None:
    found = held(tests={"tests/test_a.py": f"def {name}():\n    assert 1"})
    assert not found.faults and row(found, "D2").state == "open"


def settling(parameters: Mapping[str, Mapping[str, Any]], parameter: Parameter = LIMIT) -> Protocols:
    """Protocols of several areas, each with what it settled, and one parameter that they disagree on."""
    areas = {name: Area(name, name, "england", (HOURLY.id,), values) for name, values in parameters.items()}
    known = protocols(replace(HOURLY, covers=()))
    words = replace(real().vocabulary, parameters={parameter.name: parameter}, protocol={})
    return replace(known, areas=areas, vocabulary=words)


def test_a_choice_that_every_area_settles_and_a_card_hangs_on_covers_its_row() -> None:
    found = held(of=settling({"a": {"a limit": "six hours"}, "b": {"a limit": "none"}}))
    assert row(found, "J4") == RowCover("J4", "covered", ("parameter: a limit",), (), "")


@pytest.mark.parametrize(
    ("settled", "why"),
    [
        ({"a": {"a limit": "six hours"}, "b": {}}, "parameter: a limit is not settled by b"),
        ({"a": {"a limit": "none"}}, "parameter: a limit is settled, and bound to no card and no deadline"),
        ({"a": {"a limit": NOT_LAID_DOWN}}, "parameter: a limit is settled, and bound to no card and no deadline"),
    ],
)
def test_a_choice_that_somebody_leaves_open_or_nothing_hangs_on_covers_nothing(settled: Any, why: str) -> None:
    assert (row(held(of=settling(settled)), "J4").state, row(held(of=settling(settled)), "J4").why) == ("open", why)


def test_a_choice_that_does_not_arise_in_an_area_need_not_be_settled_there() -> None:
    unless = replace(LIMIT, unless={"absent": "not used"})
    found = held(of=settling({"a": {"a limit": "six hours"}, "b": {"absent": "not used"}}, unless))
    assert row(found, "J4").state == "covered"


def test_where_a_source_lays_nothing_down_the_row_says_for_whom() -> None:
    found = held(of=settling({"a": {"a limit": "six hours"}, "b": {"a limit": NOT_LAID_DOWN}}))
    assert row(found, "J4").why == "no source of b lays “a limit” down"


def test_a_length_covers_its_row_where_a_deadline_rests_on_it_and_the_area_settled_it() -> None:
    length = replace(LIMIT, type="period", needs={})
    known = settling({"a": {"a limit": Period(working_days=1)}, "b": {}}, length)
    resting = replace(HOURLY, covers=(), versions=card("duty", clock(duty(timing("within", "area: a limit")))).versions)
    assert row(held(of=known), "J4").state == "open"
    with_cards = replace(known, cards={HOURLY.id: resting})
    assert row(held(of=with_cards), "J4").why == "parameter: a limit is not settled by b"
    without = replace(with_cards, areas={"a": known.areas["a"], "b": replace(known.areas["b"], cards=())})
    assert row(held(of=without), "J4").state == "covered"


def test_a_parameter_of_another_section_covers_nothing_but_its_row_must_be_there() -> None:
    assert row(held(of=settling({"a": {"a limit": "six hours"}}, replace(LIMIT, row="D2"))), "D2").state == "open"
    unknown = held(of=settling({}, replace(LIMIT, row="J5", line=7)))
    assert "vocabulary.toml:7: parameter: a limit covers J5, and there is no such row." in faults(unknown)


def answering(*answers: Element | None) -> Protocols:
    """Protocols whose areas each answer, or do not, who leads."""
    areas = {
        name: Area(name, name, "england", (), protocol=(answer,) if answer else ())
        for name, answer in zip("abc", answers, strict=False)
    }
    words = replace(
        real().vocabulary, parameters={}, protocol={"a lead": ProtocolElement("a lead", "J70", "Who leads.")}
    )
    return replace(protocols(), areas=areas, vocabulary=words)


SAID = Element("a lead", "J70", says="The coordinator.")
LEFT = Element("a lead", "J70", not_settled="Who it is.", who_settles=("police",))


def test_an_element_that_every_area_answers_covers_its_row_and_says_where_it_is_not_settled() -> None:
    assert row(held(of=answering(SAID, SAID)), "J70") == RowCover("J70", "covered", ("protocol: a lead",), (), "")
    assert row(held(of=answering(SAID, LEFT)), "J70").why == "not settled in full by b"


def test_an_element_of_another_section_covers_nothing() -> None:
    known = answering(SAID, SAID)
    elsewhere = {"a lead": ProtocolElement("a lead", "D2", "Who leads.")}
    found = row(held(of=replace(known, vocabulary=replace(known.vocabulary, protocol=elsewhere))), "D2")
    assert (found.state, found.why) == ("open", "protocol: a lead alone does not cover a row outside section J")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ((SAID, None), "protocol: a lead is not answered by b"),
        ((LEFT, LEFT), "protocol: a lead stands in no area yet; each says who must settle it"),
    ],
)
def test_an_element_that_is_not_answered_or_stands_nowhere_covers_nothing(answers: Any, why: str) -> None:
    found = row(held(of=answering(*answers)), "J70")
    assert (found.state, found.why) == ("open", why)


def test_the_summary_counts_each_row_of_each_section_once() -> None:
    found = held(rule(AT_WORK, QUIETER), reasons='[not_software]\nD2 = "History."\n[open]')
    assert found.summary()["D"] == {"rows": 2, "covered": 1, "not_software": 1, "open": 0}
    assert found.summary()["J"] == {"rows": 2, "covered": 0, "not_software": 0, "open": 2}
    assert (found.percent("D"), found.percent("J"), found.percent("DJ")) == (100, 0, 50)


def test_a_section_without_rows_is_not_behind() -> None:
    assert held().percent("X") == 100


def test_json_has_exactly_the_promised_keys() -> None:
    answer = held(rule(AT_WORK, QUIETER)).as_json()
    assert set(answer) == {"summary", "rows"}
    assert [r["id"] for r in answer["rows"]] == ["D1", "D2", "I1", "J4", "J70"]
    assert answer["rows"][0] == {"id": "D1", "state": "covered", "cards": ["TV-TEST-01"], "tests": [], "why": ""}


def test_a_reason_changed_is_no_change_of_the_protocols(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "protocols", ignore=shutil.ignore_patterns("register.toml")))
    before = load_protocols(folder).edition
    (folder / "not-software.toml").write_text('[not_software]\nD2 = "Another reason."\n[open]\n', encoding="utf-8")
    assert load_protocols(folder).edition == before
    (folder / "duties" / "not-software.toml").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="duties/not-software.toml"):
        load_protocols(folder)
