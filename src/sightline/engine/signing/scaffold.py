"""The text of a new draft: every key of its kind with what it is for, and not one answer. Reads no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sightline.engine.reading.timing import SHAPES
from sightline.engine.signing.asked import Key
from sightline.engine.signing.key_meanings import meaning

FIRST = ("id", "title", "owner", "covers", "wrong_when")
EMPTY = {"text": '""', "texts": "[]", "day": '""', "length": '""', "number": "1", "flag": "true", "any": '""'}
HEAD = """\
# A draft: nobody has agreed to it and no area uses it. Fill in what is empty, take the # away from what you need,
# write two examples, and run `./run protocols check --drafts`.
"""
COPIED = "# Made from another card: every line of it still has to be held against the source.\n"
STUB = '[[example]]\ntitle  = ""  # {}\nexpect = ""  # what must follow\n'
STUBS = "\n" + "\n".join(map(STUB.format, ("a case where the card acts", "a case just outside it")))
VERSION = re.compile(r"^\[\[version\]\]", re.MULTILINE)
EXAMPLE = re.compile(r"^\[\[example\]\]", re.MULTILINE)


def blank(card_id: str, kind: str, keys: Mapping[str, Key]) -> str:
    """A draft of a new card. It is refused until every needed key is filled and both examples are written."""
    given = {"id": f'"{card_id}"'}
    top = "".join(_line(name, keys[name], "", given.get(name, "")) for name in FIRST)
    version = "".join(_version(kind, keys["version"].below))
    return f"{HEAD}{top}\n[[version]]\n{version}{STUBS}"


def from_card(card_id: str, text: str) -> str:
    """A draft after the pattern of another card: its newest version with no day yet, and examples still to write."""
    head, newest = text[: _versions(text)[0]], _newest(text)
    head = re.sub(r"^id(\s*)=.*$", rf'id\1= "{card_id}"', head, count=1, flags=re.MULTILINE)
    return f"{HEAD}{COPIED}{head}{newest}{STUBS}"


def next_version(text: str) -> str:
    """A draft of a card with one more version below the newest: a copy of that, with no day yet."""
    end = _end_of_versions(text)
    return f"{text[:end].rstrip()}\n\n{_newest(text)}\n{text[end:]}"


def _versions(text: str) -> list[int]:
    return [found.start() for found in VERSION.finditer(text)]


def _end_of_versions(text: str) -> int:
    found = EXAMPLE.search(text, _versions(text)[-1])
    return found.start() if found else len(text)


def _newest(text: str) -> str:
    newest = text[_versions(text)[-1] : _end_of_versions(text)].rstrip() + "\n"
    return re.sub(r"^in_force_from(\s*)=.*$", r'in_force_from\1= ""', newest, count=1, flags=re.MULTILINE)


def _version(kind: str, keys: Mapping[str, Key]) -> Iterator[str]:
    for name, key in keys.items():
        if key.shape not in ("table", "tables"):
            yield _line(name, key, kind)
        elif key.shape == "table":
            yield f"{name} = {{ {', '.join(f'{below} = {EMPTY[k.shape]}' for below, k in key.below.items())} }}\n"
    for name, key in keys.items():
        if key.shape == "tables":
            yield f"\n  # {meaning(name, kind)}; again for each\n  [[version.{name}]]\n"
            yield from (f"  {_line(below, k, name)}" for below, k in key.below.items())


def _line(name: str, key: Key, place: str, value: str = "") -> str:
    off = "" if key.needed else "# "
    says = meaning(name, place) + ("; exactly one of " + ", ".join(SHAPES) if name == SHAPES[0] else "")
    return f"{off}{name} = {value or EMPTY[key.shape]}  # {says}\n"
