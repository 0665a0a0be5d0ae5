"""A paper becomes a letter: its texts cleaned, its wording rendered, its tables built; and the letter becomes bytes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from inspector.letters.blocks import (
    AttachmentNote,
    AttachmentStart,
    Block,
    Imprint,
    Letter,
    Origin,
    Paragraph,
    Signature,
    Title,
    Variant,
)
from inspector.letters.kinds import Paper, kind_of, subject
from inspector.letters.layout import date_text
from inspector.letters.letterhead import DEFAULT_OFFICE
from inspector.letters.papers.shared import Occasion
from inspector.letters.reference import Reference, load_reference
from inspector.letters.text import LIMIT, TextWarning, clean, one_line, passes
from inspector.letters.wording import Wording
from inspector.letters.writer import write
from inspector.settings import templates_root

DEMO = "演示数据　不得作为工作依据"
NAME_LIMIT = 200
_NAMES = frozenset(
    (
        "office",
        "round_title",
        "plan",
        "unit",
        "district",
        "city",
        "addressee",
        "printer",
        "number",
        "name",
        "lead",
        "signer",
    )
)
_T = TypeVar("_T")


class RefusedText(ValueError):
    """Strict drafting met texts that can't be printed as they are; `warnings` names them."""

    def __init__(self, warnings: tuple[TextWarning, ...]) -> None:
        super().__init__("; ".join(map(str, warnings)))
        self.warnings = warnings


class Draft(Struct, frozen=True):
    """The letter and what the text policy changed on the way."""

    letter: Letter
    warnings: tuple[TextWarning, ...]


@lru_cache(maxsize=1)
def default_wording() -> Wording:
    return Wording(templates_root() / "letters" / "wording")


def reference_path(variant: Variant) -> Path:
    return templates_root() / "letters" / "reference" / f"{variant}.docx"


@lru_cache(maxsize=4)
def default_reference(variant: Variant) -> Reference:
    return load_reference(reference_path(variant))


def render(paper: Paper, reference: Reference, wording: Wording | None = None, *, mark: str = "") -> bytes:
    """The paper as .docx bytes.

    `mark` (as printed, with 文件 where that belongs to it) replaces the reference's 公文标志; the shipped files have
    a placeholder there, which the office's name replaces in any case.
    """
    if not mark and reference.mark.startswith(DEFAULT_OFFICE.mark):
        mark = paper.occasion.office + ("文件" if reference.variant == "red" else "")
    return write(draft(paper, reference.variant, wording, mark=mark).letter, reference)


def draft(
    paper: Paper,
    variant: Variant = "letter",
    wording: Wording | None = None,
    *,
    mark: str = "",
    strict: bool = False,
) -> Draft:
    """Raises WordingProblem (template, line, what) and, if `strict`, RefusedText instead of giving warnings."""
    warnings: list[TextWarning] = []
    texts: list[str] = []
    plain = _plain(paper, texts)
    if not (_all_pass(texts) or _clean(paper)):
        paper = _cleaned(paper, subject(paper), kind_of(paper).name, warnings)
        plain = _plain(paper, [])
    if strict and warnings:
        raise RefusedText(tuple(warnings))
    blocks = (wording or default_wording()).blocks(kind_of(paper).name, _values(paper, plain), _ready(paper))
    blocks = _correcting(blocks, paper.occasion.replaces)
    occasion = paper.occasion
    title = next(block for block in blocks if isinstance(block, Title))
    imprint = () if kind_of(paper).is_record else (Imprint(occasion.copies, occasion.printer, occasion.printed),)
    letter = Letter(
        variant=variant,
        blocks=(*blocks, *imprint),
        recorded=occasion.recorded,
        title=one_line("".join(title.pieces) + title.subtitle),
        author=occasion.office,
        mark=clean(mark, subject(paper), "mark", NAME_LIMIT)[0],
        number=occasion.number,
        banner=DEMO if occasion.demo else "",
        copy_number=occasion.copy_number,
        secrecy=occasion.secrecy,
        urgency=occasion.urgency,
        joint=occasion.joint,
        signer=occasion.signer,
    )
    return Draft(letter, tuple(warnings))


def _correcting(blocks: tuple[Block, ...], replaces: str) -> tuple[Block, ...]:
    """A correction says at the end of its text, whatever its kind, which letter it takes the place of."""
    if not replaces:
        return blocks
    ends = (AttachmentNote, AttachmentStart, Signature)
    place = next((at for at, block in enumerate(blocks) if isinstance(block, ends)), len(blocks))
    said = Paragraph(f"本件印发后，{replaces}停止使用，以本件为准。")
    return (*blocks[:place], said, *blocks[place:])


def _all_pass(texts: list[str]) -> bool:
    """One look at all of them side by side; False says only that each has to be looked at by itself."""
    whole = "|".join(texts)
    longest = max(map(len, texts), default=0)
    return longest <= NAME_LIMIT and " |" not in whole and "| " not in whole and passes(whole, len(whole))


def _clean(value: object, limit: int = LIMIT) -> bool:
    """Whether no text in it would be changed. It builds no names of fields, which is most of what `_cleaned` costs."""
    if isinstance(value, str):
        return passes(value, limit)
    if isinstance(value, tuple):
        return all(_clean(each) for each in value)
    return all(_clean(getattr(value, name), _limit(name)) for name in _field_names(type(value)))


def _limit(field: str) -> int:
    return NAME_LIMIT if field in _NAMES else LIMIT


def _cleaned(value: _T, record: str, field: str, warnings: list[TextWarning]) -> _T:
    """The same value with every text in it cleaned; warnings name the field as problems[0].fact."""
    if isinstance(value, str):
        limit = _limit(field.rpartition(".")[2])
        text, found = clean(value, record.encode("utf-8", "replace").decode(), field, limit)
        warnings.extend(found)
        return text  # type: ignore[return-value]
    if isinstance(value, tuple):
        parts = tuple([_cleaned(each, record, f"{field}[{at}]", warnings) for at, each in enumerate(value)])
        return value if parts == value else parts  # type: ignore[return-value]
    names = _field_names(type(value))
    changed = {}
    for name in names:
        before = getattr(value, name)
        after = _cleaned(before, record, f"{field}.{name}", warnings)
        if after is not before:
            changed[name] = after
    return replace(value, **changed) if changed else value  # type: ignore[type-var]


def _field_names(kind: type) -> Iterable[str]:
    """Of a Struct, in order; no names for anything else."""
    return getattr(kind, "__struct_fields__", ())


def _plain(value: object, texts: list[str]) -> Any:
    """Mappings and lists instead of Structs and tuples; the texts in it are added to `texts`."""
    if isinstance(value, str):
        texts.append(value)
        return value
    if isinstance(value, tuple):
        return [_plain(each, texts) for each in value]
    if isinstance(value, Origin):
        return value
    names = _field_names(type(value))
    return {name: _plain(getattr(value, name), texts) for name in names} if names else value


def _values(paper: Paper, plain: Mapping[str, object]) -> Mapping[str, object]:
    """What a wording may print: the paper's fields as plain data, and the texts its kind makes from them."""
    return {**plain, "visit": _period(paper.occasion), **kind_of(paper).values(paper)}


def _period(occasion: Occasion) -> str:
    first, last = occasion.visit
    return date_text(first) if first == last else f"{date_text(first)}至{date_text(last)}"


def _ready(paper: Paper) -> Mapping[str, Block]:
    occasion = paper.occasion
    signature = Signature(occasion.office, occasion.issued, occasion.seal)
    return {"signature": signature, **kind_of(paper).ready(paper)}
