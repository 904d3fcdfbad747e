"""A child placed far from his council goes missing: a home, two police areas, two councils and his mother, each at a
screen of their own, on one record. One thing in it is for two of them alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.episodes.actions.care_placing import Where, record_placement
from sightline.people.models import Person
from tests.journeys.county import County, at_once, does_not_say, fill_in, fill_in_moment, press, says, violations

NORTH, SOUTH = "Northmoor Police", "Southvale Police"
RESPONSIBLE, HOST, HOME = "Southvale County Council", "Northmoor City Council", "Rowan House"
SECRET, DANGER = "He is at his aunt's in Quayside Row.", "His uncles look for him to punish him."
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.browser


class Everybody:
    """Whoever works on the episode, each in a browser of their own; and his mother, with nothing but a link."""

    def __init__(self, county: County) -> None:
        self.county, self.tyler, self.episode = county, _placed_far_away(county), ""
        self.home = county.signed_in("registered manager", HOME)
        self.north = county.signed_in("duty inspector", NORTH)
        self.handler = county.signed_in("call handler", NORTH)
        self.worker = county.signed_in("social worker", RESPONSIBLE)
        self.host = county.signed_in("social worker", HOST)
        self.south = county.signed_in("duty inspector", SOUTH)
        self.mother = county.visitor(java_script_enabled=False)  # on an old telephone

    @property
    def person(self) -> str:
        """The address of Tyler's record."""
        return f"/people/{self.tyler.pk}"


def _placed_far_away(county: County) -> Person:
    """Tyler's council has placed him in Rowan House, in the area of another council, where carers look first."""
    tyler, home = county.cast.person("Tyler"), county.cast.agency(HOME)
    Agency.objects.filter(pk=home.pk).update(area="birmingham")
    where = Where(home.pk, "children's home", day_of(at_once()), home.address, county.cast.agency(HOST).pk, True)
    record_placement(person=tyler.pk, where=where, history_told="yes", told="Denise Farrow", at=at_once(),
                     by=county.cast.actor("social worker", RESPONSIBLE))  # fmt: skip
    return tyler


def test_one_child_two_areas_two_councils_a_home_and_a_mother(county: County) -> None:
    people = Everybody(county)
    _the_home_writes_down_who_he_is(people)
    _the_home_looks_first_and_reports(people)
    _the_police_see_what_was_tried_and_decide(people)
    _both_councils_know_and_act(people)
    _the_case_goes_to_the_other_area(people)
    _one_thing_is_kept_apart_for_two(people)
    _nobody_else_learns_that_it_is_there(people)
    _his_mother_follows_with_a_code(people)
    _the_public_is_asked_and_the_appeal_comes_down(people)


def _the_home_writes_down_who_he_is(people: Everybody) -> None:
    home = people.home
    home.goto(f"{people.person}/profile")
    home.get_by_role("link", name=re.compile(r"this part\s*:\s*What they look like")).click()
    fill_in(home, build="Tall and thin.", clothes="Green parka, white trainers.")
    press(home, "Record this part")
    says(home, "Recorded.")


def _the_home_looks_first_and_reports(people: Everybody) -> None:
    home = people.home
    home.goto("/residents")
    press(home, re.compile("Not here.*Tyler Ashdown"))
    fill_in(home, because="He said he would be at the shop. Aisha saw him leave at four.", minutes="30")
    for tried in ("Ring the person", "Ask the other residents and the staff on duty"):
        home.get_by_label(tried).check()
    press(home, "Begin the first checks")
    press(home, re.compile("Look again"))
    ring = home.locator("form").filter(has_text="Ring the person")
    ring.get_by_label("What came of it").fill("His phone is off.")
    press(ring, re.compile("Tried"))
    says(home, "His phone is off.")
    press(home, "Report missing to the police now")
    says(home, "The police have the report. Say this reference when you ring.")
    people.episode = re.sub(r".*/residents|#.*", "", home.url)


def _the_police_see_what_was_tried_and_decide(people: Everybody) -> None:
    north = people.north
    north.goto("/board")
    says(north, re.compile("Decide missing or absent: Tyler Ashdown"))
    north.goto(people.episode)
    profile = north.locator("section[aria-labelledby=profile]")
    for said in ("His phone is off.", "Ask the other residents and the staff on duty", "Green parka, white trainers."):
        expect(profile).to_contain_text(said)
    north.goto(f"{people.episode}/decision")
    fill_in(north, category="missing", risk="high", seriousness="high", immediacy="high",
            because="Fourteen, far from home, phone off, and nobody knows where he went.")  # fmt: skip
    press(north, "Record the decision")
    says(north, "The decision is recorded, and the duties that follow from it are on their desks.")
    north.goto(f"{people.episode}/deploy")
    fill_in(north, because="High risk: car 4 is on its way to the home.")
    press(north, "Record that officers are sent")
    says(north, "It is recorded that officers were sent.")


