"""Invents many episodes as columns, by chance with a seed: who, what is known, what happened. Names nobody."""

from __future__ import annotations

import numpy as np

from sightline.engine import Protocols
from sightline.engine.columnar import Columns, Marks, Proposals
from sightline.engine.columnar.columns import Moments, placed

HOUR = 3_600_000_000
YEAR = 365 * 24 * HOUR
FROM = 1_735_689_600_000_000  # 1 January 2025
LEVELS = np.array([1, 2, 3], np.int8)
KNOWN = {  # how often a fact is answered yes; a fifth of them are not known
    "is looked after": 0.3, "is placed out of area": 0.1, "has a child protection plan": 0.05, "is a care leaver": 0.05,
    "is at known risk of sexual exploitation": 0.1, "may be at risk of sexual exploitation": 0.1, "has dementia": 0.05,
    "is at known risk of criminal exploitation": 0.08, "misuses drugs or alcohol": 0.15, "self-harms": 0.1,
    "has a mental health condition": 0.2, "needs essential medication": 0.1, "is likely to attempt suicide": 0.05,
    "absence is out of character": 0.4, "went missing with others": 0.1, "was harmed while missing": 0.08,
    "alleges a crime": 0.04, "home may not be safe": 0.05, "is out of hours": 0.5, "whereabouts are known": 0.1,
    "the informant disputes the decision": 0.03, "is absent from school without explanation": 0.05,
}  # fmt: skip
AFTER_REPORT = {  # hours after the report at which something usually happens, and how often it does
    "questions answered": (0.2, 0.95), "decided missing": (0.5, 0.9), "officers deployed": (0.8, 0.8),
    "risk set high": (1.0, 0.15), "children's services told": (6.0, 0.6), "parents told": (2.0, 0.5),
    "responsible authority told": (4.0, 0.3), "recorded on the Police National Computer": (2.0, 0.8),
    "officer named": (3.0, 0.5), "Missing People told": (20.0, 0.4),
}  # fmt: skip
AFTER_RETURN = {
    "seen safe and well": (10.0, 0.8), "return interview offered": (20.0, 0.7),
    "return interview carried out": (70.0, 0.4), "harm found": (12.0, 0.06), "closed": (30.0, 0.95),
}  # fmt: skip
AGAIN = {"informant contacted": 4.0, "risk reviewed": 12.0}  # hours between two of them


def invented(protocols: Protocols, size: int, seed: int = 7) -> Columns:
    """So many episodes over a year. The same seed gives the same episodes."""
    chance = np.random.default_rng(seed)
    reported = FROM + (chance.random(size) * YEAR).astype(np.int64) // 60_000_000 * 60_000_000
    away = (np.minimum(chance.lognormal(2.0, 1.4, size), 60 * 24) * HOUR).astype(np.int64)
    words, none = protocols.vocabulary, np.full(size, -1, np.int8)
    settings = [s for s in words.settings if s != "unknown"]
    no = np.zeros(size, bool)
    return Columns(
        size=size,
        until=reported + away + 40 * 24 * HOUR,
        age=chance.integers(9, 60, size, dtype=np.int32),
        setting=chance.integers(-1, len(settings), size, dtype=np.int32),
        stage=np.full(size, 1, np.int8),
        plan=chance.random(size) < 0.1,
        plan_category=none,
        plan_risk=none,
        highest_before=chance.integers(-1, 4, size, dtype=np.int8),
        recorded_category=np.zeros(size, np.int8),
        recorded_risk=chance.choice(LEVELS, size, p=[0.3, 0.55, 0.15]),
        serious_not_immediate=no,
        proposals=Proposals(
            there=~no, category=np.zeros(size, np.int8), risk=chance.choice(LEVELS, size), close=no,
            confirm_placement=no, decision=none, by=np.full(size, list(words.roles).index("duty inspector"), np.int32),
            label=chance.random(size) < 0.03, empty=no, answered=no,
        ),
        told={name: _answers(chance, size, share) for name, share in KNOWN.items()},
        measures={
            "missing_last_90_days": chance.poisson(0.6, size).astype(np.int32),
            "hours_missing": (away // HOUR).astype(np.int32),
        },
        events=_events(chance, reported, away),
    )  # fmt: skip


def _answers(chance: np.random.Generator, size: int, share: float) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    drawn = chance.random(size)
    return np.where(drawn < share, 2, np.where(drawn < share + 0.2, 1, 0)).astype(np.int8)


def _events(chance: np.random.Generator, reported: Moments, away: Moments) -> dict[str, Marks]:
    size, returned = len(reported), reported + away
    rows = np.arange(size, dtype=np.int32)
    found = {
        "absence noticed": (rows, reported - HOUR),
        "reported missing": (rows, reported),
        "returned": (rows, returned),
    }
    for after, usual in ((reported, AFTER_REPORT), (returned, AFTER_RETURN)):
        for name, (hours, share) in usual.items():
            there = chance.random(size) < share
            found[name] = (rows[there], after[there] + (chance.exponential(hours, there.sum()) * HOUR).astype(np.int64))
    for name, hours in AGAIN.items():
        count = np.minimum(away // int(hours * HOUR), 60)
        number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 1
        found[name] = (np.repeat(rows, count), np.repeat(reported, count) + number * int(hours * 0.97 * HOUR))
    return placed(found)
