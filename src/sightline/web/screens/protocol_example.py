"""A card's worked examples for its page: what is given, what follows, and the history of those that have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sightline.engine import Card
from sightline.engine.model import Example
from sightline.engine.review.examples import history_of
from sightline.web.screens.protocol_words import Row, example_rows
from sightline.web.words import LONDON, day_words


@dataclass(frozen=True, slots=True)
class Point:
    """One stop of an example's line: when, what, whether it follows or is given, and how it came out."""

    when: str
    what: str
    follows: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Worked:
    """An example as its page shows it; `points` are empty where it is no history."""

    title: str
    given: list[Row]
    expect: list[Row]
    points: list[Point]

    @property
    def nothing_follows(self) -> bool:
        """Whether the example is a history after which nothing falls due."""
        return bool(self.points) and not any(point.follows for point in self.points)


def worked(card: Card) -> list[Worked]:
    """Every example of a card, in its order."""
    return [_worked(card, example) for example in card.examples]


def _worked(card: Card, example: Example) -> Worked:
    points = _points(card, example)
    given = {key: value for key, value in example.given.items() if key != "given"} if points else example.given
    return Worked(example.title, example_rows(given), [] if points else example_rows(example.expect), points)


def _points(card: Card, example: Example) -> list[Point]:
    lines = history_of(card, example)
    dated = _names_a_date(example)
    start = next((line.at for line in lines if line.at), None)
    return [_point(_when(line.at, start, dated), line.what, line.follows) for line in lines]


def _point(when: str, what: str, follows: bool) -> Point:
    for ending, outcome in ((" (met late)", _("done late")), (" (met)", _("done in time"))):
        if follows and what.endswith(ending):
            return Point(when, what.removesuffix(ending), follows, outcome)
    return Point(when, what.removeprefix("done: "), follows, "")


def _when(at: datetime | None, start: datetime | None, dated: bool) -> str:
    """A moment as the example means it: with its date where it names one, else by weekday and how far on it is."""
    if at is None or start is None:
        return _("no time given")
    local, first = at.astimezone(LONDON), start.astimezone(LONDON)
    clock = f"{local:%H:%M}"
    if dated:
        return f"{day_words(local)}, {clock}"
    days = (local.date() - first.date()).days
    return _("%(weekday)s %(clock)s") % {"weekday": local.strftime("%a"), "clock": clock} + (
        _(", day %d") % (days + 1) if days else ""
    )


def _names_a_date(example: Example) -> bool:
    lines: list[Any] = [*example.given.get("given", ()), *(example.expect if isinstance(example.expect, list) else ())]
    return "on" in example.given or any(str(line)[4:5] == "-" for line in lines)
