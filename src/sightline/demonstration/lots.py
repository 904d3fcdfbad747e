"""Draws lots: every chance in the county comes from here, so that one seed gives one county. Knows no figure."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Deck:
    """Deals values so that their shares stay near the weights: six hundred people are too few for luck."""

    def __init__(self, weights: Mapping[K, float], chance: random.Random) -> None:
        total = sum(weights.values())
        self._shares = {value: weight / total for value, weight in weights.items()}
        self._dealt = dict.fromkeys(self._shares, 0)
        self._chance, self._deals = chance, 0

    def deal(self) -> Hashable:
        """The next value: likelier the further it lies behind its share."""
        self._deals += 1
        behind = [max(0.0, share * self._deals - self._dealt[value]) for value, share in self._shares.items()]
        value = self._chance.choices(list(self._shares), behind)[0]
        self._dealt[value] += 1
        return value


class Lots:
    """One source of chance for one county, with a deck for each question that has a published answer."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - invented people need no secrecy, they need repeatability
        self._decks: dict[str, Deck] = {}

    def deal(self, question: str, weights: Mapping[K, float]) -> K:
        """A value from the deck of a question, which is made with these weights when it is first asked."""
        if question not in self._decks:
            self._decks[question] = Deck(weights, self._chance)
        return self._decks[question].deal()  # type: ignore[return-value]

    def chance(self, question: str, share: float) -> bool:
        """Yes for this share of the times that the question is asked."""
        return self.deal(f"{question} {share}", {True: share, False: 1 - share})

    def whole(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return self._chance.randint(least, most)

    def between(self, least: float, most: float) -> float:
        """A number between two others."""
        return self._chance.uniform(least, most)

    def span(self, least: timedelta, most: timedelta) -> timedelta:
        """A length of time between two others, in whole minutes; short ones are likelier."""
        minutes = [max(1.0, span.total_seconds() / 60) for span in (least, most)]
        return timedelta(minutes=round(minutes[0] * (minutes[1] / minutes[0]) ** self._chance.random()))

    def one_of(self, values: Sequence[T]) -> T:
        """One value of a sequence."""
        return self._chance.choice(values)

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in an order of chance."""
        return self._chance.sample(values, len(values))

    def salt(self) -> str:
        """What keeps a short text from being guessed from its hash. Here it need only be repeatable."""
        return f"{self._chance.getrandbits(128):032x}"
