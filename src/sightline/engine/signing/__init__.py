"""The room that freezes: who signed which version, and what a card asks of its writer. Knows no situation."""
