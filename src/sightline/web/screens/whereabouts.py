"""The page of an adult who was found and stays away: the wish, the message, and taking it back (A62, H5, H24)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.episodes.actions import whereabouts as actions
from sightline.episodes.queries import Whole
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import TO_MEND
from sightline.web.forms.adults import KeepPrivateForm, PassOnForm, TakeBackForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened

STEPS = ("keep", "pass-on", "take-back")


def _form(request: Asked, whole: Whole, step: str, data: Any = None) -> GovForm:
    version = whole.wish.version if whole.wish else 0
    makers: dict[str, Callable[[], GovForm]] = {
        "keep": lambda: KeepPrivateForm(data, auto_id="keep-%s", initial={"heard_by": request.actor.name}),
        "pass-on": lambda: PassOnForm(data, auto_id="pass-on-%s", version=version),
        "take-back": lambda: TakeBackForm(data, auto_id="take-back-%s", version=version),
    }
    return makers[step]()


def _page(request: Asked, whole: Whole, sent: str = "", form: GovForm | None = None) -> HttpResponse:
    owner = request.actor.is_police and request.actor.agency == whole.episode.owner_agency_id
    forms = {step: form if form and step == sent else _form(request, whole, step) for step in STEPS}
    asks: dict[str, Any] = {name.replace("-", "_"): made for name, made in forms.items()}
    asks |= {f"here_{s.replace('-', '_')}": f"/episodes/{whole.episode.pk}/whereabouts/{s}" for s in STEPS}
    context = about(whole, _("Whereabouts kept private")) | {"form": form, "owner": owner} | asks
    return render(request, "adults/whereabouts.html", context, status=TO_MEND if form else 200)


@screen
def whereabouts(request: Asked, episode: int) -> HttpResponse:
    """What the adult asks; for the police who own the episode also the forms."""
    return _page(request, opened(request, episode, "whereabouts"))


DO: dict[str, Callable[..., Any]] = {
    "keep": actions.keep_private,
    "pass-on": actions.pass_on_message,
    "take-back": actions.take_back,
}


@screen
@require_POST
def record(request: Asked, episode: int, step: str) -> HttpResponse:
    """Record the wish, that its message was passed on, or that it was taken back."""
    whole = opened(request, episode, "whereabouts")
    if step not in STEPS:
        raise Http404
    form = _form(request, whole, step, request.POST)

    def do() -> None:
        said = {name: value for name, value in form.cleaned_data.items() if name not in ("once", "version")}
        if step != "keep":
            said["version"] = form.cleaned_data["version"] or 0
        DO[step](episode=episode, by=request.actor, at=request.at, **said)
        messages.success(request, _("It is recorded."))

    here = f"/episodes/{episode}/whereabouts"
    answer = act(request, form, do, then=lambda made: here)
    return answer if answer is not None else _page(request, whole, step, form)


urlpatterns = [
    path("episodes/<int:episode>/whereabouts", whereabouts),
    path("episodes/<int:episode>/whereabouts/<str:step>", record),
]
