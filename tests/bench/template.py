"""The questions of a form as one Jinja template: what the compiled form is measured against.

The product's templates are cut into small files, and an include or import costs its own time at every use. Here
they are put together into one, as somebody would write it who renders the page with Jinja alone.
"""

import re
from functools import lru_cache

from jinja2 import Template

from inspector.settings import templates_root
from inspector.web.forms.layout import CONTENT, Form, Slots, Values
from inspector.web.pages import environment

IMPORT = '{% import "fields/_typed.html" as typed %}\n'
INCLUDE = re.compile(r'\{% include "([^"]+)" %\}')
FIELD = '{% include "fields/" ~ cell.type ~ ".html" %}'


@lru_cache(maxsize=1)
def one_template() -> Template:
    return environment().from_string(IMPORT + _put_together(CONTENT))


def rendered(form: Form, values: Values) -> str:
    return one_template().render(sections=form.sections, slot=Slots(values))


def _put_together(name: str) -> str:
    source = (templates_root() / name).read_text(encoding="utf-8").removesuffix("\n").replace(IMPORT, "")
    source = source.replace(FIELD, _any_field() if FIELD in source else "")
    return INCLUDE.sub(lambda found: _put_together(found[1]), source)


def _any_field() -> str:
    names = [path.stem for path in (templates_root() / "fields").glob("[a-z]*.html")]
    cases = [f'if cell.type == "{name}" %}}{_put_together(f"fields/{name}.html")}{{% ' for name in names]
    return "{% " + "el".join(cases) + "endif %}"
