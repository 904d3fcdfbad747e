"""The screens of publicity for the police who own the episode: appeal, decision, where it stands, taking down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.audit.refusal import NotForYou
from sightline.episodes.queries import Whole
from sightline.sharing import publicity as actions
from sightline.sharing import publicity_decide, publicity_down
from sightline.sharing.family_queries import may_read
from sightline.sharing.publicity import OWN_PAGE, Put, Wording
from sightline.sharing.publicity_decide import WHOM, Heard, Weighed
from sightline.sharing.publicity_page import alerts_of, appeals_of, poster_of
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.publicity import (
    OUTLETS,
    AppealForm,
    BecauseForm,
    OutletForm,
    PlaceForm,
    PublicityDecisionForm,
    PublishForm,
)
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened

Values = dict[str, Any]
TYPED = {"looks": "looks", "clothing": "clothing", "last seen": "last_seen"}  # field of the list -> box of the form


def read(request: Asked, episode: int, name: str) -> Whole:
    """The episode through the gate, for an agency that decides with the police on publicity, or is asked."""
    whole = opened(request, episode, name)
    may_read(request.actor)
    return whole


def may_write(request: Asked, whole: Whole) -> bool:
    """Whether this actor writes here: the police who own the episode."""
    return request.actor.is_police and request.actor.agency == whole.episode.owner_agency_id


@screen
def publicity(request: Asked, episode: int) -> HttpResponse:
    """Every appeal of the episode with what it says, where it stands and who decided; and the rescue alerts."""
    whole = read(request, episode, "publicity")
    appeals = appeals_of(episode)
    current = next((a for a in appeals if a.state != "taken down"), None)
    context = {
        "appeal": current,
        "poster": poster_of(current) if current else None,
        "address": request.build_absolute_uri(f"/appeals/{current.token}") if current and current.token else "",
        "earlier": [a for a in appeals if a.state == "taken down"],
        "alerts": alerts_of(episode),
        "may": may_write(request, whole),
        "own_page": OWN_PAGE,
        "place_form": PlaceForm(),
        "now": request.at,
    }
    return render(request, "publicity/publicity.html", about(whole, _("Publicity")) | context)


def form_of(
    request: Asked, whole: Whole, title: str, make: Callable[..., GovForm], do: Callable[[Values], Any], *, done: str,
    key: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """One form of publicity, then back to its page."""
    if not may_write(request, whole):
        raise NotForYou
    episode = whole.episode.pk

    def act_on(form: GovForm) -> None:
        do(form.cleaned_data)
        messages.success(request, done)

    def around(form: GovForm) -> dict[str, Any]:
        judged = getattr(getattr(form, "refusal", None), "assessment", None)
        refusing = [r for r in judged.reasons if r.about in ("refused", "bar")] if judged else []
        return context | {"judged": judged, "refusing": refusing} | more

    context = about(whole, title) | {"title": title, "submit": _("Save"), "cancel": f"/episodes/{episode}/publicity"}
    return form_page(
        request, "publicity/form.html", make, act_on, then=lambda made: f"/episodes/{episode}/publicity",
        key=f"episode-{episode}-publicity-{key}" if key else "", more=around,
    )  # fmt: skip


def _current(request: Asked, whole: Whole) -> Any:
    """The appeal that is not taken down; None where there is none, for whoever may write one."""
    if not may_write(request, whole):
        raise NotForYou
    return next((a for a in appeals_of(whole.episode.pk) if a.state != "taken down"), None)


def _first(request: Asked, episode: int) -> HttpResponse:
    """There is no appeal yet: that comes first."""
    messages.info(request, _("There is no appeal. Write one first."))
    return redirect(f"/episodes/{episode}/publicity")


@screen
def write(request: Asked, episode: int) -> HttpResponse:
    """Write the appeal, or change the one that is not published yet."""
    whole = read(request, episode, "publicity, writing")
    old = next((a for a in appeals_of(episode) if a.state in ("draft", "agreed")), None)
    pictures = [(p.pk, p.title) for p in whole.attachments]
    initial: Values = {"phone": whole.episode.owner_agency.phone or "101"}
    if old:
        kept = ("says", "phone", "photo_alt", "expires_at")
        initial = {name: getattr(old, name) for name in kept} | {"chosen": list(old.fields), "picture": old.picture_id}
        initial |= {box: old.fields.get(name, "") for name, box in TYPED.items()}

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return AppealForm(data, draft=draft, pictures=pictures, version=old.version if old else 0, initial=initial)

    def do(said: Values) -> None:
        wanted = Wording(
            chosen=said["chosen"], typed={name: said[box] for name, box in TYPED.items()}, says=said["says"],
            phone=said["phone"], picture=said["picture"], photo_alt=said["photo_alt"], expires_at=said["expires_at"],
        )  # fmt: skip
        who: Values = {"by": request.actor, "at": request.at, "wanted": wanted}
        if old:
            actions.change_appeal(appeal=old.pk, version=said["version"] or 0, **who)
        else:
            actions.write_appeal(episode=episode, **who)

    return form_of(request, whole, _("Write the appeal"), make, do, key="write",
                   done=_("The appeal is a draft. Nobody outside sees it."))  # fmt: skip


@screen
def decide(request: Asked, episode: int) -> HttpResponse:
    """Decide whether the public is asked, after hearing whom the cards name (C89, D237)."""
    whole = read(request, episode, "publicity, deciding")
    draft = _current(request, whole)
    if draft is None:
        return _first(request, episode)
    by = request.actor

    version, initial = draft.version, {"authorised_by": f"{by.name}, {by.rank}"}

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return PublicityDecisionForm(data, draft=draft, version=version, initial=initial)

    def do(said: Values) -> None:
        heard = tuple(Heard(whom, said[f"heard_{i}"], said[f"says_{i}"]) for i, whom in enumerate(WHOM))
        names = ("because", "helps", "proportionate", "risks", "urgent", "urgent_because", "authorised_by",
                 "wording_agreed_with")  # fmt: skip
        asked = tuple(h for h in heard if h.answer != "not asked" or h.says)
        weighed = Weighed(agrees=said["agrees"] == "yes", consulted=asked, **{name: said[name] for name in names})
        publicity_decide.decide(appeal=draft.pk, version=said["version"] or 0, by=by, at=request.at, weighed=weighed)

    return form_of(request, whole, _("Decide on publicity"), make, do, key="decide", poster=poster_of(draft),
                   done=_("The decision is recorded."))  # fmt: skip


@screen
def publish(request: Asked, episode: int) -> HttpResponse:
    """Publish what was agreed, and write down every place it is put."""
    whole = read(request, episode, "publicity, publishing")
    draft = _current(request, whole)
    if draft is None:
        return _first(request, episode)
    version = draft.version

    def do(said: Values) -> None:
        rows = [(said[f"name_{i}"], said[f"kind_{i}"], said[f"where_{i}"]) for i in range(1, OUTLETS + 1)]
        actions.publish(appeal=draft.pk, version=said["version"] or 0, by=request.actor, at=request.at,
                        outlets=[Put(*row) for row in rows if row[0]])  # fmt: skip

    return form_of(
        request, whole, _("Publish the appeal"),
        lambda data=None, files=None, *, draft=None: PublishForm(data, version=version), do,
        done=_("The appeal is published."), poster=poster_of(draft), submit=_("Publish"),
    )  # fmt: skip


@screen
def outlet(request: Asked, episode: int) -> HttpResponse:
    """Write down one more place that shows the appeal."""
    whole = read(request, episode, "publicity, outlet")
    shown = _current(request, whole)
    if shown is None:
        return _first(request, episode)

    def do(said: Values) -> None:
        put = Put(said["name"], said["kind"], said["where"])
        actions.add_outlet(appeal=shown.pk, by=request.actor, at=request.at, outlet=put)

    return form_of(request, whole, _("Add an outlet"),
                 lambda data=None, files=None, *, draft=None: OutletForm(data, draft=draft), do,
                 done=_("The outlet is on the list."))  # fmt: skip


@screen
def down(request: Asked, episode: int) -> HttpResponse:
    """Begin to take the appeal down before the person is found."""
    whole = read(request, episode, "publicity, taking down")
    shown = _current(request, whole)
    if shown is None:
        return _first(request, episode)
    version = shown.version

    def do(said: Values) -> None:
        publicity_down.take_down(appeal=shown.pk, version=said["version"] or 0, by=request.actor, at=request.at,
                                 because=said["because"])  # fmt: skip

    return form_of(request, whole, _("Take the appeal down"),
                 lambda data=None, files=None, *, draft=None: BecauseForm(data, draft=draft, version=version), do,
                 done=_("Our own page has ended. Tick each outlet when it is down there."))  # fmt: skip


@screen
@require_POST
def place(request: Asked, episode: int) -> HttpResponse:
    """One outlet of the list: down there now, asked to forget, or forgotten. The button that was pressed says which."""
    whole = read(request, episode, "publicity, outlet")
    form = PlaceForm(request.POST)

    def do() -> None:
        if not may_write(request, whole):
            raise NotForYou
        said = form.cleaned_data
        who: Values = {"outlet": said["outlet"], "by": request.actor, "at": request.at}
        if "forgotten" in request.POST:
            publicity_down.forgotten(**who)
        elif "ask" in request.POST:
            publicity_down.ask_to_forget(**who, says=said["says"])
        else:
            publicity_down.tick(**who, says=said["says"])

    back = f"/episodes/{episode}/publicity#outlets"
    answer = act(request, form, do, then=lambda made: back)
    if answer is not None:
        return answer
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect(back)


urlpatterns = [
    path("episodes/<int:episode>/publicity", publicity),
    path("episodes/<int:episode>/publicity/write", write),
    path("episodes/<int:episode>/publicity/decide", decide),
    path("episodes/<int:episode>/publicity/publish", publish),
    path("episodes/<int:episode>/publicity/outlet", outlet),
    path("episodes/<int:episode>/publicity/down", down),
    path("episodes/<int:episode>/publicity/place", place),
]
