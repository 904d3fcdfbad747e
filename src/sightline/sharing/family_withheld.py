"""Whether a family may be told at all, and what is kept from it: the withholding cards, read for one episode.

Not known is never no: where nobody has weighed it, the question comes back instead of an answer. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sightline.audit.moments import day_of
from sightline.engine import Answer, answers_to_all
from sightline.engine.model import Sharing
from sightline.engine.weigh import Scales
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation

FAMILY = {"parents", "family"}
THAT_SOMEBODY_IS_MISSING = "reported missing"  # a card that withholds at this event keeps everything from the family
HARMS = "telling the parents is against the child's interests"


@dataclass(frozen=True, slots=True)
class Withheld:
    """One card that keeps something from the family: what, and on which basis."""

    card: str
    what: str
    basis: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a family stands to an episode: barred altogether, or some things kept, or a question nobody has answered."""

    barred: tuple[Withheld, ...] = ()
    kept: tuple[Withheld, ...] = ()
    to_ask: tuple[str, ...] = ()

    @property
    def may_be_told(self) -> bool:
        """Whether anything may be told: no card bars it, and nothing that would bar it is unanswered."""
        return not self.barred and not self.to_ask


def of_family(episode: Episode, at: datetime) -> Standing:
    """What the cards of the area keep from the family of this episode now (F8, F61, A62)."""
    asked, _ = situation(episode, at)
    book, day = protocols(), day_of(at)
    answers = answers_to_all(book, asked, on=day)
    scales = Scales(book.vocabulary, answers, asked.measures)
    barred, kept = list[Withheld](), list[Withheld]()
    for card, version in book.of_kind(episode.area, day, "sharing"):
        body = version.body
        if not (isinstance(body, Sharing) and body.withholds and FAMILY & set(body.to)):
            continue
        everything = body.event == THAT_SOMEBODY_IS_MISSING
        if scales.acts(version.condition):
            (barred if everything else kept).append(Withheld(card.id, body.what, body.basis))
    harms = scales.fact(HARMS)
    if harms is Answer.YES and not barred:  # an area without the card knows no less of the child
        barred.append(Withheld("", "anything about the episode", "a named person decided that telling would harm"))
    ask = harms is Answer.NOT_KNOWN and scales.fact("is an adult") is not Answer.YES
    return Standing(tuple(barred), tuple(kept), (HARMS,) if ask else ())
