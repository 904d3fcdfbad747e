"""Ten thousand notices, escalated by two watchers and acknowledged by people, beside the bare rows of the same work.

One watcher is killed halfway, with no warning, and replaced. None may be lost or doubled: told, sent, on the record.
Bare are all the rows this leaves, in transactions as large: a person's word is one. Reading, hashes and files are not.
Both take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import bare_notices
from bench.measure import own_database, report

ROOT = Path(__file__).resolve().parents[1]
NOTICES, EPISODES, PEOPLE, TURNS = 10_000, 250, 2, 5
PATIENCE = 3600.0  # seconds, after which something is lost
ROLE = "force incident manager"
BELOW = -1000  # the bare rows have chains of their own, below every other


def _watcher() -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "sightline", "watch", "--pause", "0.05"]
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"})


def _episodes(cast: Any, at: datetime) -> list[Any]:
    """Open episodes, one a person, without duties: only notices are measured."""
    from sightline.episodes.models import Episode
    from sightline.people.models import Person

    police = cast.agency("Northmoor Police")
    people = Person.objects.bulk_create(
        [Person(given_name=f"Given{n}", family_name=f"Family{n}", created_at=at) for n in range(EPISODES)]
    )
    return Episode.objects.bulk_create(
        [Episode(person=p, area=police.area, opened_at=at, owner_agency=police, category="missing") for p in people]
    )


def _silent(cast: Any, episodes: list[Any], count: int, name: str) -> list[dict[str, Any]]:
    """Notices to the inspector that nobody will acknowledge, each with its message, not due before we say so."""
    from sightline.duties.models import Notice, Outgoing

    at, desk, higher = datetime.now(UTC), cast.desk("duty inspector"), cast.desk("superintendent")
    rows = Notice.objects.bulk_create(
        [
            Notice(key=f"{name} {n} level 0", episode=episodes[n % len(episodes)], desk=desk, kind="told",
                   says=f"Risk set high: {n}", chain=[ROLE], told_at=at, again_minutes=600,
                   acknowledge_by=at + timedelta(days=1))
            for n in range(count)
        ],
        batch_size=1000,
    )  # fmt: skip
    later = at + timedelta(days=1)
    messages = Outgoing.objects.bulk_create(
        [
            Outgoing(
                key=f"{name} notice {r.pk}", channel="spool", to="desk", says=r.says, made_at=at, next_try_at=later
            )
            for r in rows
        ],
        batch_size=1000,
    )
    return [
        {"silent": row.pk, "asked": message.pk, "key": f"{name} {n}", "episode": row.episode_id, "desk": higher.pk,
         "chain": BELOW - n % len(episodes), "says": f"Not acknowledged by Duty inspector: {row.says}"}
        for n, (row, message) in enumerate(zip(rows, messages, strict=True))
    ]  # fmt: skip


def _settle() -> None:
    """Statistics as a database in use has them."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _begin(name: str) -> None:
    """From now on every one of these is silent, and every message waits."""
    from sightline.duties.models import Notice, Outgoing

    past = datetime.now(UTC) - timedelta(minutes=1)
    Outgoing.objects.filter(key__startswith=f"{name} ").update(next_try_at=past)
    Notice.objects.filter(key__startswith=f"{name} ").update(acknowledge_by=past)


def _people(post: int, share: int, ready: Any, work: Any, over: Any) -> None:
    """People of the next desk, on a connection of their own, acknowledge what they are told until all is over."""
    from sightline.config import start

    start.ready()
    from sightline.access.actor import actor_for
    from sightline.access.models import Post
    from sightline.duties.models import Notice
    from sightline.duties.notices import acknowledge

    by = actor_for(Post.objects.get(pk=post))
    waiting = Notice.objects.filter(desk__in=by.desks, acknowledged_at=None, ended_at=None).order_by("id")
    ready.release()
    while not over.is_set():
        work.wait()
        found = [pk for pk in waiting.values_list("pk", flat=True)[: 200 * PEOPLE] if pk % PEOPLE == share]
        for pk in found:
            acknowledge(notice=pk, by=by, at=datetime.now(UTC))
        if not found:
            time.sleep(0.02)


