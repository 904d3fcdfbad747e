"""Adults who may pose a risk, matched over all children and agencies: one adult, several children, the same places.

A match is a hint that somebody checks; two names that sound alike may be two people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sightline.access.actor import Actor
from sightline.access.gate import listed, may_see
from sightline.insight.reading import for_the_eyes_of, read
from sightline.people.names import stored_keys
from sightline.people.search import split_name


@dataclass(frozen=True, slots=True)
class Named:
    """One adult as recorded for one child, with everything recorded so far of that adult there."""

    person: int
    name: str
    relation: str
    contact: str
    concerns: list[str]
    checked_with: list[str]


NAMED = """
SELECT v.chain, c.body->>'name', (array_agg(c.body->>'relation' ORDER BY v.id DESC))[1],
       max(c.body->>'contact'), array_remove(array_agg(DISTINCT o.value), NULL),
       array_remove(array_agg(DISTINCT k.value), NULL)
  FROM audit_event v JOIN audit_content c ON c.event_id = v.id
  LEFT JOIN LATERAL jsonb_array_elements_text(c.body->'concerns') o ON true
  LEFT JOIN LATERAL jsonb_array_elements_text(c.body->'checked with') k ON true
 WHERE v.kind = 'associate recorded' AND v.happened_at <= %(at)s AND c.body IS NOT NULL
   AND (%(area)s::text IS NULL OR EXISTS (SELECT FROM access_agency a WHERE a.id = v.agency AND a.area = %(area)s))
 GROUP BY 1, 2
UNION ALL
SELECT r.person_id, r.name, r.relation, r.contact, ARRAY[]::text[], ARRAY[]::text[] FROM people_relationship r
 WHERE r.poses_risk
   AND NOT EXISTS (SELECT FROM audit_event v JOIN audit_content c ON c.event_id = v.id
                    WHERE v.chain = r.person_id AND v.kind = 'associate recorded' AND c.body->>'name' = r.name)
   AND (%(area)s::text IS NULL
        OR EXISTS (SELECT FROM episodes_episode e WHERE e.person_id = r.person_id AND e.area = %(area)s))
 ORDER BY 2, 1
"""


@dataclass(frozen=True, slots=True)
class Adult:
    """One adult, or several whose names sound alike: with which children, what is held, and whose records were checked.

    `children` are only those whom the reader may see.
    """

    names: tuple[str, ...]
    children: tuple[int, ...]
    concerns: tuple[str, ...]
    checked_with: tuple[str, ...]

    @property
    def unchecked(self) -> bool:
        """Whether nobody has checked any agency's records."""
        return not self.checked_with


def _sounds(name: str) -> str:
    """What two spellings of one name have in common; the name itself where it has one word only."""
    given, family = split_name(name)
    keys = sorted(key for key in stored_keys(given, family, None) if key.startswith("S"))
    return keys[0] if keys else name.casefold().strip()


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _matched(rows: Iterable[Named]) -> dict[str, list[Named]]:
    alike: dict[str, list[Named]] = {}
    for row in rows:
        alike.setdefault(_sounds(row.name), []).append(row)
    return alike


def adults(actor: Actor, *, at: datetime, area: str | None = None) -> list[Adult]:
    """Adults recorded for children the actor may see, with most children first (I15).

    What is held of an adult counts for whichever of those children it was recorded: earlier children, drugs, sexual
    concerns, registration as a sex offender.
    """
    return together(for_the_eyes_of(actor, read(NAMED, {"at": at, "area": area}, Named), at=at, screen="adults"))


def together(rows: Iterable[Named]) -> list[Adult]:
    """One adult of all who sound alike, with most children first, then those nobody has checked."""
    found = [
        Adult(_sorted(r.name for r in alike), tuple(sorted({r.person for r in alike})),
              _sorted(c for r in alike for c in r.concerns), _sorted(c for r in alike for c in r.checked_with))
        for alike in _matched(rows).values()
    ]  # fmt: skip
    return sorted(found, key=lambda a: (-len(a.children), not a.unchecked, a.names))


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the network: an adult and a child, or a child and a place, with how often."""

    kind: str
    adult: str
    person: int
    place: str
    times: int


PLACES = """
SELECT 'child and place', '', e.person_id, s.place, count(*)::int
  FROM (SELECT episode_id, located_place AS place FROM episodes_found
        UNION ALL SELECT episode_id, place FROM episodes_searchedplace
        UNION ALL SELECT episode_id, place FROM episodes_sighting WHERE reliability <> 'false') s
  JOIN episodes_episode e ON e.id = s.episode_id
 WHERE e.opened_at <= %(at)s AND e.person_id = ANY(%(people)s) AND s.place <> ''
   AND NOT EXISTS (SELECT 1 FROM episodes_privatewhereabouts w WHERE w.episode_id = e.id AND w.taken_back_at IS NULL)
 GROUP BY e.person_id, s.place ORDER BY 4, 3
"""


def network(actor: Actor, *, at: datetime, area: str | None = None) -> list[Link]:
    """Adults, the children they are linked to, and the places of those children: lines to draw or to read (I16).

    Only children whom the actor may see; one adult under several spellings is one end of the lines.
    """
    rows = read(NAMED, {"at": at, "area": area}, Named)
    allowed = may_see(actor, {row.person for row in rows}, at)
    links = lines([row for row in rows if row.person in allowed], at)
    listed(actor, at=at, purpose="oversight", screen="network", people=sorted({link.person for link in links}))
    return links


def lines(rows: Iterable[Named], at: datetime) -> list[Link]:
    """The lines between these adults and children, and those between the same children and places."""
    links = []
    for alike in _matched(rows).values():
        times: dict[int, int] = {}
        for row in alike:
            times[row.person] = times.get(row.person, 0) + 1
        links += [Link("adult and child", alike[0].name, person, "", often) for person, often in times.items()]
    return links + read(PLACES, {"at": at, "people": sorted({link.person for link in links})}, Link)
