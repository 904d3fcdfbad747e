"""Every address, screen by screen: each screen module lists its own."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern

SCREENS = ("sign_in", "drafts", "live", "control_room", "board", "decision", "episode", "investigation", "handover",
           "transfer", "elsewhere", "national", "school", "immigration",
           "returning", "whereabouts", "leave", "person", "my_work", "emergency", "restrict", "kept_apart",
           "oversight",
           "residents",
           "profile", "placements", "council", "care_report", "protocol", "protocol_browse", "protocol_role",
           "protocol_compare", "protocol_print", "protocol_coverage", "protocol_card", "audit",
           "telling", "telling_messages", "happening",
           "agencies", "agencies_new", "agencies_file", "agencies_desks", "agencies_people", "agencies_rota",
           "agencies_password", "sharing", "sharing_share", "sharing_outside",
           "sharing_agreements", "sharing_export",
           "family", "family_outside", "publicity", "publicity_alert", "publicity_outside")  # fmt: skip

urlpatterns: list[URLPattern] = [p for s in SCREENS for p in import_module(f"sightline.web.screens.{s}").urlpatterns]
