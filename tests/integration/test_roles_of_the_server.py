"""On a server of somebody else's: the application works as a role that owns nothing, or it does not work at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from bench.serving import free_port
from sightline.config import embedded
from sightline.config.embedded import APP, OWNER
from tests.databases import raw
from tests.integration.test_command_line import typed

SOMEBODY = """
INSERT INTO people_person (given_name, family_name, sex, ethnicity, language, description, keeps_safe, phone,
                           home_address, setting, created_at, version)
VALUES ('Kit', 'Lorne', 'unknown', '', '', '', '', '', '', 'unknown', now(), 1)
"""


def url(role: str, name: str) -> str:
    """The address of a database as somebody with a server of one's own would write it."""
    return f"postgresql://{role}@/{name}?host={embedded.start()}"


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without a table."""
    host, name = embedded.start(), f"sightline_{uuid.uuid4().hex[:12]}"
    embedded.prepare(host, name)
    yield name
    embedded.drop(host, name)


@pytest.fixture
def bystander() -> Iterator[str]:
    """A role of the server that nobody has given a right."""
    name = f"bystander_{uuid.uuid4().hex[:8]}"
    with raw("postgres") as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
        yield name
        connection.execute(f"DROP ROLE {name}")


def test_with_two_roles_the_tables_are_the_owners_and_the_application_works(empty: str) -> None:
    both = {"DATABASE_URL": url(APP, empty), "DATABASE_OWNER_URL": url(OWNER, empty)}
    made = typed("migrate", **both)
    assert made.returncode == 0, made.stderr
    checked = typed("audit verify", **both)
    assert checked.returncode == 0, checked.stderr
    with raw(empty) as connection:
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owners == [(OWNER,)]


@pytest.mark.parametrize("role", [APP, OWNER])
def test_one_role_for_both_makes_no_tables_and_is_told_what_to_set(role: str, empty: str) -> None:
    answer = typed("migrate", DATABASE_URL=url(role, empty))
    assert answer.returncode == 1 and "DATABASE_OWNER_URL" in answer.stderr and "Traceback" not in answer.stderr
    with raw(empty) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_an_owner_who_may_make_nothing_is_told_so_in_one_line(empty: str, bystander: str) -> None:
    answer = typed("migrate", DATABASE_URL=url(APP, empty), DATABASE_OWNER_URL=url(bystander, empty))
    assert answer.returncode == 1 and len(answer.stderr.splitlines()) == 1
    assert f"“{bystander}” may not make tables" in answer.stderr and "own the database" in answer.stderr


@pytest.mark.parametrize(("role", "why"), [(OWNER, "owns the tables"), ("postgres", "is a superuser")])
@pytest.mark.parametrize("line", ["serve", "watch --rounds 1"])
def test_nothing_is_served_as_a_role_that_the_lock_does_not_hold(
    line: str, role: str, why: str, own_database: str
) -> None:
    asked = f"{line} --port {free_port()}" if line == "serve" else line
    answer = typed(asked, DATABASE_URL=url(role, own_database))
    assert answer.returncode == 1 and not answer.stdout
    assert why in answer.stderr and APP in answer.stderr and "Traceback" not in answer.stderr


def test_a_bare_connection_of_the_application_shows_nobody_until_it_says_for_whom(own_database: str) -> None:
    with raw(own_database) as connection:
        connection.execute(SOMEBODY)
    with raw(own_database, APP) as connection:
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
        connection.execute("SELECT lock_for_system('a test')")
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT lock_for_system(' ')")
