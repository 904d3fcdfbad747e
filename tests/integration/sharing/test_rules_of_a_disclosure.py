"""The rules of one disclosure: the least a card needs, a reason for more and for every override, a ground in law."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.audit.refusal import Refused
from sightline.engine import load_protocols
from sightline.engine.model import Sharing
from sightline.sharing.disclosable import FIELDS, SPECIAL
from sightline.sharing.disclosing import CONSENTS, DECIDERS, beyond, check, check_kept, faults
from sightline.sharing.disclosure_grounds import BASES, CONDITIONS, POWERS, meant
from sightline.sharing.disclosure_weighing import Kept, _data, kept_fields, least
from tests.integration.sharing.acts import by_link

AT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
PROTOCOLS = load_protocols(Path(__file__).parents[3] / "protocols")
SHARING = {c.id: body for c in PROTOCOLS.cards.values() if isinstance(body := c.versions[-1].body, Sharing)}
TELLS = [card for card, body in SHARING.items() if not body.withholds]
KEEPS = [card for card, body in SHARING.items() if body.withholds]
some_fields = st.sets(st.sampled_from(sorted(set(FIELDS) - {"words"})), min_size=1)
words = st.text(max_size=40)


def wrong(*, police: bool = False, **changes: object) -> dict[str, str]:
    """The faults of the accepted disclosure, changed."""
    wanted = by_link(AT, **changes)
    return dict(faults(wanted, least=least(wanted.card), police=police, at=AT))


def test_the_disclosure_that_the_tests_begin_with_has_no_fault() -> None:
    assert wrong() == {}


@pytest.mark.parametrize("card", TELLS)
def test_what_a_card_needs_is_written_down_and_begins_no_larger(card: str) -> None:
    assert card in _data()["least"], "say in disclosure_least.toml what this card needs of the record"
    assert set(least(card)) <= set(FIELDS) and beyond(least(card), least(card)) == []


@pytest.mark.parametrize("card", KEEPS)
def test_what_a_card_keeps_back_is_written_down(card: str) -> None:
    assert card in _data()["withheld"], "say in disclosure_least.toml what this card keeps back"
    assert kept_fields(card) <= set(FIELDS)


def test_every_card_of_the_list_is_a_card() -> None:
    assert {*_data()["least"]} | {*_data()["withheld"]} <= set(SHARING)


@pytest.mark.parametrize("card", TELLS)
@pytest.mark.parametrize("police", [True, False])
def test_the_basis_of_every_card_means_something_its_agency_may_rest_on(card: str, police: bool) -> None:
    begins = meant(SHARING[card].basis, police=police)
    for key, known in ((begins.basis, BASES), (begins.condition, CONDITIONS), (begins.power, POWERS)):
        assert police or not known[key].police


def test_without_a_card_or_with_one_nobody_has_read_the_least_is_the_name() -> None:
    assert least("") == least("NEW-SHARING-01") == ("name",)
    assert kept_fields("NEW-KEEPS-01") == set(FIELDS)  # a card that withholds and that nobody has read keeps everything


@settings(max_examples=300, deadline=None)
@given(card=st.sampled_from(TELLS), fields=some_fields, reason=words)
def test_more_than_the_least_always_has_a_reason(card: str, fields: set[str], reason: str) -> None:
    said = wrong(card=card, fields=tuple(fields), more_because=reason, condition="safeguarding")
    more = fields - set(least(card))
    assert ("more_because" in said) == (bool(more) and len(reason.split()) < 3)


@settings(max_examples=200, deadline=None)
@given(consent=st.sampled_from(CONSENTS), reason=words)
def test_consent_that_was_not_given_always_has_a_reason(consent: str, reason: str) -> None:
    said = wrong(consent=consent, consent_because=reason)
    assert ("consent_because" in said) == (consent != "given" and len(reason.split()) < 3)


@settings(max_examples=200, deadline=None)
@given(fields=some_fields, condition=st.sampled_from(["", *CONDITIONS]))
def test_what_the_law_guards_specially_always_has_a_condition(fields: set[str], condition: str) -> None:
    said = wrong(fields=tuple(fields), more_because="needed for the search tonight", condition=condition,
                 vital="her life, without her medicine", consent="given", police=True)  # fmt: skip
    assert ("condition" in said) == (bool(fields & SPECIAL) and not condition)


@settings(max_examples=200, deadline=None)
@given(
    basis=st.sampled_from([*BASES, ""]), condition=st.sampled_from([*CONDITIONS, ""]), consent=st.sampled_from(CONSENTS)
)
def test_consent_is_a_ground_only_where_it_was_given(basis: str, condition: str, consent: str) -> None:
    said = wrong(basis=basis, condition=condition, consent=consent, vital="her life is in danger", police=True)
    rests_on_it = basis == "consent" or condition == "explicit consent"
    assert ("basis" in said) == (not basis or (rests_on_it and consent != "given"))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("fields", {"fields": ()}),
        ("fields", {"fields": ("name", "shoe size")}),
        ("words", {"fields": ("name", "words"), "more_because": "nobody asked for it"}),
        ("words", {"words": "something else"}),
        ("to_name", {"to_name": " "}),
        ("identity", {"identity": "she said"}),
        ("until", {"until": AT}),
        ("purpose", {"purpose": "curiosity"}),
        ("because", {"because": ""}),
        ("necessity", {"necessity": "yes"}),
        ("proportionality", {"proportionality": "fine so"}),
        ("basis", {"basis": ""}),
        ("basis", {"basis": "law enforcement"}),  # by a council
        ("power", {"power": "common law police"}),
        ("vital", {"basis": "vital interests"}),
        ("consent", {"consent": "perhaps"}),
        ("how", {"how": "letter"}),
        ("how", {"how": "record", "to_agency": 1, "to_as": "parents"}),  # they have no sign-in
        ("to_desk", {"how": "sheet", "to_as": "police"}),
        ("until", {"how": "sheet", "to_as": "police", "to_agency": 1, "until": AT + timedelta(days=400)}),
        ("destroy_by", {"destroy_by": AT.date()}),
    ],
)
def test_what_is_missing_is_said_at_its_question(field: str, changes: dict[str, object]) -> None:
    assert field in wrong(**changes)
    wanted = by_link(AT, **changes)
    with pytest.raises(Refused):
        check(wanted, least=least(wanted.card), police=False, at=AT)


def kept(*, refuses: bool) -> Kept:
    return Kept("X-SHARING-01", "Kept back.", "a source", ("name",), refuses, True, ("a fact",))


@settings(max_examples=200, deadline=None)
@given(answer=words, role=st.sampled_from(["social worker", "registered manager", *DECIDERS]))
def test_what_a_card_keeps_back_is_told_only_by_rank_and_with_an_answer(answer: str, role: str) -> None:
    wanted = by_link(AT, answer=answer)
    try:
        check_kept([kept(refuses=False)], wanted, role=role)
        told = True
    except Refused:
        told = False
    assert told == (len(answer.split()) >= 3 and role in DECIDERS and answer.strip() != wanted.because.strip())


@given(answer=words, role=st.sampled_from(DECIDERS))
def test_what_a_card_refuses_nobody_tells_whatever_they_answer(answer: str, role: str) -> None:
    with pytest.raises(Refused):
        check_kept([kept(refuses=False), kept(refuses=True)], by_link(AT, answer=answer), role=role)
