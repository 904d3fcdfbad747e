"""Whole and decimal numbers of the command line, refused in plain words. Knows no command."""

from __future__ import annotations

from typing import Any

import click


class _Plain:
    """A range of click's that says what was wrong as one would say it."""

    kind = "number"

    def __init__(self, least: float, most: float | None = None) -> None:
        super().__init__(least, most)  # type: ignore[call-arg]
        self._allowed = f"from {least} to {most}" if most is not None else f"of {least} or more"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or a message that says which numbers there are."""
        try:
            return super().convert(value, param, ctx)  # type: ignore[misc]
        except click.BadParameter as fault:
            says = f"“{value}” does not do here. Give a {self.kind} {self._allowed}."
            raise click.BadParameter(says, ctx, param) from fault


class Whole(_Plain, click.IntRange):
    """A whole number: people, ports, processes."""

    kind = "whole number"


class Seconds(_Plain, click.FloatRange):
    """A length of time in seconds."""

    kind = "number of seconds"
