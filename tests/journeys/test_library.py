"""The protocol library: a lead reads, compares and prints; a social worker finds what is asked of her."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.reported import decided, reported
from tests.journeys.county import County, at_once, does_not_say, press, says

pytestmark = pytest.mark.browser
REVIEW = "WMP-REVIEW-01"


def _follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow the first link of the page that says so."""
    page.locator("main").get_by_role("link", name=name).first.click()


def test_a_lead_browses_by_role_opens_a_card_and_sees_what_it_does_and_whom_it_touches(county: County) -> None:
    decided(county.cast, reported(county.cast, at_once()), at_once())
    lead = county.signed_in("missing person coordinator")
    lead.goto("/board")
    lead.get_by_role("link", name="Protocol cards").click()
    _follow(lead, "By who must act")
    expect(lead.get_by_role("heading", level=1)).to_have_text("Cards by who must act")
    _follow(lead, re.compile("^Supervisor$"))
    lead.get_by_label("Adopted by").select_option(label="West Midlands")
    press(lead, "Show")
    says(lead, "Review the risk")
    _follow(lead, REVIEW)
    _the_card_says_everything(lead)


def _the_card_says_everything(lead: Page) -> None:
    says(lead, "In the terms of West Midlands, with what it settled and where it is stricter.")
    line = lead.get_by_role("img", name="When things fall due, in order and not to scale")
    expect(line).to_be_visible()
    expect(line.locator("circle")).to_have_count(7)  # the start and six turns
    expect(lead.get_by_role("table", name="The stops of the line").get_by_role("row")).to_have_count(7)
    example = lead.locator(".app-example").first
    expect(example.locator(".app-history__point--follows").first).to_contain_text("Due: Review the risk")
    expect(lead.get_by_role("row", name=re.compile("Aisha Bramwell"))).to_contain_text("Review the risk (supervisor)")
    _follow(lead, "All cards of this document")
    expect(lead.get_by_role("heading", level=1)).to_contain_text("West Midlands Police")


def test_a_lead_compares_two_areas_and_prints_one(county: County) -> None:
    lead = county.signed_in("missing person coordinator")
    lead.goto("/protocols")
    _follow(lead, "Compare areas")
    lead.get_by_label("One area").select_option(label="Birmingham")
    lead.get_by_label("The other").select_option(label="Thames Valley")
    press(lead, "Compare")
    expect(lead.get_by_role("row", name=re.compile("Absent for a child"))).to_contain_text("differs")
    _follow(lead, re.compile("Due at other times"))
    row = lead.get_by_role("row", name=re.compile("Notify the UK Missing Persons Unit"))
    expect(row).to_contain_text("at once")
    expect(row).to_contain_text("within 3 days")
    _follow(lead, "Print")
    _follow(lead, "Birmingham")
    _follow(lead, "The whole document at once, for printing")
    lead.emulate_media(media="print")
    expect(lead.get_by_role("heading", name="Signed", exact=True)).to_be_visible()
    expect(lead.locator("#BSCB-CARE-01")).to_be_visible()
    expect(lead.locator(".app-screen-only").first).to_be_hidden()
    expect(lead.get_by_role("navigation", name="Menu")).to_have_count(0)  # on paper there is nothing to press
    assert lead.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_social_worker_finds_what_is_asked_of_her(county: County) -> None:
    worker = county.signed_in("social worker")
    worker.goto("/protocols")
    says(worker, "Asked of you")
    _follow(worker, "What the guidance asks of a social worker")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Social worker")
    assert "area=west-midlands" in worker.url
    says(worker, "Notify the independent reviewing officer (to independent reviewing officer)")
    does_not_say(worker, "Review the absence")  # that is the carer's
    _follow(worker, re.compile("^Is told"))
    expect(worker.get_by_role("heading", level=2).first).to_have_text("Is told")
    worker.go_back()
    _follow(worker, "DFE-NOTIFY-03")
    says(worker, "What we read")


def test_the_library_works_without_scripts_and_a_mistyped_address_leads_on(county: County) -> None:
    visitor = county.signed_in("social worker", java_script_enabled=False)
    answer = visitor.goto("/protocols/by-role?role=socal+worker")
    assert answer is not None and answer.status == 404
    _follow(visitor, "social worker")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Social worker")
    visitor.goto("/protocols")
    visitor.get_by_label("Words, a card's id, or a row of the requirements").fill("unauthorised hour")
    press(visitor, "Show")
    _follow(visitor, "TV-ABSENCE-01")
    says(visitor, "Where it stands")
