"""Every example printed on a card is a test of that card alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sightline.engine import load_protocols, wrong_with
from sightline.engine.model import Card, Example

PROTOCOLS = load_protocols(Path(__file__).parents[2] / "protocols")
EXAMPLES = [
    pytest.param(card, example, id=f"{card.id}: {example.title}")
    for card in PROTOCOLS.cards.values()
    for example in card.examples
]
ABSENCE = PROTOCOLS.cards["TV-ABSENCE-01"]


@pytest.mark.parametrize(("card", "example"), EXAMPLES)
def test_the_example_comes_out_as_the_card_says(card: Card, example: Example) -> None:
    assert wrong_with(PROTOCOLS, card, example) == ""


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        (["15:00 review the absence"], "what falls due is"),
        (["15:00 review the absence", "16:00 review the absence (met)"], "is met by nothing in `given`"),
        ({"applies": "no"}, "applies is not known, not no"),
        ({"aplies": "no"}, "did you mean “applies”"),
        ({"duties": ["safe and well check"]}, "no duty “safe and well check”"),
        (["three o'clock review the absence"], "is no line of a history"),
    ],
)
def test_an_example_that_expects_something_else_is_found(expect: object, says: str) -> None:
    given = {"given": ["14:00 absence noticed", "16:30 returned"]} if isinstance(expect, list) else {}
    assert says in wrong_with(PROTOCOLS, ABSENCE, Example("wrong", given, expect))


def test_an_example_with_an_unknown_event_or_fact_is_found() -> None:
    event = Example("wrong", {"given": ["14:00 absence notised"]}, ["15:00 review the absence"])
    assert "is not an event of the vocabulary" in wrong_with(PROTOCOLS, ABSENCE, event)
    fact = Example("wrong", {"facts": ["is loked after"]}, {"applies": "no"})
    assert "Did you mean “is looked after”?" in wrong_with(PROTOCOLS, ABSENCE, fact)


def test_every_card_carries_an_example_except_plain_definitions_and_forms() -> None:
    without = {card.kind for card in PROTOCOLS.cards.values() if not card.examples}
    assert without <= {"definition", "record"}


def test_an_area_lends_its_parameters_and_nothing_else() -> None:
    card = PROTOCOLS.cards["TV-CONTACT-01"]
    example = next(e for e in card.examples if e.given.get("area"))
    elsewhere = replace(example, given={**example.given, "area": "atlantis"})
    assert wrong_with(PROTOCOLS, card, example) == ""
    assert "is not an area" in wrong_with(PROTOCOLS, card, elsewhere)
