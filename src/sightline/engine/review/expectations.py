"""Holds an answer against what a case or an example expects, by the rules of the case format. Computes no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sightline.engine.reading.tables import elapsed
from sightline.engine.vocabulary import RISK_LEVELS, nearest

EQUAL = ("category", "risk_floor", "deploy_at_once", "applies", "acts", "seriousness", "immediacy")
LISTED = ("told", "withheld", "missing", "wanted")  # exactly these, in any order
CONTAINED = ("categories", "category_barred", "prompts")
KEYS = (*EQUAL, *LISTED, *CONTAINED, "risk_advised", "verdict", "duties", "no_duties", "deadlines")
ISO = re.compile(r"PT(\d+)([HM])")


def differences(answer: Mapping[str, Any], expect: Mapping[str, Any]) -> list[str]:
    """What the answer lacks, in plain words; empty where everything expected is there."""
    found = [f"“{k}” is nothing to expect; did you mean “{nearest(k, KEYS)}”?" for k in expect if k not in KEYS]
    for key in EQUAL:
        if key in expect and answer.get(key) != expect[key]:
            found.append(f"{key} is {answer.get(key)}, not {expect[key]}")
    for key in LISTED:
        if key in expect and sorted(answer.get(key, ())) != sorted(expect[key]):
            found.append(f"{key} is {', '.join(answer.get(key, ())) or 'nothing'}")
    for key in CONTAINED:
        found += [f"{key} lacks “{item}”" for item in expect.get(key, ()) if item not in answer.get(key, ())]
    advised = expect.get("risk_advised", "none")
    if RISK_LEVELS.index(answer["risk_advised"]) < RISK_LEVELS.index(advised):
        found.append(f"risk_advised is {answer['risk_advised']}, below {advised}")
    if "verdict" in expect and answer["verdict"] not in expect["verdict"]:
        found.append(f"verdict is {answer['verdict']}, not {' or '.join(expect['verdict'])}")
    return found + _duties(answer, expect)


def _duties(answer: Mapping[str, Any], expect: Mapping[str, Any]) -> list[str]:
    raised = {d["do"] for d in answer["duties"]}
    found = [f"no duty “{do}”" for do in expect.get("duties", ()) if do not in raised]
    found += [f"a duty “{do}” that should not be there" for do in expect.get("no_duties", ()) if do in raised]
    return found + [f"not “{line}”" for line in expect.get("deadlines", ()) if not _in_time(answer, line)]


def _in_time(answer: Mapping[str, Any], line: str) -> bool:
    """Whether some duty falls due within the time a line such as `safe and well check within 24 hours` gives it."""
    do, _, length = line.partition(" within ")
    allowed = elapsed(length)
    minutes = [_minutes(d["due"]) for d in answer["duties"] if d["do"] == do and d["due"]]
    return allowed is not None and any(m <= allowed.total_seconds() / 60 for m in minutes)


def _minutes(iso: str) -> int:
    match = ISO.fullmatch(iso)
    return int(match[1]) * (60 if match[2] == "H" else 1) if match else 0
