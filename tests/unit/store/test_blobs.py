"""The lake: blobs are whole, named by their content, and never silently wrong."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xinxiao.errors import NotFound, Tampered, Unavailable
from xinxiao.store import blobs as module
from xinxiao.store import durable
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


def test_a_file_with_another_byte_of_the_same_size_is_written_again(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    lake.path(ABC).chmod(0o644)
    lake.path(ABC).write_bytes(b"abd")
    assert lake.put(b"abc") == ABC
    assert lake.get(ABC) == b"abc"
    assert Blobs(tmp_path).verified(ABC).read_bytes() == b"abc"


def test_a_whole_file_is_not_written_again(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    before = lake.path(ABC).stat()
    for again in (lake, Blobs(tmp_path)):
        again.put(b"abc")
    after = lake.path(ABC).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_is_hashed_once_and_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    fresh, hashed = Blobs(tmp_path), []
    own = module.hash_of
    monkeypatch.setattr(module, "hash_of", lambda place: hashed.append(place) or own(place))
    for _ in range(3):
        assert fresh.verified(ABC) == lake.path(ABC)
    assert len(hashed) == 1
    lake.path(ABC).chmod(0o644)
    lake.path(ABC).write_bytes(b"abd")
    with pytest.raises(Tampered):
        fresh.verified(ABC)
    assert len(hashed) == 2


def test_a_file_set_back_to_its_old_time_is_still_known_to_have_changed(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    before = lake.verified(ABC).stat()
    lake.path(ABC).chmod(0o644)
    lake.path(ABC).write_bytes(b"abd")
    os.utime(lake.path(ABC), ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Tampered):
        lake.verified(ABC)


def test_a_file_that_is_missing_is_told_by_every_way_of_reading(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    assert not lake.has(ABC)
    for read in (lake.get, lake.verified):
        with pytest.raises(NotFound) as caught:
            read(ABC)
        assert caught.value.told.name == "blob_missing"


def test_blobs_are_read_only_on_disk_and_no_part_stays_behind(tmp_path: Path) -> None:
    Blobs(tmp_path).put(b"abc")
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert [p.name for p in files] == [ABC]
    assert files[0].stat().st_mode & 0o222 == 0


def test_a_writer_killed_before_the_rename_leaves_nothing_under_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            Blobs(tmp_path).put(b"abc")
    assert not Blobs(tmp_path).has(ABC)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_new_folder_is_known_to_the_disk_before_a_blob_is_put_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(durable, "sync_folder", synced.append)
    Blobs(tmp_path / "new" / "lake").put(b"abc")
    assert synced == [
        tmp_path,
        tmp_path / "new",
        tmp_path / "new" / "lake",
        tmp_path / "new" / "lake" / "ba",
    ]


def test_an_empty_blob_is_a_blob(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    digest = lake.put(b"")
    assert digest.startswith("e3b0c44298fc1c14")
    assert lake.verified(digest).read_bytes() == lake.get(digest) == b""


def test_a_file_is_taken_under_its_hash_and_hashed_on_its_way(tmp_path: Path) -> None:
    source, lake = tmp_path / "source", Blobs(tmp_path / "lake")
    source.write_bytes(b"abc")
    lake.take(ABC, source)
    assert lake.get(ABC) == b"abc"
    assert lake.size(ABC) == 3
    assert list(lake.digests()) == [ABC]
    assert not lake.path(ABC).samefile(source)
    lake.drop(ABC)
    assert (lake.size(ABC), list(lake.digests())) == (None, [])


def test_a_file_that_is_not_what_its_hash_says_is_not_taken(tmp_path: Path) -> None:
    source, lake = tmp_path / "source", Blobs(tmp_path / "lake")
    with pytest.raises(NotFound):
        lake.take(ABC, source)
    source.write_bytes(b"abd")
    with pytest.raises(Tampered) as caught:
        lake.take(ABC, source)
    assert caught.value.told.values == {"path": str(source)}
    assert [p for p in (tmp_path / "lake").rglob("*") if p.is_file()] == []


def test_what_was_left_half_written_is_swept_when_it_is_older_than_asked(tmp_path: Path) -> None:
    folder = tmp_path / "ba"
    folder.mkdir()
    for name, seconds in (
        (".a.part", 1000),
        (".b.part", 2000),
        (".c.part", 3000),
        ("d.part", 1000),
        (".e", 1000),
    ):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (seconds, seconds))
    lake = Blobs(tmp_path)
    assert lake.sweep(datetime.fromtimestamp(2000, UTC)) == 1
    assert sorted(p.name for p in folder.iterdir()) == [".b.part", ".c.part", ".e", "d.part"]
    assert lake.sweep() == 2
    assert sorted(p.name for p in folder.iterdir()) == [".e", "d.part"]


def test_only_files_named_by_a_hash_are_blobs(tmp_path: Path) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")
    for name in (".x.part", "notes", ABC[:-1], ABC + "0", ABC[:-1] + "G"):
        (tmp_path / "ba" / name).write_bytes(b"")
    assert list(lake.digests()) == [ABC]


def test_a_file_that_cannot_be_read_is_told_with_its_path_and_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Blobs(tmp_path)
    lake.put(b"abc")

    def broken(*_: object, **__: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(Unavailable) as caught:
        lake.get(ABC)
    assert caught.value.told is not None
    assert caught.value.told.name == "lake_read"
    assert caught.value.told.values == {"path": str(lake.path(ABC)), "reason": "Input/output error"}


def test_a_hundred_thousand_files_are_remembered_as_hashed() -> None:
    assert module.IDENTITIES == 100_000
