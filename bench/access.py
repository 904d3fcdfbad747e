"""What the gate and the second lock cost: searching, listing and opening, as police and as a council.

Beside them the very same reads by the tables' owner, to whom neither applies. At 1,000 and at 100,000 people.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.measure import own_database, report

SIZES = (1_000, 100_000)
COUNCILS = 10
APART = 307  # every how many-th record is restricted; none of them is one that is opened
TIMES, TURNS = 40, 6  # reads of each kind in a turn, turns of each side
AT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
SURNAMES = 400

PEOPLE = """
INSERT INTO people_person (given_name, family_name, born_on, sex, ethnicity, language, description, keeps_safe, phone,
                           home_address, setting, created_at, version)
SELECT 'Given' || n %% 300, 'Family' || n %% {names}, date '2010-01-01' + n %% 2000, 'unknown', '', '', '', '', '', '',
       'unknown', %(at)s, 1 FROM generate_series(%(first)s, %(last)s) n
"""
KEYS = "INSERT INTO people_namekey (person_id, key) SELECT id, 'bench ' || family_name FROM people_person"
FLAGS = """
INSERT INTO people_flag (person_id, phrase, says, from_whom, contact, since, recorded_at, recorded_by)
SELECT id, 'self-harms', 'x', 'x', '', '2025-01-01', %(at)s, 'x' FROM people_person WHERE id %% 3 = 0
"""
PARTS = """
INSERT INTO access_involvement (agency_id, person_id, part, because, since)
SELECT a.id, p.id, 'responsible authority', 'a bench', %(then)s FROM people_person p
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM access_agency WHERE kind = 'council') a
    ON a.n = p.id %% {councils}
"""
EPISODES = """
INSERT INTO episodes_episode (person_id, area, state, opened_at, last_seen_place, circumstances, category, risk,
                              owner_agency_id, reporter_name, reporter_phone, closed_at, version)
SELECT p.id, 'west-midlands', 'closed', %(then)s + p.id * interval '1 second', '', 'x', 'missing', 'medium',
       (SELECT min(id) FROM access_agency WHERE kind = 'police'), '', '', %(at)s, 1 FROM people_person p
"""
FACTS = """
INSERT INTO episodes_riskfact (episode_id, phrase, answer, question, says, from_whom, contact, obtained_at, recorded_at,
                               recorded_by)
SELECT e.id, 'fact ' || n, 'yes', '', 'x', 'x', '', %(at)s, %(at)s, 'x' FROM episodes_episode e, generate_series(1, 4) n
"""
EVENTS = """
INSERT INTO audit_event (chain, position, kind, episode, happened_at, recorded_at, by_name, role, source, content_hash,
                         previous, hash)
SELECT e.person_id, n, 'reported again', e.id, %(at)s, %(at)s, 'x', 'x', 'bench', '', '', ''
  FROM episodes_episode e, generate_series(1, 6) n
"""
CONTENT = "INSERT INTO audit_content (event_id, salt, body) SELECT id, '', '{}' FROM audit_event"
RESTRICTIONS = """
INSERT INTO access_restriction (person_id, kind, because, at, by_name, lifted_because)
SELECT id, 'forced marriage', 'a bench', %(then)s, 'x', '' FROM people_person WHERE id %% {apart} = 7
"""
Work = Callable[[Any, int], object]


def agencies() -> tuple[Any, Any]:
    """A police area and ten councils; the posts of an inspector and of one council's social worker."""
    from sightline.demonstration.agencies import Member, Plan, establish

    force = Plan("Bench Police", "police", "west-midlands", "1 Bench Street", 52.5, -1.9,
                 (Member("duty inspector", "Ann Bench", listed=True),))  # fmt: skip
    councils = [
        Plan(f"Council {n}", "council", "west-midlands", "2 Bench Street", 52.5, -1.9,
             (Member("social worker", f"Worker{chr(97 + n)} Bench", listed=True),), police="Bench Police")
        for n in range(COUNCILS)
    ]  # fmt: skip
    made = establish([force, *councils])
    return made["Bench Police"].posts.get(), made["Council 3"].posts.get()


def grow(to: int) -> None:
    """Let there be so many people, each with an episode, its facts and its timeline; statistics are fresh."""
    from django.db import connections

    values = {"at": AT, "then": AT - timedelta(days=300), "first": 1, "last": to}
    with connections["owner"].cursor() as cursor:
        for statement in (PEOPLE, KEYS, FLAGS, PARTS, EPISODES, FACTS, EVENTS, CONTENT, RESTRICTIONS):
            filled = statement.replace("{names}", str(SURNAMES)).replace("{councils}", str(COUNCILS))
            filled = filled.replace("{apart}", str(APART))
            cursor.execute(filled, values if "%" in filled else None)
        cursor.execute("ANALYZE")


