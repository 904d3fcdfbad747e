"""What was disclosed: of a person, by an agency, to it; one disclosure; ending it; a new code. Holds no rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sightline.access.gate import AUDITORS
from sightline.access.queries import agency_names
from sightline.audit.queries import consultations
from sightline.audit.refusal import NotForYou
from sightline.sharing import agreements, disclosures, links
from sightline.sharing.disclosable import labels
from sightline.sharing.disclosure_grounds import BASES, CONDITIONS, POWERS
from sightline.sharing.disclosure_picture import as_data, words_of
from sightline.sharing.disclosure_queries import Told, look, made_by, of_person, one, received
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.sharing import RefuseForm, WithdrawForm
from sightline.web.screens.audit import own_only
from sightline.web.words import day_words, moment_words

LINES_OF_THE_LOG = 30


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page stands: (text, address) pairs, the last without an address."""
    return [{"text": text, "href": href} if href else {"text": text} for text, href in steps]


def receiver(told: Any) -> str:
    """Who received a disclosure, in a line."""
    if told.to_agency:
        return str(told.to_agency.name)
    return ", ".join(filter(None, (told.to_name, told.to_organisation)))


def state(told: Any, at: Any) -> tuple[str, str]:
    """How a disclosure stands, and its colour."""
    if told.withdrawn_at:
        return _("Withdrawn"), "red"
    if at >= told.until:
        return _("Ended"), "grey"
    if told.link:
        words = {
            "waiting": (_("Not opened yet"), "yellow"),
            "opened": (_("Opened"), "green"),
            "locked": (_("Locked"), "red"),
        }
        return words.get(told.link.state(at), (_("Ended"), "grey"))
    return _("Open"), "green"


def rows(told: list[Told], at: Any) -> list[dict[str, Any]]:
    """Disclosures as a list shows them."""
    return [
        {"d": t.disclosure, "to": receiver(t.disclosure), "what": _whats(t.disclosure), "readings": t.readings,
         "state": state(t.disclosure, at)}
        for t in told
    ]  # fmt: skip


def _whats(row: Any) -> list[str]:
    return [_("the whole record")] if row.how == "record" else labels(row.fields)


@screen
def of_one_person(request: Asked, person: int) -> HttpResponse:
    """What was disclosed of a person to whom and why, what was asked and not told, and who has looked."""
    row, told, refused = of_person(request.actor, person, at=request.at)
    audits, looked = request.actor.role in AUDITORS, []
    if audits:
        looked = consultations(limit=LINES_OF_THE_LOG, person=person, agency=own_only(request.actor))
    names = agency_names({line.agency for line in looked if line.agency})
    title = _("What was shared")
    return render(request, "sharing/person.html", {
        "title": title, "person": row, "rows": rows(told, request.at), "refused": refused, "audits": audits,
        "looked": [(line, names.get(line.agency or 0, "")) for line in looked],
        "may_share": disclosures.may_share(request.actor),
        "breadcrumbs": trail((_("People"), "/people"), (row.name, f"/people/{person}"), (title, "")),
    })  # fmt: skip


@screen
def of_agency(request: Asked) -> HttpResponse:
    """What others share with us, what we shared, and agreements whose review is late."""
    actor, at = request.actor, request.at
    return render(request, "sharing/agency.html", {
        "title": _("Sharing"), "received": received(actor, at=at), "rows": rows(made_by(actor, at=at), at),
        "overdue": agreements.overdue(actor.agency, at), "audits": actor.role in AUDITORS,
    })  # fmt: skip


def _details(row: Any) -> list[tuple[str, Any]]:
    """Everything about the act, for the agency that made it."""
    grounds = [
        known[key].words for known, key in ((BASES, row.basis), (CONDITIONS, row.condition), (POWERS, row.power)) if key
    ]
    return [
        (_("Shared by"), f"{row.by_name}, {row.role}, {row.agency.name}, {moment_words(row.at)}"),
        (_("With"), f"{receiver(row)} ({row.to_as})"),
        (_("How we know who they are"), row.identity or (_("A desk that signs in") if row.to_agency else "")),
        (_("How"), row.get_how_display()),
        (_("For"), row.purpose),
        (_("Why"), row.because),
        (_("Asked for by"), row.asked_by or _("Nobody asked")),
        (_("Necessity"), row.necessity),
        (_("Proportionality"), row.proportionality),
        (_("Why more than the least"), row.more_because or _("It was the least")),
        (_("Ground"), "\n".join(map(str, grounds))),
        (_("Whose vital interest"), row.vital or _("None named")),
        (_("Protocol card"), {"text": row.card, "href": f"/protocols/{row.card}"} if row.card else _("None")),
        (_("Agreement"), _agreement(row)),
        (_("Consent"), f"{row.get_consent_display()}. {row.consent_because}"),
        (_("Set aside"), ", ".join(row.settled) + (f": {row.settled_how}" if row.settled_how else "") or _("Nothing")),
        (_("Answer to the protocol"), row.answer or _("None was needed")),
        *conditions(row),
    ]


