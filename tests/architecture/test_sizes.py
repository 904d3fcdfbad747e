"""Modules and functions stay small enough to read in one go."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.architecture.house import modules, name_of, ours, told, tree_of

MODULE_FAILS, FUNCTION_FAILS = 500, 60
MODULE_WARNS, FUNCTION_WARNS = 300, 40
EXCEPTIONS = tomllib.loads(Path(__file__).with_name("exceptions.toml").read_text())


def function_sizes(tree: ast.Module) -> dict[str, int]:
    """Lines of each function, its decorators left out: {"Class.method": 12}."""
    sizes: dict[str, int] = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = getattr(child, "name", None)
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                sizes[prefix + child.name] = (child.end_lineno or child.lineno) - child.lineno + 1
            visit(child, f"{prefix}{name}." if isinstance(name, str) and hasattr(child, "body") else prefix)

    visit(tree, "")
    return sizes


def sizes_of(paths: list[Path]) -> dict[str, int]:
    """Lines of every module and function: {"src/a.py": 80, "src/a.py::f": 9}."""
    sizes: dict[str, int] = {}
    for path in paths:
        sizes[name_of(path)] = len(path.read_text(encoding="utf-8").splitlines())
        sizes |= {f"{name_of(path)}::{name}": lines for name, lines in function_sizes(tree_of(path)).items()}
    return sizes


def limit(name: str) -> int:
    """The most lines a module or function may have."""
    return FUNCTION_FAILS if "::" in name else MODULE_FAILS


def growing(sizes: dict[str, int]) -> list[str]:
    """What is not too large yet, but no longer read in one go: "src/a.py: 320 lines"."""
    return [
        f"{name}: {size} lines"
        for name, size in sizes.items()
        if (FUNCTION_WARNS if "::" in name else MODULE_WARNS) < size <= limit(name)
    ]


def too_large(sizes: dict[str, int], exceptions: dict[str, dict[str, object]]) -> list[str]:
    """What is over its limit and not excepted, and every exception that grew, is not needed or gives no reason."""
    found = [f"{n}: {s} lines, at most {limit(n)}" for n, s in sizes.items() if s > limit(n) and n not in exceptions]
    for name, exception in exceptions.items():
        size, allowed = sizes.get(name, 0), exception.get("lines")
        if size <= limit(name):
            found.append(f"{name}: no longer needs its exception, take it off the list")
        elif not isinstance(allowed, int) or size > allowed:
            found.append(f"{name}: {size} lines, and its exception allows {allowed}")
        if not exception.get("reason"):
            found.append(f"{name}: an exception needs a reason")
    return found


def read_by_people() -> list[Path]:
    """The package, its tests and its benches: tests are read as often."""
    return [*modules(), *(path for path in ours(".py") if name_of(path).startswith(("tests/", "bench/")))]


def test_no_module_and_no_function_is_too_large() -> None:
    findings = too_large(sizes_of(read_by_people()), EXCEPTIONS)
    assert not findings, told(findings)


def test_what_has_grown_is_named_before_it_is_too_large() -> None:
    assert growing({"a.py": 301, "b.py": 300, "a.py::f": 41, "a.py::g": 40}) == ["a.py: 301 lines", "a.py::f: 41 lines"]


def test_a_module_of_501_lines_is_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 501)
    assert too_large(sizes_of([tmp_path / "long.py"]), {}) == ["long.py: 501 lines, at most 500"]


def test_a_method_of_61_lines_is_found() -> None:
    sample = ast.parse("class A:\n    def f(self):\n" + "        x = 1\n" * 60)
    assert function_sizes(sample) == {"A.f": 61}
    assert too_large({"a.py::A.f": 61}, {}) == ["a.py::A.f: 61 lines, at most 60"]


@pytest.mark.parametrize(
    ("lines", "exception", "fault"),
    [
        (70, {"lines": 65, "reason": "one table"}, "a.py::f: 70 lines, and its exception allows 65"),
        (50, {"lines": 65, "reason": "one table"}, "a.py::f: no longer needs its exception, take it off the list"),
        (65, {"lines": 65}, "a.py::f: an exception needs a reason"),
    ],
)
def test_an_exception_may_only_shrink(lines: int, exception: dict[str, object], fault: str) -> None:
    assert too_large({"a.py::f": lines}, {"a.py::f": exception}) == [fault]


def test_a_good_exception_holds() -> None:
    assert not too_large({"a.py::f": 65}, {"a.py::f": {"lines": 65, "reason": "one table"}})
