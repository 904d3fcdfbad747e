"""A case between two police areas: offered, refused without the rank, accepted in writing, and all learn who has it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.integration.web.reported import decided, reported
from tests.journeys.county import County, at_once, fill_in, fill_in_moment, press, says, violations

SOUTH = "Southvale Police"
pytestmark = pytest.mark.browser


def test_a_case_is_offered_to_another_area_and_accepted_by_its_inspector(county: County) -> None:
    episode = reported(county.cast, at_once() - timedelta(hours=2))
    decided(county.cast, episode, at_once())
    north = county.signed_in("duty inspector")
    north.goto(f"/episodes/{episode.pk}/areas")
    says(north, "Northmoor Police has the case and answers for every duty, whatever is offered or disputed.")
    assert violations(north) == []
    north.get_by_role("link", name="Offer the case to another area").click()
    fill_in(north, to_desk=f"{SOUTH}: Duty inspector", why="Seen at Southvale station at noon.")
    press(north, "Offer the episode")
    says(north, "Waiting for the answer of the desk it was offered to.")

    handler = county.signed_in("call handler", SOUTH)
    handler.goto(north.url)
    fill_in(handler, answer="accept", words="We have a unit at the station.")
    press(handler, "Send the answer")
    says(handler, re.compile("who may not take over the investigation"))
    expect(handler.locator("[name='words']")).to_have_value("We have a unit at the station.")

    south = county.signed_in("duty inspector", SOUTH)
    south.goto("/board")
    south.get_by_role("link", name=re.compile("Aisha Bramwell, MP-")).first.click()
    south.goto(north.url)
    fill_in(south, answer="accept", words="We have a unit at the station.")
    press(south, "Send the answer")
    says(south, "You own this episode now.")

    home = county.signed_in("registered manager")
    home.goto("/board")
    says(home, re.compile(f"{SOUTH} has the case of Aisha Bramwell now, no longer Northmoor Police"))
    south.goto(f"/episodes/{episode.pk}/elsewhere")
    fill_in(
        south, to_desk="Northmoor Police: Duty inspector", what="Look again in her room.", why="A ticket was bought."
    )
    fill_in_moment(south, "by_when", at_once() + timedelta(hours=4))
    press(south, "Ask them")
    says(south, "The other area is asked, and must say that it knows.")
    assert violations(south) == []
