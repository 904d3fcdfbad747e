"""Finds examples that can never happen, before anybody wonders why they do not come out. Works through none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sightline.engine.model import Card, Clock, Example
from sightline.engine.vocabulary import DONE, Vocabulary, nearest

FROM_EIGHTEEN = ("adult care home",)
UNDER_EIGHTEEN = ("secure home", "private fostering", "is looked after")
STAMPED = re.compile(r"(?P<day>\d{4}-\d\d-\d\d|[A-Z][a-z]{2}) (?P<clock>\d\d:\d\d) (?P<what>.+)")
TIMED = re.compile(r"(?:\S+ )?\d\d:\d\d ")
SAID = re.compile(r"(?:no time: |(?:\S+ )?\d\d:\d\d )(?P<do>.+?)(?P<met> \((?:met|met late)\))?$")


def impossible(card: Card, example: Example, words: Vocabulary) -> str:
    """Why an example can never happen; nothing where it can."""
    return next(iter(_reasons(card, example, words)), "")


def _reasons(card: Card, example: Example, words: Vocabulary) -> Iterator[str]:
    yield from _people(example)
    yield from _answers(example, words)
    for lines in (example.given.get("given", ()), example.expect):
        if isinstance(lines, list):
            yield from _backwards(line for line in lines if isinstance(line, str))
    yield from _not_asked(card, example, words)


def _people(example: Example) -> Iterator[str]:
    """Somebody of an age who lives, or is cared for, where nobody of that age does."""
    age = example.given.get("age")
    if not isinstance(age, int):
        return
    said = (example.given.get("setting"), *_phrases(example.given.get("facts")))
    for phrase in said:
        if (phrase in FROM_EIGHTEEN and age < 18) or (phrase in UNDER_EIGHTEEN and age >= 18):
            yield (
                f"nobody of {age} “{phrase}”"
                if str(phrase).startswith("is ")
                else f"nobody of {age} lives in “{phrase}”"
            )


def _answers(example: Example, words: Vocabulary) -> Iterator[str]:
    facts, not_so = (_phrases(example.given.get(key)) for key in ("facts", "not_so"))
    for fact in facts:
        if fact in not_so:
            yield f"“{fact}” is so and is not so"
        if (other := words.opposites.get(fact)) in facts:
            yield f"“{fact}” and “{other}” cannot both be so"


def _backwards(lines: Iterable[str]) -> Iterator[str]:
    """A moment before the one above it, on the same named day."""
    last = ("", "")
    for line in lines:
        if match := STAMPED.fullmatch(line):
            now = (match["day"], match["clock"])
            if now[0] == last[0] and now[1] < last[1]:
                yield f"“{line}” lies before the line above it, on the same day"
            last = now
        elif TIMED.match(line):
            last = ("", "")


def _not_asked(card: Card, example: Example, words: Vocabulary) -> Iterator[str]:
    """A duty the card does not have, or one that is met by nothing that was done."""
    duties = {d.do for v in card.versions if isinstance(v.body, Clock) for d in v.body.duties}
    if not duties or not isinstance(example.expect, list):
        return
    done = {line[match.end() :] for line in _phrases(example.given.get("given")) if (match := TIMED.match(line))}
    for line in example.expect:
        match = SAID.fullmatch(line) if isinstance(line, str) else None
        if match and (do := match["do"]) not in duties:
            near = nearest(do, duties)
            yield f"the card asks nobody to “{do}”" + (f"; did you mean “{near}”?" if near else "")
        elif match and match["met"] and not done & words.actions[match["do"]].shown_by:
            shown = ", ".join(sorted(words.actions[match["do"]].met_by) or [DONE + match["do"]])
            yield f"“{match['do']}” is met by nothing in `given`; it would be by: {shown}"


def _phrases(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
