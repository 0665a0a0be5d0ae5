"""Pages: typed contexts, fragments equal to what the page includes, the demonstration mark, the patterns."""

from collections.abc import Iterator
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest
from jinja2 import UndefinedError

from inspector.web import families
from inspector.web.app import create_app
from inspector.web.pages import RESULT_NAMES, PageContext, environment
from inspector.web.security import HSTS
from tests.web.application import HOST
from tests.web.conftest import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Source": "select#result"}


def contexts(kind: type[PageContext] = PageContext) -> Iterator[type[PageContext]]:
    for context in kind.__subclasses__():
        yield context
        yield from contexts(context)


def test_every_field_of_every_page_says_what_it_means() -> None:
    assert families.FAMILIES
    for context in contexts():
        hints = get_type_hints(context, include_extras=True)
        for name in context.__struct_fields__:
            hint = hints[name]
            assert get_origin(hint) is Annotated, f"{context.__name__}.{name}"
            assert len(get_args(hint)[1]) > 5


def test_every_page_compiles() -> None:
    names = list(environment().list_templates(extensions=["html"]))
    assert "base.html" in names
    for name in names:
        environment().get_template(name)


def test_an_unknown_name_is_an_error_and_text_is_escaped() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing_of_that_name }}").render()
    assert environment().from_string("{{ text }}").render(text="<b>&") == "&lt;b&gt;&amp;"
    assert environment().from_string("{{ _('%(who)s', who=text) }}").render(text="<b>") == "&lt;b&gt;"


def test_the_fragment_is_the_part_the_page_includes(world: World) -> None:
    client = world.signed_in("administrator.east")
    part, whole = client.get("/patterns", headers=PART).text, client.get("/patterns").text
    assert part.startswith("<ul") and part in whole


def test_an_htmx_request_for_the_full_page_gets_it(world: World) -> None:
    client = world.signed_in("administrator.east")
    full = client.get("/patterns", headers=PART | {"HX-Request-Type": "full"})
    assert full.text.startswith("<!doctype html>")


def test_every_result_has_a_badge_with_its_own_word(world: World) -> None:
    page = world.signed_in("administrator.east").get("/patterns").text
    words = ["达到", "部分达到", "未达到", "未到期", "不适用", "未核查", "无法核实", "仅记录"]
    for state, word in zip(RESULT_NAMES, words, strict=True):
        assert f'<span class="badge {state}">{word}</span>' in page


def test_a_field_at_fault_comes_back_with_what_was_typed(world: World) -> None:
    client = world.signed_in("administrator.east")
    wrong = client.post("/patterns/pupils", data={"pupils": "十二"}, headers=PART)
    assert wrong.status_code == 422 and 'value="十二"' in wrong.text and 'aria-invalid="true"' in wrong.text
    assert client.post("/patterns/pupils", data={"pupils": "12"}, headers=PART).status_code == 200


def test_demonstration_data_is_marked_on_every_page(world: World) -> None:
    assert "演示数据" not in world.visitor().get("/sign-in").text
    shown = world.settings.model_copy(update={"demo": True})
    world.app.state.settings = shown
    visitor = world.visitor()
    assert '<div class="demo-ribbon" role="note">演示数据' in visitor.get("/sign-in").text
    assert '<div class="demo-ribbon" role="note">演示数据' in visitor.get("/nothing").text


def test_behind_tls_the_cookie_is_bound_to_the_host_and_hsts_is_sent(world: World) -> None:
    secure = world.settings.model_copy(update={"secure_cookies": True})
    world.server.app = create_app(world.store, secure, freeze=False)
    answer = world.visitor().get(f"{HOST}/sign-out")
    assert answer.headers["strict-transport-security"] == HSTS["strict-transport-security"]
    cookie = world.visitor().post("/sign-out", data={}).headers["set-cookie"]
    assert cookie.startswith("__Host-inspector=") and "Secure" in cookie and "Domain" not in cookie
