"""The appeal as the public sees it at its address: a page to read and to print. It dies with the appeal."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sightline.sharing.publicity_page import shown_at, was_shown
from sightline.web.actor import by_link


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """The same words for an address that ended and for one that never was; a search engine is told to forget."""
    context = {"title": _("There is no appeal here"), "says": _("It has ended, or the address is wrong.")}
    return render(request, "fault.html", context, status=410 if was_shown(token) else 404)


@by_link
@require_safe
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """The appeal while it is published: what the list holds, whom to ring, as a page and on paper."""
    poster = shown_at(token, request.at)  # type: ignore[attr-defined]
    if poster is None:
        return _gone(request, token)
    picture = f"/appeals/{token}/photo" if poster.photo else ""
    context = {"title": _("Have you seen this person?"), "poster": poster, "photo": picture}
    return render(request, "publicity/poster.html", context)


@by_link
@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """The appeal's own copy of the picture, for as long as the appeal stands."""
    poster = shown_at(token, request.at)  # type: ignore[attr-defined]
    if poster is None or not poster.photo or not default_storage.exists(poster.photo):
        return _gone(request, token)
    answer = FileResponse(default_storage.open(poster.photo), content_type="image/jpeg", filename="appeal.jpg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns = [path("appeals/<str:token>", appeal), path("appeals/<str:token>/photo", photo)]
