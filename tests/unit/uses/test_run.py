"""Run: who may, what it leaves behind, and what it leaves alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.nouns import TINY, TUTORIAL, programme
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, ProgrammeFault
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.finding import Finding
from xinxiao.uses import releases
from xinxiao.uses.blob import blob
from xinxiao.uses.call import Call
from xinxiao.uses.data import data
from xinxiao.uses.run import run


def contents(home: Path) -> dict[str, int]:
    """Every file of the lake with its time of last change."""
    return {str(f): f.stat().st_mtime_ns for f in (home / "lake").rglob("*") if f.is_file()}


def test_a_reader_nobody_knows_may_not_run_and_nothing_changes(own: Call) -> None:
    before, known = contents(own.ports.home), releases.entries(own)
    with pytest.raises(NotAllowed) as caught:
        run(replace(own, actor=ANONYMOUS), TUTORIAL)
    assert (caught.value.told.name, caught.value.told.values["right"]) == ("not_allowed", "release")
    assert contents(own.ports.home) == before
    assert releases.entries(own) == known


def test_a_reader_nobody_knows_is_refused_before_the_folder_is_looked_at(own: Call) -> None:
    with pytest.raises(NotAllowed):
        run(replace(own, actor=ANONYMOUS), Path("/no/such/folder"), "no-such-cycle", "no day")


def test_a_reader_nobody_knows_may_read_releases_rows_and_blobs(sealed: Call) -> None:
    reader = replace(sealed, actor=ANONYMOUS)
    release = releases.find(reader)
    assert data(reader, "RD_INDEX").total == 415
    assert blob(reader, release.nouns).digest == release.nouns


def test_a_release_is_dated_by_the_call_and_named_by_its_content(own: Call) -> None:
    folder = own.ports.home / "changed"
    shutil.copytree(TUTORIAL, folder)
    file = folder / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")
    then = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)
    made = run(replace(own, now=then), folder)
    last = releases.entries(own)[-1]
    assert (last.id, last.sealed_at) == (made.id, "2031-05-04T03:02:01.000+00:00")
    assert releases.find(own).sha256 == made.sha256
    assert [entry.sequence for entry in releases.entries(own)] == [1, 2]


def test_the_same_programme_run_again_is_the_same_release_and_writes_no_byte(own: Call) -> None:
    before, known = contents(own.ports.home), releases.entries(own)
    made = run(own, TUTORIAL)
    assert made.sha256 == known[-1].sha256
    assert releases.entries(own) == known
    assert contents(own.ports.home) == before


def test_another_cycle_than_there_is_is_refused_and_those_there_are_named(own: Call) -> None:
    with pytest.raises(NotFound) as caught:
        run(own, TUTORIAL, "typo")
    assert (caught.value.told.name, caught.value.told.values["known"]) == ("unknown_cycle", "C2024")


def test_a_programme_names_its_cycles_when_asked_for_one_it_does_not_have() -> None:
    with pytest.raises(NotFound) as caught:
        programme().cycle("typo")
    assert caught.value.told.values == {"cycle": "typo", "known": "C2024"}
    assert programme().cycle("C2024") is programme().cycle()


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "24-01-01", "2024-1-1", " 2024-01-01"])
def test_what_is_no_day_is_refused_before_anything_is_read(own: Call, day: str) -> None:
    with pytest.raises(DataFault) as caught:
        run(own, Path("/no/such/folder"), None, day)
    assert caught.value.told.name == "bad_date"


def test_a_run_as_of_an_earlier_day_is_another_release_of_what_was_known_then(own: Call) -> None:
    made = run(own, TUTORIAL, None, "2024-06-30")
    assert made.as_of == "2024-06-30"
    rows = data(own, "RD_FIGURES", release_id=made.id).table
    assert max(rows.column("VINTAGE").to_pylist()) == "2024-03-31"


def test_a_programme_with_errors_is_refused_with_all_of_them_and_leaves_no_byte(
    own: Call, tmp_path: Path
) -> None:
    folder = shutil.copytree(TINY, tmp_path / "programme")
    for name, old, new in (
        ("scopes.yaml", "kind: published", "kind: publishd"),
        ("targets.yaml", "indicator: SIZE", "indicator: SIZES"),
    ):
        (folder / name).write_text((folder / name).read_text("utf-8").replace(old, new), "utf-8")
    before, known = contents(own.ports.home), releases.entries(own)
    with pytest.raises(ProgrammeFault) as caught:
        run(own, folder)
    found = [f for f in caught.value.findings if isinstance(f, Finding)]
    assert {f.file for f in found if f.level == "error"} == {"scopes.yaml", "targets.yaml"}
    assert caught.value.told.name == "programme_errors"
    assert (contents(own.ports.home), releases.entries(own)) == (before, known)


def test_while_another_run_is_at_work_a_run_is_refused_and_afterwards_it_is_not(own: Call) -> None:
    with own.ports.exclusive(), pytest.raises(Conflict) as caught:
        run(own, TUTORIAL)
    assert caught.value.told.name == "locked"
    assert run(own, TUTORIAL).id == releases.find(own).id


def test_a_run_that_dies_before_its_manifest_leaves_the_last_release_as_the_answer(
    own: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(TUTORIAL, tmp_path / "programme")
    file = folder / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 0.1.0", "version: 0.3.0"), "utf-8")
    put, before = own.ports.blobs.put, releases.find(own)

    def dies(content: bytes) -> str:
        if content.startswith(b'{\n "as_of"'):
            raise KeyboardInterrupt
        return put(content)

    with monkeypatch.context() as patched:
        patched.setattr(own.ports.blobs, "put", dies)
        with pytest.raises(KeyboardInterrupt):
            run(own, folder)
    assert releases.find(own) == before
    assert run(own, folder).sha256 != before.sha256


def test_steps_are_told_in_order_with_how_many_there_are(own: Call) -> None:
    heard: list[tuple[str, int, int]] = []
    run(own, TUTORIAL, progress=lambda step, done, total: heard.append((step, done, total)))
    assert [step for step, _, _ in heard][:3] == ["figures", "account", "pull"]
    assert heard[-1] == ("seal", 9, 9)
    assert {total for _, _, total in heard} == {9}
