"""The world of the form tests: a round that is open over two districts."""

from tests.web.forms.conftest import surveyed_folder, world, yuncheng

__all__ = ["surveyed_folder", "world", "yuncheng"]
