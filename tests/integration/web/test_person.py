"""A person in a browserless client: search, flags first, plan, care, placements, one history, and what changes them."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from sightline.audit.models import Consultation
from sightline.episodes.actions.report import Told, report_missing
from sightline.people import actions
from sightline.web.screens.person_history import history
from tests.people import Cast

SignIn = Callable[[str], Client]


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:600]
    return html.unescape(page)


def main_of(answer: Any) -> str:
    """What a page says, without what surrounds it."""
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def order_of(page: str, *words: str) -> None:
    """The words stand on the page in this order."""
    places = [page.index(word) for word in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


def missing(cast: Cast, at: datetime, given_name: str = "Aisha") -> Any:
    """An open episode of somebody, reported to the police."""
    told = Told(name="Denise Farrow", relation="registered manager", phone="01632 960777")
    return report_missing(by=cast.actor("call handler"), at=at, person=cast.person(given_name).pk, told=told,
                          last_seen_at=at - timedelta(hours=1), last_seen_place="Rowan House",
                          circumstances="Left by the back door.")  # fmt: skip


# --- finding ---------------------------------------------------------------------------------------------------------


def test_a_misspelt_name_finds_the_person_with_flags(client_as: SignIn, cast: Cast) -> None:
    page = text_of(client_as("duty inspector").get("/people", {"name": "Aysha Bramwel"}))
    assert "Aisha Bramwell" in page and "Is at known risk of sexual exploitation" in page


def test_a_search_is_recorded_with_whom_it_showed(client_as: SignIn, cast: Cast) -> None:
    client_as("duty inspector").get("/people", {"name": "Aisha Bramwell"})
    line = Consultation.objects.filter(act="search").latest("id")
    assert cast.person("Aisha").pk in line.people and line.asked["name"] == "Aisha Bramwell"


def test_a_home_finds_only_whom_it_is_involved_with(client_as: SignIn, cast: Cast) -> None:
    client = client_as("registered manager")
    nobody = text_of(client.get("/people", {"name": "Robert Hallam"}))
    assert "0 people found" in nobody and f"/people/{cast.person('Robert').pk}" not in nobody
    assert f"/people/{cast.person('Aisha').pk}" in text_of(client.get("/people", {"name": "Aisha Bramwell"}))


def test_a_search_while_typing_answers_with_the_results_alone(client_as: SignIn) -> None:
    answer = client_as("duty inspector").get("/people", {"name": "Aisha"}, headers={"HX-Request": "true"})
    assert "Aisha Bramwell" in text_of(answer) and "<html" not in answer.content.decode()


def test_a_date_that_cannot_be_is_said_and_the_name_is_kept(client_as: SignIn) -> None:
    answer = client_as("duty inspector").get(
        "/people", {"name": "Aisha", "born_on_day": "31", "born_on_month": "2", "born_on_year": "2010"}
    )
    page = text_of(answer)
    assert 'value="Aisha"' in page and "govuk-error-message" in page


def test_before_a_search_the_page_lists_who_is_missing_now(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    assert episode.reference in text_of(client_as("duty inspector").get("/people"))


# --- the page --------------------------------------------------------------------------------------------------------


def page_of(client: Client, cast: Cast, given_name: str = "Aisha") -> str:
    """A person's page."""
    return text_of(client.get(f"/people/{cast.person(given_name).pk}"))


def test_flags_stand_before_everything_but_the_next_thing(client_as: SignIn, cast: Cast) -> None:
    order_of(page_of(client_as("social worker"), cast), "Aisha Bramwell", 'id="flags"', "Met by older men", 'id="plan"',
             'id="safe"', 'id="history"', 'id="care"', 'id="placements"', 'id="timeline"')  # fmt: skip


