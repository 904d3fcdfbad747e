"""The second lock: whatever comes past the gate, the database itself shows nothing of somebody to who has no part in
their care, and lets nothing be written. Every role is tried on every table, by bare statements."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from sightline.access.actions import end_involvement
from sightline.access.actor import actor_for
from sightline.access.gate import may_see
from sightline.access.models import Post
from sightline.audit.behalf import of_nobody, of_post, of_system
from sightline.config.embedded import APP, SEEING
from sightline.episodes.models import Episode
from sightline.people.models import Person
from tests.integration.locked import (
    NOBODY,
    OPEN,
    REFUSED,
    answer_to,
    ask,
    belonging_to,
    columns,
    locked,
    outsiders,
    tables,
    touched,
    tyler_everywhere,
)
from tests.people import Cast

INVOLVED = (("registered manager", "Willow Lodge"), ("social worker", "Southvale County Council"))
OF_A_POST = ("access_draft", "access_once", "duties_outgoing", "audit_consultation", "episodes_call",
             "access_restriction", "access_named", "access_breakglass",
             "access_restrictedfact", "access_factnamed", "episodes_councilhandover")  # fmt: skip
"""Tables in which a part in somebody's care gives no view of what others wrote."""


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    return tyler_everywhere(cast, at)


@pytest.fixture
def theirs(episode: Episode) -> dict[str, str]:
    return belonging_to(episode.person_id, episode.pk)


def test_every_table_is_locked_or_holds_nothing_of_a_person(db: None) -> None:
    assert set(tables()) - locked() == set(OPEN)
    ruled = ask("SELECT tablename, roles::text[] FROM pg_policies WHERE policyname = 'lock_system'")
    assert dict(ruled) == dict.fromkeys(locked(), ["sightline_system"])


def test_no_rule_is_for_everybody_nor_for_a_role_that_somebody_signs_in_as(db: None) -> None:
    named = {role for (role,) in ask("SELECT DISTINCT unnest(roles)::text FROM pg_policies")}
    assert named == set(SEEING)
    assert ask("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND rolcanlogin", list(SEEING)) == []


def test_every_locked_table_has_a_row_that_could_be_seen(theirs: dict[str, str]) -> None:
    assert theirs.keys() == locked()
    empty = [table for table, whose in theirs.items() if not ask(f"SELECT 1 FROM {table} WHERE {whose}")]
    assert empty == []


def test_no_role_of_an_agency_without_a_part_sees_a_row_of_any_table(
    cast: Cast, at: datetime, theirs: dict[str, str]
) -> None:
    seen = []
    for post in outsiders(cast):
        with of_post(post.pk, at):
            for table, whose in theirs.items():
                rows = ask(f"SELECT count(*), EXISTS (SELECT 1 FROM {table} WHERE {whose}) FROM {table} WHERE {whose}")
                if rows != [(0, False)] and not (table == "audit_consultation" and post.role == "administrator"):
                    seen.append((post.role, post.agency.name, table))
    assert seen == []


def test_an_administrator_of_the_police_reads_the_log_where_people_stand_by_number_and_nothing_else(
    cast: Cast, at: datetime, theirs: dict[str, str]
) -> None:
    with of_post(cast.post("administrator").pk, at):
        assert ask(f"SELECT 1 FROM audit_consultation WHERE {theirs['audit_consultation']}")
        assert ask("SELECT count(*) FROM people_person") == [(0,)]


def test_no_role_without_a_part_changes_or_removes_or_even_locks_a_row(
    cast: Cast, at: datetime, theirs: dict[str, str]
) -> None:
    changed = []
    plain = {table: next(c for c in columns(table) if c not in ("id", "token")) for table in theirs}
    for post in outsiders(cast):
        with of_post(post.pk, at):
            for table, whose in theirs.items():
                update = f'UPDATE {table} SET "{plain[table]}" = "{plain[table]}" WHERE {whose}'
                for attempt in (update, f"DELETE FROM {table} WHERE {whose}"):
                    if touched(attempt):
                        changed.append((post.role, post.agency.name, attempt))
    assert changed == []


