"""The screens of sharing something: choosing the protocol card, then the form. What is made once is shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sightline.access.actions import drop_draft
from sightline.access.queries import desks
from sightline.access.queries import draft as kept_draft
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.protocol import protocols
from sightline.sharing import agreements, disclosures, links
from sightline.sharing.disclosable import FIELDS, PICTURE, SPECIAL, Seen, sheet
from sightline.sharing.disclosing import OUTSIDE, Wanted
from sightline.sharing.disclosure_choice import concern_now
from sightline.sharing.disclosure_grounds import meant
from sightline.sharing.disclosure_queries import look
from sightline.sharing.disclosure_weighing import (
    Offer,
    Scene,
    could_set_aside,
    kept_back,
    least,
    offers,
    receivers,
    scene,
)
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import DISCARD, TO_MEND
from sightline.web.forms.sharing import ShareForm
from sightline.web.screens.protocol_moments import MOMENTS, moments_of
from sightline.web.screens.sharing import trail
from sightline.web.words import day_words

SHORT = 160  # characters of what a field holds now, under its box
NAMED_OTHERWISE = {"how": "where", "to_agency": "to_desk"}  # a rule's name of an answer, and the form's


def _opened(request: Asked, person: int) -> tuple[Seen, Scene]:
    """The person through the gate, and the case as the cards see it. Raises NotForYou."""
    seen = look(request.actor, person, at=request.at, screen="share")
    if not disclosures.may_share(request.actor):
        raise NotForYou(
            _("You are signed in as %s. This role shares nothing of a person's record.") % request.actor.role
        )
    return seen, scene(request.actor, person, seen.whole.episode if seen.whole else None, request.at)


def _around(seen: Seen, title: str) -> dict[str, Any]:
    person = seen.known.person
    here = f"/people/{person.pk}/disclosures"
    steps = trail(
        (_("People"), "/people"), (person.name, f"/people/{person.pk}"), (_("What was shared"), here), (title, "")
    )
    return {"title": title, "person": person, "here": here, "breadcrumbs": steps}


@screen
def choose(request: Asked, person: int) -> HttpResponse:
    """Which protocol card is it for? What concerns the person now, then what else holds; or none, with reasons."""
    seen, case = _opened(request, person)
    found, episode = offers(case), seen.whole.episode.pk if seen.whole else None
    fits = [o for o in found if o.fits]
    now = concern_now(request.actor, fits, person=person, episode=episode, at=request.at)
    first = {offer.card.id for offer, _due in now}
    return render(request, "sharing/choose.html", _around(seen, _("Share something")) | {
        "now": now, "rest": by_moment([o for o in fits if o.card.id not in first]),
        "may_fit": by_moment([o for o in found if not o.fits]),
    })  # fmt: skip


def by_moment(found: Sequence[Offer]) -> list[tuple[Any, list[Offer]]]:
    """The offers under the moments of a case, in the library's order; each stands once, where it first matters."""
    words = protocols().vocabulary
    groups: dict[str, list[Offer]] = {moment: [] for moment in MOMENTS}
    for offer in found:
        groups[moments_of(offer.card, offer.version, words)[0]].append(offer)
    return [(MOMENTS[moment].name, offers) for moment, offers in groups.items() if offers]


def _held(seen: Seen) -> dict[str, tuple[str, str]]:
    """Each field with its label and what the record says now, shortened."""
    held = {}
    for part in sheet(seen, FIELDS):
        lines = [line for line in part["lines"] if not line.startswith(PICTURE)]
        now = "" if part["field"] == "words" else "; ".join(lines)
        held[part["field"]] = (part["label"], now[:SHORT] + ("…" if len(now) > SHORT else ""))
    return held


def _agreements(request: Asked) -> list[tuple[int, str]]:
    late = _("its review has been overdue since %s")
    return [
        (
            row.pk,
            row.title + (f" ({late % day_words(row.review_on)})" if agreements.is_overdue(row, request.at) else ""),
        )
        for row in agreements.usable(request.actor.agency, request.at)
    ]


def _begins(card: str, to: str, case: Scene, police: bool) -> dict[str, Any]:
    """Where the form begins: the least the card needs, and the ground its basis means."""
    offer = next((o for o in offers(case) if o.card.id == card), None)
    begins: dict[str, Any] = {"to_as": to, "fields": list(least(card)), "whole": "sheet"}
    if offer:
        ground = meant(offer.body.basis, police=police)
        guarded = SPECIAL & set(offer.least)
        begins |= {"basis": ground.basis, "condition": ground.condition if guarded else "", "power": ground.power}
    return begins


