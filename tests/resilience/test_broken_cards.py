"""A card is broken on the disk while a real server and its workers run, and while they are started again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from sightline.access.actor import Actor
from sightline.config.paths import PROTOCOLS
from sightline.engine.load import protocol_files
from tests.people import make_cast
from tests.resilience.browsing import Browser, WebServer

pytestmark = pytest.mark.resilience
CARD = "duties/tv-absence-01.toml"
TOLD = "The protocol cards cannot be used as they are."
SEEN = 6  # answers in a row that must agree: two workers answer in turn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the cards for the server to work by."""
    for path in protocol_files(PROTOCOLS):
        to = tmp_path / "cards" / path.relative_to(PROTOCOLS)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(path.read_bytes())
    return tmp_path / "cards"


@pytest.fixture
def web(folder: Path, tmp_path: Path) -> Iterator[WebServer]:
    """The web server on the copy, killed at the end whatever happens."""
    server = WebServer(SIGHTLINE_PROTOCOLS=str(folder))
    yield server
    server.kill()


@pytest.fixture
def people(own_database: str) -> tuple[Actor, Actor]:
    """An administrator and a social worker."""
    cast = make_cast(datetime.now(UTC) - timedelta(days=1))
    return cast.actor("administrator"), cast.actor("social worker")


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so, several times in a row."""
    end, agreed = time.monotonic() + 60, 0
    while agreed < SEEN:
        assert time.monotonic() < end, "it never came to be so"
        agreed = agreed + 1 if so() else 0
        time.sleep(0.3)


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / CARD).read_text(encoding="utf-8")
    assert old in text
    (folder / CARD).write_text(text.replace(old, new), encoding="utf-8")


def test_every_worker_tells_the_administrator_of_broken_cards_and_works_on_even_when_started_again(
    folder: Path, web: WebServer, people: tuple[Actor, Actor]
) -> None:
    administrator, worker = people
    connections.close_all()
    web.start()
    told, others = Browser.of(administrator, web.port), Browser.of(worker, web.port)
    until(lambda: TOLD not in told.get("/protocols").page)
    change(folder, '"carer"', '"carrer"')
    until(
        lambda: (
            TOLD in (page := told.get("/protocols").page) and f"{CARD}:" in page and "“carrer” is not a role" in page
        )
    )
    until(lambda: (answer := others.get("/protocols")).status == 200 and TOLD not in answer.page)
    web.kill()
    web.start()
    until(lambda: TOLD in told.get("/protocols").page)
    change(folder, '"carrer"', '"carer"')
    until(lambda: TOLD not in told.get("/protocols").page)
