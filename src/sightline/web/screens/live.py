"""The stream that tells an open screen to look again."""

from __future__ import annotations

from django.db import close_old_connections, connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import path

from sightline.episodes.queries import brief
from sightline.web.actor import Asked, screen
from sightline.web.live import stream


def _events(request: Asked, episode: int | None) -> HttpResponseBase:
    actor = request.actor
    close_old_connections()
    connection.close()  # the stream may last minutes and must not hold a connection
    answer = StreamingHttpResponse(
        stream(desks=actor.desks, agency=actor.agency, episode=episode), content_type="text/event-stream"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    answer["Content-Encoding"] = "identity"  # a compressor would hold a message back until its buffer is full
    return answer


@screen
def board_events(request: Asked) -> HttpResponseBase:
    """Changes on the actor's desks and agency."""
    return _events(request, None)


@screen
def episode_events(request: Asked, episode: int) -> HttpResponseBase:
    """Changes of one episode, for whoever may see it."""
    brief(request.actor, episode, at=request.at, purpose="duty", screen="live")
    return _events(request, episode)


urlpatterns = [path("live/board", board_events), path("live/episodes/<int:episode>", episode_events)]
