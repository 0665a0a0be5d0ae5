"""Pages without signal: the service worker, what it keeps, and how the site is installed."""
