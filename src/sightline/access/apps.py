"""Tells Django of this layer."""

from django.apps import AppConfig


class Access(AppConfig):
    """The `access` layer."""

    name = "sightline.access"
