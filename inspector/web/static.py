"""Static files: read once at start, addressed by the release they belong to, typed by our own table.

One address for all files of a release: what a module imports by its relative name is of the same release.
"""

import gzip
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from inspector.settings import static_root

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
SMALLER_ZIPPED = {".css", ".js", ".svg", ".webmanifest"}
STYLES = ("tokens", "base", "layout", "components", "forms", "tables", "print")
FOR_EVER = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True, dict=True):
    content: bytes
    suffix: str
    digest: str

    @property
    def type(self) -> str:
        return TYPES[self.suffix]

    @cached_property
    def zipped(self) -> bytes | None:
        """Made when first asked for: a start does not wait for all of them."""
        return gzip.compress(self.content, 9, mtime=0) if self.suffix in SMALLER_ZIPPED else None


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Every file we serve, by its path below `static/`; one `site.css` made of the style sheets in order.

    Files of a kind that TYPES does not name are not served.
    """
    root = static_root()
    found = {
        path.relative_to(root).as_posix(): _asset(path.read_bytes(), path.suffix)
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix in TYPES
    }
    return found | {"site.css": _asset(_site_css(root), ".css")}


def _site_css(root: Path) -> bytes:
    others = sorted(path.stem for path in (root / "css").glob("*.css") if path.stem not in STYLES)
    return b"\n".join((root / "css" / f"{name}.css").read_bytes() for name in (*STYLES[:-1], *others, STYLES[-1]))


def _asset(content: bytes, suffix: str) -> Asset:
    return Asset(content, suffix, sha256(content).hexdigest()[:16])


@lru_cache(maxsize=1)
def release() -> str:
    """Names the present files as a whole: one of them changed, and it is another."""
    whole = sha256()
    for path, asset in sorted(assets().items()):
        whole.update(f"{path}\0{asset.digest}\n".encode())
    return whole.hexdigest()[:16]


def asset_url(path: str) -> str:
    """The address of one of our files. KeyError for a file we do not have: a page must not name it."""
    assets()[path]
    return f"/static/{release()}/{path}"


@get("/static/{named:str}/{path:path}", name="static", public=True)
async def static_file(request: Request[Any, Any, Any], named: FromPath[str], path: FromPath[str]) -> Response[bytes]:
    """A lookup in a table, never in the file system. An outdated release gets the present file, not kept."""
    asset = assets().get(path.lstrip("/"))
    if asset is None:
        raise NotFoundException
    headers = {
        "etag": f'"{asset.digest}"',
        "cache-control": FOR_EVER if named == release() else "no-cache",
        "vary": "accept-encoding",
    }
    if asset.digest in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=asset.type)
    if "gzip" in request.headers.get("accept-encoding", "") and asset.zipped:
        return Response(asset.zipped, headers=headers | {"content-encoding": "gzip"}, media_type=asset.type)
    return Response(asset.content, headers=headers, media_type=asset.type)


handlers: list[HTTPRouteHandler] = [static_file]