def test_an_open_episode_is_the_next_thing_to_do(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    page = page_of(client_as("social worker"), cast)
    order_of(page, "Next thing to do", f"Episode {episode.reference} is open.", 'id="flags"')


def test_what_nobody_recorded_is_said_not_left_out(client_as: SignIn, cast: Cast) -> None:
    page = page_of(client_as("duty inspector"), cast, "Robert")
    for said in ("No flag is recorded.", "There is no trigger plan.", "Not known: nobody has written it down.",
                 "No care status is recorded.", "No episode is on record."):  # fmt: skip
        assert said in page


def test_the_page_says_who_may_see_the_record_and_why(client_as: SignIn, cast: Cast) -> None:
    page = page_of(client_as("duty inspector"), cast)
    assert "Northmoor City Council" in page and "responsible authority" in page and "Rowan House" in page


def test_a_plan_whose_review_is_overdue_says_so_and_still_binds(
    client_as: SignIn, cast: Cast, at: datetime, clock: Any
) -> None:
    actions.agree_trigger_plan(
        person=cast.person("Aisha").pk, category="missing", risk="high", actions=["Ring her sister"],
        agreed_by="all three",
        review_on=(at + timedelta(days=5)).date(), by=cast.actor("social worker").author, at=at,
    )  # fmt: skip
    clock.move_to(at + timedelta(days=9))
    page = page_of(client_as("missing person coordinator"), cast)
    assert "Its review was due on" in page and "It binds until a new version is agreed" in page
    assert "The review of the trigger plan is overdue." in page


def test_somebody_elses_child_is_not_there_for_a_home(client_as: SignIn, cast: Cast) -> None:
    client = client_as("registered manager")
    answer = client.get(f"/people/{cast.person('Tyler').pk}")
    nobody = client.get("/people/987654321")
    assert answer.status_code == nobody.status_code == 404
    assert main_of(answer) == main_of(nobody)
    assert Consultation.objects.filter(act="refused", people__contains=[cast.person("Tyler").pk]).exists()


def test_opening_a_person_is_recorded_with_its_purpose(client_as: SignIn, cast: Cast) -> None:
    page_of(client_as("social worker"), cast)
    line = Consultation.objects.filter(screen="person").latest("id")
    assert (line.by_name, line.purpose, line.people) == ("Grace Adeyinka", "safeguarding", [cast.person("Aisha").pk])


def test_the_page_stays_light(client_as: SignIn, cast: Cast, at: datetime) -> None:
    missing(cast, at)
    assert len(client_as("duty inspector").get(f"/people/{cast.person('Aisha').pk}").content) < 60_000


def test_the_timeline_names_agencies_and_leaves_the_notices_to_the_episode(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    missing(cast, at)
    client, address = client_as("duty inspector"), f"/people/{cast.person('Aisha').pk}"
    page = text_of(client.get(address)).split('id="timeline"')[1]
    assert "Agency involved" in page and "Northmoor Police" in page and "Desk told" not in page
    assert "Desk told" in text_of(client.get(address, {"everything": "1"}))


# --- one history -----------------------------------------------------------------------------------------------------


class Occasion:
    """A made-up episode."""

    def __init__(self, category: str, opened_at: datetime) -> None:
        self.category, self.opened_at = category, opened_at


def test_missing_absent_and_away_stand_in_one_history(at: datetime) -> None:
    away = "away from placement without authorisation"
    past = history([Occasion("missing", at), Occasion("absent", at), Occasion("missing", at - timedelta(days=40)),
                    Occasion(away, at - timedelta(days=40))], at)  # fmt: skip
    assert past.categories == ["missing", "absent", away]
    assert [(m.first.month, m.counts) for m in past.told] == [(3, [1, 1, 0]), (1, [1, 0, 1])]


def test_the_history_counts_months_by_the_clocks_of_london(at: datetime) -> None:
    midnight_in_summer = datetime.fromisoformat("2025-06-30T23:30:00+00:00")
    assert [m.first.month for m in history([Occasion("missing", midnight_in_summer)], at).told] == [7]


def test_an_episode_older_than_the_picture_is_not_drawn_but_stays_in_the_table(at: datetime) -> None:
    assert not history([Occasion("missing", at - timedelta(days=900))], at).any


def test_the_picture_has_a_table_behind_it(client_as: SignIn, cast: Cast, at: datetime) -> None:
    missing(cast, at)
    page = page_of(client_as("duty inspector"), cast)
    order_of(page, "<svg viewBox", "The same as a table", "March 2026", "Every episode, newest first")
    assert "Not yet decided" in page
