"""The tables of this layer, one module a subject; gathered here because Django looks for them in one place."""

from sightline.sharing.models.agreement import Agreement
from sightline.sharing.models.disclosure import Disclosure
from sightline.sharing.models.family import CharityNumber, FamilyContact, FamilyNote, FamilyUpdate
from sightline.sharing.models.links import Link
from sightline.sharing.models.publicity import Appeal, Outlet, PublicityDecision, RescueAlert
from sightline.sharing.models.telling import OutsideContact, Telling

__all__ = [
    "Agreement",
    "Appeal",
    "CharityNumber",
    "Disclosure",
    "FamilyContact",
    "FamilyNote",
    "FamilyUpdate",
    "Link",
    "Outlet",
    "OutsideContact",
    "PublicityDecision",
    "RescueAlert",
    "Telling",
]
