"""The screen of the return: one page with the ladder from located to closed. Each step is a form when it is its turn
(D95-D98, D111, C94)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.actions import drop_draft
from sightline.access.queries import draft as kept_draft
from sightline.episodes.actions import found as actions
from sightline.episodes.queries import Whole
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import DISCARD, TO_MEND
from sightline.web.forms.returning import AS_TRUTH
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened
from sightline.web.screens.return_ladder import STEPS, draft_key, ladder, make_form, reopened

Values = dict[str, Any]


def _standing(whole: Whole, request: Asked) -> dict[str, Any]:
    """What still stands in the way of closing: in plain words, and the cards that refuse it."""
    episode = whole.episode
    if episode.closed_at:
        return {"lacks": [], "refusing": []}
    lacks = actions.missing_before_closing(episode)
    says = actions.closing_assessment(
        episode, request.actor, request.at, _("Asked by the return page, before anybody proposes it.")
    )
    refusing = [r for r in says.reasons if r.about == "refused"] if says.verdict == "refused" else []
    return {"lacks": lacks, "refusing": refusing, "may": says.may}


def _page(request: Asked, whole: Whole, sent: str = "", form: GovForm | None = None) -> HttpResponse:
    """The whole ladder; the step that was sent and could not be done stands open with what is wrong."""
    number = whole.episode.pk

    def make(key: str) -> GovForm:
        if form is not None and key == sent:
            return form
        kept = kept_draft(request.actor.post, draft_key(number, key))
        return make_form(request, whole, key, draft=kept.fields if kept else None)

    steps = ladder(whole, make, may_close=request.actor.agency == whole.episode.owner_agency_id)
    if form is not None:
        steps = reopened(steps, number, sent, form)
    refusal = getattr(form, "refusal", None)
    judged = getattr(refusal, "assessment", None)
    context = about(whole, _("Return")) | {"steps": steps, "form": form, "refusal": refusal, "judged": judged}
    return render(
        request, "returning/return.html", context | _standing(whole, request), status=TO_MEND if form else 200
    )


@screen
def ending(request: Asked, episode: int) -> HttpResponse:
    """Where the return stands, and the next step."""
    return _page(request, opened(request, episode, "return"))


def _locate(said: Values, who: Values) -> Any:
    confirmed = said.pop("seen_there")
    return actions.locate(**who, **said, confirmed=confirmed)


def _seen(said: Values, who: Values) -> Any:
    return actions.see_safe_and_well(**who, **said | {"seen_alone": AS_TRUTH[said["seen_alone"]]})


def _carried_out(said: Values, who: Values) -> Any:
    truths = ("sharing_agreed", "to_intelligence", "screened")
    return actions.carry_out_interview(**who, **said | {name: AS_TRUTH[said[name]] for name in truths})


def _declined(said: Values, who: Values) -> Any:
    return actions.decline_interview(**who, **said | {"parents_offered": said["parents_offered"] == "yes"})


VERSIONED = ("seen", "carried-out", "declined", "closing-check")
DO: dict[str, Callable[[Values, Values], Any]] = {
    "located": _locate,
    "confirmed": lambda said, who: actions.confirm(**who, **said),
    "seen": _seen,
    "offered": lambda said, who: actions.offer_interview(**who, **said),
    "carried-out": _carried_out,
    "declined": _declined,
    "closing-check": lambda said, who: actions.closing_check(**who, **said),
    "closed": lambda said, who: actions.close(**who, **said),
}


@screen
@require_POST
def take_step(request: Asked, episode: int, step: str) -> HttpResponse:
    """Take one step of the ladder.

    What cannot be done yet says why, with the cards that say so; what was typed is kept.
    """
    if step not in STEPS:
        raise Http404
    if DISCARD in request.POST:
        drop_draft(post=request.actor.post, form=draft_key(episode, step))
        return redirect(f"/episodes/{episode}/return")
    whole = opened(request, episode, "return")
    form = make_form(request, whole, step, request.POST)

    def do() -> None:
        said = {name: value for name, value in form.cleaned_data.items() if name not in ("once", "version")}
        if step in VERSIONED:
            said["version"] = form.cleaned_data["version"] or 0
        DO[step](said, {"episode": episode, "by": request.actor, "at": request.at})
        messages.success(request, _("The episode is closed.") if step == "closed" else _("It is recorded."))

    answer = act(request, form, do, then=lambda made: f"/episodes/{episode}/return", draft=draft_key(episode, step))
    return answer if answer is not None else _page(request, whole, step, form)


urlpatterns = [
    path("episodes/<int:episode>/return", ending),
    path("episodes/<int:episode>/return/<str:step>", take_step),
]
