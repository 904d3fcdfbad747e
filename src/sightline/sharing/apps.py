"""Tells Django of this layer."""

from django.apps import AppConfig


class Sharing(AppConfig):
    """The `sharing` layer."""

    name = "sightline.sharing"
