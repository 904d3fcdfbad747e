"""What the requirements ask for is answered: by cards that are seen at work, by tests, or with a reason why not."""

from __future__ import annotations

import re
from functools import cache

import pytest

from sightline.config.inventory import coverage_of
from sightline.config.paths import PROTOCOLS
from sightline.engine import Protocols, load_protocols
from sightline.engine.reading.cards import FOLDERS
from sightline.engine.review.coverage import RULES, Coverage
from sightline.engine.review.exercised import NEEDED, idle

AT_LEAST = 97  # of a hundred rows of A to F and J
FINDINGS = [f"I{n}" for n in range(1, 66)]


@cache
def protocols() -> Protocols:
    """The project's own cards."""
    return load_protocols(PROTOCOLS)


@cache
def found() -> Coverage:
    """What of the inventory is covered today."""
    return coverage_of(protocols())


def test_nothing_is_unknown_or_contradictory() -> None:
    assert not found().faults, "\n".join(map(str, found().faults))


def test_what_cards_are_for_is_covered_or_reasoned_away() -> None:
    still_open = [f"{row.id}: {row.why}" for row in found().of(RULES) if row.state == "open"]
    assert found().percent(RULES) >= AT_LEAST, "\n".join(still_open)


def test_what_is_reasoned_away_stays_the_exception() -> None:
    rows = found().of(RULES)
    assert sum(row.state == "not_software" for row in rows) <= len(rows) / 10


@pytest.mark.parametrize("row", FINDINGS)
def test_every_finding_of_the_inspectors_has_a_test_named_by_it(row: str) -> None:
    cover = next(r for r in found().rows if r.id == row)
    assert any(re.search(rf"::test_{row.lower()}_", test) for test in cover.tests), cover.why
    assert cover.state == "covered"


def test_the_findings_are_all_there() -> None:
    assert [row.id for row in found().of("I")] == FINDINGS


def test_every_row_that_is_not_covered_says_why() -> None:
    assert not [row.id for row in found().rows if row.state != "covered" and not row.why]


def test_every_card_has_at_least_two_examples() -> None:
    assert not [card.id for card in protocols().cards.values() if len(card.examples) < NEEDED]


def test_every_card_is_seen_at_work_by_an_example() -> None:
    idle_cards = [f"{c.id} {why}" for c in protocols().cards.values() if (why := idle(protocols(), c))]
    assert not idle_cards, "\n".join(idle_cards)


@pytest.mark.parametrize("kind", FOLDERS.values())
def test_every_kind_has_cards_that_cover_something(kind: str) -> None:
    counted = {card for row in found().rows for card in row.cards}
    assert counted & {card.id for card in protocols().cards.values() if card.kind == kind}
