"""The coverage on the command line: what is covered, what is open and why, as a lead and as a program read it."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli.main import sightline
from sightline.config import inventory
from sightline.config.paths import PROTOCOLS, ROOT
from sightline.engine import load_protocols
from sightline.engine.review.coverage import Coverage, RowCover

SECTIONS = list("ABCDEFGHIJ")


def asked(*arguments: str) -> Result:
    """What the command line answers."""
    return CliRunner().invoke(sightline, ["protocols", "coverage", *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's cards to change."""
    return Path(shutil.copytree(PROTOCOLS, tmp_path / "protocols", ignore=shutil.ignore_patterns("register.toml")))


def reasons(folder: Path, text: str) -> str:
    """Give the copy other reasons; the option that names the folder."""
    (folder / "not-software.toml").write_text(text, encoding="utf-8")
    return f"--folder={folder}"


def given(monkeypatch: pytest.MonkeyPatch, *rows: RowCover) -> None:
    """Let these rows be all that the inventory holds, in sections called by their letter."""
    found = Coverage({row.id[0]: f"Section {row.id[0]}" for row in rows}, rows, ())
    monkeypatch.setattr("sightline.cli.coverage.coverage_of", lambda protocols, folder: found)


def test_it_shows_a_line_for_every_section_and_one_for_what_cards_are_for() -> None:
    answer = asked()
    assert answer.exit_code == 0
    lines = answer.output.split("\n\n")[0].splitlines()
    assert [line[0] for line in lines] == [*SECTIONS, " "]
    assert all(" rows: " in line and " %  " in line and len(line) <= 120 for line in lines)
    assert " 82 rows:" in lines[1] and "691 rows:" in lines[-1]


def test_what_is_open_follows_with_its_reason_rows_of_one_reason_together(monkeypatch: pytest.MonkeyPatch) -> None:
    done = RowCover("A1", "covered", ("TV-TEST-01",), (), "")
    mixed = (RowCover(f"B{n}", "open", (), (), "no card claims it") for n in (1, 2))
    other = RowCover("B3", "open", (), (), "waits for a source")
    alike = (RowCover(f"G{n}", "open", (), (), "comes with analysis: later") for n in (1, 2))
    given(monkeypatch, done, *mixed, other, *alike)
    table, *still_open = asked().output.strip().split("\n\n")
    assert "100 %  ████████████████████" in table and "  0 %  ░░░░░░░░░░░░░░░░░░░░" in table
    assert still_open == [
        "B: 3 of 3 rows are open\n  B1, B2: no card claims it\n  B3: waits for a source",
        "G: 2 of 2 rows are open\n  all: comes with analysis: later",
    ]


def test_ninety_nine_and_a_half_percent_are_not_shown_as_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, *(RowCover(f"A{n}", "covered" if n else "open", (), (), "") for n in range(200)))
    assert " 99 %  ███████████████████░" in asked().output
    assert asked("--at-least", "99.5").exit_code == 0 and asked("--at-least", "99.6").exit_code == 1


def test_json_has_every_row_of_every_section_once_and_the_summary_counts_them() -> None:
    answer = json.loads(asked("--json").output)
    assert list(answer) == ["summary", "rows"] and list(answer["summary"]) == SECTIONS
    ids = [row["id"] for row in answer["rows"]]
    assert len(ids) == len(set(ids)) == 882 and {i[0] for i in ids} == set(SECTIONS)
    for letter, counts in answer["summary"].items():
        rows = [row for row in answer["rows"] if row["id"][0] == letter]
        states = [row["state"] for row in rows]
        assert counts == {"rows": len(rows)} | {s: states.count(s) for s in ("covered", "not_software", "open")}
    assert all(list(row) == ["id", "state", "cards", "tests", "why"] for row in answer["rows"])


def test_json_can_be_kept_to_what_is_asked_and_the_summary_stays_whole() -> None:
    answer = json.loads(asked("--json", "--section", "d", "B25").output)
    assert {row["id"][0] for row in answer["rows"] if row["id"] != "B25"} == {"D"}
    assert answer["rows"][0]["id"] == "B25" and list(answer["summary"]) == SECTIONS
    still_open = json.loads(asked("--json", "--open").output)["rows"]
    assert still_open and {row["state"] for row in still_open} == {"open"}


def test_a_row_is_shown_with_its_cards_its_tests_and_why() -> None:
    shown = asked("i17", "B25").output.split("\n\n")
    assert shown[0].startswith("B25: not software\n  National policing bodies")
    assert shown[1].startswith("I17: covered\n") and "::test_i17_" in shown[1]


def test_a_section_is_shown_row_by_row() -> None:
    shown = asked("--section", "F").output.split("\n\n")
    counted = json.loads(asked("--json").output)["summary"]["F"]["rows"]
    assert len(shown) == counted and all(row[0] == "F" for row in shown)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["D4111"], "There is no row"),
        (["d411"], "Did you mean D41?"),
        (["--section", "K"], "They go from A to J."),
        (["--at-least", "101"], "101"),
    ],
)
def test_what_does_not_exist_is_answered_with_the_nearest_that_does(words: list[str], told: str) -> None:
    answer = asked(*words)
    assert answer.exit_code == 2 and told in answer.stderr


def test_at_least_is_met_or_ends_with_status_1_and_says_by_how_much(folder: Path) -> None:
    assert asked("--at-least", "50").exit_code == 0
    bare = reasons(folder, "[not_software]\n[open]\n")
    answer = asked(bare, "--at-least", "100")
    assert answer.exit_code == 1 and "%, and 100 % were asked for" in answer.stderr
    assert answer.stdout == asked(bare).stdout


def test_rows_that_are_unknown_or_contradictory_are_told_with_file_and_line_and_nothing_else(folder: Path) -> None:
    answer = asked(reasons(folder, '[not_software]\nD41 = "Nobody\'s task."\nD4111 = "x"\n[open]\n'))
    assert answer.exit_code == 2 and not answer.stdout
    assert "not-software.toml:2: D41 is said to be no software" in answer.stderr
    assert "not-software.toml:3: “D4111” is not a row of the inventory." in answer.stderr


def test_a_copy_without_tests_says_so_and_without_an_inventory_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.cli.coverage.coverage_of", partial(inventory.coverage_of, root=tmp_path))
    assert asked().exit_code == 1
    assert "docs/mission/requirements.md is not there" in asked().stderr
    page = tmp_path / inventory.INVENTORY
    page.parent.mkdir(parents=True)
    shutil.copy(ROOT / inventory.INVENTORY, page)
    assert "there are no tests here to read" in asked("I17").output


def test_faulty_cards_are_told_as_everywhere_else(folder: Path) -> None:
    card = folder / "duties" / "tv-absence-01.toml"
    card.write_text(card.read_text().replace('"carer"', '"carrer"'), encoding="utf-8")
    answer = asked(f"--folder={folder}")
    assert answer.exit_code == 2 and "carrer" in answer.stderr


def test_reasons_are_no_card_and_do_not_hinder_the_other_commands() -> None:
    assert (PROTOCOLS / "not-software.toml").exists()
    assert all(card.file != "not-software.toml" for card in load_protocols(PROTOCOLS).cards.values())
