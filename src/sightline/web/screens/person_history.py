"""Counts a person's episodes by month and category: one picture of missing, absent and away together (C92)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from sightline.audit.moments import day_of

MONTHS_SHOWN = 24
UNDECIDED = ""
ORDER = (
    "missing",
    "absconder",
    "absent",
    "unauthorised absence",
    "away from placement without authorisation",
    UNDECIDED,
)


class Occasion(Protocol):
    """What of an episode is counted."""

    category: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """One month with how many episodes of each category began in it, in the order of the History."""

    first: date
    counts: list[int]

    @property
    def total(self) -> int:
        """All episodes that began in the month."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class History:
    """The months of the last two years, oldest first, and which categories they count."""

    categories: list[str]
    names: list[str]
    months: list[Month]

    @property
    def any(self) -> bool:
        """Whether there is anything to draw."""
        return any(m.total for m in self.months)

    @property
    def told(self) -> list[Month]:
        """The months in which something happened, newest first: the table behind the picture."""
        return [m for m in reversed(self.months) if m.total]

    @property
    def most(self) -> int:
        """The largest number of any month."""
        return max((m.total for m in self.months), default=0)


def _back(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def category_name(category: str) -> str:
    """How a category stands on the page; an episode nobody has decided yet says so."""
    return category[:1].upper() + category[1:] if category else _("Not yet decided")


def history(episodes: Iterable[Occasion], at: datetime) -> History:
    """The episodes that began in the last two years, by month in London and by the category they hold now."""
    this = day_of(at).replace(day=1)
    firsts = [_back(this, n) for n in range(MONTHS_SHOWN - 1, -1, -1)]
    begun = [(day_of(e.opened_at).replace(day=1), e.category) for e in episodes]
    used = {category for first, category in begun if first in firsts}
    categories = [c for c in ORDER if c in used] + sorted(used - set(ORDER))
    months = [Month(first, _counts(begun, first, categories)) for first in firsts]
    return History(categories, [category_name(c) for c in categories], months)


def _counts(begun: Sequence[tuple[date, str]], first: date, categories: Sequence[str]) -> list[int]:
    return [sum(1 for month, category in begun if month == first and category == c) for c in categories]
