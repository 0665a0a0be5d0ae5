"""All routes of an application laid in one go.

`Litestar.register` goes through every earlier route for each handler, lays a path anew when a second handler
shares it, and gives each an OPTIONS that no page asks for: that took a sixth of a start. A method that a path
does not have is answered 405 with those it has.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from itertools import chain

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.routes.base import BaseRoute


class PageRoute(HTTPRoute):
    """A path with only the methods of its handlers."""

    def __init__(self, path: str, handlers: list[HTTPRouteHandler]) -> None:
        self.route_handlers = handlers
        self.route_handler_map = {}
        BaseRoute.__init__(
            self,
            path=path,
            scope_type=ScopeType.HTTP,
            methods=list(chain.from_iterable(one.http_methods for one in handlers)),
            handler_names=[one.handler_name for one in handlers],
        )


def lay(app: Litestar, handlers: Iterable[HTTPRouteHandler]) -> None:
    """Each handler becomes the application's own copy; two of one path and method are refused by litestar."""
    by_path: defaultdict[str, list[HTTPRouteHandler]] = defaultdict(list)
    for handler in map(copy, handlers):
        handler.owner = app
        handler.on_registration(app)
        for path in handler.paths:
            by_path[path].append(handler)
    for path, its in by_path.items():
        route = PageRoute(path, its)
        route.create_handler_map()
        app.routes.append(route)
    app.asgi_router.construct_routing_trie()
