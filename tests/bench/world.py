"""A record filled with the demo round of one city, every inspection still open, an inspector and an evaluator
signed in."""

from pathlib import Path

from inspector.checklist.edition import open_folder
from inspector.cli.serving import demo_of, take_in
from inspector.settings import Settings, checklists_root
from inspector.storage import accounts, migrations, sessions
from inspector.storage.instants import SECOND, now
from inspector.storage.store import Store, open_store

ROUND = "bench"
INSPECTOR, EVALUATOR = "a-token-that-only-the-bench-knows", "another-token-that-only-the-bench-knows"


def filled(folder: Path) -> Settings:
    """The settings of a new record in `folder`."""
    settings = Settings(data_folder=folder)
    edition = open_folder(checklists_root() / "zhuhai_2023_2025")
    data = demo_of(edition)
    units = [unit.model_copy(update={"confirmed": False}) for unit in data.units]
    with open_store(settings) as store:
        migrations.upgrade(store)
        take_in(store, edition, data.model_copy(update={"units": units}), ROUND, "points")
        _sign_in(store, "inspector-zhuhai", INSPECTOR)
        _sign_in(store, "evaluator-zhuhai", EVALUATOR)
    return settings


def _sign_in(store: Store, login: str, token: str) -> None:
    account = store.read_now(lambda connection: accounts.by_login(connection, login))
    assert account is not None and account.id is not None
    key, end = account.id, now() + 3600 * SECOND
    store.write_now(lambda connection: sessions.open_session(connection, token, key, at=now(), expires_at=end))
