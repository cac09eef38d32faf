"""Files that survive a power cut: what is flushed to disk, and in which order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from xinxiao.store import durable


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the disk, as it is asked: a flush with its bytes, or of a folder, and a rename."""
    said: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushing(handle: int) -> None:
        found = os.fstat(handle)
        said.append("folder" if stat.S_ISDIR(found.st_mode) else f"file of {found.st_size}")
        fsync(handle)

    def renaming(self: Path, target: Path) -> Path:
        said.append(f"rename to {target.name}")
        return replace(self, target)

    monkeypatch.setattr("os.fsync", flushing)
    monkeypatch.setattr(Path, "replace", renaming)
    return said


def test_a_file_is_on_the_disk_before_its_name_and_its_name_before_write_returns(
    tmp_path: Path, steps: list[str]
) -> None:
    durable.write(tmp_path / "kept", (b"ab", b"c"))
    assert steps == ["file of 3", "rename to kept", "folder"]


def test_every_new_folder_is_on_the_disk_before_the_one_in_it(tmp_path: Path, steps: list[str]) -> None:
    durable.make(tmp_path / "a" / "b")
    assert steps == ["folder", "folder"]
    durable.make(tmp_path / "a" / "b")
    assert len(steps) == 2


def test_what_another_program_wrote_is_flushed_with_its_name(tmp_path: Path, steps: list[str]) -> None:
    (tmp_path / "copied").write_bytes(b"abcd")
    durable.sync(tmp_path / "copied")
    assert steps == ["file of 4", "folder"]


def test_the_first_error_is_told_also_when_somebody_swept_the_half_written_file(tmp_path: Path) -> None:
    def swept() -> Iterator[bytes]:
        yield b"ab"
        for part in tmp_path.glob(".*.part"):
            part.unlink()
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        durable.write(tmp_path / "kept", swept())
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_may_be_read_by_all_and_written_by_none_unless_said_otherwise(tmp_path: Path) -> None:
    durable.write(tmp_path / "kept", (b"abc",))
    durable.write(tmp_path / "open", (b"abc",), mode=0o600)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("kept", "open")] == [0o444, 0o600]
