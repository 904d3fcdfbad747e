"""The forms that change what is known of a person. Each says which roles it is for; the gate comes before anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from sightline.access.actor import Actor
from sightline.access.gate import require
from sightline.audit.refusal import NotForYou, Stale
from sightline.episodes.register import PersonPage, person_page
from sightline.people import actions
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms import person as forms
from sightline.web.forms_base import GovForm

COUNCIL = ("social worker", "team manager", "emergency duty team")
KEEPERS = (*COUNCIL, "missing person coordinator", "duty inspector", "registered manager")
# A home may add a concern, never take one away alone; a plan binds every agency, so those who answer for all agree it.
ALLOWED: dict[str, tuple[str, ...]] = {
    "amend": KEEPERS,
    "flag": KEEPERS,
    "end flag": (*COUNCIL, "missing person coordinator", "duty inspector"),
    "plan": ("social worker", "team manager", "missing person coordinator"),
    "placement": COUNCIL,
    "care": COUNCIL,
}


def _is_own(actor: Actor, page: PersonPage) -> bool:
    """Whether a registered manager's home is where the person lives now; true for every other role."""
    placed = page.known.placement
    return actor.role != "registered manager" or bool(placed and placed.provider == actor.agency)


def may(actor: Actor, page: PersonPage) -> dict[str, bool]:
    """Which of the changes this actor may make: what the page offers. Keys as in ALLOWED, with “_” for a space."""
    own = _is_own(actor, page)
    return {what.replace(" ", "_"): own and actor.role in roles for what, roles in ALLOWED.items()}


def opened(request: Asked, person_id: int, change: str, what: str) -> PersonPage:
    """The person, once the role allows the change and the gate lets the actor through. Raises NotForYou otherwise."""
    require(request.actor, ALLOWED[change], what)
    page = person_page(request.actor, person_id, at=request.at, purpose="safeguarding", screen=f"person {change}")
    if not _is_own(request.actor, page):
        raise NotForYou(_("You may change the record only of people who live with you now."))
    return page


def _around(page: PersonPage, title: str) -> dict[str, Any]:
    """What stands around every one of these forms: who it is about, and the way back."""
    person = page.known.person
    here = f"/people/{person.pk}"
    trail = [{"text": _("People"), "href": "/people"}, {"text": person.name, "href": here}, {"text": title}]
    return {"person": person, "known": page.known, "here": here, "breadcrumbs": trail}


def change_page(
    request: Asked,
    page: PersonPage,
    title: str,
    submit: str,
    make: Callable[..., GovForm],
    do: Callable[[GovForm], Any],
    *,
    key: str,
    part: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form on the page that all changes share; back on the person's page it says what was done."""
    context = _around(page, title) | {"title": title, "submit": submit, **(more or {})}

    def then(done: Any) -> str:
        messages.success(request, _("Recorded."))
        return f"{context['here']}{part}"

    return form_page(
        request,
        "person/change.html",
        make,
        do,
        then=then,
        key=f"person-{page.known.person.pk}-{key}",
        more=lambda form: context,
    )


@screen
def amend(request: Asked, person_id: int) -> HttpResponse:
    """Change what is known; a second writer sees both versions and chooses."""
    page = opened(request, person_id, "amend", _("Changing what is known of a person"))
    row = page.known.person
    start = {name: getattr(row, name) for name in actions.EDITABLE}

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.AmendPerson(data, files, initial=start, version=row.version, draft=draft)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        known = {name: typed[name] for name in actions.EDITABLE}
        return actions.amend(
            person=person_id,
            version=typed["version"] or 0,
            by=request.actor.author,
            at=request.at,
            because=typed["because"],
            **known,
        )

    return change_page(request, page, _("Change what is known"), _("Record the change"), make, do, key="amend")


@screen
def add_flag(request: Asked, person_id: int) -> HttpResponse:
    """Put a flag on a person, with who said so and how to reach them."""
    page = opened(request, person_id, "flag", _("Adding a flag"))

    def do(form: GovForm) -> Any:
        typed = {name: form.cleaned_data[name] for name in ("phrase", "says", "from_whom", "contact", "since")}
        return actions.add_flag(person=person_id, by=request.actor.author, at=request.at, **typed)

    return change_page(request, page, _("Add a flag"), _("Add the flag"), forms.AddFlag, do, key="flag", part="#flags")


@screen
def end_flag(request: Asked, person_id: int, flag_id: int) -> HttpResponse:
    """End a flag with the reason. It stays in the history."""
    page = opened(request, person_id, "end flag", _("Ending a flag"))
    flag = next((f for f in page.known.flags if f.pk == flag_id), None)
    if flag is None:
        raise NotForYou(_("This flag has ended, or it is another person's. Look at the person's page."))

    def do(form: GovForm) -> Any:
        return actions.end_flag(
            flag=flag_id, because=form.cleaned_data["because"], by=request.actor.author, at=request.at
        )

    return change_page(
        request,
        page,
        _("End a flag"),
        _("End the flag"),
        forms.EndFlag,
        do,
        key=f"flag-{flag_id}-end",
        part="#flags",
        more={"flag": flag, "warning": True},
    )


@screen
def trigger_plan(request: Asked, person_id: int) -> HttpResponse:
    """Agree a new version of the trigger plan. It begins as the version in force reads."""
    page = opened(request, person_id, "plan", _("Agreeing a trigger plan"))
    old = page.known.plan
    names = ("category", "risk", "places", "agreed_by")
    theirs: dict[str, Any] = {n: getattr(old, n) for n in names} | {"actions": "\n".join(old.actions)} if old else {}
    current = old.version if old else 0

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.AgreePlan(data, files, initial=theirs, version=current, draft=draft)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        if (typed["version"] or 0) != current:
            raise Stale(_("Somebody else agreed a version while you were writing."), theirs=theirs, version=current)
        given = {n: typed[n] for n in (*names, "review_on")}
        return actions.agree_trigger_plan(
            person=person_id, actions=typed["actions"].splitlines(), by=request.actor.author, at=request.at, **given
        )

    return change_page(
        request, page, _("Agree a trigger plan"), _("Record the plan"), make, do, key="plan", part="#plan"
    )
