"""The face: pages, forms and static files over HTTP. One module for each page family, listed in `app.FAMILIES`."""
