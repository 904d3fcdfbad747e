"""Making and ending involvement, keeping drafts, and remembering which forms were acted on.

Knows episodes by number only.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from sightline.access.models import Draft, Involvement, Once
from sightline.audit.record import Author, append
from sightline.audit.refusal import Refused


def involve(
    *, agency: int, person: int, part: str, because: str, at: datetime, by: Author, episode: int | None = None,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Let an agency see a person from now on, in one part, with the reason, and until a moment where one is set.

    Doing it twice changes nothing.
    """
    _, made = Involvement.objects.get_or_create(
        agency_id=agency, person_id=person, episode=episode, part=part, until=until,
        defaults={"because": because[:200], "since": at},
    )  # fmt: skip
    if made:
        body = {"agency": agency, "part": part, "because": because} | ({"until": until} if until else {})
        append("agency involved", by=by, happened_at=at, recorded_at=at, person=person, episode=episode, body=body)


def end_involvement(*, agency: int, person: int, part: str, because: str, at: datetime, by: Author) -> None:
    """End an agency's part from now on. What it saw stays in the consultation log."""
    standing = Involvement.objects.filter(
        Q(until=None) | Q(until__gt=at), agency_id=agency, person_id=person, part=part
    )
    ended = standing.update(until=at)
    if ended:
        body = {"agency": agency, "part": part, "because": because}
        append("involvement ended", by=by, happened_at=at, recorded_at=at, person=person, body=body)


def save_draft(*, post: int, form: str, fields: Mapping[str, Any], at: datetime) -> None:
    """Keep what was typed. The newest wins: a draft is one person's own."""
    Draft.objects.update_or_create(post_id=post, form=form, defaults={"fields": dict(fields), "saved_at": at})


def drop_draft(*, post: int, form: str) -> None:
    """Forget a draft once its form has been acted on."""
    Draft.objects.filter(post_id=post, form=form).delete()


def claim_once(*, token: uuid.UUID, post: int, at: datetime) -> str | None:
    """Claim a form's token inside the action's transaction.

    None: go ahead. Otherwise where the first sending led to.
    """
    try:
        with transaction.atomic():
            Once.objects.create(token=token, post_id=post, led_to="", at=at)
    except IntegrityError:
        done = Once.objects.filter(token=token, post_id=post).first()  # the database shows one's own alone
        if done is None:
            raise Refused("This form was already sent by somebody else. Open the page again.") from None
        return done.led_to
    return None


def led_to(*, token: uuid.UUID, url: str) -> None:
    """Remember where a form led, so that sending it again shows the same result."""
    Once.objects.filter(token=token).update(led_to=url)
