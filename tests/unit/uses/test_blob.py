"""Sealed bytes for a stranger: those that a sealed release names, and no others."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from xinxiao.errors import NotFound
from xinxiao.uses import releases
from xinxiao.uses.blob import blob, sums
from xinxiao.uses.call import Call
from xinxiao.uses.known_at import known_at


def test_every_blob_of_a_release_is_served_and_holds_what_its_name_says(sealed: Call) -> None:
    release = releases.find(sealed)
    assert len(release.blobs) > 30
    for digest in release.blobs:
        found = blob(sealed, digest)
        assert hashlib.sha256(found.path.read_bytes()).hexdigest() == found.digest == digest


def test_what_the_lake_holds_but_no_sealed_release_names_is_not_served(own: Call) -> None:
    secret = own.ports.blobs.put(b"a programme nobody has released")
    assert own.ports.blobs.has(secret)
    with pytest.raises(NotFound) as caught:
        blob(own, secret)
    assert caught.value.told.name == "unknown_blob"


def test_what_was_computed_for_another_day_is_in_the_lake_and_not_served(own: Call) -> None:
    release = releases.find(own)
    then = known_at(own, release, "2024-06-30")
    fresh = set(then.blobs) - set(release.blobs)
    assert then.sha256 in fresh
    for digest in fresh:
        assert own.ports.blobs.has(digest)
        with pytest.raises(NotFound):
            blob(own, digest)


@pytest.mark.parametrize(
    "digest", ["", "0" * 64, "../../etc/passwd", "..", "A" * 64, "x" * 5000, "\x00", "%2e%2e"]
)
def test_what_is_no_name_of_a_blob_is_not_there_and_no_path_is_followed(sealed: Call, digest: str) -> None:
    with pytest.raises(NotFound) as caught:
        blob(sealed, digest)
    assert len(str(caught.value.told.values["digest"])) <= 64


def test_a_blob_of_a_release_sealed_later_is_served_at_once(own: Call) -> None:
    release = releases.find(own)
    then = known_at(own, release, "2024-06-30")
    with pytest.raises(NotFound):
        blob(own, then.sha256)
    own.ports.ledger.releases.append(then, "operator:test", "2026-01-01T00:00:00+00:00")
    assert blob(own, then.sha256).digest == then.sha256


def test_the_list_of_hashes_is_what_sha256sum_checks(sealed: Call, tmp_path: Path) -> None:
    release = releases.find(sealed)
    for digest in release.blobs:
        (tmp_path / digest).write_bytes(blob(sealed, digest).path.read_bytes())
    (tmp_path / "SHA256SUMS").write_text(sums(release), "ascii")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=False
    )
    assert done.returncode == 0
    assert sums(release).splitlines()[-1] == f"{release.sha256}  {release.sha256}"
