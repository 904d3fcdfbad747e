"""Makes the whole demonstration county in an empty database, and says whether a database holds one. Knows no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from sightline.access.models import Agency
from sightline.audit.models import Event
from sightline.audit.record import SYSTEM, WATCHER, append
from sightline.demonstration import county, today
from sightline.demonstration.books import Books
from sightline.demonstration.lots import Lots
from sightline.demonstration.places import TOWNS
from sightline.demonstration.population import Population
from sightline.people.models import Person

PEOPLE, SEED = 600, 2026
AT_ONCE = 300
MADE = "demonstration county made"
Progress = Callable[[int], None]


def holds() -> str:
    """What the database holds: "nothing" (no tables, or nobody in them), "demonstration" (made here), or "records"."""
    tables = connection.introspection.table_names()
    if Agency._meta.db_table not in tables or Event._meta.db_table not in tables:
        return "nothing"
    if Event.objects.filter(chain=SYSTEM, kind=MADE).exists():
        return "demonstration"
    return "records" if Agency.objects.exists() or Person.objects.exists() else "nothing"


def fill(now: datetime, *, people: int = PEOPLE, seed: int = SEED, progress: Progress = lambda _: None) -> None:
    """Make the county of so many people in an empty database; `progress` hears how many people were added.

    One seed and one moment give one county. Nothing is written after `now`. Memory stays bounded: people are
    written a few hundred at a time, each lot in a transaction of its own.
    """
    # The marker comes first: a county left half made is still a demonstration and may be made afresh.
    append(MADE, by=WATCHER, happened_at=now, recorded_at=now, person=SYSTEM, body={"people": people, "seed": seed})
    lots = Lots(seed)
    places = county.set_up(lots, people)
    homes = {council: [home.name for home in places.homes(council)] for council in TOWNS}
    books = Books(places, lots, now)
    lives = Population(lots, now, homes).lives(people)
    while some := list(islice(lives, AT_ONCE)):
        books.write(some)
        progress(len(some))
    with transaction.atomic():
        today.begin(places, books, lots, now)
