"""What must happen now or within the hour, and by whom; the rest by who must act. Reads and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline.engine import AdvisedDuty, DueDuty, Role

SOON = timedelta(hours=1)
ISO = re.compile(r"PT(\d+)([HM])")
Key = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Thing:
    """One duty on one line. `due_at` where its clock runs, else `when` in words."""

    do: str
    to: str
    strength: str
    cards: Sequence[str]
    due_at: datetime | None = None
    when: str = ""


@dataclass(slots=True)
class Party:
    """Who must act, and what; `yours` where it is the reader's own role."""

    who: str
    yours: bool
    things: list[Thing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FirstThings:
    """Parties with something due now or within the hour, the reader first; the rest; and the very next thing."""

    next: Party | None
    now: list[Party]
    rest: list[Party]

    @property
    def folded(self) -> int:
        """How many duties are folded away."""
        return sum(len(party.things) for party in self.rest)


def first_things(
    due: Sequence[DueDuty],
    advised: Iterable[AdvisedDuty],
    *,
    roles: frozenset[str],
    at: datetime,
    follows: Sequence[DueDuty] = (),
) -> FirstThings:
    """Sort, for somebody who acts as `roles`, what is open (`due`, soonest first), what `follows` from what they are
    about to record, and what may come later (`advised`).
    """
    soon = [(d.who, _running(d)) for d in due if _within_the_hour(d, at)]
    soon += [(d.who, _following(d)) for d in follows if _within_the_hour(d, at)]
    rest = [(d.who, _running(d)) for d in (*due, *follows) if not _within_the_hour(d, at)]
    running = {_key(d) for d in (*due, *follows)}
    rest += [(a.who, _coming(a)) for a in advised if _key(a) not in running]
    now = _by_party(soon, roles)
    return FirstThings(_next(now), now, _by_party(rest, roles))


def _within_the_hour(duty: DueDuty, at: datetime) -> bool:
    return duty.due_at is not None and duty.due_at <= at + SOON


def acts_as(role: str, roles: Mapping[str, Role]) -> frozenset[str]:
    """The roles somebody acts as: their own and those that include it, such as carer; not a whole agency's."""
    return frozenset({role, *(r.name for r in roles.values() if role in r.includes and r.name != r.agency_kind)})


def _key(duty: DueDuty | AdvisedDuty) -> Key:
    return duty.do, duty.who, duty.to


def _told(duty: DueDuty | AdvisedDuty) -> str:
    """To whom, where what is to be done does not say it already."""
    return duty.to if duty.to and duty.to.lower() not in duty.do.lower() and not duty.do.startswith("notify") else ""


def _running(duty: DueDuty) -> Thing:
    when = "" if duty.due_at else _("no time given")
    return Thing(duty.do, _told(duty), duty.strength, duty.cards, duty.due_at, when)


def _following(duty: DueDuty) -> Thing:
    return Thing(duty.do, _told(duty), duty.strength, duty.cards, None, _("as soon as this is recorded"))


def _coming(duty: AdvisedDuty) -> Thing:
    return Thing(duty.do, _told(duty), duty.strength, duty.cards, None, _when(duty.due))


def _when(iso: str | None) -> str:
    """How soon after it begins, in words, from an offset such as `PT72H`."""
    found = ISO.fullmatch(iso or "")
    if not found:
        return _("no time given")
    number = int(found[1])
    if number == 0:
        return _("at once when it comes to that")
    if found[2] == "H":
        words = ngettext("within %d hour when it comes to that", "within %d hours when it comes to that", number)
    else:
        words = ngettext("within %d minute when it comes to that", "within %d minutes when it comes to that", number)
    return words % number


def _by_party(things: Sequence[tuple[str, Thing]], roles: frozenset[str]) -> list[Party]:
    """Grouped by who must act: the reader's own first, then in the order in which something falls due."""
    parties: dict[str, Party] = {}
    for who, thing in things:
        parties.setdefault(who, Party(who, who in roles)).things.append(thing)
    return sorted(parties.values(), key=lambda party: not party.yours)


def _next(now: Sequence[Party]) -> Party | None:
    """The reader's own next thing; else the one that falls due first, with whose it is."""
    return Party(now[0].who, now[0].yours, now[0].things[:1]) if now else None
