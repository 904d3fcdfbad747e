"""Passing an episode on: offered, then accepted or refused in writing. The owner changes at acceptance and not a
moment before (B22, D73)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actions import end_involvement, involve
from sightline.access.actor import Actor
from sightline.access.models import Desk
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.authority import check_rank
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.models import Episode, Handover, OwnershipDispute

TAKES_OVER = "take over the investigation"
OWNS, OFFERED, HAD_IT = "owning police area", "offered a handover", "handed the case over"


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
        raise Refused("A handover is waiting for its answer. Wait, take the offer back, or ask for it to be refused.")
    text = needed(why, field="why", says="Say why the episode is handed over.")
    handover = Handover.objects.create(
        episode=row, from_agency=row.owner_agency, to_desk=desk, offered_at=at, offered_by=by.name,
        outstanding=outstanding, why=text,
    )  # fmt: skip
    involve(agency=desk.agency_id, person=row.person_id, episode=row.pk, part=OFFERED, because=text, at=at,
            by=by.author)  # fmt: skip
    body = {"to": f"{desk.name}, {desk.agency.name}", "desk": desk.pk, "why": text, "outstanding": outstanding,
            "handover": handover.pk}  # fmt: skip
    record(row, "handover offered", by=by, at=at, body=body)
    return handover


def _waiting(handover: int, by: Actor, at: datetime, *, theirs: bool = True) -> tuple[Handover, Episode]:
    """The handover that waits, locked: for the agency that is asked, or for the one that asked."""
    row = Handover.objects.select_related("to_desk").filter(pk=handover).first()
    if row is None or by.agency != (row.to_desk.agency_id if theirs else row.from_agency_id):
        raise NotForYou
    episode = locked(row.episode_id, by, at)
    row = Handover.objects.select_for_update(of=("self",)).select_related("to_desk__agency").get(pk=handover)
    if row.answered_at:
        done = "accepted" if row.accepted else "refused"
        raise Refused(f"This handover was already {done} by {row.answered_by}.")
    return row, episode


def _answered(row: Handover, by: Actor, at: datetime, *, accepted: bool, answer: str, lapsed: bool = False) -> None:
    row.answered_at, row.answered_by, row.accepted, row.answer, row.lapsed = at, by.name, accepted, answer, lapsed
    row.save()


def pass_to(episode: Episode, desk: Desk, *, because: str, by: Actor, at: datetime, post: int | None) -> None:
    """Make another desk the owner, inside a larger action. An area that had the case keeps a part until it says that
    nothing is left to do; the cards under which the clocks began go on to govern them (ADR 0009)."""
    before = episode.owner_agency_id
    episode.owner_agency, episode.owner_desk, episode.owner_post_id = desk.agency, desk, post
    if before == desk.agency_id:
        return
    about: dict[str, Any] = {"person": episode.person_id, "because": because[:200], "at": at, "by": by.author}
    end_involvement(agency=before, part=OWNS, **about)
    involve(agency=before, episode=episode.pk, part=HAD_IT, **about)
    end_involvement(agency=desk.agency_id, part=OFFERED, **about)
    involve(agency=desk.agency_id, part=OWNS, **about)


@transaction.atomic
def accept(*, handover: int, by: Actor, at: datetime, answer: str = "") -> Episode:
    """Accept an offered episode in writing: from this moment the accepting desk owns it.

    Another police area accepts by the rank its authority card names, in words; that ends a dispute about it too.
    """
    row, episode = _waiting(handover, by, at)
    text = answer.strip()
    if row.to_desk.agency_id != row.from_agency_id:
        text = needed(answer, field="words", says="Say what you will do first. Both areas and the record keep it.")
        check_rank(episode, TAKES_OVER, by=by, at=at, because=text, field="words")
    _answered(row, by, at, accepted=True, answer=text)
    pass_to(episode, row.to_desk, because="handover accepted", by=by, at=at, post=by.post)
    OwnershipDispute.objects.filter(episode=episode, settled_at=None).update(
        settled_at=at, settled_by=by.name, rank=by.rank, owner=row.to_desk.agency, because="The handover was accepted."
    )
    body = {"handover": row.pk, "answer": text, "owner": row.to_desk.name}
    record(episode, "handover accepted", by=by, at=at, body=body)
    return episode


@transaction.atomic
def refuse(*, handover: int, by: Actor, at: datetime, answer: str) -> Episode:
    """Refuse an offered episode in writing, with the reason. The owner stays who it was."""
    text = needed(answer, field="answer", says="Say why the handover is refused.")
    row, episode = _waiting(handover, by, at)
    if row.to_desk.agency_id != row.from_agency_id:
        check_rank(episode, TAKES_OVER, by=by, at=at, because=text, field="words")
        end_involvement(agency=by.agency, person=episode.person_id, part=OFFERED, because="handover refused", at=at,
                        by=by.author)  # fmt: skip
    _answered(row, by, at, accepted=False, answer=text)
    record(episode, "handover refused", by=by, at=at, body={"handover": row.pk, "answer": text})
    return episode


@transaction.atomic
def withdraw(*, handover: int, by: Actor, at: datetime, because: str) -> Episode:
    """Take an offer back before it is answered, with the reason: the desk that was asked has nothing to answer."""
    text = needed(because, field="because", says="Say why the offer is taken back.")
    row, episode = _waiting(handover, by, at, theirs=False)
    _answered(row, by, at, accepted=False, answer=f"Taken back by the area that offered it: {text}", lapsed=True)
    if row.to_desk.agency_id != row.from_agency_id:
        end_involvement(agency=row.to_desk.agency_id, person=episode.person_id, part=OFFERED, at=at, by=by.author,
                        because="offer taken back")  # fmt: skip
    record(episode, "handover withdrawn", by=by, at=at, body={"handover": row.pk, "because": text})
    return episode


@transaction.atomic
def leave_the_case(*, episode: int, by: Actor, at: datetime, because: str) -> None:
    """An area that handed a case over has nothing left to do in it: its part ends, with the reason."""
    row = locked(episode, by, at, closed_too=True)
    if row.owner_agency_id == by.agency:
        raise Refused("Your area has the case. Offer it to another area first.")
    text = needed(because, field="because", says="Say why your area has nothing left to do.")
    end_involvement(agency=by.agency, person=row.person_id, part=HAD_IT, because=text, at=at, by=by.author)
    record(row, "part in the case ended", by=by, at=at, body={"agency": by.agency, "because": text}, changed=False)


@transaction.atomic
def take_on(*, episode: int, by: Actor, at: datetime) -> Episode:
    """Become the named officer of an episode that one's own desk or agency owns."""
    row = locked(episode, by, at)
    if row.owner_agency_id != by.agency:
        raise NotForYou(f"{row.owner_agency.name} owns this episode. It can be handed over to you.")
    row.owner_post_id = by.post
    record(row, "officer named", by=by, at=at, body={"officer": by.name, "role": by.role})
    return row
