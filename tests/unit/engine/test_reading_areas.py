"""An area is read as it stands, and held against its cards, its words and its nation: each fault at its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from sightline.engine.faults import Fault
from sightline.engine.model import (
    Area,
    Card,
    Category,
    Departure,
    Desk,
    Element,
    Lead,
    Period,
    Tightening,
)
from sightline.engine.reading.areas import read_area, read_areas
from sightline.engine.vocabulary import Must, Parameter, ProtocolElement, Vocabulary
from tests.unit.engine.cards import card, clock, duty, timing
from tests.unit.engine.words import SOURCES, table, told, vocabulary

HOURS = timedelta(hours=1)
PERIOD = Parameter("review every", "period", "J1", "How often.", tighter=())
CHOICE = Parameter("who rings", "choice", "J2", "Who.", ("carer", "police"), must=Must("england", "our-guidance", "3"))
TIMES = Parameter("tours end at", "times", "J3", "When.")
YES = Parameter("asks first", "yes or no", "J4", "Whether.")
NUMBER = Parameter("how many", "number", "J5", "Number.")
SIX, OFTEN = timing("within", "6 hours"), timing("every", "area: review every")
DUTIES = (duty(SIX, do="ring", who="carer"), duty(OFTEN, do="review", who="sergeant"))
RINGS = card("duty", clock(*DUTIES), id="A-RING-01")
OPENS = card("category", Category(opens=("absent",)), id="B-OPEN-01")
CARDS = {c.id: c for c in (RINGS, OPENS)}
TOP = 'id = "here"\nname = "Here"\nnation = "england"\ncards = ["A-RING-01"]\n'
SETTLED = '[parameters]\n"review every" = "2 hours"\n'
CONTACTS = '[protocol."contacts"]\nsays = "The sergeant."\nwho_settles = ["police"]\nnot_settled = "The name."\n'
DESK = '[[desk]]\nid = "front"\nname = "Front desk"\nagency_kind = "police"\nroles = ["sergeant"]\n'


def words(*parameters: Parameter, elements: tuple[ProtocolElement, ...] = ()) -> Vocabulary:
    return vocabulary(parameters={p.name: p for p in parameters or (PERIOD,)}, protocol={e.name: e for e in elements})


def area(text: str, given: Vocabulary | None = None, cards: dict[str, Card] = CARDS) -> tuple[Area, list[str]]:
    t = table(text, "an area", "areas/here.toml")
    found = read_area(t, given or words(), cards, SOURCES)
    t.close()
    return found, told(t.doc.faults)


def test_an_area_is_read_as_it_stands() -> None:
    found, faults = area(TOP + SETTLED + DESK)
    desk = Desk("front", "Front desk", "police", ("sergeant",))
    assert faults == [] and found == Area(
        "here", "Here", "england", ("A-RING-01",), {"review every": Period(elapsed=2 * HOURS)}, desks=(desk,)
    )
    bare, faults = area(TOP)
    assert faults == [] and bare == Area("here", "Here", "england", ("A-RING-01",))


@pytest.mark.parametrize(
    ("cards", "adopted", "faults"),
    [
        ('["A-RING-01", "B-OPEN-01"]', ("A-RING-01", "B-OPEN-01"), []),
        ('["B-*", "A-RING-01", "B-OPEN-01"]', ("B-OPEN-01", "A-RING-01"), []),
        ('["*"]', ("A-RING-01", "B-OPEN-01"), []),
        ('["tv-test-01"]', ("A-RING-01",), []),
        ('["A-RING-02"]', (), ["4: “A-RING-02” is not a card of the vocabulary. Did you mean “A-RING-01”?"]),
        ('["C-*"]', (), ["4: No card fits “C-*”. Remove it, or write the card first."]),
        ("[]", (), ["4: an area needs `cards`: a list of phrases."]),
    ],
)
def test_cards_are_adopted_by_id_by_pattern_or_by_file(cards: str, adopted: tuple[str, ...], faults: list[str]) -> None:
    files = {"A-RING-01": "tv-test-01.toml", "B-OPEN-01": "b-open-01.toml"}
    there = {c.id: replace(c, file=files[c.id]) for c in (RINGS, OPENS)}
    found, said = area(TOP.replace('["A-RING-01"]', cards), cards=there)
    assert found.cards == adopted and said == faults


VALUES: list[tuple[str, Any, list[str]]] = [
    ('"review every" = "2 hours"', Period(elapsed=2 * HOURS), []),
    ('"review every" = "not laid down"', "not laid down", []),
    ('"review every" = "3 working days"', Period(working_days=3), []),
    ('"review every" = "area: review every"', Period(parameter="review every"),
     ["6: “review every” is settled here, not elsewhere. Write the time itself, like 6 hours."]),
    ('"review every" = "agreed: review_minutes"', Period(measure="review_minutes"),
     ["6: “review every” is settled here, not elsewhere. Write the time itself, like 6 hours."]),
    ('"who rings" = "police"', "police", []),
    ('"who rings" = "not laid down"', "not laid down", []),
    ('"who rings" = "polise"', "",
     ["6: “polise” is not a choice for “who rings” of the vocabulary. Did you mean “police”?"]),
    ('"asks first" = "yes"', "yes", []),
    ('"asks first" = "perhaps"', "",
     ["6: “perhaps” is not an answer to “asks first” of the vocabulary. Known: no, not laid down, yes …"]),
    ('"how many" = 3', 3, []),
    ('"tours end at" = ["19:00", "07:00"]', (time(7), time(19)), []),
    ('"tours end at" = ["7", "19:00"]', (time(19),), ["6: “7” is not a time of day. Write it like 07:00."]),
    ('"tours end at" = []', (), ["6: `parameters` of an area needs `tours end at`: a list of phrases."]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "value", "faults"), VALUES)
def test_a_parameter_is_settled_in_its_own_way(line: str, value: Any, faults: list[str]) -> None:
    found, said = area(f"{TOP}[parameters]\n{line}\n", words(PERIOD, CHOICE, TIMES, YES, NUMBER))
    assert [*found.parameters.values()] == [value] and said == faults


def test_a_parameter_nobody_knows_is_said_once() -> None:
    found, said = area(f'{TOP}[parameters]\n"zzz" = 1\n')
    assert found.parameters == {} and said == ["6: “zzz” is not a parameter of the vocabulary. Known: review every …"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TOP + DESK.replace("police", "army"), "“army” is not a kind of agency of the vocabulary."),
        (TOP + DESK.replace('["sergeant"]', "[]"), "The desk 1 needs `roles`: a list of phrases."),
        (TOP + DESK + "zzz = 1\n", "`zzz` means nothing here."),
        (TOP.replace("england", "france"), "“france” is not a nation of the vocabulary."),
        ("zzz = 1\n" + TOP, "`zzz` means nothing here."),
    ],
)
def test_a_line_that_does_not_fit_is_said(text: str, says: str) -> None:
    (said,) = area(text)[1]
    assert says in said


def test_a_departure_cites_its_source_and_the_must_of_the_nation_it_departs_from() -> None:
    departs = (
        '[[departs]]\nparameter = "who rings"\nsource = { document = "our-guidance", at = "9" }\nbecause = "So."\n'
    )
    text = f'{TOP}[parameters]\n"who rings" = "police"\n{departs}'
    found, faults = area(text, words(CHOICE))
    assert faults == [] and found.departures == (
        Departure("who rings", "our-guidance", "Guidance, 9", "So.", "Guidance, 3"),
    )
    welsh, _ = area(text.replace("england", "wales"), words(CHOICE))
    assert welsh.departures[0].must == ""
    unread, said = area(text.replace("our-guidance", "zzz"), words(CHOICE))
    assert unread.departures[0].citation == "9" and len(said) == 1
    _, said = area(text + "zzz = 1\n", words(CHOICE))
    assert len(said) == 1 and "`zzz` means nothing here." in said[0]
    _, said = area(text.replace('at = "9"', 'at = "9", zzz = 1'), words(CHOICE))
    assert len(said) == 1 and "`zzz` means nothing here." in said[0]
    nothing, said = area(text.replace('parameter = "who rings"', 'parameter = "zzz"'), words(CHOICE))
    assert nothing.departures[0].must == "" and len(said) == 1


# --- What an area tightens -------------------------------------------------------------------------------------------

LOOSENS = "An area may tighten A-RING-01, never loosen it"
RING, REVIEW = (
    'card = "A-RING-01"\ndo = "ring"\nbecause = "So."\n',
    'card = "A-RING-01"\ndo = "review"\nbecause = "So."\n',
)
TIGHTENED: list[tuple[str, Tightening | None, list[str]]] = [
    (f'{RING}within = "2 hours"', Tightening("A-RING-01", "ring", "So.", within=Period(elapsed=2 * HOURS)), []),
    (f'{RING}within = "6 hours"', Tightening("A-RING-01", "ring", "So.", within=Period(elapsed=6 * HOURS)), []),
    (f'{REVIEW}every = "1 hour"', Tightening("A-RING-01", "review", "So.", every=Period(elapsed=HOURS)), []),
    (f'{RING}acknowledge_within = "30 minutes"\nwho = "carer"',
     Tightening("A-RING-01", "ring", "So.", who="carer", acknowledge_within=HOURS / 2), []),
    (f'{RING}strength = "must"', Tightening("A-RING-01", "ring", "So.", strength="must"), []),
    (f'{RING}within = "7 hours"', None, [f"{LOOSENS}. Choose a time that is never later than 6 hours."]),
    (f"{RING}within_working_days = 1", None, [f"{LOOSENS}. Choose a time that is never later than 6 hours."]),
    (f'{RING}every = "1 hour"', None, [f"{LOOSENS}: “ring” is not due that way. The card says `within`."]),
    (f'{REVIEW}within = "1 hour"', None, [f"{LOOSENS}: “review” is not due that way. The card says `every`."]),
    (f'{REVIEW}every = "3 hours"', None, [f"{LOOSENS}. Choose a time that is never later than 2 hours."]),
    (f'{RING}acknowledge_within = "31 minutes"', None, [f"{LOOSENS}. “Seen” is said within 30 minutes already."]),
    (f'{RING}strength = "should"', None, [f"{LOOSENS}: it says must. Leave the strength out."]),
    (f'{RING}who = "sergeant"\nwithin = "2 hours"', None,
     ["A-RING-01 does not ask anybody to “ring”. Name a duty of the card."]),
    (RING, None, ["To tighten is to set something stricter. Give one of: within, within_working_days, every, "
                  "acknowledge_within, strength."]),
    (f'{RING}within = "1 hour"\nwithin_working_days = 1', None,
     ["There are two deadlines. Keep `within` or `within_working_days`.",
      f"{LOOSENS}. Choose a time that is never later than 6 hours.",
      "`within` means nothing here. Did you mean `acknowledge_within`?"]),
    (f'{RING}within = "area: review every"', None,
     ["A stricter time is a time of its own. Write it like 4 hours, or change the parameter."]),
    (f'{RING}within = "agreed: review_minutes"', None,
     ["A stricter time is a time of its own. Write it like 4 hours, or change the parameter."]),
    (f'{RING}strength = "must"\nzzz = 1', None,
     ["`zzz` means nothing here. Known here: card, do, because, who, within_working_days, within, every, "
      "acknowledge_within, strength."]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "entry", "faults"), TIGHTENED)
def test_an_area_may_only_be_stricter(lines: str, entry: Tightening | None, faults: list[str]) -> None:
    found, said = area(f"{TOP}{SETTLED}[[tighten]]\n{lines}\n")
    assert [line.split(": ", 1)[1] for line in said] == faults
    assert entry is None or found.tightened == (entry,)


def test_an_entry_that_cannot_be_read_is_said_once() -> None:
    unknown = area(f'{TOP}{SETTLED}[[tighten]]\n{RING.replace("A-RING-01", "A-RING-02")}within = "1 hour"\n')[1]
    assert len(unknown) == 1 and "“A-RING-02” is not a card of this area" in unknown[0]
    undone = area(f'{TOP}{SETTLED}[[tighten]]\n{RING.replace("ring", "zzz")}within = "1 hour"\n')[1]
    assert len(undone) == 1 and "“zzz” is not an action" in undone[0]
    (endless,) = area(f'{TOP}{SETTLED}[[tighten]]\n{RING}within = "a while"\n')[1]
    assert "“a while” is not a length of time." in endless


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        (RING, RING, True),
        (f'{RING}who = "carer"\n', f'{RING}who = "carer"\n', True),
        (f'{RING}who = "carer"\n', RING, True),
        (RING, f'{RING}who = "carer"\n', True),
        (RING, REVIEW, False),
    ],
)
def test_one_duty_is_tightened_once(first: str, second: str, twice: bool) -> None:
    text = f'{TOP}{SETTLED}[[tighten]]\n{first}strength = "must"\n[[tighten]]\n{second}strength = "must"\n'
    found, said = area(text)
    assert ["is tightened twice. Put both into one [[tighten]]." in line for line in said] == [True] * twice
    assert len(found.tightened) == 2


def test_two_parties_of_one_duty_are_tightened_apart() -> None:
    both = (duty(timing("within", "6 hours"), do="ring", who=who) for who in ("carer", "sergeant"))
    cards = {"A-RING-01": card("duty", clock(*both), id="A-RING-01")}
    entries = "".join(f'[[tighten]]\n{RING}who = "{who}"\nwithin = "1 hour"\n' for who in ("carer", "sergeant"))
    assert area(TOP + entries, cards=cards)[1] == []


def test_what_recurs_is_not_tightened_until_it_never_falls_due_and_no_given_time_may_be_set() -> None:
    ends = duty(timing("every", "1 hour", "2 hours"), do="review", who="carer")
    none = duty(timing("none_given"), do="ring", who="carer")
    cards = {"A-RING-01": card("duty", clock(ends, none), id="A-RING-01")}
    (said,) = area(f'{TOP}[[tighten]]\n{REVIEW}every = "2 hours"\n', cards=cards)[1]
    assert said.endswith(f"{LOOSENS}: “review” would never fall due. Its `until` is 2 hours.")
    assert area(f'{TOP}[[tighten]]\n{RING}within = "900 hours"\n', cards=cards)[1] == []


def test_how_soon_seen_is_said_is_tightened_below_what_the_area_settled() -> None:
    seen = duty(timing("at_once"), do="ring", who="carer", acknowledge_parameter="review every")
    cards = {"A-RING-01": card("duty", clock(seen), id="A-RING-01")}
    entry = f"{TOP}{SETTLED}[[tighten]]\n{RING}acknowledge_within = "
    assert area(f'{entry}"2 hours"\n', cards=cards)[1] == []
    (said,) = area(f'{entry}"3 hours"\n', cards=cards)[1]
    assert said.endswith("“Seen” is said within 2 hours already.")


# --- Where its protocol stands ---------------------------------------------------------------------------------------

WANTED = ProtocolElement("contacts", "D1", "Who is rung.", ("police",))


def protocol(lines: str) -> tuple[Element, list[str]]:
    text = f'{TOP}{SETTLED}{DESK}[protocol."contacts"]\n{lines}\n'
    found, said = area(text, words(elements=(WANTED,)))
    return found.protocol[0], [line.split(": ", 1)[1] for line in said]


LEADS = '[[protocol."contacts".leads]]\nrole = "sergeant"\ndesk = "front"\n'
OPEN = 'not_settled = "The name."\nwho_settles = ["police"]\n'


def test_an_element_is_read_as_it_stands() -> None:
    found, faults = protocol(f'cards = ["A-*"]\nparameters = ["review every"]\nsays = "Words."\n{LEADS}')
    assert faults == [] and found == Element(
        "contacts", "D1", "Words.", ("A-RING-01",), ("review every",), (Lead("police", "sergeant", "front"),)
    )
    assert protocol(OPEN) == (Element("contacts", "D1", not_settled="The name.", who_settles=("police",)), [])
    assert protocol(OPEN.replace("police", "the partnership") + LEADS)[1] == []


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (f'cards = ["C-*"]\n{LEADS}',
         ["Here has adopted no card “C-*”. Adopt it, or leave it out."]),
        ("", ["“contacts” (D1) is not answered. Give one of: says, cards, parameters, leads, not_settled.",
              "Nobody leads for: police. Name a lead, or let `who_settles` name that agency."]),
        ('says = "Words."', ["Nobody leads for: police. Name a lead, or let `who_settles` name that agency."]),
        (f'not_settled = "The name."\n{LEADS}',
         ["`not_settled` and `who_settles` go together. Say what is open, and who must settle it."]),
        (f'says = "Words."\nwho_settles = ["police"]\n{LEADS}',
         ["`not_settled` and `who_settles` go together. Say what is open, and who must settle it."]),
        (LEADS.replace("sergeant", "carer"),
         ["The desk “front” does not answer for the carer. Name the desk that does.",
          "Nobody leads for: police. Name a lead, or let `who_settles` name that agency."]),
        (LEADS + "zzz = 1", ["`zzz` means nothing here. Known here: role, desk."]),
        (f"zzz = 1\n{LEADS}",
         ["`zzz` means nothing here. Known here: says, cards, parameters, leads, not_settled, who_settles."]),
    ],
)  # fmt: skip
def test_an_element_that_does_not_fit_is_said(lines: str, faults: list[str]) -> None:
    assert protocol(lines)[1] == faults


def test_every_element_is_answered_and_none_that_nobody_asks_for() -> None:
    found, said = area(f'{TOP}[protocol."zzz"]\nsays = "x"\n', words(elements=(WANTED,)))
    assert found.protocol == () and [line.split(": ", 1)[1] for line in said] == [
        "“zzz” is not an element of a local protocol of the vocabulary. Known: contacts …",
        "The protocol of Here does not say where “contacts” stands (D1). Name cards or parameters, or say what is "
        "`not_settled` and `who_settles` it.",
    ]  # fmt: skip
    assert area(TOP, words())[0].protocol == ()
    _, said = area(TOP, words(elements=(WANTED,)))
    assert "`protocol` of an area should be a table." in said[0]


# --- All of them -----------------------------------------------------------------------------------------------------


def folder(place: Path, **areas: str) -> Path:
    (place / "areas").mkdir(exist_ok=True)
    for name, text in areas.items():
        (place / "areas" / f"{name}.toml").write_text(text)
    return place


NATION = TOP.replace('"here"', '"england"').replace("Here", "England")


def test_the_areas_of_a_folder_are_read_and_held_against_their_nation(tmp_path: Path) -> None:
    loose = f"{TOP}{SETTLED}".replace("2 hours", "3 hours")
    faults: list[Fault] = []
    found = read_areas(folder(tmp_path, here=loose, england=NATION + SETTLED), words(), CARDS, faults, SOURCES)
    assert [*found] == ["england", "here"]
    assert [(f.file, f.line, f.what) for f in faults] == [
        ("areas/here.toml", 6, "“review every” is looser here than in England (2 hours).")
    ]
    (tmp_path / "areas" / "england.toml").unlink()
    faults.clear()
    assert [*read_areas(tmp_path, words(), CARDS, faults, SOURCES)] == ["here"] and faults == []


def test_each_area_lies_in_a_file_of_its_name_and_what_is_no_toml_is_said_once(tmp_path: Path) -> None:
    faults: list[Fault] = []
    text = f"zzz = 1\n{TOP}"
    found = read_areas(folder(tmp_path, other=text, broken="not toml"), words(TIMES), CARDS, faults, SOURCES)
    assert [*found] == ["here"]
    assert [(f.file, f.what) for f in faults] == [
        ("areas/broken.toml", faults[0].what),
        ("areas/other.toml", "The file other.toml holds the area “here”."),
        ("areas/other.toml", "`zzz` means nothing here."),
        ("areas/other.toml", "Here does not settle “tours end at” (J3)."),
    ]


def test_the_words_are_held_against_the_cards_too_and_the_sources_are_read_where_none_are_given(tmp_path: Path) -> None:
    odd = Parameter("review every", "period", "J1", "How often.", needs={"x": ("Z-01",)})
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "our-guidance.toml").write_text(
        'id = "our-guidance"\ntitle = "T"\nshort = "Short"\npublisher = "P"\npublished = "2014"\n'
        'in_force_from = 2014-01-01\nlicence = "L"\n'
    )
    departs = (
        '[[departs]]\nparameter = "review every"\nsource = { document = "our-guidance", at = "9" }\nbecause = "x"\n'
    )
    faults: list[Fault] = []
    found = read_areas(folder(tmp_path, here=TOP + SETTLED + departs), words(odd), CARDS, faults)
    assert [f.what for f in faults] == ["“review every” names “Z-01”, and there is no such card."]
    assert found["here"].departures[0].citation == "Short, 9"
