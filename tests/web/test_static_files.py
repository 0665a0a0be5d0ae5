"""Static files: addressed by release, kept for ever, asked for again with 304, typed by our own table."""

import gzip
from hashlib import sha256
from html.parser import HTMLParser

from inspector.settings import static_root
from inspector.web.static import TYPES, asset_url, assets
from tests.web.conftest import World


class Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"link", "script"}:
            self.found.append(given.get("href") or given.get("src") or "")


def test_everything_a_page_names_is_there_and_may_be_kept_for_ever(world: World) -> None:
    visitor, page = world.visitor(), Addresses()
    page.feed(visitor.get("/sign-in").text)
    assert len(page.found) >= 4
    for address in page.found:
        answer = visitor.get(address)
        if address == "/manifest.webmanifest":  # in the language of whoever asks
            continue
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers


def test_the_same_tag_gets_304_without_a_body(world: World) -> None:
    visitor, url = world.visitor(), asset_url("site.css")
    tag = visitor.get(url).headers["etag"]
    again = visitor.get(url, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert visitor.get(url, headers={"if-none-match": '"another"'}).status_code == 200


def test_an_outdated_address_gets_the_present_file_unkept(world: World) -> None:
    answer = world.visitor().get("/static/0000000000000000/site.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_what_is_sent_zipped_is_the_same(world: World) -> None:
    visitor, url = world.visitor(), asset_url("js/page.js")
    plain = visitor.get(url, headers={"accept-encoding": "identity"})
    zipped = visitor.get(url, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers and zipped.headers["content-encoding"] == "gzip"
    assert plain.content == zipped.content == gzip.decompress(assets()["js/page.js"].zipped or b"")


def test_only_kinds_of_our_own_table_are_served() -> None:
    assert {path.rpartition(".")[2] for path in assets()} <= {suffix[1:] for suffix in TYPES}
    assert "vendor/VENDORED.md" not in assets() and "vendor/htmx-LICENSE.txt" not in assets()


def test_files_of_others_are_the_ones_the_list_names() -> None:
    vendor = static_root() / "vendor"
    listed = (vendor / "VENDORED.md").read_text(encoding="utf-8")
    for script in vendor.glob("*.js"):
        assert f"`{script.name}`" in listed
        assert sha256(script.read_bytes()).hexdigest() in listed
