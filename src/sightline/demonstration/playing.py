"""Plays scripted scenes in order of time, with the watcher going round between the steps and the desks at work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sightline.demonstration.county import County
from sightline.demonstration.desks_at_work import Desks
from sightline.demonstration.stage import Scene
from sightline.duties import watcher

SILENT = timedelta(minutes=20)
# How long ago, and how often the watcher goes round since: the past need not be played minute by minute.
PACE = ((timedelta(hours=6), timedelta(minutes=30)), (timedelta(days=2), timedelta(hours=2)))
SLOW = timedelta(hours=4)


def rounds(first: datetime, now: datetime) -> list[datetime]:
    """The watcher's moments between the first step and now, closer together towards now, the last one before now."""
    moments, at = [], first
    while at < now - timedelta(minutes=10):
        moments.append(at)
        at += next((often for ago, often in PACE if now - at <= ago), SLOW)
    return moments


def play(county: County, scenes: Sequence[Scene], now: datetime) -> None:
    """Play every step at its moment. The desks do what falls due and acknowledge, until the last minutes before now."""
    left: dict[int, Sequence[str]] = {}
    silent: dict[int, Sequence[str]] = {}
    steps: list[tuple[datetime, int, Callable[[datetime], object]]] = [
        (step.at, number, step.act) for scene in scenes for number, step in enumerate(scene.steps)
    ]
    moments = rounds(min(at for at, _, _ in steps), now)
    desks = Desks(county, left, silent)

    def go_round(at: datetime) -> None:
        if at < now - SILENT:
            desks.work(at, next((m for m in moments if m > at), now))
        while watcher.one_due(at) or watcher.silent(at):
            pass

    steps += [(at, -1, go_round) for at in moments]
    for at, _, act in sorted(steps, key=lambda step: step[:2]):
        act(at)
        left.update({scene.episode: scene.left for scene in scenes})
        silent.update({scene.episode: scene.silent for scene in scenes})
        if at < now - SILENT:
            desks.answer(at)
