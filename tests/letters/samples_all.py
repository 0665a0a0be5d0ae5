"""An invented paper of every kind, and those of a kind that look different."""

from inspector.letters.kinds import Paper
from tests.letters.samples import PAPERS
from tests.letters.samples_followup import FOLLOW_UPS
from tests.letters.samples_reports import RECORDS, REPORTS

EVERY: tuple[Paper, ...] = tuple(dict.fromkeys((*PAPERS, *FOLLOW_UPS, *REPORTS, *RECORDS)))
ONE_OF_EACH: tuple[Paper, ...] = tuple({type(paper): paper for paper in reversed(EVERY)}.values())
