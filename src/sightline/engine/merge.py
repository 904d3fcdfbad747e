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
from sightline.engine.runs import History, Occurrence, Run
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
    history = History(occurrences, until)
    chains: dict[Asked, list[list[DueDuty]]] = {}
    for entry in protocols.clocks(area):
        if history.knows(entry.clock.starts) and scales.acts(entry.version.condition):
            for run in history.runs(entry.clock):
                if entry.card.in_force(on or local_day(run.start)) is entry.version:
                    for duty in entry.clock.duties:
                        chain = _chain(entry, duty, run, history, words.actions[duty.do].shown_by, until, terms)
                        chains.setdefault((duty.do, duty.who, duty.to), []).append(chain)
    groups = (group[0] if len(group) == 1 else merged(group) for group in chains.values())
    due = (d for group in groups for d in _shown(group, until))
    return tuple(sorted(due, key=lambda d: (d.due_at or NEVER, d.starts_at, d.key)))


def _chain(
    entry: ClockCard, duty: Duty, run: Run, history: History, shown_by: frozenset[str], until: datetime, terms: Terms
) -> list[DueDuty]:
    until = min(until, run.end or until)
    wanted = list(_wanted(slots(duty.timing, run.start, terms), until))
    recurring = duty.timing.shape == "every" and all(slot.due_at for slot in wanted)
    grace = duty.acknowledge_within if duty.timing.shape == "at_once" else timedelta(0)
    done = history.of(shown_by, run.start)
    excused_at = next(iter(history.of(duty.excused_by, run.start)), None)
    outcomes = Chain(wanted, run, recurring, grace).outcomes(done, excused_at)
    return [_due(entry, duty, run, recurring, slot, out) for slot, out in zip(wanted, outcomes, strict=True)]


def _shown(group: list[DueDuty], until: datetime) -> Iterator[DueDuty]:
    """What has fallen due, and the next one still to do of what recurs: later ones are not shown yet."""
    next_shown = False
    for duty in group:
        later = duty.recurring and duty.state == "open" and (duty.due_at or NEVER) > until
        if not (later and next_shown):
            yield duty
        next_shown |= later


def _wanted(each: Iterator[Slot], until: datetime) -> Iterator[Slot]:
    """The slots up to a moment, and two more: the next one, and the one after it in case that is already met."""
    for slot in each:
        yield slot
        if slot.due_at is None or slot.due_at > until:
            yield from islice(each, 1)
            return


def _due(entry: ClockCard, duty: Duty, run: Run, recurring: bool, slot: Slot, outcome: Outcome) -> DueDuty:
    return DueDuty(
        key=_key(duty, run, slot if recurring else None),
        do=duty.do, who=duty.who, to=duty.to, strength=duty.strength,
        starts_at=slot.opens_at if recurring else run.start + duty.timing.after, due_at=slot.due_at,
        cards=(entry.card.id,), sources=(entry.version.citation,), escalate_to=duty.escalate_to,
        acknowledge_within=duty.acknowledge_within, state=outcome.state, met_at=outcome.met_at,
        ended_at=outcome.ended_at, recurring=recurring, opens_at=slot.opens_at,
    )  # fmt: skip


def _key(duty: Duty, run: Run, again: Slot | None) -> str:
    """What a duty is known by, whichever card asks: what, who, to whom, and which time."""
    moment = ((again.due_at if again else None) or run.start).astimezone(UTC).isoformat()
    period = duty.timing.period
    every = f"every {period.words if period else ''}"
    return "|".join((duty.do, duty.who, duty.to or "", every if again else "once", moment))


def merged(chains: list[list[DueDuty]]) -> list[DueDuty]:
    """One duty for what several cards ask and can be done in one go.

    Only what has the same outcome is joined: what was done never hides what is still to do, nor does what stopped.
    """
    outcomes: dict[tuple[bool, datetime | None], list[DueDuty]] = {}
    for duty in (d for chain in chains for d in chain):
        outcomes.setdefault((duty.state == "stopped", duty.met_at), []).append(duty)
    joined = {outcome: _joined_up(due) for outcome, due in outcomes.items()}
    active = {d.key for (stopped, _), due in joined.items() if not stopped for d in due}
    return [d for (stopped, _), due in joined.items() for d in due if not stopped or d.key not in active]


def _joined_up(due: list[DueDuty]) -> list[DueDuty]:
    """By deadline: each is joined to an earlier one where doing that one by its deadline does this one too."""
    kept: list[DueDuty] = []
    for duty in sorted(due, key=lambda d: d.due_at or NEVER):
        # A single deadline joins the first that does for it; a recurring one follows on from the last.
        candidates = range(len(kept) - 1, len(kept)) if duty.recurring else range(len(kept))
        n = next((n for n in candidates if n >= 0 and _does_for(kept[n], duty)), None)
        if n is None:
            kept.append(duty)
        else:
            kept[n] = _joined(kept[n], duty)
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
