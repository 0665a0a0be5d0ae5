"""An office's own, brief wording of every kind, for heads that leave fewer lines than the shipped wording takes.

In red heads and on pre-printed paper three lines of text stand with a sealed name, its date and 版记. These texts
measure the page; they are no model of what a paper has to say.
"""

from functools import cache

from inspector.letters.drafting import default_wording
from inspector.letters.wording import Wording
from inspector.settings import templates_root


def _each(records: str, line: str) -> str:
    """A line for each of the records, which it calls `one`."""
    return f"{{% for one in {records} %}}\n{line}\n{{% endfor %}}\n"


_UNIT = "主送：{{ unit }}\n"
_OTHERS = "主送：{{ addressee }}\n"
_PROBLEMS = _each("problems", "1.{{ one.fact | bare }}，于{{ one.due }}前{{ one.action | sentence }}")
_SIGNED = "\n|signature|"
BRIEF: dict[str, str] = {
    "notice": _UNIT + "定于{{ visit }}对{{ you }}开展{{ occasion.round_title }}，请予配合。" + _SIGNED,
    "work_record": "|head|\n|team|",
    "interview_record": "|head|\n{{ said }}\n|signed|",
    "rectification_notice": _UNIT + _PROBLEMS + "请限期整改，书面报{{ report_to }}。" + _SIGNED,
    "preliminary_opinion": _UNIT + _PROBLEMS + "有异议的，请于{{ reply_by }}前书面提出。" + _SIGNED,
    "opinion": _UNIT + _PROBLEMS + "请按期完成整改。" + _SIGNED,
    "accountability": _OTHERS
    + _each("entries", "1.{{ one.unit }}{{ one.text | bare }}，{{ one.lead }}于{{ one.due }}前整改。")
    + _SIGNED,
    "urging": _OTHERS + _each("problems", "1.{{ one.fact | bare }}，请于{{ one.new_due }}前整改到位。") + _SIGNED,
    "recheck_opinion": _UNIT + _each("problems", "1.{{ one.fact | bare }}：{{ one.seen | sentence }}") + _SIGNED,
    "closure_slip": "下列问题予以销号。\n|closed|" + _SIGNED,
    "talk_notice": _OTHERS + "定于{{ time }}在{{ place }}约谈{{ unit }}。" + _SIGNED,
    "talk_record": "约谈情况记录如下。\n|meeting|\n|signatures|",
    "measure_proposal": _OTHERS + "{{ facts }}\n建议对{{ whom }}予以{{ measure }}。" + _SIGNED,
    "measure_circular": _OTHERS
    + "{{ facts }}\n决定对{{ unit }}予以{{ measure }}，自{{ effective_on }}起生效。"
    + _SIGNED,
    "situation_circular": _OTHERS + "{{ overview }}" + _SIGNED,
    "district_report": _OTHERS + "{{ district }}观测点{{ checked }}。" + _SIGNED,
    "city_report": _OTHERS + _each("districts", "{{ one.name }}达到{{ one.evaluation.met }}项。") + _SIGNED,
    "rank_annex": "各督导对象位次如下。\n|ranks|" + _SIGNED,
    "rectification_report": _OTHERS + "{{ overview | sentence }}" + _SIGNED,
    "service_receipt": "下列文书已经送达。\n|receipt|",
}


@cache
def brief_wording() -> Wording:
    """Each with the title of the shipped wording."""
    own = {f"{kind}.txt": f"{_title(kind)}\n{text}" for kind, text in BRIEF.items()}
    return Wording(templates_root() / "letters" / "wording", own)


def _title(kind: str) -> str:
    return next(line for line in default_wording().text(kind).splitlines() if line.startswith("# "))
