"""What an area settled, the cards it adopted, its words and its nation agree; each contradiction is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from sightline.engine.faults import Fault
from sightline.engine.model import Area, Card, Category, Departure, Period
from sightline.engine.reading.agreement import check_area, check_nation, check_vocabulary, uses
from sightline.engine.vocabulary import Parameter, Vocabulary
from tests.unit.engine.cards import card, clock, duty, timing
from tests.unit.engine.words import table, told, vocabulary

HOURS = timedelta(hours=1)
PERIOD = Parameter("review every", "period", "J1", "How often.")
CHOICE = Parameter("who rings", "choice", "J2", "Who.", ("carer", "police"))
SIX, OFTEN = timing("within", "6 hours"), timing("every", "area: review every")
RINGS = card("duty", clock(duty(SIX, do="ring"), duty(OFTEN, do="review")), id="A-RING-01")
OPENS = card("category", Category(opens=("absent",)), id="B-OPEN-01")
CARDS = {c.id: c for c in (RINGS, OPENS)}


def words(*parameters: Parameter) -> Vocabulary:
    return vocabulary(parameters={p.name: p for p in parameters or (PERIOD,)}, protocol={})


def here(*cards: str, nation: str = "england", departures: tuple[str, ...] = (), **settled: Any) -> Area:
    departs = tuple(Departure(name.replace("_", " "), "our-guidance", "9", "So.") for name in departures)
    parameters = {name.replace("_", " "): value for name, value in settled.items()}
    return Area("here", "Here", nation, cards, parameters, departures=departs)


def agreed(one: Area, given: Vocabulary, cards: dict[str, Card] | None = None) -> list[str]:
    t = table("", "an area")
    check_area(t, one, given, cards or CARDS)
    return [line.split(": ", 1)[1] for line in told(t.doc.faults)]


def test_what_a_card_asks_for_is_settled_and_nothing_else() -> None:
    two = Period(elapsed=2 * HOURS)
    assert agreed(here("A-RING-01", review_every=two), words()) == [] and agreed(here("B-OPEN-01"), words()) == []
    assert agreed(here("A-RING-01"), words()) == [
        "Here does not settle “review every” (J1): A-RING-01 asks for it. Settle it by your sources; where they are "
        "silent, take the nation's."
    ]
    assert agreed(here("B-OPEN-01", review_every=two), words()) == [
        "No card of Here asks for “review every”. Leave it out, or adopt a card that does."
    ]


@pytest.mark.parametrize(
    "asks",
    [
        duty(timing("every", "1 hour", "area: review every")),
        duty(timing("at_once"), acknowledge_parameter="review every"),
        duty(timing("within", "agreed: review_minutes, or area: review every")),
    ],
)
def test_a_length_is_asked_for_wherever_a_duty_names_it(asks: Any) -> None:
    cards = {"A-RING-01": card("duty", clock(asks), id="A-RING-01")}
    assert len(agreed(here("A-RING-01"), words(), cards)) == 1
    assert agreed(here("A-RING-01", review_every=Period(elapsed=HOURS)), words(), cards) == []


def test_a_choice_is_settled_unless_another_leaves_it_nothing_to_settle() -> None:
    unless = Parameter("asks first", "yes or no", "J4", "Whether.", unless={"who rings": "police", "how many": "none"})
    given = words(CHOICE, unless)
    assert agreed(here(who_rings="carer"), given) == [
        "Here does not settle “asks first” (J4). Settle it by your sources; where they are silent, take the nation's."
    ]
    assert (
        agreed(here(who_rings="police"), given) == [] and agreed(here(who_rings="carer", asks_first="no"), given) == []
    )
    assert agreed(here(who_rings="police", asks_first="no"), given) == [
        "“asks first” has nothing to settle here: “who rings” is “police” and “how many” is “none”. Leave one of them "
        "out."
    ]


def test_a_choice_goes_with_the_cards_it_needs_and_without_those_it_excludes() -> None:
    needs = Parameter(
        "who rings", "choice", "J2", "Who.", ("carer", "police"),
        needs={"carer": ("A-RING-01", "C-* or uses: absent")}, excludes={"police": ("uses: absent or C-*",)},
    )  # fmt: skip
    assert agreed(here("A-RING-01", "B-OPEN-01", who_rings="carer"), words(needs)) == []
    assert agreed(here("A-RING-01", who_rings="police"), words(needs)) == []
    assert agreed(here("A-RING-01", who_rings="not laid down"), words(needs)) == []
    assert agreed(here("B-OPEN-01", who_rings="carer"), words(needs)) == [
        "“who rings” is “carer”, and Here has not adopted A-RING-01. Adopt it under `cards`, or choose otherwise."
    ]
    assert agreed(here("A-RING-01", who_rings="carer"), words(needs)) == [
        "“who rings” is “carer”, and Here has not adopted C-* or uses: absent. Adopt it under `cards`, or choose "
        "otherwise."
    ]
    assert agreed(here("B-OPEN-01", "A-RING-01", who_rings="police"), words(needs)) == [
        "“who rings” is “police”, and B-OPEN-01 says otherwise. Take the card out of `cards`, or choose otherwise."
    ]


def test_a_period_and_times_are_no_choices() -> None:
    odd = Parameter("tours end at", "times", "J3", "When.", needs={"07:00": ("Z-*",)}, excludes={"07:00": ("A-*",)})
    assert agreed(here("A-RING-01", tours_end_at=(time(7),)), words(odd)) == []


def test_what_uses_a_category_opens_or_requires_it() -> None:
    requires = card("category", Category(requires=("absent",)))
    bars = card("category", Category(bars=("absent",)))
    assert uses(OPENS, "uses: absent") and uses(requires, "uses: absent")
    assert not uses(bars, "uses: absent") and not uses(RINGS, "uses: absent") and not uses(OPENS, "uses: missing")
    assert uses(OPENS, "B-*") and uses(OPENS, "B-OPEN-01") and not uses(OPENS, "A-*")


def bounded(most: int | None, **more: Any) -> dict[str, Card]:
    period = Period(parameter="review every", at_most=most * HOURS if most else None)
    asked = duty(replace(OFTEN, period=period), **more)
    return {"A-RING-01": card("duty", clock(asked), id="A-RING-01")}


def test_an_area_stays_within_the_longest_time_its_source_allows() -> None:
    for settled, most, faults in [
        (Period(elapsed=6 * HOURS), 6, 0), (Period(elapsed=7 * HOURS), 6, 1), (Period(elapsed=7 * HOURS), None, 0),
        (Period(working_days=1), 6, 1), ("not laid down", 6, 0),
    ]:  # fmt: skip
        said = agreed(here("A-RING-01", review_every=settled), words(), bounded(most))
        assert (
            said == ["“review every” is longer than A-RING-01 allows: 6 hours at most. Choose a shorter time."] * faults
        )


def test_how_soon_seen_is_said_is_no_number_of_days_at_work() -> None:
    cards = {
        "A-RING-01": card("duty", clock(duty(timing("at_once"), acknowledge_parameter="review every")), id="A-RING-01")
    }
    assert agreed(here("A-RING-01", review_every=Period(working_days=1)), words(), cards) == [
        "“review every” says how soon A-RING-01 must be seen. Write it in minutes, hours or days."
    ]
    assert agreed(here("A-RING-01", review_every=Period(elapsed=HOURS)), words(), cards) == []


def test_a_choice_names_cards_and_categories_that_are_there() -> None:
    named = Parameter("who rings", "choice", "J2", "Who.", ("carer", "police"), needs={"carer": ("A-* or Z-01",)},
                      excludes={"police": ("uses: absent", "uses: gone")}, line=7)  # fmt: skip
    faults: list[Fault] = []
    check_vocabulary(words(named), CARDS, faults)
    assert [(f.file, f.line) for f in faults] == [("vocabulary.toml", 7)] * 2
    assert [f.what for f in faults] == [
        "“who rings” names “Z-01”, and there is no such card.",
        "“who rings” names “uses: gone”, and there is no such card.",
    ]


def held(one: Area, nation: Area, *parameters: Parameter) -> list[str]:
    t = table("", "an area")
    check_nation(t, one, nation, words(*parameters))
    return [line.split(": ", 1)[1] for line in told(t.doc.faults)]


TIGHT = Parameter("who rings", "choice", "J2", "Who.", ("carer", "police", "nobody"), tighter=("police", "carer"))
LOOSE = "“{}” is looser here than in England ({}). Choose what is tighter, or name your source in a [[departs]]."


@pytest.mark.parametrize(
    ("ours", "theirs", "looser"),
    [
        (Period(elapsed=HOURS), Period(elapsed=HOURS), ""),
        (Period(elapsed=2 * HOURS), Period(elapsed=HOURS), "1 hours"),
        ("not laid down", Period(elapsed=HOURS), "1 hours"),
        (Period(elapsed=2 * HOURS), "not laid down", ""),
        (Period(elapsed=2 * HOURS), None, ""),
    ],
)
def test_an_area_gives_no_longer_than_its_nation(ours: Any, theirs: Any, looser: str) -> None:
    nation = Area("england", "England", "england", (), {"review every": theirs} if theirs else {})
    assert held(here(review_every=ours), nation, PERIOD) == ([LOOSE.format("review every", looser)] if looser else [])


@pytest.mark.parametrize(
    ("ours", "theirs", "looser"),
    [
        ("police", "police", False), ("police", "carer", False), ("carer", "police", True), ("nobody", "carer", True),
        ("not laid down", "carer", True), ("nobody", "nobody", False), ("carer", "not laid down", False),
    ],
)  # fmt: skip
def test_an_area_chooses_nothing_looser_than_its_nation(ours: str, theirs: str, looser: bool) -> None:
    nation = Area("england", "England", "england", (), {"who rings": theirs})
    assert held(here(who_rings=ours), nation, TIGHT) == ([LOOSE.format("who rings", theirs)] if looser else [])
    assert held(here(who_rings=ours), nation, CHOICE) == []
    departs = held(here(who_rings=ours, departures=("who_rings",)), nation, TIGHT)
    said = "“who rings” is not looser here than in England. Leave the [[departs]] out."
    assert departs == ([] if looser else [said])
