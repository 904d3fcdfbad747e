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
        from sightline.config.calendar import calendar
        from sightline.config.protocol import at_fault, look_again, protocols
        from sightline.duties.recompute import recompute, recompute_person
        from sightline.episodes import announce, protocol
        from sightline.people import announce as people

        protocol.provide(protocols, calendar, look_again, at_fault)
        announce.listen(recompute)
        people.listen(recompute_person)
