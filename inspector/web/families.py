"""The page families, in the order of the main menu. A new one: import its module and add it to FAMILIES."""

from inspector.web import accounts, calendar, patterns, records, signin, static
from inspector.web.accountability import pages as accountability
from inspector.web.case_files import pages as case_files
from inspector.web.checklists import pages as checklists
from inspector.web.devices import pages as devices
from inspector.web.districts import pages as districts
from inspector.web.evidence import pages as evidence
from inspector.web.evidence import uploading as evidence_uploading
from inspector.web.exports import pages as exports
from inspector.web.facts import pages as facts
from inspector.web.findings import bulk as findings_bulk
from inspector.web.findings import pages as findings
from inspector.web.findings import steps as findings_steps
from inspector.web.findings import story as findings_story
from inspector.web.findings import taking as findings_taking
from inspector.web.forms import definition as forms_definition
from inspector.web.forms import pages as forms
from inspector.web.forms import post as forms_post
from inspector.web.forms import quick as forms_quick
from inspector.web.forms import shares as forms_shares
from inspector.web.holidays import announcement as holidays_announcement
from inspector.web.holidays import pages as holidays
from inspector.web.holidays import terms as holidays_terms
from inspector.web.home import pages as home
from inspector.web.imports import pages as imports
from inspector.web.letter_batches import pages as letter_batches
from inspector.web.letters import binding as letters_binding
from inspector.web.letters import comparing as letters_comparing
from inspector.web.letters import letter as letters_letter
from inspector.web.letters import lists as letters_lists
from inspector.web.letters import notice as letters_notice
from inspector.web.letters import pages as letters
from inspector.web.letters import printing as letters_printing
from inspector.web.letters import received as letters_received
from inspector.web.letters import steps as letters_steps
from inspector.web.measures import case as measures_case
from inspector.web.measures import pages as measures
from inspector.web.measures import unit as measures_unit
from inspector.web.offices import pages as offices
from inspector.web.offices import references as offices_references
from inspector.web.offline import pages as offline
from inspector.web.operations import receiving as operations
from inspector.web.pages import MenuEntry, PageFamily
from inspector.web.rankings import pages as rankings
from inspector.web.rechecks import pages as rechecks
from inspector.web.rectification import downloads as rectification_downloads
from inspector.web.rectification import letters as rectification_letters
from inspector.web.rectification import pages as rectification
from inspector.web.rectification import uploading as rectification_uploading
from inspector.web.rectification import writing as rectification_writing
from inspector.web.reminding import pages as reminding
from inspector.web.replies import pages as replies
from inspector.web.rescue import pages as rescue
from inspector.web.reviews import draw_protocol as reviews_draw_protocol
from inspector.web.reviews import hand_in as reviews_hand_in
from inspector.web.reviews import history as reviews_history
from inspector.web.reviews import pages as reviews
from inspector.web.rounds import pages as rounds
from inspector.web.scoresheets import pages as scoresheets
from inspector.web.self_evaluations import approval as self_evaluations_approval
from inspector.web.self_evaluations import form as self_evaluations_form
from inspector.web.self_evaluations import joining as self_evaluations_joining
from inspector.web.self_evaluations import links as self_evaluations_links
from inspector.web.self_evaluations import lists as self_evaluations
from inspector.web.self_evaluations import paper as self_evaluations_paper
from inspector.web.self_evaluations import uploading as self_evaluations_uploading
from inspector.web.self_evaluations import workbook as self_evaluations_workbook
from inspector.web.statements import of_letter as statements_of_letter
from inspector.web.statements import pages as statements
from inspector.web.units import pages as units
from inspector.web.visits import form as visits_form
from inspector.web.visits import pages as visits
from inspector.web.visits import papers as visits_papers
from inspector.web.visits import word as visits_word
from inspector.web.wordings import pages as wordings

FAMILIES: list[PageFamily] = [
    static,
    offline,
    signin,
    home,
    rounds,
    units,
    facts,
    imports,
    checklists,
    districts,
    rankings,
    letters,
    letters_lists,
    letters_letter,
    letters_steps,
    letters_binding,
    letters_received,
    letters_notice,
    wordings,
    offices,
    offices_references,
    holidays,
    holidays_announcement,
    holidays_terms,
    letters_printing,
    letters_comparing,
    letter_batches,
    findings,
    findings_taking,
    findings_bulk,
    findings_story,
    findings_steps,
    measures,
    measures_unit,
    measures_case,
    forms,
    forms_definition,
    forms_post,
    forms_quick,
    forms_shares,
    operations,
    evidence,
    evidence_uploading,
    case_files,
    reviews,
    reviews_hand_in,
    reviews_history,
    reviews_draw_protocol,
    rechecks,
    records,
    visits,
    visits_form,
    visits_papers,
    visits_word,
    scoresheets,
    exports,
    self_evaluations,
    self_evaluations_links,
    self_evaluations_joining,
    self_evaluations_form,
    self_evaluations_uploading,
    self_evaluations_approval,
    self_evaluations_paper,
    self_evaluations_workbook,
    statements,
    statements_of_letter,
    rectification,
    rectification_letters,
    rectification_writing,
    rectification_uploading,
    rectification_downloads,
    accounts,
    replies,
    accountability,
    devices,
    rescue,
    calendar,
    reminding,
    patterns,
]


def main_menu() -> list[MenuEntry]:
    return [entry for family in FAMILIES for entry in getattr(family, "menu", [])]
