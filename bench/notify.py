"""Ten thousand notices, escalated by two watchers and acknowledged by people, beside the bare rows of the same work.

One watcher is killed halfway, with no warning, and replaced. None may be lost or doubled: told, sent, on the record.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.measure import own_database, report

ROOT = Path(__file__).resolve().parents[1]
NOTICES, EPISODES = 10_000, 250
PATIENCE = 3600.0  # seconds, after which something is lost
BARE = (  # of one silent notice: the next in the chain is told; it is acknowledged; both messages were sent
    ("INSERT INTO bare_notice (key, says, desk, told_at) VALUES (%s, 'Not acknowledged', 1, now())",
     "UPDATE bare_notice SET escalated_at = now() WHERE key = %s",
     "INSERT INTO bare_outgoing (key, says, made_at) VALUES (%s, 'Not acknowledged', now())"),
    ("UPDATE bare_notice SET acknowledged_at = now() WHERE key = %s",),
    ("UPDATE bare_outgoing SET sent_at = now() WHERE key = %s",),
    ("UPDATE bare_outgoing SET sent_at = now() WHERE key = %s",),
)  # fmt: skip
TABLES = """
CREATE TABLE bare_notice (id bigserial PRIMARY KEY, key varchar(200) UNIQUE, says varchar(300), desk bigint,
                          told_at timestamptz, escalated_at timestamptz, acknowledged_at timestamptz);
CREATE TABLE bare_outgoing (id bigserial PRIMARY KEY, key varchar(200) UNIQUE, says text, made_at timestamptz,
                            sent_at timestamptz);
