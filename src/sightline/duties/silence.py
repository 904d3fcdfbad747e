"""Takes what stays silent, many notices at once, and lets it go up its chains. Knows no failure: the watcher does.

Whoever else writes about an episode or a person is left alone: their notices are taken in the next round.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from sightline.audit.record import free_chains
from sightline.duties.models import Notice
from sightline.duties.notices import escalate_all

SILENT = """n.acknowledged_at IS NULL AND n.escalated_at IS NULL AND n.ended_at IS NULL AND n.acknowledge_by <= %(at)s
        AND (%(only)s::bigint IS NULL OR n.id = %(only)s)"""
# Every writer locks the episode (without one, the person) before the notices and the chain, and this one never waits.
TAKE = f"""
WITH of_episodes AS (
  SELECT n.id, n.episode_id, e.person_id, n.acknowledge_by
    FROM duties_notice n JOIN episodes_episode e ON e.id = n.episode_id
   WHERE {SILENT}
   ORDER BY n.acknowledge_by, n.id LIMIT %(most)s FOR UPDATE OF e SKIP LOCKED
), of_people AS (
  SELECT n.id, n.episode_id, p.id, n.acknowledge_by
    FROM duties_notice n JOIN people_person p ON p.id = n.person_id
   WHERE n.episode_id IS NULL AND {SILENT}
   ORDER BY n.acknowledge_by, n.id LIMIT %(most)s FOR NO KEY UPDATE OF p SKIP LOCKED
)
SELECT id, episode_id, person_id FROM (SELECT * FROM of_episodes UNION ALL SELECT * FROM of_people) AS found
 ORDER BY acknowledge_by, id LIMIT %(most)s
"""  # noqa: S608 - one of our own conditions, written twice


class Silent(NamedTuple):
    """A notice nobody acknowledged in time, and the episode it belongs to, if any."""

    notice: int
    episode: int | None


def taken(at: datetime, most: int, only: int | None = None) -> list[Silent]:
    """Up to so many silent notices whose episodes, people and chains nobody else works on: ours for this transaction.

    `only`: this one, if it is silent and free.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"at": at, "most": most, "only": only})
        rows: list[tuple[int, int | None, int]] = cursor.fetchall()
    free = free_chains([person for *_, person in rows]) if rows else set()
    return [Silent(notice, episode) for notice, episode, person in rows if person in free]


def escalated(found: Sequence[Silent], at: datetime) -> int:
    """Let taken notices go up. Read again now that nobody else can answer: what was answered meanwhile stays. How many
    went."""
    pks = [each.notice for each in found]
    rows = Notice.objects.filter(pk__in=pks, acknowledged_at=None, escalated_at=None, ended_at=None)
    silent = list(rows.select_related("desk__agency", "episode").order_by("acknowledge_by", "pk")) if pks else []
    escalate_all(silent, at)
    return len(silent)
