"""The engine: what the guidance says about one person at one moment. Pure: no Django, no clock, no network."""

from sightline.engine.answer import Answer
from sightline.engine.faults import BadProtocols, CaseError, Fault
from sightline.engine.load import load_protocols
from sightline.engine.model import Area, Card, Desk, Question, Version
from sightline.engine.protocols import Protocols
from sightline.engine.situation import Proposal, Situation, TriggerPlan
from sightline.engine.vocabulary import Vocabulary, nearest
