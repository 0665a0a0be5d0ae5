"""Settings come from INSPECTOR_* or arguments; the defaults are safe on a fresh machine."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from inspector import settings as settings_module
from inspector.settings import Settings, checklists_root, data_root, static_root, templates_root


def test_the_environment_sets_and_arguments_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INSPECTOR_PORT", "8123")
    monkeypatch.setenv("INSPECTOR_DATA_FOLDER", str(tmp_path))
    assert (Settings().port, Settings(port=8124).port) == (8123, 8124)
    assert Settings().url == f"sqlite:///{tmp_path.as_posix()}/inspector.sqlite3"
    assert Settings().blob_folder == tmp_path / "blobs"


def test_another_database_replaces_the_file() -> None:
    assert Settings(database_url="postgresql://db/inspector").url == "postgresql://db/inspector"


@pytest.mark.parametrize(
    ("host", "chosen", "secure"),
    [
        ("127.0.0.1", None, False),
        ("localhost", None, False),
        ("::1", None, False),
        ("0.0.0.0", None, True),
        ("inspector.example", None, True),
        ("0.0.0.0", False, False),
        ("127.0.0.1", True, True),
    ],
)
def test_cookies_travel_in_the_clear_on_loopback_only(host: str, chosen: bool | None, secure: bool) -> None:
    assert Settings(host=host, secure_cookies=chosen).cookies_secure is secure


@pytest.mark.parametrize("wrong", [{"port": 0}, {"port": 70000}, {"timezone": "Mars/Base"}, {"colour": "red"}])
def test_wrong_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_the_data_of_a_wheel_comes_before_that_of_a_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "site" / "inspector"
    monkeypatch.setattr(settings_module, "PACKAGE", package)
    with pytest.raises(FileNotFoundError, match="reinstall"):
        data_root()
    (tmp_path / "site" / "checklists").mkdir(parents=True)
    assert checklists_root() == tmp_path / "site" / "checklists"
    (package / "_data" / "checklists").mkdir(parents=True)
    assert data_root() == package / "_data"
    assert templates_root() == package / "_data" / "templates"
    assert static_root() == package / "web" / "static"
