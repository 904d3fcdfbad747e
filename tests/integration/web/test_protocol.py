"""The protocol library in a browserless client: finding a card, and one card beside its source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from sightline.engine.model import Duty, Period, Timing
from sightline.episodes.protocol import protocols
from sightline.web.screens.protocol_line import drawn, moments
from sightline.web.screens.protocol_words import example_rows, length, timing_words
from tests.integration.next_version import Put, with_next
from tests.integration.web.reported import decided, reported
from tests.people import Cast

SignIn = Callable[[str], Client]


def body_of(client: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_library_lists_every_card_once_a_page_at_a_time(client_as: SignIn) -> None:
    client, listed, number = client_as("duty inspector"), list[str](), 1
    while True:
        page = body_of(client, f"/protocols?page={number}")
        listed += re.findall(r'<li><a class="govuk-link" href="/protocols/([A-Z0-9-]+)">', page)
        if 'rel="next"' not in page:
            break
        number += 1
    assert sorted(listed) == sorted(protocols().cards)


@pytest.mark.parametrize("number", ["0", "-1", "999999999999", "two", "٣"])
def test_a_page_that_is_none_is_answered_with_the_nearest_there_is(client_as: SignIn, number: str) -> None:
    assert "cards of" in body_of(client_as("duty inspector"), f"/protocols?page={number}")


def test_the_next_page_keeps_what_was_asked_for(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols?kind=duty&area=birmingham")
    assert 'href="?kind=duty&amp;area=birmingham&amp;page=2"' in page


def test_what_is_asked_of_the_reader_is_offered_first_in_the_readers_area(client_as: SignIn) -> None:
    page = body_of(client_as("social worker"), "/protocols")
    assert "/protocols/by-role?area=west-midlands&amp;role=social%20worker" in page
    assert page.index("Asked of you") < page.index('name="q"')


def test_the_library_is_narrowed_by_kind_and_by_words(client_as: SignIn) -> None:
    client = client_as("duty inspector")
    duties = body_of(client, "/protocols?kind=duty&q=absence")
    assert "TV-ABSENCE-01" in duties and "DFE-RISK-01" not in duties
    words = body_of(client, "/protocols?q=unauthorised+hour")
    assert "TV-ABSENCE-01" in words and "DFE-RISK-01" not in words


def test_a_row_of_the_requirements_finds_the_card_that_covers_it(client_as: SignIn) -> None:
    assert "TV-ABSENCE-01" in body_of(client_as("duty inspector"), "/protocols?q=C65")


def test_nothing_found_says_what_to_do(client_as: SignIn) -> None:
    assert "No card fits." in body_of(client_as("duty inspector"), "/protocols?q=zebra")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("area=thames-vally", "/protocols?area=thames-valley"),
        ("area=Birmingam", "/protocols?area=birmingham"),
        ("kind=dutty", "/protocols?kind=duty"),
        ("document=dfe-2015", "/protocols?document=dfe-2014"),
    ],
)
def test_what_does_not_exist_is_said_and_the_nearest_is_offered(client_as: SignIn, asked: str, says: str) -> None:
    answer = client_as("duty inspector").get(f"/protocols?{asked}")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f"“{asked.split('=')[1]}”" in page and f'Did you mean <a class="govuk-link" href="{says}"' in page


def test_an_area_that_resembles_none_is_answered_with_all_there_are(client_as: SignIn) -> None:
    page = client_as("duty inspector").get("/protocols?area=xqz").content.decode()
    assert "Did you mean" not in page
    assert all(f'href="/protocols?area={area}"' in page for area in protocols().areas)


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
    assert "Mon 19:00" in page and "Review the absence" in page


def test_a_card_draws_its_timings(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols/TV-ABSENCE-01")
    assert "<svg" in page and "The stops of the line" in page
    assert page.index("1 hour") < page.index("6 hours")


def test_a_card_is_found_in_small_letters_too(client_as: SignIn) -> None:
    assert "TV-ABSENCE-01" in body_of(client_as("duty inspector"), "/protocols/tv-absence-01")


def test_a_card_that_does_not_exist_is_said_plainly_with_the_nearest(client_as: SignIn) -> None:
    answer = client_as("duty inspector").get("/protocols/TV-ABSENCE-99")
    assert answer.status_code == 404
    assert "There is no card “TV-ABSENCE-99”" in answer.content.decode()
    assert 'href="/protocols/TV-ABSENCE-0' in answer.content.decode()


def test_a_card_is_read_in_the_terms_of_the_readers_own_area(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols/WMP-REVIEW-01")
    assert "In the terms of West Midlands" in page and "every 24 hours" in page


def test_a_card_is_read_in_the_terms_of_the_area_asked_for(client_as: SignIn) -> None:
    client = client_as("duty inspector")
    page = body_of(client, "/protocols/APP-SHARE-01?area=thames-valley")
    assert "In the terms of Thames Valley" in page and "1 working day" in page
    left_open = body_of(client, "/protocols/APP-SHARE-01?area=birmingham")
    assert "set by the" in left_open  # Birmingham did not settle it
    other = client.get("/protocols/APP-SHARE-01?area=birmingam")
    assert other.status_code == 404 and "/protocols/APP-SHARE-01?area=birmingham" in other.content.decode()


def test_a_card_says_which_areas_depart_from_it_and_by_which_source(client_as: SignIn) -> None:
    departing = next(a for a in protocols().areas.values() if a.departures)
    departure = departing.departures[0]
    needed = protocols().vocabulary.parameters[departure.parameter]
    named = [e for entries in (*needed.needs.values(), *needed.excludes.values()) for e in entries]
    card = next(c for c in departing.cards if c in named)
    page = body_of(client_as("duty inspector"), f"/protocols/{card}")
    assert "departs" in page and departure.because in page.replace("&#x27;", "'")


def test_a_card_leads_to_the_rows_it_covers_and_to_its_document(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols/TV-ABSENCE-01")
    assert 'href="/protocols/coverage?section=D#D1"' in page
    assert 'href="/protocols/by-document?document=thames-valley-guidance"' in page


def test_a_card_names_the_open_episodes_it_touches_to_whoever_may_see_them(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    decided(cast, episode := reported(cast, at), at)
    inspector = body_of(client_as("duty inspector"), "/protocols/WMP-REVIEW-01")
    assert f'href="/episodes/{episode.pk}">Aisha Bramwell</a>' in inspector
    analyst = body_of(client_as("analyst"), "/protocols/WMP-REVIEW-01")
    assert "Aisha" not in analyst and "There is 1 more that you may not see." in analyst


def test_a_card_that_touches_nothing_says_so(client_as: SignIn) -> None:
    assert "None. 0 open episodes" in body_of(client_as("duty inspector"), "/protocols/WMP-REVIEW-01")


def test_a_new_version_stands_beside_the_old_one_with_what_changed_marked(
    client_as: SignIn, cast: Cast, at: datetime, put: Put
) -> None:
    decided(cast, reported(cast, at), at)
    put(with_next(at, shape="every", period=Period(elapsed=timedelta(hours=12))))
    page = body_of(client_as("duty inspector"), "/protocols/WMP-REVIEW-01")
    changes = page.split("What changed on 11 March 2026: 2 fields")[1]
    assert changes.count("app-changed") == 2  # the day, and the time of the duty
    assert "every 12 hours" in changes and "every the time the area sets" in changes
    assert "A new version comes into force on 11 March 2026." in page
    touched = page.split('id="episodes"')[1].split('id="history"')[0]
    assert "moves" in touched and "8am" in touched


def test_a_card_of_one_version_says_that_there_is_no_other(client_as: SignIn) -> None:
    page = body_of(client_as("duty inspector"), "/protocols/TV-ABSENCE-01")
    assert "There is no other." in page and "What changed on" not in page


def test_a_card_that_is_still_to_come_says_from_when(client_as: SignIn, at: datetime, put: Put) -> None:
    card = with_next(at)
    put(replace(card, versions=card.versions[1:]))
    client = client_as("duty inspector")
    assert "This card is not in force today: from 11 March 2026." in body_of(client, "/protocols/WMP-REVIEW-01")
    assert "from 11 March 2026" in body_of(client, "/protocols?q=WMP-REVIEW-01")


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


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (Period(months=2), ["2 months", "4 months", "6 months", "8 months", "10 months", "12 months"]),
        (Period(working_days=1), ["1 working day", *(f"{n} working days" for n in range(2, 7))]),
        (Period(parameter="review of the risk every"), ["the time the area sets (review of the risk every)"]),
    ],
)
def test_what_comes_again_is_drawn_in_whatever_it_is_counted(period: Period, said: list[str]) -> None:
    assert [words for _place, words in moments(Timing("every", period))] == said


def test_months_and_working_days_end_before_their_limit_too() -> None:
    twice = Timing("every", Period(months=2), until=Period(months=6))
    assert [words for _place, words in moments(twice)] == ["2 months", "4 months"]
    line = drawn((duty(twice),))
    assert line is not None and not line.more


def test_a_time_left_to_the_area_or_the_case_stands_last_and_says_whose_it_is() -> None:
    area, case = Timing("within", Period(parameter="x")), Timing("within", Period(measure="review_minutes"))
    line = drawn((duty(area), duty(case), duty(Timing("within", Period(months=3)))))
    assert line is not None
    assert [" ".join(stop.label) for stop in line.stops] == ["3 months", "agreed in the case", "set by the area"]


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
