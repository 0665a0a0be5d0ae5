"""Sound letters, and ways to break a part of one."""

import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO

from msgspec.structs import replace

from inspector.letters.blocks import Chart, Letter, Series, Variant
from inspector.letters.styles import styles_part
from inspector.letters.trial import trial_letter
from inspector.letters.writer import write
from tests.letters.samples import reference

DOCUMENT, STYLES, SETTINGS, CORE = "word/document.xml", "word/styles.xml", "word/settings.xml", "docProps/core.xml"
CHART_PART = "word/charts/chart1.xml"

Change = Callable[[str], str]


def changed(data: bytes, name: str, change: Change) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for each in source.namelist():
            content = source.read(each)
            if each == name:
                text = change(content.decode())
                assert text != content.decode(), "the change must change something"
                content = text.encode()
            archive.writestr(each, content)
    return target.getvalue()


def swap(old: str, new: str, count: int = -1) -> Change:
    return lambda text: text.replace(old, new, count)


def style(name: str, old: str, new: str) -> Change:
    """Changes the first match inside one style's definition."""

    def change(text: str) -> str:
        start = text.index(f'<w:name w:val="{name}"/>')
        end = text.index("</w:style>", start)
        return text[:start] + re.sub(old, new, text[start:end], count=1) + text[end:]

    return change


def figure(style_name: str, *, wide_mm: int = 100, described: str = "图", number: int = 900) -> Change:
    """Puts a figure into a paragraph of a style, before the second paragraph."""
    identifier = next(
        each.group(1)
        for each in re.finditer(r'w:styleId="(\w+)"><w:name w:val="([^"]+)"', styles_part("red"))
        if each.group(2) == style_name
    )
    drawing = (
        f'<w:p><w:pPr><w:pStyle w:val="{identifier}"/></w:pPr><w:r><w:drawing><wp:inline>'
        f'<wp:extent cx="{wide_mm * 36000}" cy="360000"/><wp:docPr id="{number}" name="图" descr="{described}"/>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    return lambda text: text.replace("<w:p><w:pPr>", drawing + "<w:p><w:pPr>", 1)


def moved(part: str, before: str) -> Change:
    """Takes the one paragraph that holds a text to the place before the paragraph of another."""

    def change(text: str) -> str:
        paragraphs = re.findall(r"<w:p>.*?</w:p>", text)
        (taken,), (place,) = ([one for one in paragraphs if each in one] for each in (part, before))
        return text.replace(taken, "").replace(place, taken + place)

    return change


CHART = Chart(
    "column",
    "得分率",
    ("学位供给", "送教上门"),
    (Series("本次", ("75.0", "62.5")),),
    "柱形图：学位供给75.0%，送教上门62.5%。",
)
HEADED = {"copy_number": "12", "secrecy": "秘密★1年", "urgency": "特急"}
"""What stands over the mark."""


def _letter(variant: Variant, **more: object) -> Letter:
    return replace(trial_letter(reference(variant)), **more)


@cache
def sound(name: str) -> bytes:
    """The trial letter by its head's name, or with more in the head, or with a chart."""
    office = trial_letter(reference("red")).author
    letters: dict[str, Callable[[], Letter]] = {
        "headed": lambda: _letter("red", **HEADED),
        "headed letter": lambda: _letter("letter", **HEADED),
        "joint": lambda: _letter("red", joint=(office, "某市教育局", "某市财政局")),
        "upward": lambda: _letter("red", signer="李某"),
        "charted": lambda: _charted(_letter("red")),
    }
    letter = letters.get(name, lambda: _letter(name))()  # type: ignore[arg-type]
    return write(letter, reference(letter.variant))


def _charted(letter: Letter) -> Letter:
    """The chart after the first paragraph of text."""
    return replace(letter, blocks=(*letter.blocks[:3], CHART, *letter.blocks[3:]))
