"""A contact recorded through the action (gate, chain, duties recomputed) beside the very rows it writes, inserted bare.

Both on one connection with the same settings, taken in turns so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bench.measure import own_database, percentile, report

ROUNDS = 300
PEOPLE = ("Aisha", "Kayleigh", "Robert", "Maisie", "Daniel", "Joan")
SAID = "Nothing new; ring again in an hour."
EVENT = """
INSERT INTO audit_event (chain, position, kind, episode, happened_at, recorded_at, by, by_name, role, agency, source,
                         content_hash, previous, hash)
SELECT -1, coalesce(max(position), 0) + 1, 'informant contacted', %(episode)s, now(), now(), 1, 'Tom Arkwright',
       'investigating officer', 1, 'screen', repeat('a', 64), repeat('b', 64), repeat('c', 64)
  FROM audit_event WHERE chain = -1 RETURNING id
"""
CONTACT = """
INSERT INTO episodes_contact (episode_id, at, with_whom, by_name, said)
VALUES (%(episode)s, now(), 'Denise Farrow', 'Tom Arkwright', %(said)s)
"""
CONTENT = (
    "INSERT INTO audit_content (event_id, salt, body) VALUES (%(event)s, repeat('d', 32), '{\"with\": \"Denise\"}')"
)
HEAD = "UPDATE audit_chain SET head = repeat('c', 64) WHERE id = (SELECT min(id) FROM audit_chain)"
DUTY = """
INSERT INTO duties_duty (episode_id, key, "do", who, "to", strength, starts_at, due_at, state, met_at, desk_id, agency,
                         cards, sources, escalate_to, acknowledge_minutes, edition)
SELECT episode_id, 'bare ' || %(event)s || ' ' || id, "do", who, "to", strength, starts_at, due_at, 'stopped', met_at,
       desk_id, agency, cards, sources, escalate_to, acknowledge_minutes, edition
  FROM duties_duty WHERE episode_id = %(episode)s ORDER BY id DESC LIMIT %(duties)s
"""
VERSION = "UPDATE episodes_episode SET version = version + 1 WHERE id = %(episode)s"


class Spy:
    """Counts the statements of a write, and the duty rows it writes, while it listens."""

    def __init__(self, connection: Any) -> None:
        self.count, self.duties, self.listening = 0, 0, False
        connection.execute_wrappers.append(self)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count one statement and run it."""
        if self.listening:
            self.count += 1
            self.duties += sql.count("), (") + 1 if sql.startswith('INSERT INTO "duties_duty"') else 0
        return execute(sql, params, many, context)


def _timed(do: Callable[[], Any]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _insert_bare(episode: int, duties: int) -> None:
    """The rows a recorded contact leaves behind, written with plain statements in one transaction and nothing else."""
    from django.db import connection, transaction

    values: dict[str, Any] = {"episode": episode, "said": SAID}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CONTACT, values)
        cursor.execute(EVENT, values)
        values |= {"event": cursor.fetchone()[0], "duties": duties}
        cursor.execute(CONTENT, values)
        if duties:
            cursor.execute(DUTY, values)
        cursor.execute(HEAD)
        cursor.execute(VERSION, values)


def _high_risk_episode(cast: Any, name: str, at: datetime) -> int:
    from sightline.episodes.actions.decide import Wanted, decide
    from sightline.episodes.actions.report import Told, report_missing

    told = Told("Denise Farrow", "registered manager")
    episode = report_missing(
        by=cast.actor("call handler"),
        at=at,
        person=cast.person(name).pk,
        told=told,
        last_seen_at=at,
        last_seen_place="Rowan House",
        circumstances="Left after tea.",
    )
    wanted = Wanted("missing", "high", "Exploitation flag and a phone that is off.", "serious", "immediate")
    decide(episode=episode.pk, by=cast.actor("duty inspector"), at=at, wanted=wanted)
    return int(episode.pk)


def main() -> None:
    """Record and insert in turns, then print the ratio of the medians."""
    with own_database():
        from django.db import connection

        from sightline.duties.queries import of_episode
        from sightline.episodes.actions.investigate import contact_informant
        from tests.people import make_cast

        at = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
        cast = make_cast(at)
        episodes = [_high_risk_episode(cast, name, at) for name in PEOPLE]
        officer = cast.actor("investigating officer")
        spy, ours, bare = Spy(connection), [], []

        def contact(n: int) -> None:
            moment, episode = at + timedelta(minutes=20 * (n // len(episodes)) + 20), episodes[n % len(episodes)]
            contact_informant(episode=episode, by=officer, at=moment, with_whom="Denise Farrow", said=SAID)

        for n in range(ROUNDS):
            spy.count, spy.listening, rows = 0, True, spy.duties
            ours.append(_timed(partial(contact, n)))
            spy.listening = False
            bare.append(_timed(partial(_insert_bare, episodes[n % len(episodes)], spy.duties - rows)))
            if sys.stderr.isatty() and n % 30 == 0:
                print(f"  {n} of {ROUNDS}", file=sys.stderr)
        figures = {
            "record_ms_p50": statistics.median(ours) * 1e3, "record_ms_p95": percentile(ours, 0.95) * 1e3,
            "bare_ms_p50": statistics.median(bare) * 1e3, "bare_ms_p95": percentile(bare, 0.95) * 1e3,
            "duties_of_one_episode": float(len(of_episode(episodes[0]))), "duty_rows_written": float(spy.duties),
            "statements": float(spy.count),
        }  # fmt: skip
    ratios = {"record_to_bare": figures["record_ms_p50"] / figures["bare_ms_p50"]}
    report("write_path", figures, ratios, {"at most five times the bare rows": ("record_to_bare", 5.0)})


if __name__ == "__main__":
    main()
