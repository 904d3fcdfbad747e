"""Writes docs/reference from what the project is: cards, words, tables, commands, addresses. Needs no database."""
