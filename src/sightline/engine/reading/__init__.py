"""The room that reads: from the TOML of a folder to cards, areas and words. Knows no situation and no answer."""
