"""Counts what was due and decided under two sets of protocols, and what differs. Pure: knows no table and no card.

A month is a number of months since January 1970, as the calendar of London has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from sightline.engine.columnar import NEVER, STATES, Dues
from sightline.engine.columnar.columns import Bits, Moments
from sightline.engine.columnar.moments import local_days

OUTCOMES = ("met", "met late", "missed", "no time, done", "no time, not done")
MET = OUTCOMES.index("met")
NO_MONTH = -1
MONTHS = 12 * 200
Codes = npt.NDArray[np.int64]
Asked = tuple[str, str, str | None]
Done = Mapping[tuple[int, int], int]


def months_of(moments: Moments) -> Codes:
    """The months of moments; `NO_MONTH` where there is no moment."""
    days = local_days(np.where(moments == NEVER, 0, moments)).astype("datetime64[D]")
    return np.where(moments == NEVER, NO_MONTH, days.astype("datetime64[M]").astype(np.int64))


@dataclass(frozen=True, slots=True)
class Fallen:
    """What fell due in some episodes: the row of the episode, what was asked, of which agency, when, what became of it.

    `asked` and `agency` are codes of the caller; `outcome` is a place in `OUTCOMES`.
    """

    episode: Codes
    asked: Codes
    agency: Codes
    due: Moments
    outcome: Codes

    def where(self, rows: Codes | Bits) -> Fallen:
        """Only some of them."""
        return Fallen(self.episode[rows], self.asked[rows], self.agency[rows], self.due[rows], self.outcome[rows])


def outcomes(dues: Dues) -> Codes:
    """What became of each duty. One that is open, and fell due or whose clock ended, was missed."""
    undone = dues.state == STATES.index("open")
    timed = np.where(undone, OUTCOMES.index("missed"), np.where(dues.state == STATES.index("met late"), 1, MET))
    return np.where(dues.due == NEVER, np.where(undone, 4, 3), timed).astype(np.int64)


@dataclass(slots=True)
class Tally:
    """Numbers by agency, month and outcome."""

    numbers: Counter[tuple[int, int, int]] = field(default_factory=Counter)

    def add(self, agency: Codes, month: Codes, outcome: Codes) -> None:
        """Count rows."""
        packed, times = np.unique((agency * MONTHS + month + 1) * len(OUTCOMES) + outcome, return_counts=True)
        for key, number in zip(packed.tolist(), times.tolist(), strict=True):
            place, what = divmod(key, len(OUTCOMES))
            self.numbers[place // MONTHS, place % MONTHS - 1, what] += number

    def by(self, part: int | None) -> dict[int, Counter[int]]:
        """The numbers by outcome, of each agency (0) or month (1); all together under 0 without a part."""
        found: dict[int, Counter[int]] = {}
        for key, number in self.numbers.items():
            found.setdefault(0 if part is None else key[part], Counter())[key[2]] += number
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one duty of one party. `earlier` and `later` count the deadlines that move.

    `lost`: done in time now and not as changed; `gained`: the other way about. Both are of deadlines on both sides.
    """

    now: int = 0
    changed: int = 0
    appears: int = 0
    goes: int = 0
    earlier: int = 0
    later: int = 0
    lost: int = 0
    gained: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything about it is otherwise."""
        return any((self.appears, self.goes, self.earlier, self.later, self.lost, self.gained))


class Differences:
    """Holds the deadlines of both sides against each other, episode by episode."""

    def __init__(self) -> None:
        self._counted: dict[str, Counter[int]] = {name: Counter() for name in Change.__slots__}

    def add(self, now: Fallen, changed: Fallen) -> None:
        """Count some episodes: the same deadline first, then what is left of the same duty in its order."""
        here, there = _matched(now, changed)
        self._count("now", now.asked)
        self._count("changed", changed.asked)
        self._count("goes", np.delete(now.asked, here))
        self._count("appears", np.delete(changed.asked, there))
        before, after = now.where(here), changed.where(there)
        self._count("earlier", before.asked[after.due < before.due])
        self._count("later", before.asked[after.due > before.due])
        self._count("lost", before.asked[_in_time(before) & ~_in_time(after)])
        self._count("gained", before.asked[~_in_time(before) & _in_time(after)])

    def _count(self, name: str, asked: Codes) -> None:
        codes, times = np.unique(asked, return_counts=True)
        self._counted[name].update(dict(zip(codes.tolist(), times.tolist(), strict=True)))

    def of(self, names: Sequence[Asked]) -> dict[tuple[str, str], Change]:
        """What becomes of each duty, by what is done and who does it, in the order of the names."""
        found: dict[tuple[str, str], Counter[str]] = {}
        for code, (do, who, _) in enumerate(names):
            of = found.setdefault((do, who), Counter())
            of.update({name: counted[code] for name, counted in self._counted.items()})
        return {pair: Change(**counted) for pair, counted in found.items()}


def _in_time(fallen: Fallen) -> Bits:
    done: Bits = (fallen.outcome == MET) | (fallen.outcome == OUTCOMES.index("no time, done"))
    return done


def _matched(now: Fallen, changed: Fallen) -> tuple[Codes, Codes]:
    """The rows of both sides that are about the same deadline, or the same duty of the same episode in its order."""
    here, there = paired((now.episode, now.asked, now.due), (changed.episode, changed.asked, changed.due))
    left, right = np.delete(np.arange(len(now.due)), here), np.delete(np.arange(len(changed.due)), there)
    ones, others = now.where(left), changed.where(right)
    more, further = paired((ones.episode, ones.asked), (others.episode, others.asked), ones.due, others.due)
    return np.concatenate([here, left[more]]), np.concatenate([there, right[further]])


def paired(
    ones: tuple[Codes, ...], others: tuple[Codes, ...], one_by: Codes | None = None, other_by: Codes | None = None
) -> tuple[Codes, Codes]:
    """Rows of two tables with equal keys, one to one: the first of a key with the first, ordered by a further value."""
    size = len(ones[0])
    keys = tuple(np.concatenate(both) for both in zip(ones, others, strict=True))
    side = np.repeat([0, 1], [size, len(others[0])])
    by = side if one_by is None or other_by is None else np.concatenate([one_by, other_by])
    order = np.lexsort((by, side, *keys))
    rank = _rank([column[order] for column in (side, *keys)])
    again = np.lexsort((side[order], rank, *(key[order] for key in keys)))
    rows, columns = order[again], [column[order][again] for column in keys] + [rank[again]]
    same = np.ones(max(len(rows) - 1, 0), bool)
    for column in columns:
        same &= column[1:] == column[:-1]
    first = np.flatnonzero(same)
    return rows[first], rows[first + 1] - size


def _rank(columns: Sequence[Codes]) -> Codes:
    """The place of each row among those before it that equal it, where equal rows stand together."""
    size = len(columns[0])
    new = np.zeros(size, bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    begins = np.flatnonzero(new)
    found: Codes = np.arange(size) - np.repeat(begins, np.diff(np.append(begins, size)))
    return found


@dataclass(slots=True)
class Judged:
    """Verdicts of both sides on the same decisions: how often each became which."""

    numbers: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, now: Codes, changed: Codes) -> None:
        """Count decisions."""
        self.numbers.update(zip(now.tolist(), changed.tolist(), strict=True))


def months_between(months: Sequence[int]) -> list[int]:
    """Every month from the first to the last, without gaps; nothing where there is none."""
    known = [m for m in months if m != NO_MONTH]
    return list(range(min(known), max(known) + 1)) if known else []


def all_of(tallies: Sequence[Tally], part: int) -> list[int]:
    """Every agency (0) or month (1) that some tally counts, in order."""
    return sorted(set(chain.from_iterable(tally.by(part) for tally in tallies)))
