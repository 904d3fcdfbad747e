"""A children's home watches an absence: looked at each hour, reported to the police by itself at six hours."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from sightline.audit.moments import day_of
from sightline.people.actions import add_flag
from tests.journeys.county import County, at_once, does_not_say, fill_in, picture, press, says

SOUTH = "Southvale Police"
pytestmark = pytest.mark.browser


def _answer_no_where_nothing_is_known(manager: Page) -> None:
    for question in manager.locator("fieldset:has(input[type=radio])").all():
        if not question.locator("input:checked").count():
            question.locator("input[value='no']").check()


def _not_here(manager: Page) -> None:
    """Say that Tyler is not here, and answer what the cards ask before an absence may be watched."""
    manager.goto("/residents")
    says(manager, "Everybody is here. There is nothing to do.")
    press(manager, re.compile("Not here.*Tyler Ashdown"))
    _answer_no_where_nothing_is_known(manager)
    fill_in(manager, because="Missed the bus before. He has just rung from his cousin's and takes the next one.")
    picture(manager, "13-a-home-weighs-an-absence")
    press(manager, "Begin to watch this absence")


def test_an_unauthorised_absence_is_looked_at_each_hour_and_reported_at_six_hours(county: County) -> None:
    manager = county.signed_in("registered manager", "Willow Lodge")
    _not_here(manager)
    says(manager, "Away, and watched by you")
    expect(manager.locator(".app-next")).to_contain_text(re.compile(r"Review the absence.*due in 5\d min", re.DOTALL))
    picture(manager, "14-residents-today")
    press(manager, "Look at it again now")
    fill_in(manager, outcome="no concern", found="Rang his cousin: they are watching a film.")
    press(manager, "Record the review")
    says(manager, "The review is recorded.")
    # This hour's review is done; the next one stands already.
    expect(manager.locator(".app-next")).to_contain_text(re.compile(r"due in 1 h 5\d min"))
    _reported_by_itself(county, manager)


def _reported_by_itself(county: County, manager: Page) -> None:
    inspector = county.signed_in("duty inspector", SOUTH)
    inspector.goto("/board")
    for page in (manager, inspector):
        says(page, "Live: this page updates by itself")
    for minutes in range(60, 360, 60):
        county.watcher(timedelta(minutes=minutes))
    expect(manager.get_by_role("heading", name="Reported to the police")).to_have_count(0)
    county.watcher(timedelta(hours=6))
    says(manager, "Reported to the police", within=2)  # both pages were open, and nobody refreshed them
    says(inspector, "Tyler Ashdown", within=2)
    manager.get_by_role("link", name=re.compile("Who was told")).click()
    says(manager, "The police have the report. Say this reference when you ring.")
    expect(manager.locator("main")).to_contain_text(f"Who owns it\n{SOUTH}", use_inner_text=True)
    expect(manager.get_by_role("definition").first).not_to_contain_text("Marcus Ibbotson")  # no longer the home's
    does_not_say(manager, "Review the absence")  # a missed review cannot be made up for
    says(manager, "Not decided yet: the duty inspector decides.")
    desk = manager.get_by_role("table").get_by_role("row").filter(has_text=re.compile(rf"Duty inspector\s*{SOUTH}"))
    press(inspector, re.compile("I know, and it is mine.*Tyler Ashdown"))
    expect(desk.filter(has_text="Ruth Merrigan").first).to_contain_text("Yes", timeout=2000)
    picture(manager, "15-who-was-told")


def test_a_child_at_risk_of_exploitation_is_reported_and_never_watched(county: County) -> None:
    tyler, worker = county.cast.person("Tyler").pk, county.cast.actor("social worker", "Southvale County Council")
    add_flag(person=tyler, phrase="is at known risk of sexual exploitation", says="Gifts nobody can explain.",
             from_whom="Anil Rowntree, social worker", contact="01632 960502", since=day_of(county.cast.at),
             by=worker.author, at=at_once())  # fmt: skip
    manager = county.signed_in("registered manager", "Willow Lodge")
    manager.goto(f"/residents/{tyler}/absence")
    says(manager, "Gifts nobody can explain.")
    _answer_no_where_nothing_is_known(manager)
    fill_in(manager, because="He is often late.")
    press(manager, "Begin to watch this absence")
    why = manager.locator(".app-next")
    expect(why).to_contain_text("This is not an absence to be watched, because:")
    expect(why).to_contain_text("at known risk of sexual exploitation")
    press(why, "Report missing to the police now")
    fill_in(manager, last_seen_place="Willow Lodge", circumstances="Left after tea, phone off.")
    press(manager, "Report to the police now")
    says(manager, "The police have the report. Say this reference when you ring.")


def test_where_no_protocol_lets_a_carer_watch_the_page_leads_to_the_report(county: County) -> None:
    manager = county.signed_in("registered manager", "Rowan House")
    manager.goto(f"/residents/{county.cast.person('Aisha').pk}/absence")
    says(manager, "In your area no protocol lets a carer watch an absence. The police decide what it is.")
    press(manager, "Report missing to the police now")
    expect(manager.get_by_role("heading", name="Report missing to the police now")).to_be_visible()
