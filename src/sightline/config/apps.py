"""Joins the layers that may not know each other: what episodes announce, duties hear."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.apps import AppConfig

from sightline.audit.behalf import of_system

P = ParamSpec("P")
T = TypeVar("T")


def _whole(listener: Callable[P, T]) -> Callable[P, T]:
    """The listener sees the whole record: what follows from what happened does not depend on who wrote it down."""

    @wraps(listener)
    def listens(*args: P.args, **named: P.kwargs) -> T:
        with of_system("what follows from what happened is worked out"):
            return listener(*args, **named)

    return listens


class Wiring(AppConfig):
    """Wires the listeners once, when Django has loaded every model."""

    name = "sightline.config"
    label = "wiring"

    def ready(self) -> None:
        """Provide the cards and let duties listen to what episodes announce, in the same transaction (DESIGN section
        2)."""
        from sightline.access import facts_follow, holding, hours
        from sightline.config.calendar import calendar
        from sightline.config.following import columns
        from sightline.config.protocol import at_fault, look_again, protocols
        from sightline.config.ways_out import open_ways
        from sightline.duties import channels, notices, onward, overdue, placing, terms
        from sightline.duties.changing_hands import around_a_merger
        from sightline.duties.recompute import recompute, recompute_person
        from sightline.episodes import announce, protocol
        from sightline.people import announce as people
        from sightline.sharing import family, publicity_down, telling, telling_actions

        protocol.provide(protocols, calendar, look_again, at_fault)
        hours.provide(lambda area, day: area in protocols().areas and day in protocol.calendar(area).holidays)
        holding.provide(columns(), [around_a_merger, facts_follow.around_a_merger])
        announce.listen(_whole(recompute))
        announce.listen(_whole(family.follow))
        announce.listen(_whole(publicity_down.follow))
        announce.listen(_whole(terms.follow))
        announce.listen(_whole(overdue.follow_episode))
        people.listen(_whole(recompute_person))
        people.listen(_whole(overdue.follow))
        notices.listen(_whole(placing.acknowledged))
        notices.listen(_whole(telling_actions.acknowledged))
        onward.listen(_whole(telling.tell_of_episode))
        announce.listen_without_episode(_whole(telling.tell_of_person))
        announce.listen_without_episode(_whole(overdue.follow))
        channels.listen(_whole(telling_actions.given_up))
        open_ways()
