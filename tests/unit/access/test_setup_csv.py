"""The set-up file: what is read is what was written, no cell is a formula, a fault says where and how to mend it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.access.setup_csv import COLUMNS, FORMULA, Fault, as_text, guarded, plain, read, template, written

WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]) | st.sampled_from("=+-@'\", ;"), max_size=40
).map(lambda text: " ".join(text.split()))
LINE = st.fixed_dictionaries(
    {"what": st.just("person"), "agency": WORDS.filter(bool), "role": WORDS.filter(bool), "name": WORDS.filter(bool),
     "email": WORDS.filter(bool), "rank": WORDS}
)  # fmt: skip
HEAD = ",".join(COLUMNS)


def faults_of(text: str) -> list[Fault]:
    return read(text)[1]


@given(st.lists(LINE, min_size=1, max_size=5))
def test_what_is_written_is_read_again_word_for_word(lines: list[dict[str, str]]) -> None:
    found, faults = read(str(as_text(written(lines).encode())))
    assert faults == []
    assert [{name: line.cells[name] for name in lines[0]} for line in found] == lines


@given(st.lists(LINE, min_size=1, max_size=5))
def test_no_spreadsheet_takes_a_cell_for_a_formula(lines: list[dict[str, str]]) -> None:
    rows = list(csv.reader(io.StringIO(written(lines).removeprefix("\ufeff"), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


@given(WORDS)
def test_guarding_and_reading_a_cell_give_it_back(cell: str) -> None:
    assert plain(guarded(cell)) == cell


def test_a_telephone_number_with_a_plus_comes_back_as_it_was() -> None:
    assert guarded("+44 1632 960001") == "'+44 1632 960001"
    assert plain("'+44 1632 960001") == "+44 1632 960001"


def test_the_template_is_in_order_and_shows_every_sort_of_line() -> None:
    lines, faults = read(str(as_text(template().encode())))
    assert faults == [] and [line.what for line in lines] == ["agency", "desk", "person"]


def test_a_file_of_semicolons_is_read_like_one_of_commas() -> None:
    lines, faults = read("what;agency;role;name;email\nperson;Elm House;registered manager;Dev Marsh;dev@elm.example\n")
    assert faults == [] and lines[0].cells["name"] == "Dev Marsh"


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("", 1, "", "empty"),
        ("what,agency,naem\n", 1, "naem", "no such column"),
        ("agency,name\n", 1, "what", "needed"),
        ("what,agency,what\n", 1, "what", "twice"),
        (f"{HEAD}\n\nagncy,Elm House\n", 3, "what", "no sort of line"),
        (f"{HEAD}\nagency,Elm House,,wales\n", 2, "kind", "Nothing here"),
        (f"{HEAD}\nagency,Elm House,childrens home,wales\n", 2, "kind", "no kind of agency"),
        (f"{HEAD}\nagency,Elm House,school,wales,,,,,,,,,,,,,,inspector\n", 2, "rank", "nothing here"),
        (f"what,agency\nagency,Elm House,{'x' * 20}\n", 2, "", "more cells"),
        (f"{HEAD}\nagency,{'x' * 400},school,wales\n", 2, "agency", "too long"),
    ],
)
def test_a_fault_names_its_line_and_column(text: str, line: int, column: str, says: str) -> None:
    found = faults_of(text)
    assert found and (found[0].line, found[0].column) == (line, column)
    assert says in found[0].what and found[0].mend


def test_a_column_nearly_right_is_answered_with_the_right_one() -> None:
    assert "police area" in faults_of("what,agency,police_area\n")[0].mend


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest of a spreadsheet", "spreadsheet"),
        ("what,agency\nagency,Café\n".encode("latin-1"), "cannot be read"),
        (b"what,agency\nagency,\0\n", "not a text file"),
    ],
)
def test_what_is_no_csv_file_is_said_to_be_none(data: bytes, says: str) -> None:
    found = as_text(data)
    assert isinstance(found, Fault) and says in found.what and "CSV UTF-8" in found.mend


def test_a_letter_that_cannot_be_read_is_found_on_its_line() -> None:
    found = as_text(b"what,agency\nagency,A\nagency,\xe9\n")
    assert isinstance(found, Fault) and found.line == 3


def test_an_unclosed_quotation_mark_does_not_break_anything() -> None:
    assert faults_of(f'{HEAD}\nagency,"Elm House,school,wales\nagency,B,school,wales\n')


def test_too_many_lines_are_refused_at_the_first_that_is_too_many() -> None:
    rows = "\n".join(["agency,A,school,wales"] * 5001)
    assert faults_of(f"{HEAD}\n{rows}\n")[0].line == 5002
