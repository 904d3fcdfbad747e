"""The protocol library in a browserless client: finding a card, and one card beside its source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from sightline.engine.model import Duty, Period, Timing
from sightline.episodes.protocol import protocols
from sightline.web.screens.protocol_line import drawn, moments
from sightline.web.screens.protocol_words import example_rows, length, timing_words

SignIn = Callable[[str], Client]


def body_of(client: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_library_lists_every_card(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols")
    assert [card for card in protocols().cards if f'href="/protocols/{card}"' not in page] == []


def test_the_library_is_narrowed_by_kind_and_by_words(client_as: SignIn) -> None:
    client = client_as("duty inspector")
    duties = body_of(client, "/protocols?kind=duty")
    assert "TV-ABSENCE-01" in duties and "DFE-RISK-01" not in duties
    words = body_of(client, "/protocols?q=unauthorised+hour")
    assert "TV-ABSENCE-01" in words and "DFE-RISK-01" not in words


def test_a_row_of_the_requirements_finds_the_card_that_covers_it(client_as: SignIn) -> None:
    assert "TV-ABSENCE-01" in body_of(client_as("duty inspector"), "/protocols?q=C65")


def test_nothing_found_says_what_to_do(client_as: SignIn) -> None:
    assert "No card fits." in body_of(client_as("duty inspector"), "/protocols?q=zebra")


def test_an_area_that_does_not_exist_narrows_nothing(client_as: SignIn) -> None:
    assert "TV-ABSENCE-01" in body_of(client_as("duty inspector"), "/protocols?area=atlantis")


def test_a_card_stands_beside_its_source_with_its_limits(client_as: SignIn) -> None:
    card = protocols().cards["TV-ABSENCE-01"]
    page = body_of(client_as("registered manager"), "/protocols/TV-ABSENCE-01")
    version = card.versions[-1]
    source = protocols().sources[version.document]
    for said in (
        card.title,
        version.reading,
        source.title,
        version.at,
        card.wrong_when,
        card.owner,
        protocols().edition,
    ):
        assert said in page
    assert all(row in page for row in card.covers)
    assert "Thames Valley" in page


def test_a_card_shows_each_worked_example(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols/TV-ABSENCE-01")
    assert "Noticed at 14:00 and never heard from" in page
    assert "19:00 review the absence" in page


def test_a_card_draws_its_timings(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols/TV-ABSENCE-01")
    assert "<svg" in page and "The stops of the line" in page
    assert page.index("1 hour") < page.index("6 hours")


def test_a_card_is_found_in_small_letters_too(client_as: SignIn) -> None:
    assert "TV-ABSENCE-01" in body_of(client_as("duty inspector"), "/protocols/tv-absence-01")


def test_a_card_that_does_not_exist_is_said_plainly(client_as: SignIn) -> None:
    answer = client_as("duty inspector").get("/protocols/TV-NOTHING-99")
    assert answer.status_code == 404 and "no card with this id" in answer.content.decode()


def test_every_card_has_a_page(client_as: SignIn) -> None:
    client = client_as("duty inspector")
    assert [card for card in protocols().cards if client.get(f"/protocols/{card}").status_code != 200] == []


def test_the_library_is_for_people_who_signed_in(db: None) -> None:
    assert Client().get("/protocols")["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (timedelta(minutes=30), "30 minutes"), (timedelta(hours=1), "1 hour"), (timedelta(hours=6), "6 hours"),
        (timedelta(hours=1, minutes=30), "1 hour 30 minutes"), (timedelta(hours=72), "3 days"),
        (timedelta(hours=24), "24 hours"), (timedelta(days=14), "14 days"), (timedelta(weeks=10), "10 weeks"),
        (timedelta(days=1095), "3 years"),
    ],
)  # fmt: skip
def test_lengths_of_time_are_said_as_people_say_them(delta: timedelta, said: str) -> None:
    assert length(delta) == said


def duty(timing: Timing) -> Duty:
    """A duty with a timing."""
    return Duty(do="review the absence", who="carer", strength="must", timing=timing)


HOURLY = Timing("every", Period(elapsed=timedelta(hours=1)), Period(elapsed=timedelta(hours=6)))


def test_a_duty_that_comes_again_ends_before_its_limit() -> None:
    assert [words for _place, words in moments(HOURLY)] == ["1 hour", "2 hours", "3 hours", "4 hours", "5 hours"]


def test_a_duty_without_a_time_is_not_on_the_line_but_says_so() -> None:
    untimed = Timing("none_given")
    assert drawn((duty(untimed),)) is None
    assert timing_words(untimed) == "the guidance gives no time"


def test_the_stops_of_a_line_stand_in_order() -> None:
    day = Timing("within", Period(elapsed=timedelta(hours=24)))
    now, later = Timing("at_once"), Timing("within", Period(working_days=3))
    line = drawn((duty(later), duty(day), duty(now)))
    assert line is not None
    assert [stop.when for stop in line.stops] == ["at once", "24 hours", "3 working days"]
    assert [stop.x for stop in line.stops] == sorted(stop.x for stop in line.stops)


def test_a_line_says_when_a_duty_goes_on_for_ever() -> None:
    for_ever = drawn((duty(Timing("every", Period(elapsed=timedelta(hours=24)))),))
    assert for_ever is not None and for_ever.more
    limited = drawn((duty(HOURLY),))
    assert limited is not None and not limited.more


def test_the_time_an_area_sets_is_named() -> None:
    assert "contact with parents every" in timing_words(Timing("every", Period(parameter="contact with parents every")))


def test_an_example_is_read_out_key_by_key() -> None:
    given = {"age": 15, "facts": ["is looked after"], "history": {"missing_last_90_days": 2}}
    assert example_rows(given) == [
        ("age", ["15"]), ("facts", ["is looked after"]), ("history", ["missing last 90 days: 2"]),
    ]  # fmt: skip
    assert example_rows(["15:00 review the absence"]) == [("", ["15:00 review the absence"])]
