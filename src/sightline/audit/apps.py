"""Tells Django of this layer."""

from django.apps import AppConfig


class Audit(AppConfig):
    """The `audit` layer."""

    name = "sightline.audit"
