"""Two areas side by side: what each settled, which cards only one adopted, and what is due at different times.

Compares what was read; weighs no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from sightline.engine.model import Area, Card, Clock, Duty, Period, Timing
from sightline.engine.protocols import Protocols
from sightline.engine.tighten import as_settled, in_area
from sightline.engine.timing import clock_times
from sightline.engine.vocabulary import STRENGTHS, Parameter

DAY = timedelta(days=1)
NO_TIME = timedelta.max  # where the guidance gives none, and where the area left it open
Asked = tuple[str, str, str]  # what is to be done, by whom, to whom: the same duty in either area


@dataclass(frozen=True, slots=True)
class Settled:
    """One parameter in two areas. None: the area has nothing to settle there."""

    parameter: Parameter
    a: Any
    b: Any

    @property
    def differs(self) -> bool:
        """Whether the two areas answer differently."""
        return bool(self.a != self.b)


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest that an area asks for a duty, in the area's own times, and every card that asks for it.

    `times`: the times of day of a duty that is due by one; `strength` is the strongest of the verbs.
    """

    timing: Timing
    times: tuple[time, ...]
    strength: str
    cards: tuple[str, ...]

    @property
    def when(self) -> tuple[object, ...]:
        """What makes two of them due at the same time."""
        return (self.timing.shape, _length(self.timing.period), _length(self.timing.until), self.timing.after,
                self.times)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Both:
    """A duty that both areas ask for, each at its own time."""

    do: str
    who: str
    to: str
    a: Earliest
    b: Earliest

    @property
    def differs(self) -> bool:
        """Whether it falls due at different times."""
        return self.a.when != self.b.when


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two areas settled and adopted. `shared` counts the cards, `alike` the duties of both that agree in time."""

    a: Area
    b: Area
    parameters: tuple[Settled, ...]
    only_a: tuple[Card, ...]
    only_b: tuple[Card, ...]
    shared: int
    duties: tuple[Both, ...]
    alike: int


def compare(protocols: Protocols, a: str, b: str, *, on: date, kind: str = "") -> Comparison:
    """Two areas by id, as on a day; `kind` keeps the cards to one kind. Raises KeyError for an unknown area."""
    one, other = protocols.area(a), protocols.area(b)
    pairs = _both(protocols, one, other, on, kind)
    return Comparison(
        a=one,
        b=other,
        parameters=() if kind else _parameters(protocols, one, other),
        only_a=_only(protocols, one, other, kind),
        only_b=_only(protocols, other, one, kind),
        shared=sum(1 for c in one.cards if c in set(other.cards) and kind in ("", protocols.cards[c].kind)),
        duties=tuple(p for p in pairs if p.differs),
        alike=sum(1 for p in pairs if not p.differs),
    )


def settled_timing(area: Area, timing: Timing) -> Timing:
    """A timing with what the area settled filled in; what nobody settled is left as the card writes it."""
    period = (timing.period and as_settled(area, timing.period)) or timing.period
    until = (timing.until and as_settled(area, timing.until)) or timing.until
    return replace(timing, period=period, until=until)


def reckoned(timing: Timing) -> timedelta:
    """How long a timing leaves at first, to put timings in order: a working day is reckoned as a week's fifth."""
    if timing.shape == "at_once":
        return timing.after
    if timing.shape == "by":
        return timing.after + DAY
    period = timing.period
    if timing.shape == "none_given" or period is None:
        return NO_TIME
    length = _reckoned(period)
    return NO_TIME if length is NO_TIME else length + timing.after


def _reckoned(period: Period) -> timedelta:
    if period.working_days:
        return period.working_days * 7 * DAY / 5
    if period.months:
        return period.months * 30 * DAY
    return period.elapsed or period.at_most or NO_TIME


def _length(period: Period | None) -> object:
    """A period by what it comes to: a bound beside what was settled makes no difference."""
    return replace(period, at_most=None) if period and period.elapsed else period


def _parameters(protocols: Protocols, a: Area, b: Area) -> tuple[Settled, ...]:
    """Every parameter that one of them settled: those that differ first, then in the order of the vocabulary."""
    known = protocols.vocabulary.parameters.values()
    pairs = [
        Settled(p, a.parameters.get(p.name), b.parameters.get(p.name))
        for p in known
        if p.name in a.parameters or p.name in b.parameters
    ]
    return tuple(sorted(pairs, key=lambda pair: not pair.differs))


def _only(protocols: Protocols, here: Area, there: Area, kind: str) -> tuple[Card, ...]:
    adopted = (protocols.cards[c] for c in here.cards if c not in set(there.cards))
    return tuple(sorted((c for c in adopted if kind in ("", c.kind)), key=lambda c: c.id))


def _both(protocols: Protocols, a: Area, b: Area, on: date, kind: str) -> list[Both]:
    here, there = _earliest(protocols, a, on, kind), _earliest(protocols, b, on, kind)
    return [Both(*asked, here[asked], there[asked]) for asked in sorted(here.keys() & there.keys())]


def _earliest(protocols: Protocols, area: Area, on: date, kind: str) -> dict[Asked, Earliest]:
    """Every duty of an area's cards in force, with the earliest of the times at which it is asked."""
    found: dict[Asked, list[tuple[Card, Duty]]] = {}
    for card, duty in _duties(protocols, area, on, kind):
        to = duty.to or protocols.vocabulary.actions[duty.do].to or ""
        found.setdefault((duty.do, duty.who, to), []).append((card, duty))
    return {asked: _first(area, duties) for asked, duties in found.items()}


def _duties(protocols: Protocols, area: Area, on: date, kind: str) -> Iterator[tuple[Card, Duty]]:
    for card, version in protocols.in_force(area.id, on):
        if isinstance(version.body, Clock) and kind in ("", card.kind):
            yield from ((card, duty) for duty in in_area(area, card, version.body).duties)


def _first(area: Area, duties: list[tuple[Card, Duty]]) -> Earliest:
    timings = [settled_timing(area, duty.timing) for _, duty in duties]
    timing = min(timings, key=reckoned)
    strength = max((d.strength for _, d in duties), key=STRENGTHS.index)
    times = clock_times(timing, area) if timing.shape == "by" else ()
    return Earliest(timing, times, strength, tuple(dict.fromkeys(c.id for c, _ in duties)))
