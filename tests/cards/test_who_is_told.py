"""The notification matrix: for each event, every recipient the guidance names is told in a worked example of a card."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.engine import load_protocols
from sightline.engine.model import Card, Sharing

PROTOCOLS = load_protocols(Path(__file__).parents[2] / "protocols")

# Row of the inventory -> who is told of that event.
TOLD = {
    "F7": (
        "police", "responsible authority", "parents", "independent reviewing officer", "host authority",
        "emergency duty team", "health services", "school safeguarding lead", "family",
        "Home Office evidence and enquiry unit", "national unit", "CEOP", "Missing People",
    ),
    "F60": ("registered manager", "on-call manager", "police"),
    "F61": (
        "police", "responsible authority", "social worker", "parents", "independent reviewing officer",
        "host authority", "emergency duty team",
    ),
    "F62": (
        "social worker", "police", "responsible authority", "independent reviewing officer", "Department for Education",
    ),
    "F63": ("police", "children's services", "emergency duty team", "Missing People"),
    "F64": ("children's services",),
    "F65": (
        "national unit", "CEOP", "children's services", "service manager", "area commander", "senior management team",
        "designated nurse",
    ),
    "F66": ("exploitation meeting",),
    "F67": (
        "host authority", "health services", "education welfare service", "receiving provider",
        "police for the placement area",
    ),
    "F68": ("children's services", "health services", "school safeguarding lead", "police"),
    "F69": (
        "social worker", "parents", "independent reviewing officer", "host authority", "emergency duty team", "police",
        "responsible authority", "school safeguarding lead", "health services",
    ),
    "F70": ("national unit", "children's services", "Missing People", "other police force"),
    "F71": ("social worker", "team manager"),
    "F72": ("police intelligence", "social worker", "children's services", "safeguarding board"),
    "F73": (
        "police", "national unit", "children's services", "multi-agency safeguarding hub",
        "Home Office evidence and enquiry unit", "Home Office command and control unit",
    ),
    "F74": ("police", "children's services", "education welfare service", "children missing education team"),
    "F75": (
        "police", "Care Quality Commission", "directors of adult social services", "safeguarding adults board",
        "adult social care",
    ),
    "F77": (
        "Ofsted", "Care Quality Commission", "Care and Social Services Inspectorate Wales", "Care Inspectorate",
        "Regulation and Quality Improvement Authority",
    ),
    "F78": ("national unit", "parents", "family"),
}  # fmt: skip
NOT_TOLD = {
    "F8": ("parents",),
    "F10": ("enquirer",),
    "F11": ("whoever is not on the named list",),
    "F12": ("police",),
    "F13": ("families of the other children",),
    "F14": ("enquirer",),
    "F76": ("enquirer",),
}
CELLS = [pytest.param(row, role, id=f"{row}: {role}") for row, roles in TOLD.items() for role in roles]
SECRETS = [pytest.param(row, role, id=f"{row}: {role}") for row, roles in NOT_TOLD.items() for role in roles]


def worked(row: str, key: str) -> list[tuple[str, list[str]]]:
    """The sharing cards that cover a row, each with who is told (or withheld) in one of its examples."""
    return [
        (card.id, example.expect[key])
        for card in PROTOCOLS.cards.values()
        if row in card.covers
        for example in card.examples
        if isinstance(example.expect, dict) and key in example.expect
    ]


def sharing_cards() -> list[Card]:
    """Every card that says who is told, or not told."""
    return [card for card in PROTOCOLS.cards.values() if card.kind == "sharing"]


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_the_recipient_of_a_row_is_told_in_a_worked_example(row: str, role: str) -> None:
    assert [card for card, told in worked(row, "told") if role in told]


@pytest.mark.parametrize(("row", "role"), SECRETS)
def test_who_must_not_know_is_kept_from_it_in_a_worked_example(row: str, role: str) -> None:
    assert [card for card, withheld in worked(row, "withheld") if role in withheld]


def test_a_card_that_withholds_shows_also_when_it_does_not() -> None:
    for card in sharing_cards():
        body = card.versions[-1].body
        assert isinstance(body, Sharing)
        if body.withholds:
            said = [e.expect.get("withheld") for e in card.examples if isinstance(e.expect, dict)]
            assert [] in said and list(body.to) in said, card.id


@pytest.mark.parametrize("area", sorted(PROTOCOLS.areas))
def test_every_area_keeps_a_restricted_record_from_whoever_is_not_named(area: str) -> None:
    assert "WMP-SENSITIVE-02" in PROTOCOLS.areas[area].cards


@pytest.mark.parametrize("area", sorted(set(PROTOCOLS.areas) - {"wales"}))
def test_every_area_under_the_statutory_guidance_has_the_exception_for_parents_and_for_the_unchecked_caller(
    area: str,
) -> None:
    wanted = {"DFE-SHARING-01", "DFE-SHARING-03", "DFE-SHARING-09", "DFE-SHARING-14"}
    assert wanted <= set(PROTOCOLS.areas[area].cards)
