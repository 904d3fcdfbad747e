"""The screens of an investigation: enquiries, searched places, sightings, contacts, pictures. They hand what was
typed to the actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sightline.access.queries import agencies
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions import investigate
from sightline.episodes.actions.attach import attach
from sightline.episodes.queries import Whole
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.investigation import (
    ContactForm,
    EnquiryAnswerForm,
    EnquiryForm,
    KnownPlace,
    PictureForm,
    SearchForm,
    SightingForm,
)
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened
from sightline.web.uploading import SizeGuard, guard

Values = dict[str, Any]


def known_places(whole: Whole) -> list[KnownPlace]:
    """The places of this person and episode with coordinates, then the agencies' addresses: picked instead of typed."""
    episode, person, placement = whole.episode, whole.known.person, whole.known.placement
    rows: list[tuple[str, str, float | None, float | None]] = [
        ("last-seen", _("Last seen: %s") % episode.last_seen_place, episode.last_seen_lat, episode.last_seen_lon),
        ("home", _("Home: %s") % person.home_address, person.home_lat, person.home_lon),
    ]
    if placement:
        rows.append(("placement", _("Placement: %s") % placement.address, placement.lat, placement.lon))
    rows += [(f"sighting-{s.pk}", _("Sighting: %s") % s.place, s.lat, s.lon) for s in whole.sightings]
    rows += [(f"search-{s.pk}", _("Searched: %s") % s.place, s.lat, s.lon) for s in whole.searches]
    rows += [(f"agency-{a.pk}", a.name, a.lat, a.lon) for a in agencies()]
    return [KnownPlace(key, label, lat, lon) for key, label, lat, lon in rows if lat is not None and lon is not None]


def _page(
    request: Asked,
    whole: Whole,
    title: str,
    form: Callable[..., GovForm],
    do: Callable[[Values], Any],
    *,
    done: str,
    part: str,
    key: str,
    submit: str = "",
    **more: Any,
) -> HttpResponse:
    """One form about an episode; then back to the part of the episode's page where the new thing stands."""
    episode = whole.episode.pk

    def act_on(filled: GovForm) -> None:
        do(filled.cleaned_data)
        messages.success(request, done)

    context = about(whole, title) | {"title": title, "submit": submit or _("Save")} | more
    return form_page(
        request,
        "investigation/form.html",
        lambda data=None, files=None, *, draft=None: form(data, files, draft=draft),
        act_on,
        then=lambda made: f"/episodes/{episode}#{part}",
        key=f"episode-{episode}-{key}" if key else "",
        more=lambda filled: context,
    )


def _but(said: Values, *without: str) -> Values:
    """What was typed, without the fields that are the form's own."""
    return {name: value for name, value in said.items() if name not in ("version", "once", *without)}


def _who(request: Asked, episode: int) -> Values:
    """Which episode, who acts and when: what every action is told."""
    return {"episode": episode, "by": request.actor, "at": request.at}


@screen
def new_enquiry(request: Asked, episode: int) -> HttpResponse:
    """Open a line of enquiry (C18)."""
    whole, who = opened(request, episode, "enquiry"), _who(request, episode)
    return _page(
        request,
        whole,
        _("New enquiry"),
        EnquiryForm,
        lambda said: investigate.raise_enquiry(**who, **_but(said)),
        done=_("The enquiry is open."),
        part="enquiries",
        key="enquiry",
    )


@screen
def enquiry(request: Asked, episode: int, number: int) -> HttpResponse:
    """Record what came of an enquiry. Whoever answers second sees both answers."""
    whole = opened(request, episode, "enquiry")
    line = next((e for e in whole.enquiries if e.pk == number), None)
    if line is None:
        raise NotForYou

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return EnquiryAnswerForm(data, draft=draft, version=line.version, initial={"result": line.result})

    def do(said: Values) -> None:
        version = said["version"] or 0
        investigate.answer_enquiry(
            enquiry=number, version=version, by=request.actor, at=request.at, result=said["result"]
        )

    return _page(
        request,
        whole,
        line.what,
        make,
        do,
        done=_("What came of the enquiry is recorded."),
        part="enquiries",
        key=f"enquiry-{number}",
        enquiry=line,
    )


@screen
def new_search(request: Asked, episode: int) -> HttpResponse:
    """Record a searched place, room by room, with the power relied on (C100)."""
    whole, who = opened(request, episode, "search"), _who(request, episode)
    places = known_places(whole)

    def do(said: Values) -> None:
        investigate.record_search(**who, **_but(said, "known_place", "rooms"), rooms=said["rooms"].splitlines())

    return _page(
        request,
        whole,
        _("Record a searched place"),
        lambda *a, **k: SearchForm(*a, places=places, **k),
        do,
        done=_("The searched place is recorded."),
        part="searches",
        key="search",
    )


@screen
def new_sighting(request: Asked, episode: int) -> HttpResponse:
    """Record a possible sighting: it does not make whereabouts known."""
    whole, who = opened(request, episode, "sighting"), _who(request, episode)
    places = known_places(whole)
    return _page(
        request,
        whole,
        _("Record a sighting"),
        lambda *a, **k: SightingForm(*a, places=places, **k),
        lambda said: investigate.record_sighting(**who, **_but(said, "known_place")),
        done=_("The sighting is recorded."),
        part="sightings",
        key="sighting",
    )


@screen
def new_contact(request: Asked, episode: int) -> HttpResponse:
    """Record a contact with the person who reported, and when the next is promised (D44)."""
    whole, who = opened(request, episode, "contact"), _who(request, episode)
    initial = {"with_whom": whole.episode.reporter_name}
    return _page(
        request,
        whole,
        _("Record a contact with the informant"),
        lambda *a, **k: ContactForm(*a, initial=initial, **k),
        lambda said: investigate.contact_informant(**who, **_but(said)),
        done=_("The contact is recorded."),
        part="contacts",
        key="contact",
        phone=whole.episode.reporter_phone,
    )


@csrf_protect
def _add_picture(request: Asked, episode: int, watcher: SizeGuard) -> HttpResponse:
    whole = opened(request, episode, "attachment")

    def do(said: Values) -> None:
        attach(episode=episode, by=request.actor, at=request.at, title=said["title"], data=said["file"].read())

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return PictureForm(data, files, draft=draft, too_large=watcher.refused)

    return _page(
        request,
        whole,
        _("Add a picture"),
        make,
        do,
        done=_("The picture is added."),
        part="attachments",
        key="attachment",
        submit=_("Add the picture"),
    )


@csrf_exempt  # only so that the guard stands before the body is read; _add_picture checks the token all the same
@screen
def new_attachment(request: Asked, episode: int) -> HttpResponse:
    """Add a picture. One that is too large is refused while it arrives, and what was typed is kept."""
    return _add_picture(request, episode, guard(request))


urlpatterns = [
    path("episodes/<int:episode>/enquiries/new", new_enquiry),
    path("episodes/<int:episode>/enquiries/<int:number>", enquiry),
    path("episodes/<int:episode>/searches/new", new_search),
    path("episodes/<int:episode>/sightings/new", new_sighting),
    path("episodes/<int:episode>/contacts/new", new_contact),
    path("episodes/<int:episode>/attachments/new", new_attachment),
]
