"""Deciding whether the public is asked: who was consulted, the weighing, the rank, and what the cards say of it.

The cards check, a person decides (C89, D237, E30, J27, J52). An attempt that is not accepted is on the record too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.record import append
from sightline.audit.refusal import Refused
from sightline.engine import Assessment, Proposal, assess
from sightline.episodes.actions.core import Also, needed, record
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.sharing.models import Appeal, PublicityDecision
from sightline.sharing.publicity import appeal_of

DECISION = "ask the public"
DECIDED = "done: decide on publicity"
WHOM = (
    "the family", "the parents", "the social worker", "the team manager", "the responsible authority",
    "the child or adult, through what is known of their views",
)  # fmt: skip
ANSWERS = ("agrees", "is against it", "could not be reached", "not asked")
HEARD = ("agrees", "is against it")
# Whom a fact of the vocabulary asks for: all of one of these sets must have been heard.
FACTS: Mapping[str, Sequence[frozenset[str]]] = {
    "the family was consulted about publicity": (frozenset({"the family"}), frozenset({"the parents"})),
    "the parents and the team manager were consulted about publicity": (
        frozenset({"the parents", "the team manager"}),
    ),
    "the local authority was consulted about publicity": (
        frozenset({"the social worker"}), frozenset({"the team manager"}), frozenset({"the responsible authority"}),
    ),
}  # fmt: skip
URGENT, AUTHORISED = "publicity is urgent", "publicity was authorised"
PROPORTIONATE = "publicity is proportionate and in the person's interest"


@dataclass(frozen=True, slots=True)
class Heard:
    """One who was consulted: what they think, in words, or why they were not heard."""

    whom: str
    answer: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Everything a decision on publicity rests on."""

    agrees: bool
    because: str
    helps: str
    proportionate: str
    risks: str
    urgent: str
    consulted: Sequence[Heard]
    authorised_by: str = ""
    urgent_because: str = ""
    wording_agreed_with: str = ""


def facts_from(weighed: Weighed) -> list[Answered]:
    """What the consultation and the weighing answer of the vocabulary's facts. Not reached is not heard."""
    heard = {h.whom for h in weighed.consulted if h.answer in HEARD}
    said = "; ".join(f"{h.whom} {h.answer}: {h.says}" for h in weighed.consulted if h.says or h.answer in HEARD)
    answered = [
        Answered(fact, "yes" if any(one <= heard for one in enough) else "no", said) for fact, enough in FACTS.items()
    ]
    answered.append(Answered(URGENT, weighed.urgent, weighed.urgent_because))
    answered.append(Answered(PROPORTIONATE, "yes" if weighed.proportionate.strip() else "no", weighed.proportionate))
    by = weighed.authorised_by.strip()
    return [*answered, Answered(AUTHORISED, "yes" if by else "no", by)]


def _check(weighed: Weighed) -> None:
    if weighed.urgent not in ("yes", "no"):
        raise Refused("Say whether it is urgent.", field="urgent")
    if weighed.urgent == "yes":
        needed(weighed.urgent_because, field="urgent_because", says="Say why it could not wait.")
    needed(weighed.helps, field="helps", says="Say whether publicity helps or hampers the search, and why.")
    needed(weighed.because, field="because", says="Say why you decide so.")
    needed(weighed.risks, field="risks", says="Say what may go wrong for the person if the public knows.")
    for heard in weighed.consulted:
        if heard.whom not in WHOM or heard.answer not in ANSWERS:
            raise Refused(f"Say what {heard.whom} thinks.", field="consulted")
    unheard = [h for h in weighed.consulted if h.answer not in HEARD and not h.says.strip()]
    if unheard:
        raise Refused(f"Say why you did not hear {unheard[0].whom}.", field="consulted")


def decide(*, appeal: int, version: int, by: Actor, at: datetime, weighed: Weighed) -> PublicityDecision:
    """Record who decided to ask the public, or not to, after hearing whom, and why.

    Raises NotAccepted, and counts the attempt, where a card refuses: nobody asked the family, the rank may not.
    Deciding against it needs no card's leave. Raises Stale when the text was changed meanwhile.
    """
    try:
        with transaction.atomic():
            return _decide(appeal, version, by, at, weighed)
    except NotAccepted as refusal:
        refusal.keep = partial(_keep_attempt, appeal, by, at, weighed, refusal.assessment)
        refusal.keep()
        raise


def _decide(appeal: int, version: int, by: Actor, at: datetime, weighed: Weighed) -> PublicityDecision:
    row, draft = appeal_of(appeal, by, at, version)
    if draft.state not in ("draft", "agreed"):
        raise Refused("This appeal is published already, or down.")
    _check(weighed)
    keep_answers(row, facts_from(weighed), Told(by.name, by.role), by, at)
    answer = _assessed(row, by, at, weighed)
    if weighed.agrees and answer.verdict == "refused":
        raise NotAccepted("The public is not asked yet. The reasons are shown.", answer, field="because")
    if weighed.agrees and answer.verdict == "challenged":
        raise NotAccepted(answer.challenge, answer, field="because")
    made = _store(draft, by, at, weighed, answer)
    draft.state, draft.version = "agreed" if weighed.agrees else "draft", draft.version + 1
    draft.save()
    kind = "publicity agreed" if weighed.agrees else "publicity decided against"
    also: list[Also] = [(DECIDED, {"how": weighed.because})]
    body = {"because": weighed.because, "risks": weighed.risks, "rank": by.rank, "authorised by": made.authorised_by,
            "consulted": {h.whom: f"{h.answer} {h.says}".strip() for h in weighed.consulted}}  # fmt: skip
    record(row, kind, by=by, at=at, body=body, also=also)
    return made


def _assessed(row: Episode, by: Actor, at: datetime, weighed: Weighed) -> Assessment:
    proposal = Proposal(decision=DECISION, by=by.role, because=weighed.because.strip())
    asked, _ = situation(row, at, proposed=proposal)
    return assess(protocols(), asked, on=day_of(at))


def _store(draft: Appeal, by: Actor, at: datetime, weighed: Weighed, answer: Assessment) -> PublicityDecision:
    return PublicityDecision.objects.create(
        appeal=draft, at=at, by_id=by.post, by_name=by.name, role=by.role, rank=by.rank, agreed=weighed.agrees,
        helps=f"{weighed.helps.strip()}\n{weighed.because.strip()}", proportionate=weighed.proportionate.strip(),
        risks=weighed.risks.strip(), authorised_by=weighed.authorised_by.strip(), urgent=weighed.urgent,
        urgent_because=weighed.urgent_because.strip(), wording_agreed_with=weighed.wording_agreed_with.strip(),
        consulted=[asdict(h) for h in weighed.consulted], engine_said=answer.as_json(), edition=protocols().edition,
    )  # fmt: skip


def _keep_attempt(appeal: int, by: Actor, at: datetime, weighed: Weighed, answer: Assessment) -> None:
    """Write down that publicity was tried and not accepted, and which cards stood against it."""
    person, episode = Appeal.objects.values_list("episode__person", "episode").get(pk=appeal)
    body: dict[str, Any] = {"decision": DECISION, "because": weighed.because, "verdict": answer.verdict,
                            "cards": list(dict.fromkeys(r.card for r in answer.reasons))}  # fmt: skip
    append("decision not accepted", by=by.author, happened_at=at, recorded_at=at, person=person, episode=episode,
           body=body)  # fmt: skip
