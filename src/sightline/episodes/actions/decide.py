"""Recording a decision on category and risk.

The engine checks, a person decides: accepted, challenged or refused (DESIGN section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.record import append
from sightline.audit.refusal import Refused, Stale
from sightline.engine import Answer, Assessment, Proposal, Situation, assess
from sightline.episodes.actions.core import Also, locked, needed, record
from sightline.episodes.models import Decision, Episode, RiskFact
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.episodes.snapshot import Snapshot
from sightline.episodes.whereabouts import told_of

EVENT = {
    "missing": "decided missing", "absent": "decided absent", "unauthorised absence": "decided unauthorised absence",
    "away from placement without authorisation": "decided away from placement", "absconder": "decided absconder",
}  # fmt: skip
AXES = {
    "seriousness": "Say how serious the harm is that is feared, apart from how soon.",
    "immediacy": "Say how soon it could happen, apart from how serious it is.",
}


class NotAccepted(Refused):
    """The engine challenges or refuses the proposal; `assessment` says by which cards and why, and who may."""

    def __init__(self, says: str, assessment: Assessment, *, field: str) -> None:
        super().__init__(says, field=field)
        self.assessment = assessment


def latest(episode: int) -> Decision | None:
    """The decision in force for an episode, if one was made."""
    return Decision.objects.filter(episode_id=episode).order_by("-id").first()


def _check_not_stale(episode: Episode, seen_decision: int, by: Actor) -> None:
    last = latest(episode.pk)
    if last and last.pk != seen_decision:
        theirs: dict[str, Any] = {
            "category": last.category,
            "risk": last.risk,
            "by": last.by_name,
            **told_of(by, episode.pk, {"because": last.because}),
        }
        raise Stale(f"{last.by_name} recorded a decision while you were writing.", theirs=theirs, version=last.pk)


def _check_verdict(answer: Assessment) -> None:
    if answer.verdict == "refused":
        says = "This cannot be recorded. The reasons are below, and who may record it where somebody may."
        raise NotAccepted(says, answer, field="category")
    if answer.verdict == "challenged":
        raise NotAccepted("This may be recorded only with a reason that answers what is shown.", answer,
                          field="answer_to_challenge")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to record: category, level, the two axes, the reason, and for absent when to look again."""

    category: str
    risk: str
    because: str
    seriousness: str = ""
    immediacy: str = ""
    answer_to_challenge: str = ""
    review_every_minutes: int | None = None
    call_back_at: datetime | None = None


def decide(*, episode: int, by: Actor, at: datetime, wanted: Wanted, seen_decision: int = 0) -> Decision:
    """Record who decided what and why, with everything the engine said (B2, C10, C40-C47, D28, D29).

    Raises NotAccepted, and counts the attempt (I3), when a card bars it, the role may not, or a challenge is not
    answered; Stale when somebody else decided first. Absent needs a review period (D29), a level both axes (I12).
    """
    try:
        with transaction.atomic():
            return _decide(episode, by, at, wanted, seen_decision)
    except NotAccepted as refusal:
        refusal.keep = partial(_keep_attempt, episode, by, at, wanted, refusal.assessment)
        refusal.keep()
        raise


def _keep_attempt(episode: int, by: Actor, at: datetime, wanted: Wanted, answer: Assessment) -> None:
    """Write down that a decision was tried and not accepted: what, by whom, and which cards stood against it."""
    person = Episode.objects.values_list("person", flat=True).get(pk=episode)
    body = {"category": wanted.category, "risk": wanted.risk, "because": wanted.because, "verdict": answer.verdict,
            "cards": list(dict.fromkeys(r.card for r in answer.reasons))}  # fmt: skip
    append("decision not accepted", by=by.author, happened_at=at, recorded_at=at, person=person, episode=episode,
           body=body)  # fmt: skip


def _check_axes(wanted: Wanted) -> None:
    """How grave and how soon are two questions; a level rests on both (A44, C46)."""
    for field, says in AXES.items():
        if wanted.risk != "none" and not getattr(wanted, field):
            raise Refused(says, field=field)