def _acknowledged(page: Page) -> None:
    """Whatever waits on the desk about Tyler is acknowledged, one notice after another."""
    page.goto("/board")
    says(page, re.compile("Tyler Ashdown"))
    knows = page.get_by_role("button", name=re.compile("I know, and it is mine.*Tyler Ashdown"))
    for _ in range(knows.count()):
        knows.first.click()
        says(page, re.compile("Acknowledged, and yours to act on"))
    expect(knows).to_have_count(0)


def _left_to_do(worker: Page) -> Locator:
    """What the board of the child's own council still asks for about Tyler, unfolded."""
    worker.goto("/board")
    folded = worker.locator("details").filter(has_text="Tyler Ashdown")
    folded.locator("summary").first.click()
    return folded


def _both_councils_know_and_act(people: Everybody) -> None:
    worker, host = people.worker, people.host
    _acknowledged(worker)
    expect(_left_to_do(worker)).to_contain_text("Notify the host authority")
    _acknowledged(host)  # and that is its answer: nobody need ring to hear that it knows
    left = _left_to_do(worker)
    expect(left).not_to_contain_text("Notify the host authority")
    left.locator(".app-duty").filter(has_text="Notify the police for the placement").get_by_role("link").first.click()
    fill_in(worker, how="Rang the control room and sent the plan.", told="Nadia Whitlock, call handler")
    press(worker, "Record as done")
    says(worker, "It is recorded that this was done: notify the police for the placement area.")
    host.goto(f"{people.episode}/timeline")
    says(host, re.compile("Rang the control room and sent the plan"))
    people.north.goto(people.episode)
    told = people.north.get_by_role("region", name="Who was told")
    for council in ("Anil Rowntree", "Grace Adeyinka"):
        expect(told).to_contain_text(f"acknowledged by {council}")


def _the_case_goes_to_the_other_area(people: Everybody) -> None:
    north, south = people.north, people.south
    north.goto(f"{people.episode}/areas")
    says(north, f"{NORTH} has the case and answers for every duty, whatever is offered or disputed.")
    north.get_by_role("link", name="Offer the case to another area").click()
    fill_in(north, to_desk=f"{SOUTH}: Duty inspector", why="A guard saw him leave the train at Southvale at noon.")
    press(north, "Offer the episode")
    says(north, "Waiting for the answer of the desk it was offered to.")
    south.goto("/board")
    south.get_by_role("region", name="Handovers offered to you").get_by_role("link").click()
    says(south, "A guard saw him leave the train at Southvale at noon.")
    fill_in(south, answer="accept", words="We have a unit at the station and his family is here.")
    press(south, "Send the answer")
    says(south, "You own this episode now.")
    people.home.goto(f"/residents{people.episode}")
    expect(people.home.locator("main")).to_contain_text(f"Who owns it\n{SOUTH}", use_inner_text=True)
    people.worker.goto("/board")
    says(people.worker, re.compile(f"{SOUTH} has the case of Tyler Ashdown now"))


def _one_thing_is_kept_apart_for_two(people: Everybody) -> None:
    south, worker = people.south, people.worker
    south.goto(people.episode)
    south.get_by_role("link", name="Keep one thing apart, and the record open").click()
    fill_in(south, kind="honour-based abuse", says=SECRET)
    press(south, "Keep it apart")
    problem = south.locator(".govuk-error-summary").first
    expect(problem).to_contain_text("Answer “Who else needs to know it?”")
    expect(south.locator("[name=says]")).to_have_value(SECRET)
    fill_in(south, because=DANGER)
    south.get_by_label(f"Anil Rowntree, social worker, {RESPONSIBLE}").check()
    press(south, "Keep it apart")
    says(south, "It is kept apart. Only the people on the list learn that it is there.")
    assert violations(south) == []
    worker.goto("/board")
    line = worker.get_by_role("region", name="For you alone")
    expect(line).to_contain_text("You were named to see something kept apart about Tyler Ashdown.")
    expect(line).not_to_contain_text("Quayside")
    line.get_by_role("link", name=re.compile("Read it")).click()
    says(worker, SECRET)
    press(worker, "I have read it")
    says(worker, "The others on the list see that you have read it.")
    for address in (people.person, people.episode):
        worker.goto(address)
        section = worker.get_by_role("region", name="Kept apart")
        for said in (SECRET, DANGER, "Ruth Merrigan", "Anil Rowntree"):
            expect(section).to_contain_text(said)
        assert violations(worker) == []


