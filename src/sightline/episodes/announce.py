"""Tells whoever listens that something happened to an episode, inside the same transaction.

Does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sightline.episodes.models import Episode

Listener = Callable[[Episode, datetime], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(episode, at)` after every recorded happening, before the transaction commits."""
    if listener not in _listeners:
        _listeners.append(listener)


def happened(episode: Episode, at: datetime) -> None:
    """Tell every listener. An exception in one undoes the whole action: a happening without its duties must not
    exist."""
    for listener in _listeners:
        listener(episode, at)


Of = Callable[[int, datetime], None]
_without: list[Of] = []


def listen_without_episode(listener: Of) -> None:
    """Call `listener(person, at)` after something was recorded of a person of whom no episode is open."""
    if listener not in _without:
        _without.append(listener)


def happened_to(person: int, at: datetime) -> None:
    """Tell whoever listens that something happened to a person of whom no episode is open."""
    for listener in _without:
        listener(person, at)
