"""Two areas side by side on the command line, as a lead reads them before a meeting of both boards."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli.main import sightline
from sightline.config.paths import PROTOCOLS

CHECK = '"safe and well check within" = "24 hours"'


def asked(*arguments: str) -> Result:
    """What the command line answers."""
    return CliRunner().invoke(sightline, ["protocols", "compare", *arguments])


def test_what_differs_is_said_for_each_area_with_its_row_and_its_cards() -> None:
    answer = asked("birmingham", "thames-valley")
    assert answer.exit_code == 0
    said = " ".join(answer.output.split())
    assert "absent for a child (J3) Birmingham: at any age Thames Valley: never" in said
    assert "notify the UK Missing Persons Unit: missing person coordinator" in said
    assert "Birmingham: must, within 7 days" in said and "Thames Valley: should, within 1 working day (APP-S" in said
    assert "TV-ABSENCE-01" in said.split("Only in Thames Valley")[1]
    assert "TV-ABSENCE-01" not in said.split("Only in Thames Valley")[0].split("Only in Birmingham")[1]


def test_a_time_settled_otherwise_is_read_from_the_folder_named(tmp_path: Path) -> None:
    folder = tmp_path / "protocols"
    shutil.copytree(PROTOCOLS, folder, ignore=shutil.ignore_patterns("register.toml"))
    area = folder / "areas" / "birmingham.toml"
    assert CHECK in area.read_text()
    area.write_text(area.read_text().replace(CHECK, CHECK.replace("24", "12")))
    answer = asked("birmingham", "west-midlands", "--folder", str(folder))
    assert "Birmingham: 12 hours" in answer.output
    assert "within 12 hours" in answer.output.split("Due at different times")[1]


def test_one_kind_leaves_the_settings_and_the_other_kinds_out() -> None:
    answer = asked("birmingham", "wales", "--kind", "threshold")
    assert answer.exit_code == 0 and "Settled differently" not in answer.output
    listed = [line.split()[1] for line in answer.output.splitlines() if line.startswith(("TCS-", "CSEF-", "WMP-"))]
    assert set(listed) == {"threshold"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("birminham", "wales"), "Did you mean birmingham?"),
        (("birmingham", "zzz"), "There are: birmingham, england"),
        (("birmingham", "wales", "--kind", "dutty"), "Did you mean duty?"),
        (("wales", "wales"), "nothing to compare"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest_or_with_all(words: tuple[str, ...], says: str) -> None:
    answer = asked(*words)
    assert answer.exit_code == 2 and says in answer.stderr
