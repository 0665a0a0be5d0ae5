"""Our scripts alone in a browser: any page can import them from the product's own files, no server needed."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from inspector.web.static import asset_url, assets, release

ORIGIN = "http://localhost"
POLICY = "default-src 'none'; script-src 'self'"


def alone(page: Page) -> None:
    """Leads the page to an empty document that may import our modules, under the policy of our pages."""
    page.route(f"{ORIGIN}/**", _answer)
    page.goto(f"{ORIGIN}/")


def module(path: str) -> str:
    return ORIGIN + asset_url(path)


def _answer(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        route.fulfill(body="<!doctype html>", content_type="text/html", headers={"content-security-policy": POLICY})
        return
    asset = assets()[path.removeprefix(f"/static/{release()}/")]
    route.fulfill(body=asset.content, content_type=asset.type)
