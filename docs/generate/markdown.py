"""Headings, tables and code of a Markdown page. Knows nothing of what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BREAK = "<br>"


def cell(text: str) -> str:
    """A text that may stand in a table: on one line, its bars and angles kept from meaning anything."""
    kept = " ".join(text.split()).replace("|", "\\|")
    return kept if "`" in kept else kept.replace("<", "&lt;").replace("&lt;br>", BREAK)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing at all where there is no row."""
    lines = [f"| {' | '.join(cell(c) for c in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines]) if lines else ""


def whole(title: str, intro: str, *parts: str) -> str:
    """A whole page: its title, who wrote it, and its parts with a line between them."""
    note = "*Written by `make docs`; not edited by hand.*"
    return "\n\n".join(part.strip() for part in (f"# {title}", intro, note, *parts) if part.strip()) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """A part of a page under a heading; nothing where every part is empty."""
    filled = [part.strip() for part in parts if part.strip()]
    return "\n\n".join([f"{'#' * level} {title}", *filled]) if filled else ""
