"""A record of its own for tests that take rows of a sheet over."""

from tests.storage.conftest import people as people
from tests.storage.conftest import store as store
