"""What the tests of disclosure share: one disclosure that every rule accepts, and changes to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sightline.sharing import agreements, disclosures
from sightline.sharing.agreements import Terms
from sightline.sharing.disclosing import Wanted
from tests.people import Cast


def by_link(at: datetime, **changes: Any) -> Wanted:
    """A sheet by a link to the nurse of a night clinic, who looks in her own records (HO-SHARING-06)."""
    wanted = Wanted(
        card="HO-SHARING-06", to_as="mental health services", how="link", to_name="Rubina Castle",
        to_organisation="Night Clinic", until=at + timedelta(hours=72),
        identity="Nurse in charge; rung back on the number of the clinic.",
        fields=("name", "date of birth", "whom to ring"), purpose="find the person",
        because="Grace Adeyinka was told by the home that Aisha knows the clinic.",
        necessity="Only the clinic can say whether she was there tonight.",
        proportionality="No risk, no history and no place: who she is and whom to ring.",
        basis="public task", power="safeguard and promote welfare", consent="not asked",
        consent_because="Aisha is missing and cannot be asked.",
    )  # fmt: skip
    return replace(wanted, **changes)


def to_parents(at: datetime, **changes: Any) -> Wanted:
    """That Aisha is missing, to her parents (DFE-SHARING-01)."""
    fields = ("name", "standing", "since when", "whom to ring")
    wanted = by_link(at, card="DFE-SHARING-01", to_as="parents", to_name="Rubina Bramwell", to_organisation="",
                     identity="Mother; rung back on the number in the file.", fields=fields,
                     purpose="inform the family", power="looked after child")  # fmt: skip
    return replace(wanted, **changes)


def inside(cast: Cast, at: datetime, **changes: Any) -> Wanted:
    """A sheet for the hospital: name and whom to ring."""
    hospital = cast.agency("Northmoor General Hospital")
    wanted = by_link(at, to_as="health services", how="sheet", to_agency=hospital.pk, to_name="", to_organisation="",
                     identity="", fields=("name", "whom to ring"), until=at + timedelta(days=14))  # fmt: skip
    return replace(wanted, **changes)


def whole_record(cast: Cast, at: datetime, **changes: Any) -> Wanted:
    """The whole of Aisha's record for the hospital, for two weeks."""
    wanted = inside(
        cast, at, how="record", condition="safeguarding",
        more_because="The ward keeps her for two weeks and plans her way back.",
    )  # fmt: skip
    return replace(wanted, **changes)


def of_somebody_else(cast: Cast, person: int, at: datetime) -> dict[str, int]:
    """A disclosure of Southvale's council to its police, and an agreement of Willow Lodge with that council."""
    council, home = cast.agency("Southvale County Council"), cast.actor("registered manager", "Willow Lodge")
    wanted = inside(cast, at, card="", to_as="police", to_agency=cast.agency("Southvale Police").pk, fields=("name",))
    made = disclosures.disclose(
        person=person, by=cast.actor("social worker", "Southvale County Council"), at=at, wanted=wanted
    )
    terms = Terms(
        title="Missing from a home", parties=(council.pk, home.agency), purpose="So that both know the same night.",
        basis="public task", signed_by="Fern Oakshott; Marcus Ibbotson", in_force_from=at.date(),
        review_on=at.date() + timedelta(days=365), document="ISA 7",
    )  # fmt: skip
    agreement = agreements.record(terms=terms, by=home, at=at)
    return {"disclosures": made.disclosure.pk, "agreements": agreement.pk}


def on_stage(cast: Cast, person: int, at: datetime) -> dict[str, int]:
    """A sheet by a link, one for the hospital, and an agreement of both whose review is late, to be looked at."""
    worker, manager = cast.actor("social worker"), cast.actor("team manager")
    terms = Terms(
        title="Missing children and the ward", basis="public task", purpose="So that a ward can tell.",
        parties=(manager.agency, cast.agency("Northmoor General Hospital").pk), signed_by="Stephen Lockyer",
        in_force_from=at.date() - timedelta(days=400), review_on=at.date() - timedelta(days=35), document="ISA 4",
    )  # fmt: skip
    agreement = agreements.record(terms=terms, by=manager, at=at)
    wanted = inside(cast, at, agreement=agreement.pk, fields=("name", "photograph", "whom to ring"))
    made = [disclosures.disclose(person=person, by=worker, at=at, wanted=w).disclosure for w in (by_link(at), wanted)]
    return {"disclosure": made[0].pk, "sheet": made[1].pk, "agreement": agreement.pk}