class Page:
    """The form of one disclosure with everything around it."""

    def __init__(self, request: Asked, person: int) -> None:
        self.request, self.person = request, person
        self.seen, self.case = _opened(request, person)
        self.card, asked = request.GET.get("card", "")[:40], request.GET.get("to", "")[:80]
        self.to = (request.POST.get("to_as") or asked)[:80]
        self.key = f"person-{person}-share-{self.card}-{asked}"[:160]

    def form(self, data: Any = None, draft: Mapping[str, Any] | None = None) -> ShareForm:
        """The form: as posted, or beginning with the least."""
        actor = self.request.actor
        others = [(d.pk, f"{d.agency.name}: {d.name}") for d in desks() if d.agency_id != actor.agency]
        return ShareForm(
            data, draft=draft, initial=_begins(self.card, self.to, self.case, actor.is_police), desks=others,
            receivers=[(role, role[:1].upper() + role[1:]) for role in receivers(self.case)], held=_held(self.seen),
            police=actor.is_police, agreements=_agreements(self.request), could=could_set_aside(self.case, self.to),
        )  # fmt: skip

    def wanted(self, form: ShareForm) -> Wanted:
        """What the form says, as the action takes it."""
        said = form.cleaned_data
        inside = said["where"] == "inside"
        onward = said["may_pass_on"]
        desk = next((d for d in desks() if d.pk == said["to_desk"]), None) if inside else None
        names = ("to_as", "to_name", "to_organisation", "identity", "text_code_to", "words", "more_because", "purpose",
                 "because", "asked_by", "necessity", "proportionality", "basis", "vital", "condition", "power",
                 "agreement", "consent", "consent_because", "destroy_by", "conditions", "answer")  # fmt: skip
        return Wanted(
            card=self.card, how=(said["whole"] or "sheet") if inside else OUTSIDE,
            to_agency=desk.agency_id if desk else None, to_desk=desk.pk if desk else None,
            until=self._until(said) if inside else disclosures.ends_after(said["hours"] or 72, self.request.at),
            fields=tuple(said["fields"]), settled=tuple(said.get("settled", ())),
            settled_how=said.get("settled_how", ""), may_pass_on=onward == "yes",
            **{name: said[name] for name in names if said.get(name) is not None},
        )  # fmt: skip

    def _until(self, said: Mapping[str, Any]) -> Any:
        if said["until_on"] is None:
            raise Refused(_("Choose the day until which it is open."), field="until_on")
        return disclosures.end_of(said["until_on"])

    def do(self, form: ShareForm) -> disclosures.Done:
        """Share it; a rule's name of an answer becomes the form's."""
        try:
            return disclosures.disclose(
                person=self.person, by=self.request.actor, at=self.request.at, wanted=self.wanted(form)
            )
        except Refused as refusal:
            inside = form.cleaned_data.get("where") == "inside"
            named = NAMED_OTHERWISE | {"until": "until_on" if inside else "hours"}
            refusal.field = named.get(refusal.field, refusal.field)
            raise

    def shown(self, form: ShareForm, draft: Any = None) -> dict[str, Any]:
        """What the page shows around the form."""
        card = next((o for o in offers(self.case) if o.card.id == self.card), None)
        kept = kept_back(self.case, self.to, FIELDS) if self.to else []
        return _around(self.seen, _("Share something")) | {
            "form": form, "draft": draft, "draft_url": f"/drafts/{self.key}", "offer": card, "to": self.to,
            "kept": kept,
        }  # fmt: skip


@screen
@never_cache
def share(request: Asked, person: int) -> HttpResponse:
    """The form of one disclosure. A link and its code are shown on the page that answers it, and never again."""
    page = Page(request, person)
    if request.method != "POST" or DISCARD in request.POST:
        if request.method == "POST":
            drop_draft(post=request.actor.post, form=page.key)
            return redirect(request.get_full_path())
        kept = kept_draft(request.actor.post, page.key)
        return render(request, "sharing/share.html", page.shown(page.form(draft=kept.fields if kept else None), kept))
    form, made = page.form(request.POST), []

    def do() -> disclosures.Done:
        made.append(page.do(form))
        return made[0]

    answer = act(request, form, do, then=lambda done: f"/disclosures/{done.disclosure.pk}", draft=page.key)
    if answer is None:
        return render(request, "sharing/share.html", page.shown(form), status=TO_MEND)
    return _shown_once(request, made[0], form) if made and made[0].made else answer


def _shown_once(request: Asked, done: disclosures.Done, form: ShareForm) -> HttpResponse:
    """The address and the code of a link that was just made."""
    made, row = done.made, done.disclosure
    assert made is not None
    title = _("Shared by a link")
    texted = form.cleaned_data["text_code_to"]
    return render(request, "sharing/once.html", {
        "title": title, "d": row, "to": ", ".join(filter(None, (row.to_name, row.to_organisation))), "texted": texted,
        "code": "" if texted else links.spoken(made.code),
        "address": request.build_absolute_uri(f"/shared/{made.token}"),
        "breadcrumbs": trail((_("Sharing"), "/disclosures"), (title, "")),
    })  # fmt: skip


urlpatterns = [
    path("people/<int:person>/disclosures/new", choose),
    path("people/<int:person>/disclosures/share", share),
]
