"""A file is complete under its digest or not there; letters point to such files."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from inspector.storage import blobs, letters
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Letter
from tests.storage.world import AT, CITY, SCHOOL, People


@settings(max_examples=30)
@given(content=st.binary(max_size=200))
def test_what_was_kept_reads_back(tmp_path: Path, content: bytes) -> None:
    digest = blobs.keep(tmp_path, content)
    assert digest == sha256(content).hexdigest()
    assert blobs.read(tmp_path, digest) == content


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    assert blobs.keep(tmp_path, b"photo") == blobs.keep(tmp_path, b"photo")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_failed_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power fails, so to speak, between writing and renaming."""

    def fail(handle: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="no space"):
            blobs.keep(tmp_path, b"photo")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    blobs.keep(tmp_path, b"photo")


def test_changed_bytes_are_noticed(tmp_path: Path) -> None:
    digest = blobs.keep(tmp_path, b"photo")
    blobs.path(tmp_path, digest).write_bytes(b"other")
    with pytest.raises(ValueError, match="damaged"):
        blobs.read(tmp_path, digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 63 + "/"])
def test_nothing_but_a_digest_is_a_path(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path(tmp_path, digest)


def test_a_letter_needs_its_file_listed(store: Store, people: People) -> None:
    digest = blobs.keep(store.blob_folder, b"docx")
    letter = Letter(
        id="l1",
        city_id=CITY,
        kind="opinion",
        round_id="r1",
        unit_id=SCHOOL,
        title="督导意见书",
        inputs="{}",
        blob_sha256=digest,
        created_at=AT,
    )
    with pytest.raises(IntegrityError):
        store.write_now(lambda c: letters.add(c, letter))
    blob = Blob(sha256=digest, size=4, media_type="application/docx", name="意见书.docx", stored_at=AT)
    store.write_now(lambda c: blobs.record(c, blob))
    store.write_now(lambda c: blobs.record(c, blob.model_copy(update={"name": "second.docx"})))
    store.write_now(lambda c: letters.add(c, letter))
    later = letter.model_copy(update={"id": "l2", "created_at": AT + 1})
    store.write_now(lambda c: letters.add(c, later))
    listed = store.read_now(lambda c: letters.of_round(c, "r1", SCHOOL))
    assert [each.id for each in listed] == ["l2", "l1"]
    assert store.read_now(lambda c: letters.of_round(c, "r1", CITY)) == []
    kept = store.read_now(lambda c: blobs.by_digest(c, digest))
    assert kept is not None and kept.name == "意见书.docx"


def test_what_lay_too_long_in_a_folder_of_passage_goes_and_the_rest_stays(tmp_path: Path) -> None:
    days, at = 7, 1_700_000_000_000_000
    old, fresh = (blobs.keep(tmp_path, text) for text in (b"old", b"fresh"))
    for digest, seconds in ((old, 7 * 86_400 + 1), (fresh, 7 * 86_400 - 1)):
        os.utime(blobs.path(tmp_path, digest), (at / 1_000_000 - seconds,) * 2)
    new = blobs.keep_for(tmp_path, b"new", days, at)
    assert [blobs.path(tmp_path, one).exists() for one in (old, fresh, new)] == [False, True, True]
