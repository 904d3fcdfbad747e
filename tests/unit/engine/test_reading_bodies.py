"""What is particular to each kind of card: what it may hold, what it may leave out, and what contradicts itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sightline.engine.model import (
    Authority,
    Body,
    Category,
    Clock,
    Definition,
    Duty,
    Field,
    Period,
    Question,
    Record,
    Risk,
    Sharing,
    Timing,
)
from sightline.engine.reading.bodies import READERS
from tests.unit.engine.words import WORDS, read

AT_ONCE = Timing("at_once")
LISTED = "is listed"
SOUND: list[tuple[str, str, Body]] = [
    ("definition", 'term = "missing"', Definition("missing")),
    ("definition", 'term = "gone"\ncategory = "missing"', Definition("gone", "missing")),
    ("category", 'requires = ["missing"]', Category(requires=("missing",))),
    ("category", 'requires = ["the trigger plan"]', Category(requires=("the trigger plan",))),
    ("category", 'opens = ["absent"]\nneeds_answers = ["is pregnant"]',
     Category(opens=("absent",), needs_answers=("is pregnant",))),
    ("category", 'bars = ["absent"]\nrequires = ["missing"]', Category(requires=("missing",), bars=("absent",))),
    ("category", "deploy_at_once = true", Category(deploy_at_once=True)),
    ("risk", 'floor = "medium"', Risk(floor="medium")),
    ("risk", 'floor = "the trigger plan"\nadvises = "none"', Risk(floor="the trigger plan", advises="none")),
    ("risk", 'floor = "medium"\nadvises = "medium"', Risk(floor="medium", advises="medium")),
    ("risk", 'floor = "low"\nadvises = "high"', Risk(floor="low", advises="high")),
    ("risk", 'seriousness = "high"\nimmediacy = "low"', Risk(seriousness="high", immediacy="low")),
    ("risk", "deploy_at_once = true", Risk(deploy_at_once=True)),
    ("risk", '[[version.question]]\n[[question]]\nid = "q1"\ntext = "Why?"\nfacts = ["is pregnant"]\nhint = "Ask."\n'
             'narrative = true\nskipped_by = ["self-harms"]\n[[question]]\nid = "q2"\ntext = "Who?"',
     Risk(questions=(Question("q1", "Why?", ("is pregnant",), "Ask.", True, ("self-harms",)),
                     Question("q2", "Who?", narrative=False)))),
    ("duty", 'clock_starts = ["reported"]\n[[duty]]\ndo = "ring"\nwho = "sergeant"\nstrength = "must"\nat_once = true',
     Clock(("reported",), (), (Duty("ring", "sergeant", "must", AT_ONCE, to="carer"),))),
    ("threshold", 'clock_starts = ["reported", "seen"]\nclock_stops = ["returned"]\n[[duty]]\ndo = "review"\n'
                  'who = "carer"\nstrength = "may"\nwithin = "1 hour"\nto = "sergeant"\nexcused_by = ["seen"]\n'
                  'escalate_to = ["sergeant"]\nacknowledge_within = "10 minutes"',
     Clock(("reported", "seen"), ("returned",),
           (Duty("review", "carer", "may", Timing("within", Period(elapsed=timedelta(hours=1))), "sergeant", ("seen",),
                 ("sergeant",), timedelta(minutes=10)),))),
    ("duty", 'clock_starts = ["reported"]\n[[duty]]\ndo = "review"\nwho = "carer"\nstrength = "must"\nat_once = true\n'
             'acknowledge_within = "area: review every"',
     Clock(("reported",), (), (Duty("review", "carer", "must", AT_ONCE, acknowledge_parameter="review every"),))),
    ("duty", 'clock_starts = ["reported"]\n[[duty]]\ndo = "ring"\nto = "sergeant"\nwho = "carer"\nstrength = "must"\n'
             "at_once = true",
     Clock(("reported",), (), (Duty("ring", "carer", "must", AT_ONCE, to="sergeant"),))),
    ("authority", 'decision = "close"\nmay = ["sergeant"]', Authority("close", ("sergeant",))),
    ("authority", 'decision = "close"\nmay_not = ["carer"]\ncategories = ["absent"]\nsettles = true',
     Authority("close", may_not=("carer",), categories=("absent",), settles=True)),
    ("authority", 'decision = "lower the risk"\nneeds = ["is pregnant"]\nlower_from = "high"',
     Authority("lower the risk", lower_from="high", needs=("is pregnant",))),
    ("authority", 'decision = "close"\nrefuses = true', Authority("close", refuses=True)),
    ("sharing", 'event = "seen"\nto = ["carer"]\nwhat = "That."\nbasis = "Law."\nstrength = "must"',
     Sharing("seen", ("carer",), "That.", "Law.", "must")),
    ("sharing", 'event = "seen"\nto = ["carer"]\nwhat = "That."\nbasis = "Law."\nstrength = "may"\nby = "sergeant"\n'
                "withholds = true",
     Sharing("seen", ("carer",), "That.", "Law.", "may", "sergeant", True)),
    ("record", 'form = "report"\n[[field]]\nname = "age"\nstrength = "must"\n[[field]]\nname = "due"\n'
               'strength = "should"\nwhy = "So."\nwhen = ["is pregnant"]',
     Record("report", (Field("age", "must"), Field("due", "should", "So.", ("is pregnant",))))),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "body"), SOUND)
def test_a_sound_card_is_read_as_it_stands(kind: str, text: str, body: Body) -> None:
    found, faults = read(READERS[kind], text.replace("[[version.question]]\n", ""), WORDS)
    assert found == body and faults == []


DUTY = '[[duty]]\ndo = "ring"\nwho = "carer"\nstrength = "must"\nat_once = true\n'
QUESTION = '[[question]]\nid = "a"\ntext = "Why?"\n'
FIELD = '[[field]]\nname = "age"\nstrength = "must"\n'
FAULTY: list[tuple[str, str, list[str]]] = [
    ("definition", "", ["1: a card needs `term`, in words."]),
    ("category", 'opens = ["absent"]\nbars = ["absent"]',
     ["2: “absent” is barred and allowed by the same card. Split the card in two."]),
    ("category", 'requires = ["absent"]\nbars = ["absent"]',
     ["2: “absent” is barred and allowed by the same card. Split the card in two."]),
    ("category", 'requires = ["absent"]\nneeds_answers = ["is pregnant"]',
     ["2: `needs_answers` goes with `opens`. Say which category these answers open."]),
    ("category", "deploy_at_once = false",
     ["1: This card changes nothing. A category card requires, opens or bars a category."]),
    ("risk", "", ["1: This card changes nothing. A risk card sets a floor, advises a level or asks questions."]),
    ("risk", 'floor = "medium"\nadvises = "low"', ["2: The advice (low) lies below the floor (medium). Raise it."]),
    ("risk", f"{QUESTION}{QUESTION}", ["2: There are two questions “a”. Give each an id of its own."]),
    ("risk", f"{QUESTION}zzz = 1\n",
     ["4: `zzz` means nothing here. Known here: id, text, facts, hint, narrative, skipped_by."]),
    ("duty", f"{DUTY}", ["1: a card needs `clock_starts`: a list of phrases."]),
    ("duty", f'clock_starts = ["seen"]\nclock_stops = ["seen"]\n{DUTY}',
     ["2: “seen” both starts and stops the clock. Keep one."]),
    ("duty", 'clock_starts = ["seen"]', ["1: This card asks nothing of anybody. Add a [[version.duty]]."]),
    ("duty", f'clock_starts = ["seen"]\n{DUTY.replace(chr(34) + "ring", chr(34) + "zzz")}',
     ["3: “zzz” is not an action of the vocabulary. Known: review, ring …"]),
    ("authority", 'decision = "close"\nmay = ["carer"]\nmay_not = ["carer"]',
     ["3: “carer” may and may not. Keep one."]),
    ("authority", 'decision = "close"',
     ["1: This card limits nobody. An authority card says who may, who may not, or what is needed first."]),
    ("authority", 'decision = "close"\nmay = ["carer"]\nlower_from = "high"',
     ["3: `lower_from` belongs to the decision “lower the risk”. Change the decision."]),
    ("sharing", 'event = "seen"\nwhat = "That."\nbasis = "Law."\nstrength = "must"',
     ["1: a card needs `to`: a list of phrases."]),
    ("record", 'form = "report"', ["1: This card asks for no field. Add a [[version.field]]."]),
    ("record", f'form = "report"\n{FIELD}{FIELD}', ["3: There are two fields “age”. Keep one."]),
    ("record", f'form = "report"\n{FIELD}zzz = 1\n',
     ["5: `zzz` means nothing here. Known here: name, strength, why, when."]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "faults"), FAULTY)
def test_what_contradicts_itself_is_said_where_it_stands(kind: str, text: str, faults: list[str]) -> None:
    assert read(READERS[kind], text, WORDS)[1] == faults


def test_three_of_a_name_are_said_twice_and_others_not_at_all() -> None:
    other = FIELD.replace("age", "due")
    assert len(read(READERS["record"], f'form = "report"\n{FIELD}{other}{FIELD}{FIELD}', WORDS)[1]) == 2
    last = QUESTION.replace('"a"', '"b"')
    assert read(READERS["risk"], f"{QUESTION}{last}", WORDS)[1] == []


@pytest.mark.parametrize(("order", "said"), [("abba", "ba"), ("baa", "a"), ("aba", "a"), ("aab", "a"), ("ab", "")])
def test_the_name_that_stands_twice_is_the_one_that_is_said(order: str, said: str) -> None:
    questions = "".join(QUESTION.replace('"a"', f'"{name}"') for name in order)
    assert [line.split(": ")[1] for line in read(READERS["risk"], questions, WORDS)[1]] == [
        f"There are two questions “{name}”. Give each an id of its own." for name in said
    ]
    fields = 'form = "report"\n' + "".join(FIELD.replace("age", f"{name}ge") for name in order)
    found = read(READERS["record"], fields, WORDS)[1]
    assert [line.split(": ")[1] for line in found] == [f"There are two fields “{name}ge”. Keep one." for name in said]
    lines = fields.splitlines()
    assert all(f'"{name}ge"' in lines[int(line.split(":")[0]) - 1] for line, name in zip(found, said, strict=True))
