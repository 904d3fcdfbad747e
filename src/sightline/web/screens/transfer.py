"""The screens between police areas: what was offered, asked and disputed of one case, and whoever decides. Holds no
rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline.duties.queries import of_episode
from sightline.episodes import between, queries
from sightline.episodes.actions import handover as actions
from sightline.episodes.actions import transfer_dispute
from sightline.episodes.queries import Whole
from sightline.web.actor import Asked, screen
from sightline.web.forms.transfer import DisputeForm, ReasonForm, SettleForm, ViewForm
from sightline.web.screens.episode_opened import about, opened
from sightline.web.sheets import Sheet, asked_on
from sightline.web.words import moment_words


def _who(request: Asked, **more: Any) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at} | more


def travels(whole: Whole) -> list[tuple[str, str]]:
    """What goes with a case to whoever has it: the plan, the flags, open enquiries and duties, sightings, places."""
    plan = whole.known.plan
    duties = dict.fromkeys(capfirst(d.do) for d in of_episode(whole.episode.pk) if d.state == "open")
    seen, searched = len(whole.sightings), len(whole.searches)
    open_enquiries = [e.what for e in whole.enquiries if e.done_at is None]
    return [
        (_("Trigger plan"), "\n".join(plan.actions) if plan else _("None")),
        (_("Flags"), "\n".join(capfirst(flag.phrase) for flag in whole.known.flags) or _("None")),
        (_("Enquiries without a result"), "\n".join(open_enquiries) or _("None")),
        (_("Sightings"), ngettext("%d sighting", "%d sightings", seen) % seen if seen else _("None")),
        (_("Searches"), ngettext("%d place was searched", "%d places were searched", searched) % searched
         if searched else _("None")),
        (_("Open duties, most urgent first"), "\n".join(duties) or _("None")),
    ]  # fmt: skip


@screen
def areas(request: Asked, episode: int) -> HttpResponse:
    """Everything between police areas about one case, and what one's own area may do."""
    whole = opened(request, episode, "between areas")
    mine = whole.episode.owner_agency_id == request.actor.agency
    had_it = any(
        part.agency_id == request.actor.agency and part.part == actions.HAD_IT and not mine for part in whole.involved
    )
    context = about(whole, _("Between police areas")) | {
        "disputes": between.disputes_of(episode), "requests": between.elsewhere_of(episode),
        "travels": travels(whole), "mine": mine, "had_it": had_it, "police": request.actor.is_police,
        "refused": any(h.accepted is False and not h.lapsed for h in whole.handovers),
        "disputed": any(d.settled_at is None for d in between.disputes_of(episode)),
    }  # fmt: skip
    return render(request, "areas/areas.html", context)


@screen
def withdraw(request: Asked, number: int) -> HttpResponse:
    """Take an offer back before it is answered."""
    row = queries.handover(request.actor, number)
    whole = opened(request, row.episode_id, "handover")
    sheet = Sheet(
        _("Take the offer back"), caption=whole.known.person.name, submit=_("Take it back"),
        facts=[(_("Offered to"), f"{row.to_desk.name}, {row.to_desk.agency.name}"), (_("Why it was offered"), row.why)],
        ask=_("Why do you take it back?"),
        may=row.answered_at is None and row.from_agency_id == request.actor.agency,
        more=about(whole, _("Take the offer back")),
    )  # fmt: skip
    return asked_on(
        request, sheet, ReasonForm, lambda said: actions.withdraw(handover=number, **_who(request), **said),
        then=lambda made: f"/episodes/{made.pk}/areas", done=_("The offer is taken back."),
    )  # fmt: skip


@screen
def leave(request: Asked, episode: int) -> HttpResponse:
    """Say that one's area, which had the case before, has nothing left to do in it."""
    whole = opened(request, episode, "between areas")
    sheet = Sheet(
        _("Nothing left to do for your area"), caption=whole.known.person.name, submit=_("End our part"),
        lead=_("Your area no longer has a part in this case from now on. What it did stays on the record."),
        more=about(whole, _("End our part")),
    )  # fmt: skip
    return asked_on(
        request, sheet, ReasonForm, lambda said: actions.leave_the_case(episode=episode, **_who(request), **said),
        then=lambda made: "/board", done=_("Your area's part in the case has ended."),
    )  # fmt: skip


