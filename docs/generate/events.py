"""The page of events: what one holds, how it is hashed, and every kind by its stage. Reads no record."""

from __future__ import annotations

from docs.generate.markdown import section, table, whole
from sightline.engine import Vocabulary

INTRO = """Everything that happens is an event in the table `audit_event`, with what it says beside it in `audit_content`. Why it is
built so is in [The record](../explanation/the-record.md).

## What an event holds

| Column | What it is |
|---|---|
| `chain`, `position` | whose chain (the person's number; 0 is the system's own) and which place in it, from 1 |
| `kind` | what happened, one of the kinds below |
| `episode` | the episode it belongs to, if any |
| `happened_at`, `recorded_at` | when it happened, and when it was written down; both in UTC |
| `by`, `by_name`, `role`, `agency` | who wrote it: numbers of user and agency, name and role as they were then; nobody for what the watcher did |
| `source` | where it came from: `screen`, `watcher`, `demonstration`, or `link` for somebody outside |
| `content_hash` | SHA-256 of the salt, a line end, and what it says as JSON with sorted keys and no spaces |
| `previous` | the `hash` of the event before it in the chain; 64 zeros for the first |
| `hash` | SHA-256 of chain, position, kind, episode, both moments, by, by_name, role, agency, source, content_hash and previous, joined by the character 31; what is missing is empty; moments as `2026-03-10T20:00:00.000000Z` |
| `salt`, `body` (in `audit_content`) | 32 random characters, and what it says |

`audit_chain` holds the length and the last hash of each chain. `audit_anchor` holds, each hour, the number of chains and events and
a digest: SHA-256 of the digest before, the hour, and every chain as `id:length:head`, joined by the character 31. With
this a checker can be written without Sightline.

## The kinds

These are the words of [the vocabulary](../../protocols/vocabulary.toml); cards name them to start, stop and meet clocks. Besides them,
`done: ` and the name of an action says that somebody recorded the action as done, and *agency involved*, *involvement ended*, *care status ended*,
*signed in*, *signed out* and *sign-in failed* stand in the record without being part of any clock. So do, of sharing:
*information disclosed*, *disclosure not accepted*, *disclosure read*, *disclosure withdrawn*, *asked and not told*, *link made*,
*link opened*, *link not opened again*, *wrong code for a link*, *link locked*, *new code for a link*, *link withdrawn*, *agreement recorded*,
*agreement reviewed*, *agreement ended* and *log exported*; of setting up:
*agency set up*, *agency changed*, *agency renamed*, *agencies merged*, *agencies imported*, *agency closed*, *desk set up*, *desk changed*, *desk closed*,
*post begun*, *post changed*, *post ended*, *set-password link made*, *password set*, *put on duty*, *taken off duty*, *stand-in named* and *stand-in ended*,
all in the system's own chain; there too, with a number and a digest and naming nobody, *restricted fact recorded*, *named for a restricted fact*,
*taken off the list of a restricted fact* and *restricted fact ended*; and on an episode *officer left* and *agency became part of another*."""


def page(words: Vocabulary) -> str:
    """What an event holds, then the kinds of the vocabulary by stage."""
    stages = dict.fromkeys(event.stage for event in words.events.values())
    return whole("Events", INTRO, *(section(_heading(stage), _kinds(words, stage), level=3) for stage in stages))


def _heading(stage: str) -> str:
    return stage[:1].upper() + stage[1:]


def _kinds(words: Vocabulary, stage: str) -> str:
    rows = [(e.name, e.meaning) for e in words.events.values() if e.stage == stage]
    return table(("Kind", "What happened"), rows)
