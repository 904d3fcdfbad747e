"""Without JavaScript, and without a mouse: the same forms, the same outcome."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.reported import decided, reported, returned
from tests.journeys.county import PASSWORD, County, at_once, fill_in, fill_in_moment, press, says

SOUTH = "Southvale Police"
WHY = "Fifteen, under an exploitation flag, and her phone is off, says Denise Farrow of the home."
pytestmark = pytest.mark.browser


def _plain(county: County, role: str, agency: str = "") -> Page:
    """A browser without JavaScript, signed in."""
    return county.signed_in(role, agency, java_script_enabled=False)


def test_without_scripts_somebody_is_searched_for_and_reported(county: County) -> None:
    handler = county.visitor(java_script_enabled=False)
    handler.goto("/control-room")
    fill_in(handler, email="nadia.whitlock@northmoor-police.example", password=PASSWORD)
    press(handler, "Sign in")
    fill_in(handler, name="aisha bramwell")
    press(handler, "Search")
    press(handler, re.compile("This is the person"))
    fill_in(handler, caller_name="Denise Farrow", said="Aisha has not come back.", q7="No marks, no notes.")
    handler.locator("[name='q7-fact-0'][value='no']").check()
    press(handler, "Show what the protocol says")
    expect(handler.get_by_role("region", name="What the protocol says so far")).to_contain_text("Absent")
    expect(handler.locator("[name=caller_name]")).to_have_value("Denise Farrow")
    fill_in_moment(handler, "last_seen_at", at_once() - timedelta(hours=3))
    press(handler, "Save the report")
    problem = handler.locator(".govuk-error-summary")
    expect(problem).to_contain_text("What has happened")  # asked for, and nothing typed was lost
    expect(handler.locator("[name=q7]")).to_have_value("No marks, no notes.")
    fill_in(handler, circumstances="Left after tea, phone off.")
    press(handler, "Save the report")
    says(handler, "The duty inspector has it on the duty board and decides.")
    inspector = _plain(county, "duty inspector")
    inspector.goto("/board")
    says(inspector, "Decide missing or absent: Aisha Bramwell")


def test_without_scripts_a_decision_is_made_and_a_notice_acknowledged(county: County) -> None:
    episode = reported(county.cast, at_once()).pk
    inspector = _plain(county, "duty inspector")
    inspector.goto("/board")
    press(inspector, re.compile("I know, and it is mine"))
    says(inspector, "Acknowledged, and yours to act on: Decide missing or absent: Aisha Bramwell")
    inspector.goto(f"/episodes/{episode}/decision")
    fill_in(inspector, category="missing", risk="high", seriousness="high", immediacy="high", because=WHY)
    press(inspector, "Record the decision")
    says(inspector, "The decision is recorded, and the duties that follow from it are on their desks.")


def test_without_scripts_an_episode_is_handed_over(county: County) -> None:
    episode = reported(county.cast, at_once())
    decided(county.cast, episode, at_once())
    inspector, southern = _plain(county, "duty inspector"), _plain(county, "duty inspector", SOUTH)
    inspector.goto(f"/episodes/{episode.pk}/handover")
    fill_in(inspector, to_desk=f"{SOUTH}: Duty inspector", why="Her sister lives in Southvale.")
    press(inspector, "Offer the episode")
    southern.goto("/board")
    southern.get_by_role("region", name="Handovers offered to you").get_by_role("link").click()
    fill_in(southern, answer="accept", words="We send a car now.")
    press(southern, "Send the answer")
    says(southern, "You own this episode now.")


def test_without_scripts_the_return_is_recorded_step_by_step(county: County) -> None:
    episode = reported(county.cast, at_once())
    decided(county.cast, episode, at_once())
    officer = _plain(county, "investigating officer")
    officer.goto(f"/episodes/{episode.pk}/return")
    form = officer.locator("form[action$='/return/located']")
    fill_in(form, place="Her sister's flat", located_by="Her sister")
    press(form, "Record the location")
    form = officer.locator("form[action$='/return/confirmed']")
    fill_in(form, how="PC Arkwright is at the door.")
    press(form, "Confirm the location")
    form = officer.locator("form[action$='/return/seen']")
    fill_in(
        form,
        seen_by="PC Arkwright",
        seen_alone="yes",
        harm="no",
        says="I needed to see my sister.",
        doctor="no",
        offending="no",
    )
    press(form, "Record the check")
    expect(officer.locator("#step-seen")).to_contain_text("Done")
    officer.locator("details", has=officer.locator("form[action$='/return/closed']")).locator("summary").click()
    form = officer.locator("form[action$='/return/closed']")
    fill_in(form, because="Home and well.")
    press(form, "Close the episode")
    expect(officer.locator(".govuk-error-summary").first).to_contain_text("referral")


def test_without_scripts_a_home_watches_an_absence(county: County) -> None:
    manager = _plain(county, "registered manager", "Willow Lodge")
    manager.goto("/residents")
    press(manager, re.compile("Not here.*Tyler Ashdown"))
    for question in manager.locator("fieldset:has(input[type=radio])").all():
        question.locator("input[value='no']").check()
    fill_in(manager, because="Missed the bus before, and rang at 19:40.")
    press(manager, "Begin to watch this absence")
    says(manager, "Away, and watched by you")


def test_without_scripts_a_picture_is_added(county: County) -> None:
    episode = reported(county.cast, at_once())
    returned(county.cast, episode, at_once())
    officer = _plain(county, "investigating officer")
    officer.goto(f"/episodes/{episode.pk}/attachments/new")
    fill_in(officer, title="The coat she wore")
    officer.set_input_files("[name=file]", {"name": "c.txt", "mimeType": "text/plain", "buffer": b"not a picture"})
    press(officer, "Add the picture")
    expect(officer.locator(".govuk-error-summary")).to_contain_text("not a picture that can be read")
    expect(officer.locator("[name=title]")).to_have_value("The coat she wore")


# --- with the keyboard alone ------------------------------------------------------------------------------------------


def _tab_to(page: Page, selector: str, most: int = 160) -> None:
    """Go on with the Tab key until the element has the focus; it must be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            style = "e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow + s.backgroundColor; }"
            assert page.evaluate(f"({style})(document.activeElement)") not in ("nonenonergba(0, 0, 0, 0)", "")
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def _type_in(page: Page, selector: str, text: str) -> None:
    _tab_to(page, selector)
    page.keyboard.type(text)


