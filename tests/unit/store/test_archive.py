"""The folder of backups: what is read from it, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import Tampered
from xinxiao.store.archive import Archive


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
