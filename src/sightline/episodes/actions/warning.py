"""Child abduction warning notices: served, broken, followed up. A notice is one tool and never the whole response (C90,
I22, I23)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.actions.of_person import said, write
from sightline.episodes.actions.report import Answered, Told

SERVED, BROKEN, FOLLOWED = "warning notice served", "warning notice broken", "broken notice followed up"
NAMED_BEFORE = "that adult has been served a warning notice about this child"


def _police_only(by: Actor) -> None:
    if not by.is_police:
        raise NotForYou("Warning notices are for the police to serve and to follow up. Tell the police what you know.")


@transaction.atomic
def serve_notice(*, episode: int, by: Actor, at: datetime, served_at: datetime, adult: str, reference: str) -> int:
    """Record that a notice about this child was served on an adult; returns the number of the notice.

    The plan stays due: the cards close no episode on a notice alone (HMIC-AUTHORITY-04).
    """
    _police_only(by)
    row = locked(episode, by, at, closed_too=True)
    check_moment(served_at, at, field="served_at", what="When the notice was served")
    body = {"adult": needed(adult, field="adult", says="Enter who was served."),
            "reference": needed(reference, field="reference", says="Enter the reference of the notice.")}  # fmt: skip
    return record(row, SERVED, by=by, at=at, happened_at=served_at, body=body, changed=False)


@transaction.atomic
def record_broken(*, notice: int, by: Actor, at: datetime, says: str, from_whom: str) -> int:
    """Record that a notice was broken, by whoever knows it; returns the number to follow up.

    An open episode of the child hears of it at once (HMIC-WARNING-01).
    """
    served = said(notice, SERVED, by=by, at=at)
    text = needed(says, field="says", says="Say what happened.")
    whom = needed(from_whom, field="from_whom", says="Enter who said so.")
    body = {"notice": notice, "adult": served.body.get("adult", ""), "says": text, "from": whom}
    fact = Answered(NAMED_BEFORE, "yes", text)
    return write(BROKEN, person=served.person, by=by, at=at, body=body, answered=[fact], told=Told(whom))


@transaction.atomic
def follow_up(*, broken: int, by: Actor, at: datetime, outcome: str, reference: str) -> None:
    """Record what the police did about a broken notice, with its crime reference. Refused a second time."""
    _police_only(by)
    happened = said(broken, BROKEN, by=by, at=at)
    if Event.objects.filter(chain=happened.person, kind=FOLLOWED, content__body__broken=broken).exists():
        raise Refused("This was followed up already.")
    body = {"broken": broken, "outcome": needed(outcome, field="outcome", says="Say what was done."),
            "reference": needed(reference, field="reference", says="Enter the crime reference.")}  # fmt: skip
    write(FOLLOWED, person=happened.person, by=by, at=at, body=body)