@screen
def dispute(request: Asked, episode: int) -> HttpResponse:
    """Say that two areas differ about who has the case: claimed by another, or refused by one that should take it."""
    whole = opened(request, episode, "between areas")
    mine = whole.episode.owner_agency_id == request.actor.agency
    refusing = {h.to_desk.agency_id: h.to_desk.agency.name for h in whole.handovers if h.accepted is False}
    sheet = Sheet(
        _("The areas differ about who has the case"), caption=whole.known.person.name,
        submit=_("Ask for a decision"), more=about(whole, _("The areas differ")),
        lead=_("The superintendents of both areas are told. Until one of them has decided, nothing moves: the owner "
               "stays responsible for every duty."),
    )  # fmt: skip
    return asked_on(
        request, sheet, lambda *a, **k: DisputeForm(*a, areas=list(refusing.items()) if mine else (), **k),
        lambda said: transfer_dispute.dispute(episode=episode, **_who(request), **said),
        then=lambda made: f"/disputes/{made.pk}", done=_("Both areas see the dispute, and the superintendents know."),
        key=f"episode-{episode}-dispute",
    )  # fmt: skip


def _facts(row: Any) -> list[tuple[Any, Any]]:
    """Both views and, once there is one, the decision."""
    other = row.other if row.opened_for_id == row.holder_id else row.holder
    facts: list[tuple[Any, Any]] = [
        (_("What the areas differ about"), row.get_kind_display()),
        (_("Has the case until it is decided"), row.holder.name if not row.settled_at else ""),
        (row.opened_for.name, f"{row.says}\n{row.opened_by}, {moment_words(row.opened_at)}"),
        (other.name, f"{row.view}\n{row.view_by}" if row.view else _("Has not given its view yet")),
    ]
    if row.settled_at and row.owner:
        agreed = _("settled with %s") % row.agreed_with if row.agreed_with else ""
        facts += [
            (_("Decided"), f"{row.owner.name}. {row.because}"),
            (_("By"), ", ".join(filter(None, (row.settled_by, row.rank, moment_words(row.settled_at), agreed)))),
        ]
    return facts


def _sheet(request: Asked, number: int, title: str, **more: Any) -> tuple[Any, Sheet]:
    row = between.dispute(request.actor, number, at=request.at)
    steps = [
        {"text": _("Duty board"), "href": "/board"},
        {"text": row.episode.reference, "href": f"/episodes/{row.episode_id}/areas"},
        {"text": title},
    ]
    return row, Sheet(title, caption=row.episode.person.name, facts=_facts(row), breadcrumbs=steps,
                      more={"episode": row.episode}, **more)  # fmt: skip


@screen
def one_dispute(request: Asked, number: int) -> HttpResponse:
    """One dispute: both views, the decision; and where the other area gives its view."""
    row, sheet = _sheet(
        request, number, _("Who has the case"), ask=_("The view of your area"), submit=_("Give our view")
    )
    sheet.may = row.settled_at is None and request.actor.agency != row.opened_for_id and not row.view
    if row.settled_at is None:
        sheet.links = [(_("Decide which area has the case"), f"/disputes/{number}/decision")]
    return asked_on(
        request, sheet, ViewForm, lambda said: transfer_dispute.give_view(dispute=number, **_who(request), **said),
        then=lambda made: f"/disputes/{number}", done=_("Your area's view is on the record."),
    )  # fmt: skip


@screen
def decide(request: Asked, number: int) -> HttpResponse:
    """Decide which area has the case, in the rank that may."""
    row, sheet = _sheet(request, number, _("Decide which area has the case"), submit=_("Record the decision"))
    sheet.may = row.settled_at is None
    choices = [(row.holder_id, row.holder.name), (row.other_id, row.other.name)]
    return asked_on(
        request, sheet, lambda *a, **k: SettleForm(*a, areas=choices, **k),
        lambda said: transfer_dispute.settle(dispute=number, **_who(request), **said),
        then=lambda made: f"/disputes/{number}", done=_("It is decided, and both areas see it."),
        key=f"dispute-{number}",
    )  # fmt: skip


urlpatterns = [
    path("episodes/<int:episode>/areas", areas),
    path("episodes/<int:episode>/areas/leave", leave),
    path("episodes/<int:episode>/dispute", dispute),
    path("handovers/<int:number>/withdraw", withdraw),
    path("disputes/<int:number>", one_dispute),
    path("disputes/<int:number>/decision", decide),
]
