"""Small faults put into a module of the engine, one at a time, as a tired author would. Runs nothing."""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
ADDED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
PLAIN_TESTS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.NamedExpr)
Change = Callable[[ast.AST], ast.AST]
Step = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it is, what it changes, and in which function; empty where it is outside of all."""

    module: str
    function: str
    line: int
    says: str
    path: tuple[Step, ...]
    number: int  # of the changes possible at this place
    source: str  # a hash of the function, or of the whole module, in which it is

    @property
    def name(self) -> str:
        """What it is known by from run to run: no line, so that it survives an edit elsewhere."""
        steps = "/".join(f"{name}{'' if n is None else n}" for name, n in self.path)
        return hashlib.sha256(f"{self.module} {self.source} {steps} {self.number}".encode()).hexdigest()[:20]

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.function or 'the module'}: {self.says}"


def mutants_of(path: Path, module: str) -> list[Mutant]:
    """Every fault that can be put into a module."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = []
    sources: dict[ast.AST | None, str] = {}
    for node, steps, function in _places(tree, (), None):
        around = function[0] if function else None
        if around not in sources:
            sources[around] = _digest(text, function)
        source = sources[around]
        for number, (says, _) in enumerate(changes(node)):
            name = function[1] if function else ""
            found.append(Mutant(module, name, getattr(node, "lineno", 0), says, steps, number, source))
    return found


def mutated(path: Path, mutant: Mutant) -> ast.Module:
    """The module with the fault in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    node: ast.AST = tree
    above: list[tuple[ast.AST, Step]] = []
    for step in mutant.path:
        above.append((node, step))
        node = _below(node, step)
    _, change = changes(node)[mutant.number]
    _put(*above[-1], ast.copy_location(change(copy.deepcopy(node)), node))
    return ast.fix_missing_locations(tree)


def changes(node: ast.AST) -> list[tuple[str, Change]]:
    """The faults possible at one node, each with what it says in a report."""
    return [*_comparisons(node), *_logic(node), *_numbers(node), *_statements(node)]


def _comparisons(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            if new := COMPARED.get(type(op)):
                yield f"{_text(node)}: {type(op).__name__} becomes {new.__name__}", _compared(n, new)


def _compared(n: int, new: type[ast.cmpop]) -> Change:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Compare)
        node.ops[n] = new()
        return node

    return change


def _logic(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{_text(node)}: becomes {other.__name__.lower()}", lambda n: _with(n, op=other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{_text(node)}: not is left out", _operand
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and isinstance(node.test, PLAIN_TESTS):
        yield f"if {_text(node.test)}: turned round", _turned
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
        other_name = SWAPPED[node.func.id]
        yield f"{_text(node)}: becomes {other_name}", lambda n: _with(n, func=ast.Name(other_name, ast.Load()))


def _turned(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.If | ast.IfExp | ast.While)
    return _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _operand(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.UnaryOp)
    return node.operand


def _flipped(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Constant)
    return ast.Constant(not node.value)


def _numbers(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} becomes {not node.value}", _flipped
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        for by in (1, -1):
            yield f"{node.value} becomes {node.value + by}", _plus(by)
    elif isinstance(node, ast.BinOp) and type(node.op) in ADDED:
        new = ADDED[type(node.op)]
        yield f"{_text(node)}: {type(node.op).__name__} becomes {new.__name__}", lambda n: _with(n, op=new())


def _plus(by: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Constant) and isinstance(node.value, int)
        return ast.Constant(node.value + by)

    return change


def _statements(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield f"{_text(node)}: returns None", lambda n: _with(n, value=ast.Constant(None))
    said = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    if said or isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break):
        yield f"{_text(node)}: left out", lambda n: ast.Pass()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.AST, **new: object) -> ast.AST:
    for name, value in new.items():
        setattr(node, name, value)
    return node


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 80 else text[:77] + "…"


Function = tuple[ast.AST, str]


def _places(node: ast.AST, steps: tuple[Step, ...], function: Function | None, within: str = "") -> Iterator[
    tuple[ast.AST, tuple[Step, ...], Function | None]
]:  # fmt: skip
    """Every node a fault may be put into, with the outermost function around it."""
    if steps:
        yield node, steps, function
    for name, value in ast.iter_fields(node):
        for n, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _spared(node, name, child):
                around, inside = function, within
                if function is None and name == "body" and isinstance(node, ast.FunctionDef):
                    around = (node, within)
                if isinstance(child, ast.ClassDef | ast.FunctionDef) and function is None:
                    inside = f"{within}.{child.name}" if within else child.name
                yield from _places(child, (*steps, (name, n)), around, inside)


def _spared(node: ast.AST, name: str, child: ast.AST) -> bool:
    """What is no behaviour: types, what a dataclass is made of, and what nobody can import under another name."""
    if name in ("annotation", "returns", "decorator_list"):
        return True
    targets = getattr(child, "targets", ()) if isinstance(child, ast.Assign) else ()
    is_all = any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets)
    return is_all or isinstance(child, ast.Assert | ast.Import | ast.ImportFrom)


def _digest(text: str, function: Function | None) -> str:
    part = ast.get_source_segment(text, function[0]) if function else text
    return hashlib.sha256((part or text).encode()).hexdigest()


def _below(node: ast.AST, step: Step) -> ast.AST:
    name, n = step
    value = getattr(node, name)
    found = value if n is None else value[n]
    assert isinstance(found, ast.AST)
    return found


def _put(node: ast.AST, step: Step, new: ast.AST) -> None:
    name, n = step
    if n is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[n] = new
