"""The protocols in force on this machine, loaded once per process.

The only place that ties the card folder to the application.
"""

from __future__ import annotations

from functools import cache

from sightline.config.paths import PROTOCOLS
from sightline.engine import Protocols, load_protocols


@cache
def protocols() -> Protocols:
    """Every card, area and word, checked. Raises BadProtocols with all faults where a card is wrong."""
    return load_protocols(PROTOCOLS)
