"""Compiled templates that are kept help a start and never stand in its way."""

import shutil
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from inspector.web.compiled import Compiled, keep_compiled
from inspector.web.pages import environment


def shown(folder: Path, text: str = "{{ 6 * 7 }}人") -> str:
    """By an environment that knows nothing but what is kept."""
    made = Environment(loader=DictLoader({"page": text}), bytecode_cache=Compiled(str(folder)), autoescape=True)
    return made.get_template("page").render()


def test_what_is_kept_is_used_until_the_template_changes(tmp_path: Path) -> None:
    assert shown(tmp_path) == "42人"
    [kept] = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes().replace("人".encode(), "名".encode()))
    assert shown(tmp_path) == "42名"
    assert shown(tmp_path, "{{ 6 * 8 }}人") == "48人"


@pytest.mark.parametrize("zeros", [False, True])
def test_a_file_cut_off_by_a_power_failure_is_made_anew(tmp_path: Path, zeros: bool) -> None:
    shown(tmp_path)
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    for length in range(0, len(whole), 9):
        kept.write_bytes(whole[:length] + bytes(len(whole) - length if zeros else 0))
        assert shown(tmp_path) == "42人"
    assert kept.read_bytes() == whole


def test_without_its_folder_pages_are_shown_all_the_same(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    assert shown(tmp_path) == "42人"


def test_it_is_kept_beside_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment(), "bytecode_cache", None)
    keep_compiled(tmp_path)
    environment().bytecode_cache.get_bucket(environment(), "page", None, "text")  # type: ignore[union-attr]
    assert [one.name for one in tmp_path.iterdir()] == ["compiled"]
