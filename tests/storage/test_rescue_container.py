"""The container of rescue files: opened when whole and ours, refused in words otherwise; the key is made once."""

import stat
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from inspector.storage.rescues import container, key
from inspector.storage.rescues.container import DAMAGED, NEWER, NOT_ONE, OTHER_SERVER, UnfitRescueError
from tests.web.rescue.sealing import DEVICE, TIME, framed, packed, point, sealed

SERVER = ec.generate_private_key(ec.SECP256R1())
SAID = {"operations": [], "files": [{"size": 3}, {"size": 0}, {"size": 2}]}
WHOLE = sealed(SERVER, packed(SAID, [b"abc", b"", b"de"]))


def refusal(content: bytes) -> str:
    with pytest.raises(UnfitRescueError) as refused:
        container.opened(content, SERVER)
    return str(refused.value)


def test_a_file_gives_back_what_was_put_in() -> None:
    found = container.opened(WHOLE, SERVER)
    assert found.said == SAID
    assert list(found.contents) == [b"abc", b"", b"de"]
    assert (found.head.device, found.head.count, found.head.time) == (DEVICE, 1, TIME)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_found(place: int, by: int) -> None:
    content = bytearray(WHOLE)
    content[place] ^= by
    assert refusal(bytes(content)) in (NOT_ONE, DAMAGED, NEWER, OTHER_SERVER)


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_was_cut_anywhere_is_refused(length: int) -> None:
    assert refusal(WHOLE[:length]) in (NOT_ONE, DAMAGED)


def test_each_kind_of_unfit_file_has_its_own_words() -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert refusal(b"") == refusal(b"PK\x03\x04 a picture") == NOT_ONE
    assert refusal(sealed(stranger, packed(SAID, [b"abcde"]))) == OTHER_SERVER
    assert refusal(sealed(SERVER, b"", format=2)) == NEWER
    assert refusal(WHOLE + b"more") == DAMAGED
    assert refusal(sealed(SERVER, packed(SAID, [b"abcd"]))) == DAMAGED  # one byte less than the sizes say
    assert refusal(sealed(SERVER, packed([], []))) == DAMAGED
    assert refusal(sealed(SERVER, packed({"files": [{"size": -1}]}, []))) == DAMAGED


@pytest.mark.parametrize(
    "changed",
    [
        *({"format": "1"}, {"format": 0}, {"count": None}, {"count": 1e99}, {"time": -1}, {"public": 5}, {"iv": "?"}),
        {"public": b64encode(b"\x04" + bytes(64)).decode()},
    ],
)
def test_a_head_that_no_device_writes_is_refused(changed: dict[str, object]) -> None:
    assert refusal(sealed(SERVER, packed(SAID, [b"abcde"]), **changed)) == DAMAGED


def test_a_head_may_be_no_json_and_may_not_be_endless() -> None:
    assert refusal(b"INSPECTOR-RESCUE\x00\x00\x00\x02{{") == DAMAGED
    assert refusal(b"INSPECTOR-RESCUE\xff\xff\xff\xff" + framed({"format": 1})) == DAMAGED
    assert refusal(b"INSPECTOR-RESCUE" + (9000).to_bytes(4, "big") + b"[" * 9000) == DAMAGED


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    first, again = key.opened(tmp_path / "new"), key.opened(tmp_path / "new")
    assert point(first) == point(again) != point(key.opened(tmp_path / "other"))
    assert stat.S_IMODE((tmp_path / "new" / key.FILE).stat().st_mode) == 0o600
    assert [one.name for one in (tmp_path / "new").iterdir()] == [key.FILE]


def test_a_damaged_key_is_an_error_and_never_replaced(tmp_path: Path) -> None:
    key.opened(tmp_path)
    (tmp_path / key.FILE).write_bytes(b"-----BEGIN")
    with pytest.raises(ValueError):
        key.opened(tmp_path)
    assert (tmp_path / key.FILE).read_bytes() == b"-----BEGIN"
