"""The page somebody outside opens with a link and its code. Before both it shows the same to everybody: one box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sightline.sharing.disclosure_picture import as_data, words_of
from sightline.sharing.disclosure_queries import read_outside
from sightline.web.actor import by_link
from sightline.web.forms.sharing import CodeForm
from sightline.web.screens.sharing import conditions


@by_link
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The box for the code; with the right one, once, what was shared. A wrong address looks like a wrong code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = request.at  # type: ignore[attr-defined]
        row = read_outside(token=token, code=form.cleaned_data["code"], at=at)
        if row is not None:
            title = _("Shared with you")
            context = {
                "title": title,
                "d": row,
                "sheet": words_of(row),
                "picture": as_data(row),
                "conditions": conditions(row),
            }
            answer = render(request, "sharing/outside_sheet.html", context)
            answer.headers["Referrer-Policy"] = "no-referrer"
            return answer
        says = _("This address and code open nothing. Check both, or ask whoever sent them for a new code.")
        form.add_error("code", says)
    context = {"title": _("Enter your code"), "form": form}
    return render(request, "sharing/outside.html", context, status=403 if form.errors else 200)


urlpatterns = [path("shared/<str:token>", shared)]
