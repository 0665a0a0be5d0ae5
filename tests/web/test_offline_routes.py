"""What a browser needs to work without signal: marks on our answers, the worker, the manifest, the shell."""

import json
import re

from inspector.web.static import assets, release
from tests.web.conftest import World


def test_a_page_says_whose_it_is_and_of_which_release(world: World) -> None:
    answer = world.signed_in("inspector.east").get("/")
    assert answer.headers["inspector-page"] == str(world.account_id("inspector.east"))
    assert answer.headers["inspector-release"] == release()
    assert answer.headers["content-language"] == "zh-CN"
    assert int(answer.headers["inspector-time"]) > 1_700_000_000_000_000


def test_what_nobody_is_signed_in_for_is_nobodys_page(world: World) -> None:
    for path in ("/sign-in", "/no-such-page", "/static/x/site.css", "/"):
        answer = world.visitor().get(path)
        assert "inspector-page" not in answer.headers, path
        assert answer.headers["inspector-release"] == release()


def test_the_worker_is_served_from_the_root_and_asked_for_anew(world: World) -> None:
    answer = world.visitor().get("/service-worker.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.text.startswith(f'const RELEASE = "{release()}";\n')


def shell(world: World) -> list[str]:
    told = re.search(r"^const SHELL = (.*);$", world.visitor().get("/service-worker.js").text, re.MULTILINE)
    assert told is not None
    found: list[str] = json.loads(told[1])
    return found


def test_the_shell_is_every_file_a_page_loads_and_all_of_it_is_there(world: World) -> None:
    named, visitor = shell(world), world.visitor()
    scripts = {f"/static/{release()}/{path}" for path in assets() if path.endswith(".js")}
    assert scripts - set(named) == {f"/static/{release()}/js/service_worker.js"}
    assert f"/static/{release()}/site.css" in named
    for path in named:
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["inspector-release"]) == (200, release()), path


def test_the_page_for_what_is_not_here_is_nobodys_in_either_language(world: World) -> None:
    for locale, words in (("zh_CN", "无连接"), ("en", "Without connection")):
        answer = world.signed_in("inspector.east").get(f"/offline/{locale}")
        assert words in answer.text
        assert "inspector-page" not in answer.headers
        assert "inspector.east" not in answer.text
    assert world.visitor().get("/offline/xx").status_code == 404


def test_the_site_can_be_installed_under_a_name_in_the_readers_language(world: World) -> None:
    told = world.visitor().get("/manifest.webmanifest")
    assert told.headers["content-type"] == "application/manifest+json"
    manifest = told.json()
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/", "standalone", "zh-CN")
    assert {(one["sizes"], one["purpose"]) for one in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for one in manifest["icons"]:
        size = int(one["sizes"].split("x")[0])
        content = world.visitor().get(one["src"]).content
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (size, size)
    english = world.visitor(accept_language="en").get("/manifest.webmanifest").json()
    assert english["name"] == "Special education supervision"
