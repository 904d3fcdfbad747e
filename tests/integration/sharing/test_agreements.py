"""Agreements are records with a day on which they are looked at again; late, they are seen and said."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.sharing import agreements, disclosures
from sightline.sharing.agreements import Terms
from sightline.sharing.models import Agreement
from tests.integration.sharing.acts import by_link, inside
from tests.people import Cast


def terms(cast: Cast, at: datetime, **changes: Any) -> Terms:
    """Council and hospital share who is missing, since 200 days, to be looked at again in 100."""
    parties = tuple(cast.agency(name).pk for name in ("Northmoor City Council", "Northmoor General Hospital"))
    return replace(
        Terms(
            title="Missing children and the emergency department", parties=parties, purpose="So that a ward can tell.",
            basis="public task", power="safeguard and promote welfare", fields=("name", "description"),
            signed_by="Stephen Lockyer; Beth Quillan", in_force_from=at.date() - timedelta(days=200),
            review_on=at.date() + timedelta(days=100), document="ISA 2026/4",
        ),
        **changes,
    )  # fmt: skip


def recorded(cast: Cast, at: datetime, **changes: Any) -> Agreement:
    return agreements.record(terms=terms(cast, at, **changes), by=cast.actor("team manager"), at=at)


def test_both_parties_see_it_and_nobody_else(cast: Cast, at: datetime) -> None:
    row = recorded(cast, at)
    assert agreements.one(row.pk, cast.actor("designated nurse")).pk == row.pk
    with pytest.raises(NotForYou):
        agreements.one(row.pk, cast.actor("registered manager"))
    assert Event.objects.get(kind="agreement recorded").chain == 0


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("signed_by", {"signed_by": ""}),
        ("document", {"document": ""}),
        ("parties", {"parties": ()}),
        ("basis", {"basis": "because"}),
        ("fields", {"fields": ("shoe size",)}),
        ("review_on", {"review_on": datetime(2020, 1, 1).date()}),  # noqa: DTZ001
    ],
)
def test_what_is_missing_is_said(cast: Cast, at: datetime, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        recorded(cast, at, **changes)
    assert refusal.value.field == field


def test_whoever_records_it_is_a_party(cast: Cast, at: datetime) -> None:
    police = cast.actor("missing person coordinator")
    with pytest.raises(Refused, match="Your own agency"):
        agreements.record(terms=terms(cast, at), by=police, at=at)
    with pytest.raises(NotForYou):
        agreements.record(terms=terms(cast, at), by=cast.actor("social worker"), at=at)


def test_past_its_day_it_is_late_until_somebody_has_looked(cast: Cast, at: datetime) -> None:
    row, by = recorded(cast, at), cast.actor("team manager")
    assert agreements.overdue(by.agency, at) == []
    late = at + timedelta(days=101)
    assert [a.pk for a in agreements.overdue(by.agency, late)] == [row.pk]
    with pytest.raises(Refused):
        agreements.review(agreement=row.pk, version=1, by=by, at=late, says="Looked at it.", next_on=late.date())
    agreements.review(agreement=row.pk, version=1, by=by, at=late, says="Both looked; nothing changes.",
                      next_on=late.date() + timedelta(days=365))  # fmt: skip
    assert agreements.overdue(by.agency, late) == []


def test_of_two_who_change_it_the_second_is_told(cast: Cast, at: datetime) -> None:
    row, by = recorded(cast, at), cast.actor("team manager")
    agreements.end(agreement=row.pk, version=1, by=by, at=at, because="replaced by another")
    with pytest.raises(Stale):
        agreements.end(agreement=row.pk, version=1, by=by, at=at, because="replaced by a third")


def test_a_disclosure_under_a_late_agreement_says_so_and_under_an_ended_one_is_refused(
    cast: Cast, at: datetime
) -> None:
    row, by, aisha = recorded(cast, at), cast.actor("social worker"), cast.person("Aisha").pk
    late = at + timedelta(days=101)
    wanted = inside(cast, late, agreement=row.pk)
    made = disclosures.disclose(person=aisha, by=by, at=late, wanted=wanted).disclosure
    assert made.agreement_overdue and made.agreement_id == row.pk
    agreements.end(agreement=row.pk, version=1, by=cast.actor("team manager"), at=late, because="replaced by another")
    with pytest.raises(Refused) as refusal:
        disclosures.disclose(person=aisha, by=by, at=late, wanted=wanted)
    assert refusal.value.field == "agreement"


def test_an_agreement_covers_its_parties_alone(cast: Cast, at: datetime) -> None:
    row, by, aisha = recorded(cast, at, others="Night Clinic"), cast.actor("social worker"), cast.person("Aisha").pk
    assert disclosures.disclose(person=aisha, by=by, at=at, wanted=by_link(at, agreement=row.pk)).disclosure.agreement
    for wanted in (by_link(at, agreement=row.pk, to_organisation="Day Clinic"),
                   by_link(at, agreement=row.pk, to_organisation="")):  # fmt: skip
        with pytest.raises(Refused, match="no party"):
            disclosures.disclose(person=aisha, by=by, at=at, wanted=wanted)
