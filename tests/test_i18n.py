"""Every message of the source tree has its Chinese, and both catalogues are up to date."""

import re
from functools import cache

from babel.messages.pofile import read_po

from inspector import i18n

collect = cache(i18n.collect)  # read only here
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def test_every_message_has_its_chinese() -> None:
    with i18n.catalogue_path("zh_CN").open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    kept = {message.id for message in catalogue if message.id}
    missing = [message.id for message in collect() if message.id and message.id not in kept]
    assert missing + i18n.untranslated(catalogue) == [], "run: python -m inspector.i18n, then fill in the .po file"


def test_a_translation_fills_the_same_places() -> None:
    with i18n.catalogue_path("zh_CN").open("rb") as source:
        for message in read_po(source, locale="zh_CN"):
            if isinstance(message.id, str) and message.id and message.string:
                places = set(PLACES.findall(str(message.string)))
                assert places == set(PLACES.findall(message.id)), message.id


def test_the_english_catalogue_leaves_the_words_to_the_ids() -> None:
    with i18n.catalogue_path("en").open("rb") as source:
        assert [one.id for one in read_po(source, locale="en") if one.id and not i18n.lacks(one.string)] == []


def test_messages_of_templates_and_of_underscore_folders_are_found() -> None:
    found = {message.id: message.locations for message in collect()}
    assert ("templates/_fragments/head.html", 0) in found["Sign out"]
    assert ("inspector/web/signin.py", 0) in found["Login or password is wrong."]


def test_a_message_is_shown_in_the_language_of_the_context() -> None:
    with i18n.using_locale("zh_CN"):
        assert i18n.gettext("Not met") == "未达到"
        with i18n.using_locale("en"):
            assert i18n.gettext("Not met") == "Not met"
        assert i18n.gettext("Not met") == "未达到"


def test_english_has_two_forms_and_an_unknown_message_stays_itself() -> None:
    with i18n.using_locale("en"):
        assert [i18n.ngettext("%(n)s fish here", "%(n)s fishes here", n) for n in (1, 2)] == [
            "%(n)s fish here",
            "%(n)s fishes here",
        ]
    with i18n.using_locale("zh_CN"):
        assert i18n.gettext("nobody translated this") == "nobody translated this"
