"""Tells Django of this layer."""

from django.apps import AppConfig


class Web(AppConfig):
    """The `web` layer."""

    name = "sightline.web"
