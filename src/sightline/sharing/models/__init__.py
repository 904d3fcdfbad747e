"""The tables of this layer, one module a subject; gathered here because Django looks for them in one place."""

from sightline.sharing.models.links import Link

__all__ = ["Link"]