def _nobody_else_learns_that_it_is_there(people: Everybody) -> None:
    addresses = (people.person, people.episode, f"{people.episode}/timeline", "/board", "/my-work")
    for page in (people.home, people.host, people.handler, people.north):
        for address in addresses:
            page.goto(address)
            said = page.content()
            assert "Tyler" in said or address in ("/board", "/my-work"), address
            for word in ("Quayside", DANGER, ">Kept apart<", "For you alone", "named to see"):
                assert word not in said, (address, word)


def _his_mother_follows_with_a_code(people: Everybody) -> None:
    south, mother = people.south, people.mother
    south.goto(f"{people.episode}/family/weigh")
    fill_in(south, harms="no", because="Asked Anil Rowntree: his mother is no danger, his uncles are.")
    press(south, "Record the answer")
    south.get_by_role("link", name="Name who speaks with the family").click()
    fill_in(south, officer="Ruth Merrigan, duty inspector", officer_phone="01632 960700", name="Carol Ashdown",
            relation="mother", phone="07700 900214", prefers="telephone")  # fmt: skip
    fill_in_moment(south, "next_update_at", at_once() + 3 * HOUR)
    press(south, "Name them")
    press(south, "Make the family's page")
    address, code = (south.locator(part).inner_text().strip() for part in ("#address", "#code"))
    mother.goto(address)
    does_not_say(mother, "Tyler")
    fill_in(mother, code=code)
    press(mother, "Open the page")
    says(mother, "About Tyler")
    for done in ("The police took the report.", "Officers were sent.", "Another police desk leads the search now."):
        says(mother, done)
    for word in ("Quayside", "uncles", "Kept apart"):
        assert word not in mother.content()


def _agreed_by_the_superintendent(people: Everybody) -> None:
    commander = people.county.signed_in("superintendent", SOUTH)
    commander.goto(f"{people.episode}/publicity/decide")
    fill_in(commander, helps="It helps: the station is busy.", risks="He may hide from those who mean well.",
            urgent="no", agrees="yes", because="The guard knew him by his coat.", heard_0="Agrees",
            says_0="His mother, by telephone.", proportionate="He is fourteen and it is night.")  # fmt: skip
    press(commander, "Save")
    says(commander, "The decision is recorded.")
    assert "Quayside" not in commander.content()


def _the_public_is_asked_and_the_appeal_comes_down(people: Everybody) -> None:
    south = people.south
    south.goto(f"{people.episode}/publicity/write")
    for chosen in ("name", "age", "clothing", "last seen"):
        south.locator(f"[name='chosen'][value='{chosen}']").check()
    fill_in(south, clothing="A green parka", last_seen="Southvale railway station", phone="101",
            says="Have you seen Tyler? His family is worried.")  # fmt: skip
    fill_in_moment(south, "expires_at", at_once() + timedelta(days=7))
    press(south, "Save")
    says(south, "The appeal is a draft. Nobody outside sees it.")
    _agreed_by_the_superintendent(people)
    south.goto(f"{people.episode}/publicity/publish")
    fill_in(south, name_1="Southvale Post", where_1="page 1")
    press(south, "Publish")
    poster = people.county.visitor()
    poster.goto(south.locator("a[href*='/appeals/']").first.get_attribute("href") or "")
    says(poster, "Tyler Ashdown")
    assert "Quayside" not in poster.content()
    _found(people)
    poster.reload()
    says(poster, "There is no appeal here")
    does_not_say(poster, "Tyler")
    officer = people.county.signed_in("investigating officer", SOUTH)
    officer.goto("/board")
    says(officer, re.compile("Take the appeal down"))
    officer.goto(people.person)
    assert "Tyler" in officer.content() and "Quayside" not in officer.content()
    officer.goto(f"{people.episode}/publicity")
    press(officer, re.compile("It is down here"))
    says(officer, "The picture is destroyed. Ask each place to forget the person.")


def _found(people: Everybody) -> None:
    """The second area finds him, confirms it and sees him; the home and his council read it on their screens."""
    south = people.south
    south.goto(f"{people.episode}/return")
    form = south.locator("form[action$='/return/located']")
    if not form.is_visible():
        south.locator("details", has=form).locator("summary").click()
    fill_in(form, place="Southvale railway station", located_by="PC Venn", how="Saw him on the platform.")
    press(form, "Record the location")
    form = south.locator("form[action$='/return/confirmed']")
    if not form.is_visible():
        south.locator("details", has=form).locator("summary").click()
    fill_in(form, how="PC Venn is with him.")
    fill_in_moment(form, "returned_at", at_once())
    press(form, "Confirm the location")
    people.worker.goto(f"{people.episode}/return")
    says(people.worker, re.compile("Southvale railway station"))
