"""One person's own work: episodes, handovers, interviews, duties, drafts. Holds no rule, reads no table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.access.gate import listed
from sightline.access.queries import drafts_of
from sightline.duties import queries
from sightline.episodes.queries import interviews_waiting, offered_to, owned_by
from sightline.web.actor import Asked, screen
from sightline.web.screens.board import with_places

INTERVIEW = "carry out the return interview"
LAST_DAY = timedelta(days=1)
DRAFT_PAGES = {
    "report": (later("Report of a missing person"), "/control-room/report/{0}"),
    "again": (later("Further report"), "/control-room/report/{0}/again"),
    "episode": (later("Episode: {1}"), "/episodes/{0}/{1}"),
}


def draft_page(form: str) -> tuple[str, str]:
    """What a draft is of and the page that restores it, from its key: "report-12" or "episode-12-decision"."""
    kind, _dash, rest = form.partition("-")
    number, _dash, part = rest.partition("-")
    if kind not in DRAFT_PAGES or not number.isdigit():
        return form, ""
    words, address = DRAFT_PAGES[kind]
    return str(words).format(number, part.replace("-", " ")), address.format(number, part)


def light(due_at: datetime | None, at: datetime) -> tuple[str, str]:
    """Red, amber or green for a waiting interview, with the word that says it; grey where no time is given."""
    if due_at is None:
        return _("No time given"), "grey"
    if due_at <= at:
        return _("Overdue"), "red"
    return (_("Last day"), "orange") if due_at - at <= LAST_DAY else (_("In time"), "green")


def _interviews(request: Asked, waiting: Sequence[Any], due: dict[int, datetime | None]) -> list[dict[str, Any]]:
    """The interviews that wait: by the deadline of the protocol, then by how long the person has been back."""
    rows = []
    for interview in waiting:
        found = getattr(interview.episode, "found", None)
        back = (found.returned_at or found.seen_at or found.located_at) if found else None
        until = due.get(interview.episode_id)
        word, colour = light(until, request.at)
        rows.append({"interview": interview, "back": back, "until": until, "word": word, "colour": colour})
    return sorted(rows, key=lambda row: (row["until"] is None, row["until"] or request.at, row["back"] or request.at))


@screen
def my_work(request: Asked) -> HttpResponse:
    """Everything that waits for this person, or for his or her role, on one page."""
    actor, at = request.actor, request.at
    duties = queries.due(actor, at)
    pressing = {d.episode_id: d.due_at for d in duties if d.do == INTERVIEW}
    waiting = interviews_waiting(actor.agency) if actor.role == "return interviewer" else []
    episodes, handovers = owned_by(actor.post), offered_to(actor)
    rows: list[Any] = [*handovers, *waiting, *duties]
    shown = [*episodes, *(row.episode for row in rows)]
    if shown:
        people, numbers = dict.fromkeys(e.person_id for e in shown), dict.fromkeys(e.pk for e in shown)
        listed(actor, at=at, purpose="duty", screen="my work", people=list(people), episodes=list(numbers))
    drafts = [(*draft_page(d.form), d.saved_at) for d in drafts_of(actor.post)]
    context = {"episodes": episodes, "handovers": handovers, "duties": with_places(duties), "drafts": drafts,
               "interviews": _interviews(request, waiting, pressing),
               "interviewer": actor.role == "return interviewer"}  # fmt: skip
    return render(request, "my_work/my_work.html", context)


urlpatterns = [path("my-work", my_work)]