def _decide(episode: int, by: Actor, at: datetime, wanted: Wanted, seen_decision: int) -> Decision:
    row = locked(episode, by, at)
    if row.state == "absence":  # whoever decides “missing” here would have told nobody
        raise Refused("This absence is still watched by its home. Report it missing first, then decide.")
    _check_not_stale(row, seen_decision, by)
    needed(wanted.because, field="because", says="Give the reason for the decision.")
    _check_axes(wanted)
    if wanted.category == "absent" and not wanted.review_every_minutes:
        raise Refused("Absent needs a review period agreed with the informant.", field="review_every_minutes")
    proposal = Proposal(category=wanted.category, risk=wanted.risk, by=by.role, because=wanted.because.strip(),
                        answer_to_challenge=wanted.answer_to_challenge.strip())  # fmt: skip
    asked, taken = situation(row, at, proposed=proposal)
    answer = assess(protocols(), asked, on=day_of(at))
    _check_verdict(answer)
    decision = _store(row, by, at, wanted, answer, _provenance(row, asked))
    also = _also(row, by, at, wanted, taken, decision)
    row.category, row.risk, row.review_every_minutes = wanted.category, wanted.risk, wanted.review_every_minutes
    body = {"category": wanted.category, "risk": wanted.risk, "because": decision.because, "rank": by.rank,
            "answer": wanted.answer_to_challenge, "decision": decision.pk,
            "counts": {name: number for name, number in asked.measures.items() if "_last_" in name}}  # fmt: skip
    record(row, EVENT[wanted.category], by=by, at=at, body=body, also=also)
    return decision


def _store(
    row: Episode, by: Actor, at: datetime, wanted: Wanted, answer: Assessment, facts: dict[str, Any]
) -> Decision:
    return Decision.objects.create(
        episode=row, at=at, by_id=by.post, by_name=by.name, role=by.role, rank=by.rank, category=wanted.category,
        risk=wanted.risk, seriousness=wanted.seriousness, immediacy=wanted.immediacy, because=wanted.because.strip(),
        answer_to_challenge=wanted.answer_to_challenge.strip(), verdict=str(answer.verdict or ""),
        engine_said=answer.as_json() | {"definitions": definitions_in_force(row.area, day_of(at))}, facts=facts,
        edition=protocols().edition,
    )  # fmt: skip


def definitions_in_force(area: str, on: date) -> dict[str, Any]:
    """What missing and absent mean in an area on a day, and by which cards: two areas that differ are not compared
    as if they were one (I1, J1, J2)."""
    settled = protocols().areas[area].parameters
    cards = [card.id for card, _ in protocols().of_kind(area, on, "definition")]
    meant = {word: settled.get(f"{word} definition", "not settled") for word in ("missing", "absent")}
    return {"area": area, "cards": cards} | meant


def _also(row: Episode, by: Actor, at: datetime, wanted: Wanted, taken: Snapshot, decision: Decision) -> list[Also]:
    """What else this decision is: an agreed review, a settled dispute, a risk set high, a risk looked at again."""
    number: dict[str, Any] = {"decision": decision.pk}
    also: list[Also] = []
    if wanted.category == "absent":
        agreed = {"every (minutes)": wanted.review_every_minutes, "call back": wanted.call_back_at}
        also.append(("review period agreed", number | agreed))
    settles = protocols().who_settles(row.area, day_of(at))
    if by.role in settles and "the informant disputes the decision" in taken.facts:
        also.append(("dispute settled", number))
    if wanted.risk == "high" and row.risk != "high":
        also.append(("risk set high", number))
    if row.risk:
        also.append(("risk reviewed", number))
    return also


def _provenance(row: Episode, asked: Situation) -> dict[str, Any]:
    """Every fact that was known, with what, from whom, how to reach them and when."""
    newest = {fact.phrase: fact for fact in RiskFact.objects.filter(episode=row).order_by("id")}
    known = ((phrase, answer) for phrase, answer in asked.answers.items() if answer is not Answer.NOT_KNOWN)
    return {phrase: fact_row(newest.get(phrase), answer.name.lower()) for phrase, answer in known}


def fact_row(fact: RiskFact | None, value: str) -> dict[str, Any]:
    """One fact behind a decision with its provenance: what, from whom, how to reach them, when."""
    if fact is None:
        return {"answer": value, "from": "the record"}
    return {"answer": fact.answer, "says": fact.says, "from": fact.from_whom, "contact": fact.contact,
            "at": fact.obtained_at.isoformat()}  # fmt: skip


@transaction.atomic
def review_risk(*, episode: int, by: Actor, at: datetime, found: str) -> None:
    """Record that the risk was looked at again and stands as it is, and why. To change it, decide."""
    row = locked(episode, by, at)
    text = needed(found, field="found", says="Say what was looked at and why the risk stands.")
    record(row, "risk reviewed", by=by, at=at, body={"found": text, "risk": row.risk})
