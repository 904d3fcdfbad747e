"""Enquiries asked of another police area: what, why, by when; taken on or declined; and what came of them (D73).

The owner stays the owner. The area that helps has a part in the case until it has answered.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actions import end_involvement, involve
from sightline.access.actor import Actor
from sightline.access.models import Desk
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.models import Elsewhere, Episode

ASSISTS = "assisting police area"


@transaction.atomic
def ask_for_enquiries(
    *, episode: int, to_desk: int, by: Actor, at: datetime, what: str, why: str, by_when: datetime
) -> Elsewhere:
    """Ask a desk of another police area to make enquiries by a moment. The clock of the answer begins at once."""
    row = locked(episode, by, at)
    if by.agency != row.owner_agency_id or not by.is_police:
        raise NotForYou(f"Only {row.owner_agency.name}, which owns the episode, can ask another area.")
    desk = Desk.objects.select_related("agency").get(pk=to_desk)
    if desk.agency.kind != "police" or desk.agency_id == by.agency:
        raise Refused("Choose a desk of another police area.", field="to_desk")
    if by_when <= at:
        raise Refused("The time by which you need it must be in the future.", field="by_when")
    asked = Elsewhere.objects.create(
        episode=row, from_agency=row.owner_agency, to_desk=desk, by_when=by_when, asked_at=at, asked_by=by.name,
        what=needed(what, field="what", says="Say what they should do: whom to see, where to look."),
        why=needed(why, field="why", says="Say why, so that they know how much hangs on it."),
    )  # fmt: skip
    involve(agency=desk.agency_id, person=row.person_id, episode=row.pk, part=ASSISTS, because=asked.what, at=at,
            by=by.author)  # fmt: skip
    body = {"request": asked.pk, "to": f"{desk.name}, {desk.agency.name}", "what": asked.what, "why": asked.why,
            "by when": by_when}  # fmt: skip
    record(row, "enquiries asked of another area", by=by, at=at, body=body, changed=False)
    return asked


def _asked(number: int, by: Actor, at: datetime, version: int | None = None) -> tuple[Elsewhere, Episode]:
    row = Elsewhere.objects.select_related("to_desk").filter(pk=number).first()
    if row is None or row.to_desk.agency_id != by.agency:
        raise NotForYou
    episode = locked(row.episode_id, by, at, closed_too=True)
    row = Elsewhere.objects.select_for_update(of=("self",)).select_related("to_desk__agency").get(pk=number)
    if not row.is_open:
        raise Refused(f"{row.answered_by} has answered this already.")
    if version is not None and version != row.version:
        raise Stale("Somebody else changed this while you were writing.", theirs={"result": row.result},
                    version=row.version)  # fmt: skip
    return row, episode


@transaction.atomic
def take_on_enquiries(*, request: int, by: Actor, at: datetime) -> Elsewhere:
    """Say that your area makes the enquiries. Saying it twice changes nothing."""
    row, episode = _asked(request, by, at)
    if row.taken_on_at is None:
        row.taken_on_at, row.taken_on_by, row.version = at, by.name, row.version + 1
        row.save()
        record(episode, "enquiries elsewhere taken on", by=by, at=at, body={"request": row.pk}, changed=False)
    return row


def _answer(row: Elsewhere, episode: Episode, kind: str, by: Actor, at: datetime) -> None:
    row.answered_by, row.version = by.name, row.version + 1
    row.save()
    others = Elsewhere.objects.filter(episode=episode, to_desk__agency=by.agency, done_at=None, declined_at=None)
    if not others.exists():
        end_involvement(agency=by.agency, person=episode.person_id, part=ASSISTS, because=kind, at=at, by=by.author)
    body = {"request": row.pk, "what": row.what, "result": row.result}
    record(episode, kind, by=by, at=at, body=body, changed=False)


@transaction.atomic
def answer_enquiries(*, request: int, version: int, by: Actor, at: datetime, result: str) -> Elsewhere:
    """Say what came of the enquiries. It stands on the timeline of the case, and the area's part in it ends."""
    row, episode = _asked(request, by, at, version)
    row.result = needed(result, field="result", says="Say what was done and what came of it, also when it is nothing.")
    row.done_at = at
    _answer(row, episode, "enquiries elsewhere answered", by, at)
    return row


@transaction.atomic
def decline_enquiries(*, request: int, version: int, by: Actor, at: datetime, result: str) -> Elsewhere:
    """Say in writing why your area does not make the enquiries, so that the owner can do something else."""
    row, episode = _asked(request, by, at, version)
    row.result = needed(result, field="result", says="Say why not, and who could.")
    row.declined_at = at
    _answer(row, episode, "enquiries elsewhere declined", by, at)
    return row
