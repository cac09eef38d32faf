"""The lake: blobs are whole, named by their content, and never silently wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import NotFound, Tampered, Unavailable
from xinxiao.store.blobs import Blobs

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, SHA-256 of "abc"


def test_a_blob_stands_under_the_first_two_digits_of_its_hash(tmp_path: Path) -> None:
    assert Blobs(tmp_path).put(b"abc") == ABC
    assert (tmp_path / "ba" / ABC).read_bytes() == b"abc"
    assert Blobs(tmp_path).get(ABC) == b"abc"


def test_putting_the_same_content_twice_keeps_one_file(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    assert lake.put(b"abc") == lake.put(b"abc")
    assert [p.name for p in (tmp_path / "ba").iterdir()] == [ABC]


def test_a_missing_blob_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="blob ba7816"):
        Blobs(tmp_path).get(ABC)


def test_a_changed_blob_is_noticed_when_read(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    lake.path(ABC).chmod(0o644)
    lake.path(ABC).write_bytes(b"abd")
    with pytest.raises(Tampered):
        lake.get(ABC)


def test_a_truncated_blob_is_written_again(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    lake.path(ABC).chmod(0o644)
    lake.path(ABC).write_bytes(b"ab")
    lake.put(b"abc")
    assert lake.get(ABC) == b"abc"


def test_a_disk_that_refuses_is_an_error_with_a_remedy_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        Blobs(tmp_path).put(b"abc")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
