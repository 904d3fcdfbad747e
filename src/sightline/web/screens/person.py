"""A person: found by search, and shown with flags first, plan, care, placements and one history. Holds no rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.access.actions_restrict import MAY_RESTRICT
from sightline.access.actor import Actor
from sightline.access.facts import kept_apart, may_keep_apart
from sightline.access.gate import AUDITORS
from sightline.access.queries import agency_names
from sightline.access.restricted import kept
from sightline.audit.moments import day_of
from sightline.audit.queries import Happening
from sightline.episodes.care import offers_of
from sightline.episodes.queries import open_episodes
from sightline.episodes.register import Hit, PersonPage, person_page, search
from sightline.people.queries import trigger_plans
from sightline.web.actor import Asked, screen
from sightline.web.forms.person import FindPerson
from sightline.web.screens import person_care as care
from sightline.web.screens import person_changes as changes
from sightline.web.screens.person_history import category_name, history
from sightline.web.screens.person_picture import drawn
from sightline.web.screens.profile_shown import state_words

EVENTS_A_PAGE = 40
NOTICES = ("desk told", "notice acknowledged")  # they stand on the episode's page, desk by desk
AGENCIES_IN_EVENTS = ("agency", "provider", "authority")
EPISODE_HEAD = [later("Episode"), later("Began"), later("Category"), later("Risk"), later("Ended")]
PLAN_HEAD = [later("Version"), later("Agreed on"), later("By"), later("Category"), later("Risk"), later("Held until")]
ASKED = ("name", "identifier", "born_on_day", "born_on_month", "born_on_year")


def _searched(request: Asked) -> tuple[FindPerson, list[Hit] | None]:
    """The search form, and whom it found; None while nothing was asked for."""
    if not any(request.GET.get(name, "").strip() for name in ASKED):
        return FindPerson(), None
    form = FindPerson(request.GET)
    if not form.is_valid():
        return form, None
    asked = form.cleaned_data
    return form, search(
        request.actor, at=request.at, name=asked["name"], born_on=asked["born_on"], identifier=asked["identifier"]
    )


@screen
def people(request: Asked) -> HttpResponse:
    """Finding a person: a plain search, or the same while typing. Below it, who is missing now."""
    form, hits = _searched(request)
    context: dict[str, Any] = {"form": form, "hits": hits, "asked": hits is not None}
    if request.headers.get("HX-Request"):
        return render(request, "person/_found.html", context)
    if hits is None:
        context["missing"] = open_episodes(request.actor, at=request.at, screen="people", limit=30)
    return render(request, "person/people.html", context)


@dataclass(frozen=True, slots=True)
class NextThing:
    """The one thing the page asks its reader to do first."""

    says: str
    href: str
    action: str


def next_thing(page: PersonPage, may: dict[str, bool], at: datetime) -> NextThing | None:
    """What to do next about this person: the open episode, then a plan that is overdue or missing, else nothing."""
    here = f"/people/{page.known.person.pk}"
    if current := next((e for e in page.episodes if e.closed_at is None), None):
        return NextThing(_("Episode %s is open.") % current.reference, f"/episodes/{current.pk}", _("Open the episode"))
    plan = page.known.plan
    if plan and plan.review_on < day_of(at) and may["plan"]:
        return NextThing(
            _("The review of the trigger plan is overdue."), f"{here}/trigger-plan", _("Agree a new version")
        )
    if plan is None and page.measures["missing_last_90_days"] >= 2 and may["plan"]:
        says = _("Missing %d times in 90 days, and there is no trigger plan.") % page.measures["missing_last_90_days"]
        return NextThing(says, f"{here}/trigger-plan", _("Agree a plan"))
    return None


def _episode_rows(page: PersonPage) -> list[list[Any]]:
    """The table of episodes: reference, when, category, risk, how long, how it ended."""
    rows: list[list[Any]] = []
    for e in page.episodes:
        ended = {"text": _("open") if e.closed_at is None else e.closed_at}
        risk = e.risk or _("not assessed")
        rows.append(
            [{"text": e.reference, "href": f"/episodes/{e.pk}"}, e.opened_at, category_name(e.category), risk, ended]
        )
    return rows


def _agencies(page: PersonPage) -> dict[int, str]:
    placed = [n for p in page.placements for n in (p.provider, p.host_authority)]
    asked = {n for n in [*placed, *(c.authority for c in page.known.care)] if n}
    return agency_names(asked)


@dataclass(frozen=True, slots=True)
class Lived:
    """One placement as the page shows it."""

    where: str
    setting: str
    address: str
    since: Any
    until: Any
    out_of_area: bool
    host: str


def lived(page: PersonPage, names: dict[int, str]) -> list[Lived]:
    """Every placement, newest first, with the agencies' names."""
    return [
        Lived(
            names.get(p.provider or 0, ""),
            p.setting,
            p.address,
            p.during.lower,
            p.during.upper,
            p.out_of_area,
            names.get(p.host_authority or 0, ""),
        )
        for p in page.placements
    ]


