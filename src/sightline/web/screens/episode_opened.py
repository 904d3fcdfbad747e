"""What the screens of one episode share: opening it through the gate, its trail of links, where each duty is done. No
address of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sightline.access.actor import Actor
from sightline.duties.actions import has_own_screen
from sightline.episodes.queries import Whole, whole
from sightline.web.actor import Asked

PURPOSES = {
    "police": "investigation",
    "national unit": "investigation",
    "council": "safeguarding",
    "interview provider": "return interview",
}
SENDS_OFFICERS = ("send an officer as an early response", "deploy at once")
OWN_SCREENS = {
    "return": "/episodes/{}/return",
    "decision": "/episodes/{}/decision",
    "contact": "/episodes/{}/contacts/new",
    "questions": "/episodes/{}/questions",
    "officer": "/episodes/{}#owner",
    "areas": "/episodes/{}/areas",
    "family": "/episodes/{}/family",
    "publicity": "/episodes/{}/publicity",
}


def purpose_of(actor: Actor) -> str:
    """For what an agency of this kind looks at an episode: written into the consultation log."""
    return PURPOSES.get(actor.agency_kind, "care")


def opened(request: Asked, episode: int, screen: str) -> Whole:
    """The whole episode, through the gate. Raises NotForYou in the same words whether it exists or not."""
    return whole(request.actor, episode, at=request.at, purpose=purpose_of(request.actor), screen=screen)


def trail(whole: Whole, *here: str) -> list[dict[str, str]]:
    """The breadcrumbs of a page of this episode."""
    episode = whole.episode
    steps = [
        {"text": _("Episodes"), "href": "/episodes"},
        {"text": f"{whole.known.person.name}, {episode.reference}", "href": f"/episodes/{episode.pk}"},
    ]
    return [*steps, *({"text": text} for text in here)]


def about(whole: Whole, *here: str) -> dict[str, Any]:
    """What every page about an episode is given: the episode, its trail and the way back."""
    return {
        "whole": whole,
        "episode": whole.episode,
        "breadcrumbs": trail(whole, *here),
        "back_url": f"/episodes/{whole.episode.pk}",
    }


def ask(episode: int, phrase: str) -> dict[str, Any]:
    """A fact nobody has answered, with where to answer it."""
    return {
        "name": phrase,
        "answer": "not known",
        "href": f"/episodes/{episode}/questions?{urlencode({'ask': phrase})}",
    }


def where_done(duty: Any, actor: Actor) -> str:
    """The page on which a duty is done: a part of the episode, the home's residents, or the duty's own page.

    Empty if not theirs.
    """
    own = has_own_screen(duty.do)
    if own == "absence":
        return "/residents" if actor.role in ("registered manager", "foster carer") else ""
    if duty.do in SENDS_OFFICERS:
        return f"/episodes/{duty.episode_id}/deploy" if actor.is_police else ""
    if duty.do == "review the risk":
        return f"/episodes/{duty.episode_id}/review"
    if own:
        return OWN_SCREENS[own].format(duty.episode_id)
    return f"/duties/{duty.pk}" if duty.desk_id in actor.desks or duty.agency == actor.agency else ""


def most_urgent(duties: Sequence[Any], actor: Actor) -> Any:
    """The open duty to show at the top: one's own desk's, else one's agency's, else anybody's; those with a time first.

    Expects them in order of urgency.
    """
    waiting = [d for d in duties if d.state == "open"]
    desk = [d for d in waiting if d.desk_id in actor.desks]
    agency = [d for d in waiting if d.agency == actor.agency]
    timed = [d for rows in (desk, agency, waiting) for d in rows if d.due_at]
    return next(iter([*timed, *desk, *agency, *waiting]), None)
