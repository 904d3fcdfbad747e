"""One look at what somebody should look at again: how many rows ask for it, since when, and the rows a reader may see.

Knows no question itself (those are in `looks_at_people` and `figures`) and no words of a screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sightline.access.actor import Actor
from sightline.access.gate import NEVER_A_PERSON, SEES_THE_REGISTER, counting, listed, may_count, may_see
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import Episode
from sightline.insight.reading import read
from sightline.people.queries import names_of

GROUPS = ("grading", "response", "return", "plans", "placements", "homes", "oversight")
ROLES = (
    "missing person coordinator", "superintendent", "force incident manager", "area commander", "service manager",
    "team manager", "analyst", "administrator",
)  # fmt: skip
NOW, WAITS, PATTERN = range(3)  # somebody is away now; somebody waits; what shows over time
POLICE, COUNCIL = frozenset({"police"}), frozenset({"council"})
A_PAGE = 25  # rows

Row = Any  # one of the rows of the queries; each look says which of its fields it reads
Since = datetime | date | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query is asked with; no area: wherever the people are whom the agency may see."""

    at: datetime
    days: int
    agency: int
    name: str
    area: str | None

    @property
    def since(self) -> datetime:
        """The beginning of the period."""
        return self.at - timedelta(days=self.days)

    @property
    def values(self) -> dict[str, Any]:
        """The values of a statement."""
        return {"at": self.at, "since": self.since, "area": self.area, "day": day_of(self.at), "agency": self.agency}

    @property
    def bounded(self) -> dict[str, Any]:
        """Moment, area and period, for a query that is a function."""
        return {"at": self.at, "area": self.area or "", "since": self.since}


def _never(_row: Row, _at: datetime) -> Since:
    return None