GRANT ALL ON bare_notice, bare_outgoing TO sightline_app;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO sightline_app;
"""


def _watcher() -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "sightline", "watch", "--pause", "0.02"]
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"})


def _wait(until: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise SystemExit("bench: what should happen did not happen in time")
        time.sleep(0.02)


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


def _silent(cast: Any, episodes: list[Any], count: int) -> None:
    """Notices to the inspector that nobody will acknowledge, each with its message, not due before we say so."""
    from sightline.duties.models import Notice, Outgoing

    at, desk = datetime.now(UTC), cast.desk("duty inspector")
    rows = Notice.objects.bulk_create(
        [
            Notice(key=f"bench {n} level 0", episode=episodes[n % len(episodes)], desk=desk, kind="told",
                   says=f"Risk set high: {n}", chain=["force incident manager"], told_at=at, again_minutes=600,
                   acknowledge_by=at + timedelta(days=1))
            for n in range(count)
        ],
        batch_size=1000,
    )  # fmt: skip
    later = at + timedelta(days=1)
    Outgoing.objects.bulk_create(
        [
            Outgoing(key=f"notice {r.pk}", channel="spool", to="desk", says=r.says, made_at=at, next_try_at=later)
            for r in rows
        ],
        batch_size=1000,
    )


def _begin() -> None:
    """From now on every one of them is silent, and every message waits."""
    from sightline.duties.models import Notice, Outgoing

    past = datetime.now(UTC) - timedelta(minutes=1)
    Notice.objects.update(acknowledge_by=past)
    Outgoing.objects.update(next_try_at=past)


def _acknowledge(cast: Any, count: int, killed: Callable[[int], None]) -> None:
    """People of the next desk acknowledge what they are told, until all is told, acknowledged and sent."""
    from sightline.duties.models import Notice, Outgoing
    from sightline.duties.notices import acknowledge

    by, done, end = cast.actor("force incident manager"), 0, time.monotonic() + PATIENCE
    waiting = Notice.objects.filter(level=1, acknowledged_at=None, ended_at=None).order_by("id")
    while done < count or Outgoing.objects.filter(sent_at=None).exists():
        if time.monotonic() > end:
            raise SystemExit("bench: notices were lost")
        found = list(waiting.values_list("pk", flat=True)[:200])
        for pk in found:
            acknowledge(notice=pk, by=by, at=datetime.now(UTC))
        done += len(found)
        killed(done)
        if not found:
            time.sleep(0.02)


def _ours(cast: Any, episodes: list[Any], count: int) -> float:
    """Seconds for `count` silent notices; one watcher is killed when half of them are through."""
    from sightline.duties.models import Heartbeat

    _silent(cast, episodes, count)
    watchers, kills = [_watcher(), _watcher()], []

    def kill_one(done: int) -> None:
        if done >= count // 2 and not kills:
            watchers[0].send_signal(signal.SIGKILL)
            watchers[0].wait()
            watchers.append(_watcher())
            kills.append(done)

    try:
        _wait(Heartbeat.objects.exists, 300)
        time.sleep(3)
        _begin()
        start = time.perf_counter()
        _acknowledge(cast, count, kill_one)
        took = time.perf_counter() - start
    finally:
        for each in watchers:
            each.kill()
            each.wait()
    if not kills:
        raise SystemExit("bench: no watcher was killed")
    return took


def _lost_and_doubled(count: int) -> tuple[int, int]:
    """What is not there, and what is there more than once: notices, events, messages, files."""
    from sightline.audit.models import Event
    from sightline.audit.verify import breaks
    from sightline.duties.models import Notice, Outgoing
    from sightline.duties.spool import folder

    there = [
        Notice.objects.filter(level=1).exclude(acknowledged_at=None).count(),
        Notice.objects.filter(level=0).exclude(escalated_at=None).count(),
        Event.objects.filter(kind="desk told").count(),
        Event.objects.filter(kind="notice acknowledged").count(),
        Outgoing.objects.exclude(sent_at=None).count() - count,
        len(list(folder().glob("*.txt"))) - count,
    ]
    doubled = sum(max(0, found - count) for found in there) + len(list(breaks()))
    return sum(max(0, count - found) for found in there), doubled


def _bare_writer(first: int, last: int, started: Any, done: Any) -> None:
    """The same rows by plain statements: one process of two."""
    import psycopg

    with psycopg.connect(_address(), autocommit=True) as connection:
        started.wait()
        for n in range(first, last):
            for together in BARE:
                with connection.transaction():
                    for sql in together:
                        connection.execute(sql, [f"bare {n} level 1"])
        done.release()


def _address(user: str = "sightline_app") -> str:
    host, name = os.environ["SIGHTLINE_PG_HOST"], os.environ["SIGHTLINE_DATABASE"]
    return f"host={host} dbname={name} user={user}"


def _bare(count: int) -> float:
    """Seconds for the bare inserts and updates of as many notices, by two processes."""
    import psycopg

    with psycopg.connect(_address("sightline_owner"), autocommit=True) as connection:
        connection.execute(TABLES)
    spawn = multiprocessing.get_context("spawn")
    started, done = spawn.Event(), spawn.Semaphore(0)
    halves = ((0, count // 2), (count // 2, count))
    writers = [spawn.Process(target=_bare_writer, args=(*half, started, done)) for half in halves]
    for writer in writers:
        writer.start()
    time.sleep(3)
    start = time.perf_counter()
    started.set()
    for _ in writers:
        done.acquire()
    took = time.perf_counter() - start
    for writer in writers:
        writer.join()
    return took


def main() -> None:
    """Escalate, kill, replace, acknowledge, send; then the bare rows; then the ratio of the two."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else NOTICES
    count = total // 2  # each silent notice makes a second one
    with own_database():
        from tests.people import make_cast

        at = datetime.now(UTC) - timedelta(hours=1)
        cast = make_cast(at)
        ours = _ours(cast, _episodes(cast, at), count)
        lost, doubled = _lost_and_doubled(count)
        bare = _bare(count)
    figures = {"notices": total, "notices_per_second": total / ours, "bare_per_second": total / bare,
               "lost": float(lost), "doubled": float(doubled)}  # fmt: skip
    ratios = {"ours_to_bare": bare / ours, "times_slower": ours / bare}
    report("notify", figures, ratios, {
        "none lost": ("lost", 0.0), "none doubled": ("doubled", 0.0),
        "at least a quarter of the bare rows": ("times_slower", 4.0),
    })  # fmt: skip


if __name__ == "__main__":
    main()
