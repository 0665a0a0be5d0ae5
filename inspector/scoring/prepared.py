"""Items made ready for judging: what follows from the edition alone is worked out once and not at every unit."""

from collections.abc import Iterator
from datetime import date
from weakref import WeakKeyDictionary

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item, Sample
from inspector.checklist.judge import Decide
from inspector.checklist.judge_numbers import Measure, PerHead
from inspector.checklist.linking import due_on, effective_due, open_due
from inspector.checklist.models import Credit
from inspector.scoring.reading import Reading
from inspector.scoring.results import Result

Due = date | None | bool
"""None without a date, False where the item names dates but none for this place."""


class Occurrence(Struct, frozen=True):
    """`key` is the address part after @; `keys` what lines may vary with; `due` None when none is set."""

    key: str = ""
    label: str = ""
    keys: tuple[str, ...] = ()
    due: date | None = None


ONCE = Occurrence()


class Prepared:
    """One item of an edition.

    `asks` are its conditions, each with the names it needs and, for the answer or result of an earlier item, that
    item; `by_facts` where they name none; `told` says whether a later condition asks for this one, and `told_answer`
    and `told_result` by which names; `open_due` is the setting that holds its date; `by` the earlier item whose answer
    its line varies with; `drawn` the fact that counts what a sample is drawn of, and how many are enough, None for
    all; `simple` where nothing but its typed answer is looked at. `odd` is what is not simply asked and judged: only
    recorded, waiting for a setting, or fed by the units below. `said` keeps the result of each answer to a question of
    choices that nothing else decides, by the choice and the date that is behind us, with the credit it earned by.
    """

    __slots__ = (
        *("item", "id", "plan", "asks", "by_facts", "told", "told_answer", "told_result", "open_due", "by"),
        *("guarded", "needs", "rolls_up", "odd", "once", "ask", "answered", "drawn", "zero_columns"),
        *("simple", "decide", "said", "_dues", "_once", "_times"),
    )

    def __init__(self, edition: Edition, item: Item) -> None:
        conditions = [edition.conditions[text] for text in item.applies_when]
        used = edition.condition_names
        self.item, self.id, self.plan = item, item.id, edition.plan
        self.asks = tuple((one, tuple((name, _earlier(name)) for name in one.names)) for one in conditions)
        self.told_answer, self.told_result = (
            name if name in used else "" for name in (f"answer.{item.id}", f"result.{item.id}")
        )
        self.told = bool(self.told_answer or self.told_result)
        self.open_due = open_due(item, self.plan)
        self.by = (item.judge.by if isinstance(item.judge, Measure) else None) or ""
        self.guarded = bool(self.asks or item.office)
        self.by_facts = not any(earlier for _, names in self.asks for _, earlier in names)
        self.needs, self.rolls_up = item.needs, item.rolls_up
        self.odd = item.judge is None or bool(self.needs) or self.rolls_up
        self.once = not (item.every or item.split_by or self.open_due)
        """Whether it is asked once, on a date that no setting changes."""
        self.ask, self.answered = item.ask, Reading(item.ask).answered
        # an amount per head leaves out rows without heads by itself
        passed = item.judge.heads if isinstance(item.judge, PerHead) else ""
        self.zero_columns = tuple(name for name in item.ask.zero_columns if name != passed)
        self.drawn = _drawn(item.ask.sample)
        self.simple = not (self.by or self.zero_columns or self.drawn)
        self.decide: Decide | None = item.judge.ready(item.ask.asked) if item.judge else None
        choices = self.ask.type in ("select_one", "select_multiple") and self.ask.read is not None
        alone = choices and item.judge is not None and not item.judge.GROUNDED
        self.said: dict[tuple[str, date | None], tuple[Credit, Result]] | None = {} if alone else None
        self._dues: dict[str, Due] = {}
        self._once: dict[str, list[Occurrence] | None] = {}
        self._times: dict[tuple[date, date], list[Occurrence]] = {}

    def due_at(self, place: str) -> Due:
        if place not in self._dues:
            self._dues[place] = self._due_at(place)
        return self._dues[place]

    def _due_at(self, place: str) -> Due:
        dues = effective_due(self.item, self.plan)
        if dues is None:
            return None
        key = due_on(self.item, self.plan, place)
        if key is None:
            return False
        due = dues[key]
        return due if isinstance(due, date) else None

    def once_at(self, place: str) -> list[Occurrence] | None:
        """Its only time, where it is asked `once`; None where its dates leave the place out."""
        if place not in self._once:
            due = self.due_at(place)
            self._once[place] = [Occurrence(due=due) if due else ONCE] if not isinstance(due, bool) else None
        return self._once[place]

    def times(self, start: date, end: date) -> list[Occurrence]:
        """One for each of its dates inside a period: a school year counts when it ended inside (design 4)."""
        if (start, end) not in self._times:
            self._times[start, end] = list(_times(self.item, start, end))
        return self._times[start, end]


def _times(item: Item, start: date, end: date) -> Iterator[Occurrence]:
    dates = item.every.year if item.every else ()
    several = len(dates) > 1
    for year in range(start.year, end.year + 1):
        for text in dates:
            month, _, day = text.partition("-")
            due = date(year, int(month), int(day))
            if start <= due <= end:
                key = f"{year}-{text}" if several else str(year)
                label = f"{year}年{int(month)}月{int(day)}日" if several else f"{year}年"
                yield Occurrence(key, label, (), due)


class _Forms:
    """Of one edition: every item made ready, and the forms put together of them so far."""

    def __init__(self, edition: Edition) -> None:
        self.items = {item.id: Prepared(edition, item) for item in edition.items.values()}
        self.known: dict[tuple[str, frozenset[str] | None], tuple[Prepared, ...]] = {}


_FORMS: WeakKeyDictionary[Edition, _Forms] = WeakKeyDictionary()


def _forms(edition: Edition) -> _Forms:
    found = _FORMS.get(edition)
    if found is None:
        found = _FORMS[edition] = _Forms(edition)
    return found


def prepared(edition: Edition, item: Item) -> Prepared:
    return _forms(edition).items[item.id]


def prepared_form(edition: Edition, kind: str, selection: frozenset[str] | None) -> tuple[Prepared, ...]:
    """`Edition.form`, ready for judging."""
    forms = _forms(edition)
    key = kind, selection
    if key not in forms.known:
        forms.known[key] = tuple(forms.items[item.id] for item in edition.form(kind, selection))
    return forms.known[key]


def _drawn(sample: Sample | None) -> tuple[str, int | None] | None:
    if sample is None or sample.of is None:
        return None
    return sample.of, None if sample.draw == "all" else sample.draw.at_least


def _earlier(name: str) -> str:
    where, _, item = name.partition(".")
    return item if where in ("answer", "result") else ""
