"""The ladder from located to closed as the return page shows it: which step is done, whose turn it is, what is still
to come. Pure reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from sightline.access.queries import agencies
from sightline.episodes.protocol import protocols
from sightline.episodes.queries import Whole
from sightline.web.actor import Asked
from sightline.web.forms.returning import (
    CarriedOutForm,
    CloseForm,
    ClosingCheckForm,
    ConfirmForm,
    DeclinedForm,
    LocateForm,
    OfferInterviewForm,
    SeenForm,
)
from sightline.web.forms_base import GovForm

NOT_SEEN = ("absent", "unauthorised absence")  # categories that close without a safe and well check
INTERVIEWERS = ("interview provider", "council", "charity")
DONE = {True: "yes", False: "not yet", None: "not recorded"}
YES_NO = {True: "yes", False: "no", None: "not known"}


CALLED = {
    "seen": ("safe and well check", "name of the police check"),
    "offered": ("return interview", "name of the return interview"),
    "outcome": ("return interview", "name of the return interview"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """One form of a step: its address is the page's plus `key`. `open`: shown at once, else behind its title."""

    key: str
    title: str
    form: GovForm
    submit: str
    open: bool = True
    episode: int = 0

    @property
    def action(self) -> str:
        """Where the form is sent."""
        return f"/episodes/{self.episode}/return/{self.key}"

    @property
    def draft_url(self) -> str:
        """Where what is typed is kept meanwhile."""
        return f"/drafts/{draft_key(self.episode, self.key)}"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `state` is done, now, later or not needed; `rows` say what was recorded."""

    key: str
    title: str
    state: str
    rows: list[tuple[str, Any]] = field(default_factory=list)
    asks: list[Asking] = field(default_factory=list)
    note: str = ""


def draft_key(episode: int, step: str) -> str:
    """The name under which a step's draft is kept."""
    return f"episode-{episode}-return-{step}"


Make = Callable[[str], GovForm]


def _providers() -> list[tuple[int, str]]:
    return [
        (a.pk, a.name)
        for a in sorted(agencies(), key=lambda a: (a.kind != "interview provider", a.name))
        if a.kind in INTERVIEWERS
    ]


def make_form(
    request: Asked, whole: Whole, key: str, data: Any = None, draft: Mapping[str, Any] | None = None
) -> GovForm:
    """The form of a step: bound to what was sent, or empty with its draft.

    Its ids begin with the step, for there are several on the page.
    """
    found, interview, closing = whole.found, whole.interview, whole.closing
    common: dict[str, Any] = {"auto_id": f"{key}-%s", "draft": draft}
    name = request.actor.name
    makers: dict[str, Callable[[], GovForm]] = {
        "located": lambda: LocateForm(data, **common),
        "confirmed": lambda: ConfirmForm(data, initial={"returned_at": found.located_at if found else None}, **common),
        "seen": lambda: SeenForm(data, version=found.version if found else 0, initial={"seen_by": name}, **common),
        "offered": lambda: OfferInterviewForm(data, providers=_providers(), **common),
        "carried-out": lambda: CarriedOutForm(
            data, version=interview.version if interview else 0, initial={"interviewer": name}, **common
        ),
        "declined": lambda: DeclinedForm(data, version=interview.version if interview else 0, **common),
        "closing-check": lambda: ClosingCheckForm(data, version=closing.version if closing else 0, **common),
        "closed": lambda: CloseForm(data, **common),
    }
    return makers[key]()


STEPS = ("located", "confirmed", "seen", "offered", "carried-out", "declined", "closing-check", "closed")


def ladder(whole: Whole, make: Make, *, may_close: bool) -> list[Step]:
    """Every step in order, with the forms of those whose turn it is. `make` gives the form of a step."""
    steps = [
        _located(whole, make),
        _confirmed(whole, make),
        _seen(whole, make),
        _offered(whole, make),
        _outcome(whole, make),
        _closing_check(whole, make),
        _closed(whole, make, may_close),
    ]
    named = [replace(step, note=step.note or _called(whole.episode.area, step.key)) for step in steps]
    return [replace(step, asks=[replace(ask, episode=whole.episode.pk) for ask in step.asks]) for step in named]


def _called(area: str, step: str) -> str:
    """What the area calls the check or the interview, where that is another word than ours (J37)."""
    usual, parameter = CALLED.get(step, ("", ""))
    own = protocols().area(area).label(parameter) if parameter else ""
    return "" if own in (usual, parameter) else _("Called “%s” here.") % own


def reopened(steps: list[Step], episode: int, sent: str, form: GovForm) -> list[Step]:
    """The ladder with the step that was sent standing open, even where somebody else has taken it meanwhile:
    nothing typed is lost.
    """
    on = "outcome" if sent in ("carried-out", "declined") else sent
    shown = any(ask.key == sent for step in steps for ask in step.asks)
    late = [] if shown else [Asking(sent, _("What you sent"), form, _("Send again"), episode=episode)]
    return [
        replace(step, asks=[replace(ask, open=ask.key == sent) for ask in step.asks] + (late if step.key == on else []))
        for step in steps
    ]


def _located(whole: Whole, make: Make) -> Step:
    found, title = whole.found, _("Located: somebody says where the person is")
    if found is None:
        ask = Asking("located", _("Where is the person said to be?"), make("located"), _("Record the location"))
        return Step("located", title, "now", asks=[ask])
    rows = [
        (_("Where"), found.located_place),
        (_("When"), found.located_at),
        (_("Who says so"), found.located_by),
        (_("How they know"), found.located_how),
    ]
    asks = []
    if not found.confirmed_at:
        asks = [
            Asking(
                "located", _("Somebody now names another place"), make("located"), _("Record the location"), open=False
            )
        ]
    return Step("located", title, "done", rows, asks)


