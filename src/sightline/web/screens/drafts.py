"""Keeps what is typed while it is typed: called by the page after a pause, silent where there is no JavaScript."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from sightline.access.actions import drop_draft, save_draft
from sightline.web.actor import Asked, screen

NOT_KEPT = {"csrfmiddlewaretoken", "once"}
LONGEST_TEXT, LONGEST_KEY = 20_000, 160  # characters


def _kept(text: object) -> str:
    """What of a text the record can hold: PostgreSQL knows no NUL."""
    return str(text).replace("\0", "")[:LONGEST_TEXT]


def keep(request: Asked, form: str) -> None:
    """Keep what this request posted as the post's draft of a form."""
    sent = {_kept(k): v for k, v in request.POST.lists() if k not in NOT_KEPT}
    fields = {k: [_kept(x) for x in v] if len(v) > 1 else _kept(v[0]) for k, v in sent.items()}
    save_draft(post=request.actor.post, form=form, fields=fields, at=request.at)


@screen
@require_POST
def save(request: Asked, form: str) -> HttpResponse:
    """Save the fields of one form as this post's draft; answers with the time, for the page to say."""
    if len(form) > LONGEST_KEY or "\0" in form:
        raise Http404  # no page of ours keeps its draft under such a name
    keep(request, form)
    return JsonResponse({"saved_at": localtime(request.at).strftime("%H:%M")})


@screen
@require_POST
def drop(request: Asked, form: str) -> HttpResponse:
    """Throw a draft away."""
    drop_draft(post=request.actor.post, form=form)
    return HttpResponse(status=204)


urlpatterns = [path("drafts/<path:form>/drop", drop), path("drafts/<path:form>", save)]
