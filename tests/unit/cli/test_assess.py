"""A case file answered on the command line: JSON on standard output, or a message that says what was not understood."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli.main import sightline

CASE = """
id = "any"
area = "thames-valley"
stage = "report"

[person]
age = 15
sex = "female"
setting = "children's home"

[given]
facts = ["is looked after", "is at known risk of sexual exploitation"]
"""
KEYS = "category categories category_barred risk_floor risk_advised deploy_at_once verdict prompts duties reasons"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case file of a girl of fifteen, missing from a children's home."""
    (tmp_path / "case.toml").write_text(CASE)
    return tmp_path / "case.toml"


def assess(*arguments: str) -> Result:
    """What `sightline assess` answers."""
    return CliRunner().invoke(sightline, ["assess", *arguments])


def test_a_case_is_answered_with_one_json_object(case: Path) -> None:
    answer = assess(str(case), "--on", "2026-11-20")
    assert answer.exit_code == 0 and not answer.stderr
    assert set(KEYS.split()) <= json.loads(answer.stdout).keys()


def test_the_answer_depends_on_the_day_whose_cards_are_asked_for(case: Path) -> None:
    case.write_text(CASE.replace("thames-valley", "west-midlands"))
    before, after = (json.loads(assess(str(case), "--on", day).stdout) for day in ("2010-01-01", "2026-11-20"))
    assert "absent" not in before["category_barred"]
    assert "absent" in after["category_barred"]


def test_without_a_day_the_cards_of_today_answer(case: Path) -> None:
    assert assess(str(case)).exit_code == 0


@pytest.mark.parametrize(
    ("right", "wrong", "near"),
    [
        ('"is looked after"', '"is looked aftre"', "is looked after"),
        ("stage =", "stagee =", "stage"),
        ('"thames-valley"', '"thames-vally"', "thames-valley"),
        ('"children\'s home"', '"childrens home"', "children's home"),
    ],
)
def test_what_is_not_understood_is_named_with_the_nearest_right_phrase(
    case: Path, right: str, wrong: str, near: str
) -> None:
    case.write_text(CASE.replace(right, wrong))
    answer = assess(str(case))
    assert answer.exit_code == 2 and not answer.stdout
    assert wrong.split('"')[-2 if '"' in wrong else 0].split(" =")[0] in answer.stderr and near in answer.stderr


def test_a_file_that_is_not_toml_is_refused_with_its_name(case: Path) -> None:
    case.write_text("this is not a case")
    answer = assess(str(case))
    assert answer.exit_code == 2 and "case.toml" in answer.stderr and "Traceback" not in answer.stderr


def test_a_file_that_is_not_there_is_refused_with_its_name() -> None:
    answer = assess("nowhere.toml")
    assert answer.exit_code == 2 and "nowhere.toml" in answer.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "`area` is missing"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "could not be read"),
        (b"area = {}", "`area` is text"),
        (b'area = "englnd"', "Did you mean"),
        (b'area = "england"\n[given]\nfacts = [["is looked after"]]', "`facts` is text"),
        (b'area = "england"\n[history]\nhours_missing = 99999999999', "too large"),
        (b"area = " + b"[" * 9000, "Error"),
    ],
)
def test_a_file_that_holds_no_case_is_refused_without_a_traceback(tmp_path: Path, content: bytes, says: str) -> None:
    case = tmp_path / "case.toml"
    case.write_bytes(content)
    answer = assess(str(case))
    assert answer.exit_code == 2 and says in answer.output and "Traceback" not in answer.output


def test_a_folder_is_no_case_file(tmp_path: Path) -> None:
    answer = assess(str(tmp_path))
    assert answer.exit_code == 2 and "is a directory" in answer.output
