"""The append-only record: events in chains, the consultation log, and their verification. Knows no person, agency or
rule."""
