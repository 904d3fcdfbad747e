"""Agencies, duty desks, posts, involvement, and the one gate. Knows people by record, episodes by number only."""
