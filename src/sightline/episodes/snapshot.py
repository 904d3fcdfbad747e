"""Everything the engine's facts are read from, of one person and episode, in one statement: it runs inside every write.

Knows the tables of the layers below; answers no fact itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from sightline.audit.moments import day_of

READ = """
SELECT json_build_object(
  'born_on', p.born_on, 'age_said', p.age_said, 'age_said_on', p.age_said_on, 'sex', p.sex, 'setting', p.setting,
  'flags', (SELECT json_agg(DISTINCT f.phrase) FROM people_flag f
             WHERE f.person_id = p.id AND f.since <= %(day)s AND (f.until IS NULL OR f.until > %(day)s)),
  'care', (SELECT json_agg(json_build_object('phrase', c.phrase, 'authority', c.authority, 'since', lower(c.during))
                           ORDER BY c.id)
             FROM people_carestatus c WHERE c.person_id = p.id AND c.during @> %(day)s::date),
  'placement', (SELECT json_build_object('setting', l.setting, 'out_of_area', l.out_of_area, 'provider', l.provider,
                                         'host', l.host_authority)
                  FROM people_placement l WHERE l.person_id = p.id AND l.during @> %(day)s::date),
  'plan', (SELECT json_build_object('category', t.category, 'risk', t.risk)
             FROM people_triggerplan t WHERE t.person_id = p.id AND t.withdrawn_on IS NULL),
  'facts', (SELECT json_object_agg(n.phrase, n.answer)
              FROM (SELECT DISTINCT ON (r.phrase) r.phrase, r.answer FROM episodes_riskfact r
                     WHERE r.episode_id = %(episode)s ORDER BY r.phrase, r.id DESC) n),
  'found', (SELECT json_build_object('confirmed_at', d.confirmed_at, 'seen_at', d.seen_at, 'seen_alone', d.seen_alone,
                                     'harm', d.harm)
              FROM episodes_found d WHERE d.episode_id = %(episode)s),
  'interview', (SELECT json_build_object('declined_at', i.declined_at, 'provider', i.provider_id)
                  FROM episodes_interview i WHERE i.episode_id = %(episode)s),
  'closing', (SELECT json_build_object('safe_there', k.safe_there)
                FROM episodes_closingcheck k WHERE k.episode_id = %(episode)s),
  'decision', (SELECT json_build_object('category', e.category, 'risk', e.risk, 'seriousness', e.seriousness,
                                        'immediacy', e.immediacy)
                 FROM episodes_decision e WHERE e.episode_id = %(episode)s ORDER BY e.id DESC LIMIT 1),
  'earlier', (SELECT json_agg(json_build_array(o.category, o.risk, o.opened_at) ORDER BY o.opened_at)
                FROM episodes_episode o WHERE o.person_id = p.id AND o.opened_at < %(before)s
                  AND o.opened_at >= %(before)s - interval '365 days' AND o.id IS DISTINCT FROM %(episode)s),
  'happened', (SELECT json_agg(json_build_array(v.kind, v.happened_at) ORDER BY v.happened_at, v.id)
                 FROM audit_event v WHERE v.episode = %(episode)s)
)::text FROM people_person p WHERE p.id = %(person)s
"""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A person and an episode as plain values at a moment; None where there is no such row."""

    at: datetime
    born_on: date | None
    age_said: int | None
    age_said_on: date | None
    sex: str
    setting: str
    flags: frozenset[str]
    care: tuple[Row, ...]
    placement: Row | None
    plan: Row | None
    facts: Mapping[str, str]
    found: Row | None
    interview: Row | None
    closing: Row | None
    decision: Row | None
    earlier: tuple[tuple[str, str, datetime], ...]
    happened: tuple[tuple[str, datetime], ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event on the episode's timeline."""
        return frozenset(kind for kind, _ in self.happened)


def take(*, person: int, at: datetime, episode: int | None = None, before: datetime | None = None) -> Snapshot:
    """Read the snapshot; `before` is when the episode was opened, so that only earlier ones are counted (C92).

    Raises LookupError for a person who is not on record.
    """
    values = {"person": person, "episode": episode, "day": day_of(at), "before": before or at}
    with connection.cursor() as cursor:
        cursor.execute(READ, values)
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"There is no person {person}.")
    return built(json.loads(row[0]), at)


def built(row: dict[str, Any], at: datetime) -> Snapshot:
    """The snapshot of a row as a statement such as `READ` answers it."""
    return Snapshot(
        at=at,
        born_on=date.fromisoformat(row["born_on"]) if row["born_on"] else None,
        age_said=row["age_said"],
        age_said_on=date.fromisoformat(row["age_said_on"]) if row["age_said_on"] else None,
        sex=row["sex"],
        setting=row["setting"],
        flags=frozenset(row["flags"] or ()),
        care=tuple(row["care"] or ()),
        placement=row["placement"],
        plan=row["plan"],
        facts=row["facts"] or {},
        found=row["found"],
        interview=row["interview"],
        closing=row["closing"],
        decision=row["decision"],
        earlier=tuple((c, r, datetime.fromisoformat(opened)) for c, r, opened in row["earlier"] or ()),
        happened=tuple((kind, datetime.fromisoformat(moment)) for kind, moment in row["happened"] or ()),
    )
