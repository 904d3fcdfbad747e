"""The signed register: what was agreed is frozen by its meaning, what was withdrawn ends, and neither can be forged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sightline.engine import BadProtocols, load_protocols
from sightline.engine.acts import Agreed, Corrected, Register, Withdrawn
from sightline.engine.model import Card, Clock, Definition, Duty
from sightline.engine.reading.tables import Document
from sightline.engine.signing.fingerprint import PARTS, changed, fingerprint
from sightline.engine.signing.register import read_register, written
from tests.unit.engine.cards import card, clock, due, duty, protocols, small_folder, times, timing, version

BEGUN = date(2026, 1, 1)
CARD = "duties/tv-absence-01.toml"
SINCE = date(2011, 1, 1)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of one card, with the words and sources of the project, and a register in which it was agreed."""
    small_folder(tmp_path, CARD)
    keep(tmp_path, Register(BEGUN, (agreed(only(tmp_path)),)))
    return tmp_path


def only(folder: Path) -> Card:
    """The one card of the folder, whatever the register says of it."""
    (found,) = load_protocols(folder, held=False).cards.values()
    return found


def agreed(card: Card, **other: object) -> Agreed:
    """A line by which the card's only version was agreed on the day the register was begun."""
    (first, *_) = card.versions
    line = Agreed(card.id, first.in_force_from, fingerprint(card, first), "the missing-children lead", BEGUN)
    return replace(line, **other)  # type: ignore[arg-type]


def corrected(line: Agreed, was: str) -> Corrected:
    return Corrected(line.card, SINCE, line.hash, was, "Why.", "the lead", BEGUN)


def ended(line: Agreed) -> Withdrawn:
    return Withdrawn(line.card, SINCE, BEGUN, "Why.", "the lead")


def keep(folder: Path, register: Register) -> None:
    (folder / "register.toml").write_text(written(register), encoding="utf-8")


def edit(folder: Path, old: str, new: str, count: int = 1) -> None:
    text = (folder / CARD).read_text(encoding="utf-8")
    assert old in text
    (folder / CARD).write_text(text.replace(old, new, count), encoding="utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadProtocols) as caught:
        load_protocols(folder)
    return [str(fault) for fault in caught.value.faults]


def line_of(folder: Path, needle: str, name: str = CARD) -> int:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if needle in line)


def test_a_card_that_stands_as_it_was_agreed_is_loaded_with_its_register(small: Path) -> None:
    register = load_protocols(small).register
    assert register is not None and [line.card for line in register.agreed] == ["TV-ABSENCE-01"]


def test_a_folder_without_a_register_freezes_nothing(small: Path) -> None:
    (small / "register.toml").unlink()
    edit(small, '"6 hours"', '"5 hours"', 2)
    assert load_protocols(small).register is None


@pytest.mark.parametrize(
    ("old", "new", "part", "key"),
    [
        ("Roles and Responsibilities", "Another page", "the source", "source "),
        ("at six hours it is", "after six hours it is", "the reading", "reading "),
        ('"the absence is unauthorised"', '"is a child"', "the conditions", "applies_when "),
        ('within      = "6 hours"', 'within      = "5 hours"', "what it asks", "[[version.duty]]"),
        ('strength    = "must"', 'strength    = "should"', "what it asks", "[[version.duty]]"),
    ],
)
def test_an_agreed_version_that_was_edited_is_refused_where_it_was(
    small: Path, old: str, new: str, part: str, key: str
) -> None:
    edit(small, old, new)
    (told,) = faults(small)
    assert told.startswith(
        f"{CARD}:{line_of(small, key)}: TV-ABSENCE-01 from 2011-01-01 was changed after it was agreed"
    )
    assert f"on 2026-01-01: {part}." in told
    assert "./run protocols correct TV-ABSENCE-01 --because" in told and "add a new [[version]]" in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[version]]", "# a remark\n[[version]]"),
        ('title  = "Noticed at 14:00 and never heard from"', 'title  = "Noticed at 14:00"'),
        ('owner      = "', 'owner      = "The '),
        ('applies_when  = ["is looked after", "the absence is unauthorised"]',
         'applies_when  = [\n  "is looked after",\n  "the absence is unauthorised",\n]'),
    ],
)  # fmt: skip
def test_remarks_examples_and_layout_are_not_frozen(small: Path, old: str, new: str) -> None:
    edit(small, old, new)
    assert load_protocols(small).cards["TV-ABSENCE-01"].versions


def test_a_recorded_correction_is_the_new_wording(small: Path) -> None:
    before = agreed(only(small))
    edit(small, 'within      = "6 hours"', 'within      = "5 hours"')
    now = agreed(only(small)).hash
    mended = Corrected("TV-ABSENCE-01", SINCE, now, before.hash, "Misread.", "the lead", date(2026, 2, 1))
    keep(small, Register(BEGUN, (before,), (mended,)))
    assert load_protocols(small).register
    edit(small, 'within      = "5 hours"', 'within      = "4 hours"')
    assert "what it asks" in faults(small)[0]