def _copied(table: str, whose: str) -> tuple[str, list[object], dict[str, int]]:
    """A statement that inserts a row like one of Tyler's, its values, and which of them say whose it is."""
    names = columns(table)
    quoted = ", ".join(f'"{name}"' for name in names)
    texts = ", ".join(f'"{name}"::text' for name in names)
    row = ask(f"SELECT {texts} FROM {table} WHERE {whose} LIMIT 1")[0]
    types = dict(ask("SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s", table))
    marks = ", ".join(f"%s::{types[n]}" for n in names)
    insert = f"INSERT INTO {table} ({quoted}) OVERRIDING SYSTEM VALUE VALUES ({marks})"
    return insert, list(row), {name: n for n, name in enumerate(names)}


WHOSE = ("person_id", "episode_id", "chain", "event_id", "post_id", "taken_by_id")


def test_writing_of_somebody_who_exists_is_refused_in_the_same_way_as_of_nobody(
    cast: Cast, at: datetime, theirs: dict[str, str]
) -> None:
    free = ("duties_outgoing", "audit_consultation")  # every action adds messages and lines of the log: below
    copies = {table: _copied(table, whose) for table, whose in theirs.items() if table not in free}
    different = []
    for post in outsiders(cast):
        with of_post(post.pk, at):
            for table, (insert, row, places) in copies.items():
                elsewhere = list(row)
                for name in (n for n in ("id", *WHOSE) if n in places):
                    elsewhere[places[name]] = str(NOBODY)
                answers = (answer_to(insert, row), answer_to(insert, elsewhere))
                if answers != (REFUSED, REFUSED):
                    different.append((post.role, table, answers))
    assert different == []


def test_nobody_gives_himself_a_part_in_somebodys_care(cast: Cast, at: datetime, episode: Episode) -> None:
    for role, agency in (("social worker", "Northmoor City Council"), ("registered manager", "Rowan House")):
        post = cast.post(role, agency)
        with of_post(post.pk, at):
            for person in (episode.person_id, NOBODY):
                insert = (f"INSERT INTO access_involvement (agency_id, person_id, part, because, since)"
                          f" VALUES ({post.agency_id}, {person}, 'provider', 'I say so', now())")  # fmt: skip
                assert answer_to(insert) == REFUSED


def test_nobody_writes_in_the_log_in_the_name_of_another(cast: Cast, at: datetime) -> None:
    post, other = cast.post("social worker"), cast.post("registered manager")
    insert = ("INSERT INTO audit_consultation (at, by, by_name, role, agency, purpose, act, screen, asked, people,"
        " episodes)"
              " VALUES (now(), %s, 'x', 'x', %s, 'x', 'view', 'x', '{}', '[]', '[]')")  # fmt: skip
    with of_post(post.pk, at):
        assert answer_to(insert, [post.user_id, post.agency_id]) == "done"
        assert answer_to(insert, [other.user_id, other.agency_id]) == REFUSED


def test_the_functions_of_the_database_say_nothing_of_who_exists(cast: Cast, at: datetime, episode: Episode) -> None:
    append = "SELECT audit_append(%s, 'x', NULL, now(), now(), 1, 'x', 'x', 1, 'x', 'x', 'x', '{}')"
    for post in outsiders(cast):
        with of_post(post.pk, at):
            assert ask("SELECT lock_sees(%s), lock_sees(%s)", episode.person_id, NOBODY) == [(False, False)]
            assert answer_to(append, [episode.person_id]) == answer_to(append, [NOBODY]) == REFUSED


