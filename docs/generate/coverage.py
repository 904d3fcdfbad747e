"""The page of the coverage: row by row what answers a requirement, and why where nothing does."""

from __future__ import annotations

from docs.generate.markdown import BREAK, section, table, whole
from sightline.engine.review.coverage import RULES, STATES, Coverage, RowCover

INTRO = """The [requirements](../mission/requirements.md) are held against the cards, the areas and the tests; the
command `./run protocols coverage` says the same. *Covered*: a card covers the row and at least two examples come out,
one of which shows the card at work; or a parameter that every area settled and that a card or a deadline hangs on; or
a local protocol that answers in every area; or a test that names the row. A finding of the inspectors (I) is covered
only by a test that is named by it. *Not software* and *open* carry their reason from `protocols/not-software.toml`. A
percentage counts what is covered or, with a reason, no matter for software."""
WORDS = {"covered": "covered", "not_software": "not software", "open": "**open**"}


def page(found: Coverage) -> str:
    """The sections in numbers, then every row. Raises ValueError where rows are unknown or contradictory."""
    if found.faults:
        raise ValueError("\n".join(map(str, found.faults)))
    return whole("Coverage of the requirements", INTRO, _numbers(found), *(_section(found, s) for s in found.sections))


def _numbers(found: Coverage) -> str:
    summary = found.summary()
    rows = [(f"{s}. {title}", summary[s], s) for s, title in found.sections.items()]
    total = {key: sum(summary[s][key] for s in RULES if s in summary) for key in ("rows", *STATES)}
    lines = [
        (name, *(str(counts[key]) for key in ("rows", *STATES)), f"{int(found.percent(sections))} %")
        for name, counts, sections in [*rows, ("A to F and J", total, RULES)]
    ]
    return table(("Section", "Rows", "Covered", "Not software", "Open", "Answered"), lines)


def _section(found: Coverage, letter: str) -> str:
    rows = [(row.id, WORDS[row.state], BREAK.join(map(_by, _all(row))), row.why) for row in found.of(letter)]
    return section(f"{letter}. {found.sections[letter]}", table(("Row", "State", "By", "Why, or what to know"), rows))


def _all(row: RowCover) -> tuple[str, ...]:
    return (*row.cards, *row.tests)


def _by(name: str) -> str:
    """A test by file and name, each in full; whatever else as it is called."""
    return f"`{name.removeprefix('tests/')}`" if name.startswith("tests/") else name
