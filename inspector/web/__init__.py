"""The face: pages, forms and static files over HTTP. One module a page family, listed in `families`."""
