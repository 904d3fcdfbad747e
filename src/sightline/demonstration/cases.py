"""The people of today: those of the public case files and a few more, one for every state an open episode can be in.

Invented like all the others, with the facts their case file gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.audit.moments import day_of
from sightline.demonstration import figures, person, spells, words
from sightline.demonstration.county import CARE_HOME, FOSTERING
from sightline.demonstration.lives import Agreed, Life, Mark, Stay, Tie
from sightline.demonstration.lots import Lots
from sightline.demonstration.places import KINGSMERE, NORTHMOOR, SOUTHVALE, address

CASE = "demonstration case"
CSE = "is at known risk of sexual exploitation"
Window = tuple[int, int, int]  # from and to so many days ago, and how often missing between them


@dataclass(frozen=True, slots=True)
class Case:
    """One person of today: who, where, what is flagged, and how often missing before."""

    code: str
    given: str
    family: str
    age: int
    sex: str
    council: str
    setting: str
    provider: str = ""
    marks: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    placed_days: int = 300
    plan: str = ""
    only: str = ""  # the one level at which every earlier episode was recorded
    relative: str = ""
    in_need: bool = False


CASES: Sequence[Case] = (
    Case(
        "H01",
        "Carys",
        "Fothergill",
        15,
        "female",
        NORTHMOOR,
        "family home",
        windows=((350, 100, 5), (85, 6, 4)),
        in_need=True,
    ),
    Case(
        "H05",
        "Tegan",
        "Marwood",
        16,
        "female",
        NORTHMOOR,
        "children's home",
        "Rowan House",
        (CSE,),
        ((355, 10, 12),),
        relative="aunt, in Southvale",
    ),
    Case(
        "H07",
        "Shanice",
        "Lartey",
        14,
        "female",
        NORTHMOOR,
        "foster care",
        FOSTERING[NORTHMOOR],
        (CSE, "misuses drugs or alcohol"),
        ((175, 95, 7), (85, 6, 8)),
    ),
    Case(
        "H09",
        "Imogen",
        "Capstick",
        16,
        "female",
        NORTHMOOR,
        "children's home",
        "Damson Cottage",
        windows=((350, 20, 6),),
        only="medium",
    ),
    Case(
        "H11",
        "Jerusha",
        "Acheampong",
        15,
        "female",
        KINGSMERE,
        "children's home",
        "Cedar House",
        (CSE,),
        ((360, 8, 28),),
        plan="high",
    ),
    Case(
        "H14",
        "Kai",
        "Umpleby",
        12,
        "male",
        NORTHMOOR,
        "children's home",
        "Rowan House",
        windows=((48, 6, 18),),
        placed_days=49,
    ),
    Case("A01", "Martin", "Scattergood", 46, "male", NORTHMOOR, "own home"),
    Case(
        "A03", "Danyal", "Warraich", 15, "male", SOUTHVALE, "children's home", "Willow Lodge", windows=((200, 20, 1),)
    ),
    Case(
        "S13",
        "Freya",
        "Dunnachie",
        15,
        "female",
        NORTHMOOR,
        "foster care",
        FOSTERING[NORTHMOOR],
        windows=((300, 40, 2),),
    ),
    Case("D01", "Kofi", "Sarpong", 16, "male", KINGSMERE, "family home", windows=((300, 30, 1),)),
    Case("D02", "Niamh", "Peasgood", 13, "female", NORTHMOOR, "family home"),
    Case(
        "D03",
        "Reece",
        "Ollerenshaw",
        17,
        "male",
        NORTHMOOR,
        "foster care",
        FOSTERING[NORTHMOOR],
        windows=((330, 30, 3),),
    ),
    Case(
        "D04",
        "Mirela",
        "Hlebova",
        14,
        "female",
        NORTHMOOR,
        "children's home",
        "Damson Cottage",
        windows=((200, 20, 2),),
    ),
    Case("D05", "Alan", "Wagstaff", 58, "male", KINGSMERE, "own home", marks=("has a mental health condition",)),
    Case("D06", "Doreen", "Longbottom", 81, "female", NORTHMOOR, "adult care home", CARE_HOME, ("has dementia",)),
    Case("D07", "Sunil", "Panesar", 34, "male", SOUTHVALE, "own home", marks=("has a mental health condition",)),
)


def life_of(case: Case, lots: Lots, now: datetime) -> Life:
    """The whole life of one case, with its closed episodes before today."""
    today = day_of(now)
    born_on = today - timedelta(days=int(case.age * 365.2425) + 100)
    home = address(lots, case.council)
    life = Life(
        case.given,
        case.family,
        born_on,
        case.sex,
        "",
        case.setting,
        person.mobile(lots),
        home,
        case.council,
        now - timedelta(days=700),
        lots.one_of(words.LOOKS),
        lots.one_of(words.KEEPS_SAFE),
    )
    life.identifiers = [(CASE, case.code), ("NHS number", person.nhs_number(lots))]
    life.marks = [Mark(phrase, words.MARKS[phrase], "Key worker", today - timedelta(days=380)) for phrase in case.marks]
    life.ties = person.ties(lots, life, is_child=case.age < 18, exploited=CSE in case.marks)
    if case.relative:
        life.ties.append(Tie(f"Jo {case.family}", case.relative, person.mobile(lots)))
    if case.plan:
        life.agreed = Agreed(case.plan, today - timedelta(days=60), today + timedelta(days=30))
    _place(life, case, now, lots)
    _history(life, case, now, lots)
    return life


def _place(life: Life, case: Case, now: datetime, lots: Lots) -> None:
    since, began = day_of(now) - timedelta(days=case.placed_days), day_of(now) - timedelta(days=500)
    if case.in_need:
        life.care = [("is a child in need", began, None)]
    if not case.provider:
        return
    if case.age < 18:
        life.care = [("is looked after", min(began, since), None)]
        if case.placed_days < 300:
            fostered = address(lots, case.council)
            life.stays = [Stay("foster care", FOSTERING[case.council], began, since, case.council, fostered)]
    life.stays.append(Stay(case.setting, case.provider, since, None, case.council, address(lots, case.council)))


def _history(life: Life, case: Case, now: datetime, lots: Lots) -> None:
    group = "adult" if case.age >= 18 else "looked after" if case.provider else "child"
    grades = {case.only: 1.0} if case.only else figures.GRADES_CHILD_NO_LOW
    manner = spells.Manner(group, grades, case.council, life.stays[-1].place if life.stays else life.home)
    for since, until, times in case.windows:
        between = {"since": now - timedelta(days=since), "until": now - timedelta(days=until)}
        life.spells += spells.draw(lots, manner, missing=times, absent=0, now=now, **between)
