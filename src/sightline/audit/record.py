"""Writing to the record: one event, one round trip. Knows no clock: the moment of recording is an argument."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from sightline.audit.models import Consultation

SYSTEM = 0  # the chain of what belongs to no person: calls, sign-ins, set-up


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes or looks: user and agency ids, and the name and role as they were at that moment."""

    user: int | None
    name: str
    role: str
    agency: int | None


WATCHER = Author(user=None, name="Sightline", role="system", agency=None)
_TYPES = {
    "event_chain": "bigint", "event_kind": "text", "event_episode": "bigint", "event_happened": "timestamptz",
    "event_recorded": "timestamptz", "event_by": "bigint", "event_by_name": "text", "event_role": "text",
    "event_agency": "bigint", "event_source": "text", "event_hash": "text", "event_salt": "text", "event_body": "jsonb",
}  # fmt: skip
_COLUMNS = tuple(_TYPES)
EVENT_COLUMNS = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
EVENT_CALL = f"audit_append({', '.join(_COLUMNS)})"
FREE_CHAINS = """
WITH asked AS (SELECT DISTINCT unnest(%(people)s::bigint[]) AS id),
     free AS (SELECT id FROM audit_chain WHERE id = ANY(%(people)s) FOR NO KEY UPDATE SKIP LOCKED)
SELECT id FROM asked WHERE id IN (SELECT id FROM free) OR NOT EXISTS (SELECT FROM audit_chain c WHERE c.id = asked.id)
"""


def content_hash(salt: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of what an event says, salted so that a short text cannot be guessed from its
    hash."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def append(
    kind: str,
    *,
    by: Author,
    happened_at: datetime,
    recorded_at: datetime,
    person: int = SYSTEM,
    episode: int | None = None,
    source: str = "screen",
    body: Mapping[str, Any] | None = None,
) -> int:
    """Append one event to a person's chain, in the caller's transaction, and return its id (DESIGN idea 4)."""
    call, values = appending(kind, by=by, happened_at=happened_at, recorded_at=recorded_at, person=person,
                             episode=episode, source=source, body=body)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)
        return int(cursor.fetchone()[0])


def appending(
    kind: str, *, by: Author, happened_at: datetime, recorded_at: datetime, person: int = SYSTEM,
    episode: int | None = None, source: str = "screen", body: Mapping[str, Any] | None = None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """The call that appends one event, with its values, for a statement that does more in the same breath."""
    given = event_row(kind, by=by, happened_at=happened_at, recorded_at=recorded_at, person=person, episode=episode,
                      source=source, body=body)  # fmt: skip
    values = given | {"event_body": json.dumps(given["event_body"])}
    return f"audit_append({', '.join(f'%({name})s' for name in values)})", values


def event_row(
    kind: str, *, by: Author, happened_at: datetime, recorded_at: datetime, person: int = SYSTEM,
    episode: int | None = None, source: str = "screen", body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What audit_append is given for one event, as the columns `EVENT_COLUMNS` of a row of JSON: a statement that
    appends many reads them from there and calls `EVENT_CALL` for each, in the order of their chains."""
    said = json.loads(json.dumps(dict(body or {}), default=str))
    salt = secrets.token_hex(16)
    given = (
        person, kind, episode, happened_at.astimezone(UTC).isoformat(), recorded_at.astimezone(UTC).isoformat(),
        by.user, by.name, by.role, by.agency, source, content_hash(salt, said), salt, said,
    )  # fmt: skip
    return dict(zip(_COLUMNS, given, strict=True))


def free_chains(people: Sequence[int]) -> set[int]:
    """Those of these people to whose chains nobody is writing now; nobody else will, until the transaction ends.

    Whoever appends to many chains at once asks for them here, and so never waits for one while it holds another.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREE_CHAINS, {"people": list(people)})
        return {person for (person,) in cursor.fetchall()}


def consulted(
    *,
    by: Author,
    at: datetime,
    purpose: str,
    act: str,
    screen: str,
    asked: Mapping[str, Any] | None = None,
    people: Sequence[int] = (),
    episodes: Sequence[int] = (),
) -> None:
    """Write one line of the consultation log: one per page, with all the ids it showed."""
    Consultation.objects.create(
        at=at, by=by.user, by_name=by.name, role=by.role, agency=by.agency, purpose=purpose[:120], act=act,
        screen=screen, asked=dict(asked or {}), people=list(people), episodes=list(episodes),
    )  # fmt: skip
