"""Calls, reports, episodes and everything recorded of them.

Announces what happens; knows nothing of duties or screens.
"""
