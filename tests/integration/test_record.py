"""The record cannot be changed, and an alteration behind its back is found."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from sightline.audit.models import Event
from sightline.audit.record import Author, append
from sightline.audit.verify import anchor, breaks
from sightline.config.embedded import APP, OWNER
from tests.conftest import AT
from tests.databases import raw

SOMEBODY = Author(user=1, name="Test Author", role="call handler", agency=None)
FORBIDDEN = (
    "UPDATE audit_event SET kind = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event CASCADE",
    "UPDATE audit_content SET body = NULL",
    "DELETE FROM audit_content",
)
FIRST = "event_id = (SELECT min(event_id) FROM audit_content)"
SECOND = "chain = 7 AND position = 2"
TABLES = ("audit_event", "audit_content", "audit_consultation", "audit_anchor")


def _write(count: int = 3, person: int = 7) -> list[int]:
    return [
        append("reported again", by=SOMEBODY, happened_at=AT, recorded_at=AT + timedelta(seconds=n), person=person,
               body={"says": f"Zoë said “number {n}”", "number": n, "where": [51.5, -0.12]})
        for n in range(count)
    ]  # fmt: skip


def _says() -> str:
    return " / ".join(b.says for b in breaks())


@pytest.fixture
def written(own_database: str) -> str:
    _write()
    _write(2, person=8)
    anchor(AT)
    return own_database


def test_what_was_written_verifies(written: str) -> None:
    assert list(breaks()) == []
    assert Event.objects.count() == 5


@pytest.mark.parametrize("role", [APP, OWNER, "postgres"])
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_update_delete_and_truncate_fail_for_the_application_the_owner_and_the_superuser(
    written: str, role: str, statement: str
) -> None:
    with raw(written, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
    assert Event.objects.count() == 5


@pytest.mark.parametrize("table", TABLES)
def test_the_application_owns_no_table_and_cannot_switch_the_triggers_off(written: str, table: str) -> None:
    with raw(written, APP) as connection:
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = %s", [table]).fetchone()
        assert owner == (OWNER,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET session_replication_role = replica")


def _behind_its_back(database: str, statement: str) -> None:
    with raw(database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"UPDATE audit_event SET by_name = 'Somebody else' WHERE {SECOND}", "columns were altered"),
        (f"UPDATE audit_event SET happened_at = happened_at - interval '1 hour' WHERE {SECOND}", "altered"),
        ("UPDATE audit_content SET body = '{}' WHERE " + FIRST,
         "what it says was altered"),
        ("DELETE FROM audit_content WHERE " + FIRST, "what it says is gone"),
        (f"DELETE FROM audit_event WHERE {SECOND}", "event 2 is gone"),
        ("DELETE FROM audit_event WHERE chain = 7 AND position = 3", "last events are missing"),
        ("DELETE FROM audit_event WHERE chain = 8", "last events are missing"),
        ("DELETE FROM audit_chain WHERE id = 8", "has events but no head"),
    ],
)  # fmt: skip
def test_a_superuser_with_triggers_off_is_found_out(written: str, statement: str, found: str) -> None:
    _behind_its_back(written, statement)
    assert found in _says()


def test_chains_of_two_people_do_not_wait_for_each_other(written: str) -> None:
    with raw(written, APP) as first, raw(written, APP) as second:
        for each in (first, second):
            each.execute("SELECT lock_for_system('a test')")
            each.autocommit = False
        assert first.execute("UPDATE audit_chain SET length = length WHERE id = 7").rowcount == 1
        second.execute("SET lock_timeout = '1s'")
        assert second.execute("UPDATE audit_chain SET length = length WHERE id = 8").rowcount == 1


def test_an_anchor_exists_once_an_hour(written: str) -> None:
    assert anchor(AT + timedelta(minutes=20)).pk == anchor(AT).pk
    assert anchor(AT + timedelta(minutes=61)).previous == anchor(AT).digest
