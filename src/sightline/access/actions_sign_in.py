"""Writing down who signed in, who could not, and who signed out, on the system's own chain.

Checks no password itself.
"""

from __future__ import annotations

from datetime import datetime

from sightline.access.actor import Actor
from sightline.audit.record import SYSTEM, Author, append

NOBODY = Author(user=None, name="not signed in", role="none", agency=None)


def record_sign_in(*, by: Actor, at: datetime, how: str) -> None:
    """Record that somebody signed in, in which post, and how: by password or as one of the demonstration's."""
    body = {"post": by.post, "agency": by.agency_name, "how": how}
    append("signed in", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body=body)


def record_failure(*, email: str, at: datetime, because: str, user: int | None = None) -> None:
    """Record a sign-in that failed: for which e-mail, and why. The password is never written anywhere."""
    by = NOBODY if user is None else Author(user=user, name=email[:120], role="none", agency=None)
    append(
        "sign-in failed",
        by=by,
        happened_at=at,
        recorded_at=at,
        person=SYSTEM,
        body={"for": email[:254], "because": because},
    )


def record_sign_out(*, by: Actor, at: datetime) -> None:
    """Record that somebody signed out of a post."""
    append("signed out", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body={"post": by.post})
