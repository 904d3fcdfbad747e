"""Turns a name and a date of birth into search keys, and scores how alike two are. Pure: knows no table."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

import jellyfish
from rapidfuzz.distance import JaroWinkler

PLAIN = str.maketrans({"Ł": "L", "Ø": "O", "Æ": "AE", "Œ": "OE", "Đ": "D", "Ð": "D", "Þ": "TH"})  # no mark to take off
LONGEST_SOUND = 24  # letters: two of them and their signs fit into a key, however long the name


@lru_cache(50_000)
def folded(text: str) -> str:
    """Capitals without accents or marks, letters of any script: how two spellings of one name are compared."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).upper()
    return "".join(c for c in flat.translate(PLAIN) if c.isalpha() or c in " -")


def parts(text: str) -> tuple[str, ...]:
    """The words of a name, folded; a double-barrelled name is found by either half."""
    return tuple(p for p in re.split(r"[ \-]+", folded(text)) if p)


def _sound(word: str) -> str:
    return (jellyfish.metaphone(word) if word.isascii() else "")[:LONGEST_SOUND] or word[:4]


def _name_keys(given: str, family: str) -> set[str]:
    givens, families = parts(given), parts(family)
    keys = {f"S{_sound(f)}|{_sound(g)}" for f in families for g in givens[:1]}
    keys |= {f"F{f[:3]}|{givens[0][:1]}" for f in families if givens}
    return keys | {f"N{_sound(word)}" for word in (*families, *givens[:1])}


def _dated_keys(given: str, family: str, year: int, month: int) -> set[str]:
    keys = {f"Y{_sound(f)}|{year}" for f in parts(family)}
    return keys | {f"G{_sound(g)}|{year}{month:02d}" for g in parts(given)[:1]}


def stored_keys(given: str, family: str, born_on: date | None) -> set[str]:
    """Every key under which a person is filed."""
    keys = _name_keys(given, family)
    if born_on:
        keys |= _dated_keys(given, family, born_on.year, born_on.month) | {f"D{born_on.isoformat()}"}
    return keys


def _nearby(day: date) -> set[date]:
    days = {day + timedelta(days=n) for n in (-10, -1, 0, 1, 10)}
    return days | {date(day.year, day.day, day.month)} if day.day <= 12 else days


def asked_keys(given: str, family: str, born_on: date | None) -> set[str]:
    """Every key to look under: near dates, swapped day and month, swapped names. Names alone are looked up by sound
    and stem."""
    if not born_on:
        return _name_keys(given, family) | _name_keys(family, given)
    keys = {f"D{d.isoformat()}" for d in _nearby(born_on)}
    for g, f in ((given, family), (family, given)):
        keys |= {k for k in _name_keys(g, f) if not k.startswith("N")}
        for year in (born_on.year - 1, born_on.year, born_on.year + 1):
            keys |= _dated_keys(g, f, year, born_on.month)
    return keys


def _date_likeness(a: date | None, b: date | None) -> float:
    if a is None or b is None:
        return 0.6  # nothing is known against it
    if a == b:
        return 1.0
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return 0.9
    differing = sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True))
    close = max(0.0, 1 - abs((a - b).days) / 1100)
    return max(0.85 if differing == 1 else 0.0, 0.9 * close)


def likeness(asked: tuple[str, str, date | None], found: tuple[str, str, date | None]) -> float:
    """How alike two people are by name and date of birth, 0 to 1. Ranks; decides nothing."""
    given, family, born = folded(asked[0]), folded(asked[1]), asked[2]
    their_given, their_family = folded(found[0]), folded(found[1])
    score = JaroWinkler.normalized_similarity
    whole = f"{their_given} {their_family}".strip()
    if given and family:
        straight = 0.4 * score(given, their_given) + 0.6 * score(family, their_family)
        swapped = 0.96 * (0.4 * score(given, their_family) + 0.6 * score(family, their_given))
        names = max(straight, swapped)
    else:
        words = (their_given, their_family, whole, *parts(found[1]))
        names = max(score(given or family, w) for w in words)
    return 0.68 * names + 0.32 * _date_likeness(born, found[2])
