"""What the tests of restricted facts share: one about Tyler, its list, and whoever else signs in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.test import Client

from sightline.access.actions_facts import keep_apart
from sightline.access.models import Post
from tests.integration.web.reported import text
from tests.people import Cast

SOUTH, COUNCIL, HOME = "Southvale Police", "Southvale County Council", "Willow Lodge"
MARKER = "Kestrel Wharf"
WRITER, WORKER = ("investigating officer", SOUTH), ("social worker", COUNCIL)
SAYS = f"He is hidden from his uncles in a flat at {MARKER}."
DANGER = "The uncles ring the home and ask where he is."
OF_ONE_SENDING = re.compile(r'nonce="[^"]*"|name="(csrfmiddlewaretoken|once)" value="[^"]*"|"X-CSRFToken": "[^"]*"')


def about_tyler(cast: Cast, at: datetime, **changes: Any) -> int:
    """Where Tyler is, kept apart by the officer of Southvale for herself and the social worker. Returns its number."""
    said = {
        "person": cast.person("Tyler").pk, "episode": None, "kind": "honour-based abuse", "says": SAYS,
        "because": DANGER, "named": [cast.post(*WORKER).pk], "by": cast.actor(*WRITER), "at": at,
    }  # fmt: skip
    return keep_apart(**(said | changes))


def everybody_else(cast: Cast) -> list[Post]:
    """Every post of the cast that is not on the list."""
    return [post for (agency, role), post in cast.posts.items() if (role, agency) not in (WRITER, WORKER)]


def seen(answer: Any) -> tuple[int, str]:
    """What an answer says, without what differs from one sending of the same page to the next."""
    body = b"".join(answer).decode(errors="replace") if answer.streaming else text(answer)
    return answer.status_code, OF_ONE_SENDING.sub("", body)


def shown(browser: Client, place: str) -> tuple[int, str]:
    """What somebody sees there."""
    return seen(browser.get(place))
