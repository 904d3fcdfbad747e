"""Which episodes were decided by a version of a card that was corrected since. Changes nothing, and names nobody."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sightline.engine import Card, Version
from sightline.engine.timing import local_day
from sightline.insight.reading import read

# Whatever the card had a part in under an edition that is not known to hold the corrected wording.
TOUCHED = """
SELECT e.id, 'MP-' || to_char(e.opened_at AT TIME ZONE 'UTC', 'YY') || '-' || lpad(e.id::text, 6, '0'),
       e.closed_at IS NULL, found.what, found.at, found.edition
  FROM (SELECT episode_id, 'duty: ' || "do" || ', ' || state AS what, starts_at AS at, edition
          FROM duties_duty
         WHERE cards @> jsonb_build_array(%(card)s::text) AND NOT edition = ANY(%(good)s)
         UNION ALL
        SELECT episode_id, 'decision: ' || category || ', ' || risk || ', ' || verdict, at, edition
          FROM episodes_decision
         WHERE NOT edition = ANY(%(good)s)
           AND (engine_said->'reasons' @> %(reason)s::jsonb
             OR engine_said->'duties' @> %(duty)s::jsonb
             OR engine_said->'definitions'->'cards' @> jsonb_build_array(%(card)s::text))) found
  JOIN episodes_episode e ON e.id = found.episode_id
 ORDER BY e.id, found.at, found.what
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """One duty or decision in which a card had a part, and the edition it was worked out under."""

    episode: int
    reference: str
    open: bool
    what: str
    at: datetime
    edition: str


def decided_before(card: Card, version: Version, good: Collection[str]) -> list[Decided]:
    """What was decided by a version in an edition other than these, which are known to hold its corrected wording.

    A duty may begin long after its clock, so every one since the version's first day is among them.
    """
    said = {"reason": json.dumps([{"card": card.id}]), "duty": json.dumps([{"cards": [card.id]}])}
    rows = read(TOUCHED, {"card": card.id, "good": list(good)} | said, Decided)
    return [row for row in rows if _governed(card, version, row)]


def _governed(card: Card, version: Version, row: Decided) -> bool:
    day = local_day(row.at)
    if row.what.startswith("decision"):
        return card.in_force(day) is version
    return day >= version.in_force_from
