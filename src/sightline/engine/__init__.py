"""The engine: what the guidance says about one person at one moment. Pure: no Django, no clock, no network."""

from sightline.engine.answer import Answer
from sightline.engine.assessment import AdvisedDuty, Assessment, Reason
from sightline.engine.casefile import assess_file, read_situation
from sightline.engine.decide import answers_to_all, assess
from sightline.engine.faults import BadProtocols, CaseError, Fault
from sightline.engine.load import load_protocols
from sightline.engine.merge import DueDuty, schedule
from sightline.engine.model import Area, Card, Desk, Question, Source, Version
from sightline.engine.protocols import Protocols
from sightline.engine.review.examples import faults_in_examples, wrong_with
from sightline.engine.review.expectations import differences
from sightline.engine.runs import Occurrence
from sightline.engine.situation import Proposal, Situation, TriggerPlan
from sightline.engine.timing import Calendar
from sightline.engine.vocabulary import Action, Event, Fact, Role, Vocabulary, nearest

__all__ = [
    "Action", "AdvisedDuty", "Answer", "Area", "Assessment", "BadProtocols", "Calendar", "Card", "CaseError", "Desk",
    "DueDuty", "Event", "Fact", "Fault", "Occurrence", "Proposal", "Protocols", "Question", "Reason", "Role",
    "Situation", "Source", "TriggerPlan", "Version", "Vocabulary", "answers_to_all", "assess", "assess_file",
    "differences", "faults_in_examples", "load_protocols", "nearest", "read_situation", "schedule", "wrong_with",
]  # fmt: skip
