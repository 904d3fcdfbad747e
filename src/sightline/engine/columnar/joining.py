"""Makes one duty of what several cards ask and can be done in one go, for many episodes at once. Knows no card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.engine.columnar.columns import Bits, Codes, Moments, Numbers
from sightline.engine.columnar.recurring import STOPPED


@dataclass(frozen=True, slots=True)
class Items:
    """Deadlines of one thing asked of one party: row of the episode, when it opens, is due, its state, when met.

    In order of episode. `alone`: at most one run of one clock in each episode, so that there is nothing to join.
    """

    episode: Numbers
    opens: Moments
    due: Moments
    state: Codes
    met_at: Moments
    recurring: bool
    alone: bool

    def where(self, kept: Bits) -> Items:
        """Only some of them."""
        if kept.all():
            return self
        rows = np.flatnonzero(kept)
        return Items(self.episode.take(rows), self.opens.take(rows), self.due.take(rows), self.state.take(rows),
                     self.met_at.take(rows), self.recurring, self.alone)  # fmt: skip


def joined(chains: Sequence[Items]) -> Items:
    """By deadline: each is left out where doing an earlier one by its deadline does this one too.

    Only what has the same outcome is joined. What stopped is left out.
    """
    going = [c for c in (chain.where(chain.state != STOPPED) for chain in chains) if len(c.due)]
    if not going:
        return chains[0].where(np.zeros(len(chains[0].due), bool))
    if len(going) == 1 and going[0].alone:
        return going[0]
    return _one_by_one(going)


def _one_by_one(chains: Sequence[Items]) -> Items:
    episode, due, met_at = (np.concatenate([getattr(c, f) for c in chains]) for f in ("episode", "due", "met_at"))
    order = np.lexsort((due, met_at, episode))
    opens = np.concatenate([c.opens for c in chains])
    recurring = np.repeat([c.recurring for c in chains], [len(c.due) for c in chains])
    episode, due, met_at = episode.take(order), due.take(order), met_at.take(order)
    rows = np.flatnonzero(_kept(episode, met_at, due, opens.take(order), recurring.take(order)))
    kept, states = order.take(rows), np.concatenate([c.state for c in chains])
    opens, state = opens.take(kept), states.take(kept)
    return Items(episode.take(rows), opens, due.take(rows), state, met_at.take(rows), False, False)


def _kept(episode: Numbers, met_at: Moments, due: Moments, opens: Moments, recurring: Bits) -> Bits:
    """Which of the ordered deadlines stand for themselves: no earlier one of the same outcome does for them."""
    size = len(due)
    new = np.ones(size, bool)
    new[1:] = (episode[1:] != episode[:-1]) | (met_at[1:] != met_at[:-1])
    begins = np.flatnonzero(new)
    lengths = np.diff(np.append(begins, size))
    kept, last = new.copy(), due.take(begins)
    stretches, number = np.flatnonzero(lengths > 1), 1
    while len(stretches):
        rows = begins.take(stretches) + number
        before, opening = last.take(stretches), opens.take(rows)
        stands = (opening > before) | (recurring.take(rows) & (opening == before))
        kept[rows] = stands
        last[stretches[stands]] = due.take(rows[stands])
        number += 1
        stretches = stretches[lengths.take(stretches) > number]
    return kept
