"""Draws who somebody is: name, home, numbers, people in their life, what is flagged. Knows no spell and no table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sightline.demonstration import figures, words
from sightline.demonstration.lives import Agreed, Life, Mark, Tie
from sightline.demonstration.lots import Lots
from sightline.demonstration.names import ethnicity, family_name, full_name, given_name

TEEN_MARKS: Mapping[str, float] = {
    "is at known risk of criminal exploitation": 0.06, "self-harms": 0.09, "misuses drugs or alcohol": 0.12,
    "is autistic": 0.05,
}  # our own assumption  # fmt: skip
ADULT_MARKS: Mapping[str, float] = {
    "is likely to attempt suicide": 0.12, "misuses drugs or alcohol": 0.15, "needs essential medication": 0.06,
}  # our own assumption  # fmt: skip
FAMILY_OF_CHILD, FAMILY_OF_ADULT = ("mother", "father", "grandmother"), ("partner", "sister", "brother", "daughter")
EXPLOITATION = "is at known risk of sexual exploitation"
WHO_SAID = (
    "Social worker",
    "School nurse",
    "Family doctor",
    "Mother",
    "Key worker",
    "Mental health team",
    "Youth worker",
)


def mobile(lots: Lots) -> str:
    """A mobile number from the range kept free for drama."""
    return f"07700 900{lots.whole(0, 999):03d}"


def nhs_number(lots: Lots) -> str:
    """A number of the series 999, which is never given to a patient, with its right check digit."""
    while True:
        digits = [9, 9, 9, *(lots.whole(0, 9) for _ in range(6))]
        check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            text = "".join(map(str, digits)) + str(check % 11)
            return f"{text[:3]} {text[3:6]} {text[6:]}"


def name_of(lots: Lots, sex: str) -> tuple[str, str, str]:
    """Given name, family name and the ethnicity on record, which is empty for the share that is not known."""
    group = lots.deal("ethnicity", figures.ETHNICITY)
    known = lots.chance("ethnicity known", figures.ETHNICITY_KNOWN)
    return given_name(lots, group, sex), family_name(lots, group), ethnicity(lots, group) if known else ""


def sex_of(lots: Lots, age: int) -> str:
    """More boys below twelve, more girls above, more men among adults (FN20, NCA-MALE)."""
    if age < 12:
        return lots.deal("sex under 12", figures.SEX_UNDER_12)
    return lots.deal("sex teenage", figures.SEX_TEENAGE) if age < 18 else lots.deal("sex adult", figures.SEX_ADULT)


def ties(lots: Lots, life: Life, *, is_child: bool, exploited: bool) -> list[Tie]:
    """A parent and a friend for a child, a relative for an adult; under a flag also an adult who may pose a risk."""
    relation = lots.one_of(FAMILY_OF_CHILD if is_child else FAMILY_OF_ADULT)
    found = [Tie(f"{full_name(lots).split()[0]} {life.family}", relation, mobile(lots))]
    if is_child and lots.chance("friend on record", 0.5):
        found.append(Tie(full_name(lots), "friend", mobile(lots)))
    if exploited:
        found.append(Tie(full_name(lots), "adult associate", "", poses_risk=True))
    return found


def _mark(lots: Lots, phrase: str, since: date) -> Mark:
    return Mark(phrase, words.MARKS[phrase], f"{lots.one_of(WHO_SAID)} {full_name(lots)}", since)


def marks(lots: Lots, age: int, setting: str, since: date, *, exploited: bool) -> list[Mark]:
    """The flags of somebody of an age, in force since a day (FN14, FR11, NCA-CSE)."""
    found = [EXPLOITATION] if exploited else []
    if age >= 75 and setting == "adult care home":
        found.append("has dementia")
    share = figures.MENTAL_HEALTH_CHILD if age < 18 else figures.MENTAL_HEALTH_ADULT
    if age >= 12 and lots.chance("mental health child" if age < 18 else "mental health adult", share):
        found.append("has a mental health condition")
    for phrase, part in (TEEN_MARKS if age < 18 else ADULT_MARKS).items():
        if age >= 12 and lots.chance(f"{phrase} {age < 18}", part):
            found.append(phrase)
    return [_mark(lots, phrase, since) for phrase in found]


def agreed(lots: Lots, today: date, *, exploited: bool) -> Agreed:
    """A trigger plan made in the last half year; some are due, or overdue, for review."""
    made = today - timedelta(days=lots.whole(10, 200))
    return Agreed("high" if exploited else "medium", made, made + timedelta(days=180))


def looks(lots: Lots, life: Life) -> None:
    """What the person looks like and what keeps them safe, for those for whom a profile was made."""
    if lots.chance("profile made", 0.6):
        life.description, life.keeps_safe = lots.one_of(words.LOOKS), lots.one_of(words.KEEPS_SAFE)
