"""Review and appeal against a measure as one course: asked on the unit's page, or taken down as a step of the case."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from inspector.casework.measure_life import ANSWERS
from inspector.casework.remedies import Decision, Remedy, Said
from inspector.storage import accounts, measures, statements
from inspector.storage.tables import Letter, MeasureCase, MeasureEvent, Statement


def of_letter(connection: Connection, letter: Letter) -> list[Statement]:
    """What was said against a letter; of a measure against any paper of its case."""
    case = measures.of_letter(connection, letter.id)
    return statements.of_measure(connection, case.id) if case else statements.of_letter(connection, letter.id)


def steps_of(connection: Connection, case: MeasureCase, people: Mapping[int, str] | None = None) -> list[Said]:
    """What the case itself took down; `people` are those who may be named, None names everybody."""
    told = measures.events(connection, case.id)
    names = accounts.named(connection, [one.account_id for one in told]) if people is None else people
    return list(_steps(told, names))


def _steps(told: list[MeasureEvent], names: Mapping[int, str]) -> Iterator[Said]:
    last = {one.step: one for one in told}
    for step, name in ANSWERS.items():
        asked, answer = last.get(f"ask_{name}"), last.get(step)
        if asked is None or asked.day is None:
            continue
        who = names.get(asked.account_id, "")
        said = Said(Remedy(name), asked.day, asked.note, who, bool(asked.late))
        if answer is not None:
            decision = Decision.upheld if answer.outcome == "upheld" else Decision.dropped
            by = names.get(answer.account_id, "")
            said = Said(Remedy(name), asked.day, asked.note, who, said.late, answer.day, decision, answer.note, by)
        yield said
