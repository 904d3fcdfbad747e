"""The JSON Schemas by which an editor completes and checks a card or an area while it is written. Judges nothing.

Made from what the loader asks for and from the vocabulary, so that they know exactly what the loader knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sightline.engine import Protocols
from sightline.engine.reading.cards import FOLDERS
from sightline.engine.reading.parameters import allowed
from sightline.engine.signing.asked import Key, keys_of, keys_of_area, keys_of_element
from sightline.engine.signing.key_meanings import meaning
from sightline.engine.vocabulary import Parameter

DRAFT = "http://json-schema.org/draft-07/schema#"
LENGTH = r"^[0-9]+ ((minute|hour|day|week|year|month)s?|working days?)$"
PERIODS = ("within", "every", "until", "acknowledge_within")
Schema = dict[str, Any]


def card_schema(protocols: Protocols) -> str:
    """The schema of a card: of one of the kinds."""
    words = protocols.vocabulary
    maker = Maker(protocols)
    kinds = {kind: maker.table(keys_of(kind, words, protocols.sources), kind) for kind in FOLDERS.values()}
    return _text("A protocol card", {"anyOf": [{"$ref": f"#/definitions/{kind}"} for kind in kinds]},
                 kinds | maker.definitions)  # fmt: skip


def area_schema(protocols: Protocols) -> str:
    """The schema of an area: its parameters by name with the choices there are, and the elements of its protocol."""
    words = protocols.vocabulary
    maker = Maker(protocols, described=False)
    whole = maker.table(keys_of_area(words, protocols.sources), "area")
    element = maker.table(keys_of_element(words), "element")
    whole["properties"]["parameters"] = _closed({p.name: _parameter(p) for p in words.parameters.values()})
    whole["properties"]["protocol"] = _closed(dict.fromkeys(words.protocol, element))
    return _text("An area of the protocols", whole, maker.definitions)


class Maker:
    """Makes schemas of keys; a list of words stands once, however many keys choose among them."""

    def __init__(self, protocols: Protocols, *, described: bool = True) -> None:
        self.protocols, self.described = protocols, described
        self.definitions: dict[str, Schema] = {}

    def table(self, keys: Mapping[str, Key], place: str) -> Schema:
        """A table with exactly these keys."""
        made = _closed({name: self.key(name, key, place) for name, key in keys.items()})
        return made | {"required": [name for name, key in keys.items() if key.needed]}

    def key(self, name: str, key: Key, place: str) -> Schema:
        """One key, with what it is for."""
        if key.shape in ("table", "tables"):
            inner = self.table(key.below, name)
            return inner if key.shape == "table" else {"type": "array", "items": inner}
        word = self._word(name, key)
        shapes: dict[str, Schema] = {
            "text": word,
            "texts": {"anyOf": [word, {"type": "array", "items": word}]},
            "flag": {"type": "boolean"},
            "number": {"type": "integer", "minimum": 1},
            "day": {"type": "string", "format": "date"},
            "length": word if name in PERIODS else {"type": "string", "pattern": LENGTH},
            "any": {},
        }
        return shapes[key.shape] | ({"description": meaning(name, place)} if self.described else {})

    def _word(self, name: str, key: Key) -> Schema:
        if key.words:
            of = f"{re.sub(r'[^a-z]+', '-', key.noun).strip('-')}-{len(key.words)}"
            self.definitions[of] = {"enum": sorted(key.words)}
            return {"$ref": f"#/definitions/{of}"}
        return self._period() if name in PERIODS else {"type": "string"}

    def _period(self) -> Schema:
        """A length, what the area settles, or what a case agrees."""
        words = self.protocols.vocabulary
        settled = [p.name for p in words.parameters.values() if p.type == "period"]
        agreed = [f"agreed: {measure}" for measure in words.measures]
        either = [f"{one}, or area: {name}" for one in agreed for name in settled]
        self.definitions["a-length"] = {
            "anyOf": [{"type": "string", "pattern": LENGTH}, {"enum": [f"area: {name}" for name in settled]},
                      {"enum": [*agreed, *either]}]
        }  # fmt: skip
        return {"$ref": "#/definitions/a-length"}


def _parameter(parameter: Parameter) -> Schema:
    described = {"description": parameter.meaning}
    if parameter.type in ("choice", "yes or no"):
        return {"enum": sorted(allowed(parameter))} | described
    if parameter.type == "times":
        return {"type": "array", "items": {"type": "string"}} | described
    return {"type": ["string", "integer"]} | described


def _closed(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _text(title: str, schema: Schema, definitions: Mapping[str, Schema]) -> str:
    whole = {"$schema": DRAFT, "title": title, **schema, "definitions": dict(sorted(definitions.items()))}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
