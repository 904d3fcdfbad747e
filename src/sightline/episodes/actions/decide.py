"""Recording a decision on category and risk. The engine checks, a person decides: accepted, challenged or refused (DESIGN section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused, Stale
from sightline.engine import Assessment, Proposal, assess
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.models import Decision, Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation

EVENT = {
    "missing": "decided missing", "absent": "decided absent", "unauthorised absence": "decided unauthorised absence",
    "away from placement without authorisation": "decided away from placement", "absconder": "decided absconder",
}  # fmt: skip


class NotAccepted(Refused):
    """The engine challenges or refuses the proposal; `assessment` says by which cards and why, and who may."""

    def __init__(self, says: str, assessment: Assessment, *, field: str) -> None:
        super().__init__(says, field=field)
        self.assessment = assessment


def latest(episode: int) -> Decision | None:
    """The decision in force for an episode, if one was made."""
    return Decision.objects.filter(episode_id=episode).order_by("-id").first()


def _check_not_stale(episode: Episode, seen_decision: int) -> None:
    last = latest(episode.pk)
    if last and last.pk != seen_decision:
        theirs: dict[str, Any] = {"category": last.category, "risk": last.risk, "because": last.because, "by": last.by_name}
        raise Stale(f"{last.by_name} recorded a decision while you were writing.", theirs=theirs, version=last.pk)


def _check_verdict(answer: Assessment) -> None:
    if answer.verdict == "refused":
        raise NotAccepted("This cannot be recorded. The reasons and who may are shown.", answer, field="category")
    if answer.verdict == "challenged":
        raise NotAccepted("This may be recorded only with a reason that answers what is shown.", answer,
                          field="answer_to_challenge")  # fmt: skip


@transaction.atomic
def decide(
    *, episode: int, by: Actor, at: datetime, category: str, risk: str, because: str, seen_decision: int = 0,
    seriousness: str = "", immediacy: str = "", answer_to_challenge: str = "", review_every_minutes: int | None = None,
    call_back_at: datetime | None = None,
) -> Decision:  # fmt: skip
    """Record who decided what and why, with everything the engine said (B2, C10, C40-C47, D28, D29).

    Raises NotAccepted when a card bars the category, the risk is below the floor, the role may not, or a challenge
    is not answered; Stale when somebody else decided first. An absent needs an agreed review period (D29).
    """
    row = locked(episode, by, at)
    _check_not_stale(row, seen_decision)
    reason = needed(because, field="because", says="Give the reason for the decision.")
    if category == "absent" and not review_every_minutes:
        raise Refused("Absent needs a review period agreed with the informant.", field="review_every_minutes")
    proposal = Proposal(category=category, risk=risk, by=by.role, because=reason, answer_to_challenge=answer_to_challenge.strip())
    asked, context = situation(row, at, proposed=proposal)
    answer = assess(protocols(), asked, on=day_of(at))
    _check_verdict(answer)
    facts = {phrase: fact_row(context.newest.get(phrase), value.name) for phrase, value in asked.answers.items() if value.name != "NOT_KNOWN"}
    decision = Decision.objects.create(
        episode=row, at=at, by_id=by.post, by_name=by.name, role=by.role, rank=by.rank, category=category, risk=risk,
        seriousness=seriousness, immediacy=immediacy, because=reason, answer_to_challenge=answer_to_challenge.strip(),
        verdict=str(answer.verdict or ""), engine_said=answer.as_json(), facts=facts, edition=protocols().edition,
    )  # fmt: skip
    raised = risk == "high" and row.risk != "high"
    reviewed = bool(row.risk)
    row.category, row.risk, row.review_every_minutes = category, risk, review_every_minutes
    body = {"category": category, "risk": risk, "because": reason, "answer": answer_to_challenge, "rank": by.rank,
            "decision": decision.pk, "review every (minutes)": review_every_minutes, "call back": call_back_at}  # fmt: skip
    record(row, EVENT.get(category, "decided missing"), by=by, at=at, body=body)
    if raised:
        record(row, "risk set high", by=by, at=at, body={"decision": decision.pk})
    if reviewed:
        record(row, "risk reviewed", by=by, at=at, body={"decision": decision.pk})
    return decision


def fact_row(fact: Any, value: str) -> dict[str, Any]:
    """One fact behind a decision with its provenance: what, from whom, how to reach them, when."""
    if fact is None:
        return {"answer": value.lower().replace("_", " "), "from": "the record"}
    return {"answer": fact.answer, "says": fact.says, "from": fact.from_whom, "contact": fact.contact,
            "at": fact.obtained_at.isoformat()}  # fmt: skip


@transaction.atomic
def review_risk(*, episode: int, by: Actor, at: datetime, found: str, next_review: timedelta | None = None) -> None:
    """Record that the risk was looked at again and stands as it is, and why. To change it, decide."""
    row = locked(episode, by, at)
    text = needed(found, field="found", says="Say what was looked at and why the risk stands.")
    record(row, "risk reviewed", by=by, at=at, body={"found": text, "risk": row.risk})
