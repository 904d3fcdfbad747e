"""The page of every address of the web application: which screen answers, who may come in, and what for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import groupby
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from docs.generate.markdown import section, table, whole

INTRO = """Every address, screen by screen. *Door*: `screen` asks for somebody who has signed in and chosen a post,
and sends others to sign in; `public` is open to all and shows nothing about a person; `link` asks somebody outside
for a one-time code and shows nothing before it. Whom somebody may see is
decided behind the door, by `access.gate`. A form that changes something is sent with POST, together with a token
against forgery."""
SCREENS = "sightline.web.screens."


def page() -> str:
    """The addresses under the module they come from, in the order in which they are tried."""
    found = groupby(_addresses(), key=lambda pair: _module(pair[1]))
    return whole("Addresses", INTRO, *(_screen(module, list(pairs)) for module, pairs in found))


def _addresses(patterns: list[Any] | None = None, before: str = "/") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def _module(view: Callable[..., Any]) -> str:
    return str(inspect.unwrap(view).__module__)


def _screen(module: str, pairs: list[tuple[str, Callable[..., Any]]]) -> str:
    rows = [(f"`{address}`", _methods(view), getattr(view, "door", "none"), _says(view)) for address, view in pairs]
    says = " ".join((inspect.getdoc(import_module(module)) or "").split())
    title = f"`{module.removeprefix(SCREENS)}`"
    return section(title, says, table(("Address", "Only with", "Door", "What for"), rows))


def _says(view: Callable[..., Any]) -> str:
    return " ".join((inspect.getdoc(inspect.unwrap(view)) or "").split())


def _methods(view: Any) -> str:
    """What alone a view answers to, where it is held to it: Django's decorators keep that in their closure."""
    while view is not None:
        if allowed := inspect.getclosurevars(view).nonlocals.get("request_method_list"):
            return ", ".join(allowed)
        view = getattr(view, "__wrapped__", None)
    return ""
