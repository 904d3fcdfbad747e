"""Who is missing now, in every police area at once, for those entitled: a row each, and how many of what (I52).

Shows nobody who is found, and nobody whom the gate keeps from the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sightline.access.actor import Actor
from sightline.access.gate import may_see, require
from sightline.audit.moments import day_of
from sightline.insight.reading import for_the_eyes_of, read
from sightline.people.queries import age_on

ENTITLED = (
    "national unit", "missing person coordinator", "supervisor", "duty inspector", "force incident manager",
    "superintendent", "detective superintendent",
)  # fmt: skip
BANDS = ((0, 9, "under 10"), (10, 12, "10 to 12"), (13, 15, "13 to 15"), (16, 17, "16 and 17"), (18, 64, "18 to 64"))
LENGTHS = ((6, "up to 6 hours"), (24, "up to 24 hours"), (72, "up to 3 days"), (168, "up to a week"))
BY = ("area", "category", "risk", "age", "away")


@dataclass(frozen=True, slots=True)
class Line:
    """One open episode as the statement answers it."""

    person: int
    episode: int
    name: str
    born_on: date | None
    area: str
    category: str
    risk: str
    since: datetime
    place: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class MissingNow:
    """One person who is missing. `of` holds the words by which rows are counted and narrowed."""

    line: Line
    years: int | None
    hours: int
    of: Mapping[str, str]


OPEN = """
SELECT p.id, e.id, coalesce(nullif(trim(p.given_name || ' ' || p.family_name), ''), 'Name not known'), p.born_on,
       a.name, e.category, e.risk, coalesce(e.last_seen_at, e.opened_at), e.last_seen_place, e.last_seen_lat,
       e.last_seen_lon
  FROM episodes_episode e
  JOIN people_person p ON p.id = e.person_id
  JOIN access_agency a ON a.id = e.owner_agency_id
  LEFT JOIN episodes_found f ON f.episode_id = e.id
 WHERE e.closed_at IS NULL AND e.kind = 'missing' AND e.state IN ('open', 'located') AND f.confirmed_at IS NULL
 ORDER BY 8, e.id
"""


def band_of(years: int | None) -> str:
    """The age band of whole years; “age not known” where nobody has recorded a date of birth."""
    if years is None:
        return "age not known"
    return next((name for least, most, name in BANDS if least <= years <= most), "65 and over")


def away_for(hours: int) -> str:
    """How long somebody is away, in the words of a list."""
    return next((name for most, name in LENGTHS if hours < most), "longer than a week")


def _row(line: Line, at: datetime) -> MissingNow:
    years, hours = age_on(line.born_on, day_of(at)), max(0, int((at - line.since).total_seconds() // 3600))
    words = {"area": line.area, "category": line.category or "not decided", "risk": line.risk or "not assessed",
             "age": band_of(years), "away": away_for(hours)}  # fmt: skip
    return MissingNow(line, years, hours, words)


Counts = dict[str, Counter[str]]


def missing_now(actor: Actor, *, at: datetime, of: Mapping[str, str]) -> tuple[list[MissingNow], Counts]:
    """Those who are missing, longest first, narrowed to what `of` says; and how many there are of what, unnarrowed.

    Raises NotForYou for a role that is not entitled. One line of the consultation log says who was shown.
    """
    require(actor, ENTITLED, "Who is missing now, in every area,")
    rows = [_row(line, at) for line in read(OPEN, {}, Line)]
    wanted = [row for row in rows if all(row.of[name] == value for name, value in of.items() if value)]
    shown = for_the_eyes_of(actor, [row.line for row in wanted], at=at, screen="missing now")
    kept = {line.episode for line in shown}
    return [row for row in wanted if row.line.episode in kept], _counted(actor, rows, at)


def _counted(actor: Actor, rows: Sequence[MissingNow], at: datetime) -> dict[str, Counter[str]]:
    """How many of what: no further than the reader may see, so that a number tells of nobody who is kept back."""
    allowed = may_see(actor, [row.line.person for row in rows], at)
    seen = [row for row in rows if row.line.person in allowed]
    return {name: Counter(row.of[name] for row in seen) for name in BY}
