"""A vocabulary of a few invented words, made by hand, and tables read from a few lines: for tests of what reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sightline.engine.derived import FUNCTIONS
from sightline.engine.faults import Fault
from sightline.engine.model import Source
from sightline.engine.reading.tables import Document, Table
from sightline.engine.vocabulary import Action, Event, Fact, Measure, Parameter, ProtocolElement, Role, Vocabulary

FACTS = ("is a child", "is pregnant", "self-harms", "is looked after")
SOURCE = Source("our-guidance", "Our guidance", "Guidance", "Us", "2014", date(2014, 1, 1), "Ours")
SOURCES = {SOURCE.id: SOURCE}


def vocabulary(**other: Any) -> Vocabulary:
    """The invented words; `other` replaces a list of them."""
    named: dict[str, Any] = {
        "facts": {f: Fact(f, "Person", "So.") for f in FACTS},
        "measures": {"review_minutes": Measure("review_minutes", "Agreed."), "missing": Measure("missing", "Times.")},
        "events": {e: Event(e, "report", "So.") for e in ("reported", "returned", "seen")},
        "actions": {"ring": Action("ring", "Rings.", "carer"), "review": Action("review", "Looks again.")},
        "roles": {"carer": Role("carer", "home", "Cares."), "sergeant": Role("sergeant", "police", "Leads.", 2)},
        "settings": {"home": "At home."},
        "categories": {"missing": "Gone.", "absent": "Away."},
        "decisions": {"lower the risk": "Lower.", "close": "Close."},
        "parameters": {
            "review every": Parameter("review every", "period", "J1", "How often."),
            "who rings": Parameter("who rings", "choice", "J2", "Who.", ("carer", "police")),
        },
        "opposites": {},
        "wording": {},
        "protocol": {"contacts": ProtocolElement("contacts", "D1", "Who is rung.", ("police",))},
    }
    return Vocabulary(**(named | other))


WORDS = vocabulary()


def table(text: str, where: str = "a card", file: str = "duties/tv-test-01.toml") -> Table:
    """The table that a few lines of TOML hold; its faults are in `.doc.faults`."""
    doc = Document(file, text, [])
    return Table(doc, doc.data, where)


def told(faults: list[Fault]) -> list[str]:
    """Faults as `line: what mend`."""
    return [f"{f.line}: {f.what} {f.mend}".strip() for f in faults]


def read(reader: Callable[..., Any], text: str, *more: Any, close: bool = True) -> tuple[Any, list[str]]:
    """What a reader makes of a few lines, and the faults it finds."""
    t = table(text)
    found = reader(t, *more)
    if close:
        t.close()
    return found, told(t.doc.faults)


COMPUTED = "\n".join(f'"{name}" = "Worked out."' for name in FUNCTIONS)
TEXT = f"""\
[facts."Person"]
"is pregnant" = "So."
"is not pregnant" = "Not so."
[computed."Worked out"]
{COMPUTED}
[measures]
"seven" = {{ meaning = "In a week.", inside = ["ninety"] }}
"ninety" = {{ meaning = "In a quarter." }}
[events."report"]
"seen" = "Somebody saw."
[actions]
"ring" = {{ meaning = "Rings.", to = "carer", met_by = ["seen"] }}
"look" = {{ meaning = "Looks." }}
[roles."home"]
"carer" = {{ meaning = "Cares.", includes = ["manager"] }}
"manager" = {{ meaning = "Manages." }}
[roles."police"]
"sergeant" = {{ meaning = "Leads.", rank = 2 }}
[settings]
"home" = "At home."
[categories]
"missing" = "Gone."
[decisions]
"close" = "Close."
[parameters]
"who rings" = {{ type = "choice", row = "J1", meaning = "Who.", choices = ["carer", "police"] }}
[opposites]
"is pregnant" = "is not pregnant"
[wording]
"Streetwise" = "Say what was seen."
[wording_apart]
"Streetwise" = ["maps"]
[protocol]
"contacts" = {{ row = "D1", meaning = "Who is rung.", leads = ["police"] }}
"""
