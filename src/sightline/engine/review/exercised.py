"""Whether a card's examples show it at work: only then does what the card claims to cover count. Reads no file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sightline.engine.model import Card, Example, Risk
from sightline.engine.protocols import Protocols
from sightline.engine.review.examples import wrong_with

Expected = Mapping[str, Any]
NEEDED = 2


def idle(protocols: Protocols, card: Card) -> str:
    """Why what a card claims does not count, in words that follow its id; nothing where it counts."""
    if len(card.examples) < NEEDED:
        return "claims it, but has fewer than two examples"
    if wrong := next((e for e in card.examples if wrong_with(protocols, card, e)), None):
        return f"claims it, but its example “{wrong.title}” does not come out"
    if not any(shows(card, example) for example in card.examples):
        return "claims it, but no example exercises it"
    if not any(card.id in area.cards for area in protocols.areas.values()):
        return "claims it, but no area adopts it"
    return ""


def shows(card: Card, example: Example) -> bool:
    """Whether an example expects the card to do what its kind does, and not only to keep quiet."""
    if isinstance(example.expect, list):
        return bool(example.expect)
    if _asks_questions(card):
        return bool(example.expect.get("applies") == "yes")
    return AT_WORK[card.kind](example.expect)


def _asks_questions(card: Card) -> bool:
    """A question set weighs nothing itself: it is at work where it applies and is asked."""
    return any(isinstance(v.body, Risk) and v.body.questions for v in card.versions)


def _something_falls_due(expect: Expected) -> bool:
    return bool(expect.get("duties") or expect.get("deadlines"))


def _weighs(expect: Expected) -> bool:
    return (
        expect.get("acts") is True
        or expect.get("deploy_at_once") is True
        or any(expect.get(key) for key in ("category", "categories", "category_barred", "prompts"))
        or any(expect.get(key, "none") != "none" for key in ("risk_floor", "risk_advised", "seriousness", "immediacy"))
        or bool({"refused", "challenged"} & set(expect.get("verdict", ())))
    )


def _somebody_is_told_or_not(expect: Expected) -> bool:
    return bool(expect.get("told") or expect.get("withheld"))


def _a_form_lacks_something(expect: Expected) -> bool:
    return bool(expect.get("missing") or expect.get("wanted"))


def _a_word_fits(expect: Expected) -> bool:
    return bool(expect.get("applies") == "yes")


AT_WORK: Mapping[str, Callable[[Expected], bool]] = {
    "definition": _a_word_fits,
    "category": _weighs,
    "risk": _weighs,
    "authority": _weighs,
    "duty": _something_falls_due,
    "threshold": _something_falls_due,
    "sharing": _somebody_is_told_or_not,
    "record": _a_form_lacks_something,
}
