"""Reads one parameter of the vocabulary: its choices, how tight each is, and which cards go with it. Knows no area."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.engine.model import NOT_LAID_DOWN
from sightline.engine.reading.tables import Table
from sightline.engine.vocabulary import NATIONS, Must, Parameter, Vocabulary

PARAMETER_TYPES = ("period", "times", "choice", "yes or no", "number")
SHORTER = "shorter"


def read_parameter(name: str, t: Table) -> Parameter:
    """One parameter. A choice that its other keys name must be one of its choices."""
    kind = t.known("type", PARAMETER_TYPES, "a type of parameter")
    choices = ("yes", "no") if kind == "yes or no" else t.texts("choices", needed=kind == "choice")
    parameter = Parameter(
        name=name,
        type=kind,
        row=t.text("row"),
        meaning=t.text("meaning"),
        choices=choices if kind == "choice" else (),
        tighter=_tighter(t, kind, choices),
        needs=_by_choice(t, "needs", choices),
        excludes=_by_choice(t, "excludes", choices),
        unless=_unless(t),
        must=_must(t),
        line=t.line,
    )
    if parameter.must and not parameter.tighter:
        t.fault("must", "`must` goes with `tighter`.", "Say which choice the guidance asks for.")
    return parameter


def check_parameters(top: Table, words: Vocabulary) -> None:
    """Whether the parameters and choices that `unless` names are there."""
    for parameter in words.parameters.values():
        for name, choice in parameter.unless.items():
            if top.check(f'"{parameter.name}"', name, words.parameters, "a parameter"):
                top.check(f'"{parameter.name}"', choice, allowed(words.parameters[name]), f"a choice for “{name}”")


def allowed(parameter: Parameter) -> tuple[str, ...]:
    """What an area may answer: the choices, or that no source lays it down."""
    choices = ("yes", "no") if parameter.type == "yes or no" else parameter.choices
    return (*choices, NOT_LAID_DOWN)


def _tighter(t: Table, kind: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "period":
        t.known("tighter", (SHORTER,), "the way periods are ordered", needed=False)
        return ()
    return t.all_known("tighter", choices, "one of its choices")


def _by_choice(t: Table, key: str, choices: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    if key not in t.data:
        return {}
    table = t.table(key)
    return {c: table.texts(c, needed=True) for c in table.data if table.check(c, c, choices, "one of its choices")}


def _unless(t: Table) -> Mapping[str, str]:
    table = t.table("unless") if "unless" in t.data else None
    return {name: table.text(name) for name in table.data} if table else {}


def _must(t: Table) -> Must | None:
    if "must" not in t.data:
        return None
    table = t.table("must")
    must = Must(table.known("nation", NATIONS, "a nation"), table.text("document"), table.text("at"))
    table.close()
    return must
