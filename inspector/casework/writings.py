"""What a unit writes before it sends it: which kind, about which finding or paper, named by one key."""

import re

from msgspec import Struct

from inspector.casework.finding_life import FindingStep
from inspector.casework.remedies import Remedy

STEPS = (FindingStep.plan, FindingStep.progress, FindingStep.report, FindingStep.ask_time)
"""The steps of a finding that its unit takes itself."""
_KEY = re.compile(r"(?P<kind>[a-z_]+)(?:\.l-(?P<letter>\w{1,64}))?(?:\.f-(?P<finding>\w{1,64}))?", re.ASCII)


class Key(Struct, frozen=True):
    """`kind` is a step of a finding, or a remedy against a letter, about one of its findings or about the whole."""

    kind: str
    finding: str = ""
    letter: str = ""

    def __str__(self) -> str:
        return self.kind + (f".l-{self.letter}" if self.letter else "") + (f".f-{self.finding}" if self.finding else "")

    @property
    def step(self) -> FindingStep | None:
        return FindingStep(self.kind) if self.kind in set(STEPS) else None

    @property
    def remedy(self) -> Remedy | None:
        return Remedy(self.kind) if self.kind in set(Remedy) else None


def read_key(text: str) -> Key | None:
    """None for what names nothing that a unit writes."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    key = Key(found["kind"], found["finding"] or "", found["letter"] or "")
    of_finding = key.step is not None and bool(key.finding) and not key.letter
    of_letter = key.remedy is not None and bool(key.letter)
    return key if of_finding or of_letter else None
