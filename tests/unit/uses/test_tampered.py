"""Sealed bytes that were changed: refused wherever they would be read, also after they were found whole before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from xinxiao.errors import NotFound, Tampered, XinxiaoError
from xinxiao.model.release import sha256
from xinxiao.uses import releases
from xinxiao.uses.blob import blob
from xinxiao.uses.call import Call
from xinxiao.uses.data import codes_of, data
from xinxiao.uses.explain import explain
from xinxiao.uses.index_audit import index_audit
from xinxiao.uses.known_at import known_at
from xinxiao.uses.revisions import revisions
from xinxiao.uses.verify import verify

FLOW = "RD_INDICATORS"
WHERE = {"REF_AREA": "990001", "INDICATOR": "LENT_PC", "TIME_PERIOD": "2024"}
Change = Callable[[Path], None]


def place(call: Call, digest: str) -> Path:
    """Where a blob stands, writable."""
    found = call.ports.home / "lake" / digest[:2] / digest
    found.chmod(0o644)
    return found


def one_byte(file: Path) -> None:
    """Another byte in the middle; the size and the time of the last change stay."""
    before = file.stat()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def one_byte_in_another_file(file: Path) -> None:
    """The same, but in a new file renamed over the old one."""
    before = file.stat()
    other = file.with_name("other")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    other.write_bytes(bytes(content))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


CHANGES: tuple[Change, ...] = (one_byte, one_byte_in_another_file, truncated, emptied)


def rows(call: Call, **more: str) -> int:
    return sum(batch.num_rows for batch in data(call, FLOW, **more).batches())  # type: ignore[arg-type]


@pytest.fixture(params=["cold", "warm"])
def state(request: pytest.FixtureRequest) -> str:
    """Whether the bytes had been read, and found whole, before they were changed."""
    return str(request.param)


@pytest.mark.parametrize("change", CHANGES)
def test_rows_are_never_read_from_a_changed_file(own: Call, state: str, change: Change) -> None:
    digest = releases.find(own).datasets[FLOW].sha256
    if state == "warm":
        assert rows(own) > 0
    change(place(own, digest))
    with pytest.raises(Tampered) as caught:
        rows(own)
    assert caught.value.told.name == "blob_tampered"
    assert str(caught.value.told.values["path"]).endswith(digest)


def test_a_file_changed_between_the_question_and_the_reading_is_refused_too(own: Call) -> None:
    asked = data(own, FLOW)
    one_byte(place(own, releases.find(own).datasets[FLOW].sha256))
    with pytest.raises(Tampered):
        list(asked.batches())


def test_the_codes_of_a_column_are_never_read_from_a_changed_file(own: Call) -> None:
    asked = data(own, FLOW)
    one_byte(place(own, releases.find(own).datasets[FLOW].sha256))
    with pytest.raises(Tampered):
        codes_of(own, asked, "INDICATOR")


@pytest.mark.parametrize("part", ["sha256", "inputs_sha256"])
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_explained_from_a_changed_file(own: Call, change: Change, part: str) -> None:
    change(place(own, getattr(releases.find(own).datasets[FLOW], part)))
    with pytest.raises(Tampered):
        explain(own, FLOW, WHERE)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("what", ["data", "file", "nouns", "manifest"])
def test_a_changed_blob_is_not_served(own: Call, state: str, change: Change, what: str) -> None:
    release = releases.find(own)
    digest = {
        "data": release.datasets[FLOW].sha256,
        "file": release.files["indicators.yaml"],
        "nouns": release.nouns,
        "manifest": release.sha256,
    }[what]
    if state == "warm":
        assert sha256(blob(own, digest).path.read_bytes()) == digest
    change(place(own, digest))
    with pytest.raises(Tampered):
        blob(own, digest)


def test_a_missing_blob_is_said_to_be_missing_by_every_use(own: Call) -> None:
    digest = releases.find(own).datasets[FLOW].sha256
    place(own, digest).unlink()
    for use in (lambda: rows(own), lambda: explain(own, FLOW, WHERE), lambda: blob(own, digest)):
        with pytest.raises(NotFound) as caught:
            use()
        assert caught.value.told.name == "blob_missing"


def test_a_changed_manifest_is_never_taken_for_a_release(own: Call) -> None:
    name = releases.entries(own)[-1].sha256
    one_byte(place(own, name))
    for use in (lambda: releases.find(own), lambda: data(own, FLOW), lambda: verify(own, name)):
        with pytest.raises(Tampered):
            use()


def test_a_changed_file_of_nouns_stops_what_opens_the_programme(own: Call) -> None:
    one_byte(place(own, releases.find(own).nouns))
    for use in (lambda: data(own, FLOW), lambda: explain(own, FLOW, WHERE), lambda: index_audit(own)):
        with pytest.raises(Tampered):
            use()


def test_another_day_is_never_computed_from_a_changed_programme(own: Call) -> None:
    release = releases.find(own)
    one_byte(place(own, release.files["figures/reading.csv"]))
    with pytest.raises(Tampered):
        known_at(own, release, "2024-06-30")


def test_what_was_computed_for_another_day_is_refused_when_changed_on_disk(own: Call) -> None:
    then = known_at(own, releases.find(own), "2024-06-30")
    assert rows(own, as_of="2024-06-30") > 0
    one_byte(place(own, then.datasets[FLOW].sha256))
    with pytest.raises(Tampered):
        rows(own, as_of="2024-06-30")


def test_revisions_are_never_told_from_a_changed_file(own: Call) -> None:
    release = releases.find(own)
    then = known_at(own, release, "2024-06-30")
    own.ports.ledger.releases.append(then, "operator:test", "2026-01-01T00:00:00+00:00")
    one_byte(place(own, release.datasets[FLOW].inputs_sha256))
    with pytest.raises(Tampered):
        revisions(own, then.id, release.id)


def test_verify_names_each_changed_and_each_missing_file_and_computes_the_rest(own: Call) -> None:
    release = releases.find(own)
    one_byte(place(own, release.datasets["RD_TARGETS"].sha256))
    place(own, release.datasets["RD_INDEX"].inputs_sha256).unlink()
    found = verify(own, release.id)
    assert {(check.what, check.state) for check in found.faults} == {
        ("RD_TARGETS.parquet", "tampered"),
        ("RD_INDEX.inputs.parquet", "missing"),
    }
    assert {check.what for check in found.checks} >= {"RD_TARGETS", "RD_INDEX inputs", "nouns"}


def test_a_release_whose_programme_was_changed_is_not_computed_anew(own: Call) -> None:
    release = releases.find(own)
    one_byte(place(own, release.files["targets.yaml"]))
    found = verify(own, release.id)
    assert [(check.what, check.state) for check in found.faults] == [("files/targets.yaml", "tampered")]
    assert "RD_TARGETS" not in {check.what for check in found.checks}


def test_writing_the_same_content_again_heals_a_file_with_another_byte(own: Call) -> None:
    digest = releases.find(own).datasets[FLOW].sha256
    content = own.ports.blobs.get(digest)
    for change in CHANGES:
        change(place(own, digest))
        with pytest.raises(XinxiaoError):
            own.ports.blobs.get(digest)
        assert own.ports.blobs.put(content) == digest
        assert own.ports.blobs.get(digest) == content
        assert rows(own) > 0
