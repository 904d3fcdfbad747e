"""The tables of this layer, one module a subject; gathered here because Django looks for them in one place."""

from sightline.sharing.models.agreement import Agreement
from sightline.sharing.models.disclosure import Disclosure
from sightline.sharing.models.links import Link
from sightline.sharing.models.telling import OutsideContact, Telling

__all__ = ["Agreement", "Disclosure", "Link", "OutsideContact", "Telling"]
