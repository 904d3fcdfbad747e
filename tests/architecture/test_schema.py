"""The schemas an editor checks cards and areas with: all that is in order fits, and a wrong key or word does not."""

import json
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs.generate.schema import area_schema, card_schema
from sightline.config.paths import PROTOCOLS
from sightline.engine import Protocols, load_protocols
from sightline.engine.reading.cards import FOLDERS
from sightline.engine.signing.asked import Key, keys_of
from sightline.engine.signing.key_meanings import ELSEWHERE, MEANINGS

BROKEN = Path(__file__).parents[1] / "cards" / "broken"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str, date), "integer": (int,), "boolean": (bool,),
}  # fmt: skip
BY_KEY_OR_WORD = sorted(path.stem for path in BROKEN.glob("unknown-*.toml"))


@cache
def protocols() -> Protocols:
    return load_protocols(PROTOCOLS)


@cache
def schema(kind: str) -> dict[str, Any]:
    """The whole schema, for cards or areas."""
    made: dict[str, Any] = json.loads({"card": card_schema, "area": area_schema}[kind](protocols()))
    return made


def fits(value: Any, of: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a value fits a schema: as much of JSON Schema as ours use."""
    if "$ref" in of:
        return fits(value, whole["definitions"][of["$ref"].removeprefix("#/definitions/")], whole)
    if "anyOf" in of:
        return any(fits(value, one, whole) for one in of["anyOf"])
    if "enum" in of:
        return value in of["enum"]
    kinds = of.get("type", ())
    wanted = tuple(t for kind in ([kinds] if isinstance(kinds, str) else kinds) for t in TYPES[kind])
    if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
        return False
    if of.get("format") == "date" and not isinstance(value, date):
        return False
    if "pattern" in of and not re.search(of["pattern"], value):
        return False
    if "minimum" in of and value < of["minimum"]:
        return False
    if isinstance(value, list) and "items" in of:
        return all(fits(item, of["items"], whole) for item in value)
    if isinstance(value, dict) and "properties" in of:
        known = of["properties"]
        return set(of.get("required", ())) <= set(value) <= set(known) and all(
            fits(item, known[name], whole) for name, item in value.items()
        )
    return True


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def of_kind(kind: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{kind}"}


@pytest.mark.parametrize(("folder", "kind"), FOLDERS.items())
def test_every_card_fits_the_schema_of_its_kind(folder: str, kind: str) -> None:
    paths = list((PROTOCOLS / folder).glob("*.toml"))
    assert paths
    assert not [path.name for path in paths if not fits(read(path), of_kind(kind), schema("card"))]


@pytest.mark.parametrize("path", sorted((PROTOCOLS / "areas").glob("*.toml")), ids=lambda p: p.stem)
def test_every_area_fits_the_schema_of_areas(path: Path) -> None:
    assert fits(read(path), schema("area"), schema("area"))


@pytest.mark.parametrize("name", BY_KEY_OR_WORD)
def test_a_card_with_a_wrong_key_or_word_fits_no_kind(name: str) -> None:
    assert not fits(read(BROKEN / f"{name}.toml"), schema("card"), schema("card"))


@pytest.mark.parametrize(
    "name",
    ["no-owner", "no-reading", "no-id", "no-clock-start", "duty-with-no-party", "day-in-quotation-marks",
     "flag-in-words", "at-least-nothing", "length-nobody-understands"],
)  # fmt: skip
def test_a_card_without_what_it_needs_or_in_the_wrong_shape_fits_no_kind(name: str) -> None:
    assert not fits(read(BROKEN / f"{name}.toml"), schema("card"), schema("card"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('nation = "wales"', 'nation = "anglia"'),
        ('"low risk for a child" = "no"', '"low risk for a child" = "perhaps"'),
        ('"low risk for a child"', '"low risk of a child"'),
        ('name   = "Wales"', 'names  = "Wales"'),
    ],
)
def test_an_area_with_a_wrong_key_or_choice_does_not_fit(old: str, new: str) -> None:
    text = (PROTOCOLS / "areas" / "wales.toml").read_text(encoding="utf-8")
    assert old in text
    assert not fits(tomllib.loads(text.replace(old, new, 1)), schema("area"), schema("area"))


def asked(keys: dict[str, Key]) -> set[str]:
    """Every key of a kind, those of its tables among them."""
    return set(keys).union(*(asked(key.below) for key in keys.values()))


def test_every_key_the_loader_asks_for_says_what_it_is_for_and_no_other_does() -> None:
    words, sources = protocols().vocabulary, protocols().sources
    known = set().union(*(asked(keys_of(kind, words, sources)) for kind in FOLDERS.values()))
    assert known == MEANINGS.keys()
    assert {key for _, key in ELSEWHERE} <= known


def test_every_timing_is_known_and_none_of_them_is_needed() -> None:
    duty = keys_of("duty", protocols().vocabulary, protocols().sources)["version"].below["duty"].below
    timings = ("within", "within_working_days", "every", "until", "by", "at_once", "none_given", "after", "at_most")
    assert {name: duty[name].needed for name in timings} == dict.fromkeys(timings, False)
    assert duty["who"].needed and "carer" in duty["who"].words
