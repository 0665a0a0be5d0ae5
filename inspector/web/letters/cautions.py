"""What a clerk should look at before a paper goes out: last days on which nobody works, years without holidays."""

from collections.abc import Iterator
from datetime import date

from inspector.casework.charges import charges, own_charges
from inspector.casework.deadlines import Days, Running, next_working, rule_of
from inspector.i18n import gettext
from inspector.letters.papers.asked import values_of
from inspector.scoring.survey import Survey
from inspector.web.letters.wish import Wish
from inspector.web.pages import civil_date_text

LAST_DAYS = frozenset({"reply_by", "report_by", "due_by", "new_due"})


def cautions(survey: Survey, wish: Wish) -> tuple[str, ...]:
    """Finished texts, each once. They stop nothing: the office may have its reasons."""
    return tuple(dict.fromkeys([*_free(wish), *_unknown(survey, wish)]))


def _free(wish: Wish) -> Iterator[str]:
    typed = [(wish.about.asks, wish.typed), *((wish.about.each, one) for one in wish.chosen.values())]
    for fields, texts in typed:
        values = values_of(fields, texts)[0]
        for asked in fields:
            day = values.get(asked.name)
            if asked.name in LAST_DAYS and isinstance(day, date) and not wish.days.is_working(day):
                yield free_day(gettext(asked.label), day, wish.days)


def free_day(what: str, day: date, days: Days) -> str:
    told = {"what": what, "day": civil_date_text(day), "later": civil_date_text(next_working(day, days))}
    return gettext("%(what)s: nobody works on %(day)s. The next working day is %(later)s.") % told


def _unknown(survey: Survey, wish: Wish) -> Iterator[str]:
    """Of every day in the paper, typed or counted."""
    values = values_of(wish.about.asks, wish.typed)[0]
    years = {day.year for name, day in values.items() if name in LAST_DAYS and isinstance(day, date)}
    notice = values.get("notice")
    if isinstance(notice, date):
        told = charges if wish.about.from_below or wish.kind == "accountability" else own_charges
        since = Running(notice, wish.days)
        terms = {
            one.finding.rectify.within: one.finding.rectify for one in told(survey, wish.unit) if one.finding.rectify
        }
        years |= {year for rectify in terms.values() for year in since.until(rule_of(rectify)).unsure}
    for year in sorted(years - wish.days.years):
        said = gettext(
            "The holidays of %(year)s are not in the table yet. Last days that fall there may move once they are."
        )
        yield said % {"year": year}