def _agreement(row: Any) -> str:
    if row.agreement is None:
        return _("None")
    late = _(" (its review was overdue)") if row.agreement_overdue else ""
    return f"{row.agreement.title}{late}"


def conditions(row: Any) -> list[tuple[str, str]]:
    """On what conditions: what whoever receives it reads too."""
    return [
        (_("May be passed on"), _("Yes, for the same purpose") if row.may_pass_on else _("No")),
        (_("To be destroyed by"), day_words(row.destroy_by) if row.destroy_by else _("No day was set")),
        (_("Other conditions"), row.conditions or _("None")),
        (_("Open until"), moment_words(row.until)),
    ]


@screen
@never_cache
def one_disclosure(request: Asked, disclosure: int) -> HttpResponse:
    """One disclosure: all of it for the agency that made it, the sheet for the one that receives it."""
    told = one(request.actor, disclosure, at=request.at)
    row = told.disclosure
    own = row.agency_id == request.actor.agency
    title = _("Disclosure %d") % row.pk
    details = [(key, value) for key, value in (_details(row) if own else conditions(row))]
    return render(request, "sharing/one.html", {
        "title": title, "d": row, "own": own, "sheet": words_of(row), "picture": as_data(row), "told": told,
        "details": [{"key": k, "value": v["text"], "href": v["href"], "action": _("Read the card")}
                    if isinstance(v, dict) else (k, v) for k, v in details],
        "state": state(row, request.at), "stands": row.stands(request.at), "to": receiver(row),
        "breadcrumbs": trail((_("Sharing"), "/disclosures"), (title, "")),
    })  # fmt: skip


def _opened(request: Asked, disclosure: int) -> Any:
    """A disclosure of the actor's own agency. Raises NotForYou otherwise."""
    row = one(request.actor, disclosure, at=request.at).disclosure
    if row.agency_id != request.actor.agency:
        raise NotForYou
    return row


@screen
def withdraw(request: Asked, disclosure: int) -> HttpResponse:
    """End a disclosure at once."""
    row = _opened(request, disclosure)
    here, title = f"/disclosures/{disclosure}", _("Withdraw")

    def do(form: Any) -> Any:
        made = disclosures.withdraw(disclosure=disclosure, by=request.actor, at=request.at, **_said(form, "because"))
        messages.success(request, _("Withdrawn. It opens nothing any more."))
        return made

    steps = trail((_("Sharing"), "/disclosures"), (_("Disclosure %d") % disclosure, here), (title, ""))
    return form_page(
        request, "sharing/withdraw.html", lambda data=None, files=None, *, draft=None: WithdrawForm(data, draft=draft),
        do, then=lambda made: here, key=f"disclosure-{disclosure}-withdraw",
        more=lambda form: {"title": title, "d": row, "to": receiver(row), "here": here, "breadcrumbs": steps},
    )  # fmt: skip


def _said(form: Any, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}


@screen
@require_POST
@never_cache
def new_code(request: Asked, disclosure: int) -> HttpResponse:
    """A new code for another opening, shown once."""
    row = _opened(request, disclosure)
    code = disclosures.another_code(disclosure=disclosure, by=request.actor, at=request.at)
    title = _("A new code")
    return render(request, "sharing/once.html", {
        "title": title, "d": row, "to": receiver(row), "code": links.spoken(code), "address": "", "texted": "",
        "breadcrumbs": trail((_("Sharing"), "/disclosures"), (title, "")),
    })  # fmt: skip


@screen
def refuse(request: Asked, person: int) -> HttpResponse:
    """Record that somebody asked and was not told."""
    seen = look(request.actor, person, at=request.at, screen="asked and not told")
    here, title, row = f"/people/{person}/disclosures", _("Somebody asked and is not told"), seen.known.person

    def do(form: Any) -> str:
        said = _said(form, "who", "asked_for", "identity", "relation", "told", "because")
        disclosures.refuse_to_tell(person=person, by=request.actor, at=request.at, **said)
        messages.success(request, _("Recorded."))
        return here

    steps = trail((_("People"), "/people"), (row.name, f"/people/{person}"), (_("What was shared"), here), (title, ""))
    return form_page(
        request, "sharing/refuse.html", lambda data=None, files=None, *, draft=None: RefuseForm(data, draft=draft), do,
        then=str, key=f"person-{person}-refuse",
        more=lambda form: {"title": title, "person": row, "here": here, "breadcrumbs": steps},
    )  # fmt: skip


urlpatterns = [
    path("disclosures", of_agency),
    path("disclosures/<int:disclosure>", one_disclosure),
    path("disclosures/<int:disclosure>/withdraw", withdraw),
    path("disclosures/<int:disclosure>/code", new_code),
    path("people/<int:person>/disclosures", of_one_person),
    path("people/<int:person>/disclosures/refuse", refuse),
]
