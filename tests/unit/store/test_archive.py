"""The folder of backups: what is read from it, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import Conflict, NotFound, Tampered, XinxiaoError
from xinxiao.model.backup import FORMAT, Backup, Copied, Stand, digest
from xinxiao.store import durable
from xinxiao.store.archive import Archive, building, empty
from xinxiao.store.lock import locked


@pytest.mark.parametrize(("size", "is_large"), [(3, False), (200_000_001, True)])
def test_a_manifest_of_more_than_two_hundred_million_bytes_is_not_even_read(
    tmp_path: Path, size: int, is_large: bool
) -> None:
    place = tmp_path / "sets" / "one" / "manifest.json"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        file.truncate(size)
    with pytest.raises(Tampered) as caught:
        Archive(tmp_path).read("one")
    assert ("too large" in str(caught.value)) is is_large
    assert caught.value.told is not None
    assert caught.value.told.name == "backup_torn"


def test_sets_are_numbered_in_the_order_they_were_begun_whatever_the_clock_says(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.begin("2026-03-10T04:05:06.000+00:00") == "000001-20260310T040506Z"
    assert archive.begin("2026-03-09T00:00:00.000+00:00") == "000002-20260309T000000Z"
    (tmp_path / "sets" / "notes").mkdir()
    assert archive.names == ("000001-20260310T040506Z", "000002-20260309T000000Z")


def test_a_set_that_is_dropped_has_lost_its_manifest_on_the_disk_before_anything_else_of_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    name = archive.begin("2026-03-10T04:05:06.000+00:00")
    folder = tmp_path / "sets" / name
    archive.ledger(name, "sqlite").write_bytes(b"copy")
    (folder / "manifest.json").write_bytes(b"{}")
    flushed: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(
        durable, "sync_folder", lambda place: flushed.append((place, [p.name for p in place.iterdir()]))
    )
    archive.drop(name)
    assert flushed == [(folder, ["ledger.sqlite"])]
    assert archive.names == ()


def test_a_set_that_was_not_finished_can_be_dropped_too(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.drop(archive.begin("2026-03-10T04:05:06.000+00:00"))
    assert archive.names == ()


def test_the_number_of_a_set_is_one_more_than_the_last_ones_also_after_nine(tmp_path: Path) -> None:
    (tmp_path / "sets" / "000009-20260310T040506Z").mkdir(parents=True)
    assert Archive(tmp_path).begin("2026-03-11T00:00:00.000+00:00") == "000010-20260311T000000Z"
    for other in ("1-20260310T040506Z", "000099-20260310T040506Z.part", "x000099-20260310T040506Z"):
        (tmp_path / "sets" / other).mkdir()
    assert [name[:6] for name in Archive(tmp_path).names] == ["000009", "000010"]


def test_a_set_without_a_manifest_is_refused_with_the_last_five_that_have_one(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    names = [archive.begin(f"2026-03-0{day}T00:00:00.000+00:00") for day in range(1, 9)]
    for name in names[:7]:
        (tmp_path / "sets" / name / "manifest.json").write_bytes(b"{}")
    assert [archive.finished(name) for name in names] == [True] * 7 + [False]
    with pytest.raises(Tampered) as caught:
        archive.read(names[7])
    assert caught.value.told is not None
    assert caught.value.told.values == {"backup": names[7], "known": ", ".join(names[2:7])}
    with pytest.raises(Tampered) as caught:
        Archive(tmp_path / "none").read(names[7])
    assert caught.value.told is not None
    assert caught.value.told.values["known"] == "-"


def test_who_finds_the_archive_locked_is_told_that_a_backup_is_at_work(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with locked(tmp_path / "lock"), pytest.raises(Conflict) as caught, archive.exclusive():
        pass
    assert caught.value.told is not None
    assert (caught.value.told.name, caught.value.told.values) == ("backup_busy", {"path": str(tmp_path)})


def test_another_conflict_within_is_not_taken_for_a_lock(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="something else"), Archive(tmp_path).exclusive():
        raise Conflict("something else")


def test_who_is_alone_sweeps_what_a_killed_one_left_half_written(tmp_path: Path) -> None:
    left = tmp_path / "blobs" / "ab" / ".x.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    with Archive(tmp_path).exclusive():
        assert not left.exists()


def test_a_file_is_measured_by_its_hash_and_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"abc")
    found = Archive(tmp_path).measured(tmp_path / "copy")
    assert (found.sha256[:8], found.bytes) == ("ba7816bf", 3)
    assert Archive(tmp_path).ledger("n", "postgresql") == tmp_path / "sets" / "n" / "ledger.dump"


def test_a_place_is_empty_without_a_folder_or_with_nothing_in_it(tmp_path: Path) -> None:
    assert empty(tmp_path / "none")
    assert empty(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    assert not empty(tmp_path)
    assert not empty(tmp_path / "file")


def test_a_home_is_built_beside_its_place_and_its_new_name_is_on_the_disk_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, flushed = tmp_path / "home", []
    home.mkdir()
    monkeypatch.setattr(
        durable, "sync_folder", lambda place: flushed.append((place, (home / "file").exists()))
    )
    with building(home) as place:
        assert place == tmp_path / ".home.restoring"
        (place / "file").write_bytes(b"abc")
        assert list(home.iterdir()) == []
    assert flushed[-1] == (tmp_path, True)
    assert (home / "file").read_bytes() == b"abc"
    assert not place.exists()


def test_nothing_stays_of_a_home_that_could_not_be_built_nor_of_what_a_killed_one_left(
    tmp_path: Path,
) -> None:
    left = tmp_path / ".home.restoring"
    (left / "folder").mkdir(parents=True)
    (left / "file").write_bytes(b"old")
    with pytest.raises(RuntimeError), building(tmp_path / "home") as place:
        assert [p.name for p in place.iterdir()] == ["lock"]
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_somebody_filled_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(Conflict, match="is not empty"), building(home):
        home.mkdir()
        (home / "theirs").write_bytes(b"abc")
    assert [p.name for p in tmp_path.iterdir()] == ["home"]
    with pytest.raises(Conflict, match="is not empty"), building(home):
        pass


def sealed(tmp_path: Path) -> tuple[Archive, str, Backup]:
    """An archive with one set: a ledger of three bytes and one file of two."""
    archive = Archive(tmp_path / "archive")
    name = archive.begin("2026-03-10T04:05:06.000+00:00")
    copy = archive.ledger(name, "sqlite")
    copy.write_bytes(b"abc")
    held = Copied(sha256=archive.blobs.put(b"de"), bytes=2)
    stand = Stand(sequence=1, hash="1" * 64)
    made = Backup(
        format=FORMAT,
        made_at="2026-03-10T04:05:06.000+00:00",
        version="0.2.0",
        engine="sqlite",
        schema="",
        revision="0005",
        ledger=archive.measured(copy),
        event=stand,
        reading=stand,
        releases=1,
        blobs=(held,),
        lacking=(),
    )
    return archive, name, made


def test_a_sealed_set_is_read_as_it_was_and_holds_what_it_says(tmp_path: Path) -> None:
    archive, name, made = sealed(tmp_path)
    assert archive.seal(name, made) == digest(made)
    assert archive.read(name) == made
    archive.check(name, made)


@pytest.mark.parametrize(
    ("file", "content", "error", "told"),
    [
        ("ledger", None, NotFound, "backup_missing"),
        ("ledger", b"abd", Tampered, "backup_torn"),
        ("ledger", b"abcd", Tampered, "backup_torn"),
        ("blob", None, NotFound, "backup_missing"),
        ("blob", b"d", Tampered, "backup_torn"),
        ("blob", b"def", Tampered, "backup_torn"),
    ],
)
def test_a_file_of_a_set_that_is_missing_or_another_is_told_by_its_path(
    tmp_path: Path, file: str, content: bytes | None, error: type[XinxiaoError], told: str
) -> None:
    archive, name, made = sealed(tmp_path)
    blob = archive.blobs.path(made.blobs[0].sha256)
    place = archive.ledger(name, "sqlite") if file == "ledger" else blob
    place.chmod(0o644)
    if content is None:
        place.unlink()
    else:
        place.write_bytes(content)
    with pytest.raises(error) as caught:
        archive.check(name, made)
    assert caught.value.told is not None
    assert (caught.value.told.name, caught.value.told.values) == (told, {"path": str(place)})
