"""Asking what a change would do: what is wrong with the change is said before anything is replayed."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sightline.cli.main import sightline
from sightline.cli.whatif_change import Change, changed
from sightline.cli.whatif_chart import chart
from sightline.cli.whatif_told import bars, duties
from sightline.config.paths import PROTOCOLS
from sightline.engine import Protocols, load_protocols
from sightline.engine.model import Clock

AREA = "thames-valley"
CARD = PROTOCOLS / "duties" / "tv-absence-01.toml"


@pytest.fixture(scope="module")
def now() -> Protocols:
    """The protocols of the project."""
    return load_protocols(PROTOCOLS)


def asked(*arguments: str) -> Result:
    """What the command line answers."""
    return CliRunner().invoke(sightline, ["protocols", "whatif", *arguments])


def with_change(now: Protocols, **change: object) -> Protocols:
    """The protocols as changed in the area."""
    nothing = {"cards": {}, "parameters": {}, "adopt": (), "without": ()}
    return changed(PROTOCOLS, now, AREA, Change(**(nothing | change)))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--area", "thames-vally"), "Did you mean thames-valley?"),
        (("--area", "zzz"), "There are: birmingham"),
        (("--area", AREA, "--without", "TV-ABSENC-01"), "Did you mean TV-ABSENCE-01?"),
        (("--area", AREA, "--adopt", "TCS-CONT-01"), "Did you mean"),
        (("--area", AREA, "--adopt", "TV-ABSENCE-01"), "has adopted TV-ABSENCE-01 already"),
        (
            ("--area", AREA, "--parameter", "safe and well chek within=2 hours"),
            "Did you mean safe and well check within",
        ),
        (("--area", AREA, "--parameter", "12 hours"), "Write it as NAME=VALUE"),
        (("--area", AREA, "--replace", "TV-ABSENCE-01=nowhere.toml"), 'There is no file "nowhere.toml"'),
        (("--area", AREA, "--replace", f"TV-ABSENCE-02={CARD}"), "holds the card TV-ABSENCE-01, not TV-ABSENCE-02"),
        (("--area", AREA, "--from", "2026-02-01", "--until", "2026-01-01"), "There is no day from 2026-02-01"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_the_nearest(words: tuple[str, ...], says: str) -> None:
    answer = asked(*words)
    assert answer.exit_code == 2 and says in answer.stderr and not answer.stdout


def test_a_replaced_card_with_a_fault_is_named_by_its_own_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "proposal.toml"
    file.write_text(CARD.read_text().replace('who         = "carer"', 'who         = "carrer"', 1))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "carrer" in text)
    answer = asked("--area", AREA, "--replace", f"tv-absence-01={file}")
    assert answer.exit_code == 2 and f"{file}:{line}: “carrer” is not a role" in answer.stderr


def test_a_file_that_is_not_toml_is_a_fault_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "proposal.toml"
    file.write_text("this is no card")
    answer = asked("--area", AREA, "--replace", f"TV-ABSENCE-01={file}")
    assert answer.exit_code == 2 and f"{file}:1: This is not TOML" in answer.stderr


def test_a_change_that_the_area_may_not_make_is_refused_as_the_loader_refuses_it() -> None:
    answer = asked("--area", AREA, "--without", "TV-ABSENCE-01")
    assert answer.exit_code == 2 and "has not adopted TV-ABSENCE-01" in answer.stderr
    assert "areas/thames-valley.toml as changed:" in answer.stderr
    answer = asked("--area", AREA, "--parameter", "absent for a child=sometimes")
    assert answer.exit_code == 2 and "“sometimes” is not a choice" in answer.stderr


def test_a_new_card_lies_in_a_folder_named_after_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "card.toml"
    file.write_text(CARD.read_text().replace("TV-ABSENCE-01", "TV-NEWEST-01"))
    answer = asked("--area", AREA, "--replace", f"TV-NEWEST-01={file}")
    assert answer.exit_code == 2 and "a folder named after its kind: definitions" in answer.stderr


def test_a_parameter_is_settled_otherwise_in_this_area_alone(now: Protocols) -> None:
    then = with_change(now, parameters={"safe and well check within": "12 hours"})
    hours = {a: then.areas[a].parameters.get("safe and well check within") for a in (AREA, "birmingham")}
    assert hours[AREA] != now.areas[AREA].parameters["safe and well check within"]
    assert str(hours[AREA].elapsed) == "12:00:00"
    assert hours["birmingham"] == now.areas["birmingham"].parameters["safe and well check within"]
    settled = (now.areas[AREA].parameters, then.areas[AREA].parameters)
    assert {name for name in settled[0] if settled[0][name] != settled[1].get(name)} == {"safe and well check within"}


def test_times_of_day_are_written_with_commas(now: Protocols) -> None:
    then = with_change(now, parameters={"tours of duty end at": "06:00, 14:00, 22:00"})
    assert [f"{t:%H:%M}" for t in then.areas[AREA].times("tours of duty end at")] == ["06:00", "14:00", "22:00"]


def test_a_replaced_card_counts_and_one_left_out_is_gone(now: Protocols, tmp_path: Path) -> None:
    file = tmp_path / "any name.toml"
    file.write_text(CARD.read_text().replace('every       = "1 hour"', 'every       = "30 minutes"'))
    body = with_change(now, cards={"TV-ABSENCE-01": file}).cards["TV-ABSENCE-01"].versions[0].body
    assert isinstance(body, Clock) and body.duties[0].timing.period
    assert str(body.duties[0].timing.period.elapsed) == "0:30:00"
    free = next(c for c in reversed(now.areas[AREA].cards) if c.startswith("BSCB-HOMEOFFICE"))
    then = with_change(now, without=[free])
    assert Counter(then.areas[AREA].cards) == Counter(c for c in now.areas[AREA].cards if c != free)


def test_the_examples_that_no_longer_come_out_are_said_and_stop_nothing(now: Protocols, tmp_path: Path) -> None:
    file = tmp_path / "proposal.toml"
    file.write_text(CARD.read_text().replace('every       = "1 hour"', 'every       = "30 minutes"'))
    change = Change({"TV-ABSENCE-01": file}, {}, (), ())
    _, wrong = changed(PROTOCOLS, now, AREA, change)
    assert wrong and all(fault.file == str(file) and fault.line > 1 for fault in wrong)


def test_a_change_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PROTOCOLS, tmp_path / "protocols", ignore=shutil.ignore_patterns("register.toml")))
    before = load_protocols(folder)
    change = Change({}, {"safe and well check within": "1 hour"}, (), ())
    then, _ = changed(folder, before, AREA, change)
    assert then.edition != before.edition == load_protocols(folder).edition


def test_a_card_that_is_unknown_is_refused_without_reading_it(now: Protocols) -> None:
    with pytest.raises(click.UsageError, match="no card that this area adopted"):
        with_change(now, without=["CSEF-NOTHING-01"])


def test_a_bar_is_as_long_as_its_number_and_an_unchanged_month_has_one() -> None:
    lines = list(bars([("2026-01", 10, 10), ("2026-02", 20, 5)]))[2:]
    assert [line.count("█") for line in lines] == [20, 40, 0] and [line.count("░") for line in lines] == [0, 0, 10]


def test_duties_without_a_time_are_neither_met_nor_missed() -> None:
    counted = duties({0: 5, 1: 1, 2: 2, 3: 4, 4: 6})
    assert counted == {"created": 18, "met": 5, "met late": 1, "missed": 2, "without a time": 10, "of them done": 4}


def test_a_chart_of_nothing_is_still_a_picture() -> None:
    drawn = chart("Here & there", ["<change>"], [])
    assert "Here &amp; there" in drawn and "&lt;change&gt;" in drawn and "None." in drawn