def test_on_behalf_of_nobody_every_locked_table_is_empty_and_takes_nothing(theirs: dict[str, str]) -> None:
    copies = {table: _copied(table, whose) for table, whose in theirs.items()}
    with of_nobody():
        assert [table for table in theirs if ask(f"SELECT count(*) FROM {table}") != [(0,)]] == []
        assert [table for table, (insert, row, _) in copies.items() if answer_to(insert, row) != REFUSED] == []


@pytest.mark.parametrize(("role", "agency"), INVOLVED)
def test_who_has_a_part_sees_every_table_that_concerns_the_person(
    cast: Cast, at: datetime, theirs: dict[str, str], role: str, agency: str
) -> None:
    with of_post(cast.post(role, agency).pk, at):
        shut = [table for table, whose in theirs.items() if not ask(f"SELECT 1 FROM {table} WHERE {whose}")]
    assert set(shut) <= set(OF_A_POST)


def test_a_part_that_has_ended_shows_nothing_any_more(
    cast: Cast, at: datetime, episode: Episode, theirs: dict[str, str]
) -> None:
    home = cast.post("registered manager", "Willow Lodge")
    end_involvement(agency=home.agency_id, person=episode.person_id, part="provider", because="moved on", at=at,
                    by=cast.actor("social worker", "Southvale County Council").author)  # fmt: skip
    with of_post(home.pk, at + timedelta(seconds=1)):
        for table, whose in theirs.items():
            told = " AND (acknowledged_at IS NOT NULL OR ended_at IS NOT NULL)" if table == "duties_notice" else ""
            assert ask(f"SELECT count(*) FROM {table} WHERE {whose}{told}") == [(0,)], table


def test_a_post_that_has_ended_sees_nothing(cast: Cast, at: datetime) -> None:
    post = cast.post("duty inspector")
    with of_post(post.pk, at):
        assert ask("SELECT count(*) FROM people_person")[0][0] > 3
    Post.objects.filter(pk=post.pk).update(until=at.date() - timedelta(days=1))
    with of_system("the connection is told afresh"), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with of_post(post.pk, at):
        assert ask("SELECT count(*) FROM people_person") == [(0,)]


def test_the_gate_and_the_lock_let_the_same_people_be_seen(cast: Cast, at: datetime, episode: Episode) -> None:
    everybody = set(Person.objects.values_list("pk", flat=True))
    different = []
    for post in [*cast.posts.values(), *outsiders(cast)]:
        through = may_see(actor_for(post), everybody, at)
        with of_post(post.pk, at):
            locked = {number for (number,) in ask("SELECT id FROM people_person")}
        if through != locked:
            different.append((post.role, post.agency.name, through ^ locked))
    assert different == []


def test_what_names_no_person_on_the_systems_own_chain_is_for_every_post_and_calls_are_not(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    from sightline.episodes.actions.organisation import raise_issue

    issue = raise_issue(by=cast.actor("duty inspector"), at=at, title="Reports reach us late", says="By hours.",
                        board="safeguarding board")  # fmt: skip
    with of_post(cast.post("designated nurse").pk, at):
        assert ask("SELECT id FROM audit_event WHERE chain = 0") == [(issue,)]
        assert ask("SELECT event_id FROM audit_content") == [(issue,)]
    assert ask("SELECT 1 FROM audit_event WHERE chain = 0 AND kind = 'call taken'")


def test_the_application_owns_nothing_and_cannot_take_the_lock_off(db: None) -> None:
    assert ask("SELECT session_user::text") == [(APP,)]
    may = ("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)"
           " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolinherit AND rolcanlogin)")  # fmt: skip
    assert ask(may, [APP, *SEEING]) == [(0,)]
    for table in locked():
        assert answer_to(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY") == REFUSED
        assert answer_to(f"DROP POLICY lock_system ON {table}") == REFUSED
        assert answer_to(f"TRUNCATE {table} CASCADE") == REFUSED
    assert answer_to("CREATE FUNCTION public.lock_open() RETURNS int LANGUAGE sql AS 'SELECT 1'") == REFUSED
