"""The help lines a family is offered: read from a file of facts beside this module, with the day each was looked at.

Knows nobody to offer them to.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("help_lines.toml")
FOR = ("anybody", "family", "child", "adult")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One help line: its name, number, hours and what it is for, in English and Welsh; for whom; when checked."""

    name: str
    phone: str
    hours: str
    hours_cy: str
    what: str
    what_cy: str
    whom: str
    when: str
    reviewed: date


@cache
def help_lines() -> tuple[HelpLine, ...]:
    """Every line of the file, in its order. Raises KeyError where a line lacks something: the file is ours."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["line"]
    return tuple(HelpLine(whom=row.pop("for"), **row) for row in rows)


def lines_for(*, child: bool | None, missing: bool) -> tuple[HelpLine, ...]:
    """The lines for the family of a child, of an adult, or (age not known) of either."""
    whom = {"anybody", "family"} | ({"child", "adult"} if child is None else {"child"} if child else {"adult"})
    return tuple(line for line in help_lines() if line.whom in whom and (missing or line.when == "always"))


def to_look_at_again(on: date, *, days: int = 365) -> list[HelpLine]:
    """The lines nobody has looked at for a year: numbers change."""
    return [line for line in help_lines() if (on - line.reviewed).days > days]
