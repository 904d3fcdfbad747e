"""A family asks for help, and somebody answers, or nobody does: each time is on the record and grows older (I21)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.refusal import Refused
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.of_person import said, write
from sightline.episodes.actions.report import Answered, Told

ASKED, ANSWERED = "help asked for", "help answered"
ASKED_BEFORE = "the family has asked for help before"


@transaction.atomic
def ask_for_help(*, person: int, by: Actor, at: datetime, who: str, says: str) -> int:
    """Record that somebody asks for help about a person; returns the number of the request.

    An open episode learns it as a fact, so that the cards ask for a plan and a referral (HMIC-PLAN-02).
    """
    whom = needed(who, field="who", says="Enter who asks for help.")
    text = needed(says, field="says", says="Write what they ask for, in their own words.")
    fact = Answered(ASKED_BEFORE, "yes", text)
    body = {"who": whom, "says": text}
    return write(ASKED, person=person, by=by, at=at, body=body, answered=[fact], told=Told(whom))


@transaction.atomic
def answer_help(*, request: int, by: Actor, at: datetime, says: str) -> None:
    """Record what was done about a request for help, and that they were told. Refused a second time."""
    asked = said(request, ASKED, by=by, at=at)
    if Event.objects.filter(chain=asked.person, kind=ANSWERED, content__body__answers=request).exists():
        raise Refused("This request has its answer already.")
    text = needed(says, field="says", says="Say what is done, by whom and by when.")
    write(ANSWERED, person=asked.person, by=by, at=at, body={"answers": request, "says": text})