def _named(event: Happening, names: dict[int, str]) -> dict[str, Any]:
    """An event for the timeline: agencies by name, because the record holds their numbers."""
    body = {k: names.get(v, v) if k in AGENCIES_IN_EVENTS and isinstance(v, int) else v for k, v in event.body.items()}
    shown = {name: getattr(event, name) for name in ("kind", "happened_at", "recorded_at", "by_name", "role", "source")}
    href = f"/episodes/{event.episode}" if event.episode else ""
    return shown | {"body": body, "href": href}


def _timeline(page: PersonPage, wanted: str, everything: bool) -> dict[str, Any]:
    """One page of the timeline, newest first; without the notices to desks, unless everything is asked for."""
    events = [e for e in page.timeline if everything or e.kind not in NOTICES]
    pages = max(1, -(-len(events) // EVENTS_A_PAGE))
    number = min(max(int(wanted) if wanted.isdecimal() and len(wanted) < 7 else 1, 1), pages)
    start = (number - 1) * EVENTS_A_PAGE
    here = list(reversed(events))[start : start + EVENTS_A_PAGE]
    names = agency_names({v for e in here for k, v in e.body.items() if k in AGENCIES_IN_EVENTS and isinstance(v, int)})
    return {
        "events": [_named(e, names) for e in here],
        "page": number,
        "pages": pages,
        "count": len(events),
        "left_out": len(page.timeline) - len(events),
        "everything": everything,
        "query": "everything=1&" if everything else "",
    }


def _plan_rows(person_id: int) -> list[list[Any]]:
    """Every version of the trigger plan: number, agreed, by whom, what it names, until when it held."""
    return [
        [p.version, p.agreed_on, p.agreed_by, p.category, p.risk, p.withdrawn_on or _("in force")]
        for p in trigger_plans(person_id)
    ]


def _details(row: Any) -> list[tuple[str, Any]]:
    """What is known of the person otherwise; what is not recorded says so."""
    others = ", ".join(f"{n.given_name} {n.family_name}".strip() for n in row.other_names.all())
    numbers = ", ".join(f"{i.kind} {i.value}" for i in row.identifiers.all())
    return [
        (_("Other names"), others),
        (_("Sex"), row.get_sex_display()),
        (_("Ethnicity"), row.ethnicity),
        (_("Language"), row.language),
        (_("Telephone"), row.phone),
        (_("Home address"), row.home_address),
        (_("Description"), row.description),
        (_("Identifiers"), numbers),
    ]


def _shown(actor: Actor, page: PersonPage, at: datetime) -> dict[str, Any]:
    names, may, past = _agencies(page), changes.may(actor, page), history(page.episodes, at)
    plan, ready = page.known.plan, page.profile
    return {
        "page": page,
        "breadcrumbs": [{"text": _("People"), "href": "/people"}, {"text": page.known.person.name}],
        "known": page.known,
        "person": page.known.person,
        "may": may,
        "next": next_thing(page, may, at),
        "plan_overdue": bool(plan and plan.review_on < day_of(at)),
        "history": past,
        "picture": drawn(past) if past.any else None,
        "episode_rows": _episode_rows(page),
        "care": [(c, names.get(c.authority or 0, "")) for c in page.known.care],
        "placements": lived(page, names),
        "plan_rows": _plan_rows(page.known.person.pk),
        "plan_head": PLAN_HEAD,
        "episode_head": EPISODE_HEAD,
        "details": _details(page.known.person),
        "may_audit": actor.role in AUDITORS,
        "may_restrict": actor.role in MAY_RESTRICT or kept(actor, page.known.person.pk) is not None,
        "kept_apart": kept_apart(actor, page.known.person.pk, at),
        "may_keep_apart": may_keep_apart(actor),
        "profile": ready,
        "profile_state": state_words(ready),
        "offers": offers_of(page.known.person.pk) if may["placement"] else [],
    }


@screen
def person(request: Asked, person_id: int) -> HttpResponse:
    """One person, through the gate."""
    page = person_page(request.actor, person_id, at=request.at, purpose="safeguarding")
    timeline = _timeline(page, request.GET.get("page", "1"), request.GET.get("everything") == "1")
    return render(request, "person/person.html", _shown(request.actor, page, request.at) | {"timeline": timeline})


urlpatterns = [
    path("people", people),
    path("people/<int:person_id>", person),
    path("people/<int:person_id>/amend", changes.amend),
    path("people/<int:person_id>/flags/new", changes.add_flag),
    path("people/<int:person_id>/flags/<int:flag_id>/end", changes.end_flag),
    path("people/<int:person_id>/trigger-plan", changes.trigger_plan),
    path("people/<int:person_id>/placement", care.placement),
    path("people/<int:person_id>/care", care.record),
    path("people/<int:person_id>/care/<int:care_id>/end", care.end),
]
