"""Case files: what is understood, and what is refused with the nearest known phrase."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.engine import CaseError, assess_file
from tests.unit.engine.cards import real

ON = date(2026, 11, 20)
CASE = """
area = "thames-valley"
stage = "report"

[person]
age = 15
sex = "male"
setting = "children's home"

[given]
facts = ["is looked after"]
not_so = ["self-harms"]

[history]
missing_last_90_days = 2
previous_risk_levels = ["medium"]

[trigger_plan]
category = "missing"

[proposed]
category = "missing"
by = "registered manager"
because = "His phone is off and his coat is here."
"""


def answer(tmp_path: Path, text: str) -> dict[str, object]:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    return assess_file(path, real(), on=ON)


def test_a_case_is_answered(tmp_path: Path) -> None:
    assert answer(tmp_path, CASE)["category"] == "missing"


def test_a_case_may_leave_out_all_that_is_not_known(tmp_path: Path) -> None:
    assert answer(tmp_path, 'area = "thames-valley"')["category"] == "missing"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"thames-valley"', '"thames-vally"', "Did you mean “thames-valley”?"),
        ('area = "thames-valley"', "", "`area` is missing"),
        ('"report"', '"reporting"', "“reporting” is not a stage"),
        ("age = 15", 'age = "fifteen"', "whole number of years"),
        ("age = 15", "age = -1", "whole number of years"),
        ("age = 15", "agee = 15", "`agee` in [person] is not a field of a case file. Did you mean “age”?"),
        ('"male"', '"man"', "is not a sex"),
        ("children's home", "childrens home", "Did you mean “children's home”?"),
        ('"is looked after"', '"is looked afer"', "Did you mean “is looked after”?"),
        ('["self-harms"]', '["is looked after"]', "stands under both `facts` and `not_so`"),
        ('["self-harms"]', '["is a child"]', "is worked out from the rest of the case"),
        ('["self-harms"]', '"self-harms"', "is a list of phrases"),
        ("missing_last_90_days", "missing_last_60_days", "Did you mean “missing_last_90_days”?"),
        ("= 2", "= -2", "whole number, 0 or more"),
        ('["medium"]', '["middling"]', "is not a risk level"),
        ('["medium"]', '"medium"', "is a list of risk levels"),
        ('category = "missing"\n\n[proposed]', 'level = "high"\n\n[proposed]', "`level` in [trigger_plan]"),
        ('by = "registered manager"', 'by = "manager"', "is not a role"),
        ('by = "registered manager"', 'close = "yes"', "is true or false"),
        ("because =", "why =", "`why` in [proposed]"),
        ("[history]", "[histories]", "Did you mean “history”?"),
        ("[person]", "person = 1\n[persons]", "is not a field of a case file"),
        ("[given]", "[given", "is not TOML"),
    ],
)
def test_a_case_that_is_not_understood_is_refused_in_plain_words(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in CASE
    with pytest.raises(CaseError) as caught:
        answer(tmp_path, CASE.replace(old, new, 1))
    assert says in str(caught.value)


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="could not be read"):
        assess_file(tmp_path / "nothing.toml", real(), on=ON)
