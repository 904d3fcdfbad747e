"""The screens of a family for the police who speak with it: who, when next, what was said, messages, the charity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou
from sightline.episodes.queries import Whole
from sightline.episodes.status import status_of
from sightline.sharing import family as actions
from sightline.sharing import family_charity as charity
from sightline.sharing.family_page import page_of
from sightline.sharing.family_queries import Family, family_of, officers_of
from sightline.sharing.help_lines import help_lines
from sightline.sharing.links import spoken
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.family import (
    CharityForm,
    EndPageForm,
    FamilyAnswerForm,
    FamilyContactForm,
    LastMessageForm,
    UpdateForm,
    WeighForm,
)
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened
from sightline.web.screens.family_words import done_lines

Values = dict[str, Any]


def read(request: Asked, episode: int, name: str) -> tuple[Whole, Family]:
    """The episode through the gate, and its family, for an agency that speaks with families."""
    whole = opened(request, episode, name)
    return whole, family_of(request.actor, whole.episode, request.at)


@screen
def family(request: Asked, episode: int) -> HttpResponse:
    """Whom the family speaks to, when next, what was said, what they wrote, and what their page shows them."""
    whole, known = read(request, episode, "family")
    shown = page_of(known.contact, request.at) if known.contact else None
    context = {
        "family": known,
        "shown": shown,
        "done": done_lines(shown.done) if shown else [],
        "status": status_of(whole.episode),
        "now": request.at,
        "link_state": known.contact.link.state(request.at) if known.contact and known.contact.link else "",
        "unanswered": next((note for note in known.notes if not note.answered_at), None),
        "form_once": GovForm(),
    }
    return render(request, "family/family.html", about(whole, _("Family")) | context)


def _page(
    request: Asked, whole: Whole, title: str, make: Callable[..., GovForm], do: Callable[[Values], Any], *, done: str,
    key: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """One form about the family, then back to its page."""
    episode = whole.episode.pk

    def act_on(form: GovForm) -> None:
        do(form.cleaned_data)
        messages.success(request, done)

    context = about(whole, title) | {"title": title, "submit": _("Save"), "cancel": f"/episodes/{episode}/family"}
    return form_page(
        request, "family/form.html", make, act_on, then=lambda made: f"/episodes/{episode}/family",
        key=f"episode-{episode}-family-{key}" if key else "", more=lambda form: context | more,
    )  # fmt: skip


def _own(known: Family) -> None:
    """Writing is for the police who own the episode; the words are those of a record that is not there."""
    if not known.may:
        raise NotForYou


def _first(request: Asked, episode: int) -> HttpResponse:
    """Nobody is named yet: that comes first."""
    messages.info(request, _("Name who speaks with the family first."))
    return redirect(f"/episodes/{episode}/family/contact")


@screen
def weigh(request: Asked, episode: int) -> HttpResponse:
    """Whether telling the family would harm the person, weighed by name (F8)."""
    whole, known = read(request, episode, "family, weighing")
    _own(known)
    return _page(
        request, whole, _("May the family be told?"),
        lambda data=None, files=None, *, draft=None: WeighForm(data, draft=draft),
        lambda said: actions.weigh_telling(episode=episode, by=request.actor, at=request.at, harms=said["harms"],
                                           because=said["because"]),
        done=_("It is recorded."), key="weigh", submit=_("Record the answer"),
    )  # fmt: skip


@screen
def contact(request: Asked, episode: int) -> HttpResponse:
    """Name the two who speak with each other. Whoever names second sees who was named first."""
    whole, known = read(request, episode, "family contact")
    _own(known)
    officers = [(p.pk, f"{p.user.name}, {p.role}") for p in officers_of(request.actor.agency, day_of(request.at))]
    seen = known.contact.pk if known.contact else 0
    told = whole.episode
    of_family = told.reporter_agency_id is None  # a home or a school that reported is no family
    initial = {"officer": request.actor.post} | (
        {"name": told.reporter_name, "phone": told.reporter_phone} if of_family else {}
    )

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return FamilyContactForm(data, draft=draft, officers=officers, version=seen, initial=initial)

    def do(said: Values) -> None:
        names = ("name", "relation", "phone", "email", "language", "prefers")
        actions.name_contact(
            episode=episode, seen=said["version"] or 0, by=request.actor, at=request.at, officer=said["officer"],
            officer_phone=said["officer_phone"], next_update_at=said["next_update_at"],
            relative=actions.Relative(**{name: said[name] for name in names}),
        )  # fmt: skip

    return _page(request, whole, _("Who speaks with the family?"), make, do, done=_("The family contact is named."),
                 submit=_("Name them"),
                 key="contact")  # fmt: skip


@screen
def update(request: Asked, episode: int) -> HttpResponse:
    """Record what was said, and when next. The help lines stand beside it, to be read out (D77)."""
    whole, known = read(request, episode, "family update")
    _own(known)
    who = known.contact
    if who is None:
        return _first(request, episode)
    first = not known.updates

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        initial = {"how": who.prefers, "told_of_support": first}
        return UpdateForm(data, draft=draft, version=who.version, initial=initial)

    def do(said: Values) -> None:
        fields = ("how", "said", "on_the_page", "next_update_at", "told_of_support")
        actions.record_update(contact=who.pk, version=said["version"] or 0, by=request.actor, at=request.at,
                              **{name: said[name] for name in fields})  # fmt: skip

    return _page(request, whole, _("Update the family"), make, do, done=_("The update is recorded."), key="update",
                 submit=_("Record the update"), contact=who, lines=help_lines())  # fmt: skip


@screen
def answer(request: Asked, episode: int) -> HttpResponse:
    """Answer what the family wrote; `note` in the address says which."""
    whole, known = read(request, episode, "family answer")
    _own(known)
    asked = request.GET.get("note", "")
    note = next((n for n in known.notes if str(n.pk) == asked), None)
    if note is None:
        return redirect(f"/episodes/{episode}/family")

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return FamilyAnswerForm(data, draft=draft, version=note.version)

    def do(said: Values) -> None:
        actions.answer_note(note=note.pk, version=said["version"] or 0, by=request.actor, at=request.at,
                            answer=said["answer"])  # fmt: skip

    return _page(request, whole, _("Answer the family"), make, do, done=_("The answer stands on their page."),
                 key=f"answer-{note.pk}", submit=_("Send the answer"), note=note)  # fmt: skip


@screen
def last(request: Asked, episode: int) -> HttpResponse:
    """What the family's page says once the episode has ended."""
    whole, known = read(request, episode, "family, last message")
    _own(known)
    who = known.contact
    if who is None:
        return _first(request, episode)
    initial = {"message": who.last_message}
    return _page(
        request, whole, _("The last message"),
        lambda data=None, files=None, *, draft=None: LastMessageForm(data, draft=draft, initial=initial),
        lambda said: actions.say_last(contact=who.pk, by=request.actor, at=request.at, message=said["message"]),
        done=_("The last message is kept until the episode ends."), key="last", submit=_("Keep the message"),
    )  # fmt: skip


