"""Known at: a release as it would have been with what was known on another day."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao import bootstrap, cycle
from xinxiao.errors import DataFault
from xinxiao.uses import notes as notes_module
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.known_at import known_at

DAY = "2024-06-30"


def notes(call: Call) -> list[Path]:
    folder = call.ports.home / "cache"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def never(*_: object, **__: object) -> None:
    raise AssertionError("a cycle was run")


def test_the_day_of_the_release_is_the_release_itself(own: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cycle, "run", never)
    release = releases.find(own)
    assert known_at(own, release, "2025-06-30") is release


@pytest.mark.parametrize("day", ["2024-02-30", "tomorrow", "2024", ""])
def test_what_is_no_day_is_refused(own: Call, day: str) -> None:
    with pytest.raises(DataFault):
        known_at(own, releases.find(own), day)


def test_what_was_known_on_a_day_holds_no_later_vintage_and_is_not_sealed(own: Call) -> None:
    release = releases.find(own)
    then = known_at(own, release, DAY)
    assert (then.as_of, then.cycle, then.files) == (DAY, release.cycle, release.files)
    figures = releases.dataset(own, then, "RD_FIGURES").table
    assert max(figures.column("VINTAGE").to_pylist()) == "2024-03-31"
    assert [entry.id for entry in releases.entries(own)] == [release.id]


def test_it_is_what_a_run_on_that_day_would_have_sealed(own: Call) -> None:
    from tests.nouns import TUTORIAL
    from xinxiao.uses.run import run

    assert known_at(own, releases.find(own), DAY).sha256 == run(own, TUTORIAL, None, DAY).sha256


def test_it_is_computed_once_in_this_process_and_once_for_the_next(
    own: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = releases.find(own)
    first = known_at(own, release, DAY)
    monkeypatch.setattr(cycle, "run", never)
    assert known_at(own, release, DAY) is first
    other = bootstrap.call(own.ports.home)
    assert known_at(other, releases.find(other), DAY) == first
    other.ports.ledger.close()


@pytest.mark.parametrize("note", ["", "0" * 64, "../../etc/passwd"])
def test_a_note_of_nonsense_is_passed_over_and_written_anew(own: Call, note: str) -> None:
    release = releases.find(own)
    first = known_at(own, release, DAY)
    (file,) = notes(own)
    file.write_text(note, "utf-8")
    other = bootstrap.call(own.ports.home)
    assert known_at(other, releases.find(other), DAY) == first
    assert file.read_text("ascii") == first.sha256
    other.ports.ledger.close()


def test_a_note_whose_manifest_was_changed_is_passed_over(own: Call) -> None:
    release = releases.find(own)
    first = known_at(own, release, DAY)
    manifest = own.ports.home / "lake" / first.sha256[:2] / first.sha256
    manifest.chmod(0o644)
    manifest.write_bytes(b"{}")
    other = bootstrap.call(own.ports.home)
    assert known_at(other, releases.find(other), DAY) == first
    assert other.ports.blobs.get(first.sha256) == first.manifest
    other.ports.ledger.close()


def test_the_notes_used_longest_ago_go(own: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_module, "MOST", 2)
    for day in ("2022-06-30", "2023-06-30", DAY):
        known_at(own, releases.find(own), day)
    assert [file.name.rsplit("-", 3)[1:] for file in notes(own)] == [
        ["2023", "06", "30"],
        ["2024", "06", "30"],
    ]


def test_two_days_are_two_answers(own: Call) -> None:
    release = releases.find(own)
    assert known_at(own, release, "2023-06-30").sha256 != known_at(own, release, DAY).sha256
