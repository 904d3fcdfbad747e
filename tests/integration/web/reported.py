"""An episode for the tests of its screens: Aisha reported missing by her home, and the boxes of a moment as a browser
posts them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sightline.episodes.actions import decide, found, report
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.models import Episode
from sightline.web.words import LONDON
from tests.people import Cast

HOME = Told(name="Denise Farrow", relation="registered manager", phone="01632 960201")
WHY = "She is fifteen, under an exploitation flag, and her phone is off, says Denise Farrow of the home."


def reported(cast: Cast, at: datetime, name: str = "Aisha") -> Episode:
    """A fresh report, nothing decided."""
    return report.report_missing(
        by=cast.actor("call handler"),
        at=at,
        person=cast.person(name).pk,
        told=HOME,
        last_seen_at=at - timedelta(hours=3),
        last_seen_place="Rowan House",
        circumstances="Left after tea, phone off, said nothing to anybody.",
        lat=52.48,
        lon=-1.89,
        answered=[Answered("is looked after", "yes", "Lives with us under a care order.", "q10")],
    )


def decided(cast: Cast, episode: Episode, at: datetime, risk: str = "high") -> Any:
    """Missing, decided by the duty inspector."""
    answer = "" if risk == "high" else "Her friend Mina is with her and has rung twice, says the home."
    wanted = decide.Wanted(
        category="missing", risk=risk, because=WHY, seriousness="high", immediacy="high", answer_to_challenge=answer
    )
    return decide.decide(episode=episode.pk, by=cast.actor("duty inspector"), at=at, wanted=wanted)


def returned(cast: Cast, episode: Episode, at: datetime) -> Any:
    """Located and confirmed."""
    by = cast.actor("investigating officer")
    return found.locate(
        episode=episode.pk,
        by=by,
        at=at,
        located_at=at,
        place="Her sister's flat",
        located_by="PC Arkwright",
        confirmed=True,
    )


def when(name: str, moment: datetime) -> dict[str, str]:
    """A moment as its four boxes."""
    local = moment.astimezone(LONDON)
    boxes = {"day": local.day, "month": local.month, "year": local.year, "time": f"{local:%H:%M}"}
    return {f"{name}_{box}": str(value) for box, value in boxes.items()}


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())
