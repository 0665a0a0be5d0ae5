"""What an installation can choose: environment variables `INSPECTOR_*`, or arguments of the command line."""

from functools import cache, cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """The defaults work on a fresh machine: SQLite in `./inspector-data`, loopback only."""

    model_config = SettingsConfigDict(env_prefix="INSPECTOR_", frozen=True, extra="forbid")

    data_folder: Path = Path("inspector-data")
    database_url: str = ""
    case_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    demo: bool = False
    timezone: str = "Asia/Shanghai"
    secure_cookies: bool | None = None
    public_url: str = ""
    smtp_host: str = ""
    smtp_port: int = Field(default=465, ge=1, le=65535)
    smtp_security: Literal["tls", "starttls", "none"] = "tls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = ""
    robot_url: str = ""
    robot_secret: SecretStr = SecretStr("")

    @field_validator("robot_url")
    @classmethod
    def _robot_is_safe(cls, url: str) -> str:
        """The address stands in the environment only, never on a page: nobody who signs in can point it elsewhere."""
        found = urlsplit(url)
        allowed = ("https", "http") if is_loopback(found.hostname or "") else ("https",)
        if url and not (found.hostname and found.scheme in allowed):
            raise ValueError("the address of the robot must begin with https://")
        return url

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone; one such as Asia/Shanghai is expected") from error
        return name

    @property
    def url(self) -> str:
        """The database: the one given, else the case file that is open, else the SQLite file of the data folder."""
        file = (self.case_file or self.data_folder / "inspector.sqlite3").resolve()
        return self.database_url or f"sqlite:///{file.as_posix()}"

    @property
    def blob_folder(self) -> Path:
        return self.data_folder / "blobs"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which duties fall due and civil dates are read off the clock."""
        return ZoneInfo(self.timezone)

    @property
    def sends_mail(self) -> bool:
        """Off until both the server and the sender are named."""
        return bool(self.smtp_host and self.mail_from)

    @property
    def cookies_secure(self) -> bool:
        """As set; unset, only a server that listens on loopback alone may send cookies in the clear."""
        return not is_loopback(self.host) if self.secure_cookies is None else self.secure_cookies


@cache
def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def data_root() -> Path:
    """The folder that holds `checklists/` and `templates/`: inside an installed wheel, else the repository.

    Raises FileNotFoundError when neither is there, which means the installation is incomplete.
    """
    for root in (PACKAGE / "_data", PACKAGE.parent):
        if (root / "checklists").is_dir() or (root / "templates").is_dir():
            return root
    raise FileNotFoundError(f"no checklists/ or templates/ beside or inside {PACKAGE}: reinstall inspector")


def checklists_root() -> Path:
    return data_root() / "checklists"


def measures_root() -> Path:
    """The ladders of measures lie beside the plans' folders, and are none."""
    return checklists_root() / "measures"


def templates_root() -> Path:
    return data_root() / "templates"


def static_root() -> Path:
    """Static files are part of the package in both cases."""
    return PACKAGE / "web" / "static"
