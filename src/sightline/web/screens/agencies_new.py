"""Adding an agency through four short pages. What was typed is kept page by page; nothing is set up before the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from sightline.access.actions import drop_draft, save_draft
from sightline.access.actions_setup_whole import set_up_whole
from sightline.access.kinds import KINDS, KNOWN
from sightline.access.queries import draft
from sightline.access.queries_setup import councils, police_areas
from sightline.access.rights import may_add
from sightline.audit.refusal import NotForYou
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import TO_MEND
from sightline.web.forms.agencies import ROWS, AgencyForm, FirstDesks, FirstPeople
from sightline.web.forms_base import GovForm
from sightline.web.screens.agencies import areas

KEY, LONGEST = "agency-new", 300
HERE = "/agencies/new"


def _allowed(request: Asked) -> None:
    if not may_add(request.actor):
        raise NotForYou(_("Agencies are added by the administrator of a police area or of the national unit."))


def _kept(request: Asked, page: str) -> MultiValueDict[str, Any] | None:
    """What was said on an earlier page, as a form reads it."""
    row = draft(request.actor.post, f"{KEY}-{page}")
    if row is None:
        return None
    return MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in row.fields.items()})


def _keep(request: Asked, page: str) -> None:
    sent = {k: [x.replace("\0", "")[:LONGEST] for x in v] for k, v in request.POST.lists() if k != "once"}
    fields = {k: v if len(v) > 1 else v[0] for k, v in sent.items() if k != "csrfmiddlewaretoken"}
    save_draft(post=request.actor.post, form=f"{KEY}-{page}", fields=fields, at=request.at)


def _agency_form(request: Asked, data: Any = None, kept: Any = None) -> AgencyForm:
    """Page 1. A police area adds agencies of its own area; only the national unit adds police areas."""
    own = request.actor.is_police
    kinds = [kind for kind, _words in KINDS if not own or kind not in ("police", "national unit")]
    police = [] if own else [(a.pk, a.name) for a in police_areas()]
    given = {"area": request.actor.area} if own else {}
    return AgencyForm(data, draft=kept, initial=given, kinds=kinds, areas=areas(), police=police,
                      councils=[(a.pk, a.name) for a in councils()])  # fmt: skip


def _kind(request: Asked) -> str:
    """The kind chosen on page 1; empty where that page was not answered yet."""
    kept = _kept(request, "agency")
    kind = str(kept.get("kind") or "") if kept else ""
    return kind if kind in KNOWN else ""


def _page(request: Asked, form: GovForm, number: int, title: str, intro: str, back: str) -> HttpResponse:
    steps = [{"text": _("Agencies"), "href": "/agencies"}, {"text": _("Add an agency")}]
    context = {"form": form, "number": number, "title": title, "intro": intro, "back_url": back, "breadcrumbs": steps}
    return render(request, "agencies/new.html", context, status=TO_MEND if form.is_bound else 200)


def _step(
    request: Asked, page: str, make: Callable[..., GovForm], onward: str, *, number: int, title: str, intro: str,
    back: str,
) -> HttpResponse:  # fmt: skip
    """One page: what is typed is kept, and once it is in order the next page follows."""
    if request.method != "POST":
        return _page(request, make(kept=_kept(request, page)), number, title, intro, back)
    _keep(request, page)
    if "more" in request.POST:
        return redirect(request.path)
    form = make(data=request.POST)
    return redirect(onward) if form.is_valid() else _page(request, form, number, title, intro, back)


@screen
def agency(request: Asked) -> HttpResponse:
    """Page 1 of 4: the agency."""
    _allowed(request)
    intro = _("Four short pages. Nothing is set up before you have checked your answers on the last.")
    return _step(request, "agency", lambda data=None, kept=None: _agency_form(request, data, kept), f"{HERE}/desks",
                 number=1, title=_("The agency"), intro=intro, back="/agencies")  # fmt: skip


@screen
def desks(request: Asked) -> HttpResponse:
    """Page 2 of 4: its duty desks. Those that its kind of agency needs are chosen already."""
    _allowed(request)
    if not (kind := _kind(request)):
        return redirect(HERE)
    intro = _("A role without a desk cannot be told. Hours, and who answers outside them, are set later on the desk.")
    return _step(request, f"desks {kind}", lambda data=None, kept=None: FirstDesks(data, draft=kept, kind=kind),
                 f"{HERE}/people", number=2, title=_("Its duty desks"), intro=intro, back=HERE)  # fmt: skip


def _rows(kept: Any) -> int:
    """How many lines of people there are: as many as were filled in, and more where they were asked for."""
    names = [key for key in (kept or {}) if key.startswith("name_")]
    return max(ROWS, len(names) + (ROWS if kept and "more" in kept else 0))


def _people_form(kind: str, data: Any = None, kept: Any = None) -> FirstPeople:
    return FirstPeople(data, draft=kept, kind=kind, rows=_rows(data if data is not None else kept))


@screen
def people(request: Asked) -> HttpResponse:
    """Page 3 of 4: its people."""
    _allowed(request)
    if not (kind := _kind(request)):
        return redirect(HERE)
    intro = _(
        "Each is given a link to set a password. An administrator of its own looks after its people from then on."
    )
    return _step(request, "people", lambda data=None, kept=None: _people_form(kind, data, kept), f"{HERE}/check",
                 number=3, title=_("Its people"), intro=intro, back=f"{HERE}/desks")  # fmt: skip


def _forms(request: Asked) -> tuple[AgencyForm, FirstDesks, FirstPeople] | str:
    """The three pages, answered and in order; else the address of the first that is not."""
    kind = _kind(request)
    first = _agency_form(request, _kept(request, "agency"))
    if not kind or not first.is_valid():
        return HERE
    second = FirstDesks(_kept(request, f"desks {kind}"), kind=kind)
    if not second.is_valid():
        return f"{HERE}/desks"
    third = _people_form(kind, _kept(request, "people"))
    return (first, second, third) if third.is_valid() else f"{HERE}/people"


def _set_up(request: Asked, pages: tuple[AgencyForm, FirstDesks, FirstPeople]) -> Any:
    first, second, third = pages
    says = first.says()
    made = set_up_whole(says=says, desks=second.chosen(says.phone), people=third.people(), by=request.actor,
                        at=request.at, areas=[area for area, _name in areas()])  # fmt: skip
    for page in ("agency", f"desks {says.kind}", "people"):
        drop_draft(post=request.actor.post, form=f"{KEY}-{page}")
    messages.success(request, _("%s is set up. Now give its people their links.") % made.name)
    return made


@screen
def check(request: Asked) -> HttpResponse:
    """Page 4 of 4: what will be set up, each part with a way back to change it."""
    _allowed(request)
    pages = _forms(request)
    if isinstance(pages, str):
        return redirect(pages)
    form = GovForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = act(request, form, lambda: _set_up(request, pages), then=lambda made: f"/agencies/{made.pk}")
        if answer is not None:
            return answer
    says = pages[0].says()
    context = {
        "form": form, "says": says, "kind": dict(KINDS)[says.kind], "area": dict(areas())[says.area],
        "desks": pages[1].chosen(says.phone), "people": pages[2].people(), "here": HERE,
        "breadcrumbs": [{"text": _("Agencies"), "href": "/agencies"}, {"text": _("Add an agency")}],
    }  # fmt: skip
    return render(request, "agencies/check.html", context, status=TO_MEND if form.is_bound else 200)


urlpatterns = [
    path("agencies/new", agency), path("agencies/new/desks", desks), path("agencies/new/people", people),
    path("agencies/new/check", check),
]  # fmt: skip
