"""Draws the spells of one person within a window of time: never two at once, never after its end. Knows no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.demonstration import figures, words
from sightline.demonstration.lives import Spell, Talk
from sightline.demonstration.lots import Lots
from sightline.demonstration.places import Place, spot

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYTIME, EVENING, NIGHT = (
    dict.fromkeys(range(8, 16), 1.0),
    dict.fromkeys(range(16, 24), 5.0),
    dict.fromkeys(range(8), 0.6),
)
HOURS = DAYTIME | EVENING | NIGHT  # our own assumption
AWAY_HOURS: dict[str, dict[figures.Band, float]] = {
    "absent": {(1, 3): 40, (3, 6): 40, (6, 20): 20},
    "unauthorised absence": {(1, 2.5): 60, (2.5, 5.5): 40},  # at six hours it is a missing report
}  # our own assumption


@dataclass(frozen=True, slots=True)
class Manner:
    """What a person's spells are drawn from: which decks, which grades, where the person starts from."""

    group: str  # "looked after", "child" or "adult"
    grades: Mapping[str, float]
    council: str
    home: Place
    absence: str = "absent"

    @property
    def is_child(self) -> bool:
        """Whether the person is under 18 in these spells."""
        return self.group != "adult"


@dataclass(frozen=True, slots=True)
class Times:
    """How long each part of one spell lasts."""

    category: str
    unnoticed: timedelta
    away: timedelta
    until_seen: timedelta
    until_closed: timedelta

    @property
    def whole(self) -> timedelta:
        """From the last sight to the closing, with a day to move the report to its hour."""
        return self.unnoticed + self.away + self.until_seen + self.until_closed + DAY


LONG = {"looked after": figures.LONG_LOOKED_AFTER, "child": figures.LONG_CHILD, "adult": figures.LONG_ADULT}


def _times(lots: Lots, manner: Manner, category: str) -> Times:
    bands = LONG[manner.group] if category == "missing" else AWAY_HOURS[category]
    band: figures.Band = lots.deal(f"away {manner.group if category == 'missing' else category}", bands)
    away = lots.span(*(timedelta(hours=hours) for hours in band))
    if category != "missing":
        return Times(category, lots.span(HOUR / 4, HOUR), away, timedelta(0), timedelta(0))
    seen, closed = lots.span(HOUR / 3, 10 * HOUR), lots.span(HOUR, 40 * HOUR)
    return Times(category, lots.span(HOUR / 4, 5 * HOUR), away, seen, closed)


def _fitting(times: Sequence[Times], room: timedelta) -> list[Times]:
    """The times with the longest cut to a day until all fit into the room: a year has only so many days."""
    fitted = list(times)
    while sum((t.whole for t in fitted), timedelta(0)) > room:
        longest = max(range(len(fitted)), key=lambda i: fitted[i].away)
        old = fitted[longest]
        fitted[longest] = Times(old.category, old.unnoticed, min(old.away / 2, DAY), old.until_seen, old.until_closed)
    return fitted


def _talk(lots: Lots, located_at: datetime, now: datetime) -> Talk | None:
    """The return interview: offered to most, then held within 72 hours or late, refused, or still waited for."""
    if not lots.chance("interview offered", figures.OFFERED):
        return None
    offered_at = located_at + lots.span(HOUR, DAY)
    if lots.deal("interview", figures.OUTCOME) == "refused":
        refused_at = offered_at + lots.span(2 * HOUR, 2 * DAY)
        return Talk(offered_at, None, refused_at if refused_at < now else None)
    soon = lots.chance("held within 72 hours", figures.HELD_WITHIN_72_HOURS)
    held_at = offered_at + lots.span(3 * HOUR, 47 * HOUR) if soon else located_at + lots.span(74 * HOUR, figures.LATEST)
    return Talk(offered_at, held_at if held_at < now else None, None)


def _spell(lots: Lots, manner: Manner, times: Times, earliest: datetime, now: datetime) -> Spell:
    hour = lots.deal("hour of the report", HOURS)
    reported = earliest + times.unnoticed
    opened_at = reported + timedelta(hours=(hour - reported.hour) % 24)
    located_at = opened_at + times.away
    missing, who = times.category == "missing", "child" if manner.is_child else "adult"
    risk = lots.deal(f"grade {manner.group} {sorted(manner.grades)}", manner.grades) if missing else "none"
    high = risk == "high"
    harmed = missing and lots.chance(f"harm {who} {high}", figures.HARMED[(who, high)])
    stories = (words.CHILD_STORIES if manner.is_child else words.ADULT_STORIES) if missing else words.ABSENCE_STORIES
    says = words.CHILD_SAYS if manner.is_child else words.ADULT_SAYS
    seen_at = located_at + times.until_seen
    return Spell(
        category=times.category, risk=risk, last_seen_at=opened_at - times.unnoticed, opened_at=opened_at,
        located_at=located_at, seen_at=seen_at, closed_at=seen_at + times.until_closed,
        found=spot(lots, manner.council, manner.home), harmed=harmed, story=lots.one_of(stories),
        found_by=lots.deal(f"found by {who}", figures.FOUND_BY[who]) if missing else "carer",
        says=words.SAYS_OF_HARM if harmed else lots.one_of(says),
        talk=_talk(lots, located_at, now) if missing and manner.is_child else None,
        sighted=missing and lots.chance("sighted", figures.SIGHTED),
    )  # fmt: skip


def draw(
    lots: Lots, manner: Manner, *, missing: int, absent: int, since: datetime, until: datetime, now: datetime
) -> list[Spell]:
    """So many missing and absent spells between two moments, in order and apart; `until` lies at or before `now`."""
    kinds = lots.shuffled(["missing"] * missing + [manner.absence] * absent)
    times = _fitting([_times(lots, manner, kind) for kind in kinds], (until - since) * 0.9)
    free = until - since - sum((t.whole for t in times), timedelta(0))
    weights = [lots.between(0.2, 1) for _ in range(len(times) + 1)]
    spells, earliest = [], since
    for each, weight in zip(times, weights, strict=False):
        earliest += free * (weight / sum(weights))
        spells.append(_spell(lots, manner, each, earliest, now))
        earliest += each.whole
    return spells
