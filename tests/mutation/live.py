"""Puts a fault into a function that is already loaded, so that nothing has to be imported again. Runs no test."""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.mutants import Mutant, mutated


def outermost(qualified: str) -> str:
    """The function around whatever stands in it: `f.<locals>.<genexpr>` stands in `f`."""
    return qualified.split(".<locals>")[0]


def put_in(mutant: Mutant, path: Path) -> bool:
    """Give the loaded function the faulty code; False where only importing the module again would do."""
    function = functions_of(sys.modules[mutant.module]).get(mutant.function)
    code = _code(compile(mutated(path, mutant), str(path), "exec"), mutant.function)
    if function is None or code is None or code.co_freevars != function.__code__.co_freevars:
        return False
    function.__code__ = code
    return True


def caches() -> list[_lru_cache_wrapper[Any]]:
    """Every cache of a function, to be emptied so that what was loaded before a fault is loaded again with it."""
    return [found for found in gc.get_objects() if isinstance(found, _lru_cache_wrapper)]


def functions_of(module: ModuleType) -> dict[str, FunctionType]:
    """The functions and methods a module defines, by qualified name, whatever is wrapped round them."""
    found = {}
    for value in vars(module).values():
        for function in _unwrapped(value, module.__name__):
            found[function.__qualname__] = function
    return found


def _unwrapped(value: Any, module: str) -> Iterator[FunctionType]:
    if isinstance(value, FunctionType | _lru_cache_wrapper | property | classmethod | staticmethod):
        inner = getattr(value, "fget", None) or getattr(value, "__wrapped__", None) or value
        if isinstance(inner, FunctionType) and inner.__module__ == module:
            yield inner
    elif isinstance(value, type) and value.__module__ == module:
        for below in vars(value).values():
            yield from _unwrapped(below, module) if not isinstance(below, type) else ()


def _code(of: CodeType, qualified: str) -> CodeType | None:
    for part in qualified.split("."):
        codes = [c for c in of.co_consts if isinstance(c, CodeType) and c.co_name == part]
        if len(codes) != 1:
            return None
        (of,) = codes
    return of


def imported_with(mutant: Mutant, path: Path) -> None:
    """From now on, importing the module gives the one with the fault."""
    sys.meta_path.insert(0, _Finder(mutant.module, path, mutated(path, mutant)))


class _Finder:
    """Finds one module, and loads it from a tree instead of its file."""

    def __init__(self, module: str, path: Path, tree: ast.Module) -> None:
        self.module, self.path, self.tree = module, path, tree

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The module's usual place, with this as what loads it."""
        if name != self.module:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path)
        assert spec is not None
        spec.loader = self  # type: ignore[assignment]
        return spec

    def create_module(self, spec: Any) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty tree."""
        exec(compile(self.tree, str(self.path), "exec"), vars(module))  # noqa: S102 - our own source, with one fault
