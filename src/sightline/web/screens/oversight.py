"""Second looks: what the inspectors found missing, counted on one page and listed on others. Holds no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sightline.access.gate import NEVER_A_PERSON
from sightline.insight.figures import LOOKS as FIGURES
from sightline.insight.looks import GROUPS, NOW, WAITS, Look, Tally, listing, pressing, tallies
from sightline.insight.looks_at_people import LOOKS as PEOPLE
from sightline.web.actor import Asked, screen
from sightline.web.screens.oversight_shown import drawn, heads, standing, table
from sightline.web.screens.oversight_words import GROUPS as GROUP_WORDS
from sightline.web.screens.oversight_words import SAID

LOOKS: tuple[Look, ...] = PEOPLE + FIGURES
BY_KEY = {look.key: look for look in LOOKS}
PERIODS, USUAL = (30, 90, 365), 90  # days
FIRST = 3  # how many stand at the top of the page


def _days(request: Asked) -> int:
    """The period the address asks for; nonsense is read as the usual one."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, PERIODS) else USUAL


def _periods(days: int, **kept: str) -> list[dict[str, Any]]:
    return [
        {
            "text": _("Last %(days)d days") % {"days": n},
            "href": "?" + urlencode({"days": str(n)} | kept),
            "current": n == days,
        }
        for n in PERIODS
    ]


def _line(tally: Tally, days: int) -> dict[str, Any]:
    """One look as the page shows it."""
    href = f"/oversight/{tally.look.key}" + (f"?days={days}" if days != USUAL else "")
    return {"title": SAID[tally.look.key].title, "href": href, "tally": tally}


def _groups(found: Sequence[Tally], days: int) -> list[dict[str, Any]]:
    """The looks of each group that has any, in the order they come."""
    groups = [(name, [_line(t, days) for t in found if t.look.group == name]) for name in GROUPS]
    return [{"id": name, "title": GROUP_WORDS[name], "lines": lines} for name, lines in groups if lines]


@screen
def overview(request: Asked) -> HttpResponse:
    """Every look with its number, most pressing first: numbers of whom the agency may count, and nobody's name."""
    days = _days(request)
    found = sorted(tallies(request.actor, LOOKS, at=request.at, days=days), key=lambda t: pressing(t, request.at))
    first = [_line(t, days) for t in found if t.number and t.look.urgency in (NOW, WAITS)][:FIRST]
    return render(request, "oversight/oversight.html", {
        "first": first, "groups": _groups(found, days), "periods": _periods(days),
        "figures_only": request.actor.role in NEVER_A_PERSON,
    })  # fmt: skip


def _around(look: Look, days: int, everything: bool) -> dict[str, Any]:
    """The links of a list: back, other periods, other pages, all rows."""
    kept = {"all": "yes"} if everything else {}
    period = {"days": str(days)} if look.period else {}
    query = urlencode(period | kept)
    return {
        "back": f"/oversight?days={days}" if days != USUAL else "/oversight",
        "periods": _periods(days, **kept) if look.period else [],
        "query": f"{query}&" if query else "",
        "only": f"/oversight/{look.key}?{urlencode(period)}",
        "all": f"/oversight/{look.key}?{urlencode(period | {'all': 'yes'})}",
    }


@screen
def one(request: Asked, key: str) -> HttpResponse:
    """The list of one look, a page at a time: the people this reader may see, or figures, or the number alone."""
    look = BY_KEY.get(key)
    if look is None:
        raise Http404
    days, everything, page = _days(request), request.GET.get("all") == "yes", request.GET.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    found = listing(request.actor, look, at=request.at, days=days, page=number, everything=everything)
    rows, numeric = table(found)
    hidden = look.numbers_only(request.actor)
    more = found.all_rows if not (everything or hidden) and found.all_rows > found.shown else 0
    return render(request, "oversight/one.html", {
        "said": SAID[key], "found": found, "head": heads(key), "rows": rows, "numeric": numeric, "drawn": drawn(found),
        "standing": standing(look.findings), "everything": everything, "hidden": hidden, "more": more,
        **_around(look, days, everything),
    })  # fmt: skip


urlpatterns = [path("oversight", overview), path("oversight/<slug:key>", one)]
