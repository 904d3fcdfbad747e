"""The lines about rotas on the duty board: who is on duty, who is next, and what nobody covers. Reads no table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sightline.access.actor import Actor
from sightline.access.queries_rota import holes_to_see_to, own_desks
from sightline.web.screens.agencies import hole_words


def rota_shown(actor: Actor, at: datetime) -> dict[str, Any]:
    """The own desks with who is on duty; then every hole of tonight, of these desks and of those one answers for."""
    own, answered = own_desks(actor, at), holes_to_see_to(actor, at)
    mine = {each.desk.pk for each in own}
    with_holes = [each for each in own if each.holes] + [each for each in answered if each.desk.pk not in mine]
    holes = [{"desk": e.desk, "name": _name(e.desk, actor), "says": hole_words(e.holes)} for e in with_holes]
    return {"own": own, "holes": holes}


def _name(desk: Any, actor: Actor) -> str:
    """A desk's name, with its agency where that is another."""
    return desk.name if desk.agency_id == actor.agency else f"{desk.name}, {desk.agency.name}"
