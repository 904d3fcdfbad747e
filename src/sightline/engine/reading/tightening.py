"""Reads where an area is stricter than the cards it adopted. What would be looser, or changes nothing, is a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sightline.engine.lengths import said
from sightline.engine.model import Area, Card, Clock, Duty, Period, Tightening
from sightline.engine.reading.tables import Table
from sightline.engine.reading.timing import read_period
from sightline.engine.tighten import as_settled, begins_before_it_ends, concerns, earlier
from sightline.engine.vocabulary import STRENGTHS, Vocabulary

KEYS = ("within", "within_working_days", "every", "acknowledge_within", "strength")


def read_tightening(t: Table, area: Area, cards: Mapping[str, Card], words: Vocabulary) -> Tightening:
    """One `[[tighten]]` of an area whose cards and parameters are read already."""
    entry = _entry(t, area, words)
    duties = list(_duties(cards[entry.card], entry)) if entry.card and entry.do else []
    if entry.card and entry.do and not duties:
        t.fault("do", f"{entry.card} does not ask anybody to “{entry.do}”.", "Name a duty of the card.")
    if not any(key in t.data for key in KEYS):
        t.fault("", "To tighten is to set something stricter.", f"Give one of: {', '.join(KEYS)}.")
    for duty in duties:
        _check(t, area, entry, duty)
    t.close()
    return entry


def check_once(t: Table, entry: Tightening, earlier_ones: list[Tightening]) -> None:
    """Whether the same duty is tightened only once, so that one entry tells the whole of it."""
    for other in earlier_ones:
        same = (other.card, other.do) == (entry.card, entry.do)
        if same and (other.who == entry.who or not (other.who and entry.who)):
            t.fault("do", f"“{entry.do}” of {entry.card} is tightened twice.", "Put both into one [[tighten]].")


def _entry(t: Table, area: Area, words: Vocabulary) -> Tightening:
    return Tightening(
        card=t.known("card", area.cards, "a card of this area"),
        do=t.known("do", words.actions, "an action"),
        because=t.text("because"),
        who=t.known("who", words.roles, "a role", needed=False) or None,
        within=_within(t, words),
        every=_fixed(t, "every", words),
        acknowledge_within=t.length("acknowledge_within"),
        strength=t.known("strength", STRENGTHS, "a strength (must, should, may)", needed=False) or None,
    )


def _within(t: Table, words: Vocabulary) -> Period | None:
    days = t.number("within_working_days")
    if days and "within" in t.data:
        t.fault("within_working_days", "There are two deadlines.", "Keep `within` or `within_working_days`.")
    return Period(working_days=days) if days else _fixed(t, "within", words)


def _fixed(t: Table, key: str, words: Vocabulary) -> Period | None:
    """A length of its own: an area does not tighten to what it or a case settles elsewhere."""
    t.asked.append(key)
    period = read_period(t, key, words) if key in t.data else None
    if period and (period.parameter or period.measure):
        t.fault(key, "A stricter time is a time of its own.", "Write it like 4 hours, or change the parameter.")
        return None
    return period if period and period != Period() else None


def _duties(card: Card, entry: Tightening) -> Iterator[Duty]:
    for version in card.versions:
        if isinstance(version.body, Clock):
            yield from (d for d in version.body.duties if concerns(entry, d))


def _check(t: Table, area: Area, entry: Tightening, duty: Duty) -> None:
    loosens = f"An area may tighten {entry.card}, never loosen it"
    if entry.within:
        _check_length(t, area, entry.within, duty, ("within", "none_given"), loosens)
    if entry.every:
        _check_length(t, area, entry.every, duty, ("every",), loosens)
    seen = _seen_within(area, duty)
    if entry.acknowledge_within and seen.elapsed and entry.acknowledge_within > seen.elapsed:
        t.fault("acknowledge_within", f"{loosens}.", f"“Seen” is said within {said(seen)} already.")
    if entry.strength and STRENGTHS.index(entry.strength) < STRENGTHS.index(duty.strength):
        t.fault("strength", f"{loosens}: it says {duty.strength}.", "Leave the strength out.")


def _check_length(t: Table, area: Area, new: Period, duty: Duty, shapes: tuple[str, ...], loosens: str) -> None:
    key = "every" if shapes == ("every",) else "within" if "within" in t.data else "within_working_days"
    if duty.timing.shape not in shapes:
        t.fault(key, f"{loosens}: “{duty.do}” is not due that way.", f"The card says `{duty.timing.shape}`.")
        return
    given = as_settled(area, duty.timing.period) if duty.timing.period else None
    if not begins_before_it_ends(area, new, duty.timing):
        t.fault(key, f"{loosens}: “{duty.do}” would never fall due.", f"Its `until` is {said(duty.timing.until)}.")
    elif not earlier(area, new, given):
        t.fault(key, f"{loosens}.", f"Choose a time that is never later than {said(given)}.")


def _seen_within(area: Area, duty: Duty) -> Period:
    settled = area.period(duty.acknowledge_parameter) if duty.acknowledge_parameter else None
    return settled or Period(elapsed=duty.acknowledge_within)
