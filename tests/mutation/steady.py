"""Hypothesis without chance, memory or haste: a test that fails with a fault fails because of it. Imported for that."""

from hypothesis import Phase, settings

settings.register_profile(
    "mutation", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("mutation")
