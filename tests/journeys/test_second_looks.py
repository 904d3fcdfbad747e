"""A coordinator takes a second look: the page, a list, the episode behind a line, and back again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.county import County, at_once, does_not_say, picture, says, violations
from tests.journeys.stage import set_stage

pytestmark = pytest.mark.browser


def test_a_coordinator_goes_from_a_number_to_the_episode_and_back(county: County) -> None:
    set_stage(county.cast, at_once())
    coordinator = county.signed_in("missing person coordinator")
    coordinator.goto("/my-work")
    coordinator.get_by_role("link", name="Second looks").click()
    says(coordinator, "Look at these first")
    picture(coordinator, "16-second-looks")
    line = coordinator.get_by_role("row").filter(has_text="Least actions never done")
    number = int(line.get_by_role("cell").nth(1).inner_text())
    line.get_by_role("link").click()
    says(coordinator, re.compile(f"{number} to look at"))
    episode = coordinator.get_by_role("row").filter(has_text="Aisha Bramwell").first
    reference = episode.get_by_role("link").nth(1).inner_text()
    assert violations(coordinator) == []
    picture(coordinator, "17-a-second-look")
    episode.get_by_role("link", name=reference).click()
    expect(coordinator.get_by_role("main")).to_contain_text(reference)
    coordinator.go_back()
    coordinator.get_by_role("link", name="Back", exact=True).click()
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("Second looks")


def test_an_analyst_reads_the_same_number_and_nobodys_name(county: County) -> None:
    set_stage(county.cast, at_once())
    counted = []
    for role in ("missing person coordinator", "analyst"):
        page = county.signed_in(role)
        page.goto("/oversight")
        page.get_by_role("link", name="Least actions never done for somebody who is missing", exact=True).last.click()
        counted.append(page.get_by_role("status").inner_text())
    assert counted[0] == counted[1] and re.search(r"\d+ to look at", counted[0])
    says(page, "You work with figures")
    does_not_say(page, "Aisha Bramwell")
