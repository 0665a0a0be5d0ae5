"""The tables, split by noun; importing this package registers all of them."""

from inspector.fieldwork.states import Role
from inspector.storage.tables.batches import LetterBatch, LetterBatchLine
from inspector.storage.tables.cases import CaseFile, CaseMerge
from inspector.storage.tables.devices import Device
from inspector.storage.tables.findings import Finding, FindingChapter, FindingEvent
from inspector.storage.tables.hand_ins import HandIn
from inspector.storage.tables.holidays import Holiday, HolidayYear, TermRule
from inspector.storage.tables.imports import Import, ImportChange, ImportColumn, Roster
from inspector.storage.tables.letters import Letter, LetterEvent, LetterSeries
from inspector.storage.tables.measures import MeasureCase, MeasureEvent, MeasureFinding, StatedFact
from inspector.storage.tables.offices import Office, OfficeReference
from inspector.storage.tables.operations import Counter, Head, Operation, OperationAside
from inspector.storage.tables.people import Account, Session
from inspector.storage.tables.projects import (
    CalendarKey,
    Complaint,
    Declaration,
    Draw,
    Recusal,
    RoundStep,
    TeamMember,
    Visit,
    Waiver,
)
from inspector.storage.tables.rechecks import Recheck, RecheckFinding
from inspector.storage.tables.reminders import CityCalendarKey, ReminderDigest, ReminderSent
from inspector.storage.tables.rescues import Rescue, RescueEntry
from inspector.storage.tables.results import Blob, Result
from inspector.storage.tables.rounds import Edition, Inspection, Round, RoundUnit, Scheme
from inspector.storage.tables.self_evaluations import Invitation, SelfEvaluation, SelfEvaluationStep
from inspector.storage.tables.settlements import Movement, Settlement
from inspector.storage.tables.shares import SectionShare
from inspector.storage.tables.statements import Proof, Statement, Writing
from inspector.storage.tables.units import Fact, Unit, UnitVersion
from inspector.storage.tables.uploads import Upload
from inspector.storage.tables.wordings import LetterFinding, OwnWording

__all__ = [
    "Account",
    "Blob",
    "CalendarKey",
    "CaseFile",
    "CaseMerge",
    "CityCalendarKey",
    "Complaint",
    "Counter",
    "Declaration",
    "Device",
    "Draw",
    "Edition",
    "Fact",
    "Finding",
    "FindingChapter",
    "FindingEvent",
    "HandIn",
    "Head",
    "Holiday",
    "HolidayYear",
    "Import",
    "ImportChange",
    "ImportColumn",
    "Inspection",
    "Invitation",
    "Letter",
    "LetterBatch",
    "LetterBatchLine",
    "LetterEvent",
    "LetterFinding",
    "LetterSeries",
    "MeasureCase",
    "MeasureEvent",
    "MeasureFinding",
    "Movement",
    "Office",
    "OfficeReference",
    "Operation",
    "OperationAside",
    "OwnWording",
    "Proof",
    "Recheck",
    "RecheckFinding",
    "Recusal",
    "ReminderDigest",
    "ReminderSent",
    "Rescue",
    "RescueEntry",
    "Result",
    "Role",
    "Roster",
    "Round",
    "RoundStep",
    "RoundUnit",
    "Scheme",
    "SectionShare",
    "SelfEvaluation",
    "SelfEvaluationStep",
    "Session",
    "Settlement",
    "StatedFact",
    "Statement",
    "TeamMember",
    "TermRule",
    "Unit",
    "UnitVersion",
    "Upload",
    "Visit",
    "Waiver",
    "Writing",
]
