"""An area agrees with its cards and its nation, may tighten, and may depart only by name. Each fault has its line."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sightline.engine.faults import Fault
from sightline.engine.model import Area, Card, Element, Lead, Period
from sightline.engine.reading.areas import read_areas
from sightline.engine.vocabulary import Parameter, Vocabulary
from tests.unit.engine.cards import FOLDER, card, clock, duty, real, timing

MARK = "# <- here"
THAMES = "thames-valley"
AGREED = "Agreed by the board."


def read(
    folder: Path, *changes: tuple[str, str, str], words: Vocabulary | None = None, cards: dict[str, Card] | None = None
) -> tuple[dict[str, Area], list[Fault]]:
    """The project's areas with some lines changed, and the faults that follow."""
    shutil.copytree(FOLDER / "areas", folder / "areas", dirs_exist_ok=True)
    for area, old, new in changes:
        path = folder / "areas" / f"{area}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{area} does not say {old}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults: list[Fault] = []
    areas = read_areas(folder, words or real().vocabulary, {**real().cards, **(cards or {})}, faults, real().sources)
    return areas, faults


def marked(folder: Path, area: str) -> int:
    """The line of an area's file on which the fault was put."""
    lines = (folder / "areas" / f"{area}.toml").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if MARK in line)


def found(folder: Path, area: str, says: str, mend: str, *changes: tuple[str, str, str]) -> None:
    """Whether a change is refused at the marked line, with what is wrong and how to mend it."""
    _, faults = read(folder, *changes)
    fitting = [f for f in faults if says in f.what]
    assert fitting, f"“{says}” was not said, but: {[str(f) for f in faults]}"
    assert (f"areas/{area}.toml", marked(folder, area)) in {(f.file, f.line) for f in fitting}
    assert any(mend in f.mend for f in fitting)


def tighten(do: str, stricter: str, card: str = "TV-SAFEWELL-01") -> tuple[str, str, str]:
    """A `[[tighten]]` in Thames Valley. The last line of `stricter` is where a fault is expected."""
    entry = f'[[tighten]]\ncard = "{card}"\ndo = "{do}"\nbecause = "{AGREED}"\n{stricter}\n\n[[desk]]'
    return THAMES, "[[desk]]", entry


def test_the_areas_of_the_project_agree_with_their_cards_and_nations(tmp_path: Path) -> None:
    assert read(tmp_path)[1] == []


def test_every_row_of_disagreement_is_a_parameter_and_every_element_of_a_protocol_is_asked_for() -> None:
    words = real().vocabulary
    settled = {p.row for p in words.parameters.values()}
    assert [f"J{n}" for n in range(1, 64) if f"J{n}" not in settled] == []
    elements = {e.row for e in words.protocol.values()}
    assert [f"J{n}" for n in range(70, 92) if f"J{n}" not in elements] == []


# --- What an area says and the cards it adopted --------------------------------------------------------------------

CONTRADICTIONS = [
    (THAMES, '"low risk for a child" = "yes"', '"low risk for a child" = "no"',
     "“low risk for a child” is “no”, and Thames Valley has not adopted DFE-RISK-01.", "Adopt it"),
    (THAMES, '"low risk for a child" = "yes"', '"low risk for a child" = "no"',
     "“low risk for a child” is “no”, and TV-LOW-01 says otherwise.", "Take the card out"),
    ("england", '"absent is decided by" = "duty inspector"', '"absent is decided by" = "nobody"',
     "“absent is decided by” is “nobody”, and HMIC-ABSENT-01 says otherwise.", "Take the card out"),
    ("england", '"question set" = "sixteen questions"', '"question set" = "twelve prompts"',
     "has not adopted WMQ-QUESTIONS-01", "choose otherwise"),
    ("birmingham", '"strategy meeting follows" = "72 hours and five working days"',
     '"strategy meeting follows" = "five days"', "and BSC-MEETING-01 says otherwise", "Take the card out"),
    (THAMES, '"absconder is used" = "yes"', '"absconder is used" = "no"',
     "and TV-CATEGORY-06 says otherwise", "Take the card out"),
    ("west-midlands", '"high is lowered by" = "superintendent"', '"high is lowered by" = "duty inspector"',
     "and WMP-AUTHORITY-02 says otherwise", "choose otherwise"),
    ("england", '"long-term means" = "not laid down"', '"contact with parents every" = "1 day"',
     "asks for “contact with parents every”", "Leave it out"),
    (THAMES, '"absconder is used"', '"absent children are referred" = "every one" # <- here\n"absconder is used"',
     "“absent children are referred” has nothing to settle here: “absent definition” is “not used”", "Leave one"),
    ("wales", '"safe and well check within" = "24 hours"', '"safe and well check within" = "area: parents told within"',
     "is settled here, not elsewhere", "Write the time itself"),
]  # fmt: skip


