"""The components in a real browser under the real policy: accessible, alive with scripts, whole without them."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from sightline.web.words import due_words
from tests.unit.web.gallery import NOW, EveryQuestion, duty, gallery, open_page, page_with

AXE = Path(__file__).parents[2] / "journeys/vendor/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 800}
FORM = '{% gov_form form submit="Save" draft="/drafts/report" %}'
BOARD = (
    '<p data-live-state role="status"></p><div id="board" data-live data-live-events="/live/board">'
    '<ul class="app-duties">'
    '{% for d in duties %}{% duty_row d person="Kit" href="/e/1" %}{% endfor %}</ul>'
    '<label>Note <input id="note"></label></div>'
)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        program = os.environ.get("SIGHTLINE_CHROMIUM", "/usr/bin/chromium")
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab."""
    tab = browser.new_page()
    tab.set_default_timeout(8000)
    yield tab
    tab.close()


def violations(page: Page) -> list[str]:
    """What the accessibility checker finds: "rule: element"."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("size", [{"width": 1100, "height": 900}, PHONE], ids=["desk", "phone"])
def test_every_component_is_accessible_and_nothing_breaks_the_policy(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    complaints = open_page(page, gallery())
    assert violations(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_without_scripts_everything_is_there_and_accessible(browser: Browser) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    open_page(tab, gallery())
    expect(tab.locator("#board .app-due").first).to_have_text("3 h 05 min overdue")
    expect(tab.locator(".app-svg")).to_have_count(5)
    revealed = tab.locator("#fresh input[name=where]")
    expect(revealed).to_be_hidden()
    tab.check("#fresh input[value=absent]")
    expect(revealed).to_be_visible()
    tab.context.close()


def test_the_error_summary_has_the_focus_and_leads_to_the_question(page: Page) -> None:
    wrong = EveryQuestion({"surname": "Demo"})
    open_page(page, page_with('{% gov_form form submit="Save" %}', form=wrong))
    expect(page.locator(".govuk-error-summary").first).to_be_focused()
    page.click("text=Answer “When was the person last seen?” >> nth=0")
    expect(page.locator("#id_seen_at_0")).to_be_focused()


def test_the_countdown_on_the_page_says_the_same_as_the_server(page: Page) -> None:
    lengths = [
        timedelta(minutes=m, seconds=s)
        for m in (0, 1, 12, 59, 60, 61, 185, 2879, 2880, 3170, 10079, 10080, 129900)
        for s in (0, 59)
    ]
    lengths += [-length for length in lengths]
    open_page(page, page_with(""))
    script = """async all => {
        const {dueWords} = await import(document.querySelector('script[src*="countdown"]').src);
        return all.map(dueWords);
    }"""
    said = page.evaluate(script, [length.total_seconds() * 1000 for length in lengths])
    assert said == [due_words(NOW + length, NOW) for length in lengths]


def test_a_countdown_goes_on_by_the_servers_clock_and_turns_overdue(page: Page) -> None:
    wrong = NOW - timedelta(hours=7)  # this machine's clock is wrong, and stands until the test moves it
    page.clock.install(time=wrong)
    page.clock.pause_at(wrong + timedelta(minutes=1))
    open_page(page, page_with('<ul class="app-duties">{% duty_row d %}</ul>', d=duty()))
    line = page.locator(".app-due")
    expect(line).to_have_text("due in 12 min")
    page.clock.run_for(10 * 60 * 1000)
    expect(line).to_have_text("due in 2 min")
    page.clock.run_for(5 * 60 * 1000)
    expect(line).to_have_text("3 min overdue")
    expect(page.locator(".app-duty")).to_have_class("app-duty app-duty--overdue")


def test_what_is_typed_is_saved_after_a_pause_and_the_page_says_when(page: Page) -> None:
    sent: list[dict[str, list[str]]] = []

    def save(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or ""))
        route.fulfill(body=json.dumps({"saved_at": "14:02"}), content_type="application/json")

    open_page(page, page_with(FORM, form=EveryQuestion(version=3), csrf_token="t"), {"/drafts/report": save})
    page.fill("#id_surname", "Dem")
    page.fill("#id_because", "She rang")
    expect(page.locator("[data-draft-state]")).to_have_text("Draft saved 14:02")
    assert len(sent) == 1
    assert (
        sent[0]["surname"] == ["Dem"] and sent[0]["because"] == ["She rang"] and sent[0]["csrfmiddlewaretoken"] == ["t"]
    )


def test_a_lost_line_is_said_plainly_keeps_the_text_and_is_tried_again(page: Page) -> None:
    tries: list[str] = []

    def save(route: Route) -> None:
        tries.append(route.request.method)
        if len(tries) == 1:
            route.abort("internetdisconnected")
        else:
            route.fulfill(body='{"saved_at": "14:03"}', content_type="application/json")

    open_page(page, page_with(FORM, form=EveryQuestion()), {"/drafts/report": save})
    page.fill("#id_because", "She rang")
    expect(page.locator("[data-draft-state]")).to_contain_text(
        "The connection is lost. Your text is still on this page"
    )
    expect(page.locator("[data-draft-state]")).to_have_text("Draft saved 14:03")
    expect(page.locator("#id_because")).to_have_value("She rang")
    assert tries == ["POST", "POST"]


def test_somebody_who_was_signed_out_is_told_that_the_draft_was_not_saved(page: Page) -> None:
    answer = {"/drafts/report": lambda route: route.fulfill(status=302, headers={"Location": "/sign-in"})}
    open_page(page, page_with(FORM, form=EveryQuestion()), answer)
    page.fill("#id_because", "She rang")
    expect(page.locator("[data-draft-state]")).to_contain_text("You are signed out, so the draft was not saved")


def event(route: Route) -> None:
    """The stream says once that something changed."""
    route.fulfill(body="retry: 60000\nevent: changed\ndata: look\n\n", content_type="text/event-stream")


def test_new_work_appears_without_a_reload_and_the_page_says_it_is_live(page: Page) -> None:
    before, after = page_with(BOARD, duties=[]), page_with(BOARD, duties=[duty(do="notify the police")])
    pages = [before, after]
    asked: list[str | None] = []

    def home(route: Route) -> None:
        asked.append(route.request.headers.get("x-live"))
        route.fulfill(body=pages.pop(0), content_type="text/html")

    open_page(page, "", {"/": home, "/live/board": event})
    expect(page.locator(".app-duty__do")).to_have_text("Notify the police")
    expect(page.locator("[data-live-state]")).to_have_text("Live: this page updates by itself")
    assert asked == [None, "board"]


def test_a_part_may_come_alone_from_an_address_of_its_own(page: Page) -> None:
    html = page_with(
        '<div id="rows" data-live data-live-events="/live/board" data-live-from="/rows">Nobody is away</div>'
    )
    rows = {
        "/rows": lambda route: route.fulfill(body="<p>Kit is away</p>", content_type="text/html"),
        "/live/board": event,
    }
    open_page(page, html, rows)
    expect(page.locator("#rows")).to_have_text("Kit is away")


def test_a_server_at_fault_is_said_and_what_the_page_showed_stays(page: Page) -> None:
    html = page_with(BOARD.replace("data-live-events", 'data-live-from="/rows" data-live-events'), duties=[duty()])
    away = {"/rows": lambda route: route.fulfill(status=500, body=""), "/live/board": event}
    open_page(page, html, away)
    expect(page.locator("[data-live-state]")).to_have_text(
        "Connection lost, trying again. What you see may be out of date."
    )
    expect(page.locator(".app-duty")).to_have_count(1)


def test_nothing_is_swapped_away_while_somebody_types_in_it(page: Page) -> None:
    pages = [page_with(BOARD, duties=[]), page_with(BOARD, duties=[duty()])]
    streams: list[Route] = []
    open_page(
        page, "", {"/": lambda r: r.fulfill(body=pages.pop(0), content_type="text/html"), "/live/board": streams.append}
    )
    page.fill("#note", "half a sent")
    while not streams:
        page.wait_for_timeout(20)
    event(streams.pop())
    page.wait_for_timeout(400)
    expect(page.locator("#note")).to_have_value("half a sent")
    assert len(pages) == 1
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(".app-duty")).to_have_count(1)


def test_a_lost_connection_is_said_after_a_few_seconds(page: Page) -> None:
    open_page(page, page_with(BOARD, duties=[]), {"/live/board": lambda route: route.abort()})
    expect(page.locator("[data-live-state]")).to_have_text(
        "Connection lost, trying again. What you see may be out of date."
    )


def test_too_many_characters_are_counted_while_typing_and_not_cut(page: Page) -> None:
    open_page(page, page_with(FORM, form=EveryQuestion()))
    page.fill("#id_because", "x" * 45)
    expect(page.locator(".govuk-character-count__status")).to_have_text("You have 5 characters too many")
    expect(page.locator("#id_because")).to_have_value("x" * 45)
