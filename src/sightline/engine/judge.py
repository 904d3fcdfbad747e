"""Holds a proposal against the cards: accepted, challenged, or refused to those who may. Records nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from sightline.engine.answer import Answer
from sightline.engine.assessment import Reason
from sightline.engine.categorise import Categories
from sightline.engine.derived import READS
from sightline.engine.explain import because, challenge
from sightline.engine.grade import Grade, below
from sightline.engine.model import Authority, Card, Version
from sightline.engine.protocols import InForce, Protocols
from sightline.engine.situation import Proposal, Situation
from sightline.engine.vocabulary import Vocabulary
from sightline.engine.weigh import Scales
from sightline.engine.wording import labels_in, plain, says_a_label, says_no_source, says_nothing

WORDS_OF_AN_ANSWER = 3  # fewer cannot answer what is shown


@dataclass(slots=True)
class Judgement:
    """What stands against a proposal so far."""

    refused: bool = False  # nobody may, whatever their rank
    waiting: bool = False  # nobody may until something is answered or done
    outranked: bool = False  # this role may not
    allowed: set[str] | None = None
    challenges: list[str] = field(default_factory=list)
    prompts: dict[str, None] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    def refuse(self, reason: Reason | None = None) -> None:
        """Nobody may record it, whatever their rank."""
        self.refused = True
        if reason:
            self.reasons.append(reason)

    @property
    def may(self) -> tuple[str, ...]:
        """The roles that may record the proposal, now or once nothing is left to answer or to do."""
        return tuple(sorted(self.allowed or ())) if self.outranked and not self.refused else ()

    def verdict(self, answered: bool) -> str:
        """Refusals first; a challenge stands until it is answered."""
        if self.refused or self.waiting or self.outranked:
            return "refused"
        return "challenged" if self.challenges and not answered else "accepted"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was weighed before a proposal is judged."""

    situation: Situation
    categories: Categories
    grade: Grade
    scales: Scales


def judge(protocols: Protocols, cards: InForce, weighed: Weighed, proposal: Proposal) -> Judgement:
    """Hold a proposal against bars, floor, advice, authority and wording (B1-B4, C47, I10, I29)."""
    found = Judgement()
    _judge_category(found, weighed, proposal)
    _judge_risk(found, weighed, proposal)
    for card, version in cards:
        body = version.body
        if (
            isinstance(body, Authority)
            and _concerns(body, proposal, weighed.situation)
            and weighed.scales.acts(version.condition)
        ):
            _judge_authority(found, protocols, card, version, body, proposal, weighed.scales)
    _judge_words(found, protocols.vocabulary, proposal)
    return found


def answers_challenge(protocols: Protocols, proposal: Proposal) -> bool:
    """Whether a person said something that can answer a challenge: words, no label, not the first reason again."""
    answer, words = plain(proposal.answer_to_challenge), protocols.vocabulary
    enough = len(answer.split()) >= WORDS_OF_AN_ANSWER and answer != plain(proposal.because)
    return enough and not says_a_label(words, answer) and not says_nothing(words, answer)


def _judge_category(found: Judgement, weighed: Weighed, proposal: Proposal) -> None:
    category, categories = proposal.category, weighed.categories
    if category is None or not (categories.opened or categories.required or categories.barred):
        return
    if category in categories.forbidden:
        found.refuse()
    elif category in categories.barred:
        found.waiting = True
    elif category not in categories.usable:
        source = f"areas/{weighed.situation.area}"
        found.refuse(Reason(source, f"No adopted card opens “{category}” for this situation.", source, "refused"))
    elif categories.required and category not in categories.applying:
        found.refuse()


def _judge_risk(found: Judgement, weighed: Weighed, proposal: Proposal) -> None:
    risk, grade = proposal.risk, weighed.grade
    if risk is None:
        return
    if below(risk, grade.floor):
        found.refuse()
    elif below(risk, grade.advised):
        found.challenges.append(challenge(risk, grade.advised, [r for r in grade.reasons if r.about == "advice"]))


def _concerns(body: Authority, proposal: Proposal, situation: Situation) -> bool:
    """Whether an authority card is about what is proposed."""
    if body.categories and proposal.category not in body.categories:
        return False
    if body.decision == "lower the risk":
        now, then = situation.recorded_risk, proposal.risk
        lowered = bool(now and then and below(then, now))
        return lowered and body.lower_from in (None, now)
    return {
        "decide the category": proposal.category is not None,
        "grade the risk": proposal.risk is not None,
        "close the episode": proposal.close,
        "confirm the placement": proposal.confirm_placement,
    }.get(body.decision, body.decision == proposal.decision)


def _judge_authority(
    found: Judgement,
    protocols: Protocols,
    card: Card,
    version: Version,
    body: Authority,
    proposal: Proposal,
    scales: Scales,
) -> None:
    if body.refuses:
        found.refuse(because(card, version, scales, "refused", "Nobody may record this yet."))
    lacking = [f for f in body.needs if scales.fact(f) is not Answer.YES]
    if lacking:
        found.waiting = True
        found.reasons.append(because(card, version, scales, "refused", f"First: {', '.join(lacking)}."))
        found.prompts |= dict.fromkeys(p for f in lacking for p in _to_answer(f, scales.fact(f)))
    if body.may or body.may_not:
        _judge_rank(found, protocols, card, version, body, proposal.by, scales)


def _to_answer(fact: str, answer: Answer) -> tuple[str, ...]:
    """What to ask for: what a person can answer, where the fact is worked out from such answers."""
    asked = READS.get(fact, ())[:1] or (fact,)
    return tuple(f"not known: {f}" if answer is Answer.NOT_KNOWN else f"not so: {f}" for f in asked)


def _judge_rank(
    found: Judgement,
    protocols: Protocols,
    card: Card,
    version: Version,
    body: Authority,
    by: str | None,
    scales: Scales,
) -> None:
    everybody = protocols.vocabulary.roles
    allowed = {m for role in body.may or everybody for m in protocols.vocabulary.members(role)}
    allowed -= {m for role in body.may_not for m in protocols.vocabulary.members(role)}
    found.allowed = allowed if found.allowed is None else found.allowed & allowed
    if by not in allowed:
        found.outranked = True
        who = f"{by[0].upper()}{by[1:]} may not." if by else "Say who decides."
        may = f"This may: {', '.join(body.may)}." if body.may else ""
        found.reasons.append(because(card, version, scales, "refused", f"{who} {may}".strip()))


def _judge_words(found: Judgement, words: Vocabulary, proposal: Proposal) -> None:
    """A label, or the answer said again, is no reason; a reason without a source is asked for one."""
    used = labels_in(words, proposal.because)
    if used:
        found.prompts["wording"] = None
        quoted = "; ".join(f"“{label}”: {words.wording[label]}" for label in used)
        found.challenges.append(f"Say what was seen or heard instead of a label. {quoted}")
    if says_nothing(words, proposal.because):
        found.prompts["reason"] = None
        found.challenges.append("Say why, in words: what you know, and not the answer again.")
    elif says_no_source(proposal.because):
        found.prompts["provenance"] = None
