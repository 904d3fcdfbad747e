"""A carer writes a profile with a photograph, saves and resumes, agrees it, and reports: the police see all of it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from sightline.audit.moments import day_of
from tests.journeys.county import County, at_once, does_not_say, fill_in, picture, press, says, violations

HOME = "Rowan House"
pytestmark = pytest.mark.browser


def _portrait() -> bytes:
    """A drawn head and shoulders: nobody's."""
    image, out = Image.new("RGB", (600, 800), "#dfe7ea"), io.BytesIO()
    pen = ImageDraw.Draw(image)
    pen.ellipse((190, 140, 410, 420), fill="#8a6f5a")
    pen.pieslice((90, 430, 510, 1100), 180, 360, fill="#33506b")
    image.save(out, "JPEG")
    return out.getvalue()


def _part(carer: Page, heading: str, **fields: str) -> None:
    """Write one part of the profile and record it."""
    carer.get_by_role("link", name=re.compile(rf"this part\s*:\s*{heading}")).click()
    fill_in(carer, **fields)
    press(carer, "Record this part")
    says(carer, "Recorded.")


def _day(page: Page, name: str, days: int) -> None:
    day = day_of(at_once()) + timedelta(days=days)
    fill_in(page, **{f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)})


def _photograph(carer: Page) -> None:
    carer.get_by_role("link", name="Add a photograph").click()
    _day(carer, "taken_on", -3)
    fill_in(carer, good_likeness="yes", person_agrees="agrees", agreed_by="Her mother, who has parental responsibility")
    carer.get_by_label("Police search").check()
    _day(carer, "until", 180)
    carer.set_input_files("[name=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": _portrait()})
    press(carer, "Keep the photograph")
    says(carer, "The photograph is kept.")
    shown = carer.get_by_role("img", name=re.compile("Aisha Bramwell, photographed on"))
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()


def _saved_and_resumed(carer: Page) -> None:
    """Half a part, saved for later; the next sign-in finds it as it was left."""
    carer.get_by_role("link", name=re.compile(r"this part\s*:\s*Risks")).click()
    fill_in(carer, risks="Met by older men in cars outside")
    press(carer, "Save and come back later")
    says(carer, "Saved for later. Nobody else sees it until you record it.")
    carer.get_by_role("link", name=re.compile(r"Go on with your draft\s*:\s*Risks")).click()
    expect(carer.locator("[name=risks]")).to_have_value("Met by older men in cars outside")
    fill_in(carer, likelihood="very likely", risks="Met by older men in cars outside school.")
    press(carer, "Record this part")
    does_not_say(carer, "Your draft")


def _agreed(carer: Page) -> None:
    press(carer, "Agree the profile")
    fill_in(carer, drawn_up_with="Grace Adeyinka, social worker")
    _day(carer, "review_on", 90)
    press(carer, "Agree the profile")
    says(carer, "The profile is agreed.")


def test_a_carer_writes_a_profile_reports_and_the_police_see_it(county: County) -> None:
    aisha = county.cast.person("Aisha").pk
    carer, inspector = county.signed_in("registered manager", HOME), county.signed_in("duty inspector")
    carer.goto("/residents")
    says(carer, "No profile")
    carer.goto(f"/people/{aisha}/profile")
    assert violations(carer) == []
    _part(carer, "What they look like", build="Slight, five foot four.", clothes="Grey coat with a hood.")
    _saved_and_resumed(carer)
    _part(carer, "Places to look first", likely_places="The bus station\nHer aunt's in Weaver Street")
    _part(carer, "The plan for an absence", times_back="Nine on a school night.", who_to_ring="Her aunt, 01632 960123")
    _photograph(carer)
    _agreed(carer)
    picture(carer, "16-a-profile")
    carer.goto(f"/people/{aisha}/profile/print")
    says(carer, "Her aunt's in Weaver Street")
    carer.goto(f"/residents/{aisha}/report")
    fill_in(carer, circumstances="Out of the kitchen window at ten.", clothes="Red jumper, no coat")
    press(carer, "Report to the police now")
    says(carer, "The police have the report. Say this reference when you ring.")
    _seen_by_the_police(inspector, carer)


def _seen_by_the_police(inspector: Page, carer: Page) -> None:
    inspector.goto("/board")
    inspector.get_by_role("link", name=re.compile("Aisha Bramwell")).first.click()
    profile = inspector.locator("section[aria-labelledby=profile]")
    expect(profile).to_contain_text("Red jumper, no coat")
    expect(profile).to_contain_text("Her aunt's in Weaver Street")
    expect(profile).to_contain_text(re.compile("Profile agreed, review on"))
    expect(profile.get_by_role("img", name=re.compile("Aisha Bramwell"))).to_have_count(1)
    assert violations(inspector) == []
    picture(inspector, "17-the-profile-beside-the-report", of=profile)
    carer.get_by_role("link", name="Add what is new or different tonight").click()
    fill_in(carer, says="Mina has a message: she is at the retail park.")
    press(carer, "Tell the police")
    says(carer, "The police have it.")
    inspector.goto("/board")
    says(inspector, re.compile("New from Rowan House about Aisha Bramwell"))
