"""Makes one duty of what several cards ask and can be done in one go, for many episodes at once. Knows no card."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sightline.engine.columnar.columns import Bits, Moments, Numbers
from sightline.engine.columnar.recurring import STOPPED


@dataclass(frozen=True, slots=True)
class Items:
    """Deadlines of one thing asked of one party: row of the episode, when it opens, is due, its state, when met."""

    episode: Numbers
    opens: Moments
    due: Moments
    state: Moments
    met_at: Moments
    recurring: Bits

    def where(self, kept: Bits | Moments) -> Items:
        """Only some of them, or all in another order."""
        return Items(*(getattr(self, f.name)[kept] for f in fields(self)))


def joined(chains: list[Items]) -> Items:
    """By deadline: each is left out where doing an earlier one by its deadline does this one too.

    Only what has the same outcome is joined. What stopped is left out.
    """
    chain = np.concatenate([np.full(len(items.due), n, np.int32) for n, items in enumerate(chains)])
    items = Items(*(np.concatenate([getattr(c, f.name) for c in chains]) for f in fields(Items)))
    active = np.flatnonzero(items.state != STOPPED)
    items, chain = items.where(active), chain[active]
    if len(chains) == 1 and not _repeated(items):
        return items
    order = np.lexsort((items.due, items.met_at, items.episode))
    items, chain = items.where(order), chain[order]
    return items.where(_kept(items))


def _repeated(items: Items) -> bool:
    """Whether a single deadline comes twice in an episode: its clock ran twice."""
    once = items.episode[~items.recurring]
    return len(np.unique(once)) < len(once) or bool(items.recurring.any())


def _kept(items: Items) -> Bits:
    """Which of the ordered deadlines stand for themselves: no earlier one of the same outcome does for them."""
    size = len(items.due)
    new = np.ones(size, bool)
    new[1:] = (items.episode[1:] != items.episode[:-1]) | (items.met_at[1:] != items.met_at[:-1])
    segment = np.cumsum(new) - 1
    begins = np.flatnonzero(new)
    place = np.arange(size) - begins[segment]
    kept, last = new.copy(), items.due[begins]
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(1, place.max(initial=0) + 2))
    for low, high in zip(bounds, bounds[1:], strict=False):
        rows = order[low:high]
        before = last[segment[rows]]
        opens = items.opens[rows]
        stands = np.where(items.recurring[rows], opens >= before, opens > before)
        kept[rows] = stands
        last[segment[rows[stands]]] = items.due[rows[stands]]
    return kept
