"""Which rows of section J the areas settle: by a parameter that is bound to something, or in their local protocols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sightline.engine.model import NOT_LAID_DOWN, Area, Clock, Element, Period
from sightline.engine.protocols import Protocols
from sightline.engine.vocabulary import Parameter, ProtocolElement

SECTION = "J"


class Settling(NamedTuple):
    """Whether something settled covers its row. `idle`: why not, after its name; `note`: what is to be known of it."""

    idle: str = ""
    note: str = ""


OF_ANOTHER_SECTION = Settling(idle=f"alone does not cover a row outside section {SECTION}")


def by_parameter(protocols: Protocols, parameter: Parameter) -> Settling:
    """A parameter covers its row where every area it concerns settles it, and a card or a deadline hangs on it."""
    if parameter.row[0] != SECTION:
        return OF_ANOTHER_SECTION
    concerned = [area for area in protocols.areas.values() if _concerns(protocols, parameter, area)]
    silent = _ids(a for a in concerned if parameter.name not in a.parameters)
    if silent:
        return Settling(idle=f"is not settled by {silent}")
    if not any(_is_bound(parameter, area) for area in concerned):
        return Settling(idle="is settled, and bound to no card and no deadline")
    left = _ids(a for a in concerned if a.parameters[parameter.name] == NOT_LAID_DOWN)
    return Settling(note=f"no source of {left} lays “{parameter.name}” down" if left else "")


def by_element(protocols: Protocols, element: ProtocolElement) -> Settling:
    """An element covers its row where every area answers it, and one at least with more than who must still settle it.

    Where an area says that it is not settled in full, the note says which.
    """
    if element.row[0] != SECTION:
        return OF_ANOTHER_SECTION
    answers = {area.id: _answer(area, element) for area in protocols.areas.values()}
    if silent := [area for area, answer in answers.items() if answer is None]:
        return Settling(idle=f"is not answered by {', '.join(silent)}")
    if not any(answer and _stands(answer) for answer in answers.values()):
        return Settling(idle="stands in no area yet; each says who must settle it")
    left = [area for area, answer in answers.items() if answer and answer.not_settled]
    return Settling(note=f"not settled in full by {', '.join(left)}" if left else "")


def _concerns(protocols: Protocols, parameter: Parameter, area: Area) -> bool:
    if parameter.type == "period":
        return parameter.name in _in_deadlines(protocols, area)
    return all(area.parameters.get(name) != choice for name, choice in parameter.unless.items())


def _is_bound(parameter: Parameter, area: Area) -> bool:
    """Whether what an area settled has effect: a length in a deadline, or a choice that goes with or without cards."""
    value = area.parameters[parameter.name]
    return isinstance(value, Period) or (isinstance(value, str) and value in {**parameter.needs, **parameter.excludes})


def _in_deadlines(protocols: Protocols, area: Area) -> frozenset[str]:
    """The parameters on which a deadline of a card that the area adopted rests."""
    return frozenset(name for card in area.cards for name in _rests_on(protocols, card))


def _rests_on(protocols: Protocols, card: str) -> Iterator[str]:
    bodies = (version.body for version in protocols.cards[card].versions)
    for duty in (duty for body in bodies if isinstance(body, Clock) for duty in body.duties):
        yield from (p.parameter for p in (duty.timing.period, duty.timing.until) if p and p.parameter)
        if duty.acknowledge_parameter:
            yield duty.acknowledge_parameter


def _answer(area: Area, element: ProtocolElement) -> Element | None:
    return next((e for e in area.protocol if e.name == element.name), None)


def _stands(answer: Element) -> bool:
    return bool(answer.says or answer.cards or answer.parameters or answer.leads)


def _ids(areas: Iterable[Area]) -> str:
    return ", ".join(area.id for area in areas)
