"""A card is broken while the server runs: administrators are told on every screen, others work on and see nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from sightline.config import protocol as wiring
from sightline.config.editions import Editions
from sightline.config.paths import PROTOCOLS
from sightline.duties.watcher import round_once
from sightline.engine.load import protocol_files
from sightline.episodes.protocol import protocols

CARD = "duties/tv-absence-01.toml"
TOLD = "The protocol cards cannot be used as they are."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's cards by which everybody works in this test, with no register to freeze them."""
    for path in protocol_files(PROTOCOLS):
        to = tmp_path / "cards" / path.relative_to(PROTOCOLS)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(path.read_bytes())
    (tmp_path / "cards" / "register.toml").unlink(missing_ok=True)
    monkeypatch.setattr(wiring, "_editions", Editions(tmp_path / "cards", tmp_path / "editions"))
    return tmp_path / "cards"


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / CARD).read_text(encoding="utf-8")
    assert old in text
    (folder / CARD).write_text(text.replace(old, new), encoding="utf-8")


def line_of(folder: Path, needle: str) -> int:
    lines = (folder / CARD).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if needle in line)


def shown(client: Client, clock: time_machine.Coordinates, path: str = "/protocols") -> str:
    """The page once a change has settled."""
    for _ in range(2):
        clock.shift(timedelta(seconds=3))
        answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_administrator_reads_which_file_and_line_and_what_goes_on(
    folder: Path, client_as: Callable[[str], Client], clock: time_machine.Coordinates
) -> None:
    client = client_as("administrator")
    assert TOLD not in shown(client, clock)
    edition = protocols().edition
    change(folder, '"carer"', '"carrer"')
    page = shown(client, clock)
    assert TOLD in page and f"{CARD}:{line_of(folder, 'carrer')}" in page
    assert "“carrer” is not a role of the vocabulary." in page and "Did you mean “carer”?" in page
    assert f"everybody works by edition {edition[:12]} of " in page and "They were last changed on " in page
    assert TOLD in shown(client, clock, "/audit")
    change(folder, '"carrer"', '"carer"')
    assert TOLD not in shown(client, clock)


@pytest.mark.parametrize("role", ["registered manager", "duty inspector", "social worker"])
def test_nobody_else_is_told_and_everybody_works_on(
    folder: Path, client_as: Callable[[str], Client], clock: time_machine.Coordinates, role: str
) -> None:
    client = client_as(role)
    shown(client, clock)
    edition = protocols().edition
    change(folder, '"carer"', '"carrer"')
    page = shown(client, clock)
    assert TOLD not in page and "carrer" not in page
    assert protocols().edition == edition


def test_a_mended_limit_is_in_force_from_the_next_request(
    folder: Path, client_as: Callable[[str], Client], clock: time_machine.Coordinates
) -> None:
    client = client_as("duty inspector")
    shown(client, clock)
    before = protocols().edition
    change(folder, '"6 hours"', '"5 hours"')
    shown(client, clock)
    assert protocols().edition != before


def test_the_watcher_ends_on_the_same_edition_as_the_screens(
    folder: Path, client_as: Callable[[str], Client], clock: time_machine.Coordinates, at: object
) -> None:
    client = client_as("duty inspector")
    shown(client, clock)
    change(folder, '"6 hours"', '"5 hours"')
    shown(client, clock)
    taken_up = protocols().edition
    change(folder, '"carer"', '"carrer"')
    from sightline.web.actor import now

    for _ in range(2):
        clock.shift(timedelta(seconds=3))
        round_once(now())
    assert protocols().edition == taken_up
