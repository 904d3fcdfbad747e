"""Recording what most cases never see and no other screen records: found dead, another authority's news, an enquirer.

Whoever learns of it writes it down; duties and telling follow from the cards. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.refusal import Refused
from sightline.engine.model import Clock, Sharing
from sightline.episodes.actions.core import check_moment, needed
from sightline.episodes.actions.of_person import write
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.protocol import protocols

KINDS = (
    "another authority reported a missing child", "the Home Office found a child missing",
    "concern about a home recorded", "found dead", "enquirer asked where the person is", "sensitive issue found",
    "something new was learnt", "person moved to another police area", "found by the Home Office",
    "a helpline passed on a message", "school staff heard something", "unidentified person found",
)  # fmt: skip
ANSWERS = ("yes", "no", "not known")


def asked_of(kind: str, area: str) -> list[str]:
    """The facts that the area's cards read when this happens: what to ask whoever brings the news, in order."""
    book, found = protocols(), dict[str, None]()
    for name in book.area(area).cards:
        for version in book.cards[name].versions:
            body = version.body
            starts = (body.event,) if isinstance(body, Sharing) else body.starts if isinstance(body, Clock) else ()
            if kind in starts:
                found |= dict.fromkeys(version.condition.facts)
    known = book.vocabulary.facts
    return [fact for fact in found if not known[fact].derived]


@transaction.atomic
def note(
    *, kind: str, person: int, by: Actor, at: datetime, happened_at: datetime, says: str,
    answers: Mapping[str, str] | None = None, from_whom: str = "",
) -> int:  # fmt: skip
    """Write down that something happened to a person, from whom it is known, and what was answered with it.

    `answers`: fact -> yes, no or not known; kept on the open episode, else with the happening. Returns the event.
    """
    if kind not in KINDS:
        raise Refused("Choose what happened.", field="kind")
    check_moment(happened_at, at, field="happened_at", what="When it happened")
    text = needed(says, field="says", says="Say what happened, and how it is known.")
    given = {fact: answer for fact, answer in (answers or {}).items() if answer in ANSWERS[:2]}
    if unknown := [fact for fact in given if fact not in protocols().vocabulary.facts]:
        raise Refused(f"“{unknown[0]}” is not a fact of the vocabulary.", field="answers")
    body: dict[str, Any] = {"says": text, "happened": happened_at, "answers": given, "from": from_whom}
    answered = [Answered(fact, answer, text) for fact, answer in given.items()]
    told = Told(from_whom or by.name, by.role)
    return write(kind, person=person, by=by, at=at, body=body, answered=answered, told=told)
