"""Setting up from a file, and the file to fill in. The page says of every line what is wrong and how to mend it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access.actions_setup_import import Result, import_lines
from sightline.access.gate import listed, require
from sightline.access.kinds import KINDS, roles_at
from sightline.access.rights import ADMINISTRATOR
from sightline.access.setup_csv import COLUMNS, NEEDS, USES, Fault, as_text, read, template, written
from sightline.access.setup_export import lines_of
from sightline.web.actor import Asked, screen
from sightline.web.form_page import TO_MEND
from sightline.web.forms.agencies import FileForm
from sightline.web.screens.agencies import areas

SHOWN = 100  # faults on one page: who mends those mends the rest


def _download(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text.encode("utf-8"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@screen
def empty(request: Asked) -> HttpResponse:
    """The file to fill in, with an example of each sort of line."""
    require(request.actor, (ADMINISTRATOR,), _("Setting up agencies"))
    return _download(template(), "agencies-template.csv")


@screen
def export(request: Asked) -> HttpResponse:
    """Every agency looked after, with desks and people, as a file that can be uploaded again."""
    require(request.actor, (ADMINISTRATOR,), _("Setting up agencies"))
    listed(request.actor, at=request.at, purpose="setting up", screen="agencies", people=[], act="export")
    return _download(written(lines_of(request.actor, request.at)), "agencies.csv")


def _import(request: Asked, data: bytes, *, only_look: bool) -> Result:
    text = as_text(data)
    if isinstance(text, Fault):
        return Result(faults=[text])
    lines, faults = read(text)
    known = [area for area, _name in areas()]
    result = import_lines(lines, by=request.actor, at=request.at, areas=known, only_look=only_look or bool(faults))
    result.faults = sorted([*faults, *result.faults], key=lambda fault: fault.line)
    return result


def _page(request: Asked, form: FileForm, result: Result | None = None, *, done: bool = False) -> HttpResponse:
    steps = [{"text": _("Agencies"), "href": "/agencies"}, {"text": _("Set up from a file")}]
    needs = [(what, [(c, c in NEEDS[what]) for c in COLUMNS if c in USES[what]]) for what in USES]
    context: dict[str, Any] = {"form": form, "result": result, "done": done, "breadcrumbs": steps, "needs": needs}
    context |= {"kinds": [(kind, roles_at(kind)) for kind, _words in KINDS], "areas": areas()}
    if result:
        context |= {"faults": result.faults[:SHOWN], "more": max(len(result.faults) - SHOWN, 0)}
    wrong = form.errors or (result and result.faults)
    return render(request, "agencies/file.html", context, status=TO_MEND if wrong else 200)


@screen
def upload(request: Asked) -> HttpResponse:
    """Upload a file: all of it is set up or nothing; the same file again changes nothing."""
    require(request.actor, (ADMINISTRATOR,), _("Setting up agencies"))
    if request.method != "POST":
        return _page(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    only_look = form.cleaned_data["then"] == "look"
    result = _import(request, form.cleaned_data["file"].read(), only_look=only_look)
    return _page(request, FileForm(), result, done=not only_look and not result.faults)


urlpatterns = [
    path("agencies/file", upload), path("agencies/file/template", empty), path("agencies/file/export", export),
]  # fmt: skip
