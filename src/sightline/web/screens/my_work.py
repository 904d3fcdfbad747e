"""One person's own work: episodes, handovers, interviews, duties, drafts. Holds no rule, reads no table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.access.facts import not_read_yet
from sightline.access.gate import listed
from sightline.access.queries import drafts_of
from sightline.duties import queries
from sightline.episodes.queries import interviews_waiting, offered_to, owned_by
from sightline.web.actor import Asked, screen
from sightline.web.screens.board import with_places

INTERVIEW = "carry out the return interview"
LAST_DAY = timedelta(days=1)
# Which page restores a draft, from the name it is kept under; the first that fits the whole name counts.
DRAFT_PAGES = (
    (r"report-(\d+)", later("Report of a missing person"), "/control-room/report/{0}"),
    (r"again-(\d+)", later("Further report"), "/control-room/report/{0}/again"),
    (r"resident-report-(\d+)", later("Report of a resident"), "/residents/{0}/report"),
    (r"absence-(\d+)-review", later("Absence looked at again"), "/residents/absences/{0}"),
    (r"absence-(\d+)", later("Absence"), "/residents/{0}/absence"),
    (r"handover-(\d+)", later("Answer to a handover"), "/handovers/{0}"),
    (r"episode-(\d+)-(decision)", later("Decision"), "/episodes/{0}/{1}"),
    (r"episode-(\d+)-(review)", later("Risk looked at again"), "/episodes/{0}/{1}"),
    (r"episode-(\d+)-(questions)", later("Answers to questions"), "/episodes/{0}/{1}"),
    (r"episode-(\d+)-(handover)", later("Offer of a handover"), "/episodes/{0}/{1}"),
    (r"episode-(\d+)-return-.+", later("Return"), "/episodes/{0}/return"),
    (r"episode-(\d+)-enquiry-(\d+)", later("What came of an enquiry"), "/episodes/{0}/enquiries/{1}"),
    (r"episode-(\d+)-enquiry", later("Enquiry"), "/episodes/{0}/enquiries/new"),
    (r"episode-(\d+)-search", later("Searched place"), "/episodes/{0}/searches/new"),
    (r"episode-(\d+)-sighting", later("Sighting"), "/episodes/{0}/sightings/new"),
    (r"episode-(\d+)-contact", later("Contact with the informant"), "/episodes/{0}/contacts/new"),
    (r"episode-(\d+)-attachment", later("Picture"), "/episodes/{0}/attachments/new"),
    (r"person-(\d+)-amend", later("Change to a person"), "/people/{0}/amend"),
    (r"person-(\d+)-flag", later("Flag"), "/people/{0}/flags/new"),
    (r"person-(\d+)-flag-(\d+)-end", later("End of a flag"), "/people/{0}/flags/{1}/end"),
    (r"person-(\d+)-plan", later("Trigger plan"), "/people/{0}/trigger-plan"),
    (r"person-(\d+)-placement", later("Placement"), "/people/{0}/placement"),
    (r"kept-apart-(\d+)", later("Something to keep apart"), "/people/{0}/kept-apart"),
    (r"kept-apart-(\d+)-(\d+)", later("Somebody to name for what is kept apart"), "/people/{0}/kept-apart/{1}"),
    (r"person-(\d+)-care", later("Care status"), "/people/{0}/care"),
    (r"person-(\d+)-care-(\d+)-end", later("End of a care status"), "/people/{0}/care/{1}/end"),
)


def draft_page(form: str) -> tuple[str, str]:
    """What a draft is of and the page that restores it, from its name; no page for a name nobody knows."""
    for shape, words, address in DRAFT_PAGES:
        if found := re.fullmatch(shape, form):
            return str(words), address.format(*found.groups())
    return form, ""


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
    apart = not_read_yet(actor, at)
    if shown or apart:
        whom = [*(e.person_id for e in shown), *(place.fact.person_id for place in apart)]
        people, numbers = dict.fromkeys(whom), dict.fromkeys(e.pk for e in shown)
        listed(actor, at=at, purpose="duty", screen="my work", people=list(people), episodes=list(numbers))
    drafts = [(*draft_page(d.form), d.saved_at) for d in drafts_of(actor.post)]
    context = {"episodes": episodes, "handovers": handovers, "duties": with_places(duties, actor), "drafts": drafts,
               "interviews": _interviews(request, waiting, pressing),
               "named_apart": apart, "interviewer": actor.role == "return interviewer"}  # fmt: skip
    return render(request, "my_work/my_work.html", context)


urlpatterns = [path("my-work", my_work)]
