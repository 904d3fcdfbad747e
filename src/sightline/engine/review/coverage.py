"""Which rows of the requirements inventory are covered, are no matter for software, or are open, and why.

Text in, result out: it reads no file. A claim counts only if it is exercised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sightline.engine.faults import Fault
from sightline.engine.protocols import Protocols
from sightline.engine.review.exercised import idle
from sightline.engine.review.inventory import NAME, Inventory, read_inventory
from sightline.engine.review.named_tests import RowTest, tests_of_rows
from sightline.engine.review.reasons import Reasons, read_reasons
from sightline.engine.review.settled import by_element, by_parameter
from sightline.engine.vocabulary import nearest

STATES = ("covered", "not_software", "open")
BY_TEST_ONLY = "I"  # a finding of the inspectors is answered only by a test that is named by it
RULES = "ABCDEFJ"  # the sections that cards are for
VOCABULARY = "vocabulary.toml"


class Claim(NamedTuple):
    """Something that claims to cover a row, why that does not count (or nothing), and what is to be known of it."""

    by: str
    idle: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowCover:
    """One row: its state, the cards (and parameters) and tests that cover it, and why where they do not."""

    id: str
    state: str
    cards: tuple[str, ...]
    tests: tuple[str, ...]
    why: str

    def as_json(self) -> dict[str, Any]:
        """Exactly the keys of a row in the answer, ready for JSON."""
        return {
            "id": self.id, "state": self.state, "cards": list(self.cards), "tests": list(self.tests), "why": self.why,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every row in the order of the inventory, the titles of the sections, and what is contradictory or unknown."""

    sections: Mapping[str, str]
    rows: tuple[RowCover, ...]
    faults: tuple[Fault, ...]

    def of(self, sections: Collection[str]) -> tuple[RowCover, ...]:
        """The rows of some sections, by their letters."""
        return tuple(row for row in self.rows if row.id[0] in sections)

    def summary(self) -> dict[str, dict[str, int]]:
        """By section: how many rows, and how many of them in each state."""
        return {
            section: {"rows": len(rows := self.of(section))} | {s: sum(r.state == s for r in rows) for s in STATES}
            for section in self.sections
        }

    def percent(self, sections: Collection[str]) -> float:
        """How many of a hundred rows are covered or, with a reason, no matter for software."""
        rows = self.of(sections)
        return 100 * sum(row.state != "open" for row in rows) / len(rows) if rows else 100.0

    def as_json(self, rows: Iterable[RowCover] | None = None) -> dict[str, Any]:
        """The summary of every section, and all rows or those asked for."""
        return {"summary": self.summary(), "rows": [r.as_json() for r in (self.rows if rows is None else rows)]}


@dataclass(slots=True)
class _Found:
    """What speaks for one row: who claims it, and which tests name it."""

    claims: list[Claim] = field(default_factory=list)
    tests: list[RowTest] = field(default_factory=list)

    @property
    def everybody(self) -> tuple[str, ...]:
        return (*(c.by for c in self.claims), *(t.test for t in self.tests))

    @property
    def counted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c.by for c in self.claims if not c.idle))

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(c.note for c in self.claims if c.note and not c.idle)

    def covers(self, row: str) -> bool:
        if row[0] == BY_TEST_ONLY:
            return any(t.named for t in self.tests)
        return bool(self.counted or self.tests)


def coverage(*, inventory: str, protocols: Protocols, reasons: str, tests: Mapping[str, str] | None) -> Coverage:
    """Hold the inventory (Markdown) against cards, areas, reasons (TOML) and tests (path: source text).

    `tests` is None where there are none to read, as in an installed copy. Faults are returned, not raised.
    """
    faults: list[Fault] = []
    known = read_inventory(inventory, faults)
    found = {row: _Found() for row in known.rows}
    for where, line, row, claim in _claims(protocols):
        if _known(row, known, Fault(where, line, f"{claim.by} covers {row}, and there is no such row."), faults):
            found[row].claims.append(claim)
    for test in tests_of_rows(tests or {}, faults):
        fault = Fault(test.test.split("::")[0], test.line, f"A test covers {test.row}, and there is no such row.")
        if _known(test.row, known, fault, faults):
            found[test.row].tests.append(test)
    claims = {row: f.everybody for row, f in found.items() if f.everybody}
    said = read_reasons(reasons, known, claims, [row for row, f in found.items() if f.covers(row)], faults)
    rows = (_row(row, found[row], said, tests is not None) for row in known.rows)
    return Coverage(known.sections, tuple(rows), tuple(sorted(faults)))


def _claims(protocols: Protocols) -> Iterator[tuple[str, int, str, Claim]]:
    """File, line, row and claim: of every card, every parameter, and every element of a local protocol."""
    for card in protocols.cards.values():
        why = idle(protocols, card)
        for row in card.covers:
            yield card.file, 1, row, Claim(card.id, why)
    words = protocols.vocabulary
    for parameter in words.parameters.values():
        claim = Claim(f"parameter: {parameter.name}", *by_parameter(protocols, parameter))
        yield VOCABULARY, parameter.line, parameter.row, claim
    for element in words.protocol.values():
        yield VOCABULARY, 1, element.row, Claim(f"protocol: {element.name}", *by_element(protocols, element))


def _known(row: str, known: Inventory, fault: Fault, faults: list[Fault]) -> bool:
    if row in known.rows:
        return True
    near = nearest(row, known.rows)
    faults.append(replace(fault, mend=f"Did you mean {near}?" if near else f"The rows stand in {NAME}."))
    return False


def _row(row: str, found: _Found, said: Reasons, tests_are_here: bool) -> RowCover:
    tests = tuple(dict.fromkeys(t.test for t in found.tests))
    if found.covers(row):
        return RowCover(row, "covered", found.counted, tests, "; ".join(found.notes))
    if row in said.not_software:
        return RowCover(row, "not_software", (), (), said.not_software[row])
    return RowCover(row, "open", found.counted, tests, _why_open(row, found, said, tests_are_here))


def _why_open(row: str, found: _Found, said: Reasons, tests_are_here: bool) -> str:
    idle_claims = [f"{c.by} {c.idle}" for c in found.claims if c.idle]
    if row[0] == BY_TEST_ONLY:
        idle_claims.append("no test is named by it" if tests_are_here else "there are no tests here to read")
    reasons = [r for r in (said.why_open(row), *idle_claims) if r]
    return "; ".join(reasons) or "no card claims it"
