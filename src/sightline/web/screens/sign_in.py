"""Signing in: e-mail and password, then the post. In the demonstration, and only there, one button per role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sightline.access.actions_sign_in import record_failure, record_sign_in, record_sign_out
from sightline.access.actor import actor_for
from sightline.access.queries import demonstration_posts, posts_of
from sightline.web.actor import Asked, public
from sightline.web.forms.sign_in import PostForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
STARTS_AT = {"call handler": "/control-room", "registered manager": "/residents", "foster carer": "/residents"}


def home_of(role: str) -> str:
    """The page somebody in a role starts from."""
    return STARTS_AT.get(role, "/board")


def local(address: str) -> str:
    """The address, if it is a page of this service; otherwise nothing. Nobody is sent elsewhere after signing in."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours and not address.startswith("/sign-") else ""


def _enter(request: Asked, post: Any, how: str, onward: str) -> HttpResponse:
    """Take up a post: a new session key, the sign-in on record, and on to the page asked for."""
    request.session["post"] = post.pk
    request.session.cycle_key()
    record_sign_in(by=actor_for(post), at=request.at, how=how)
    return redirect(local(onward) or home_of(post.role))


def _of(post: Any) -> str:
    """The words for a post: its role, and for whom one stands in."""
    role = str(post.role).capitalize()
    return _("%(role)s, standing in for %(name)s") % {"role": role, "name": post.user.name} if post.acting else role


def _listed() -> list[dict[str, Any]]:
    """The sign-ins of the demonstration, agency by agency; nothing outside it."""
    groups: dict[str, list[Any]] = {}
    for post in demonstration_posts() if settings.DEMONSTRATION else []:
        groups.setdefault(post.agency.name, []).append(post)
    return [
        {"agency": name, "kind": posts[0].agency.get_kind_display(), "posts": posts} for name, posts in groups.items()
    ]


def _page(request: Asked, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "listed": _listed(), "onward": local(form["next"].value() or "")}
    return render(request, "sign_in/sign_in.html", context, status=status)


def _refuse(
    request: Asked, form: SignInForm, email: str, because: str, says: str, user: int | None = None
) -> HttpResponse:
    record_failure(email=email, at=request.at, because=because, user=user)
    form.add_error(None, says)
    return _page(request, form, 422)


def _check(request: Asked, form: SignInForm) -> HttpResponse:
    """Try the password; one post is taken up at once, several are asked about."""
    email = form.cleaned_data["email"].strip()
    # Named `email` because that is how failures are counted: under another name they would lock nobody.
    user = authenticate(request, email=email, password=form.cleaned_data["password"])
    if user is None:
        locked = getattr(request, "axes_locked_out", False)
        says = _("The e-mail address or the password is wrong. Check both and try again.")
        return _refuse(request, form, email, "locked" if locked else "wrong e-mail or password", says)
    posts = posts_of(int(user.pk), request.at)
    if not posts:
        says = _("You hold no post today, so there is nothing you may see. Ask your administrator.")
        return _refuse(request, form, email, "no post", says, int(user.pk))
    login(request, user)
    if len(posts) == 1:
        return _enter(request, posts[0], "password", form.cleaned_data["next"])
    request.session["onward"] = local(form.cleaned_data["next"])
    return redirect("/sign-in/post")


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: Asked) -> HttpResponse:
    """E-mail and password. Somebody who is signed in goes on to work, or to the choice of post."""
    if request.method == "POST":
        form = SignInForm(request.POST)
        return _check(request, form) if form.is_valid() else _page(request, form, 422)
    onward = local(request.GET.get("next", ""))
    if request.actor:
        return redirect(onward or home_of(request.actor.role))
    if request.user.is_authenticated and posts_of(int(request.user.pk), request.at):
        request.session["onward"] = onward
        return redirect("/sign-in/post")
    return _page(request, SignInForm(initial={"next": onward}))


@public
@never_cache
def choose_post(request: Asked) -> HttpResponse:
    """Which of several posts: what one may see and do follows from it. Also the way to change post during a shift."""
    if not request.user.is_authenticated:
        return redirect("/sign-in")
    posts = {post.pk: post for post in posts_of(int(request.user.pk), request.at)}
    choices = [(p.pk, _of(p), p.agency.name) for p in posts.values()]
    form = PostForm(request.POST or None, posts=choices)
    if request.method == "POST" and form.is_valid():
        return _enter(request, posts[int(form.cleaned_data["post"])], "password", request.session.pop("onward", ""))
    return render(request, "sign_in/post.html", {"form": form}, status=422 if request.method == "POST" else 200)


@public
@require_POST
def demonstration(request: Asked) -> HttpResponse:
    """Sign in at once as one of the invented people. Outside the demonstration this page does not exist."""
    listed = {str(post.pk): post for post in demonstration_posts()} if settings.DEMONSTRATION else {}
    post = listed.get(request.POST.get("post", ""))
    if post is None:
        raise Http404
    login(request, post.user, backend=BACKEND)
    return _enter(request, post, "demonstration", request.POST.get("next", ""))


@public
@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """Leave. What was typed stays as a draft."""
    if request.actor:
        record_sign_out(by=request.actor, at=request.at)
    logout(request)
    return redirect("/sign-in")


@public
def start(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the page that fits the role."""
    actor = getattr(request, "actor", None)
    return redirect(home_of(actor.role) if actor else "/sign-in")


urlpatterns = [
    path("", start), path("sign-in", sign_in, name="sign-in"), path("sign-in/post", choose_post),
    path("sign-in/demonstration", demonstration), path("sign-out", sign_out),
]  # fmt: skip
