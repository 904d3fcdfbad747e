"""The page behind a one-time link: somebody new sets a password and begins to work. Says nothing about anybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sightline.access.actions_setup_people import NO_LINK, link_standing, set_password
from sightline.access.actions_sign_in import record_failure, record_sign_in
from sightline.access.actor import actor_for
from sightline.access.queries import posts_of
from sightline.audit.refusal import Refused
from sightline.web.actor import Asked, by_link
from sightline.web.faults import page
from sightline.web.form_page import TO_MEND
from sightline.web.forms.agencies import SetPassword
from sightline.web.screens.sign_in import BACKEND, home_of


def _gone(request: Asked) -> HttpResponse:
    return page(request, _("This link does not work"), NO_LINK, 404)


def _begin(request: Asked, user: Any) -> HttpResponse:
    """Sign in at once: the link has shown who it is. With several posts, ask which."""
    login(request, user, backend=BACKEND)
    posts = posts_of(int(user.pk), request.at)
    if len(posts) != 1:
        return redirect("/sign-in/post" if posts else "/sign-in")
    request.session["post"] = posts[0].pk
    request.session.cycle_key()
    record_sign_in(by=actor_for(posts[0]), at=request.at, how="set-password link")
    return redirect(home_of(posts[0].role))


def _set(request: Asked, token: str, user: Any, form: SetPassword) -> HttpResponse | None:
    """Set the password and go to work; None when the form must be shown again."""
    if not form.is_valid():
        return None
    try:
        validate_password(form.cleaned_data["password"], user)
    except ValidationError as fault:
        form.add_error("password", " ".join(fault.messages))
        return None
    try:
        with transaction.atomic():
            return _begin(request, set_password(token=token, password=form.cleaned_data["password"], at=request.at))
    except Refused:
        return _gone(request)


@by_link
@never_cache
@sensitive_post_parameters("password", "again")
def open_link(request: Asked, token: str) -> HttpResponse:
    """Set a password with a one-time link. Opening it does not use it up; setting the password does."""
    link = link_standing(token, request.at)
    if link is None:
        if request.method == "POST":
            record_failure(email="", at=request.at, because="a set-password link that does not stand")
        return _gone(request)
    form = SetPassword(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (answer := _set(request, token, link.user, form)) is not None:
        return answer
    context = {"form": form, "name": link.user.name, "email": link.user.email, "until": link.expires_at}
    return render(request, "agencies/password.html", context, status=TO_MEND if form.is_bound else 200)


urlpatterns = [path("set-password/<str:token>", open_link)]
