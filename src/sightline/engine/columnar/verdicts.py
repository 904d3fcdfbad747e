"""Holds many proposals against the cards: accepted, challenged or refused. The scalar `judge` is the oracle."""

from __future__ import annotations

from datetime import date

import numpy as np

from sightline.engine.columnar.columns import Bits, Codes
from sightline.engine.columnar.weighing import YES, Weighed
from sightline.engine.model import Authority
from sightline.engine.protocols import Protocols
from sightline.engine.vocabulary import RISK_LEVELS

VERDICTS = ("accepted", "challenged", "refused")


def verdicts(protocols: Protocols, area: str, weighed: Weighed, *, on: date) -> Codes:
    """For each row the place of its verdict in `VERDICTS`; -1 where nothing is proposed (B1-B4, C47, I10, I29)."""
    proposals = weighed.weights.columns.proposals
    refused = _category_refused(protocols, weighed) | _below(proposals.risk, weighed.floor)
    challenged = _below(proposals.risk, weighed.advised) | proposals.label | proposals.empty
    for _, version in protocols.of_kind(area, on, "authority"):
        if isinstance(version.body, Authority):
            concerned = _concerns(protocols, version.body, weighed)
            if concerned.any():
                refused |= (
                    concerned & weighed.weights.acts(version.condition) & _stopped(protocols, version.body, weighed)
                )
    code = np.where(refused, 2, np.where(challenged & ~proposals.answered, 1, 0)).astype(np.int8)
    return np.where(proposals.there, code, np.int8(-1))


def _below(levels: Codes, others: Codes) -> Bits:
    below: Bits = (levels >= 0) & (levels < others)
    return below


def _category_refused(protocols: Protocols, weighed: Weighed) -> Bits:
    proposed = weighed.weights.columns.proposals.category
    spoken = np.logical_or.reduce([*weighed.opened.values(), *weighed.required.values(), *weighed.barred.values()])
    required = np.logical_or.reduce(list(weighed.required.values()))
    applying = weighed.applying()
    refused: Bits = np.zeros(len(proposed), bool)
    for code, name in enumerate(protocols.vocabulary.categories):
        wrong = weighed.barred[name] | ~weighed.usable(name) | (required & ~applying[name])
        refused |= (proposed == code) & wrong
    refused &= spoken
    return refused


def _concerns(protocols: Protocols, body: Authority, weighed: Weighed) -> Bits:
    """Where an authority card is about what is proposed."""
    columns = weighed.weights.columns
    made = columns.proposals
    decided: dict[str, Bits] = {
        "decide the category": made.category >= 0,
        "grade the risk": made.risk >= 0,
        "close the episode": made.close,
        "confirm the placement": made.confirm_placement,
    }
    if body.decision == "lower the risk":
        found = (columns.recorded_risk >= 0) & _below(made.risk, columns.recorded_risk)
        if body.lower_from is not None:
            found &= columns.recorded_risk == RISK_LEVELS.index(body.lower_from)
    else:
        code = list(protocols.vocabulary.decisions).index(body.decision)
        found = made.there & decided.get(body.decision, made.decision == code)
    if body.categories:
        names = list(protocols.vocabulary.categories)
        found = found & np.isin(made.category, [names.index(c) for c in body.categories])
    return found


def _stopped(protocols: Protocols, body: Authority, weighed: Weighed) -> Bits:
    """Where the card refuses: nobody may, something must come first, or this role may not."""
    columns = weighed.weights.columns
    stopped = np.full(columns.size, body.refuses)
    for fact in body.needs:
        stopped |= weighed.weights.fact(fact) != YES
    if body.may or body.may_not:
        words = protocols.vocabulary
        allowed = {m for role in body.may or words.roles for m in words.members(role)}
        allowed -= {m for role in body.may_not for m in words.members(role)}
        stopped |= ~np.isin(columns.proposals.by, [n for n, role in enumerate(words.roles) if role in allowed])
    return stopped
