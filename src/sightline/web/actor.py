"""Puts the signed-in actor and the moment on every request. The only place of the screens that reads the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode

from sightline.access.actor import Actor, actor_for
from sightline.access.queries import post
from sightline.audit.behalf import of_nobody, of_post, of_system
from sightline.episodes.protocol import look_again


class Asked(HttpRequest):
    """A request that has passed the door: it carries who acts and when."""

    actor: Actor
    at: datetime


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


class ActorMiddleware:
    """Reads the chosen post from the session. A post that has ended ends the session's right at the next click.

    The request works by the newest good edition of the protocols, from here to its end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.at` and `request.actor` (None where nobody has signed in or chosen a post).

        Until the answer is made, the database shows what that post may see, and without a post nothing of a person.
        """
        at = now()
        look_again(at)
        held = None
        if request.user.is_authenticated and (chosen := request.session.get("post")):
            held = post(int(chosen), int(request.user.pk), at)
        request.at = at  # type: ignore[attr-defined]
        actor = actor_for(held, at) if held else None
        request.actor = actor  # type: ignore[attr-defined]
        with of_post(actor.post, at, actor.answers_for) if actor else of_nobody():
            return self.get_response(request)


View = Callable[..., HttpResponseBase]


def screen(view: View) -> View:
    """A screen for people who have signed in and chosen a post; others are sent to sign in and come back here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "actor", None) is None:
            return redirect(f"/sign-in?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    guarded.door = "screen"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """A screen that anybody may open: sign-in and the like. Nothing about a person may be on it."""
    view.door = "public"  # type: ignore[attr-defined]
    return view


def by_link(view: View) -> View:
    """A page somebody outside opens with a link and a one-time code: before both it shows nothing about anybody.

    It is neither kept nor indexed. A page that takes a form must let the browser say where the form came from, so the
    referrer stays here (`same-origin`); what a code has opened sets `no-referrer` itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with of_system("a link and its code decide what somebody outside may read"):
            answer = view(request, *args, **kwargs)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer.headers["Cache-Control"] = "no-store, private"
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        return answer

    guarded.door = "link"  # type: ignore[attr-defined]
    return guarded
