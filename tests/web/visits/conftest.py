"""The world of the form's tests: the record of a visit is entered into the same inspections."""

from tests.web.forms.conftest import device as device
from tests.web.forms.conftest import surveyed_folder as surveyed_folder
from tests.web.forms.conftest import world as world
from tests.web.forms.conftest import yuncheng as yuncheng
