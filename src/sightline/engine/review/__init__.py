"""The room that looks at the cards themselves: examples, coverage, comparison. Decides nothing about anybody."""
