"""Which clocks belong to which stage of a case. Knows no fact and no moment."""

from __future__ import annotations

from sightline.engine.model import Clock
from sightline.engine.vocabulary import Vocabulary

EPISODE = {"report": 0, "found": 1, "closing": 2}


def still_to_come(words: Vocabulary, clock: Clock, stage: str) -> bool:
    """Whether a clock belongs to the stage: it starts in this episode, and nothing of the stage has ended it."""
    starts = [words.events[e].stage for e in clock.starts]
    if stage not in EPISODE:
        return stage in starts
    begins = min((EPISODE[s] for s in starts if s in EPISODE), default=None)
    if begins is None:
        return False
    ends = (EPISODE.get(words.events[e].stage, 0) for e in clock.stops)
    return not any(begins < end <= EPISODE[stage] for end in ends)
