"""The page a family opens with its address and a code. Before both it is one box. Keeps no cookie of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sightline.audit.refusal import Refused
from sightline.episodes.status import status_of
from sightline.sharing import family_page
from sightline.sharing.family_page import Page
from sightline.web.actor import by_link
from sightline.web.forms.family import FamilyNoteForm
from sightline.web.forms.sharing import CodeForm
from sightline.web.screens.family_words import done_lines

LANGUAGES = ("en-gb", "cy")


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("lang") or request.GET.get("lang") or ""
    return asked if asked in LANGUAGES else translation.get_language() or LANGUAGES[0]


@by_link
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The box for the code; with it the page; from the page a message, a new code, or the other language."""
    language = _language(request)
    with translation.override(language):
        if request.method != "POST":
            return _box(request, CodeForm(), language)
        if "new_code" in request.POST:
            family_page.send_code(token=token, at=request.at)  # type: ignore[attr-defined]
            return _box(request, CodeForm(), language, asked=True)
        if "stay" in request.POST:
            return _from_the_page(request, token, language)
        return _with_code(request, token, language)


def _box(request: HttpRequest, form: CodeForm, language: str, *, asked: bool = False) -> HttpResponse:
    context = {"title": _("Enter your code"), "form": form, "lang": language, "asked": asked}
    return render(request, "family/code.html", context, status=403 if form.errors else 200)


def _nothing(request: HttpRequest, form: CodeForm, language: str) -> HttpResponse:
    form.is_valid()
    form.add_error(
        "code", _("This address and code open nothing. Ask for a new code below, or ring the officer you speak with.")
    )
    return _box(request, form, language)


def _with_code(request: HttpRequest, token: str, language: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _box(request, form, language)
    shown = family_page.open_page(token=token, code=form.cleaned_data["code"], at=request.at)  # type: ignore[attr-defined]
    return _shown(request, shown, language) if shown else _nothing(request, form, language)


def _from_the_page(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """A message from the page, or the page in the other language: for as long as it may take answers."""
    who: dict[str, Any] = {"token": token, "stay": request.POST["stay"][:100], "at": request.at}  # type: ignore[attr-defined]
    form, sent = FamilyNoteForm(), False
    if "says" in request.POST:
        form = FamilyNoteForm(request.POST)
        if form.is_valid():
            try:
                sent = family_page.write(**who, says=form.cleaned_data["says"]) is not None
            except Refused as refusal:
                form.add_error("says", refusal.says)
            else:
                form = FamilyNoteForm() if sent else form
    shown = family_page.stay_on_page(**who)
    if shown is None:
        return _nothing(request, CodeForm({"code": ""}), language)
    return _shown(request, shown, language, form=form, sent=sent)


def _shown(
    request: HttpRequest, shown: Page, language: str, *, form: FamilyNoteForm | None = None, sent: bool = False
) -> HttpResponse:
    name = {"name": shown.given_name}
    title = _("About %(name)s") % name
    context = {
        "title": title, "page": shown, "done": done_lines(shown.done), "status": status_of(shown.contact.episode),
        "form": form or FamilyNoteForm(), "sent": sent, "lang": language, "welsh": language == "cy",
    }  # fmt: skip
    answer = render(request, "family/page.html", context, status=422 if form is not None and form.errors else 200)
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


urlpatterns = [path("family/<str:token>", page)]
