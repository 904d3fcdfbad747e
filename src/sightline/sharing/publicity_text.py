"""What the public may be told: a closed list of fields, the words of an appeal made from them, and what may never be
in it. Pure: knows no table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

FIELDS = {
    "name": "Name", "age": "Age", "sex": "Sex", "looks": "Height, build, hair", "clothing": "Clothing",
    "last seen": "Last seen", "since": "Missing since",
}  # fmt: skip
FROM_THE_RECORD = ("name", "age", "sex", "since")  # never typed: so never a date of birth
SOCIAL_MOST = 280  # characters
# Words that tell of care, health, harm or abuse. Each is refused in a text for the public, with the word shown.
NEVER = {
    "care": ("in care", "looked after", "care order", "care leaver", "children's home", "care home", "foster",
             "social worker", "placement", "child protection", "section 47", "social services", "residential"),
    "health": ("diabet", "insulin", "epilep", "asthma", "medication", "medicine", "mental health", "depress",
               "psychosis", "schizo", "bipolar", "autis", "adhd", "dementia", "alzheimer", "pregnan", "disab",
               "overdose", "self-harm", "self harm", "suicid", "hiv"),
    "harm or offending": ("exploit", "traffick", "abuse", "gang", "county lines", "drug", "arrest", "offend", "convict",
                          "honour-based", "forced marriage", "asylum"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Private:
    """What is on the record of this person and must not be in a text: addresses, names of homes, the date of birth."""

    born_on: date | None
    places: tuple[str, ...]

    def days(self) -> tuple[str, ...]:
        """The date of birth as people write it."""
        day = self.born_on
        if day is None:
            return ()
        short = f"{day.day}/{day.month}/{day.year}"
        written = (f"{day:{form}}" for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"))
        return (*written, short, f"{day.day} {day:%B %Y}")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[’‘]", "'", text).lower().replace(",", " ").split())


def not_for_the_public(texts: Iterable[str], private: Private) -> list[str]:
    """What of these texts may not be published: the word or place itself, with what it would tell. Empty: nothing."""
    found = dict[str, None]()
    for text in map(_plain, texts):
        for about, words in NEVER.items():
            for word in words:
                if re.search(rf"\b{re.escape(word)}", text):
                    found[f"“{word}” tells of {about}"] = None
        for place in private.places:
            if place.strip() and _plain(place) in text:
                found[f"“{place}” tells where the person lives"] = None
        for day in private.days():
            if _plain(day) in text:
                found["a date of birth: give the age"] = None
    return list(found)


def lines_of(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """The chosen fields in the order of the list, each with its heading. Whatever is not on the list is left out."""
    return [(heading, fields[name]) for name, heading in FIELDS.items() if fields.get(name)]


def plain_text(fields: Mapping[str, str], says: str, phone: str, reference: str) -> str:
    """The appeal as plain text, for the press and for whoever cannot see a picture."""
    about = "\n".join(f"{heading}: {text}" for heading, text in lines_of(fields))
    return f"{says.strip()}\n\n{about}\n\n{ring(phone, reference)}\n"


def social_text(fields: Mapping[str, str], phone: str, reference: str) -> str:
    """The appeal as one short message of at most 280 characters: who, last seen where, whom to ring."""
    who = " ".join(filter(None, ["Have you seen", fields.get("name", "this person")]))
    age = f", {fields['age']}" if fields.get("age") else ""
    seen = f" Last seen: {fields['last seen']}." if fields.get("last seen") else ""
    looks = f" {fields['looks']}." if fields.get("looks") else ""
    end = f" {ring(phone, reference)}"
    for middle in (seen + looks, seen, ""):
        text = f"{who}{age}?{middle}{end}"
        if len(text) <= SOCIAL_MOST:
            return text
    return f"{who}{age}?"[: SOCIAL_MOST - len(end) - 1] + "…" + end


def ring(phone: str, reference: str) -> str:
    """Whom to ring, with the reference to say."""
    return f"Ring {phone} and say {reference}. In an emergency ring 999."
