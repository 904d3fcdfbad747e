"""Watchers are killed with no warning, again and again, two at a time: every effect is there, and exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline.audit.models import Event
from sightline.audit.verify import breaks
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.duties.notices import tell
from sightline.duties.spool import folder
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.models import Episode
from tests.people import Cast, make_cast

pytestmark = pytest.mark.resilience
ROOT = Path(__file__).resolve().parents[2]
DUE, SILENT = 60, 40


def _watcher() -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "sightline", "watch", "--pause", "0.05"]
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})


@pytest.fixture
def overdue(own_database: str) -> Iterator[list[Episode]]:
    """Episodes with duties that fell due and notices that nobody acknowledged, an hour ago."""
    past = datetime.now(UTC) - timedelta(hours=1)
    cast = make_cast(past - timedelta(days=1))
    told = Told("Denise Farrow", "registered manager")
    episodes = [
        report_missing(by=cast.actor("call handler"), at=past, person=cast.person(name).pk, told=told, last_seen_at=past,
                       last_seen_place="home", circumstances="Did not come back.")
        for name in ("Robert", "Daniel", "Maisie", "Joan")
    ]  # fmt: skip
    _fill(cast, episodes, past)
    yield episodes


def _fill(cast: Cast, episodes: list[Episode], past: datetime) -> None:
    desk = cast.desk("duty inspector")
    Duty.objects.bulk_create(
        Duty(episode=episodes[n % 4], key=f"test {n}", do=f"thing {n}", who="duty inspector", strength="must", desk=desk,
             starts_at=past, due_at=past + timedelta(seconds=n), edition="", agency=desk.agency_id)
        for n in range(DUE)
    )  # fmt: skip
    for n in range(SILENT):
        tell(desk, episodes[n % 4], kind="test", says=f"word {n}", at=past, key=f"silent {n}", within_minutes=10_000)
    Notice.objects.filter(kind="test").update(acknowledge_by=past)


def _left(at: datetime) -> int:
    due = Duty.objects.filter(state="open", watched_at=None, due_at__lte=at).count()
    silent = Notice.objects.filter(acknowledged_at=None, escalated_at=None, ended_at=None, acknowledge_by__lte=at).count()
    return due + silent + Outgoing.objects.filter(sent_at=None).count()


def test_two_watchers_killed_over_and_over_do_everything_exactly_once(overdue: list[Episode]) -> None:
    now, chance, kills = datetime.now(UTC), random.Random(7), 0
    watchers = [_watcher(), _watcher()]
    try:
        end = time.monotonic() + 100
        while _left(now) and time.monotonic() < end:
            time.sleep(chance.uniform(0.9, 1.8))
            if kills < 10:
                watchers[kills % 2].send_signal(signal.SIGKILL)
                watchers[kills % 2].wait()
                watchers[kills % 2] = _watcher()
                kills += 1
        assert _left(now) == 0
    finally:
        for watcher in watchers:
            watcher.kill()
            watcher.wait()
    assert kills >= 3
    _exactly_once()


def _exactly_once() -> None:
    tested = Duty.objects.filter(key__startswith="test ")
    overdue = Counter(Notice.objects.filter(kind="overdue", duty__in=tested, level=0).values_list("duty", flat=True))
    # A duty whose card does not exist is stopped by the first recomputation; each one that was watched was told once.
    assert set(overdue.values()) == {1}
    assert len(overdue) == tested.exclude(watched_at=None).count()
    first_step = Counter(Notice.objects.filter(key__startswith="silent ", level=1).values_list("key", flat=True))
    assert len(first_step) == SILENT and set(first_step.values()) == {1}
    told = Event.objects.filter(kind="desk told").count()
    assert told == Notice.objects.count() == Outgoing.objects.count() == len(list(folder().glob("*.txt")))
    assert list(breaks()) == []
