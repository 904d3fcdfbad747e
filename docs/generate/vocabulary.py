"""The page of every phrase that a card, a case file or the record may use, with its meaning."""

from __future__ import annotations

from collections.abc import Iterable

from docs.generate.markdown import section, table, whole
from sightline.engine import Vocabulary

INTRO = """Every phrase of the closed vocabulary. A phrase that is not here cannot be written on a card, in a case
file or in the record; the file is `protocols/vocabulary.toml`. A fact is answered yes, no or *not known*, and not
known is never taken for no. What areas may settle for themselves stands with [the areas](areas.md)."""


def page(words: Vocabulary) -> str:
    """Facts, events, actions, roles, measures and the shorter lists, each phrase once."""
    return whole(
        "Vocabulary",
        INTRO,
        section("Facts", *_facts(words)),
        section("Facts that rule each other out", _opposites(words)),
        section("Measures", _measures(words)),
        section("Events", "Each belongs to the stage of a case at which it can happen.", _events(words)),
        section("Actions", "What a duty asks for. `done: <action>` always shows that it was done.", _actions(words)),
        section("Roles", _roles(words)),
        section("Where somebody lives", _plain(words.settings.items())),
        section("Categories", _plain(words.categories.items())),
        section("Decisions", _plain(words.decisions.items())),
        section("Words that are never a reason", "Each asks the writer to say what was seen.", _wording(words)),
    )


def _plain(pairs: Iterable[tuple[str, str]], head: tuple[str, str] = ("Phrase", "Meaning")) -> str:
    return table(head, pairs)


def _facts(words: Vocabulary) -> list[str]:
    """The facts by group: those a person answers first, then those the engine works out."""
    groups: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for fact in words.facts.values():
        groups.setdefault((fact.derived, fact.group), []).append((fact.name, fact.meaning))
    ordered = sorted(groups.items(), key=lambda group: group[0][0])
    return [
        section(f"{name}, {'worked out' if derived else 'answered by a person'}", _plain(rows), level=3)
        for (derived, name), rows in ordered
    ]


def _opposites(words: Vocabulary) -> str:
    pairs = dict.fromkeys(tuple(sorted(pair)) for pair in words.opposites.items())
    return table(("Fact", "and"), pairs)


def _measures(words: Vocabulary) -> str:
    rows = [(m.name, m.meaning, ", ".join(m.inside)) for m in words.measures.values()]
    return table(("Measure", "Meaning", "Counted within"), rows)


def _events(words: Vocabulary) -> str:
    return table(("Event", "Stage", "Meaning"), [(e.name, e.stage, e.meaning) for e in words.events.values()])


def _actions(words: Vocabulary) -> str:
    rows = [(a.name, a.to or "", ", ".join(a.met_by), a.meaning) for a in words.actions.values()]
    return table(("Action", "To", "Shown by", "Meaning"), rows)


def _roles(words: Vocabulary) -> str:
    rows = [(r.name, r.agency_kind, str(r.rank or ""), ", ".join(r.includes), r.meaning) for r in words.roles.values()]
    return table(("Role", "Of", "Rank", "May be acted by", "Meaning"), rows)


def _wording(words: Vocabulary) -> str:
    return _plain(words.wording.items(), ("Word", "Why not"))
