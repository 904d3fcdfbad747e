"""Proves that what an area settled, the cards it adopted and its nation agree. Finds faults; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from sightline.engine.faults import Fault
from sightline.engine.lengths import said
from sightline.engine.model import NOT_LAID_DOWN, Area, Card, Category, Clock, Duty, Period
from sightline.engine.reading.tables import Table
from sightline.engine.tighten import earlier
from sightline.engine.vocabulary import Parameter, Vocabulary

USES = "uses: "  # `uses: absent` stands for every card that opens or requires the category
OR = " or "


def check_vocabulary(words: Vocabulary, cards: Mapping[str, Card], faults: list[Fault]) -> None:
    """Whether every card that a choice needs or excludes is there."""
    for parameter in words.parameters.values():
        named = [e for wanted in (parameter.needs, parameter.excludes) for es in wanted.values() for e in es]
        for one in (one for entry in named for one in entry.split(OR)):
            known = words.categories if one.startswith(USES) else cards
            if not any(fnmatchcase(c, one.removeprefix(USES)) for c in known):
                what = f"“{parameter.name}” names “{one}”, and there is no such card."
                faults.append(Fault("vocabulary.toml", parameter.line, what, "Write the card, or leave it out."))


def check_area(t: Table, area: Area, words: Vocabulary, cards: Mapping[str, Card]) -> None:
    """Whether an area settles everything that applies to it, and its choices and periods fit its cards."""
    adopted = [cards[c] for c in area.cards]
    asked = {p.parameter: card for card in adopted for p in _periods(card) if p.parameter}
    for parameter in words.parameters.values():
        settled = parameter.name in area.parameters
        if settled != _applies(parameter, area, asked):
            _say_whether_it_applies(t, area, parameter, asked)
        if settled:
            _check_choice(t, area, parameter, adopted)
    for card in adopted:
        _check_bounds(t, area, card)


def check_nation(t: Table, area: Area, nation: Area, words: Vocabulary) -> None:
    """Whether an area is nowhere looser than its nation, except where it names the source it departs by."""
    departs = {d.parameter for d in area.departures}
    for name in area.parameters:
        looser = _looser(area, nation, words.parameters[name])
        if looser and name not in departs:
            what = f"“{name}” is looser here than in {nation.id.capitalize()} ({looser})."
            t.fault(f'"{name}"', what, "Choose what is tighter, or name your source in a [[departs]].")
        if name in departs and not looser:
            what = f"“{name}” is not looser here than in {nation.id.capitalize()}."
            t.fault("parameter", what, "Leave the [[departs]] out.", f'"{name}"')


def uses(card: Card, entry: str) -> bool:
    """Whether a card is what an entry names: an id, a pattern, or whatever uses a category."""
    if not entry.startswith(USES):
        return fnmatchcase(card.id, entry)
    bodies = (v.body for v in card.versions)
    return any(entry.removeprefix(USES) in (*b.opens, *b.requires) for b in bodies if isinstance(b, Category))


def _periods(card: Card) -> Iterator[Period]:
    """Every length a card writes, with those by which "seen" must be said."""
    for duty in _duties(card):
        yield from (p for p in (duty.timing.period, duty.timing.until) if p)
        if duty.acknowledge_parameter:
            yield Period(parameter=duty.acknowledge_parameter)


def _duties(card: Card) -> Iterator[Duty]:
    for version in card.versions:
        if isinstance(version.body, Clock):
            yield from version.body.duties


def _applies(parameter: Parameter, area: Area, asked: Mapping[str, Card]) -> bool:
    if parameter.type == "period":
        return parameter.name in asked
    return all(area.parameters.get(name) != choice for name, choice in parameter.unless.items())


def _say_whether_it_applies(t: Table, area: Area, parameter: Parameter, asked: Mapping[str, Card]) -> None:
    name = parameter.name
    if name not in area.parameters:
        why = f": {asked[name].id} asks for it" if name in asked else ""
        mend = "Settle it by your sources; where they are silent, take the nation's."
        t.fault("[parameters]", f"{area.name} does not settle “{name}” ({parameter.row}){why}.", mend)
    elif parameter.type == "period":
        t.fault(f'"{name}"', f"No card of {area.name} asks for “{name}”.", "Leave it out, or adopt a card that does.")
    else:
        already = " and ".join(f"“{n}” is “{c}”" for n, c in parameter.unless.items())
        t.fault(f'"{name}"', f"“{name}” has nothing to settle here: {already}.", "Leave one of them out.")


def _check_choice(t: Table, area: Area, parameter: Parameter, adopted: list[Card]) -> None:
    name, choice = parameter.name, area.parameters[parameter.name]
    for entry in parameter.needs.get(choice, ()) if isinstance(choice, str) else ():
        if not any(uses(card, one) for card in adopted for one in entry.split(OR)):
            what = f"“{name}” is “{choice}”, and {area.name} has not adopted {entry}."
            t.fault(f'"{name}"', what, "Adopt it under `cards`, or choose otherwise.")
    for entry in parameter.excludes.get(choice, ()) if isinstance(choice, str) else ():
        for card in adopted:
            if any(uses(card, one) for one in entry.split(OR)):
                what = f"“{name}” is “{choice}”, and {card.id} says otherwise."
                t.fault(f'"{name}"', what, "Take the card out of `cards`, or choose otherwise.")


def _check_bounds(t: Table, area: Area, card: Card) -> None:
    for duty in _duties(card):
        seen = area.period(duty.acknowledge_parameter) if duty.acknowledge_parameter else None
        if seen and seen.elapsed is None:
            what = f"“{duty.acknowledge_parameter}” says how soon {card.id} must be seen."
            t.fault(f'"{duty.acknowledge_parameter}"', what, "Write it in minutes, hours or days.")
        period = duty.timing.period
        settled = area.period(period.parameter) if period and period.parameter else None
        if period and settled and period.at_most and not earlier(area, settled, Period(elapsed=period.at_most)):
            bound = said(Period(elapsed=period.at_most))
            what = f"“{period.parameter}” is longer than {card.id} allows: {bound} at most."
            t.fault(f'"{period.parameter}"', what, "Choose a shorter time.")


def _looser(area: Area, nation: Area, parameter: Parameter) -> str:
    """What the nation settled, where the area is looser; empty where it is not, or either is silent."""
    here, there = area.parameters.get(parameter.name), nation.parameters.get(parameter.name)
    if isinstance(there, Period):
        return "" if isinstance(here, Period) and earlier(area, here, there) else said(there)
    if there in (None, NOT_LAID_DOWN) or not parameter.tighter:
        return ""
    return str(there) if parameter.rank(here) > parameter.rank(there) else ""
