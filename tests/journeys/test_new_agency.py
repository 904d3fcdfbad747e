"""docs/how-to/set-up-an-agency.md is done as it is written, and the first new person comes in with the link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sightline.access.models import Agency, Desk
from tests.journeys.county import County, says, violations

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/how-to/set-up-an-agency.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "src/sightline/web/templates"
STEP = re.compile(r"\*\*(?P<press>[^*]+)\*\*|\*(?P<field>[^*]+)\*(?:: `(?P<value>[^`]+)`)?|“(?P<says>[^”]+)”")
pytestmark = pytest.mark.browser


def part(title: str) -> str:
    """The numbered steps under a heading of the page."""
    (found,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return " ".join(re.findall(r"^\d\. .*(?:\n   .*)*", found, re.MULTILINE)).replace("\n   ", " ")


def answer(page: Page, label: str, value: str | None) -> None:
    """Give one answer: type it, choose it from a list, or take the choice of that name."""
    box = page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$")).first
    if value is None:
        box.check()
    elif box.evaluate("e => e.tagName") == "SELECT":
        box.select_option(label=value)
    else:
        box.fill(value)


def follow(page: Page, title: str) -> None:
    """Do every step of a part of the page, in its order; each page on the way is one everybody can use."""
    for step in STEP.finditer(part(title)):
        if step["press"]:
            assert violations(page) == []
            name = re.compile(rf"^{re.escape(step['press'])}")
            page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
        elif step["says"]:
            says(page, re.compile(re.escape(step["says"])))
        elif step["value"] or step["field"] != "Write an e-mail":
            answer(page, step["field"], step["value"])


def test_a_new_agency_is_set_up_by_the_how_to_and_its_first_person_sees_the_board(county: County) -> None:
    administrator = county.signed_in("administrator")
    administrator.goto("/board")
    follow(administrator, "Add it on four pages")
    follow(administrator, "Give its people their links")
    assert violations(administrator) == []
    link = administrator.locator("code.app-link").inner_text()
    home = Agency.objects.get(name="Elm House")
    assert home.police_area and home.council and Desk.objects.get(agency=home).phone == "01632 960301"
    manager = county.visitor()
    manager.goto(link)
    follow(manager, "The first person begins")
    expect(manager.locator(".app-header__who")).to_contain_text("Dev Marsh, registered manager, Elm House")
    stranger = county.visitor()
    stranger.goto(link)
    says(stranger, "This link does not work")


def test_every_button_and_link_the_how_to_names_is_on_a_screen() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/sightline/web").rglob("*.py"))
    named = set(re.findall(r"\*\*([^*]+)\*\*", PAGE)) - {"bold"}
    assert sorted(name for name in named if f'"{name}"' not in templates + code) == []
