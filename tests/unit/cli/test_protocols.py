"""The cards on the command line, as the person who reviews them meets them."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli.main import sightline
from sightline.config.paths import PROTOCOLS
from sightline.engine import load_protocols


def asked(*arguments: str) -> Result:
    """What the command line answers."""
    return CliRunner().invoke(sightline, list(arguments))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the project's cards in which one card asks for something nobody has heard of."""
    folder = tmp_path / "protocols"
    shutil.copytree(PROTOCOLS, folder, ignore=shutil.ignore_patterns("register.toml"))
    card = next(path for path in sorted(folder.glob("duties/*.toml")) if '"is looked after"' in path.read_text())
    card.write_text(card.read_text().replace('"is looked after"', '"is looked aftre"'))
    return folder


def test_check_counts_the_cards_and_names_the_edition() -> None:
    protocols = load_protocols(PROTOCOLS)
    answer = asked("protocols", "check")
    assert answer.exit_code == 0
    assert f"{len(protocols.cards)} cards" in answer.output and protocols.edition in answer.output


def test_check_says_where_a_fault_is_what_it_is_and_what_was_perhaps_meant(broken: Path) -> None:
    answer = asked("protocols", "check", "--folder", str(broken))
    assert answer.exit_code == 2
    assert not answer.stdout
    assert "is looked aftre" in answer.stderr and "is looked after" in answer.stderr
    assert ".toml:" in answer.stderr


def test_check_works_through_the_examples_and_says_which_does_not_come_out(tmp_path: Path) -> None:
    folder = tmp_path / "protocols"
    shutil.copytree(PROTOCOLS, folder, ignore=shutil.ignore_patterns("register.toml"))
    card = folder / "duties" / "tv-absence-01.toml"
    assert '"20:00 notify the police"' in card.read_text()
    card.write_text(card.read_text().replace('"20:00 notify the police"', '"21:00 notify the police"'))
    answer = asked("protocols", "check", "--folder", str(folder))
    assert answer.exit_code == 2
    assert "TV-ABSENCE-01" in answer.stderr and "Noticed at 14:00" in answer.stderr


def test_every_other_command_refuses_faulty_cards_in_the_same_words(broken: Path) -> None:
    check = asked("protocols", "check", "--folder", str(broken))
    listed = asked("protocols", "list", "--folder", str(broken))
    assert listed.exit_code == 2 and listed.stderr == check.stderr


def test_list_shows_every_card_once() -> None:
    answer = asked("protocols", "list")
    ids = [line.split()[0] for line in answer.output.splitlines()]
    assert sorted(ids) == sorted(load_protocols(PROTOCOLS).cards)


def test_list_can_be_kept_to_one_kind_or_one_area() -> None:
    protocols = load_protocols(PROTOCOLS)
    duties = asked("protocols", "list", "--kind", "duty").output.splitlines()
    assert len(duties) == len([card for card in protocols.cards.values() if card.kind == "duty"]) > 0
    area = asked("protocols", "list", "--area", "thames-valley").output.splitlines()
    assert {line.split()[0] for line in area} == set(protocols.areas["thames-valley"].cards)


def test_an_area_that_does_not_exist_is_answered_with_those_that_do() -> None:
    answer = asked("protocols", "list", "--area", "thames")
    assert answer.exit_code == 2 and "thames-valley" in answer.stderr


def test_show_gives_the_card_its_document_and_who_adopted_it() -> None:
    protocols = load_protocols(PROTOCOLS)
    card = next(iter(protocols.cards.values()))
    answer = asked("protocols", "show", card.id.lower())
    assert answer.exit_code == 0
    shown = " ".join(answer.output.split())
    for expected in (card.id, card.title, card.owner, protocols.sources[card.versions[0].document].title):
        assert expected in shown


def test_a_mistyped_id_is_answered_with_the_nearest_one() -> None:
    card = next(iter(load_protocols(PROTOCOLS).cards))
    answer = asked("protocols", "show", card[:-1] + "x")
    assert answer.exit_code == 2 and "Did you mean" in answer.stderr