def works() -> dict[str, Work]:
    """The reads that are timed; the gate decides where it is given an actor."""
    from sightline.access.gate import may_see, visible_to
    from sightline.audit.queries import history
    from sightline.episodes.models import Episode, RiskFact
    from sightline.episodes.queries import episodes_of
    from sightline.people.models import NameKey, Person
    from sightline.people.queries import known

    def search(actor: Any, person: int) -> object:
        key = f"bench Family{person % SURNAMES}"
        found = list(NameKey.objects.filter(key=key).order_by("person_id").values_list("person_id", flat=True)[:400])
        people = Person.objects.in_bulk(found)
        return may_see(actor, people, AT) if actor else people

    def newest(actor: Any, person: int) -> object:
        rows = Episode.objects.filter(visible_to(actor, AT)) if actor else Episode.objects.all()
        return list(rows.select_related("person", "owner_agency").order_by("-opened_at", "-id")[:50])

    def opened(actor: Any, person: int) -> object:
        if actor and person not in may_see(actor, [person], AT):
            raise RuntimeError("the bench opens what it may see")
        episodes = episodes_of(person)
        facts = list(RiskFact.objects.filter(episode=episodes[0]))
        return known(person, AT), facts, history(person=person)

    return {"search": search, "list": newest, "open": opened}


def as_role(role: str) -> None:
    """Let Django's connection be of this role from now on. The owner's says nothing of whom it asks for."""
    from django.db import connections

    from sightline.config.embedded import APP

    connection: Any = connections["default"]
    connection.close()
    connection.settings_dict["USER"] = role
    connection.execute_wrappers = [connection.say_first] if role == APP else []


def turn(work: Work, post: Any, people: list[int]) -> list[float]:
    """How long each read took, in milliseconds: for a post through gate and lock, or without one bare."""
    from sightline.access.actor import actor_for
    from sightline.audit.behalf import of_post, of_system

    actor = actor_for(post) if post else None
    took = []
    with of_system("the same read without gate and lock"):  # said once: what is compared with pays for no saying
        for number, person in enumerate(people[:TIMES] + people[:5]):
            start = time.perf_counter()
            if post:
                with of_post(post.pk, AT):  # as a request does: whose it is is said for each
                    work(actor, person)
            else:
                work(None, person)
            if number >= 5:  # the first of a connection plan and warm it
                took.append((time.perf_counter() - start) * 1e3)
    return took


def measured(post: Any, who: str, size: int) -> tuple[dict[str, float], dict[str, float]]:
    """Figures and ratios of one post at one size: the medians of both sides, taken in turns."""
    from sightline.access.models import Involvement, Restriction
    from sightline.config.embedded import APP, OWNER

    figures, ratios = {}, {}
    parts = Involvement.objects.filter(agency__name="Council 3").exclude(
        person__in=Restriction.objects.values("person")
    )
    people = list(parts.values_list("person_id", flat=True)[:TIMES])
    for kind, work in works().items():
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(TURNS):
            as_role(APP)
            ours += turn(work, post, people)
            as_role(OWNER)
            bare += turn(work, None, people)
        as_role(APP)
        name = f"{who}_{kind}_{size}"
        figures[f"{name}_ms"], figures[f"bare_{name}_ms"] = statistics.median(ours), statistics.median(bare)
        ratios[f"{name}_to_bare"] = statistics.median(ours) / statistics.median(bare)
    return figures, ratios


def main() -> None:
    """Measure at each size, in a database of its own for each."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    figures: dict[str, float] = {}
    ratios: dict[str, float] = {}
    with own_database():
        inspector, worker = agencies()
        before = 0
        for size in sorted(sizes):
            if before:
                _empty()
            grow(size)
            before = size
            for post, who in ((inspector, "police"), (worker, "council")):
                more = measured(post, who, size)
                figures |= more[0]
                ratios |= more[1]
    aims = {f"{name} at most 1.5": (name, 1.5) for name in ratios}
    report("access", figures, ratios, aims)


def _empty() -> None:
    """Take the people away again, so that the next size begins with none."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in ("audit_content", "audit_event"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE people_person, audit_event, audit_content RESTART IDENTITY CASCADE")
        for table in ("audit_content", "audit_event"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


if __name__ == "__main__":
    main()
