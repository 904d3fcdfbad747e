"""Finding people by a misspelt name, a doubtful date of birth or an identifier. Ranks candidates; a person chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from sightline.people.models import Identifier, Person
from sightline.people.names import asked_keys, likeness

WIDEST = 400  # candidates re-scored at most


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate and how alike he or she is, 0 to 1."""

    person: Person
    likeness: float


def split_name(text: str) -> tuple[str, str]:
    """A typed name as given and family name: the last word is the family name; "Smith, Ann" is understood."""
    if "," in text:
        family, given = text.split(",", 1)
        return given.strip(), family.strip()
    words = text.split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else ("", text.strip())


def _candidates(keys: set[str]) -> list[int]:
    """People filed under any of the keys, those under most keys first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM people_namekey WHERE key = ANY(%s)"
            " GROUP BY person_id ORDER BY count(*) DESC LIMIT %s",
            [sorted(keys), WIDEST],
        )
        return [row[0] for row in cursor.fetchall()]


def find(*, name: str = "", born_on: date | None = None, identifier: str = "", limit: int = 10) -> list[Match]:
    """The people most alike, best first; an identifier that fits exactly comes before every likeness."""
    exact: list[Match] = []
    if identifier.strip():
        rows = Identifier.objects.filter(value__iexact=identifier.strip()).select_related("person")[:limit]
        exact = [Match(row.person, 1.0) for row in rows]
    given, family = split_name(name)
    if not (given or family):
        return exact
    people = Person.objects.in_bulk(_candidates(asked_keys(given, family, born_on)))
    asked = (given, family, born_on)
    scored = [Match(p, likeness(asked, (p.given_name, p.family_name, p.born_on))) for p in people.values()]
    ranked = sorted((m for m in scored if m.likeness >= 0.6), key=lambda m: (-m.likeness, m.person.pk))
    known = {m.person.pk for m in exact}
    return [*exact, *(m for m in ranked if m.person.pk not in known)][:limit]
