"""The measures of 教育督导问责 against units and persons, as a paper names them."""

from inspector.i18n import N_
from inspector.letters.papers.asked import Field

AGAINST_UNITS: tuple[tuple[str, str], ...] = (
    ("公开批评", N_("public criticism (公开批评)")),
    ("约谈", N_("talk (约谈)")),
    ("督导通报", N_("supervision circular (督导通报)")),
    ("资源调整", N_("adjustment of resources (资源调整)")),
)
AGAINST_PERSONS: tuple[tuple[str, str], ...] = (
    ("责令检查", N_("self-criticism ordered (责令检查)")),
    ("通报批评", N_("criticism in a circular (通报批评)")),
    ("组织处理", N_("organisational measure (组织处理)")),
    ("处分", N_("disciplinary sanction (处分)")),
)
FACTS = Field("facts", N_("Further facts"), "long", hint=N_("What the chosen problems do not say by themselves."))
HEARD = Field("heard", N_("How the unit was heard"), "long", True)
