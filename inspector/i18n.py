"""Interface texts: English message ids, Chinese (zh_CN) by default, kept in .po files.

`python -m inspector.i18n` collects the messages of the source tree into both catalogues and names every
message that still lacks its Chinese; `python -m inspector.i18n "Sign in" "登录"` fills it in, in any number of pairs.
"""

import gettext as standard_gettext
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.core import negotiate_locale

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog  # read only where a catalogue is written or compiled

DEFAULT_LOCALE = "zh_CN"
LOCALES = {"zh_CN": "中文", "en": "English"}
CATALOGUES = Path(__file__).parent / "locale"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


class Texts(standard_gettext.GNUTranslations):
    """One catalogue. A message without translation is shown in English; the test suite refuses it."""

    def gettext(self, message: str) -> str:
        return super().gettext(message) if message else ""  # the empty id is the catalogue's own header


def catalogue_path(locale: str) -> Path:
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.po"


@lru_cache(maxsize=len(LOCALES))
def texts(locale: str) -> Texts:
    return Texts(BytesIO(_compiled(catalogue_path(locale), locale)))


def _compiled(path: Path, locale: str) -> bytes:
    """The catalogue as .mo, kept beside it as Python keeps bytecode: to read a .po takes long for each start."""
    source = path.read_bytes()
    kept = path.with_name(f"{path.stem}.{sha256(source).hexdigest()[:16]}.mo")
    with suppress(OSError):
        return kept.read_bytes()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    target = BytesIO()
    write_mo(target, read_po(BytesIO(source), locale=locale))
    with suppress(OSError):  # who runs an installed program may not write there
        for old in path.parent.glob("*.mo"):
            old.unlink(missing_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_bytes(target.getvalue())
        new.replace(kept)
    return target.getvalue()


def current_locale() -> str:
    return _current.get()


def set_locale(locale: str) -> None:
    """For the running request (context variable); tests and renderers prefer `using_locale`."""
    _current.set(locale)


@contextmanager
def using_locale(locale: str) -> Iterator[None]:
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str) -> str:
    return texts(_current.get()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return texts(_current.get()).ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 -- the name Babel's extractor knows
    """Marks a message for collection where it is declared; it is translated where it is shown."""
    return message


@lru_cache(maxsize=256)
def negotiate(*wishes: str | None) -> str:
    """The first wish (account, cookie, `Accept-Language` header) that names a locale we have."""
    for wish in wishes:
        found = negotiate_locale(_tags(wish or ""), [*LOCALES, "zh"], sep="_")
        if found:
            return DEFAULT_LOCALE if found.startswith("zh") else found
    return DEFAULT_LOCALE


def _tags(wish: str) -> Iterable[str]:
    """`zh-CN,zh;q=0.9,en;q=0.8` -> zh_CN, zh, en; in the order written, as browsers send it."""
    for part in wish[:200].split(",")[:10]:
        tag = part.split(";")[0].strip().replace("-", "_")
        if tag:
            yield tag


def collect() -> "Catalog":
    """All messages of the source tree, as Babel finds them with `babel.cfg`; needs a source checkout."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    root = Path(__file__).parents[1]
    with (root / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = Catalog(project="Inspector", charset="utf-8")
    for folder in ("inspector", "templates"):
        methods_here = [(_below(pattern, folder), name) for pattern, name in methods]
        options_here = {_below(pattern, folder): value for pattern, value in options.items()}
        for source, _line, message, comments, context in extract_from_dir(
            root / folder,
            methods_here,
            options_here,
            strip_comment_tags=True,
            directory_filter=lambda _: True,
        ):
            found.add(message, None, [(f"{folder}/{source}", 0)], auto_comments=comments, context=context)
    return found


def _below(pattern: str, folder: str) -> str:
    """A pattern of `babel.cfg` as seen from inside one folder: patterns of other folders match nothing."""
    return pattern.removeprefix(folder + "/") if pattern.startswith(folder + "/") else "\0"


def untranslated(catalogue: "Catalog") -> list[str]:
    return [str(message.id) for message in catalogue if message.id and (message.fuzzy or lacks(message.string))]


def lacks(string: object) -> bool:
    """Whether a translation, or one of its plural forms, is empty."""
    return not (all(string) if isinstance(string, (tuple, list)) else string)


def update_catalogues(chinese: Mapping[str, str]) -> list[str]:
    """Brings both .po files up to date with the source tree and fills in `chinese`, by message id.

    Of a message of several forms the id is the first. Returns the messages still without Chinese.
    """
    from babel.messages.pofile import read_po, write_po

    without: list[str] = []
    for locale in LOCALES:
        path = catalogue_path(locale)
        with path.open("rb") as source:
            catalogue = read_po(source, locale=locale)
        stamps = catalogue.creation_date, catalogue.revision_date
        # collected for each: a new message becomes part of the catalogue itself, and two must not share it
        catalogue.update(collect(), no_fuzzy_matching=True)
        catalogue.creation_date, catalogue.revision_date = stamps  # same messages, same bytes
        if locale == DEFAULT_LOCALE:
            for message in catalogue:
                given = chinese.get(message.id if isinstance(message.id, str) else message.id[0])
                if given:  # Chinese has one form for any number
                    message.string = (given,) if message.pluralizable else given
            without = untranslated(catalogue)
        catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Inspector"
        target = BytesIO()
        write_po(target, catalogue, sort_output=True, ignore_obsolete=True, include_lineno=False)
        path.write_bytes(target.getvalue())
    return without


def main() -> int:
    pairs = sys.argv[1:]
    without = update_catalogues(dict(zip(pairs[::2], pairs[1::2], strict=True)))
    for message in without:
        print(f"no Chinese yet: {message}")
    return 1 if without else 0


if __name__ == "__main__":
    raise SystemExit(main())
