"""What the browser journeys use: one web server for all of them, a browser for each module, a fresh database for each.

The browser ends with its module: other tests start a driver of their own, and two cannot run in one thread."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.county import PATIENCE, County, fresh_database, template_with_cast, web_server
from tests.people import Cast

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        program = os.environ.get("SIGHTLINE_CHROMIUM", "/usr/bin/chromium")
        running = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield running
        running.close()
    expect.set_options(timeout=None)  # as it was


@pytest.fixture(scope="session")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Cast:
    """The cast, in the database from which every test's own is copied."""
    with django_db_blocker.unblock():
        return template_with_cast()


@pytest.fixture(scope="session")
def served(everybody: Cast, django_db_blocker: Any) -> Iterator[str]:
    """The address of the web server."""
    with django_db_blocker.unblock(), fresh_database(), web_server() as address:
        yield address


@pytest.fixture
def county(served: str, everybody: Cast, chromium: Browser, django_db_blocker: Any) -> Iterator[County]:
    """The county as it was at the beginning. No page may complain on the browser's console."""
    with django_db_blocker.unblock(), fresh_database():
        made = County(served, everybody, chromium)
        made.watcher()  # its heartbeat: without one every page says that nobody is being told
        yield made
        made.close()
        assert made.complaints == []
