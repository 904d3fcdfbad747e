"""Reads the words of a reason: labels, a mere repetition of the answer, nobody who said so. Knows no case."""

from __future__ import annotations

import re
from functools import lru_cache

from sightline.engine.vocabulary import RISK_LEVELS, Vocabulary

WORDS_OF_A_REASON = 6  # fewer do not say who said so and how they know
NEGATED = re.compile(r"\b(?:not|never|nor|hardly|far from|anything but)(?: (?:a|an|at all|really|particularly))?\s*$")
INFLECTED = r"(?:'?s|es|ed|ing|ly|er|ers|e|ion)?"
ENDS = re.compile(r"[.;:!?]")
SHORTENED = {"won't": "will not", "can't": "can not", "cannot": "can not"}
SAYS_NO_MORE = re.compile(
    r"an?|the|is|was|are|be|been|being|it|this|that|s?he|they|him|her|as|at|of|on|in|to|by|and|or|with|not?|so|risk|"
    r"level|category|grade|graded|apparent|decided|recorded|classified|person|child|adult|case|still|therefore|because"
)
KNOWN_HOW = re.compile(
    r"\b(?:sa(?:id|ys?)|tells?|told|saw|seen|sees?|spoke|spoken|speaks?|rang|rung|call(?:s|ed)|phoned|texts?|texted|"
    r"messages?|wrote|written|hear[ds]?|report(?:s|ed)?|confirm(?:s|ed)?|checks?|checked|according|asked|found|reads?|"
    r"records?|recorded|systems?|logs?|notes?|camera|cctv|witness(?:es|ed)?|statement|answer(?:s|ed)?|agreed|"
    r"shows?|showed|shown|posted|e mails?|letter|visited|searched|noticed|reviewed|officers?|intelligence)\b"
)


def plain(text: str) -> str:
    """Words in small letters with single spaces, short forms written out, no hyphens: as labels are compared."""
    words = text.lower().replace("’", "'")
    for short, full in SHORTENED.items():
        words = re.sub(rf"\b{short}\b", full, words)
    return re.sub(r"[\s\-‐‑–—]+", " ", words.replace("n't", " not")).strip()


def labels_in(words: Vocabulary, text: str) -> tuple[str, ...]:
    """The labels a text holds as whole words, inflected or not, unless denied or plainly about something else (I29)."""
    said = plain(text)
    return tuple(label for label in words.wording if _holds(said, label, words.wording_apart.get(label, ())))


def says_a_label(words: Vocabulary, text: str) -> bool:
    """Whether some words hold a label that is never a reason (I29)."""
    return bool(labels_in(words, text))


def says_nothing(words: Vocabulary, text: str) -> bool:
    """Whether a reason is empty or only says the answer again: a category, a level, no apparent risk (C3, E4)."""
    said = re.findall(r"[a-z0-9']+", plain(text))
    answers = {word for category in words.categories for word in category.split()} | set(RISK_LEVELS)
    return all(word in answers or SAYS_NO_MORE.fullmatch(word) for word in said)


def says_no_source(text: str) -> bool:
    """Whether a reason leaves open who said so and how they know (C3)."""
    said = plain(text)
    return len(said.split()) < WORDS_OF_A_REASON or not KNOWN_HOW.search(said)


def _holds(said: str, label: str, apart: tuple[str, ...]) -> bool:
    return any(
        not NEGATED.search(said[: found.start()]) and not _means_else(said, found, apart)
        for found in _pattern(label).finditer(said)
    )


def _means_else(said: str, label: re.Match[str], apart: tuple[str, ...]) -> bool:
    """Whether one of the words that set a label apart stands within four words of it, in the same sentence."""
    before = ENDS.split(said[: label.start()])[-1].split()[-4:]
    after = ENDS.split(said[label.end() :])[0].split()[:4]
    return any(word.startswith(other) for word in (*before, *after) for other in apart)


@lru_cache(maxsize=512)
def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(plain(label))}{INFLECTED}(?!\w)")
