"""What a paper that everybody may read shows of grades and scores, as the round sets it."""

from typing import Literal

from msgspec.structs import replace

from inspector.letters.composition import evaluation
from inspector.letters.papers.shared import Evaluation
from inspector.scoring.survey import Survey

Publication = Literal["met_only", "grades", "ranks"]
"""Met and not met only; grades and scores too; places as well."""


def scored(survey: Survey, publication: Publication) -> bool:
    return publication != "met_only" and survey.scheme.mode == "points"


def published(survey: Survey, unit: str, publication: Publication) -> Evaluation:
    """达标 says no more than met and not met, so that it always stands."""
    found = evaluation(survey, unit)
    if publication != "met_only" or survey.scheme.mode == "lines":
        return found
    return replace(found, score=(), grade="", grade_withheld="")
