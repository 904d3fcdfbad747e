"""What a profile asks, section by section, for a child and for an adult. Pure: knows no table and no screen.

The fields are those that Philomena and Herbert forms of the forces have in common; the words are ours (E9, E10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CHILD, ADULT = "child", "adult"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the form: its key and its fields in order; `only` keeps it to children or to adults."""

    key: str
    fields: tuple[str, ...]
    only: str = ""


SECTIONS = (
    Section("description", ("build", "hair_eyes", "marks", "clothes", "aids", "speaks")),
    Section("risk", ("likelihood", "risks", "assessed", "triggers", "keeps_safe", "approach")),
    Section("health", ("conditions", "medicines", "missed_medicine", "allergies", "doctor")),
    Section("reach", ("telephones", "devices", "social_media", "money")),
    Section("people", ("family", "friends", "key_people", "adults_of_concern")),
    Section("places", ("likely_places", "risky_places", "addresses", "found_before")),
    Section("life", ("childhood_home", "former_work", "meaningful_places", "shops"), only=ADULT),
    Section("habits", ("routine", "travel", "habits", "belongings")),
    Section("law", ("legal_status", "agreement")),
    Section("absence", ("times_back", "who_to_ring", "first_checks", "report_when")),
)
BY_KEY: Mapping[str, Section] = {section.key: section for section in SECTIONS}
# Without these the police would begin with nothing (E9, E10): likelihood and risks, a description, where to look first,
# and whom the carer rings. Whoever is grown up agreed, or somebody decided in their best interests.
NEEDED = {
    CHILD: ("build", "likelihood", "risks", "likely_places", "times_back", "who_to_ring"),
    ADULT: ("build", "likelihood", "risks", "likely_places", "who_to_ring", "agreement"),
}
LIKELY = ("very likely", "likely", "not likely", "not known")
USES = ("police search", "sharing with partner agencies", "an appeal to the public")


def kind_of(age: int | None) -> str:
    """Whether the form is a child's or an adult's; somebody of unknown age is asked as a child is."""
    return ADULT if age is not None and age >= 18 else CHILD


def sections_for(kind: str) -> list[Section]:
    """The sections of a child's or an adult's form, in order."""
    return [section for section in SECTIONS if section.only in ("", kind)]


def lacking(says: Mapping[str, str], kind: str) -> list[str]:
    """The fields that must be filled before somebody can stand by the whole, and are not."""
    return [name for name in NEEDED[kind] if not says.get(name, "").strip()]


def filled(says: Mapping[str, str], section: Section) -> int:
    """How many fields of a section say something."""
    return sum(bool(says.get(name, "").strip()) for name in section.fields)


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
