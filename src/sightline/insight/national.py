"""Everybody who is missing now, in every area at once, and the same list as a file (I52)."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sightline.access.actor import Actor
from sightline.insight.reading import for_the_eyes_of, read


@dataclass(frozen=True, slots=True)
class OpenAnywhere:
    """One open episode, whoever owns it, with the words its own area uses."""

    person: int
    name: str
    reference: str
    area: str
    owner: str
    category: str
    risk: str
    since: datetime
    last_seen_place: str


OPEN = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name),
       'MP-' || to_char(e.opened_at AT TIME ZONE 'UTC', 'YY') || '-'
         || lpad(e.id::text, greatest(6, length(e.id::text)), '0'),
       e.area, a.name, e.category, e.risk, coalesce(e.last_seen_at, e.opened_at), e.last_seen_place
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN access_agency a ON a.id = e.owner_agency_id
 WHERE e.closed_at IS NULL AND e.kind = 'missing' AND e.state <> 'absence' AND (%(area)s = '' OR e.area = %(area)s)
 ORDER BY 8, e.id
"""


def open_everywhere(actor: Actor, *, at: datetime, area: str = "") -> list[OpenAnywhere]:
    """Every open episode the actor may see, of all areas or of one, longest missing first."""
    return for_the_eyes_of(actor, read(OPEN, {"area": area}, OpenAnywhere), at=at, screen="open in every area")


def _harmless(value: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def exported(actor: Actor, *, at: datetime, area: str = "") -> str:
    """The same list as comma-separated text with headings. The consultation log says that it was taken out."""
    rows = for_the_eyes_of(actor, read(OPEN, {"area": area}, OpenAnywhere), at=at, screen="open in every area",
                           act="export")  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(OpenAnywhere)], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        line = asdict(row) | {"since": row.since.isoformat()}
        writer.writerow({name: _harmless(value) for name, value in line.items()})
    return out.getvalue()
