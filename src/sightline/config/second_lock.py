"""The second lock: row-level security in PostgreSQL, behind the gate. How a table is locked; holds no policy.

Each way of seeing is a role of the server; a connection that has said nothing sees nobody (docs/adr/0017).
"""

# A new table with a path to a person or an episode is locked by a migration of `sightline.config` that depends on the
# migration that made the table, by name, and its last step is one of
#
#     locks(by_person("people_profile"), by_person("sharing_appeal", "child_id"), by_episode("episodes_transfer"),
#           by_post("access_draft"), by_row("meetings_action", "meetings_meeting", "meeting_id"))
#
# `by_row` follows another locked table: a row is seen by who sees the other. A table that holds nothing of a person is
# named in `OPEN` of tests/integration/locked.py with its reason. A test fails for a table that is neither.

from __future__ import annotations

from typing import Any


def by_person(table: str, column: str = "person_id") -> tuple[str, str]:
    """Rows of one person: seen by who sees that person. A row without one is the police's and the system's."""
    return table, f"SELECT lock_by_person('{table}', '{column}')"


def by_episode(table: str, column: str = "episode_id") -> tuple[str, str]:
    """Rows of one episode: seen by who sees the person whose episode it is."""
    return table, f"SELECT lock_by_episode('{table}', '{column}')"


def by_row(table: str, other: str, column: str, key: str = "id") -> tuple[str, str]:
    """Rows that belong to a row of another locked table: seen by who sees that one."""
    return table, f"SELECT lock_by_row('{table}', '{other}', '{column}', '{key}')"


def by_post(table: str, column: str = "post_id") -> tuple[str, str]:
    """What somebody typed: his or her own."""
    return table, f"SELECT lock_by_post('{table}', '{column}')"


def locks(*tables: tuple[str, str]) -> list[Any]:
    """The operations of a migration that locks these tables, and takes the lock off again where it is undone."""
    from django.db.migrations import RunSQL

    return [RunSQL(put, f"SELECT lock_off('{table}')") for table, put in tables]
