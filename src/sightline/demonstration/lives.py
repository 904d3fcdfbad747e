"""What is drawn of one invented person before anything is written: plain values. Knows no table and no chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sightline.demonstration.places import Place


@dataclass(frozen=True, slots=True)
class Talk:
    """The return interview of a spell: offered, then held, refused, or (both None) still waited for."""

    offered_at: datetime
    held_at: datetime | None
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spell:
    """One occasion on which somebody was missing, absent or away, from the last sight to the closing."""

    category: str
    risk: str
    last_seen_at: datetime
    opened_at: datetime
    located_at: datetime
    seen_at: datetime
    closed_at: datetime
    found: Place
    found_by: str
    harmed: bool
    story: str
    says: str
    talk: Talk | None = None
    sighted: bool = False  # somebody saw the person near the place before


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag: the vocabulary's phrase, what was said, by whom, since when."""

    phrase: str
    says: str
    from_whom: str
    since: date


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement with a provider, by the agency's name; empty where the place belongs to no agency of the county."""

    setting: str
    provider: str
    since: date
    until: date | None
    host: str
    place: Place
    out_of_area: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody in the person's life."""

    name: str
    relation: str
    contact: str
    poses_risk: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """A trigger plan in force."""

    risk: str
    agreed_on: date
    review_on: date


@dataclass(slots=True)
class Life:
    """One invented person with everything known and two years of history. Agencies go by name."""

    given: str
    family: str
    born_on: date
    sex: str
    ethnicity: str
    setting: str
    phone: str
    home: Place
    council: str
    known_since: datetime
    description: str = ""
    keeps_safe: str = ""
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    care: list[tuple[str, date, date | None]] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    agreed: Agreed | None = None
    spells: list[Spell] = field(default_factory=list)

    @property
    def looked_after(self) -> bool:
        """Whether a council looks, or looked, after this person."""
        return any(phrase == "is looked after" for phrase, _, _ in self.care)

    def age(self, day: date) -> int:
        """Whole years lived on a day."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
