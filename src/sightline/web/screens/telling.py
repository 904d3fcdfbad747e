"""People told: of one episode who was told what, by which card, who acknowledged, and what somebody still has to do.

Each thing to do is a form on a page of its own. Reads no table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.episodes.queries import brief
from sightline.episodes.status import status_of
from sightline.sharing import telling_actions as actions
from sightline.sharing import telling_queries as queries
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.telling import FirstForm, ReasonForm, ToldForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import purpose_of

TOLD_BY_HAND = ("ring", "offered", "sent", "failed", "leaving", "waiting", "silent", "ended")


@screen
def people_told(request: Asked, episode: int) -> HttpResponse:
    """Everybody who was told, may be, or must not be, of one episode: what waits for somebody stands first."""
    row = brief(request.actor, episode, at=request.at, purpose=purpose_of(request.actor), screen="people told")
    lines = queries.lines(request.actor, episode)
    context = {"episode": row, "lines": lines, "waits": sum(line.state in queries.WAITING for line in lines),
               "status": status_of(row), "breadcrumbs": _trail(row, _("People told"))}  # fmt: skip
    return render(request, "telling/people.html", context)


def _trail(episode: Any, *here: str) -> list[dict[str, str]]:
    if episode is None:
        return [{"text": text} for text in here]
    steps = [{"text": f"{episode.person.name}, {episode.reference}", "href": f"/episodes/{episode.pk}"}]
    return [*steps, *({"text": text} for text in here)]


def _back(telling: Any) -> str:
    return f"/episodes/{telling.episode_id}/told" if telling.episode_id else f"/people/{telling.person_id}"


@screen
def one(request: Asked, telling: int) -> HttpResponse:
    """One recipient: what, on which basis, by which cards, how it stands, and what can be done."""
    line = queries.one(request.actor, telling, at=request.at)
    row = line.telling
    context = {
        "line": line, "telling": row, "back": _back(row), "by_hand": line.state in TOLD_BY_HAND,
        "may_decide": queries.may_decide(request.actor) and line.state in ("withheld", "ask"),
        "keeps_contacts": queries.keeps_contacts(request.actor),
        "may_keep_back": line.state in ("ask", "offered", "ring"),
        "breadcrumbs": _trail(row.episode, _("People told")),
    }  # fmt: skip
    return render(request, "telling/one.html", context)


Do = Callable[[GovForm, dict[str, Any]], Any]


def _form(
    request: Asked, telling: int, kind: type[GovForm], title: str, submit: str, do: Do, **more: Any
) -> HttpResponse:
    """One form about one telling; what cannot be done says why, and what was typed is kept."""
    line = queries.one(request.actor, telling, at=request.at)
    row = line.telling
    who = {"telling": telling, "by": request.actor, "at": request.at}

    def acted(form: GovForm) -> None:
        do(form, who)
        messages.success(request, _("It is recorded."))

    def made(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return kind(data, files, draft=draft, **more)

    context = {"title": title, "submit": submit, "line": line, "telling": row, "back_url": f"/tellings/{telling}",
               "breadcrumbs": _trail(row.episode, _("People told"))}  # fmt: skip
    return form_page(
        request, "telling/form.html", made, acted, then=lambda _done: _back(row), more=lambda form: context
    )


@screen
def told(request: Asked, telling: int) -> HttpResponse:
    """Record that somebody was told by telephone or face to face."""

    def do(form: GovForm, who: dict[str, Any]) -> Any:
        said = {name: form.cleaned_data[name] for name in ("told_at", "whom", "how")}
        return actions.record_told(**who, **said)

    return _form(request, telling, ToldForm, _("Told by telephone"), _("Record it"), do)


@screen
def first(request: Asked, telling: int) -> HttpResponse:
    """Answer what must be known before a family is told."""
    asks = queries.one(request.actor, telling, at=request.at).telling.asks

    def do(form: GovForm, who: dict[str, Any]) -> Any:
        assert isinstance(form, FirstForm)
        return actions.answer_first(**who, answers=form.answers(), says=form.cleaned_data["says"])

    return _form(request, telling, FirstForm, _("Before anybody is told"), _("Save the answers"), do, asks=asks)


@screen
def anyway(request: Asked, telling: int) -> HttpResponse:
    """Decide to tell somebody from whom a card keeps it."""
    return _form(request, telling, ReasonForm, _("Tell them all the same"), _("Decide to tell them"),
                 lambda form, who: actions.tell_anyway(**who, because=form.cleaned_data["because"]))  # fmt: skip


@screen
def keep_back(request: Asked, telling: int) -> HttpResponse:
    """Decide that somebody is not told."""
    return _form(request, telling, ReasonForm, _("Do not tell them"), _("Decide not to tell them"),
                 lambda form, who: actions.keep_back(**who, because=form.cleaned_data["because"]))  # fmt: skip


@screen
@require_POST
def tell(request: Asked, telling: int) -> HttpResponse:
    """Tell now what a card says may be told."""
    row = actions.tell_offered(telling=telling, by=request.actor, at=request.at)
    messages.success(request, _("%(whom)s: told, or to be rung.") % {"whom": row.name or row.role})
    return redirect(_back(row))


urlpatterns = [
    path("episodes/<int:episode>/told", people_told), path("tellings/<int:telling>", one),
    path("tellings/<int:telling>/told", told), path("tellings/<int:telling>/first", first),
    path("tellings/<int:telling>/anyway", anyway), path("tellings/<int:telling>/keep-back", keep_back),
    path("tellings/<int:telling>/tell", tell),
]  # fmt: skip