def _confirmed(whole: Whole, make: Make) -> Step:
    found, title = whole.found, _("Confirmed: a claimed location is not a known one")
    if found is None:
        return Step("confirmed", title, "later")
    if not found.confirmed_at:
        ask = Asking("confirmed", _("Confirm the location"), make("confirmed"), _("Confirm the location"))
        return Step("confirmed", title, "now", asks=[ask])
    rows = [
        (_("Confirmed by"), found.confirmed_by),
        (_("When"), found.confirmed_at),
        (_("How"), found.confirmed_how),
        (_("Found or returned"), found.returned_at),
    ]
    return Step("confirmed", title, "done", rows)


def _seen(whole: Whole, make: Make) -> Step:
    found, title = whole.found, _("Seen safe and well")
    if found and found.seen_at:
        rows = [
            (_("Seen by"), found.seen_by),
            (_("When"), found.seen_at),
            (_("Alone"), YES_NO[found.seen_alone]),
            (_("Signs of harm"), found.harm),
            (_("A doctor is needed"), found.doctor),
            (_("Health"), found.health),
            (_("Offending, by or against the person"), found.offending),
            (_("The person says"), found.says),
        ]
        return Step("seen", title, "done", rows)
    needless = whole.episode.category in NOT_SEEN
    note = _("Not required for this category; record it if the person was seen.") if needless else ""
    if not (found and found.confirmed_at) or whole.episode.closed_at:
        return Step("seen", title, "not needed" if needless else "later", note=note)
    ask = Asking("seen", _("Record the safe and well check"), make("seen"), _("Record the check"), open=not needless)
    return Step("seen", title, "not needed" if needless else "now", asks=[ask], note=note)


def _offered(whole: Whole, make: Make) -> Step:
    interview, title = whole.interview, _("Return interview offered")
    if interview:
        rows = [
            (_("Offered by"), interview.offered_by),
            (_("When"), interview.offered_at),
            (_("Carried out by"), interview.provider.name),
            (_("The person asked for"), interview.choice),
        ]
        return Step("offered", title, "done", rows)
    if not (whole.found and whole.found.confirmed_at):
        return Step("offered", title, "later")
    ask = Asking(
        "offered", _("Offer the interview"), make("offered"), _("Record the offer"), open=bool(whole.found.seen_at)
    )
    return Step("offered", title, "now", asks=[ask])


def _outcome(whole: Whole, make: Make) -> Step:
    interview, title = whole.interview, _("Return interview carried out, or declined")
    if interview is None:
        return Step("outcome", title, "later")
    if interview.carried_out_at:
        rows = [
            (_("Carried out"), interview.carried_out_at),
            (_("By"), interview.interviewer),
            (_("Where"), interview.place),
            (_("The person says"), interview.says),
            (_("Sharing agreed"), YES_NO[interview.sharing_agreed]),
            (_("Reported into police intelligence"), DONE[interview.to_intelligence]),
            (_("Screened for exploitation"), DONE[interview.screened]),
        ]
        return Step("outcome", title, "done", rows)
    if interview.declined_at:
        rows = [
            (_("Declined"), interview.declined_at),
            (_("The person said"), interview.declined_because),
            (_("Parents offered the chance instead"), interview.parents_offered_at or _("not yet")),
        ]
        return Step("outcome", title, "done", rows)
    asks = [
        Asking(
            "carried-out",
            _("The interview was carried out"),
            make("carried-out"),
            _("Record the interview"),
            open=False,
        ),
        Asking("declined", _("The person declined"), make("declined"), _("Record that it was declined"), open=False),
    ]
    return Step(
        "outcome", title, "now", asks=asks, note=_("Within 72 hours of the return. The episode can be closed before.")
    )


def _closing_check(whole: Whole, make: Make) -> Step:
    closing, title = whole.closing, _("Closing check: the referral, and whether it is safe to return there")
    if closing is None:
        if not (whole.found and whole.found.confirmed_at):
            return Step("closing-check", title, "later")
        ask = Asking(
            "closing-check",
            _("Make the closing check"),
            make("closing-check"),
            _("Record the closing check"),
            open=bool(whole.found.seen_at),
        )
        return Step("closing-check", title, "now", asks=[ask])
    rows = [
        (_("Referral"), closing.referral),
        (_("Because"), closing.referral_because),
        (_("Goes back to"), closing.returns_to),
        (_("Safe there"), closing.safe_there),
        (_("The person says"), closing.person_says),
        (_("Made by"), f"{closing.by_name}, {closing.role}"),
    ]
    if whole.episode.closed_at:
        return Step("closing-check", title, "done", rows)
    ask = Asking(
        "closing-check", _("Make the check again"), make("closing-check"), _("Record the closing check"), open=False
    )
    return Step("closing-check", title, "done", rows, [ask])


def _closed(whole: Whole, make: Make, may_close: bool) -> Step:
    episode, title = whole.episode, _("Closed")
    if episode.closed_at:
        return Step("closed", title, "done", [(_("When"), episode.closed_at)])
    if not (whole.found and whole.found.confirmed_at):
        return Step("closed", title, "later")
    if not may_close:
        return Step(
            "closed",
            title,
            "later",
            note=_("Only %s, which owns the episode, can close it.") % episode.owner_agency.name,
        )
    ask = Asking("closed", _("Close the episode"), make("closed"), _("Close the episode"), open=bool(whole.closing))
    return Step("closed", title, "now", asks=[ask])
