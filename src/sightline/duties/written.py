"""Writes notices with their messages and their events, as many as there are in one statement. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sightline.access.gate import restricted_among
from sightline.audit.record import EVENT_CALL, EVENT_COLUMNS, WATCHER, event_row
from sightline.duties.live import CHANNEL, payload
from sightline.duties.models import Notice

WAITS = "A notice waits for this desk in Sightline. Open it there."
"""What leaves the system about a restricted record: a desk's telephone is read by people outside the named list."""
TELL = f"""
WITH given AS (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
    place int, key text, episode bigint, person bigint, duty bigint, desk bigint, kind text, says text, level smallint,
    chain jsonb, at timestamptz, by timestamptz, minutes int, "to" text, message text, changed text, {EVENT_COLUMNS})
), told AS (
  INSERT INTO duties_notice (key, episode_id, person_id, duty_id, desk_id, kind, says, level, chain, told_at,
                             acknowledge_by, acknowledged_by, again_minutes)
  SELECT key, episode, person, duty, desk, kind, says, level, chain, at, by, '', minutes FROM given ORDER BY place
  ON CONFLICT (key) DO NOTHING RETURNING id, key
), sent AS (
  INSERT INTO duties_outgoing (key, channel, "to", subject, says, made_at, next_try_at, tries, failed, trouble, receipt)
  SELECT 'notice ' || id, 'spool', "to", '', message, at, at, 0, '', '', '' FROM told JOIN given USING (key) ORDER BY id
  ON CONFLICT DO NOTHING
)
SELECT key, id, pg_notify(%(screens)s, changed), {EVENT_CALL}
  FROM (SELECT * FROM told JOIN given USING (key) ORDER BY event_chain, place) AS written
"""  # noqa: S608 - names of the record's own columns


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice that is to be written, with its message in full and the person in whose chain the event belongs."""

    notice: Notice
    message: str
    about: int

    def row(self, place: int, message: str) -> dict[str, Any]:
        """What the statement that tells is given: the columns of the notice, the message that leaves, its event."""
        notice, desk = self.notice, self.notice.desk
        body = {"desk": desk.name, "says": self.message, "acknowledge by": notice.acknowledge_by, "level": notice.level}
        event = event_row("desk told", by=WATCHER, happened_at=notice.told_at, recorded_at=notice.told_at,
                          person=self.about, episode=notice.episode_id, body=body, source="watcher")  # fmt: skip
        return event | {
            "place": place, "key": notice.key, "episode": notice.episode_id, "person": notice.person_id,
            "duty": notice.duty_id, "desk": desk.pk, "kind": notice.kind, "says": notice.says, "level": notice.level,
            "chain": notice.chain, "at": notice.told_at, "by": notice.acknowledge_by, "minutes": notice.again_minutes,
            "to": f"{desk.name}, {desk.phone}"[:200], "message": message,
            "changed": payload([desk.pk], (), notice.episode_id),
        }  # fmt: skip


def insert(planned: Sequence[Planned]) -> list[Notice]:
    """Write the notices, the messages to their desks and the events, and wake the screens, in one statement: of all
    that the system does this happens most often. Returns those whose key did not exist.
    """
    each = list({one.notice.key: one for one in planned}.values())
    shut = restricted_among({one.about for one in each})
    said = [one.row(place, WAITS if one.about in shut else one.message) for place, one in enumerate(each)]
    rows = json.dumps(said, default=datetime.isoformat)
    with connection.cursor() as cursor:
        cursor.execute(TELL, {"rows": rows, "screens": CHANNEL})
        written = {row[0]: row[1] for row in cursor.fetchall()}
    made = [one.notice for one in each if one.notice.key in written]
    for notice in made:
        notice.pk = written[notice.key]
        notice._state.adding = False
    return made
