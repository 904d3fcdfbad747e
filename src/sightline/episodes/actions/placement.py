"""Confirming where a child will live, and telling the area that receives the child.

Nobody arrives whose history the provider does not know (I37, I38).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import may_see
from sightline.access.queries import agency as agency_by_id
from sightline.audit.moments import day_of
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused
from sightline.engine import Proposal, assess
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.facts import ANSWER
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import from_snapshot
from sightline.episodes.snapshot import take
from sightline.people import actions
from sightline.people.models import Flag, Placement

KNOWS = "the receiving provider knows the history"
NOT_TOLD = "the receiving provider has not been told the history"
TOLD = {"host authority": "host authority told", "police for the placement area": "police for the placement area told"}


def has_a_history(person: int, at: datetime) -> bool:
    """Whether there is anything a provider must hear of: an earlier episode, a flag, a plan."""
    before = Episode.objects.filter(person_id=person).exists() or Flag.objects.filter(person_id=person).exists()
    return before or take(person=person, at=at).plan is not None


def _check(person: int, by: Actor, at: datetime, knows: str, told: str, because: str) -> None:
    taken = take(person=person, at=at)
    if has_a_history(person, at) and knows != "yes":
        says = "Tell the home or carer of the earlier episodes and risks first, then confirm the placement."
        raise Refused(says, field="history_told")
    if knows == "yes":
        needed(told, field="told", says="Enter who was told of the history, and by whom.")
    proposal = Proposal(confirm_placement=True, by=by.role, because=because or told)
    facts = {KNOWS: ANSWER[knows], NOT_TOLD: ANSWER[knows].opposite}
    asked = from_snapshot(taken, area=by.area, stage="placement", proposed=proposal, told=facts)
    answer = assess(protocols(), asked, on=day_of(at))
    if answer.verdict == "refused":
        raise NotAccepted(" ".join(reason.says for reason in answer.reasons if reason.about == "refused"), answer,
                          field="history_told")  # fmt: skip


@transaction.atomic
def confirm_placement(
    *, person: int, by: Actor, at: datetime, since: date, provider: int | None, setting: str, history_told: str,
    told: str = "", because: str = "", **more: Any,
) -> Placement:  # fmt: skip
    """Confirm a placement. Refused while whoever receives a child with a history has not been told of it (C104, I38).

    `history_told` is yes, no or not known; `told` says who was told. Raises NotAccepted where a card refuses.
    """
    if not may_see(by, [person], at):
        raise NotForYou
    if history_told not in ANSWER:
        raise Refused("Say whether the home or carer was told the history.", field="history_told")
    _check(person, by, at, history_told, told, because)
    row = actions.place(person=person, provider=provider, setting=setting, since=since, by=by.author, at=at, **more)
    body = {"placement": row.pk, "history told": history_told, "told": told, "provider": provider}
    append("placement confirmed", by=by.author, happened_at=at, recorded_at=at, person=person, body=body)
    return row


@transaction.atomic
def tell_of_placement(
    *, placement: int, by: Actor, at: datetime, told_at: datetime, whom: str, name: str, reference: str = ""
) -> None:
    """Record that the council or the police of the place were told of a placement (D145, I37).

    `whom` is “host authority” or “police for the placement area”.
    """
    row = Placement.objects.filter(pk=placement).first()
    if row is None or not may_see(by, [row.person_id], at):
        raise NotForYou
    if whom not in TOLD:
        raise Refused("Choose who was told: the council or the police of the place.", field="whom")
    check_moment(told_at, at, field="told_at", what="When they were told")
    body = {"placement": placement, "by": agency_by_id(by.agency).name, "reference": reference,
            "told": needed(name, field="name", says="Enter who was told.")}  # fmt: skip
    number = Episode.objects.filter(person_id=row.person_id, closed_at=None).values_list("pk", flat=True).first()
    if number is None:
        append(TOLD[whom], by=by.author, happened_at=told_at, recorded_at=at, person=row.person_id, body=body)
    else:  # the open episode's duty to tell them is met by it
        episode = locked(number, by, at)
        record(episode, TOLD[whom], by=by, at=at, happened_at=told_at, body=body, changed=False)
