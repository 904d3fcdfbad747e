"""A county for a browser: the real web server on a fresh database with the synthetic cast, and tabs signed in by role.

Knows no screen and no journey."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bench.serving import cookie_for, free_port, get
from sightline.config import embedded
from sightline.duties.watcher import round_once
from tests.people import Cast, make_cast

LIVE, WITH_CAST = "sightline_browser", "sightline_browser_template"
PASSWORD = "a password of the tests alone"
WIDTH, TALLEST = 1100, 1400  # pixels of a picture in the documentation
IMAGES = Path(__file__).parents[2] / "docs/images"
PATIENCE = 15_000  # milliseconds for what a journey only passes through; what must be quick says so itself
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A page that answers with an error status is told to the console by the browser itself; the tests look at the page.
THE_BROWSERS_OWN = re.compile(
    r"status of (403|404|410|422|503)|ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:(sendError|afterRequest)"
)


def at_once() -> datetime:
    """The moment: the server under test reads the real clock."""
    return datetime.now(UTC)


@contextmanager
def working_on(database: str) -> Iterator[None]:
    """Django in this process works on another database, with real commits."""
    before = connections["default"].settings_dict["NAME"]
    try:
        _point_to(database)
        yield
    finally:
        _point_to(before)


def _point_to(database: str) -> None:
    connections.close_all()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = database


def template_with_cast() -> Cast:
    """Make the database every browser test starts from: the cast, one of whom has a password. Returns the cast."""
    from django.contrib.auth import get_user_model

    embedded.prepare(embedded.start(), WITH_CAST, template="sightline_template")
    with working_on(WITH_CAST):
        cast = make_cast(at_once() - timedelta(days=1))
        handler = get_user_model().objects.get(pk=cast.actor("call handler").user)
        handler.set_password(PASSWORD)
        handler.save()
    return cast


@contextmanager
def fresh_database() -> Iterator[None]:
    """The server's database as it was at the beginning; this process works on it too."""
    host = embedded.start()
    embedded.drop(host, LIVE)
    embedded.prepare(host, LIVE, template=WITH_CAST)
    with working_on(LIVE):
        yield


@contextmanager
def web_server() -> Iterator[str]:
    """The real web server on the browser tests' database, ready to answer. Yields its address."""
    from sightline.cli.serve import server
    from sightline.config import start

    start.collect_static()
    before, os.environ["SIGHTLINE_DATABASE"] = os.environ.get("SIGHTLINE_DATABASE", ""), LIVE
    port = free_port()
    child = server("127.0.0.1", port, workers=1)
    os.environ["SIGHTLINE_DATABASE"] = before
    try:
        _wait_for(port, child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait()


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with suppress(OSError):
            get(port, "/sign-in")
            return
        assert child.poll() is None, "the web server stopped"
        time.sleep(0.1)
    raise AssertionError("the web server did not answer")


@dataclass
class County:
    """What a journey is given: the cast, the address, and tabs. Every complaint of a page's console is kept."""

    address: str
    cast: Cast
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(self, **context: Any) -> Page:
        """A tab of a browser nobody has signed in on."""
        context = {"viewport": {"width": WIDTH, "height": 900}, "base_url": self.address} | context
        made = self.browser.new_context(**context)
        made.set_default_timeout(PATIENCE)
        self.contexts.append(made)
        return self._heard(made.new_page())

    def signed_in(self, role: str, agency: str = "", **context: Any) -> Page:
        """A tab of a browser on which somebody in a role is signed in."""
        page = self.visitor(**context)
        _name, _equals, key = cookie_for(self.cast.actor(role, agency)).partition("=")
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": self.address}])
        return page

    def _heard(self, page: Page) -> Page:
        def hear(text: str) -> None:
            if not THE_BROWSERS_OWN.search(text):
                self.complaints.append(f"{page.url}: {text}")

        page.on("console", lambda said: hear(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: hear(str(fault)))
        return page

    def watcher(self, after: timedelta = timedelta()) -> None:
        """One round of the watcher, as it will be after so much time."""
        round_once(at_once() + after)

    def close(self) -> None:
        """Close every tab."""
        for context in self.contexts:
            context.close()


def fill_in(page: Page | Locator, **fields: str) -> None:
    """Type into the fields of these names, and choose where a choice is asked."""
    for name, value in fields.items():
        box = page.locator(f"[name='{name}']:not([type=hidden])")
        kind = box.first.evaluate("e => e.type ?? e.tagName")
        if kind in ("radio", "checkbox"):
            page.locator(f"[name='{name}'][value=\"{value}\"]").check()
        elif kind.startswith("select"):
            box.select_option(label=value)
        else:
            box.fill(value)


def fill_in_moment(page: Page | Locator, name: str, moment: datetime) -> None:
    """Type a moment into its four boxes, as London's clocks show it."""
    from sightline.web.words import LONDON

    local = moment.astimezone(LONDON)
    boxes = {"day": local.day, "month": local.month, "year": local.year, "time": f"{local:%H:%M}"}
    fill_in(page, **{f"{name}_{box}": str(value) for box, value in boxes.items()})


def press(page: Page | Locator, name: str | re.Pattern[str]) -> None:
    """Press the button, or what looks like one, that says so."""
    page.get_by_role("button", name=name).first.click()


def says(page: Page, text: str | re.Pattern[str], within: float | None = None) -> None:
    """The page says this where it can be seen, within so many seconds."""
    shown = page.get_by_text(text).filter(visible=True).first
    expect(shown).to_be_visible(timeout=within * 1000 if within else None)


def does_not_say(page: Page, text: str) -> None:
    """The page says nothing of the kind where it could be seen."""
    expect(page.get_by_text(text).filter(visible=True)).to_have_count(0)


def violations(page: Page) -> list[str]:
    """What the accessibility checker finds on the page as it is: "rule: element"."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


def picture(page: Page, name: str, of: Locator | None = None, whole: bool = True) -> None:
    """Keep a picture for the documentation, where asked for with `SIGHTLINE_SCREENSHOTS=1`.

    The page from its top, or as much as the window shows: as it is scrolled, or from the element `of` on.
    """
    if os.environ.get("SIGHTLINE_SCREENSHOTS") != "1":
        return
    from PIL import Image

    IMAGES.mkdir(parents=True, exist_ok=True)
    file = IMAGES / f"{name}.png"
    if of is not None:
        of.evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 20)")
    if whole and of is None:
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    else:
        page.screenshot(path=file)
    with Image.open(file) as taken:
        taken.convert("RGB").quantize(colors=64, dither=Image.Dither.NONE).save(file, optimize=True)
