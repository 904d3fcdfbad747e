"""Answers the facts and counts that cards read, each once. Not known is never taken for no."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.engine.answer import Answer
from sightline.engine.derived import FUNCTIONS, Standing
from sightline.engine.model import Condition
from sightline.engine.situation import Situation
from sightline.engine.vocabulary import Vocabulary

# The one fact with a default: unless somebody confirmed a place, whereabouts are not known, which is a no.
UNLESS_STATED = {"whereabouts are known": Answer.NO}


class Scales:
    """Weighs conditions against answers. Remembers what it answered, so that each fact is asked once."""

    def __init__(self, words: Vocabulary, told: Mapping[str, Answer], measures: Mapping[str, int]) -> None:
        self.words, self.told, self.measures = words, told, measures
        self.answers: dict[str, Answer] = {}

    def fact(self, name: str) -> Answer:
        """The answer to a fact: as told, or as its opposite implies."""
        if name not in self.answers:
            self.answers[name] = self._answer(name)
        return self.answers[name]

    def _answer(self, name: str) -> Answer:
        told = self.told.get(name, Answer.NOT_KNOWN)
        if told is Answer.NOT_KNOWN and (other := self.words.opposites.get(name)):
            told = self.told.get(other, Answer.NOT_KNOWN).opposite
        return UNLESS_STATED.get(name, told) if told is Answer.NOT_KNOWN else told

    def count(self, measure: str, at_least: int) -> Answer:
        """Whether a number is at least so large. A narrower window is a lower bound, a wider one an upper bound."""
        given = self.measures.get(measure)
        if given is not None:
            return Answer.YES if given >= at_least else Answer.NO
        if any(self.measures.get(m, -1) >= at_least for m in self.words.windows_inside(measure)):
            return Answer.YES
        if any(self.measures.get(m, at_least) < at_least for m in self.words.windows_around(measure)):
            return Answer.NO
        return Answer.NOT_KNOWN

    def acts(self, condition: Condition) -> bool:
        """Whether a card with this condition has effect."""
        return condition.acts(self.fact, self.count)

    def answer(self, condition: Condition) -> Answer:
        """The three-valued answer to whether a card with this condition applies."""
        return condition.answer(self.fact, self.count)


class StandingScales(Scales):
    """Scales that also work out the derived facts from a situation and from what has been weighed so far."""

    def __init__(self, words: Vocabulary, situation: Situation) -> None:
        super().__init__(words, situation.answers, situation.measures)
        self.standing = Standing(situation)

    def now(self, standing: Standing) -> None:
        """Go on with more decided than before: forget the answers that were still open."""
        self.standing = standing
        self.answers = {f: a for f, a in self.answers.items() if f not in FUNCTIONS}

    def _answer(self, name: str) -> Answer:
        function = FUNCTIONS.get(name)
        return function(self.standing) if function else super()._answer(name)

    def everything(self) -> dict[str, Answer]:
        """The answer to every fact of the vocabulary."""
        return {name: self.fact(name) for name in self.words.facts}
