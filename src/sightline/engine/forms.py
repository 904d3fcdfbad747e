"""What a form still lacks, by the record cards. Knows no screen and no field's value."""

from __future__ import annotations

from collections.abc import Collection

from sightline.engine.answer import Answer
from sightline.engine.model import Facts, Record


def still_lacking(record: Record, filled: Collection[str], fact: Facts, strength: str) -> list[str]:
    """The fields of one strength that are asked for and not filled (section E).

    A field with `when` is asked for only while all of those facts are known to be so.
    """
    asked = (f for f in record.fields if f.strength == strength and all(fact(w) is Answer.YES for w in f.when))
    return [f.name for f in asked if f.name not in filled]
