"""Passing an episode on: offered, then accepted or refused in writing. The owner changes at acceptance and not a
moment before (B22, D73)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actions import involve
from sightline.access.actor import Actor
from sightline.access.models import Desk
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.models import Episode, Handover


@transaction.atomic
def offer(*, episode: int, to_desk: int, by: Actor, at: datetime, why: str, outstanding: str = "") -> Handover:
    """Offer the episode to another desk.

    One offer at a time; the present owner stays responsible until it is accepted.
    """
    row = locked(episode, by, at)
    if by.agency != row.owner_agency_id:
        raise NotForYou(f"Only {row.owner_agency.name}, which owns the episode, can offer it.")
    if row.state == "absence":
        raise Refused("A watched absence is not handed over: report it to the police.")
    desk = Desk.objects.select_related("agency").get(pk=to_desk)
    if desk.agency.kind != "police":
        raise Refused("An episode is owned by a police area. Choose a police desk.", field="to_desk")
    if desk.pk == row.owner_desk_id:
        raise Refused("That desk owns the episode already.", field="to_desk")
    if Handover.objects.filter(episode=row, answered_at=None).exists():
        raise Refused("A handover is waiting for its answer. Wait, or ask for it to be refused.")
    handover = Handover.objects.create(
        episode=row,
        from_agency=row.owner_agency,
        to_desk=desk,
        offered_at=at,
        offered_by=by.name,
        outstanding=outstanding,
        why=needed(why, field="why", says="Say why the episode is handed over."),
    )
    involve(
        agency=desk.agency_id,
        person=row.person_id,
        episode=row.pk,
        part="offered a handover",
        because=why,
        at=at,
        by=by.author,
    )
    body = {
        "to": f"{desk.name}, {desk.agency.name}",
        "desk": desk.pk,
        "why": why,
        "outstanding": outstanding,
        "handover": handover.pk,
    }
    record(row, "handover offered", by=by, at=at, body=body)
    return handover


def _waiting(handover: int, by: Actor, at: datetime) -> tuple[Handover, Episode]:
    row = Handover.objects.select_related("to_desk__agency").filter(pk=handover).first()
    if row is None or row.to_desk.agency_id != by.agency:
        raise NotForYou
    episode = locked(row.episode_id, by, at)
    row = Handover.objects.select_for_update(of=("self",)).select_related("to_desk__agency").get(pk=handover)
    if row.answered_at:
        done = "accepted" if row.accepted else "refused"
        raise Refused(f"This handover was already {done} by {row.answered_by}.")
    return row, episode


@transaction.atomic
def accept(*, handover: int, by: Actor, at: datetime, answer: str = "") -> Episode:
    """Accept an offered episode in writing: from this moment the accepting desk owns it."""
    row, episode = _waiting(handover, by, at)
    row.answered_at, row.answered_by, row.accepted, row.answer = at, by.name, True, answer
    row.save()
    episode.owner_agency, episode.owner_desk, episode.owner_post_id = row.to_desk.agency, row.to_desk, by.post
    involve(
        agency=by.agency,
        person=episode.person_id,
        part="owning police area",
        because="handover accepted",
        at=at,
        by=by.author,
    )
    record(
        episode,
        "handover accepted",
        by=by,
        at=at,
        body={"handover": row.pk, "answer": answer, "owner": row.to_desk.name},
    )
    return episode


@transaction.atomic
def refuse(*, handover: int, by: Actor, at: datetime, answer: str) -> Episode:
    """Refuse an offered episode in writing, with the reason. The owner stays who it was."""
    text = needed(answer, field="answer", says="Say why the handover is refused.")
    row, episode = _waiting(handover, by, at)
    row.answered_at, row.answered_by, row.accepted, row.answer = at, by.name, False, text
    row.save()
    record(episode, "handover refused", by=by, at=at, body={"handover": row.pk, "answer": text})
    return episode


@transaction.atomic
def take_on(*, episode: int, by: Actor, at: datetime) -> Episode:
    """Become the named officer of an episode that one's own desk or agency owns."""
    row = locked(episode, by, at)
    if row.owner_agency_id != by.agency:
        raise NotForYou(f"{row.owner_agency.name} owns this episode. It can be handed over to you.")
    row.owner_post_id = by.post
    record(row, "officer named", by=by, at=at, body={"officer": by.name, "role": by.role})
    return row
