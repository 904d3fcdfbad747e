"""Which columns of all layers name an agency, a desk or a post, and what of them is still open. Knows no column itself.

The wiring says which there are: what is open keeps its owner from ending, and follows when agencies are merged; what is
past keeps its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet

from sightline.audit.behalf import of_system
from sightline.audit.record import Author
from sightline.audit.refusal import Refused

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column that names an agency, a desk or a post (`to`), and which of its rows are open at a moment.

    `words`: what one such row is. `may_stay`: a row that its own rules keep from following stays as it was. `holds`:
    whether an open row keeps what it names from ending.
    """

    model: type[Model]
    field: str
    to: str
    words: str
    open: Callable[[datetime], Q]
    may_stay: bool = False
    holds: bool = True

    def rows(self, number: int, at: datetime) -> QuerySet[Model]:
        """The open rows that name this agency, desk or post."""
        return self.model._base_manager.filter(self.open(at), **{self.field: number})


@dataclass(frozen=True, slots=True)
class Held:
    """Something open that an ending would orphan: what it is, in words, and how much of it."""

    what: str
    count: int
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merger:
    """One agency becoming part of another: which desk and post stands for which from now on."""

    old: int
    new: int
    old_name: str
    new_name: str
    by: Author
    at: datetime
    desks: Mapping[int, int] = field(default_factory=dict)
    posts: Mapping[int, int] = field(default_factory=dict)

    def numbers(self, to: str) -> Mapping[int, int]:
        """Old numbers to new ones, for columns that name an agency, a desk or a post."""
        return {"agency": {self.old: self.new}, "desk": self.desks, "post": self.posts}[to]


Around = Callable[[Merger], Callable[[], None]]


class _Known:
    columns: Sequence[Column] = ()
    around: Sequence[Around] = ()


def provide(columns: Sequence[Column], around: Sequence[Around] = ()) -> None:
    """Say which columns there are, and who acts around a merger: called once, by the wiring.

    Each of `around` is called before anything moves, and what it returns after everything has.
    """
    _Known.columns, _Known.around = tuple(columns), tuple(around)


def columns() -> Sequence[Column]:
    """Every column that was named."""
    return _Known.columns


@of_system("what is open under an agency, a desk or a post keeps it from ending, whoever may see it")
def held_by(to: str, number: int, at: datetime) -> list[Held]:
    """What is open under an agency, a desk or a post, with the references of episodes where there are any."""
    found = []
    for column in _Known.columns:
        if column.to == to and column.holds and (count := column.rows(number, at).count()):
            first = column.rows(number, at).order_by("pk")[:SHOWN]
            named = (row if hasattr(row, "reference") else getattr(row, "episode", None) for row in first)
            references = tuple(str(getattr(row, "reference", "")) for row in named if hasattr(row, "reference"))
            found.append(Held(column.words, count, references))
    return found


def in_words(held: Sequence[Held]) -> str:
    """What is held, in words: "2 open episodes (MP-26-000001, MP-26-000002); 1 duty"."""
    return "; ".join(
        f"{each.count} × {each.what}" + (f" ({', '.join(each.references)})" if each.references else "") for each in held
    )


def begin(merger: Merger) -> list[Callable[[], None]]:
    """Before anything moves: whoever must lock something first does. Returns what is to be called at the end."""
    return [around(merger) for around in _Known.around]


@of_system("what is open follows a merger, whoever may see it")
def follow(merger: Merger) -> None:
    """Let every open row follow a merger. Raises Refused where both have what there can be only one of."""
    for column in _Known.columns:
        for old, new in merger.numbers(column.to).items():
            _follow(column, old, new, merger.at)


def _follow(column: Column, old: int, new: int, at: datetime) -> None:
    try:
        with transaction.atomic():
            column.rows(old, at).update(**{column.field: new})
    except IntegrityError:
        if not column.may_stay:
            says = f"Both have this, and there can be only one: {column.words}. See to one of them first."
            raise Refused(says) from None
        for row in column.rows(old, at):
            _one(column, row, new)


def _one(column: Column, row: Model, new: int) -> None:
    try:
        with transaction.atomic():
            column.model._base_manager.filter(pk=row.pk).update(**{column.field: new})
    except IntegrityError:
        return
