"""Which rows of the requirements cards and tests cover, row by row, and which are open and why. Counts nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.config.inventory import coverage_of
from sightline.engine.review.coverage import RULES, Coverage
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.faults import page
from sightline.web.screens.protocol_shelf import address, asked_for, not_there, parts

HERE = "/protocols/coverage"
STATES = {"covered": later("covered"), "not_software": later("not software"), "open": later("open")}
LOOKS = {"covered": "green", "not_software": "grey", "open": "yellow"}


@lru_cache(maxsize=1)
def _counted(edition: str) -> Coverage:
    """The coverage of an edition: every example is worked through, so it is counted once for each."""
    return coverage_of(protocols())


@screen
def coverage(request: Asked) -> HttpResponse:
    """Every section with how much of it is covered, or the rows of one section with what covers them."""
    asked = asked_for(request, "section")
    try:
        found = _counted(protocols().edition)
    except FileNotFoundError:
        return page(request, _("Page not found"), _("This copy has no inventory of requirements to count."), 404)
    wanted = asked["section"].upper()
    if wanted and wanted not in found.sections:
        return not_there(request, _("section"), asked["section"], dict(found.sections), HERE, "section")
    shown = _rows(found, wanted) if wanted else _sections(found)
    return render(request, "protocol/coverage.html", shown | {"parts": parts("coverage")})


def _sections(found: Coverage) -> dict[str, Any]:
    """One line for each section, and for what cards are for."""
    summary = found.summary()
    lines = [
        {"letter": letter, "title": title, "href": address(HERE, section=letter), "of": summary[letter],
         "percent": int(found.percent(letter))}
        for letter, title in found.sections.items()
    ]  # fmt: skip
    return {"lines": lines, "rules": ", ".join(RULES), "percent": int(found.percent(RULES))}


def _rows(found: Coverage, section: str) -> dict[str, Any]:
    """The rows of a section, each with its state, what covers it, and why where nothing does."""
    known = protocols().cards
    rows = [
        {"id": row.id, "state": STATES[row.state], "look": LOOKS[row.state], "why": row.why, "tests": row.tests,
         "cards": [{"text": name, "href": f"/protocols/{name}" if name in known else ""} for name in row.cards]}
        for row in found.of(section)
    ]  # fmt: skip
    return {"section": section, "title": found.sections[section], "rows": rows, "of": found.summary()[section]}


urlpatterns = [path("protocols/coverage", coverage)]
