"""The rows that silent notices leave behind, written by plain statements: what `notify` is compared with.

The very tables, with their indexes and keys: notice, message, event, content, head of the chain. One statement a row,
in transactions as large as the product's: fifty for what a watcher does, one for what one person says.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from typing import Any

WRITERS, TOGETHER = 2, 50
NOTICE = """
INSERT INTO duties_notice (key, episode_id, desk_id, kind, says, level, chain, told_at, acknowledge_by, acknowledged_by,
                           again_minutes)
VALUES (%(key)s || ' level 1', %(episode)s, %(desk)s, 'escalation', %(says)s, 1, '[]', now(),
        now() + interval '10 hours', '', 600) RETURNING id
"""
SILENT = "UPDATE duties_notice SET escalated_at = now() WHERE id = %(silent)s"
MESSAGE = """
INSERT INTO duties_outgoing (key, channel, "to", subject, says, made_at, next_try_at, tries, failed, trouble, receipt)
VALUES ('bare told ' || %(notice)s, 'spool', 'Superintendent, 01632 960100', '', %(says)s, now(),
        now() + interval '1 day', 0, '', '', '') RETURNING id
"""
EVENT = """
INSERT INTO audit_event (chain, position, kind, episode, happened_at, recorded_at, by, by_name, role, agency, source,
                         content_hash, previous, hash)
VALUES (%(chain)s, %(position)s, %(kind)s, %(episode)s, now(), now(), 1, 'Gareth Pellow', 'force incident manager', 1,
        'screen', repeat('a', 64), repeat('b', 64), repeat('c', 64)) RETURNING id
"""
CONTENT = """
INSERT INTO audit_content (event_id, salt, body) VALUES (%(event)s, repeat('d', 32), jsonb_build_object(
  'desk', 'Force incident manager', 'says', %(says)s::text, 'level', 1, 'acknowledge by', now()))
"""
CHAIN = "INSERT INTO audit_chain (id, length, head) VALUES (%s, 0, '') ON CONFLICT DO NOTHING"
HEAD = "UPDATE audit_chain SET length = %(position)s, head = repeat('c', 64) WHERE id = %(chain)s"
ANSWERED = "UPDATE duties_notice SET acknowledged_at = now(), acknowledged_by = 'Gareth Pellow' WHERE id = %(notice)s"
ENDED = "UPDATE duties_notice SET ended_at = now() WHERE id = %(silent)s"
SENT = "UPDATE duties_outgoing SET sent_at = now(), tries = 1, receipt = %(says)s WHERE id = %(message)s"
Row = dict[str, Any]


def address(user: str = "sightline_app") -> str:
    """Where the bench's database is, for a plain connection."""
    host, name = os.environ["SIGHTLINE_PG_HOST"], os.environ["SIGHTLINE_DATABASE"]
    return f"host={host} dbname={name} user={user}"


class Writer:
    """One process of two: its share of the notices, and of their episodes, so that neither waits for the other."""

    def __init__(self, connection: Any, rows: Sequence[Row]) -> None:
        self.connection, self.rows = connection, rows
        self.positions = dict(connection.execute("SELECT id, length FROM audit_chain").fetchall())

    def write(self) -> None:
        """Tell the next desk of each silent notice, acknowledge it there, send both messages."""
        for some in self._together():
            with self.connection.transaction():
                for row in some:
                    self._told(row)
        for row in self.rows:
            with self.connection.transaction():
                self._acknowledged(row)
        for some in self._together():
            with self.connection.transaction():
                for row in some:
                    self._sent(row)

    def _together(self) -> list[Sequence[Row]]:
        return [self.rows[n : n + TOGETHER] for n in range(0, len(self.rows), TOGETHER)]

    def _new(self, sql: str, row: Row) -> int:
        return int(self.connection.execute(sql, row).fetchone()[0])

    def _told(self, row: Row) -> None:
        self.connection.execute(SILENT, row)
        row["notice"] = self._new(NOTICE, row)
        row["told"] = self._new(MESSAGE, row)
        self._event(row | {"kind": "desk told"})

    def _acknowledged(self, row: Row) -> None:
        self.connection.execute(ANSWERED, row)
        self.connection.execute(ENDED, row)
        self._event(row | {"kind": "notice acknowledged"})

    def _event(self, row: Row) -> None:
        position = self.positions[row["chain"]] = self.positions[row["chain"]] + 1
        event = self._new(EVENT, row | {"position": position})
        self.connection.execute(CONTENT, row | {"event": event})
        self.connection.execute(HEAD, row | {"position": position})

    def _sent(self, row: Row) -> None:
        for message in (row["asked"], row["told"]):
            self.connection.execute(SENT, row | {"message": message})


def _process(rows: Sequence[Row], ready: Any, started: Any, done: Any) -> None:
    import psycopg

    with psycopg.connect(address(), autocommit=True) as connection:
        writer = Writer(connection, rows)
        ready.release()
        started.wait()
        writer.write()
        done.release()


def _wait(word: Any, writers: Sequence[Any]) -> None:
    while not word.acquire(timeout=1):
        if any(writer.exitcode for writer in writers):
            raise SystemExit("bench: a bare writer failed")


def seconds(rows: Sequence[Row]) -> float:
    """How long two processes take to write what these silent notices leave behind.

    A row says its own notice and message (`silent`, `asked`), its episode, a chain of its own, desk, key and words.
    """
    import psycopg

    with psycopg.connect(address(), autocommit=True) as connection:
        heads = [(chain,) for chain in sorted({row["chain"] for row in rows})]
        connection.cursor().executemany(CHAIN, heads)
    spawn = multiprocessing.get_context("spawn")
    ready, started, done = spawn.Semaphore(0), spawn.Event(), spawn.Semaphore(0)
    shares = [[row for row in rows if row["chain"] % WRITERS == n] for n in range(WRITERS)]
    writers = [spawn.Process(target=_process, args=(share, ready, started, done)) for share in shares]
    for writer in writers:
        writer.start()
    for _ in writers:
        _wait(ready, writers)
    start = time.perf_counter()
    started.set()
    for _ in writers:
        _wait(done, writers)
    took = time.perf_counter() - start
    for writer in writers:
        writer.join()
    return took
