"""A contradiction settled: the choice is checked, kept with its reason, and recorded as a fact if it is a figure."""

from decimal import Decimal, localcontext

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.contradictions import SETTLED, Contradiction
from inspector.checklist.edition import Edition
from inspector.checklist.fields import FieldProblem, parse
from inspector.checklist.values import Number
from inspector.i18n import N_, gettext
from inspector.storage import accounts, movements, settlements, units
from inspector.storage.facts import NewFact
from inspector.storage.tables import Round, Settlement
from inspector.web.checklists.words import say
from inspector.web.facts.found import found_in
from inspector.web.facts.settled import figure_views, kept
from inspector.web.form_input import FormInput
from inspector.web.rounds.draft import problem_words

MOST_REASON = 500


class Choice(Struct, frozen=True):
    """`value` None: both stand. Good only when `errors` is empty."""

    value: str | None
    reason: str
    errors: dict[str, str]


def plain(value: Number) -> str:
    """The canonical text of a sum of canonical numbers, exact."""
    if isinstance(value, int):
        return str(value)
    with localcontext() as context:
        context.prec = 60
        return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")


def options(one: Contradiction) -> dict[str, str]:
    """Figures that can be chosen without typing them, by the value of their button."""
    if one.kind == "sources":
        return {f"figure-{at}": figure.text for at, figure in enumerate(one.figures)}
    if one.kind == "sum" and not one.unknown and one.total is not None:
        return {"sum": plain(one.total)}
    return {}


def chosen_in(form: FormInput, one: Contradiction, edition: Edition) -> Choice:
    errors: dict[str, str] = {}
    reason = form.text("reason", 5000)
    if not reason:
        errors["reason"] = gettext("Give the reason: it is kept with the settlement.")
    elif len(reason) > MOST_REASON:
        errors["reason"] = gettext("Too long.")
    wish, given = form.text("choice", 40), options(one)
    if wish == "stand":
        return Choice(None, reason, errors)
    if wish in given:
        return Choice(given[wish], reason, errors)
    if wish != "other":
        errors["choice"] = gettext("Choose what holds.")
        return Choice(None, reason, errors)
    taken = parse(edition.checklist.facts[one.counts.fact].field, form.text("value", 2000))
    if isinstance(taken, FieldProblem):
        errors["value"] = problem_words(taken)
    elif not taken:
        errors["value"] = gettext("Give the figure.")
    elif taken == one.counts.text and one.kind != "sources":
        errors["value"] = gettext("This figure counts already. Choose that both stand, if so.")
    else:
        return Choice(taken, reason, errors)
    return Choice(None, reason, errors)


def settle(
    connection: Connection,
    round_: Round,
    edition: Edition,
    one: Contradiction,
    choice: Choice,
    account: int,
    at: int,
) -> bool:
    """False when the figures are not any more those that were looked at; to be run in the writer."""
    found = found_in(connection, round_, edition, one.counts.unit)
    if (one.name, one.mark()) not in {(each.contradiction.name, each.contradiction.mark()) for each in found}:
        return False
    number, counts = settlements.next_number(connection, round_.city_id), one.counts
    figures = _figures(connection, round_, edition, one)
    if choice.value is not None:
        source = say(N_("Settlement no. %(number)s"), number=number)
        new = NewFact(*counts.key[:2], counts.as_of, choice.value, counts.dimension, source, SETTLED)
        movements.record_facts(connection, round_.city_id, [new], at=at, account_id=account)
    settlement = Settlement(
        city_id=round_.city_id,
        number=number,
        kind=one.kind,
        unit_id=counts.unit,
        fact=counts.fact,
        dimension=counts.dimension,
        as_of=counts.as_of,
        figures=figures,
        mark=one.mark(choice.value),
        value=choice.value,
        reason=choice.reason,
        account_id=account,
        settled_at=at,
    )
    settlements.record(connection, settlement)
    return True


def _figures(connection: Connection, round_: Round, edition: Edition, one: Contradiction) -> str:
    """With the names of units and people as they are now."""
    people = accounts.named(connection, [each.account_id for each in one.figures if each.account_id is not None])
    names = {unit.id: unit.name for unit in units.tree(connection, round_.city_id, round_.cutoff)}
    return kept(figure_views(edition, one, names, people))
