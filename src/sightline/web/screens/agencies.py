"""The screens of agencies for whoever looks after them: the list, one agency, changing, renaming, merging, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access import actions_setup, actions_setup_ending
from sightline.access.gate import require
from sightline.access.queries_rota import holes_to_see_to, on_duty
from sightline.access.queries_setup import desks_of, find, former_names, own_agency, people_of
from sightline.access.rights import ADMINISTRATOR, looks_after_people, may_add, one_looked_after
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms import agencies as forms
from sightline.web.forms_base import GovForm
from sightline.web.words import clock_words, day_words


def areas() -> list[tuple[str, str]]:
    """The protocol areas by name: (id, name)."""
    return sorted(((area.id, area.name) for area in protocols().areas.values()), key=lambda pair: pair[1])


def trail(agency: Any, *steps: str) -> list[dict[str, str]]:
    """Where a page about an agency stands."""
    made = [{"text": _("Agencies"), "href": "/agencies"}]
    made += [{"text": agency.name, "href": f"/agencies/{agency.pk}"}] if steps else [{"text": agency.name}]
    return made + [{"text": step} for step in steps]


def hole_words(holes: Any) -> list[str]:
    """Holes of a rota in words: "nobody on duty 22 November 2026, 3am to 7am"."""
    return [
        _("nobody on duty %(day)s, %(begin)s to %(end)s")
        % {"day": day_words(begin), "begin": clock_words(begin), "end": clock_words(end)}
        for begin, end in holes
    ]


@screen
def listed(request: Asked) -> HttpResponse:
    """Every agency this administrator looks after; former names find them too. Holes of tonight's rotas stand first."""
    require(request.actor, (ADMINISTRATOR,), _("Setting up agencies"))
    asked = request.GET.get("q", "").replace("\0", "").strip()[:120]
    closed_too = request.GET.get("closed") == "yes"
    holes = [(each.desk, hole_words(each.holes)) for each in holes_to_see_to(request.actor, request.at)]
    context = {
        "rows": find(request.actor, request.at, asked=asked, closed_too=closed_too), "asked": asked, "holes": holes,
        "closed_too": closed_too, "may_add": may_add(request.actor),
    }  # fmt: skip
    return render(request, "agencies/list.html", context)


@screen
def one(request: Asked, agency: int) -> HttpResponse:
    """One agency: how it is reached, its desks with who is on duty, its people and whether they can sign in."""
    row = own_agency(request.actor, agency)
    desks = desks_of(row.pk)
    rota = {each.desk.pk: each for each in on_duty([d for d in desks if d.closed_at is None], request.at)}
    shown = [{"desk": d, "rota": rota.get(d.pk), "holes": hole_words(rota[d.pk].holes) if d.pk in rota else []}
             for d in desks]  # fmt: skip
    sets_up = request.actor.role == ADMINISTRATOR
    people = people_of(row.pk, request.at) if sets_up else []
    context = {
        "agency": row, "desks": shown, "people": people, "breadcrumbs": trail(row), "sets_up": sets_up,
        "former": former_names(row.pk), "may_end": may_add(request.actor),
        "may_people": looks_after_people(request.actor, row, request.at),
        "without": [w for w in people if not w.can_sign_in],
    }  # fmt: skip
    return render(request, "agencies/agency.html", context)


def setting_form(
    request: Asked, agency: Any, title: str, submit: str, make: Any, do: Any, *, to: str = "", intro: str = "",
    warning: bool = False, said: str = "", steps: Any = None, cancel: str = "",
) -> HttpResponse:  # fmt: skip
    """One form about an agency on the page they share; afterwards back to the agency, or where `to` says."""
    back = to or f"/agencies/{agency.pk}"

    def then(done: Any) -> str:
        messages.success(request, said or _("Recorded."))
        return back

    context = {
        "title": title, "submit": submit, "intro": intro, "warning": warning, "agency": agency,
        "breadcrumbs": steps or trail(agency, title), "cancel": cancel or back,
    }  # fmt: skip
    return form_page(request, "agencies/form.html", make, do, then=then, more=lambda form: context)


@screen
def change(request: Asked, agency: int) -> HttpResponse:
    """Change how an agency is reached. A second writer sees both versions and chooses."""
    row = one_looked_after(request.actor, agency)
    start = {field: getattr(row, field) for field in actions_setup.EDITABLE}

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.ChangeAgency(data, areas=areas(), initial=start, version=row.version)

    def do(form: GovForm) -> Any:
        said = {field: form.cleaned_data[field] for field in actions_setup.EDITABLE}
        version = form.cleaned_data["version"] or 0
        return actions_setup.change_agency(agency=agency, version=version, by=request.actor, at=request.at, **said)

    return setting_form(request, row, _("Change the agency"), _("Record the change"), make, do)


@screen
def rename(request: Asked, agency: int) -> HttpResponse:
    """Give an agency another name; the old one still finds it."""
    row = one_looked_after(request.actor, agency)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.Rename(data, version=row.version)

    def do(form: GovForm) -> Any:
        said = form.cleaned_data
        return actions_setup.rename_agency(
            agency=agency, version=said["version"] or 0, name=said["name"], because=said["because"], by=request.actor,
            at=request.at,
        )  # fmt: skip

    return setting_form(request, row, _("Rename the agency"), _("Rename it"), make, do)


@screen
def merge(request: Asked, agency: int) -> HttpResponse:
    """Make an agency part of another: what is open follows, the old name still finds it."""
    row = one_looked_after(request.actor, agency)
    others = [a.agency for a in find(request.actor, request.at) if a.agency.kind == row.kind and a.agency.pk != row.pk]

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.Merge(data, agencies=[(a.pk, a.name) for a in others])

    def do(form: GovForm) -> Any:
        said = form.cleaned_data
        return actions_setup_ending.merge_agencies(
            agency=agency, into=said["into"], because=said["because"], by=request.actor, at=request.at
        )

    intro = _("Its desks, people, open episodes, duties and everybody placed there follow. This cannot be undone.")
    title = _("Merge the agency into another")
    return setting_form(request, row, title, _("Merge them"), make, do, intro=intro, warning=True)


@screen
def close(request: Asked, agency: int) -> HttpResponse:
    """Close an agency for good. While something is open there it is refused, and says what."""
    row = one_looked_after(request.actor, agency)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.Because(data)

    def do(form: GovForm) -> Any:
        because = form.cleaned_data["because"]
        return actions_setup_ending.close_agency(agency=agency, because=because, by=request.actor, at=request.at)

    intro = _("Its people can no longer sign in for it. Its part in every record stays on the record.")
    return setting_form(request, row, _("Close the agency"), _("Close it"), make, do, intro=intro, warning=True)


urlpatterns = [
    path("agencies", listed), path("agencies/<int:agency>", one), path("agencies/<int:agency>/change", change),
    path("agencies/<int:agency>/rename", rename), path("agencies/<int:agency>/merge", merge),
    path("agencies/<int:agency>/close", close),
]  # fmt: skip
