"""The protocols in force on this machine, and the edition every process falls back on.

The only place that ties the card folder to the application.
"""

from __future__ import annotations

from datetime import datetime

from sightline.config.editions import Editions
from sightline.config.paths import DATA, PROTOCOLS
from sightline.engine import Protocols
from sightline.episodes.protocol import AtFault

_editions = Editions(PROTOCOLS, DATA / "editions")


def protocols() -> Protocols:
    """Every card, area and word, checked. Raises BadProtocols where a card is wrong and no edition was ever good."""
    return _editions.now()


def look_again(at: datetime) -> None:
    """Take up a folder that has changed: at the beginning of a request or a watcher's round."""
    _editions.look_again(at)


def at_fault() -> AtFault | None:
    """What is wrong with the folder, where another edition goes on in its stead."""
    return _editions.fault
