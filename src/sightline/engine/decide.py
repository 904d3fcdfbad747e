"""Assesses one situation: categories, risk, the proposal, duties, in this order. A person decides; this answers."""

from __future__ import annotations

from datetime import date

from sightline.engine.advise import advised_duties
from sightline.engine.answer import Answer
from sightline.engine.assessment import Assessment, Reason
from sightline.engine.categorise import Categories, categorise
from sightline.engine.derived import Standing
from sightline.engine.grade import Grade, grade, highest
from sightline.engine.judge import Judgement, Weighed, answers_challenge, judge
from sightline.engine.protocols import Protocols
from sightline.engine.situation import Situation
from sightline.engine.weigh import StandingScales


def assess(protocols: Protocols, situation: Situation, *, on: date) -> Assessment:
    """What the cards an area has in force on a day say about one person at one moment (B1-B4, C10-C49).

    Raises KeyError for an area that does not exist. Nothing here closes an episode or lowers a risk.
    """
    weighed, _ = _weighed(protocols, situation, on)
    return _answer(protocols, weighed, _judged(protocols, weighed, on), on)


def answers_to_all(protocols: Protocols, situation: Situation, *, on: date) -> dict[str, Answer]:
    """The answer to every fact, the derived ones too: what `schedule` needs, and all that a recomputation needs."""
    _, scales = _weighed(protocols, situation, on)
    return scales.everything()


def _weighed(protocols: Protocols, situation: Situation, on: date) -> tuple[Weighed, StandingScales]:
    """Categories, then risk, each weighed on what was decided before it."""
    scales = StandingScales(protocols.vocabulary, situation)
    categories = categorise(protocols.of_kind(situation.area, on, "category"), situation, scales)
    held = _held(categories, situation)
    scales.now(Standing(situation, held))
    graded = grade(protocols.of_kind(situation.area, on, "risk"), situation, scales)
    level = _level(protocols, graded, situation)
    scales.now(Standing(situation, held, level, _serious_not_immediate(graded, situation)))
    return Weighed(situation, categories, graded, scales), scales


def _serious_not_immediate(graded: Grade, situation: Situation) -> bool | None:
    """Serious and not about to happen, where the cards or the person who decided say so (A44, C46, I12)."""
    seriousness, immediacy = situation.recorded_axes or ("", "")
    return True if seriousness == "high" and immediacy != "high" else graded.serious_not_immediate


def _held(categories: Categories, situation: Situation) -> frozenset[str] | None:
    """The categories that hold from here on: required, else proposed and usable, else recorded, else the only one."""
    proposed = situation.proposed.category if situation.proposed else None
    required = frozenset(c for c in categories.required if c not in categories.barred)
    if required:
        return required
    for category in (proposed if proposed in categories.usable else None, situation.recorded_category):
        if category:
            return frozenset({category})
    return frozenset(categories.applying) or None


def _level(protocols: Protocols, graded: Grade, situation: Situation) -> str | None:
    """The level in use: proposed, else recorded, else advised; never below the floor. Open where no card speaks.

    A proposal below what the facts support counts only once the challenge is answered: until then the facts hold.
    """
    proposed = situation.proposed
    chosen = (proposed.risk if proposed else None) or situation.recorded_risk
    if proposed and proposed.risk and not answers_challenge(protocols, proposed):
        chosen = highest(proposed.risk, graded.advised)
    if chosen is None and graded.advised == "none":
        return None
    return highest(chosen or graded.advised, graded.floor)


def _judged(protocols: Protocols, weighed: Weighed, on: date) -> Judgement | None:
    proposal = weighed.situation.proposed
    if proposal is None:
        return None
    return judge(protocols, protocols.of_kind(weighed.situation.area, on, "authority"), weighed, proposal)


def _answer(protocols: Protocols, weighed: Weighed, found: Judgement | None, on: date) -> Assessment:
    situation, categories, graded, scales = weighed.situation, weighed.categories, weighed.grade, weighed.scales
    proposal = situation.proposed
    applying = categories.applying
    unread = _not_weighed(protocols, situation, on)
    answered = proposal is not None and answers_challenge(protocols, proposal)
    return Assessment(
        category=applying[0] if len(applying) == 1 else None,
        categories=applying,
        category_barred=tuple(categories.barred),
        risk_floor=graded.floor,
        risk_advised=graded.advised,
        deploy_at_once=categories.deploy_at_once or graded.deploy_at_once,
        verdict=found.verdict(answered) if found else None,
        prompts=_prompts(categories, found, situation, unread),
        duties=advised_duties(protocols, situation, scales, on),
        reasons=_reasons(categories, graded, found),
        may=found.may if found else (),
        challenge="\n".join(found.challenges) if found else "",
        seriousness=graded.seriousness,
        immediacy=graded.immediacy,
        open_categories=categories.usable,
        answers=scales.everything() if isinstance(scales, StandingScales) else None,
        not_known=_not_known(protocols, scales, situation, on) if isinstance(scales, StandingScales) else (),
        not_weighed=unread,
    )


def _reasons(categories: Categories, graded: Grade, found: Judgement | None) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys((*categories.reasons, *graded.reasons, *(found.reasons if found else ()))))


def _prompts(
    categories: Categories, found: Judgement | None, situation: Situation, unread: tuple[str, ...]
) -> tuple[str, ...]:
    """What to put right first: the proposed category's open questions, words, and facts nobody's card weighs."""
    proposed = situation.proposed.category if situation.proposed else None
    wanted = [proposed] if situation.proposed else list(categories.unanswered)
    questions = [f"not known: {f}" for category in wanted for f in categories.unanswered.get(category or "", ())]
    return tuple(dict.fromkeys((*(found.prompts if found else ()), *questions, *(f"not weighed: {f}" for f in unread))))


def _not_weighed(protocols: Protocols, situation: Situation, on: date) -> tuple[str, ...]:
    """Facts somebody stated that no adopted card reads: they must be weighed by a person."""
    read = protocols.read_facts(situation.area, on)
    opposite = protocols.vocabulary.opposites
    stated = (f for f, a in situation.answers.items() if a is Answer.YES)
    return tuple(f for f in stated if f not in read and opposite.get(f) not in read)


def _not_known(protocols: Protocols, scales: StandingScales, situation: Situation, on: date) -> tuple[str, ...]:
    """Facts a person could still answer that may change category or risk."""
    asked: dict[str, None] = {}
    for _, version in protocols.of_kind(situation.area, on, "category", "risk"):
        if scales.answer(version.condition) is Answer.NOT_KNOWN:
            asked |= dict.fromkeys(f for f in version.condition.facts if scales.fact(f) is Answer.NOT_KNOWN)
    return tuple(f for f in asked if not protocols.vocabulary.facts[f].derived)
