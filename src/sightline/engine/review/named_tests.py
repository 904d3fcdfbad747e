"""Which tests name rows of the inventory: by the beginning of their name, or by a mark. Reads source text, no file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sightline.engine.faults import Fault

NAMED = re.compile(r"test_([a-z]\d+[a-z]?)_")
MARK = "pytest.mark.covers"


@dataclass(frozen=True, slots=True)
class RowTest:
    """A test that answers for a row. `named`: its own name begins with the row's id."""

    row: str
    test: str  # as pytest names it: tests/findings/test_x.py::test_i17_…
    named: bool
    line: int


def tests_of_rows(sources: Mapping[str, str], faults: list[Fault]) -> list[RowTest]:
    """Every test in these files (path: source text) that names a row, in the order of files and lines."""
    found: list[RowTest] = []
    for path, source in sorted(sources.items()):
        try:
            found += _in(ast.parse(source).body, path, path, (), faults)
        except SyntaxError as error:
            faults.append(Fault(path, error.lineno or 1, "This is not Python.", "Mend the test first."))
    return found


def _in(body: list[ast.stmt], path: str, place: str, above: tuple[str, ...], faults: list[Fault]) -> Iterator[RowTest]:
    """The tests of a module or of a class of tests; `above` are the rows that the class is marked with."""
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            marked = (*above, *_marked(node, path, faults))
            yield from _in(node.body, path, f"{place}::{node.name}", marked, faults)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            test = f"{place}::{node.name}"
            match = NAMED.match(node.name)
            rows = dict.fromkeys((*above, *_marked(node, path, faults)), False)
            rows |= {match[1].capitalize(): True} if match else {}
            yield from (RowTest(row, test, named, node.lineno) for row, named in rows.items())


def _marked(
    node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, path: str, faults: list[Fault]
) -> Iterator[str]:
    """The rows of `@pytest.mark.covers("I17", …)`. A row that is not written out cannot be read."""
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK:
            for row in mark.args:
                if isinstance(row, ast.Constant) and isinstance(row.value, str):
                    yield row.value
                else:
                    what = f"A row that {node.name} covers is not written out."
                    faults.append(Fault(path, mark.lineno, what, 'Write it like @pytest.mark.covers("I17").'))
