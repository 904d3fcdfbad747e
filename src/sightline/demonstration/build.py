"""Makes the whole demonstration county in an empty database, and says whether a database holds one. Knows no clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import islice
from typing import Literal

from django.db import connection, transaction

from sightline.access.models import Agency
from sightline.audit.behalf import of_system
from sightline.audit.models import Event
from sightline.audit.record import SYSTEM, WATCHER, append
from sightline.demonstration import county, prepared, rotas, schools, today
from sightline.demonstration.books import Books
from sightline.demonstration.lots import Lots
from sightline.demonstration.places import TOWNS
from sightline.demonstration.population import Population
from sightline.people.models import Person

PEOPLE, SEED = 600, 2026
AT_ONCE = 300
BEGUN, MADE = "demonstration county begun", "demonstration county made"
Holds = Literal["nothing", "half a demonstration", "demonstration", "records"]


def holds() -> Holds:
    """What the database holds: nothing, a county begun or made here, or anything else: somebody's records."""
    tables = connection.introspection.table_names()
    if Agency._meta.db_table not in tables or Event._meta.db_table not in tables:
        return "nothing"
    with _looking():
        marks = set(Event.objects.filter(chain=SYSTEM, kind__in=(BEGUN, MADE)).values_list("kind", flat=True))
        if marks:
            return "demonstration" if MADE in marks else "half a demonstration"
        return "records" if Agency.objects.exists() or Person.objects.exists() else "nothing"


def _looking() -> AbstractContextManager[None]:
    """Look as the system; tables from before the second lock show everything to everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('lock_for_system(text)') IS NOT NULL")
        locked = bool(cursor.fetchone()[0])
    return of_system("whether there are records that must not be lost") if locked else nullcontext()


def _mark(kind: str, now: datetime, people: int, seed: int) -> None:
    append(kind, by=WATCHER, happened_at=now, recorded_at=now, person=SYSTEM, body={"people": people, "seed": seed})


def fill(
    now: datetime,
    *,
    people: int = PEOPLE,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda added: None,
    before_today: Callable[[], None] = lambda: None,
) -> int:
    """Make the county of so many people in an empty database, and open today's episodes. Returns how many are open.

    One seed and one moment give one county; nothing in it is later than `now`. `progress` hears how many people were
    added. Memory stays bounded: a few hundred people are written at a time, each lot in a transaction of its own.
    """
    with of_system("the demonstration county is made"):
        return _fill(now, people, seed, progress, before_today)


def _fill(
    now: datetime, people: int, seed: int, progress: Callable[[int], None], before_today: Callable[[], None]
) -> int:
    _mark(BEGUN, now, people, seed)
    lots = Lots(seed)
    places = county.set_up(lots, people)
    homes = {council: [home.name for home in places.homes(council)] for council in TOWNS}
    books = Books(places, lots, now)
    lives = Population(lots, now, homes).lives(people)
    while some := list(islice(lives, AT_ONCE)):
        books.write(some)
        progress(len(some))
    before_today()
    with transaction.atomic():
        prepared.begin(places, now)
        opened = today.begin(places, books, lots, now)
        schools.begin(places, now)
        rotas.give(now)  # last: nobody played the past by a rota
        _mark(MADE, now, people, seed)
    return opened
