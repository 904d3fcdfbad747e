"""Who is missing now, in every police area: a table, a map and the numbers, for those entitled. Reads no table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.insight.missing_now import BY, Counts, MissingNow, missing_now
from sightline.web.actor import Asked, screen
from sightline.web.pictures.map import Spot

HEADS = {"area": later("Police area"), "category": later("Category"), "risk": later("Risk"), "age": later("Age"),
         "away": later("Away for")}  # fmt: skip
MOST = 200  # rows shown at once; the numbers count all


def _cells(row: MissingNow) -> list[Any]:
    of = {name: capfirst(row.of[name]) for name in BY}
    years = _("age not known") if row.years is None else str(row.years)
    who = {"text": f"{row.line.name}, {years}", "href": f"/episodes/{row.line.episode}"}
    return [who, of["risk"], str(row.hours), row.line.place or _("Not known"), of["category"], of["area"]]


def _spots(rows: Sequence[MissingNow]) -> list[Spot]:
    """The places of the map, numbered like nothing else on the page: each says whose it is."""
    known = [row for row in rows if row.line.lat is not None and row.line.lon is not None]
    return [Spot(row.line.lat or 0, row.line.lon or 0, _called(row), "last seen") for row in known]


def _called(row: MissingNow) -> str:
    """Whose the spot is, and what the place is called."""
    return f"{row.line.name}: {row.line.place}" if row.line.place else row.line.name


def _filters(counts: Counts, of: dict[str, str]) -> list[dict[str, Any]]:
    """For each thing one can narrow by: its values with how many there are, and where each leads."""
    found = []
    for name in BY:
        rest = {key: value for key, value in of.items() if key != name and value}
        items = [
            {"text": f"{capfirst(value)}: {n}", "href": f"?{urlencode(rest | {name: value})}",
             "current": of.get(name) == value}
            for value, n in counts[name].most_common()
        ]  # fmt: skip
        found.append({"head": HEADS[name], "items": items, "all": f"?{urlencode(rest)}", "chosen": of.get(name)})
    return found


@screen
def now(request: Asked) -> HttpResponse:
    """The list, narrowed by what the address says; the consultation log keeps who was shown."""
    of = {name: request.GET.get(name, "") for name in BY}
    rows, counts = missing_now(request.actor, at=request.at, of=of)
    context = {
        "rows": [_cells(row) for row in rows[:MOST]], "count": len(rows), "more": max(0, len(rows) - MOST),
        "head": [_("Person"), _("Risk"), _("Hours away"), _("Last seen"), _("Category"), _("Police area")],
        "filters": _filters(counts, of), "spots": _spots(rows[:MOST]), "zoom": request.GET.get("zoom", "country"),
        "address": f"/missing-now?{urlencode({name: value for name, value in of.items() if value})}",
    }  # fmt: skip
    return render(request, "areas/now.html", context)


urlpatterns = [path("missing-now", now)]
