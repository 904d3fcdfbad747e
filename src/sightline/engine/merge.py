"""Which duties are due when: unrolls the clocks of every adopted card and makes one duty of what several cards ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from sightline.engine.answer import Answer
from sightline.engine.meeting import Chain, Outcome
from sightline.engine.model import Duty
from sightline.engine.protocols import ClockCard, Protocols
from sightline.engine.runs import Occurrence, Run, runs
from sightline.engine.timing import Calendar, Slot, Terms, local_day, slots
from sightline.engine.vocabulary import STRENGTHS
from sightline.engine.weigh import Scales

NEVER = datetime.max.replace(tzinfo=UTC)
Asked = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class DueDuty:
    """One thing somebody has to do by a moment, with every card and source that asks for it.

    `state` is `open`, `met`, `met late` or `stopped`. `starts_at` is when it begins to matter, `ended_at` when its
    clock stopped: an open duty with `ended_at` was missed. `key` stays the same when more events become known.
    """

    key: str
    do: str
    who: str
    to: str | None
    strength: str
    starts_at: datetime
    due_at: datetime | None
    cards: tuple[str, ...]
    sources: tuple[str, ...]
    escalate_to: tuple[str, ...]
    acknowledge_within: timedelta
    state: str
    met_at: datetime | None
    ended_at: datetime | None
    recurring: bool
    opens_at: datetime  # done from here on, it counts for this deadline


def schedule(
    protocols: Protocols,
    *,
    area: str,
    answers: Mapping[str, Answer],
    measures: Mapping[str, int],
    occurrences: Sequence[Occurrence],
    until: datetime,
    calendar: Calendar,
    on: date | None = None,
) -> tuple[DueDuty, ...]:
    """Every duty whose clock has started, merged across cards, in the order of their deadlines.

    `answers` holds all facts, the derived ones too (`Assessment.answers`). Recurring duties are unrolled up to
    `until` and once more. The version in force when a clock started governs, unless `on` names the day (D1-D98).
    """
    words = protocols.vocabulary
    scales = Scales(words, answers, measures)
    terms = Terms(protocols.area(area), measures, calendar)
    ordered = sorted((o for o in occurrences if o.at <= until), key=lambda o: o.at)
    happened = {o.event for o in ordered}
    chains: dict[Asked, list[list[DueDuty]]] = {}
    for entry in protocols.clocks(area):
        if not happened.isdisjoint(entry.clock.starts) and scales.acts(entry.version.condition):
            for run in runs(entry.clock, ordered):
                if entry.card.in_force(on or local_day(run.start)) is entry.version:
                    for duty in entry.clock.duties:
                        shown_by = words.actions[duty.do].shown_by
                        chain = _chain(entry, duty, run, ordered, shown_by, until, terms)
                        chains.setdefault((duty.do, duty.who, duty.to), []).append(chain)
    due = (d for group in chains.values() for d in (group[0] if len(group) == 1 else merged(group)))
    return tuple(sorted(due, key=lambda d: (d.due_at or NEVER, d.starts_at, d.key)))


def _chain(
    entry: ClockCard, duty: Duty, run: Run, happened: Sequence[Occurrence], shown_by: frozenset[str],
    until: datetime, terms: Terms,
) -> list[DueDuty]:  # fmt: skip
    until = min(until, run.end or until)
    wanted = list(_wanted(slots(duty.timing, run.start, terms), until))
    recurring = duty.timing.shape == "every" and wanted[0].due_at is not None
    grace = duty.acknowledge_within if duty.timing.shape == "at_once" else timedelta(0)
    done = [o.at for o in happened if o.event in shown_by and o.at >= run.start]
    excused_at = next((o.at for o in happened if o.event in duty.excused_by and o.at >= run.start), None)
    outcomes = Chain(wanted, run, recurring, grace).outcomes(done, excused_at)
    found = [_due(entry, duty, run, recurring, slot, out) for slot, out in zip(wanted, outcomes, strict=True)]
    return found[:-1] if len(found) > 1 and _beyond(found[-2], until) and found[-2].state != "met" else found


def _beyond(duty: DueDuty, until: datetime) -> bool:
    return duty.due_at is not None and duty.due_at > until


def _wanted(each: Iterator[Slot], until: datetime) -> Iterator[Slot]:
    """The slots up to a moment, and two more: the next one, and the one after it in case that is already met."""
    for slot in each:
        yield slot
        if slot.due_at is None or slot.due_at > until:
            yield from islice(each, 1)
            return


def _due(entry: ClockCard, duty: Duty, run: Run, recurring: bool, slot: Slot, outcome: Outcome) -> DueDuty:
    which = (slot.due_at if recurring and slot.due_at else run.start).astimezone(UTC)
    return DueDuty(
        key="|".join((duty.do, duty.who, duty.to or "", "again" if recurring else "once", which.isoformat())),
        do=duty.do, who=duty.who, to=duty.to, strength=duty.strength,
        starts_at=slot.opens_at if recurring else run.start + duty.timing.after, due_at=slot.due_at,
        cards=(entry.card.id,), sources=(entry.version.citation,), escalate_to=duty.escalate_to,
        acknowledge_within=duty.acknowledge_within, state=outcome.state, met_at=outcome.met_at,
        ended_at=outcome.ended_at, recurring=recurring, opens_at=slot.opens_at,
    )  # fmt: skip


def merged(chains: list[list[DueDuty]]) -> list[DueDuty]:
    """One duty for what several cards ask and can be done in one go. What is stopped never hides what is not."""
    each = [d for chain in chains for d in chain]
    active = _joined_up([d for d in each if d.state != "stopped"])
    keys = {d.key for d in active}
    return active + _joined_up([d for d in each if d.state == "stopped" and d.key not in keys])


def _joined_up(due: list[DueDuty]) -> list[DueDuty]:
    """By deadline: each is joined to the one before it where doing that one does this one too."""
    kept: list[DueDuty] = []
    for duty in sorted(due, key=lambda d: d.due_at or NEVER):
        if kept and _does_for(kept[-1], duty):
            kept[-1] = _joined(kept[-1], duty)
        else:
            kept.append(duty)
    return kept


def _does_for(earlier: DueDuty, later: DueDuty) -> bool:
    """Whether doing the earlier by its deadline also does the later: it may be done by then."""
    due = earlier.due_at or NEVER
    return later.opens_at < due if later.recurring else later.opens_at <= due


def _joined(winner: DueDuty, other: DueDuty) -> DueDuty:
    return replace(
        winner,
        key=winner.key if winner.recurring or other.recurring else min(winner.key, other.key),
        strength=max(winner.strength, other.strength, key=STRENGTHS.index),
        starts_at=min(winner.starts_at, other.starts_at),
        cards=tuple(dict.fromkeys((*winner.cards, *other.cards))),
        sources=tuple(dict.fromkeys((*winner.sources, *other.sources))),
        escalate_to=tuple(dict.fromkeys((*winner.escalate_to, *other.escalate_to))),
        acknowledge_within=min(winner.acknowledge_within, other.acknowledge_within),
    )