def test_with_the_keyboard_alone_somebody_signs_in_searches_and_reports(county: County) -> None:
    handler = county.visitor()
    handler.goto("/")
    handler.keyboard.press("Tab")
    assert handler.evaluate("document.activeElement.textContent") == "Skip to main content"
    _type_in(handler, "[name=email]", "nadia.whitlock@northmoor-police.example")
    _type_in(handler, "[name=password]", PASSWORD)
    handler.keyboard.press("Enter")
    says(handler, "Who is missing?")
    _type_in(handler, "[name=name]", "aisha bramwell")
    says(handler, "1 person found")
    _tab_to(handler, "#results a.govuk-button")
    handler.keyboard.press("Space")  # it looks like a button and answers like one
    expect(handler.locator("h1")).to_have_text("Report: Aisha Bramwell, 15")
    _type_in(handler, "[name=caller_name]", "Denise Farrow")
    _type_in(handler, "[name=said]", "Aisha has not come back.")
    handler.keyboard.press("Shift+Tab")
    handler.keyboard.press("Tab")
    _tab_to(handler, "[name='q7']")
    handler.keyboard.type("No marks, no notes.")
    _tab_to(handler, "[name='q7-fact-0']")
    handler.keyboard.press("Space")
    handler.keyboard.press("ArrowRight")
    expect(handler.locator("[name='q7-fact-0'][value='no']")).to_be_checked()
    _tab_to(handler, "#report > button:last-of-type")
    handler.keyboard.press("Enter")
    _the_summary_has_the_focus_and_leads_to_the_question(handler)
    handler.keyboard.type("Left after tea, phone off.")
    _tab_to(handler, "#report > button:last-of-type")
    handler.keyboard.press("Enter")
    says(handler, "The duty inspector has it on the duty board and decides.")


def _the_summary_has_the_focus_and_leads_to_the_question(page: Page) -> None:
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    _tab_to(page, ".govuk-error-summary a", most=2)
    page.keyboard.press("Enter")
    expect(page.locator("[name=circumstances]")).to_be_focused()


def test_with_the_keyboard_alone_a_notice_is_acknowledged_on_a_board_that_moves(county: County) -> None:
    reported(county.cast, at_once())
    inspector = county.signed_in("duty inspector")
    inspector.goto("/board")
    says(inspector, "Live: this page updates by itself")
    _tab_to(inspector, "form[action$='/acknowledge'] button")
    reported(county.cast, at_once(), "Daniel")
    says(inspector, "Decide missing or absent: Daniel Osei")
    inspector.keyboard.press("Enter")
    says(inspector, re.compile("Acknowledged, and yours to act on: Decide missing or absent: Aisha Bramwell"))