class Crew:
    """Two watchers and the people of a desk, at work only while it is their turn."""

    def __init__(self, post: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.ready, self.work, self.over = spawn.Semaphore(0), spawn.Event(), spawn.Event()
        words = (self.ready, self.work, self.over)
        self.people = [spawn.Process(target=_people, args=(post, share, *words)) for share in range(PEOPLE)]
        self.watchers = [_watcher(), _watcher()]
        self.kills = 0

    def wake(self) -> None:
        """Wait until everybody is there; then they rest."""
        for each in self.people:
            each.start()
        for _ in self.people:
            self.ready.acquire()
        _awake()
        self._signal(signal.SIGSTOP)

    def seconds(self, name: str, count: int, *, kill_at: int) -> float:
        """How long the silent notices of this name take, until so many are acknowledged altogether and all is sent. A
        watcher is killed, and replaced, when so many are through."""
        _begin(name)
        start = time.perf_counter()
        self.work.set()
        self._signal(signal.SIGCONT)
        self._through(count, kill_at)
        took = time.perf_counter() - start
        self.work.clear()
        self._signal(signal.SIGSTOP)
        return took

    def _through(self, count: int, kill_at: int) -> None:
        from sightline.duties.models import Notice, Outgoing

        known = Notice.objects.filter(level=1, kind="escalation", key__startswith="ours").exclude(acknowledged_at=None)
        unsent = Outgoing.objects.filter(sent_at=None, next_try_at__lt=datetime.now(UTC) + timedelta(hours=1))
        end = time.monotonic() + PATIENCE
        while (done := known.count()) < count or unsent.exists():
            if time.monotonic() > end or not all(each.is_alive() for each in self.people):
                raise SystemExit("bench: notices were lost")
            if done >= kill_at and not self.kills:
                self._kill_one()
            time.sleep(0.05)

    def _kill_one(self) -> None:
        victim = self.watchers.pop(0)
        victim.kill()
        victim.wait()
        self.watchers.append(_watcher())
        self.kills += 1

    def _signal(self, what: signal.Signals) -> None:
        for watcher in self.watchers:
            watcher.send_signal(what)

    def leave(self) -> None:
        """Everybody goes home."""
        self.over.set()
        self.work.set()
        for watcher in self.watchers:
            watcher.kill()
            watcher.wait()
        for each in self.people:
            if each.pid:
                each.join()


def _awake() -> None:
    """Wait until the watchers go round."""
    from sightline.duties.models import Heartbeat

    end = time.monotonic() + 300
    while not Heartbeat.objects.exists():
        if time.monotonic() > end:
            raise SystemExit("bench: no watcher goes round")
        time.sleep(0.05)
    time.sleep(3)


def _lost_and_doubled(count: int) -> tuple[int, int]:
    """What is not there, and what is there more than once: notices, events, messages, files."""
    from sightline.audit.models import Event
    from sightline.audit.verify import breaks
    from sightline.duties.models import Notice, Outgoing
    from sightline.duties.spool import folder

    ours = Notice.objects.filter(key__startswith="ours")
    files = len(list(folder().glob("*.txt")))
    there = [
        ours.filter(level=1).exclude(acknowledged_at=None).count(),
        ours.filter(level=0).exclude(escalated_at=None).count(),
        Event.objects.filter(kind="desk told", chain__gt=BELOW).count(),
        Event.objects.filter(kind="notice acknowledged", chain__gt=BELOW).count(),
        Outgoing.objects.exclude(sent_at=None).exclude(key__startswith="bare").count() - count,
        files - count,
    ]
    broken = sum(1 for each in breaks() if each.chain > BELOW)
    return sum(max(0, count - found) for found in there), sum(max(0, found - count) for found in there) + broken


def _turns(cast: Any, episodes: list[Any], count: int) -> tuple[float, float]:
    """Seconds of ours and of the bare rows, for so many silent notices in turns."""
    each = count // TURNS
    for turn in range(TURNS):
        _silent(cast, episodes, each, f"ours {turn}")
    rows = [_silent(cast, episodes, each, f"bare {turn}") for turn in range(TURNS)]
    _settle()
    crew, ours, bare = Crew(cast.post(ROLE).pk), 0.0, 0.0
    try:
        crew.wake()
        for turn in range(TURNS):
            ours += crew.seconds(f"ours {turn}", each * (turn + 1), kill_at=count // 2)
            bare += bare_notices.seconds(rows[turn])
    finally:
        crew.leave()
    if not crew.kills:
        raise SystemExit("bench: no watcher was killed")
    return ours, bare


def main() -> None:
    """Escalate, kill, replace, acknowledge, send, and the bare rows, in turns; then the ratio of the two."""
    count = (int(sys.argv[1]) if len(sys.argv) > 1 else NOTICES) // 2 // TURNS * TURNS
    total = 2 * count  # each silent notice makes a second one
    with own_database():
        from tests.people import make_cast

        at = datetime.now(UTC) - timedelta(hours=1)
        cast = make_cast(at)
        ours, bare = _turns(cast, _episodes(cast, at), count)
        lost, doubled = _lost_and_doubled(count)
    figures = {"notices": total, "notices_per_second": total / ours, "bare_per_second": total / bare,
               "lost": float(lost), "doubled": float(doubled)}  # fmt: skip
    ratios = {"ours_to_bare": bare / ours, "times_slower": ours / bare}
    report("notify", figures, ratios, {
        "none lost": ("lost", 0.0), "none doubled": ("doubled", 0.0),
        "at least a quarter of the bare rows": ("times_slower", 4.0),
    })  # fmt: skip


if __name__ == "__main__":
    main()
