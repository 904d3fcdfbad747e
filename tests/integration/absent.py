"""An absence that a home may watch, for the tests of what follows from it: Tyler of Willow Lodge, no concern so far."""

from __future__ import annotations

from datetime import datetime

from sightline.episodes.actions.absence import notice_absence
from sightline.episodes.actions.report import Answered
from sightline.episodes.models import Episode
from sightline.web.screens.residents import to_be_answered
from tests.people import Cast


def watched(cast: Cast, at: datetime) -> Episode:
    """An unauthorised absence noticed now; every risk that the cards ask about was asked about, and is not there."""
    answered = [Answered(phrase, "no", "asked, and no") for phrase in to_be_answered("thames-valley", at)]
    return notice_absence(
        by=cast.actor("registered manager", "Willow Lodge"), at=at, person=cast.person("Tyler").pk, noticed_at=at,
        because="Missed the bus before; rang at 19:40; no concern for his safety.", answered=answered,
    )  # fmt: skip
