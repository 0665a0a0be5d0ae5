"""What no file of the project may contain. Words the rules forbid are put together here, so that this file
does not break them itself."""

import re

import pytest

from tests.house.tree import lines, name, text, written

REGISTRIES = "|".join(
    re.escape(".".join(parts))
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("debian", "org"),
        ("githubusercontent", "com"),
    )
)
# formats' names, hosts that only tests and examples use, this machine itself: nothing is fetched from them
NAMES_NOT_ADDRESSES = re.compile(
    r"(127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\]|testserver[\w.]*|([\w-]+\.)*example(\.\w+)?|[\w.-]+\.(test|invalid)"
    r"|www\.w3\.org|schemas\.openxmlformats\.org|schemas\.microsoft\.com|openoffice\.org|purl\.org|json-schema\.org"
    r"|[\w.-]*\.gov\.cn|\{.*|%.*|\$.*|<.*|…|\.\.\.)"
)
ADDRESS = re.compile(r"\b(?:https?|ftp|git|ssh)://([^/\s\"'`)>:?#\\]*)")

FORBIDDEN = {
    "work left to do": r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b|NotImple" r"mentedError",
    "a test that does not run": r"\bpytest\.(?:sk"
    r"ip|xf"
    r"ail|importor"
    r"skip)\b|mark\.(?:sk"
    r"ip|xf"
    r"ail)",
    "an exemption without its code": r"#\s*type:\s*ign" r"ore(?!\[)|#\s*noq" r"a(?!:)",
    "a registry or download host": REGISTRIES,
    "a path of one machine": r"(?<![\w.}>*-])/(?:wo"
    r"rk/(?:main|shared|\.)|ro"
    r"ot/|ho"
    r"me/\w|Us"
    r"ers/\w|t"
    r"mp/\w)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_line_holds(what: str) -> None:
    assert [f"{place}: {line.strip()}" for place, line in lines(re.compile(FORBIDDEN[what]))] == []


def test_every_address_is_a_name_or_this_machine() -> None:
    foreign = [
        f"{place}: {host}"
        for place, line in lines(ADDRESS)
        for host in ADDRESS.findall(line)
        if host and not NAMES_NOT_ADDRESSES.fullmatch(host)
    ]
    assert foreign == []


def test_templates_never_mark_text_as_safe() -> None:
    assert [name(path) for path in written(".html") if re.search(r"\|\s*safe\b", text(path))] == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("work left to do", "# TO" + "DO: later"),
        ("a test that does not run", "@pytest.mark.sk" + "ip"),
        ("an exemption without its code", "x = 1  # noq" + "a"),
        ("an exemption without its code", "x = 1  # type: ign" + "ore"),
        ("a registry or download host", "--index-" + "url pypi." + "org/simple"),
        ("a path of one machine", "open('/ro" + "ot/x')"),
    ],
)
def test_the_rule_sees_its_own_example(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)
