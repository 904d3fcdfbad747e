"""Modules have names that say something and docstrings that say what they are; public functions say what for."""

import ast

import pytest

from tests.architecture.house import modules, name_of, ours, told, tree_of

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc", "managers"}
DOCUMENTED = ("engine", "audit", "people", "access", "episodes", "duties", "sharing", "meetings", "matching", "insight")
DOCSTRING_LINES = 4


def says_nothing(parts: tuple[str, ...]) -> bool:
    """Is a folder or module of this path named so that anything could be in it?"""
    return any(part.removesuffix(".py") in SAYS_NOTHING for part in parts)


def docstring_fault(tree: ast.Module) -> str:
    """What is wrong with a module's docstring, or ""; an empty module needs none."""
    if not tree.body:
        return ""
    lines = (ast.get_docstring(tree) or "").splitlines()
    if not lines:
        return "has no docstring"
    return "" if len(lines) <= DOCSTRING_LINES else f"has a docstring of {len(lines)} lines, at most {DOCSTRING_LINES}"


def undocumented(tree: ast.Module) -> list[str]:
    """The public functions of a module that have no docstring."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f.name for f in functions if not f.name.startswith("_") and not ast.get_docstring(f)]


def test_no_module_has_a_name_that_says_nothing() -> None:
    findings = [name_of(path) for path in ours(".py") if says_nothing(path.parts)]
    assert not findings, told(findings)


def test_every_module_says_in_a_few_lines_what_it_is() -> None:
    findings = [f"{name_of(path)} {fault}" for path in modules() if (fault := docstring_fault(tree_of(path)))]
    assert not findings, told(findings)


def test_every_public_function_of_the_domain_says_what_it_is_for() -> None:
    findings = [f"{name_of(p)}: {name}" for p in modules(*DOCUMENTED) for name in undocumented(tree_of(p))]
    assert not findings, told(findings)


@pytest.mark.parametrize("path", ["people/utils.py", "common/dates.py", "episodes/services.py"])
def test_a_name_that_says_nothing_is_found(path: str) -> None:
    assert says_nothing(tuple(path.split("/")))


def test_a_module_without_a_docstring_or_with_an_essay_is_found() -> None:
    assert docstring_fault(ast.parse("x = 1")) == "has no docstring"
    assert "at most" in docstring_fault(ast.parse('"""' + "line\n" * 9 + '"""\nx = 1'))
    assert not docstring_fault(ast.parse('"""Names. Knows no table."""\nx = 1'))


def test_a_public_function_without_a_docstring_is_found() -> None:
    sample = ast.parse('def a(): pass\ndef _b(): pass\ndef c():\n    """For d."""')
    assert undocumented(sample) == ["a"]
