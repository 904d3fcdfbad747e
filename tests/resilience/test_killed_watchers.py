"""Watchers are killed with no warning, again and again, two at a time: every effect is there, and exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline.audit.models import Event
from sightline.audit.verify import breaks
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.duties.spool import folder
from sightline.episodes.actions.report import Told, report_missing
from sightline.people.actions import register
from tests.people import make_cast

pytestmark = pytest.mark.resilience
ROOT = Path(__file__).resolve().parents[2]
MISSING = 30
KILLS = 6
WORK = 8  # effects between one kill and the next


def _watcher() -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "sightline", "watch", "--pause", "0.05"]
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})


@pytest.fixture
def neglected(own_database: str) -> int:
    """Thirty people reported an hour ago, and nobody has looked: silent notices and overdue duties for all of them."""
    for sent in folder().glob("*.txt"):  # by other tests of this run, from databases of their own
        sent.unlink()
    past = datetime.now(UTC) - timedelta(hours=1)
    cast = make_cast(past - timedelta(days=1))
    caller = cast.actor("call handler")
    for n in range(MISSING):
        person = register(
            by=caller.author, at=past, given_name=f"Given{n}", family_name=f"Family{n}", not_the_same_as=()
        )
        report_missing(by=caller, at=past, person=person.pk, told=Told("A neighbour"), last_seen_at=past,
                       last_seen_place="home", circumstances="Did not come back.")  # fmt: skip
    return _left()


def _left() -> int:
    at = datetime.now(UTC)
    due = Duty.objects.filter(state="open", watched_at=None, due_at__lte=at).count()
    silent = Notice.objects.filter(
        acknowledged_at=None, escalated_at=None, ended_at=None, acknowledge_by__lte=at
    ).count()
    return due + silent + Outgoing.objects.filter(sent_at=None).count()


def test_two_watchers_killed_over_and_over_do_everything_exactly_once(neglected: int) -> None:
    assert neglected > KILLS * WORK
    watchers, kills, before = [_watcher(), _watcher()], 0, neglected
    end = time.monotonic() + 120
    try:
        while (left := _left()) and time.monotonic() < end:
            if kills < KILLS and before - left >= WORK:  # in the middle of its work, whatever it is doing
                victim = kills % 2
                watchers[victim].send_signal(signal.SIGKILL)
                watchers[victim].wait()
                watchers[victim] = _watcher()
                kills, before = kills + 1, left
            before = max(before, left)  # an escalation leaves a message: work may grow before it shrinks
            time.sleep(0.02)
        assert _left() == 0
    finally:
        for watcher in watchers:
            watcher.kill()
            watcher.wait()
    assert kills >= 2
    _each_silence_was_escalated_once()
    _each_overdue_duty_was_told_once()
    _each_telling_is_on_the_record_and_was_sent_once()


def _each_silence_was_escalated_once() -> None:
    first = Notice.objects.filter(level=0).exclude(escalated_at=None)
    assert first.count() >= MISSING
    next_ones = Counter(Notice.objects.filter(level=1).values_list("key", flat=True))
    assert {n.key.replace(" level 0", " level 1") for n in first} == set(next_ones)
    assert set(next_ones.values()) == {1}


def _each_overdue_duty_was_told_once() -> None:
    overdue = Duty.objects.filter(due_at__lte=datetime.now(UTC), desk__isnull=False).exclude(watched_at=None)
    told = Counter(Notice.objects.filter(kind="overdue", level=0).values_list("duty", flat=True))
    assert overdue.count() >= MISSING
    silent = set(Notice.objects.filter(kind="duty", level=0).values_list("duty", flat=True))
    assert {d.pk for d in overdue} == set(told) | silent  # who is being told already is not told a second time
    assert not set(told.values()) - {1}


def _each_telling_is_on_the_record_and_was_sent_once() -> None:
    told = Event.objects.filter(kind="desk told").count()
    assert told == Notice.objects.count() == Outgoing.objects.count() == len(list(folder().glob("*.txt")))
    assert list(breaks()) == []
