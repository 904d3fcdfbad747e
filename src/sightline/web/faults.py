"""Plain pages for what goes wrong.

Not found, not yours, a form gone stale, a locked account, a database that is down.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sightline.access.actor import Actor
from sightline.access.gate import refused
from sightline.audit.refusal import NotForYou, Refused

DOWN = (OperationalError, InterfaceError)


def page(request: HttpRequest, title: str, says: str, status: int, **more: Any) -> HttpResponse:
    """One page that says what happened and what to do."""
    return render(request, "fault.html", {"title": title, "says": says, **more}, status=status)


def database_down() -> HttpResponse:
    """The page for when there is no database.

    Made of nothing but text, because everything else needs one. The form's text stays in the browser: going back
    shows it, and the draft that was saved last is still there.
    """
    title = _("The record cannot be reached")
    says = _(
        "The database does not answer. Nothing you typed was saved just now, and nothing saved before is lost. "
        "Go back: your text is still in the form. Try again in a minute. If someone is in danger, ring 999."
    )
    body = (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta name='viewport' content='width=device-width'></head><body><main>"
        f"<h1>{title}</h1><p>{says}</p></main></body></html>"
    )
    return HttpResponse(body, status=503, headers={"Retry-After": "60"})


class FaultMiddleware:
    """Turns what a view raises into pages. What is raised further out ends in `server_error`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no form caught becomes a page in the same words; a dead database its own page."""
        if isinstance(exception, Refused):
            _keep_on_record(request, exception)
            title = _("Page not found") if exception.status == 404 else _("This cannot be done")
            return page(request, title, exception.says, exception.status)
        return database_down() if isinstance(exception, DOWN) else None


def _keep_on_record(request: HttpRequest, refusal: Refused) -> None:
    """Write a refusal of the gate into the consultation log, after whatever the view had begun is undone."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor and isinstance(refusal, NotForYou) and not refusal.on_record:
        route = str(getattr(request.resolver_match, "route", ""))[:80]
        refused(actor, at=request.at, screen=route, address=request.path)  # type: ignore[attr-defined]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page."""
    return page(request, _("Page not found"), _("Check the address, or start from the duty board."), 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What arrived could not be read: too long, or not from a form of ours."""
    says = _(
        "What was sent is too long or could not be read, and nothing was saved. Go back: your text is still there. "
        "Shorten it, or send it in two parts."
    )
    return page(request, _("This could not be read"), says, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; a database that went away before the view was reached (sessions are in it) ends here too."""
    if isinstance(sys.exc_info()[1], DOWN):
        return database_down()
    body = "<!DOCTYPE html><html lang='en'><title>Something went wrong</title><main>"
    body += "<h1>Something went wrong</h1><p>{}</p></main></html>"
    says = _("The fault is ours and was logged. Go back: your text is still in the form, and drafts are kept.")
    return HttpResponse(body.format(says), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old (the CSRF check)."""
    says = _(
        "This form was open too long, or you signed in again in another window. Go back, reload the page "
        "and send it again: "
        "what you typed was kept as a draft."
    )
    return page(request, _("Send the form again"), says, 403)


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Too many failed sign-ins."""
    says = _("There were too many failed sign-ins. Wait 15 minutes, or ask your administrator.")
    return page(request, _("This account is locked for a while"), says, 429)
