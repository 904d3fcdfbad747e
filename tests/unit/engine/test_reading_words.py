"""The vocabulary and the sources are read as they stand, and a phrase that names another names one that is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sightline.engine.derived import FUNCTIONS
from sightline.engine.faults import Fault
from sightline.engine.model import Source
from sightline.engine.reading.parameters import allowed, check_parameters, read_parameter
from sightline.engine.reading.vocabulary import read_sources, read_vocabulary
from sightline.engine.vocabulary import (
    Action,
    Event,
    Fact,
    Measure,
    Must,
    Parameter,
    ProtocolElement,
    Role,
    Vocabulary,
)
from tests.unit.engine.words import TEXT as WORDS
from tests.unit.engine.words import read, table, told, vocabulary


def words(folder: Path, text: str = WORDS) -> tuple[Vocabulary, list[str]]:
    (folder / "vocabulary.toml").write_text(text)
    faults: list[Fault] = []
    return read_vocabulary(folder, faults), told(faults)


def test_every_list_of_words_is_read_as_it_stands(tmp_path: Path) -> None:
    found, faults = words(tmp_path)
    assert faults == []
    assert found.facts["is pregnant"] == Fact("is pregnant", "Person", "So.")
    derived = {f for f in found.facts.values() if f.derived}
    assert {f.name for f in derived} == set(FUNCTIONS) and {f.group for f in derived} == {"Worked out"}
    assert found.measures == {
        "seven": Measure("seven", "In a week.", ("ninety",)), "ninety": Measure("ninety", "In a quarter."),
    }  # fmt: skip
    assert found.events == {"seen": Event("seen", "report", "Somebody saw.")}
    assert found.actions == {"ring": Action("ring", "Rings.", "carer", ("seen",)), "look": Action("look", "Looks.")}
    assert found.roles == {
        "carer": Role("carer", "home", "Cares.", None, ("manager",)), "manager": Role("manager", "home", "Manages."),
        "sergeant": Role("sergeant", "police", "Leads.", 2),
    }  # fmt: skip
    assert (found.settings, found.categories) == ({"home": "At home."}, {"missing": "Gone."})
    assert found.decisions == {"close": "Close."}
    assert found.opposites == {"is pregnant": "is not pregnant", "is not pregnant": "is pregnant"}
    assert found.wording == {"streetwise": "Say what was seen."} and found.wording_apart == {"streetwise": ("maps",)}
    assert found.protocol == {"contacts": ProtocolElement("contacts", "D1", "Who is rung.", ("police",))}
    assert [*found.parameters] == ["who rings"]


def test_what_sets_words_apart_and_the_protocol_may_be_left_out(tmp_path: Path) -> None:
    found, faults = words(tmp_path, WORDS.split("[wording_apart]")[0])
    assert faults == [] and found.wording_apart == {} and found.protocol == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"home" = "At home."', '"home" = 1', "`settings` of the vocabulary needs `home`, in words."),
        ('met_by = ["seen"]', 'met_by = ["gone"]', "“gone” is not an event of the vocabulary."),
        ('to = "carer"', 'to = "carers"', "“carers” is not a role of the vocabulary."),
        ('"is pregnant" = "is not pregnant"', '"is pregnant" = "is old"', "“is old” is not a fact of the vocabulary."),
        ('includes = ["manager"]', 'includes = ["boss"]', "“boss” is not a role of the vocabulary."),
        ('leads = ["police"]', 'leads = ["army"]', "“army” is not a kind of agency of the vocabulary."),
        ('inside = ["ninety"]', 'inside = ["eighty"]', "“eighty” is not a measure of the vocabulary."),
        ('[events."report"]', '[events."reporting"]', "“reporting” is not a stage of the vocabulary."),
        ('"is not pregnant" = "Not so."', '"is a child" = "So."', "“is a child” is in the vocabulary twice."),
        ('[computed."Worked out"]', '[computed."Worked out"]\n"is tall" = "So."', "No function of the engine answers"),
        ('"is a child" = "Worked out."\n', "", "The engine works out “is a child”, and the vocabulary does not know"),
        ('"who rings" = { type', '"who" = { unless = { zzz = "a" }, type', "“zzz” is not a parameter"),
        ('rank = 2', 'rang = 2', "`rang` means nothing here."),
        ("[settings]", "[zzz]\n[settings]", "`zzz` means nothing here."),
        ('["maps"]', "[]", "`wording_apart` of the vocabulary needs `Streetwise`: a list of phrases."),
        ("[settings]", "settings", "This is not TOML"),
    ],
)  # fmt: skip
def test_a_word_that_names_nothing_is_said(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in WORDS
    assert any(says in line for line in words(tmp_path, WORDS.replace(old, new, 1))[1])


def test_a_folder_without_a_vocabulary_says_so(tmp_path: Path) -> None:
    faults: list[Fault] = []
    found = read_vocabulary(tmp_path, faults)
    assert told(faults)[0] == "1: There is no vocabulary. Every folder of cards has one."
    assert faults[0].file == "vocabulary.toml" and not found.events


def source(folder: Path, name: str, id: str, more: str = "") -> None:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / f"{name}.toml").write_text(
        f'id = "{id}"\ntitle = "T"\nshort = "S"\npublisher = "P"\npublished = "2014"\nin_force_from = 2014-01-01\n'
        f'licence = "L"\n{more}'
    )


def test_the_sources_are_read_by_name_each_under_its_own_id(tmp_path: Path) -> None:
    source(tmp_path, "b", "b")
    source(tmp_path, "a", "a")
    faults: list[Fault] = []
    found = read_sources(tmp_path, faults)
    assert faults == [] and [*found] == ["a", "b"]
    assert found["a"] == Source("a", "T", "S", "P", "2014", date(2014, 1, 1), "L")
    source(tmp_path, "c", "d", "zzz = 1\n")
    read_sources(tmp_path, faults)
    assert told(faults) == [
        "1: The file c.toml holds the source “d”. Give both the same name.",
        "8: `zzz` means nothing here. Known here: id, title, short, publisher, published, in_force_from, licence.",
    ]


MEANT = 'row = "J1"\nmeaning = "So."\n'
CHOICE = f'type = "choice"\nchoices = ["a", "b"]\n{MEANT}'
PARAMETERS: list[tuple[str, dict[str, Any], list[str]]] = [
    (CHOICE, {"type": "choice", "choices": ("a", "b")}, []),
    (f'{CHOICE}tighter = ["b"]', {"type": "choice", "choices": ("a", "b"), "tighter": ("b",)}, []),
    (f'type = "period"\n{MEANT}', {"type": "period"}, []),
    (f'type = "period"\ntighter = "shorter"\n{MEANT}', {"type": "period"}, []),
    (f'type = "times"\n{MEANT}', {"type": "times"}, []),
    (f'type = "number"\n{MEANT}', {"type": "number"}, []),
    (f'type = "yes or no"\ntighter = ["yes"]\n{MEANT}', {"type": "yes or no", "tighter": ("yes",)}, []),
    (f'type = "yes or no"\n{MEANT}[needs]\nyes = ["A-ONE-01"]\n[excludes]\nno = ["B-*", "uses: absent"]',
     {"type": "yes or no", "needs": {"yes": ("A-ONE-01",)}, "excludes": {"no": ("B-*", "uses: absent")}}, []),
    (f'{CHOICE}[unless]\n"who rings" = "carer"',
     {"type": "choice", "choices": ("a", "b"), "unless": {"who rings": "carer"}}, []),
    (f'{CHOICE}tighter = ["a"]\n[must]\nnation = "wales"\ndocument = "our"\nat = "2"',
     {"type": "choice", "choices": ("a", "b"), "tighter": ("a",), "must": Must("wales", "our", "2")}, []),
    (f'type = "choice"\n{MEANT}', {"type": "choice"}, ["1: a card needs `choices`: a list of phrases."]),
    (f'type = "period"\ntighter = "longer"\n{MEANT}', {"type": "period"},
     ["2: “longer” is not the way periods are ordered of the vocabulary. Known: shorter …"]),
    (f'{CHOICE}tighter = ["c"]', {"type": "choice", "choices": ("a", "b")},
     ["5: “c” is not one of its choices of the vocabulary. Known: a, b …"]),
    (f"{CHOICE}[needs]\nc = []", {"type": "choice", "choices": ("a", "b")},
     ["6: “c” is not one of its choices of the vocabulary. Known: a, b …"]),
    (f"{CHOICE}[needs]\na = []", {"type": "choice", "choices": ("a", "b"), "needs": {"a": ()}},
     ["6: `needs` of a card needs `a`: a list of phrases."]),
    (f'{CHOICE}[must]\nnation = "wales"\ndocument = "our"\nat = "2"',
     {"type": "choice", "choices": ("a", "b"), "must": Must("wales", "our", "2")},
     ["5: `must` goes with `tighter`. Say which choice the guidance asks for."]),
    (f'{CHOICE}tighter = ["a"]\n[must]\nnation = "wales"\ndocument = "our"\nat = "2"\nzzz = 1',
     {"type": "choice", "choices": ("a", "b"), "tighter": ("a",), "must": Must("wales", "our", "2")},
     ["10: `zzz` means nothing here. Known here: nation, document, at."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "faults"), PARAMETERS)
def test_a_parameter_is_read_as_it_stands(text: str, wanted: dict[str, Any], faults: list[str]) -> None:
    found, said = read(lambda t: read_parameter("it", t), text)
    assert found == Parameter("it", row="J1", meaning="So.", **wanted) and said == faults


def test_what_leaves_a_parameter_nothing_to_settle_is_a_choice_that_is_there() -> None:
    other = Parameter("other", "yes or no", "J2", "So.", unless={"it": "c", "gone": "a"})
    fine = Parameter("fine", "yes or no", "J3", "So.", unless={"it": "a", "other": "no"})
    its = Parameter("it", "choice", "J1", "So.", ("a", "b"))
    t = table('"fine" = 1\n"other" = 2\n')
    check_parameters(t, vocabulary(parameters={p.name: p for p in (its, other, fine)}))
    assert [line.split(" Did")[0].split(" Known")[0] for line in told(t.doc.faults)] == [
        "2: “c” is not a choice for “it” of the vocabulary.", "2: “gone” is not a parameter of the vocabulary.",
    ]  # fmt: skip


def test_an_area_may_answer_with_a_choice_or_that_nothing_lays_it_down() -> None:
    assert allowed(Parameter("it", "choice", "J1", "So.", ("a", "b"))) == ("a", "b", "not laid down")
    assert allowed(Parameter("it", "yes or no", "J1", "So.")) == ("yes", "no", "not laid down")
