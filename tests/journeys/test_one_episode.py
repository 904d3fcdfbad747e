"""One missing episode in real browsers, from the call to the closure: seven people at seven screens, on one record."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.county import (
    PASSWORD,
    County,
    at_once,
    does_not_say,
    fill_in,
    fill_in_moment,
    picture,
    press,
    says,
)

SOUTH = "Southvale Police"
AT_ONCE = 2.0  # seconds: new work must be on an open board by then, without anybody refreshing it
pytestmark = pytest.mark.browser


class People:
    """Everybody who works on the episode, each at a screen of their own."""

    def __init__(self, county: County) -> None:
        self.county, self.episode = county, ""  # the address of the episode, once there is one
        self.handler = county.visitor()  # signs in at the form
        self.inspector = county.signed_in("duty inspector")
        self.manager = county.signed_in("force incident manager")
        self.officer = county.signed_in("investigating officer")
        self.home = county.signed_in("registered manager", "Rowan House")
        self.southern = county.signed_in("duty inspector", SOUTH)
        self.southern_officer = county.signed_in("investigating officer", SOUTH)
        self.social_worker = county.signed_in("social worker")
        self.interviewer = county.signed_in("return interviewer")


def test_from_the_call_to_the_closure(county: County) -> None:
    people = People(county)
    _sign_in_search_and_make_sure_who_it_is(people.handler)
    _ask_the_questions(people.handler)
    _the_report_is_on_the_inspectors_open_board_at_once(people)
    _absent_is_refused_and_missing_high_recorded(people)
    _the_inspector_is_silent_and_the_manager_acknowledges(people)
    _enquiries_and_a_sighting(people)
    _handed_over_to_the_other_area(people)
    _located_is_not_seen(people)
    _the_interview_is_offered(people)
    _closing_is_refused_until_a_referral_is_decided(people)
    _the_long_term_plan_is_made(people)
    _closed(people)


def _sign_in_search_and_make_sure_who_it_is(handler: Page) -> None:
    handler.goto("/")
    fill_in(handler, email="nadia.whitlock@northmoor-police.example", password=PASSWORD)
    press(handler, "Sign in")
    says(handler, "Who is missing?")
    does_not_say(handler, "None of these: new person")  # nobody can be made before the search
    handler.locator("[name=name]").press_sequentially("aysha bramwel")
    says(handler, "1 person found")
    card = handler.locator(".govuk-summary-card")
    expect(card).to_contain_text(re.compile(r"Aisha Bramwell.*15 years old, born .*exploitation", re.DOTALL))
    picture(handler, "01-search-first", whole=False)
    press(handler, "This is the person")
    expect(handler.locator("h1")).to_have_text("Report: Aisha Bramwell, 15")


def _ask_the_questions(handler: Page) -> None:
    says(handler, "Met by older men in cars outside school.")
    fill_in(handler, caller_name="Denise Farrow", caller_relation="registered manager", caller_phone="01632 960201",
            caller_agency="Rowan House", said="Aisha left after tea and has not come back.")  # fmt: skip
    fill_in_moment(handler, "last_seen_at", at_once() - timedelta(hours=3))
    fill_in(handler, last_seen_place="Rowan House", circumstances="Phone off. She said nothing to anybody.")
    known = handler.locator("#beside")
    expect(known).to_contain_text(re.compile(r"Barred\s*Absent"))
    before = known.get_by_text(re.compile(r"\d+ things are not known")).inner_text()
    fill_in(handler, q7="No marks, no notes, she was cheerful.", **{"q7-fact-0": "no"})
    expect(known.get_by_text(before)).to_have_count(0)  # the answer moved as the fact arrived
    picture(handler, "02-questions-and-what-the-protocol-says", of=handler.get_by_role("heading", name="Question 7"))


def _the_report_is_on_the_inspectors_open_board_at_once(people: People) -> None:
    people.inspector.goto("/board")
    says(people.inspector, "Live: this page updates by itself")
    does_not_say(people.inspector, "Aisha Bramwell")
    press(people.handler, "Save the report")
    people.handler.wait_for_url("**/episodes/*", wait_until="commit")
    says(people.inspector, "Decide missing or absent: Aisha Bramwell", within=AT_ONCE)
    says(people.handler, "The duty inspector has it on the duty board and decides.")
    picture(people.inspector, "03-duty-board")
    people.episode = re.sub(r"#.*", "", people.handler.url)


def _decide(inspector: Page, category: str, risk: str, because: str) -> None:
    fill_in(inspector, category=category, risk=risk, seriousness=risk, immediacy=risk, because=because)
    if category == "absent":
        fill_in(inspector, review_every_minutes="60")
        fill_in_moment(inspector, "call_back_at", at_once() + timedelta(hours=1))
    press(inspector, "Record the decision")


def _absent_is_refused_and_missing_high_recorded(people: People) -> None:
    inspector = people.inspector
    aisha = inspector.get_by_role("link", name="Aisha Bramwell", exact=True)
    inspector.locator(".app-duty").filter(has_text="Decide missing or absent").filter(has=aisha).locator(aisha).click()
    inspector.wait_for_url("**/decision")
    why = "She is often out late and comes back by herself, says the home."
    _decide(inspector, "absent", "none", why)
    refusal = inspector.locator(".app-alarm")
    expect(refusal).to_contain_text("This cannot be recorded")
    expect(refusal).to_contain_text(re.compile(r"at known risk of sexual exploitation.*WMP-CATEGORY-02", re.DOTALL))
    expect(inspector.locator("[name=because]")).to_have_value(why)
    picture(inspector, "04-absent-is-refused")
    _decide(inspector, "missing", "high", "Fifteen, exploitation flag, phone off, says Denise Farrow of the home.")
    says(inspector, "The decision is recorded, and the duties that follow from it are on their desks.")
    says(inspector, "Deploy at once")
    says(inspector, "Live: this page updates by itself")
    picture(inspector, "05-episode")


def _path(people: People) -> str:
    return people.episode.removeprefix(people.county.address)


def _the_inspector_is_silent_and_the_manager_acknowledges(people: People) -> None:
    people.inspector.goto("/board")
    says(people.inspector, "Deploy at once: Aisha Bramwell")
    manager = people.manager
    manager.goto("/board")
    says(manager, "Live: this page updates by itself")
    people.county.watcher(timedelta(minutes=11))
    silent = "Not acknowledged by Duty inspector: Deploy at once: Aisha Bramwell"
    says(manager, silent, within=AT_ONCE)
    picture(manager, "06-escalated", whole=False)
    press(manager.get_by_role("listitem").filter(has_text=silent), re.compile("I know, and it is mine"))
    says(manager, f"Acknowledged, and yours to act on: {silent}")
    manager.goto(people.episode)
    told = manager.get_by_role("region", name="Who was told")
    expect(told.get_by_role("listitem").filter(has_text=silent)).to_contain_text("acknowledged by Gareth Pellow")
    expect(told).to_contain_text(re.compile(r"Stayed silent\s*Duty inspector, Northmoor Police: Deploy at once"))
    manager.get_by_role("link", name="Record that officers are sent").click()
    fill_in(manager, because="High risk, and the inspector did not answer: car 12 is on its way.")
    press(manager, "Record that officers are sent")
    says(manager, "It is recorded that officers were sent.")


def _enquiries_and_a_sighting(people: People) -> None:
    officer = people.officer
    officer.goto(people.episode)
    press(officer, "Take this on")
    says(officer, "You are the named officer of this episode.")
    officer.get_by_role("link", name="New enquiry").click()
    fill_in(officer, what="Ring her friend Mina", of_whom="Mina's mother, 01632 960222")
    press(officer, "Save")
    officer.get_by_role("link", name="Ring her friend Mina").click()
    fill_in(officer, result="Saw her at six by the station, alone, in a grey coat.")
    press(officer, "Save")
    says(officer, "What came of the enquiry is recorded.")
    officer.get_by_role("link", name="Record a sighting").click()
    fill_in(officer, place="Railway station", known_place="Northmoor General Hospital", by_whom="Mina",
            contact="01632 960222", reliability="likely", says="Walking towards the buses.")  # fmt: skip
    press(officer, "Save")
    says(officer, "The sighting is recorded.")
    sightings = officer.get_by_role("region", name="Sightings and the map")
    expect(sightings.locator("svg")).to_contain_text("Railway station")
    picture(officer, "07-sightings-and-the-map", of=sightings)


def _handed_over_to_the_other_area(people: People) -> None:
    southern = people.southern
    southern.goto("/board")
    says(southern, "Live: this page updates by itself")
    people.home.goto(f"/residents{_path(people)}")
    says(people.home, "The police have the report. Say this reference when you ring.")
    expect(people.home.locator("main")).to_contain_text("Who owns it\nNorthmoor Police", use_inner_text=True)
    inspector = people.inspector
    inspector.goto(f"{people.episode}/handover")
    fill_in(inspector, to_desk=f"{SOUTH}: Duty inspector", why="Her sister lives in Southvale, and Mina says so too.")
    press(inspector, "Offer the episode")
    says(southern, "Handover offered by Northmoor Police: Aisha Bramwell", within=AT_ONCE)
    inspector.goto(people.episode)
    expect(inspector.locator("#owner + dd")).to_contain_text("Northmoor Police, Duty inspector")
    southern.get_by_role("region", name="Handovers offered to you").get_by_role("link").click()
    says(southern, "Until you accept, the offering agency stays responsible.")
    fill_in(southern, answer="accept", words="We have the sister's address and send a car now.")
    picture(southern, "08-handover")
    press(southern, "Send the answer")
    says(southern, "You own this episode now.")
    expect(inspector.locator("#owner + dd")).to_contain_text(SOUTH, timeout=2000)  # without a refresh
    expect(people.home.locator("main")).to_contain_text(f"Who owns it\n{SOUTH}", use_inner_text=True, timeout=2000)


def _step(page: Page, step: str) -> Locator:
    """The form of a step on the return page, opened where it stands behind its title."""
    form = page.locator(f"form[action$='/return/{step}']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").click()
    return form


def _located_is_not_seen(people: People) -> None:
    officer = people.southern_officer
    officer.goto(f"{people.episode}/return")
    form = _step(officer, "located")
    fill_in(form, place="Her sister's flat", located_by="Her sister", how="Rang 101.")
    press(form, "Record the location")
    says(officer, "Nobody has confirmed where the person is.")
    expect(officer.locator("form[action$='/return/seen']")).to_have_count(0)  # a claim is not yet a return
    form = _step(officer, "confirmed")
    fill_in(form, how="PC Venn is at the door and sees her.")
    fill_in_moment(form, "returned_at", at_once())
    press(form, "Confirm the location")
    form = _step(officer, "seen")
    fill_in(
        form,
        seen_by="PC Venn",
        seen_alone="yes",
        harm="no",
        says="I needed to see my sister.",
        doctor="no",
        offending="no",
    )
    picture(officer, "09-from-located-to-closed")
    press(form, "Record the check")
    expect(officer.locator("#step-seen")).to_contain_text("Done")


def _the_interview_is_offered(people: People) -> None:
    worker = people.social_worker
    worker.goto(f"{people.episode}/return")
    form = _step(worker, "offered")
    fill_in(form, provider="Open Door", choice="Tamara, at school")
    press(form, "Record the offer")
    expect(worker.locator("#step-offered")).to_contain_text("Done")
    people.interviewer.goto("/my-work")
    row = people.interviewer.get_by_role("row", name="Aisha Bramwell")
    expect(row).to_contain_text("In time")
    expect(row).to_contain_text("Tamara, at school")
    picture(people.interviewer, "10-interviews-waiting", whole=False)


def _closing_is_refused_until_a_referral_is_decided(people: People) -> None:
    officer = people.southern_officer
    officer.goto(f"{people.episode}/return")
    why = "She is home and well, and was seen alone."
    form = _step(officer, "closed")
    fill_in(form, because=why)
    press(form, "Close the episode")
    problem = officer.locator(".govuk-error-summary").first
    expect(problem).to_contain_text("referral")
    expect(_step(officer, "closed").locator("[name=because]")).to_have_value(why)
    picture(officer, "11-closing-is-refused")
    form = _step(officer, "closing-check")
    fill_in(form, referral="refer", referral_because="Exploitation risk.", returns_to="Rowan House", safe_there="yes",
            person_says="I am all right to go back.")  # fmt: skip
    press(form, "Record the closing check")
    expect(officer.locator("#step-closing-check")).to_contain_text("Done")


def _the_long_term_plan_is_made(people: People) -> None:
    in_the_way = people.southern_officer.get_by_role("region", name="What still stands in the way of closing")
    expect(in_the_way).to_contain_text(re.compile("long-term plan.*HMIC-AUTHORITY-04", re.DOTALL))
    worker = people.social_worker
    worker.goto("/board")
    folded = worker.locator("details").filter(has_text="Make a long-term plan")
    folded.locator("summary").first.click()
    folded.locator(".app-duty").filter(has_text="Make a long-term plan").get_by_role("link").first.click()
    step = f"A talk with her sister each week; Denise Farrow; {at_once().date() + timedelta(days=28)}"
    fill_in(worker, how="Plan agreed with the home and her sister; looked at again in four weeks.", steps=step)
    press(worker, "Record as done")
    says(worker, "It is recorded that this was done: make a long-term plan.")


def _closed(people: People) -> None:
    officer = people.southern_officer
    officer.goto(f"{people.episode}/return")
    form = _step(officer, "closed")
    fill_in(form, because="Seen safe and well, referred, and a plan agreed with the home.")
    press(form, "Close the episode")
    says(officer, "The episode is closed.")
    officer.goto(people.episode)
    says(officer, "Was away for")
    header = officer.get_by_role("definition").filter(has_text="High risk")
    expect(header.first).to_contain_text(re.compile(r"Missing\s*High risk\s*Closed"))
    # What outlives the episode stays on somebody's desk: the interview has been offered and is still to be held.
    expect(officer.locator("#episode-now")).to_contain_text("Carry out the return interview")
    picture(officer, "12-closed")
