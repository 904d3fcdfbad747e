"""Which open episodes a card acts in now, and what its next version would ask of them instead. The engine answers.

Shows a reader only whom the gate lets through; of the others, how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sightline.access.actor import Actor
from sightline.access.gate import counting, listed, may_count, may_see
from sightline.audit.moments import day_of
from sightline.duties.school_time import by_own_days
from sightline.engine import Answer, Card, DueDuty, Occurrence, Protocols, Situation, Version, answers_to_all, schedule
from sightline.engine.merge import NEVER
from sightline.engine.weigh import Scales
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import STAGE, from_snapshot
from sightline.episodes.snapshot import Snapshot
from sightline.insight.snapshots import take_each

Asked = tuple[str, str, str]  # what is to be done, by whom, to whom


@dataclass(frozen=True, slots=True)
class Change:
    """What the next version would make of one duty: it appears, goes, or moves. None: no time is given."""

    do: str
    who: str
    what: str
    was: datetime | None
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Touched:
    """One open episode in which a card acts now, or would act by its next version; None: there is no next version.

    `due` is the first of the card's duties that is still to be done: `(what, who, when)`.
    """

    episode: int
    person: int
    name: str
    area: str
    acts: bool
    will_act: bool | None
    due: tuple[str, str, datetime | None] | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Touches:
    """The episodes a card touches: those on this page, all that the reader may see, those of others, all weighed."""

    shown: tuple[Touched, ...]
    yours: int
    others: int
    weighed: int


def touched(actor: Actor, card: Card, *, at: datetime, first: int = 0, most: int = 20) -> Touches:
    """The open episodes of the areas that adopted a card where it acts now, or would by its next version.

    The names of at most `most` are shown, from the `first` on; one line of the consultation log says whose.
    """
    with counting(actor):
        seen = _countable(list(_seen(card, at)), actor, at)
    found = [one for one in seen if one.acts or one.will_act]
    allowed = may_see(actor, [one.episode.person_id for one in found], at)
    yours = [one for one in found if one.episode.person_id in allowed]
    shown = tuple(_touched(card, one) for one in yours[first : first + most])
    if shown:
        listed(actor, at=at, purpose="oversight", screen="protocol card", asked={"card": card.id},
               people=[t.person for t in shown], episodes=[t.episode for t in shown])  # fmt: skip
    return Touches(shown, len(yours), len(found) - len(yours), len(seen))


def _countable(seen: Sequence[_Seen], actor: Actor, at: datetime) -> list[_Seen]:
    """Those the actor may count: that a sensitive card acts for somebody tells of that somebody."""
    allowed = may_count(actor, [one.episode.person_id for one in seen], at)
    return [one for one in seen if one.episode.person_id in allowed]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An episode as the engine sees it, with every answer; whether the card acts in it now, and by its next version."""

    episode: Episode
    taken: Snapshot
    asked: Situation
    answers: Mapping[str, Answer]
    acts: bool
    will_act: bool | None
    then: Version | None


def _next(card: Card, on: date) -> Version | None:
    """The version that comes into force next."""
    later = (v for v in card.versions if v.in_force_from > on and v.starts)
    return min(later, key=lambda v: v.in_force_from, default=None)


def _seen(card: Card, at: datetime) -> Iterator[_Seen]:
    """Every open episode of the areas that adopted a card, the newest first, weighed by it."""
    on, book = day_of(at), protocols()
    now, then = card.in_force(on), _next(card, on)
    areas = [area.id for area in book.areas.values() if card.id in area.cards]
    rows = Episode.objects.filter(closed_at=None, area__in=areas).select_related("person")
    episodes = list(rows.order_by("-opened_at", "-id")) if now or then else []
    snapshots = take_each([e.pk for e in episodes], at)
    for episode in episodes:
        asked = from_snapshot(snapshots[episode.pk], area=episode.area, stage=STAGE[episode.state], episode=episode)
        answers = answers_to_all(book, asked, on=on)
        scales = Scales(book.vocabulary, answers, asked.measures)
        acts = now is not None and scales.acts(now.condition)
        will = scales.acts(then.condition) if then else None
        yield _Seen(episode, snapshots[episode.pk], asked, answers, acts, will, then)


def _touched(card: Card, seen: _Seen) -> Touched:
    episode, was = seen.episode, _open(card, seen)
    first = min(was.values(), key=lambda d: d.due_at or NEVER, default=None)
    due = (first.do, first.who, first.due_at) if first else None
    changes = _changes(card, seen.then, seen, was) if seen.then else ()
    return Touched(episode.pk, episode.person_id, episode.person.name, episode.area, seen.acts, seen.will_act,
                   due, changes)  # fmt: skip


def _changes(card: Card, then: Version, seen: _Seen, was: Mapping[Asked, DueDuty]) -> tuple[Change, ...]:
    """What would be open by the next version beside what is open: as if it had governed the clocks from their start."""
    now = _open(replace(card, versions=(replace(then, in_force_from=date.min),)), seen)
    asked = sorted(was.keys() | now.keys())
    return tuple(c for key in asked if (c := _change(key, was.get(key), now.get(key))))


def _change(asked: Asked, was: DueDuty | None, now: DueDuty | None) -> Change | None:
    before, after = was.due_at if was else None, now.due_at if now else None
    if was and now and before == after:
        return None
    what = "moves" if was and now else "appears" if now else "goes"
    return Change(asked[0], asked[1], what, before, after)


def _alone(card: Card, area_id: str) -> Protocols:
    """The protocols in which an area has adopted this card only, on the area's own terms."""
    book = protocols()
    area = replace(book.areas[area_id], cards=(card.id,))
    return Protocols(book.edition, {card.id: card}, {area_id: area}, book.vocabulary, book.sources)


def _open(card: Card, seen: _Seen) -> dict[Asked, DueDuty]:
    """The card's duties still to be done, the earliest for what it asks of whom."""
    happened = [Occurrence(event=kind, at=moment) for kind, moment in seen.taken.happened]
    due = by_own_days(seen.episode, lambda days: schedule(
        _alone(card, seen.episode.area), area=seen.episode.area, answers=seen.answers, measures=seen.asked.measures,
        occurrences=happened, until=seen.taken.at, calendar=days,
    ))  # fmt: skip
    still = [d for d in due if d.state == "open" and d.ended_at is None]
    found: dict[Asked, DueDuty] = {}
    for duty in sorted(still, key=lambda d: d.due_at or NEVER):
        found.setdefault((duty.do, duty.who, duty.to or ""), duty)
    return found
