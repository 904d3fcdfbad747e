"""The screen of an episode: one page with everything recorded of it, live where it matters. Also the list, the
timeline, the pictures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from PIL import Image

from sightline.access.facts import kept_apart, may_keep_apart
from sightline.duties import queries as duties_of
from sightline.episodes import assessments, queries
from sightline.episodes.queries import Whole
from sightline.people.queries_profile import prepared
from sightline.web.actor import Asked, screen
from sightline.web.forms_base import GovForm
from sightline.web.screens import episode_shown as shown
from sightline.web.screens import profile_shown
from sightline.web.screens.episode_opened import most_urgent, opened, trail, where_done

PAGE = 25
NEWEST = 15  # events on the episode's own page; all of them stand on the timeline's
FINISHED = 12
THUMBNAIL = (240, 240)


def _now(request: Asked, whole: Whole) -> dict[str, Any]:
    """The part that moves: header, next thing, duties, who was told, the newest of the timeline."""
    actor, at, episode = request.actor, request.at, whole.episode
    duties = duties_of.of_episode(episode.pk)
    where = {d.pk: where_done(d, actor) for d in duties}
    first = most_urgent(duties, actor)
    waiting = [d for d in duties if d.state == "open" and (d.due_at or d.starts_at <= at)]
    finished = [d for d in duties if d.state != "open"]
    return {
        "whole": whole,
        "episode": episode,
        "clock": shown.clock_of(whole, at),
        "last_seen": shown.last_seen(whole),
        "now": at,
        "may_take_on": actor.agency == episode.owner_agency_id
        and actor.post != episode.owner_post_id
        and not episode.closed_at,
        "form_once": GovForm(),
        "first": first,
        "first_href": where.get(first.pk, "") if first else "",
        "open_duties": shown.duty_lines([d for d in waiting if d.due_at], where),
        "untimed": shown.duty_lines([d for d in waiting if not d.due_at], where),
        "finished": shown.duty_lines(finished[-FINISHED:], {}),
        "finished_count": len(finished),
        "told": shown.told_rows(duties_of.told(episode.pk), at),
        "strip": shown.strip(whole, duties, at),
        "events": shown.latest(whole, NEWEST),
        "events_count": len(whole.timeline),
    }


def _facts(whole: Whole, request: Asked) -> list[dict[str, Any]]:
    """The facts as they stand: those not known are what the cards still ask and what the area's questions ask."""
    episode, at = whole.episode, request.at
    wanted = [] if episode.closed_at else list(assessments.of_episode(episode, at).not_known)
    wanted += [fact for question in assessments.question_set(episode.area, at) for fact in question.facts]
    return shown.facts_now(whole, assessments.facts_of(episode, at), wanted)


def _standing(request: Asked, whole: Whole) -> dict[str, Any]:
    """The part that changes seldom: facts, enquiries, sightings with their map, agencies."""
    facts = _facts(whole, request)
    tables = {
        "enquiry": shown.enquiry_table(whole),
        "sighting": shown.sighting_table(whole),
        "agency": shown.agency_table(whole),
    }
    heads = {f"{name}_head": head for name, (head, _rows) in tables.items()}
    rows = {f"{name}_rows": rows for name, (_head, rows) in tables.items()}
    unknown = [f for f in facts if f["answer"] == "not known"]
    first = unknown[: shown.MOST_UNKNOWN]
    standing = {
        "facts": [f for f in facts if f["answer"] != "not known" or f in first],
        "unknown": len(unknown),
        "more_unknown": unknown[shown.MOST_UNKNOWN :],
        "spots": shown.spots(whole),
        "open": not whole.episode.closed_at,
        "zoom": request.GET.get("zoom", "close"),
    }
    standing |= profile_shown.with_the_report(whole.episode.pk, prepared(whole.episode.person_id, at=request.at))
    return heads | rows | standing


@screen
def episode(request: Asked, episode: int) -> HttpResponse:
    """Everything recorded of one episode, with what to do next at the top."""
    whole = opened(request, episode, "episode")
    trail_here = [*trail(whole)[:1], {"text": whole.episode.reference}]
    context = _now(request, whole) | _standing(request, whole) | {"parts": shown.parts(), "breadcrumbs": trail_here}
    context |= {"kept_apart": kept_apart(request.actor, whole.episode.person_id, request.at, episode),
                "may_keep_apart": may_keep_apart(request.actor)}  # fmt: skip
    return render(request, "episode/episode.html", context)


@screen
def now(request: Asked, episode: int) -> HttpResponse:
    """The part of the page that moves, fetched again whenever something changes."""
    return render(request, "episode/now.html", _now(request, opened(request, episode, "episode, live")))


@screen
def timeline(request: Asked, episode: int) -> HttpResponse:
    """The whole timeline of an episode, a hundred events to a page."""
    whole = opened(request, episode, "timeline")
    rows = shown.events(whole)
    page, pages = _page(request), max(1, -(-len(rows) // 100))
    context = {
        "whole": whole,
        "episode": whole.episode,
        "events": rows[(page - 1) * 100 : page * 100],
        "page": page,
        "pages": pages,
        "breadcrumbs": trail(whole, _("Timeline")),
    }
    return render(request, "episode/timeline.html", context)


def _page(request: Asked) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


@screen
def episodes(request: Asked) -> HttpResponse:
    """Every episode the actor may see, newest first."""
    page = _page(request)
    rows = queries.recent_episodes(request.actor, at=request.at, offset=(page - 1) * PAGE, limit=PAGE)
    context = {"episodes": rows, "page": page, "more": len(rows) == PAGE, "before": page - 1, "after": page + 1}
    return render(request, "episode/list.html", context)


def _small(picture: Any) -> BytesIO:
    """The picture, small enough for a list."""
    out = BytesIO()
    with picture, Image.open(picture) as image:
        image.thumbnail(THUMBNAIL)
        image.save(out, "JPEG", quality=80)
    out.seek(0)
    return out


@screen
def attachment(request: Asked, number: int) -> HttpResponseBase:
    """One picture, through the gate of its episode; `?small=1` for the list. Kept by nobody on the way."""
    row = queries.attachment(request.actor, number, at=request.at)
    try:
        picture = default_storage.open(row.file)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        _small(picture) if request.GET.get("small") else picture, content_type="image/jpeg", filename=f"{row.pk}.jpg"
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns = [
    path("episodes", episodes),
    path("episodes/<int:episode>", episode),
    path("episodes/<int:episode>/now", now),
    path("episodes/<int:episode>/timeline", timeline),
    path("attachments/<int:number>", attachment),
]
