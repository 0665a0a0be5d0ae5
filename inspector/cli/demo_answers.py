"""Invented answers: for each question one that meets the line or one that misses it, by the judge's own verdict."""

import random
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.fields import Field
from inspector.checklist.items import Item
from inspector.checklist.judge import Binding, bind
from inspector.checklist.judge_numbers import Measure, PerHead, Ratio, Trend
from inspector.checklist.judges import YesOrNo
from inspector.checklist.values import Line
from inspector.checklist.verdicts import Ground, Undecided
from inspector.scoring.answers import AnswerError, cells_of
from inspector.scoring.assess import assess
from inspector.scoring.occurrences import Occurrence, occurrences
from inspector.scoring.results import DECIDED, Result
from inspector.scoring.subjects import Subject, Terms, numbers

TRIES = 5
NOTES = ("部分器材待配齐", "记录尚不完整", "正在补充材料")


class Answerer(Struct):
    """Fills the form of one unit item by item; an answer that contradicts itself is left out."""

    edition: Edition
    terms: Terms
    source: random.Random

    def unit(self, subject: Subject, strength: float, chance: float) -> dict[str, Any]:
        """answers, notes and states of a unit as a data file has them."""
        cells: dict[str, str] = {}
        out: dict[str, dict[str, Any]] = {"answers": {}, "notes": {}, "states": {}}
        for item in self.edition.form(subject.kind):
            if item.rolls_up or self.source.random() > chance:
                continue
            good = self.source.random() < strength
            if not good and self.source.random() < 0.06:
                out["states"][item.id] = {"state": "unverifiable", "reason": "现场未能提供原始材料"}
                continue
            taken = self._try(subject, item, good, cells)
            if taken is not None:
                out["answers"][item.id], note = taken
                if note:
                    out["notes"][item.id] = note
        return out

    def _try(self, subject: Subject, item: Item, good: bool, cells: dict[str, str]) -> tuple[Any, str] | None:
        found = None
        for _ in range(TRIES):
            answer, note = self._answer(subject, item, good, cells)
            try:
                more = cells_of(item, answer, note)
            except AnswerError:
                continue
            result = self._result(subject, item, cells | more)
            if result is None or result.state in ("not_applicable", "not_due"):
                return None
            found = answer, note, more
            if result.state == "informational" or (result.state in DECIDED and (result.met is True) == good):
                break
        if found is None or self._result(subject, item, cells | found[2]) is None:
            return None
        cells |= found[2]
        return found[0], found[1]

    def _result(self, subject: Subject, item: Item, cells: Mapping[str, str]) -> Result | None:
        results = assess(self.edition, subject, self.terms, cells, selection=self._needs(item))
        found = next(one for one in results if one.item.id == item.id)
        return None if found.why in ("part_over_whole", "future_date", "outside_bands") else found

    def _needs(self, item: Item) -> frozenset[str]:
        """The item with the earlier ones that its conditions and lines ask for, and what those ask for."""
        needed = {item.id}
        queue = [item]
        while queue:
            one = queue.pop()
            names = {name for text in one.applies_when for name in self.edition.conditions[text].names}
            asked = {name.split(".")[1] for name in names if name.startswith(("answer.", "result."))}
            if isinstance(one.judge, Measure) and one.judge.by:
                asked.add(one.judge.by)
            queue += [self.edition.items[name] for name in asked - needed]
            needed |= asked
        return frozenset(needed)

    def _answer(self, subject: Subject, item: Item, good: bool, cells: Mapping[str, str]) -> tuple[Any, str]:
        times = occurrences(self.edition, item, subject, self.terms) or [Occurrence("", "")]
        weak = self.source.randrange(len(times))
        filled = {
            time.key: self._filled(subject, item, good or place != weak, time, cells)
            for place, time in enumerate(times)
        }
        note = ""
        if any(choice.note for choice in item.ask.choices.values()):
            note = self.source.choice(NOTES)
        if list(filled) == [""]:
            return filled[""], note
        return {f"@{key}": one for key, one in filled.items()}, note

    def _filled(self, subject: Subject, item: Item, good: bool, time: Occurrence, cells: Mapping[str, str]) -> Any:
        ask, fields = item.ask, item.ask.fields
        by = item.judge.by if isinstance(item.judge, Measure) else None
        varies = (*filter(None, [cells.get(f"{by}/value") if by else ""]), *time.keys, subject.place)
        facts = numbers(self.edition, subject, self.terms, time.keys[0] if time.keys else "")
        ground = Ground(facts, varies, self.terms.as_of, time.due)
        rows = list(ask.rows)
        if ask.sample is not None:
            most = int(facts.get(ask.sample.of or "", Fraction(3)))
            rows = [f"K{n:02}" for n in range(1, max(1, min(most, 5)) + 1)]
        if not rows:
            row = self._row(item, "", good, ground)
            return row["value"] if not ask.columns and "value" in fields else row
        weak = self.source.randrange(len(rows))
        table = {key: self._row(item, key, good or place != weak, ground) for place, key in enumerate(rows)}
        return {key: row["value"] for key, row in table.items()} if not ask.columns else table

    def _row(self, item: Item, row: str, good: bool, ground: Ground) -> dict[str, Any]:
        judge = item.judge
        values = {name: self._value(item, row, name, field, good, ground) for name, field in item.ask.fields.items()}
        if isinstance(judge, Ratio):
            self._ratio(judge, values, good, ground)
        elif isinstance(judge, PerHead):
            self._per_head(item, judge, row, values, good, ground)
        elif isinstance(judge, Trend) and judge.before in values:
            before = self.source.randint(2, 9)
            step = {"more": 1, "less": -1, "not_less": 0}[judge.want]
            values |= {judge.before: str(before), judge.now: str(before + (step if good else -step or -1))}
        return values

    def _ratio(self, judge: Ratio, values: dict[str, Any], good: bool, ground: Ground) -> None:
        bounds = bind(ground, judge.at_least, judge.at_most)
        known = ground.facts.get(judge.whole) if judge.whole not in values else None
        whole = int(known) if known is not None else self.source.randint(30, 120)
        if isinstance(bounds, Undecided):
            return
        if judge.part not in values:
            self._whole_of(judge, values, bounds[0], good, ground)
            return
        line = bounds[0].bound * whole
        at = -(-line.numerator // line.denominator) if bounds[0].lower else line.numerator // line.denominator
        part = at if good else at + (-1 if bounds[0].lower else 1)
        values[judge.part] = str(max(part, 0))
        if judge.whole in values:
            values[judge.whole] = str(whole)

    def _whole_of(self, judge: Ratio, values: dict[str, Any], line: Binding, good: bool, ground: Ground) -> None:
        """The base of a part that is a fact: small or large enough for the line."""
        part = ground.facts.get(judge.part, Fraction(0))
        whole = Fraction(part) / line.bound if line.bound else Fraction(part)
        fits = whole.numerator // whole.denominator if line.lower else -(-whole.numerator // whole.denominator)
        miss = 1 if line.lower else -1
        values[judge.whole] = str(max(int(part), fits if good else fits + miss, 1))

    def _per_head(
        self, item: Item, judge: PerHead, row: str, values: dict[str, Any], good: bool, ground: Ground
    ) -> None:
        at_least = item.ask.rows[row].at_least if row in item.ask.rows else None
        bounds = bind(ground, at_least or judge.at_least, None)
        column = item.ask.fields.get(judge.heads)
        some = (3_200, 5_600) if column and column.unit == "yuan" else (3, 60)
        heads = int(ground.facts.get(judge.heads, Fraction(self.source.randint(*some))))
        if isinstance(bounds, Undecided):
            return
        line = max(one.bound for one in bounds) * heads
        amount = line + self.source.randint(0, 900) if good else line * Fraction(97, 100)
        values[judge.amount] = str(int(amount) + (0 if amount.denominator == 1 or not good else 1))
        if judge.heads in values:
            values[judge.heads] = str(heads)

    def _value(self, item: Item, row: str, name: str, field: Field, good: bool, ground: Ground) -> Any:
        if field.type in ("integer", "decimal"):
            fixed = item.ask.rows.get(row)
            lines = (fixed.at_least if fixed else None, field.at_least, getattr(item.judge, "at_least", None))
            caps = (fixed.at_most if fixed else None, field.at_most, getattr(item.judge, "at_most", None))
            return self._number(field, next(filter(None, lines), None), next(filter(None, caps), None), good, ground)
        if field.type == "date":
            return self._date(field, good, ground)
        if field.type == "select_one":
            return self._choice(item, field, good)
        if field.type == "select_multiple":
            keys = list(field.choices)
            return keys if good else keys[: max(1, len(keys) - 1 - self.source.randrange(2))]
        if field.type == "document":
            if not good and field.alternatives:
                return next(iter(field.alternatives))
            day = self.terms.period_from + timedelta(days=self.source.randint(30, 600))
            return {
                "title": "关于做好特殊教育有关工作的通知",
                "number": f"演示〔{day.year}〕{self.source.randint(1, 60)}号",
                "date": day.isoformat(),
            }
        return "演示记录"

    def _number(self, field: Field, low: Line | None, high: Line | None, good: bool, ground: Ground) -> str:
        bounds = bind(ground, low, high) if isinstance(low or high, dict) else Undecided("recorded")
        if isinstance(bounds, Undecided):
            least = max(1, int(field.plausible.low)) if field.plausible else 1
            most = int(field.plausible.high) if field.plausible else 9
            return str(self.source.randint(least, max(least, min(most, least + 8))))
        lower = [one.bound for one in bounds if one.lower]
        upper = [one.bound for one in bounds if not one.lower]
        value = max(lower) if lower else min(upper)
        if good:
            value += self.source.randint(0, 2) if lower and not upper else 0
        else:
            value += -1 if lower and value >= 1 else 1 if upper else 0
        return str(value if value.denominator == 1 and field.type == "integer" else float(value)).removesuffix(".0")

    def _date(self, field: Field, good: bool, ground: Ground) -> str:
        due = ground.due or self.terms.period_to
        if good:
            return (due - timedelta(days=self.source.randint(0, 40))).isoformat()
        late = due + timedelta(days=self.source.randint(3, 50))
        if late > ground.as_of or (field.alternatives and self.source.random() < 0.4):
            return next(iter(field.alternatives), (due - timedelta(days=1)).isoformat())
        return late.isoformat()

    def _choice(self, item: Item, field: Field, good: bool) -> str:
        if isinstance(item.judge, YesOrNo):
            return item.judge.want if good else {"yes": "no", "no": "yes"}[item.judge.want]
        fitting = [key for key, one in field.options.items() if one.met is good]
        if not fitting and item.judge and item.judge.form == "k_of_n":
            return "yes" if good else "no"
        return self.source.choice(fitting or list(field.options))