def _one(_row: Row) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at: which findings it answers, which query, what of each row counts and since when.

    `kinds`: the kinds of agency it is for, none for all. `about`: whether each row is about one person, whom the gate
    lets through or not. `words`: whether rows hold what somebody wrote, which is not a figure. `shape` is done after
    the gate. Rows of several areas that are the same by `one` are one row.
    """

    key: str
    findings: tuple[str, ...]
    group: str
    query: str
    rows: Callable[[Scope], Sequence[Row]]
    counts: Callable[[Row], int] = _one
    since: Callable[[Row, datetime], Since] = _never
    urgency: int = PATTERN
    period: bool = False
    everywhere: bool = False
    about: bool = True
    words: bool = False
    kinds: frozenset[str] = frozenset()
    shape: Callable[[Sequence[Row], datetime], Sequence[Row]] | None = None
    one: Callable[[Row], object] = repr

    def numbers_only(self, actor: Actor) -> bool:
        """Whether this reader gets the number and no row."""
        return actor.role in NEVER_A_PERSON and (self.about or self.words)

    def is_for(self, actor: Actor) -> bool:
        """Whether this reader's agency has this look at all."""
        return actor.role in ROLES and (not self.kinds or actor.agency_kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one look asks for somebody, and since when the oldest of it does."""

    look: Look
    number: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a look. `all_rows`: how many rows there are, counted or not; `rows` is what this page shows.

    `figures` is every row of a look at figures, from which a picture is drawn; `months` counts by month.
    """

    tally: Tally
    rows: Sequence[Row]
    shown: int
    all_rows: int
    page: int
    pages: int
    names: Mapping[int, str]
    references: Mapping[int, str]
    figures: Sequence[Row]
    months: Sequence[tuple[date, int]]


AREAS = """
SELECT DISTINCT e.area FROM episodes_episode e
 WHERE e.person_id IN (SELECT i.person_id FROM access_involvement i WHERE i.agency_id = %(agency)s
                          AND i.since <= %(at)s AND (i.until IS NULL OR i.until > %(at)s))
   AND e.opened_at > %(at)s - interval '365 days' ORDER BY 1
"""


def _areas(actor: Actor, at: datetime) -> list[str]:
    """The reader's own area; for an agency that follows its people, also the areas where they went missing."""
    if actor.agency_kind in SEES_THE_REGISTER:
        return [actor.area]
    return sorted({actor.area, *read(AREAS, {"agency": actor.agency, "at": at}, str)})


def _scopes(look: Look, actor: Actor, areas: Sequence[str], at: datetime, days: int) -> list[Scope]:
    wide = look.everywhere and actor.agency_kind not in SEES_THE_REGISTER
    asked: Sequence[str | None] = [None] if wide else areas if look.about else [actor.area]
    return [Scope(at, days, actor.agency, actor.name, area) for area in asked]


def _rows(look: Look, scopes: Sequence[Scope]) -> Sequence[Row]:
    if len(scopes) == 1:
        return look.rows(scopes[0])
    return list({look.one(row): row for scope in reversed(scopes) for row in look.rows(scope)}.values())


def _kept(look: Look, rows: Sequence[Row], allowed: set[int], at: datetime) -> Sequence[Row]:
    kept = [row for row in rows if row.person in allowed] if look.about else rows
    return look.shape(kept, at) if look.shape else kept


def _people(look: Look, rows: Iterable[Row]) -> set[int]:
    return {row.person for row in rows} if look.about else set()


def _day(since: Since) -> date | None:
    return day_of(since) if isinstance(since, datetime) else since


def _tally(look: Look, rows: Iterable[Row], at: datetime) -> Tally:
    counted = [(look.counts(row), _day(look.since(row, at))) for row in rows]
    days = [day for number, day in counted if number and day]
    return Tally(look, sum(number for number, _ in counted), min(days, default=None))


def tallies(actor: Actor, looks: Iterable[Look], *, at: datetime, days: int) -> list[Tally]:
    """The number and the oldest of every look that is for this reader, of people the agency may see.

    One statement for each look and one for the gate; nobody is shown, and one line in the consultation log says that
    somebody counted. Raises NotForYou.
    """
    if actor.role not in ROLES:
        raise NotForYou
    areas = _areas(actor, at)
    with counting(actor):
        read_rows = [(k, _rows(k, _scopes(k, actor, areas, at, days))) for k in looks if k.is_for(actor)]
        allowed = may_count(actor, set().union(*(_people(look, rows) for look, rows in read_rows)), at)
        found = [_tally(look, _kept(look, rows, allowed, at), at) for look, rows in read_rows]
    listed(actor, at=at, purpose="oversight", screen="second looks", act="count", people=[], asked={"days": days})
    return found


def pressing(tally: Tally, at: datetime) -> tuple[bool, int, date, int]:
    """A key that puts what presses most first: somebody away now, then who waits, the oldest and the most of each."""
    return tally.number == 0, tally.look.urgency, tally.oldest or day_of(at), -tally.number


def listing(
    actor: Actor, look: Look, *, at: datetime, days: int, page: int = 1, everything: bool = False
) -> Listing:  # fmt: skip
    """One page of a look with the people this reader may see, one line in the consultation log. Raises NotForYou.

    Shows what counts, or every row with `everything`; figures are always whole, and who reads numbers gets no row.
    """
    if not look.is_for(actor):
        raise NotForYou
    with counting(actor):
        found = _rows(look, _scopes(look, actor, _areas(actor, at), at, days))
        gate = may_count if look.numbers_only(actor) else may_see
        rows = _kept(look, found, gate(actor, _people(look, found), at), at)
    tally, counted = _tally(look, rows, at), [row for row in rows if look.counts(row)]
    chosen = [] if look.numbers_only(actor) else rows if everything or not (look.about or look.words) else counted
    pages = max(1, -(-len(chosen) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = chosen[(page - 1) * A_PAGE : page * A_PAGE]
    people, episodes = _shown(shown)
    listed(actor, at=at, purpose="oversight", screen=f"second looks: {look.key}", people=people, episodes=episodes)
    return Listing(
        tally, shown, len(chosen), len(rows), page, pages, names_of(people), _references(episodes),
        [] if look.about or look.words else rows, _months(look, counted, at),
    )  # fmt: skip


def _shown(rows: Iterable[Row]) -> tuple[list[int], list[int]]:
    """The people and episodes on a page, each once."""
    people: dict[int, None] = {}
    episodes: dict[int, None] = {}
    for row in rows:
        many = getattr(row, "children", ())
        for number in many if isinstance(many, tuple) else ():
            people[number] = None
        if number := getattr(row, "person", None):
            people[number] = None
        if number := getattr(row, "episode", None):
            episodes[number] = None
    return list(people), list(episodes)


def _references(episodes: Sequence[int]) -> dict[int, str]:
    return {e.pk: e.reference for e in Episode.objects.filter(pk__in=episodes).only("pk", "opened_at")}


def _months(look: Look, rows: Iterable[Row], at: datetime) -> list[tuple[date, int]]:
    """How much of what counts began in each month, from the first to this one, without gaps."""
    days = [(day.replace(day=1), look.counts(row)) for row in rows if (day := _day(look.since(row, at)))]
    if not look.period or not days:
        return []
    found: Counter[date] = Counter()
    for month, number in days:
        found[month] += number
    month, months = min(found), []
    while month <= day_of(at):
        months.append((month, found[month]))
        month = (month + timedelta(days=31)).replace(day=1)
    return months
