"""The web process is killed with no warning while people write: what was acknowledged is there, once, and the record is
whole."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.verify import breaks
from sightline.duties.models import Duty
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.models import Contact, Episode
from tests.people import make_cast
from tests.resilience.browsing import Browser, WebServer

pytestmark = pytest.mark.resilience
WRITERS, KILLS, WRITES = 4, 2, 6  # several people; how often the server dies; writes acknowledged between two deaths


@dataclass
class Writer:
    """Somebody who writes contacts into one episode, one after the other, and sends again what got no answer."""

    browser: Browser
    path: str
    name: str
    acknowledged: list[str] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)

    def write(self, stop: threading.Event) -> None:
        """Write until told to stop; a form whose answer was lost is sent again as it was, not made anew."""
        number = 0
        while not stop.is_set():
            said = f"{self.name} {number}"
            if (form := self._form(said)) and self._sent(form, stop):
                self.acknowledged.append(said)
                self.last = form
            number += 1

    def send_last_again(self) -> int:
        """The last acknowledged form once more, as somebody does who did not see the answer. Returns the status."""
        return self.browser.send(self.path, self.last).status

    def _form(self, said: str) -> dict[str, str] | None:
        try:
            return self.browser.form(self.path, with_whom="Denise Farrow", said=said)
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            return None

    def _sent(self, form: dict[str, str], stop: threading.Event) -> bool:
        while not stop.is_set():
            try:
                return self.browser.send(self.path, form).status == 302
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        return False


@pytest.fixture
def web() -> Iterator[WebServer]:
    """The web server, killed at the end whatever happens."""
    server = WebServer()
    yield server
    server.kill()


@pytest.fixture
def missing(own_database: str) -> tuple[list[Episode], Actor]:
    """Two open episodes, so that writers meet on one and pass each other on two; and the officer who writes."""
    past = datetime.now(UTC) - timedelta(hours=1)
    cast = make_cast(past - timedelta(days=1))
    episodes = [
        report_missing(by=cast.actor("call handler"), at=past, person=cast.person(name).pk, told=Told("A neighbour"),
                       last_seen_at=past, last_seen_place="home", circumstances="Did not come back.")
        for name in ("Aisha", "Robert")
    ]  # fmt: skip
    return episodes, cast.actor("investigating officer")


def _wait_for(writers: list[Writer], more: int) -> None:
    """Until so many further writes were acknowledged: the server is in the middle of its work then."""
    before, end = _count(writers), time.monotonic() + 60
    while _count(writers) < before + more:
        assert time.monotonic() < end, "nobody could write any more"
        time.sleep(0.01)


def _count(writers: list[Writer]) -> int:
    return sum(len(w.acknowledged) for w in writers)


def test_every_write_that_was_acknowledged_is_there_once_however_often_the_web_process_is_killed(
    missing: tuple[list[Episode], Actor], web: WebServer
) -> None:
    episodes, officer = missing
    web.start()
    paths = [f"/episodes/{e.pk}/contacts/new" for e in episodes]
    writers = [Writer(Browser.of(officer, web.port), paths[n % 2], f"writer {n}") for n in range(WRITERS)]
    connections.close_all()
    _write_through_kills(web, writers)
    assert {w.send_last_again() for w in writers} == {302}
    kept = Counter(Contact.objects.values_list("said", flat=True))
    acknowledged = {said for w in writers for said in w.acknowledged}
    assert len(acknowledged) >= WRITES * (KILLS + 1)
    assert acknowledged - set(kept) == set()
    assert set(kept.values()) == {1}
    _nothing_is_half_written()


def _write_through_kills(web: WebServer, writers: list[Writer]) -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=w.write, args=(stop,)) for w in writers]
    for thread in threads:
        thread.start()
    try:
        for _ in range(KILLS):
            _wait_for(writers, WRITES)
            web.kill()
            web.start()
        _wait_for(writers, WRITES)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _nothing_is_half_written() -> None:
    """Each contact has its event, each event its contact, the duties follow, and every chain verifies."""
    assert Event.objects.filter(kind="informant contacted").count() == Contact.objects.count()
    assert Duty.objects.filter(state="open").exists()
    assert list(breaks()) == []


def test_a_form_whose_answer_was_lost_leads_to_the_same_page_when_sent_again_after_the_restart(
    missing: tuple[list[Episode], Actor], web: WebServer
) -> None:
    episodes, officer = missing
    web.start()
    browser, path = Browser.of(officer, web.port), f"/episodes/{episodes[0].pk}/contacts/new"
    form = browser.form(path, with_whom="Denise Farrow", said="No news yet.")
    first = browser.send(path, form)
    web.kill()
    web.start()
    again = browser.send(path, form)
    assert first.status == again.status == 302 and first.leads_to == again.leads_to != ""
    assert Contact.objects.filter(said="No news yet.").count() == 1
    assert list(breaks()) == []