def test_a_version_nobody_agreed_to_is_refused(small: Path) -> None:
    text = (small / CARD).read_text(encoding="utf-8")
    head, rest = text.split("[[version]]")
    body, examples = rest.split("[[example]]", 1)
    later = body.replace("2011-01-01", "2027-01-01")
    (small / CARD).write_text(f"{head}[[version]]{body}[[version]]{later}[[example]]{examples}", encoding="utf-8")
    (told,) = faults(small)
    assert told.startswith(
        f"{CARD}:{line_of(small, '2027-01-01')}: Nobody has agreed to TV-ABSENCE-01 from 2027-01-01."
    )
    assert "./run protocols agree TV-ABSENCE-01" in told and "drafts/" in told


def test_a_version_that_vanished_is_missed(small: Path) -> None:
    line = agreed(only(small))
    keep(small, Register(BEGUN, (line, replace(line, in_force_from=date(2012, 1, 1)))))
    (told,) = faults(small)
    assert told.startswith(f"register.toml:{line_of(small, '2012-01-01', 'register.toml')}: ")
    assert "the folder does not" in told and "withdraw it" in told


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda a: Register(BEGUN, (a, a)), "was agreed twice"),
        (lambda a: Register(BEGUN, (replace(a, agreed_on=date(2026, 1, 2)),)), "after it came into force"),
        (lambda a: Register(BEGUN, (), (corrected(a, was=a.hash),)), "never agreed"),
        (lambda a: Register(BEGUN, (a,), (corrected(a, was="0" * 64),)), "mends something else"),
        (lambda a: Register(BEGUN, (), (), (ended(a),)), "never agreed"),
        (lambda a: Register(BEGUN, (a,), (), (ended(a), ended(a))), "withdrawn twice"),
    ],
)
def test_a_register_that_contradicts_itself_is_refused(
    small: Path, make: Callable[[Agreed], Register], says: str
) -> None:
    keep(small, make(agreed(only(small))))
    told = faults(small)
    assert any(says in line and line.startswith("register.toml:") for line in told), told


def test_what_was_agreed_late_says_why(small: Path) -> None:
    late = agreed(only(small), agreed_on=date(2026, 1, 2), because="The guidance was older than the card.")
    keep(small, Register(BEGUN, (late,)))
    assert load_protocols(small).register == Register(BEGUN, (late,))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("agreed = [", "agred = [", "`agred` means nothing here. Did you mean `agreed`?"),
        ("agreed_by = ", "agreed_bye = ", "`agreed_bye` means nothing here."),
        ("agreed_by = ", "agreed_bye = ", "A line of the register needs `agreed_by`, in words."),
        ('"the missing-children lead"', '" "', "A line of the register needs `agreed_by`, in words."),
        ("agreed_on = 2026-01-01", 'agreed_on = "2026-01-01"', "A line of the register needs `agreed_on`, a day."),
        ("begun = 2026-01-01", "", "The register needs `begun`, a day such as 2026-11-21."),
        ('hash = "', 'hash = "x', "`hash` is 64 hex digits."),
        ("begun = 2026-01-01", "begun = ", "This is not TOML"),
    ],
)
def test_a_line_of_the_register_that_does_not_fit_is_refused(small: Path, old: str, new: str, says: str) -> None:
    place = small / "register.toml"
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(says in line for line in faults(small)), faults(small)


def test_the_register_comes_back_as_it_was_written_one_line_for_each_act_by_card() -> None:
    first = Agreed("TV-B-01", SINCE, "a" * 64, 'the "lead"', BEGUN)
    register = Register(
        BEGUN,
        (first, replace(first, card="TV-A-01", because="Late\nby a day.")),
        (Corrected("TV-A-01", SINCE, "b" * 64, "a" * 64, "Wrong \\ verb.", "lead", BEGUN),
         Corrected("TV-A-01", SINCE, "c" * 64, "b" * 64, "And again.", "lead", date(2026, 2, 1))),
        (Withdrawn("TV-B-01", SINCE, date(2027, 1, 1), "Replaced.", "lead"),),
    )  # fmt: skip
    text = written(register)
    read = read_register(Document("register.toml", text, noticed := []))
    assert not noticed and written(read) == text
    assert [line.card for line in read.agreed] == ["TV-A-01", "TV-B-01"]
    assert read.agreed[1] == first and read.agreed[0].because == "Late by a day."
    assert read.corrected == register.corrected and read.withdrawn == register.withdrawn
    assert sum(line.startswith("  { ") for line in text.splitlines()) == 5
    assert read.hashes() == {("TV-A-01", SINCE): "c" * 64, ("TV-B-01", SINCE): "a" * 64}


