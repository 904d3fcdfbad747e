"""Joins the layers that may not know each other: what episodes announce, duties hear."""

from __future__ import annotations

from django.apps import AppConfig


class Wiring(AppConfig):
    """Wires the listeners once, when Django has loaded every model."""

    name = "sightline.config"
    label = "wiring"

    def ready(self) -> None:
        """Provide the cards and let duties listen to what episodes announce, in the same transaction (DESIGN section
        2)."""
        from sightline.access import holding, hours
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
        holding.provide(columns(), [around_a_merger])
        announce.listen(recompute)
        announce.listen(family.follow)
        announce.listen(publicity_down.follow)
        announce.listen(terms.follow)
        announce.listen(overdue.follow_episode)
        people.listen(recompute_person)
        people.listen(overdue.follow)
        notices.listen(placing.acknowledged)
        notices.listen(telling_actions.acknowledged)
        onward.listen(telling.tell_of_episode)
        announce.listen_without_episode(telling.tell_of_person)
        announce.listen_without_episode(overdue.follow)
        channels.listen(telling_actions.given_up)
        open_ways()
