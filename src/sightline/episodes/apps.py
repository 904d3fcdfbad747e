"""Tells Django of this layer."""

from django.apps import AppConfig


class Episodes(AppConfig):
    """The `episodes` layer."""

    name = "sightline.episodes"