def test_a_fingerprint_names_the_part_that_differs() -> None:
    a_duty = duty(timing("within", "6 hours"))
    one = card("duty", clock(a_duty))
    (was,) = one.versions
    others = [
        replace(was, inferred=True),
        replace(was, reading="Another reading."),
        replace(was, condition=replace(was.condition, unless=("is a child",))),
        replace(was, body=Clock(("reported missing",), ("returned",), (replace(a_duty, do="tell the parents"),))),
    ]
    found = [changed(fingerprint(one, was), fingerprint(one, other)) for other in others]
    assert found == [[part] for part in PARTS]


def test_a_fingerprint_does_not_change_when_the_format_gains_a_field_nobody_used() -> None:
    assert fingerprint(card("definition", Definition("missing")), version(Definition("missing"))) == fingerprint(
        card("definition", Definition("missing", None)), version(Definition("missing", category=None))
    )
    assert Duty.__dataclass_fields__["acknowledge_parameter"].default is None


def test_the_kind_of_a_card_belongs_to_its_meaning() -> None:
    same = clock(duty(timing("within", "6 hours")))
    one, other = card("duty", same), card("threshold", same)
    assert changed(fingerprint(one, one.versions[0]), fingerprint(other, other.versions[0])) == ["what it asks"]


def withdrawn_card(on: date) -> Card:
    first = version(clock(duty(timing("within", "6 hours"))))
    return replace(card("duty", first.body), versions=(replace(first, withdrawn_on=on),))


def test_a_withdrawn_version_starts_nothing_from_its_day_on_and_ran_before() -> None:
    found = withdrawn_card(date(2026, 1, 6))
    assert found.in_force(date(2026, 1, 5)) is found.versions[0] and found.in_force(date(2026, 1, 6)) is None
    assert found.ends(found.versions[0]) == date(2026, 1, 6)
    rules = protocols(found)
    assert times(due(rules, "2026-01-05 23:00 reported missing", until="2026-01-06 12:00")) == ["2026-01-06 05:00"]
    assert times(due(rules, "2026-01-06 00:00 reported missing", until="2026-01-06 12:00")) == []


def test_a_version_withdrawn_before_its_day_leaves_the_one_before_in_force() -> None:
    first = version(clock(duty(timing("within", "6 hours"))))
    later = replace(first, in_force_from=date(2026, 4, 1), withdrawn_on=date(2026, 3, 1))
    found = replace(card("duty", first.body), versions=(first, later))
    assert found.in_force(date(2026, 5, 1)) is first
    assert found.ends(first) is None and found.ends(later) == date(2026, 4, 1)


def test_a_withdrawn_version_does_not_bring_back_what_it_replaced() -> None:
    first = version(clock(duty(timing("within", "6 hours"))))
    later = replace(first, in_force_from=date(2026, 4, 1), withdrawn_on=date(2026, 6, 1))
    found = replace(card("duty", first.body), versions=(first, later))
    assert found.in_force(date(2026, 5, 1)) is later and found.in_force(date(2026, 6, 1)) is None
    assert found.ends(first) == date(2026, 4, 1)


def test_a_withdrawal_in_the_register_reaches_the_card(small: Path) -> None:
    line = agreed(only(small))
    keep(small, Register(BEGUN, (line,), (), (Withdrawn(line.card, SINCE, date(2027, 1, 1), "Replaced.", "lead"),)))
    found = load_protocols(small).cards["TV-ABSENCE-01"]
    assert found.in_force(date(2026, 12, 31)) and found.in_force(date(2027, 1, 1)) is None


def test_a_draft_changes_no_edition_and_is_read_only_when_asked_for(small: Path) -> None:
    before = load_protocols(small)
    place = small / "drafts" / CARD
    place.parent.mkdir(parents=True)
    text = (small / CARD).read_text(encoding="utf-8").replace("TV-ABSENCE-01", "TV-ABSENCE-09")
    (draft := place.with_name("tv-absence-09.toml")).write_text(text, encoding="utf-8")
    assert load_protocols(small).edition == before.edition
    assert set(load_protocols(small).cards) == {"TV-ABSENCE-01"}
    assert set(load_protocols(small, drafts=[draft]).cards) == {"TV-ABSENCE-01", "TV-ABSENCE-09"}


def test_a_draft_may_add_a_version_and_not_change_one_that_was_agreed(small: Path) -> None:
    place = small / "drafts" / CARD
    place.parent.mkdir(parents=True)
    text = (small / CARD).read_text(encoding="utf-8")
    place.write_text(text.replace('within      = "6 hours"', 'within      = "5 hours"'), encoding="utf-8")
    with pytest.raises(BadProtocols) as caught:
        load_protocols(small, drafts=[place])
    assert f"drafts/{CARD}:" in str(caught.value) and "what it asks" in str(caught.value)
