"""The tables, split by noun; importing this package registers all of them."""

from inspector.fieldwork.states import Role
from inspector.storage.tables.operations import Counter, Head, Operation, OperationAside
from inspector.storage.tables.people import Account, Session
from inspector.storage.tables.results import Blob, Letter, Result
from inspector.storage.tables.rounds import Edition, Inspection, Round, RoundUnit, Scheme
from inspector.storage.tables.self_evaluations import Invitation, SelfEvaluation, SelfEvaluationStep
from inspector.storage.tables.units import Fact, Unit, UnitVersion

__all__ = [
    "Account",
    "Blob",
    "Counter",
    "Edition",
    "Fact",
    "Head",
    "Inspection",
    "Invitation",
    "Letter",
    "Operation",
    "OperationAside",
    "Result",
    "Role",
    "Round",
    "RoundUnit",
    "Scheme",
    "SelfEvaluation",
    "SelfEvaluationStep",
    "Session",
    "Unit",
    "UnitVersion",
]
