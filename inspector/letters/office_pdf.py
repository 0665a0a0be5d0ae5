"""A Word file as PDF and as pictures of its pages, by LibreOffice and poppler where this machine has them.

Each conversion is a child process with a profile, home and time of its own: what goes wrong in there stays there.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

SECONDS = 120
DOTS_PER_INCH = 80
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EMBEDDED = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")
_STYLE = re.compile(r"[-,](Regular|Bold|Italic|Light|Medium|VKana|Identity|H|V)\b.*$")


class NoPdf(Exception):
    """`reason`: absent (the program is not installed), slow (it was stopped), broken (it made no file)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


def office() -> str | None:
    """Path of LibreOffice, if it is there."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(content: bytes, seconds: float = SECONDS) -> bytes:
    """Raises NoPdf."""
    with TemporaryDirectory(prefix="inspector-pdf-") as name:
        folder = Path(name)
        (folder / "letter.docx").write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        kept = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf")
        _run((office() or "", profile, *kept, "--outdir", name, str(folder / "letter.docx")), folder, seconds)
        return _made(folder, "letter.pdf")[0]


def to_pages(pdf: bytes, seconds: float = SECONDS) -> list[bytes]:
    """PNG pictures, one a page. Raises NoPdf."""
    with TemporaryDirectory(prefix="inspector-pdf-") as name:
        folder = Path(name)
        (folder / "letter.pdf").write_bytes(pdf)
        wanted = ("-r", str(DOTS_PER_INCH), "-png", str(folder / "letter.pdf"), str(folder / "page"))
        _run((shutil.which("pdftoppm") or "", *wanted), folder, seconds)
        return _made(folder, "page*.png")


def asked_fonts(content: bytes) -> list[tuple[str, ...]]:
    """What the letter is written in: each font with the names that may stand in for it."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "word/fontTable.xml" not in archive.namelist():
            return []
        table = etree.fromstring(archive.read("word/fontTable.xml"), etree.XMLParser(resolve_entities=False))
    found = []
    for font in table.iter(f"{_W}font"):
        others = [name for one in font.iter(f"{_W}altName") for name in one.get(f"{_W}val", "").split(",")]
        found.append((font.get(f"{_W}name"), *others))
    return found


def missing_fonts(content: bytes) -> list[str]:
    """Fonts of the letter that this machine has under none of their names; empty where it cannot tell."""
    installed = installed_fonts()
    return [names[0] for names in asked_fonts(content) if installed and not installed.intersection(names)]


def embedded_fonts(pdf: bytes) -> list[str]:
    """What the PDF is really set in."""
    names = {_STYLE.sub("", name.decode("latin-1")) for name in _EMBEDDED.findall(pdf)}
    return sorted(names)


@lru_cache(maxsize=1)
def installed_fonts() -> frozenset[str]:
    lister = shutil.which("fc-list")
    if lister is None:
        return frozenset()
    listed = subprocess.run([lister, ":", "family"], capture_output=True, timeout=SECONDS, check=False)
    lines = listed.stdout.decode("utf-8", "replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))


def _run(command: Sequence[str], folder: Path, seconds: float) -> None:
    if not command[0]:
        raise NoPdf("absent")
    home = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    with (folder / "said").open("wb") as said:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder, env=home, start_new_session=True
        )
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise NoPdf("slow", f"stopped after {seconds} seconds") from error
        finally:
            _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """With what it has started: the office's launcher and the office are two processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _made(folder: Path, pattern: str) -> list[bytes]:
    found = sorted(folder.glob(pattern))
    if not found:
        raise NoPdf("broken", (folder / "said").read_text("utf-8", "replace")[:500])
    return [file.read_bytes() for file in found]