@pytest.mark.parametrize(("area", "old", "new", "says", "mend"), CONTRADICTIONS, ids=[c[3] for c in CONTRADICTIONS])
def test_a_contradiction_between_an_area_and_its_cards_is_refused(
    tmp_path: Path, area: str, old: str, new: str, says: str, mend: str
) -> None:
    text = (FOLDER / "areas" / f"{area}.toml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(old))
    found(tmp_path, area, says, mend, (area, line, line.replace(old, f"{new} {MARK}" if MARK not in new else new)))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("question set", "West Midlands does not settle “question set” (J36)."),
        ("parents told within", "does not settle “parents told within” (J21): DFE-NOTIFY-02 asks for it."),
    ],
)
def test_what_an_area_does_not_settle_is_said_with_its_row(tmp_path: Path, name: str, says: str) -> None:
    text = (FOLDER / "areas" / "west-midlands.toml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f'"{name}"'))
    changes = (("west-midlands", f"{line}\n", ""), ("west-midlands", "[parameters]", f"[parameters] {MARK}"))
    found(tmp_path, "west-midlands", says, "where they are silent, take the nation's", *changes)


def parameter(name: str, **changes: object) -> Vocabulary:
    """The vocabulary with one parameter changed, or a new one."""
    words = real().vocabulary
    given = words.parameters.get(name) or Parameter(name, "choice", "J1", "Invented.", ("a", "b"))
    return replace(words, parameters={**words.parameters, name: replace(given, **changes)})  # type: ignore[arg-type]


def test_a_choice_cannot_need_a_card_that_is_not_there(tmp_path: Path) -> None:
    words = parameter("question set", needs={"sixteen questions": ("NPQ-QUESTIONS-01 or NPX-*",)}, line=7)
    _, faults = read(tmp_path, words=words)
    assert faults == [
        Fault("vocabulary.toml", 7, "“question set” names “NPX-*”, and there is no such card.",
              "Write the card, or leave it out.")
    ]  # fmt: skip


def test_one_of_several_cards_is_enough_where_a_choice_says_or(tmp_path: Path) -> None:
    needs = {"sixteen questions": ("WMQ-QUESTIONS-01 or NPQ-QUESTIONS-01",)}
    assert read(tmp_path, words=parameter("question set", needs=needs))[1] == []


# --- The source's own bound --------------------------------------------------------------------------------------


def test_an_area_cannot_settle_a_time_longer_than_the_source_of_its_card_allows(tmp_path: Path) -> None:
    change = (THAMES, '"safe and well check within" = "24 hours"', f'"safe and well check within" = "25 hours" {MARK}')
    found(tmp_path, THAMES, "longer than TV-SAFEWELL-01 allows: 24 hours at most", "Choose a shorter time", change)


def test_working_days_cannot_be_shown_to_keep_a_bound_in_hours(tmp_path: Path) -> None:
    change = (THAMES, '"safe and well check within" = "24 hours"',
              f'"safe and well check within" = "1 working day" {MARK}')  # fmt: skip
    found(tmp_path, THAMES, "longer than TV-SAFEWELL-01 allows", "Choose a shorter time", change)


def test_a_time_within_the_bound_is_the_areas_to_choose(tmp_path: Path) -> None:
    change = (THAMES, '"safe and well check within" = "24 hours"', '"safe and well check within" = "12 hours"')
    areas, faults = read(tmp_path, change)
    assert faults == []
    assert areas[THAMES].period("safe and well check within") == Period(elapsed=timedelta(hours=12))


# --- Looser than the nation ----------------------------------------------------------------------------------------


def without_departure(area: str, name: str) -> tuple[str, str, str]:
    """A change that takes one `[[departs]]` out of an area's file."""
    text = (FOLDER / "areas" / f"{area}.toml").read_text(encoding="utf-8")
    start = text.index(f'[[departs]]\nparameter = "{name}"')
    return area, text[start : text.index("\n\n", start)], ""


def test_a_choice_looser_than_the_nations_needs_a_source(tmp_path: Path) -> None:
    yes = '"low risk for a child" = "yes"'
    changes = (without_departure(THAMES, "low risk for a child"), (THAMES, yes, f"{yes} {MARK}"))
    found(tmp_path, THAMES, "“low risk for a child” is looser here than in England (no).", "[[departs]]", *changes)


def test_a_time_longer_than_the_nations_needs_a_source(tmp_path: Path) -> None:
    change = ("west-midlands", '"parents told within" = "6 hours"', f'"parents told within" = "7 hours" {MARK}')
    found(tmp_path, "west-midlands", "“parents told within” is looser here than in England (6 hours).", "source",
          change)  # fmt: skip


def test_to_say_nothing_where_the_nation_sets_a_time_is_looser(tmp_path: Path) -> None:
    change = ("west-midlands", '"parents told within" = "6 hours"', f'"parents told within" = "not laid down" {MARK}')
    found(tmp_path, "west-midlands", "“parents told within” is looser", "Choose what is tighter", change)


def test_a_departure_that_departs_from_nothing_is_a_fault(tmp_path: Path) -> None:
    source = 'source = { document = "dfe-2014", at = "paragraph 1" }\nbecause = "Nothing."'
    entry = f'[[departs]]\nparameter = "question set" {MARK}\n{source}\n\n[[desk]]'
    change = (THAMES, "[[desk]]", entry)
    found(tmp_path, THAMES, "“question set” is not looser here than in England.", "Leave the [[departs]] out", change)


@pytest.mark.parametrize(
    ("old", "new", "says", "mend"),
    [
        ('document = "thames-valley-guidance", at = "Risk Assessment" }',
         f'document = "thames-valley", at = "Risk Assessment" }} {MARK}', "is not a source", "Did you mean"),
        ('parameter = "low risk for a child"', f'parameter = "low risk of a child" {MARK}',
         "is not a parameter this area settled", "Did you mean “low risk for a child”?"),
    ],
)  # fmt: skip
def test_a_departure_names_a_source_and_a_parameter_that_are_there(
    tmp_path: Path, old: str, new: str, says: str, mend: str
) -> None:
    found(tmp_path, THAMES, says, mend, (THAMES, old, new))


def test_a_departure_from_a_must_of_statutory_guidance_is_listed_first_with_the_paragraph() -> None:
    listed = real().departures()
    area, first = listed[0]
    assert (area.id, first.parameter) == (THAMES, "low risk for a child")
    assert first.citation == "Thames Valley guidance, Risk Assessment"
    assert first.must == "DfE statutory guidance 2014, paragraph 23"
    assert [bool(d.must) for _, d in listed] == sorted((bool(d.must) for _, d in listed), reverse=True)


def test_a_departure_from_what_is_no_must_says_so() -> None:
    departure = next(d for d in real().area("west-midlands").departures if d.parameter == "absent for a child")
    assert departure.must == "" and departure.because


# --- Stricter than the card ----------------------------------------------------------------------------------------

LOOSER = [
    ("safe and well check", 'within = "25 hours"', "TV-SAFEWELL-01, never loosen it", "never later than 24 hours"),
    ("safe and well check", "within_working_days = 1", "TV-SAFEWELL-01, never loosen it", "never later than 24 hours"),
    ("safe and well check", 'every = "1 hour"', "“safe and well check” is not due that way", "`within`"),
    ("safe and well check", 'strength = "should"', "never loosen it: it says must", "Leave the strength out"),
    ("safe and well check", 'acknowledge_within = "2 hours"', "never loosen it", "“Seen” is said within 30 minutes"),
    ("safe and well check", 'within = "area: parents told within"', "A stricter time is a time of its own", "Write"),
    ("safe and well check", 'within = "6 hours"\nwithin_working_days = 1', "There are two deadlines", "Keep"),
    ("safe and well check", 'who = "nobody"', "is not a role of the vocabulary", "Known"),
]


@pytest.mark.parametrize(("do", "stricter", "says", "mend"), LOOSER, ids=[entry[1] for entry in LOOSER])
def test_what_would_loosen_a_card_is_refused(tmp_path: Path, do: str, stricter: str, says: str, mend: str) -> None:
    found(tmp_path, THAMES, says, mend, tighten(do, f"{stricter} {MARK}"))


def test_a_duty_that_recurs_is_not_tightened_until_it_never_falls_due(tmp_path: Path) -> None:
    change = tighten("review the absence", f'every = "6 hours" {MARK}', "TV-ABSENCE-01")
    found(tmp_path, THAMES, "“review the absence” would never fall due", "Its `until` is 6 hours.", change)


def test_an_entry_that_tightens_nothing_is_refused(tmp_path: Path) -> None:
    entry = f'[[tighten]] {MARK}\ncard = "TV-SAFEWELL-01"\ndo = "safe and well check"\nbecause = "{AGREED}"\n\n[[desk]]'
    found(tmp_path, THAMES, "To tighten is to set something stricter.", "Give one of", (THAMES, "[[desk]]", entry))


def test_a_duty_is_tightened_once(tmp_path: Path) -> None:
    entry = (
        f'[[tighten]]\ncard = "TV-SAFEWELL-01"\nwithin = "6 hours"\nbecause = "{AGREED}"\ndo = "safe and well check"'
    )
    change = (THAMES, "[[desk]]", f"{entry}\n\n{entry} {MARK}\n\n[[desk]]")
    found(tmp_path, THAMES, "“safe and well check” of TV-SAFEWELL-01 is tightened twice.", "into one", change)


def test_an_area_that_shortened_a_time_itself_cannot_tighten_to_a_longer_one(tmp_path: Path) -> None:
    shorter = (THAMES, '"safe and well check within" = "24 hours"', '"safe and well check within" = "8 hours"')
    found(tmp_path, THAMES, "never loosen it", "never later than 8 hours",
          shorter, tighten("safe and well check", f'within = "12 hours" {MARK}'))  # fmt: skip


@pytest.mark.parametrize(
    ("do", "stricter", "card_id"),
    [
        ("safe and well check", 'within = "12 hours"', "TV-SAFEWELL-01"),
        ("review the absence", 'every = "30 minutes"', "TV-ABSENCE-01"),
        ("review the risk", 'every = "12 hours"', "TV-REVIEW-01"),
        ("carry out the return interview", 'strength = "must"', "TV-RETURN-01"),
        ("refer to children's services", "within_working_days = 1", "TV-REFERRAL-01"),
        ("safe and well check", 'acknowledge_within = "10 minutes"', "TV-SAFEWELL-01"),
        ("safe and well check", 'who = "police"\nwithin = "12 hours"', "TV-SAFEWELL-01"),
    ],
)
def test_what_is_stricter_is_accepted(tmp_path: Path, do: str, stricter: str, card_id: str) -> None:
    areas, faults = read(tmp_path, tighten(do, stricter, card_id))
    assert faults == []
    assert [t.do for t in areas[THAMES].tightened] == [do]


# --- How soon "seen" is said ---------------------------------------------------------------------------------------

SOON = "seen is said within"


def seen(folder: Path, settled: str) -> tuple[dict[str, Area], list[Fault]]:
    """Wales with a card whose "seen" the area sets, and what Wales settled for it."""
    asks = replace(duty(timing("within", "6 hours")), acknowledge_parameter=SOON)
    invented = card("duty", clock(asks), id="WAL-TEST-01")
    words = parameter(SOON, type="period", choices=())
    return read(folder, ("wales", "[parameters]", f"[parameters]\n{settled}"), words=words,
                cards={"WAL-TEST-01": invented})  # fmt: skip


def test_an_area_sets_how_soon_somebody_must_say_seen(tmp_path: Path) -> None:
    areas, faults = seen(tmp_path, f'"{SOON}" = "10 minutes"')
    assert faults == []
    assert areas["wales"].period(SOON) == Period(elapsed=timedelta(minutes=10))


def test_seen_is_said_in_minutes_or_hours_not_in_working_days(tmp_path: Path) -> None:
    _, faults = seen(tmp_path, f'"{SOON}" = "1 working day"')
    assert [f.mend for f in faults] == ["Write it in minutes, hours or days."]


def test_how_soon_seen_is_said_must_be_settled_where_a_card_asks(tmp_path: Path) -> None:
    _, faults = seen(tmp_path, "")
    assert [f.what for f in faults] == [f"Wales does not settle “{SOON}” (J1): WAL-TEST-01 asks for it."]


# --- What a local protocol must contain ----------------------------------------------------------------------------

ADVOCACY = '[protocol."advocacy"]'


def advocacy(answer: str) -> tuple[str, str, str]:
    """Wales's answer about advocacy, replaced."""
    text = (FOLDER / "areas" / "wales.toml").read_text(encoding="utf-8")
    start = text.index(ADVOCACY)
    return "wales", text[start : text.index("\n\n", start)], answer


PROTOCOL = [
    (f'{ADVOCACY} {MARK}', "“advocacy” (J80) is not answered.", "Give one of"),
    (f'{ADVOCACY} {MARK}\nnot_settled = "Which service."', "`not_settled` and `who_settles` go together", "who must"),
    (f'{ADVOCACY}\nnot_settled = "Which."\nwho_settles = ["the county"] {MARK}', "is not a kind of agency", ""),
    (f'{ADVOCACY}\ncards = ["TV-REPORT-01"] {MARK}', "Wales has adopted no card “TV-REPORT-01”", "Adopt it"),
    (f'{ADVOCACY}\nparameters = ["advocate told within"] {MARK}', "is not a parameter this area settled", ""),
    (f'{ADVOCACY}\nleads = [{{ role = "social worker", desk = "school" }}] {MARK}', "is not a desk of this area", ""),
    (f'{ADVOCACY}\nleads = [{{ role = "social worker", desk = "placement" }}] {MARK}',
     "The desk “placement” does not answer for the social worker.", "Name the desk that does."),
    (f'{ADVOCACY}\nsays = "A service."\nservice = "Known." {MARK}', "`service` means nothing here", ""),
    (f'[protocol."advocates"] {MARK}\nsays = "A service."', "is not an element of a local protocol", "“advocacy”"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "says", "mend"), PROTOCOL, ids=[p[1] for p in PROTOCOL])
def test_an_element_that_is_not_answered_rightly_is_refused(tmp_path: Path, answer: str, says: str, mend: str) -> None:
    found(tmp_path, "wales", says, mend, advocacy(answer))


def test_an_element_that_is_missing_is_named_with_its_row(tmp_path: Path) -> None:
    _, faults = read(tmp_path, advocacy(""))
    (fault,) = faults
    assert fault.what == "The protocol of Wales does not say where “advocacy” stands (J80)."
    assert "`who_settles`" in fault.mend


def test_each_agency_that_must_name_a_lead_does_or_still_has_to(tmp_path: Path) -> None:
    change = ("wales", 'who_settles = ["police", "local authority"]', 'who_settles = ["police"]')
    _, faults = read(tmp_path, change)
    assert [f.what for f in faults] == ["Nobody leads for: local authority."]


def test_a_protocol_says_who_leads_what_provides_it_and_what_is_open() -> None:
    area = real().area(THAMES)
    lead = area.protocol[0]
    assert (lead.name, lead.row) == ("lead person in each agency", "J70")
    assert lead.leads == (Lead("police", "missing person coordinator", "missing-persons"),)
    assert lead in area.not_settled and lead.who_settles == ("local authority",)
    threshold = next(e for e in area.protocol if e.row == "J85")
    assert "TV-REFERRAL-01" in threshold.cards and not threshold.not_settled
    assert isinstance(threshold, Element) and threshold not in area.not_settled


def test_no_area_claims_an_element_without_a_card_a_parameter_a_lead_or_a_word() -> None:
    for area in real().areas.values():
        assert [e.row for e in area.protocol] == [e.row for e in real().vocabulary.protocol.values()]
        assert all(e.says or e.cards or e.parameters or e.leads or e.who_settles for e in area.protocol)


# --- Labels --------------------------------------------------------------------------------------------------------


def test_j37_the_talk_after_the_return_is_called_what_the_area_calls_it() -> None:
    assert real().area("birmingham").label("name of the return interview") == "independent return review"
    assert real().area("west-midlands").label("name of the return interview") == "debrief"
    assert real().area("england").label("name of the police check") == "safe and well check"


def test_j45_the_safeguarding_board_is_called_what_the_area_calls_it() -> None:
    assert real().area(THAMES).label("name of the safeguarding board") == "Local Safeguarding Children Board"
    assert real().area("england").label("name of the safeguarding board") == "multi-agency safeguarding arrangements"


def test_j46_national_bodies_are_called_what_the_area_calls_them() -> None:
    assert real().area(THAMES).label("name of the national unit") == "Police National Missing Persons Bureau"
    assert real().area("birmingham").label("name of the national unit") == "UK Missing Persons Bureau"
    assert real().area(THAMES).label("name of the police chiefs' body") == "Association of Chief Police Officers"
    assert real().area("west-midlands").label("name of the child exploitation agency") == "CEOP"


def test_a_label_nobody_settled_is_the_name_itself() -> None:
    assert real().area("wales").label("name of the safeguarding board") == "name of the safeguarding board"
    assert real().area("wales").label("safe and well check within") == "safe and well check within"