@screen
@require_POST
def new_page(request: Asked, episode: int) -> HttpResponse:
    """Make the family's page: its address and first code are shown once, here, and kept nowhere."""
    whole, known = read(request, episode, "family page, made")
    _own(known)
    who = known.contact
    if who is None:
        return _first(request, episode)
    made = actions.offer_page(contact=who.pk, by=request.actor, at=request.at)
    context = about(whole, _("The family's page")) | {
        "contact": who, "code": spoken(made.code), "until": made.until,
        "address": request.build_absolute_uri(f"/family/{made.token}"),
    }  # fmt: skip
    shown = render(request, "family/once.html", context)
    shown.headers["Cache-Control"] = "no-store, private"
    return shown


@screen
def end_page(request: Asked, episode: int) -> HttpResponse:
    """End the family's page at once."""
    whole, known = read(request, episode, "family page, ended")
    _own(known)
    who = known.contact
    if who is None:
        return _first(request, episode)
    return _page(
        request, whole, _("End the family's page"),
        lambda data=None, files=None, *, draft=None: EndPageForm(data, draft=draft),
        lambda said: actions.withdraw_page(contact=who.pk, by=request.actor, at=request.at, because=said["because"]),
        done=_("The page has ended."), submit=_("End the page"),
    )  # fmt: skip


@screen
def number(request: Asked, episode: int) -> HttpResponse:
    """Give the telephone number, and nothing else, to the charity, once the consent rules are met (H6)."""
    whole, known = read(request, episode, "number for the charity")
    _own(known)

    def do(said: Values) -> None:
        names = ("next_of_kin", "next_of_kin_says", "read_by_others", "read_by_others_says")
        consent = charity.Consent(**{name: said[name] for name in names})
        charity.give_number(episode=episode, by=request.actor, at=request.at, because=said["because"], consent=consent)

    return _page(
        request, whole, _("Give the number to the charity"),
        lambda data=None, files=None, *, draft=None: CharityForm(data, draft=draft), do,
        done=_("The number was given. What left is proved below."), key="charity",
        leaves=charity.message_of(whole.episode), lacks=known.charity_lacks,
        submit=_("Give the number, and nothing else"),
    )  # fmt: skip


urlpatterns = [
    path("episodes/<int:episode>/family", family),
    path("episodes/<int:episode>/family/weigh", weigh),
    path("episodes/<int:episode>/family/contact", contact),
    path("episodes/<int:episode>/family/update", update),
    path("episodes/<int:episode>/family/answer", answer),
    path("episodes/<int:episode>/family/last", last),
    path("episodes/<int:episode>/family/page", new_page),
    path("episodes/<int:episode>/family/end", end_page),
    path("episodes/<int:episode>/family/charity", number),
]
