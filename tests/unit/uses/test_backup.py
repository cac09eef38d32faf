"""Backups of small homes, and homes made from them: whole or refused, in steps, while others write."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.databases import KINDS, database
from tests.nouns import release
from tests.people import UNIT, account
from xinxiao import bootstrap
from xinxiao.errors import Conflict, NotAllowed, NotFound, Tampered, Unavailable, XinxiaoError
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.model.backup import manifest as written
from xinxiao.model.backup import read_manifest
from xinxiao.model.collect.handed import HandedIn
from xinxiao.model.collect.people import Grant
from xinxiao.model.collect.snapshot import SnapshotTaken
from xinxiao.model.event import CHAINS, LedgerRead
from xinxiao.model.release import canonical, sha256
from xinxiao.store.archive import Archive
from xinxiao.store.ledger import database as files
from xinxiao.store.lock import locked
from xinxiao.uses.backup import backup
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions, tokens
from xinxiao.uses.restore import restore

AT = "2026-01-15T08:00:00.000+00:00"


def seal(call: Call, *contents: bytes, as_of: str = "2025-06-30") -> str:
    """Seal a release of these files; the hash of its manifest."""
    blobs = call.ports.blobs
    files = {f"{n}.csv": blobs.put(content) for n, content in enumerate(contents)}
    made = release(files=files, nouns=blobs.put(b"nouns"), as_of=as_of)
    blobs.put(made.manifest)
    call.ports.ledger.releases.append(made, "operator:me", AT)
    return made.sha256


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Call]:
    """A home with a release of two files, its nouns and its manifest."""
    made = bootstrap.call(tmp_path / "home")
    seal(made, b"one", b"two")
    yield made
    made.ports.ledger.close()


def test_what_was_handed_in_and_what_was_frozen_is_in_a_backup(home: Call, archive: Path) -> None:
    handed, frozen = home.ports.blobs.put(b"a workbook"), home.ports.blobs.put(b"a snapshot")
    unnamed = home.ports.blobs.put(b"named by nothing")
    facts = [
        HandedIn(form="F", period="2026-08", unit=UNIT, sha256=handed, way="workbook", size=10),
        SnapshotTaken(
            form="F", version="1.0.0", period="2026-08", sha256=frozen, reports=1, submitted=1, ledger=1,
            ledger_hash="0" * 64, synthetic=False,
        ),
    ]  # fmt: skip
    home.ports.ledger.events.append("operator:me", AT, facts)
    backup(home, archive)
    made = other(home)
    restore(made, archive)
    assert made.ports.blobs.get(handed) == b"a workbook"
    assert made.ports.blobs.get(frozen) == b"a snapshot"
    assert not made.ports.blobs.has(unnamed)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def name_of(caught: pytest.ExceptionInfo[XinxiaoError]) -> str:
    assert caught.value.told is not None
    return caught.value.told.name


def other(call: Call, name: str = "other") -> Call:
    return bootstrap.call(call.ports.home.parent / name)


def changed(place: Path, how: Callable[[bytes], bytes]) -> None:
    place.chmod(0o644)
    place.write_bytes(how(place.read_bytes()))


def flipped(content: bytes) -> bytes:
    return content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]


def left(call: Call) -> list[str]:
    """What stands beside the home and the archive."""
    return sorted({p.name for p in call.ports.home.parent.iterdir()} - {"home", "archive"})


def test_a_home_made_from_a_backup_has_every_event_release_and_file(home: Call, archive: Path) -> None:
    made = backup(home, archive)
    [entry] = home.ports.ledger.releases.entries()
    size = len(home.ports.blobs.get(entry.sha256)) + len(b"onetwonouns")
    assert (made.name[:7], made.copied, made.copied_bytes, made.recorded) == ("000001-", 4, size, True)
    assert made.backup.lacking == ()
    assert (made.backup.event.sequence, made.backup.reading.sequence, made.backup.releases) == (1, 1, 1)
    again = restore(other(home), archive)
    assert again.holds
    assert [e.sha256 for e in again.releases] == [e.sha256 for e in home.ports.ledger.releases.entries()]
    assert [h.last for h in again.held] == [home.ports.ledger.chain(n).mark() for n in CHAINS]
    restored = other(home).ports
    for digest in home.ports.blobs.digests():
        assert restored.blobs.get(digest) == home.ports.blobs.get(digest)
        assert restored.blobs.path(digest).stat().st_nlink == 1
    assert left(home) == ["other"]


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_homes_ledgers_and_their_copies_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        home, archive = bootstrap.call(tmp_path / "home"), tmp_path / "archive"
        seal(home, b"one", b"two")  # the lake comes first
        backup(home, archive)
        home.ports.ledger.close()
        restore(other(home), archive)
        (tmp_path / "shared").mkdir()
        (tmp_path / "shared").chmod(0o750)
        restore(other(home, "shared"), archive)
    finally:
        os.umask(before)
    names = ("home", "archive", "other", "shared")
    assert [oct(mode(tmp_path / name)) for name in names] == ["0o700", "0o700", "0o700", "0o750"]
    ledgers = [*tmp_path.rglob("ledger.sqlite*")]
    assert len([place for place in ledgers if place.name == "ledger.sqlite"]) == 4
    assert {oct(mode(place)) for place in ledgers} == {"0o600"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_ends_every_session_and_access_token_of_the_backup(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "PIECE", 2)
    with database(kind, tmp_path) as url, monkeypatch.context() as patch:
        patch.setenv("XINXIAO_LEDGER", url)
        call = bootstrap.call(tmp_path / "home")
        seal(call, b"one")
        who = account(call.ports, Grant("filler", UNIT))
        own = replace(call, actor=Actor.signed_in(who.id, (Grant("filler", UNIT),)))
        secrets = [sessions.begin(call, who.id) for _ in range(3)]
        begun = sessions.begin(call, who.id, "code")
        _, secret = tokens.make(own, "erp", "submit", 30)
        gone, was = tokens.make(own, "old", "submit", 30)
        tokens.end(own, gone.id)
        backup(call, tmp_path / "archive")
        before = call.ports.ledger.events.mark()
        call.ports.ledger.remove()
        call.ports.ledger.close()
        again = bootstrap.call(tmp_path / "other")
        restored = restore(again, tmp_path / "archive")
        assert (restored.holds, restored.sessions, restored.tokens) == (True, 4, 1)
        assert restored.held[0].last == before
        assert all(sessions.signed_in(again, one) is None for one in (*secrets, begun))
        assert tokens.shown(again, secret) is None and tokens.shown(again, was) is None
        said = [(e.kind, e.fact.get("why", "")) for e in again.ports.ledger.events.events(before.sequence)]
        assert said == [("session.ended", "restored")] * 3 + [("token.ended", "")]
        assert again.ports.ledger.verify("event")[1] is None
        assert sessions.signed_in(again, sessions.begin(again, who.id)) is not None
        again.ports.ledger.close()


def test_that_events_were_read_is_an_event_of_the_other_chain(home: Call, archive: Path) -> None:
    backup(home, archive)
    [event] = home.ports.ledger.readings.events()
    assert (event.kind, event.fact) == (LedgerRead.kind, {"how": "backup", "first": 1, "last": 1})
    assert event.actor.startswith("operator")


def test_what_others_append_before_the_copy_is_taken_is_recorded_too(
    home: Call, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger: Any = home.ports.ledger
    own = ledger.copy

    def late(place: Path) -> Any:
        seal(home, b"late", as_of="2025-07-01")
        return own(place)

    monkeypatch.setattr(ledger, "copy", late)
    made = backup(home, archive)
    assert [e.fact for e in ledger.readings.events()] == [
        {"how": "backup", "first": 1, "last": 1},
        {"how": "backup", "first": 2, "last": 2},
    ]
    assert (made.backup.event.sequence, made.backup.releases) == (2, 2)
    assert restore(other(home), archive).holds


def test_a_second_backup_copies_only_what_is_new(home: Call, archive: Path) -> None:
    backup(home, archive)
    assert (backup(home, archive).copied, backup(home, archive, check=True).copied) == (0, 0)
    seal(home, b"one", b"three", as_of="2025-07-01")
    made = backup(home, archive)
    assert made.copied == 2  # one file and a manifest
    assert len(made.backup.blobs) == 6
    assert made.name[:6] == "000004"
    assert len(restore(other(home), archive).releases) == 2
    assert len(restore(other(home, "first"), archive, Archive(archive).names[0]).releases) == 1


@pytest.mark.parametrize(("harm", "why"), [("gone", "missing"), ("flipped", "tampered")])
def test_a_file_the_home_does_not_hold_is_named_and_the_rest_is_kept(
    home: Call, archive: Path, harm: str, why: str
) -> None:
    blob = home.ports.blobs.path(sha256(b"two"))
    blob.unlink() if harm == "gone" else changed(blob, flipped)
    made = backup(home, archive)
    assert [(file.sha256, file.why) for file in made.backup.lacking] == [(sha256(b"two"), why)]
    assert len(made.backup.blobs) == 3
    again = restore(other(home), archive)
    assert not again.holds
    assert again.backup.lacking == made.backup.lacking
    assert other(home).ports.blobs.get(sha256(b"one")) == b"one"


def test_a_file_that_an_earlier_backup_holds_is_not_lacking(home: Call, archive: Path) -> None:
    backup(home, archive)
    home.ports.blobs.drop(sha256(b"two"))
    assert backup(home, archive).backup.lacking == ()
    assert restore(other(home), archive).holds


def test_a_manifest_of_a_release_that_is_gone_is_named(home: Call, archive: Path) -> None:
    digest = seal(home, b"three", as_of="2025-07-01")
    home.ports.blobs.drop(digest)
    made = backup(home, archive)
    assert [(file.sha256, file.why) for file in made.backup.lacking] == [(digest, "missing")]


def test_files_of_a_release_in_a_format_this_version_does_not_read_are_kept(
    home: Call, archive: Path
) -> None:
    blobs = home.ports.blobs
    old = canonical({"format": "xinxiao-release-1", "files": {"a.csv": blobs.put(b"old")}, "code": "c" * 64})
    made = release(as_of="2020-01-01")
    entry = type("Old", (), {"id": "TR-2020-old", "sha256": blobs.put(old), "programme": made.programme})
    entry.cycle, entry.as_of = "C2020", "2020-01-01"  # type: ignore[attr-defined]
    home.ports.ledger.releases.append(entry, "operator:me", AT)  # type: ignore[arg-type]
    found = backup(home, archive)
    assert found.backup.lacking == ()
    assert sha256(b"old") in found.backup.sizes
    assert len(found.backup.blobs) == 6


# ---- torn


@pytest.mark.parametrize("which", ["manifest.json", "ledger.sqlite", "blob"])
@pytest.mark.parametrize("harm", ["gone", "cut", "flipped", "empty"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_made(
    home: Call, archive: Path, which: str, harm: str
) -> None:
    made = backup(home, archive)
    held = Archive(archive)
    place = held.blobs.path(sha256(b"two")) if which == "blob" else archive / "sets" / made.name / which
    if harm == "gone":
        place.unlink()
    else:
        changed(place, {"cut": lambda b: b[:-1], "flipped": flipped, "empty": lambda b: b""}[harm])
    with pytest.raises((Tampered, NotFound)) as refused:
        restore(other(home), archive)
    missing = "backup_unfinished" if which == "manifest.json" else "backup_missing"
    assert name_of(refused) == (missing if harm == "gone" else "backup_torn")
    values = refused.value.told.values  # type: ignore[union-attr]
    assert values.get("path", values.get("backup")) in (str(place), made.name)
    assert left(home) == []


def test_no_byte_of_a_manifest_can_change_unseen(home: Call, archive: Path) -> None:
    made = backup(home, archive)
    content = (archive / "sets" / made.name / "manifest.json").read_bytes()
    assert read_manifest(content, "m") == made.backup
    for at in range(len(content)):
        with pytest.raises((Tampered, Unavailable)):
            read_manifest(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], "m")
        with pytest.raises(Tampered):
            read_manifest(content[:at], "m")


@pytest.mark.parametrize(
    "change",
    [
        {"blobs": [{"sha256": "../../../etc/passwd", "bytes": 1}]},
        {"blobs": [{"sha256": "A" * 64, "bytes": 1}]},
        {"blobs": [{"sha256": "a" * 64, "bytes": -1}]},
        {"ledger": {"sha256": "a" * 64, "bytes": 2**63}},
        {"engine": "../other"},
        {"more": 1},
    ],
)
def test_a_manifest_that_names_what_it_must_not_is_refused_though_its_hash_fits(
    home: Call, archive: Path, change: dict[str, Any]
) -> None:
    made = backup(home, archive)
    place = archive / "sets" / made.name / "manifest.json"
    said = json.loads(place.read_bytes())["backup"] | change
    changed(place, lambda _: canonical({"backup": said, "sha256": sha256(canonical(said))}))
    with pytest.raises(Tampered) as refused:
        restore(other(home), archive)
    assert name_of(refused) == "backup_torn"


def test_a_backup_of_before_there_was_a_chain_of_oversight_is_restored(home: Call, archive: Path) -> None:
    made = backup(home, archive)
    place = archive / "sets" / made.name / "manifest.json"
    said = json.loads(place.read_bytes())["backup"] | {"format": "xinxiao-backup-1"}
    assert said.pop("oversight") == {"hash": "0" * 64, "sequence": 0}
    changed(place, lambda _: canonical({"backup": said, "sha256": sha256(canonical(said))}))
    again = restore(other(home), archive)
    assert again.holds
    assert [(held.chain, held.last.sequence > 0) for held in again.held] == [
        ("event", True),
        ("reading", True),
        ("oversight", False),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "xinxiao-backup-3"}, "backup_format"),
        ({"revision": "0999"}, "ledger_newer"),
        ({"engine": "postgresql", "schema": "public"}, "backup_engine"),
        ({"event": {"sequence": 2, "hash": "a" * 64}}, "backup_differs"),
        ({"reading": {"sequence": 1, "hash": "a" * 64}}, "backup_differs"),
        ({"oversight": {"sequence": 1, "hash": "a" * 64}}, "backup_differs"),
    ],
)
def test_a_backup_of_another_kind_is_refused(
    home: Call, archive: Path, change: dict[str, Any], said: str
) -> None:
    made = backup(home, archive)
    folder = archive / "sets" / made.name
    text = json.loads((folder / "manifest.json").read_bytes())["backup"] | change
    changed(
        folder / "manifest.json", lambda _: canonical({"backup": text, "sha256": sha256(canonical(text))})
    )
    (folder / "ledger.dump").write_bytes((folder / "ledger.sqlite").read_bytes())
    with pytest.raises(XinxiaoError) as refused:
        restore(other(home), archive)
    assert name_of(refused) == said
    assert left(home) == []


def test_a_manifest_is_written_as_it_is_read(home: Call, archive: Path) -> None:
    made = backup(home, archive)
    content = (archive / "sets" / made.name / "manifest.json").read_bytes()
    assert written(made.backup) == content
    assert json.loads(content)["sha256"] == made.sha256


def test_an_unfinished_backup_is_refused_an_earlier_one_is_taken_by_name_and_the_next_removes_it(
    home: Call, archive: Path
) -> None:
    first, second = backup(home, archive), backup(home, archive)
    (archive / "sets" / second.name / "manifest.json").unlink()
    with pytest.raises(Tampered) as refused:
        restore(other(home), archive)
    assert name_of(refused) == "backup_unfinished"
    assert refused.value.told.values["known"] == first.name  # type: ignore[union-attr]
    assert restore(other(home), archive, first.name).name == first.name
    third = backup(home, archive)
    assert Archive(archive).names == (first.name, third.name)


def test_a_backup_that_nobody_made_is_not_found(home: Call, archive: Path) -> None:
    with pytest.raises(NotFound) as refused:
        restore(other(home), archive)
    assert name_of(refused) == "no_backup"
    backup(home, archive)
    with pytest.raises(NotFound) as refused:
        restore(other(home), archive, "000009-20260101T000000Z")
    assert name_of(refused) == "unknown_backup"


def test_a_file_that_rotted_in_the_archive_is_found_by_a_check_and_copied_anew(
    home: Call, archive: Path
) -> None:
    backup(home, archive)
    place = Archive(archive).blobs.path(sha256(b"two"))
    changed(place, flipped)
    assert backup(home, archive).copied == 0
    with pytest.raises(Tampered):
        restore(other(home), archive)
    assert backup(home, archive, check=True).copied == 1
    changed(place, lambda b: b[:-1])
    assert backup(home, archive).copied == 1  # its size alone tells
    assert restore(other(home), archive).holds


def doctored(archive: Path, name: str, how: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change what a manifest says, and its hash with it."""
    place = archive / "sets" / name / "manifest.json"
    said = how(json.loads(place.read_bytes())["backup"])
    changed(place, lambda _: canonical({"backup": said, "sha256": sha256(canonical(said))}))


def test_a_release_manifest_that_rotted_in_the_archive_is_copied_anew_without_a_check(
    home: Call, archive: Path
) -> None:
    backup(home, archive)
    [entry] = home.ports.ledger.releases.entries()
    changed(Archive(archive).blobs.path(entry.sha256), flipped)
    again = backup(home, archive)
    assert (again.copied, again.backup.lacking, len(again.backup.blobs)) == (1, (), 4)
    assert restore(other(home), archive).holds


@pytest.mark.parametrize("lost", ["file", "manifest"])
def test_a_manifest_that_does_not_name_every_file_of_its_releases_is_refused(
    home: Call, archive: Path, lost: str
) -> None:
    made = backup(home, archive)
    [entry] = home.ports.ledger.releases.entries()
    gone = sha256(b"two") if lost == "file" else entry.sha256
    doctored(archive, made.name, lambda s: s | {"blobs": [b for b in s["blobs"] if b["sha256"] != gone]})
    with pytest.raises(Tampered) as refused:
        restore(other(home), archive)
    assert name_of(refused) == "backup_unnamed"
    assert refused.value.told.values["sha256"] == gone  # type: ignore[union-attr]
    assert left(home) == []


def test_what_killed_backups_left_in_the_archive_is_removed_by_the_next(home: Call, archive: Path) -> None:
    backup(home, archive)
    half = archive / "blobs" / "aa" / ".x.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    backup(home, archive)
    assert not half.exists()


# ---- places


@pytest.mark.parametrize("inside", [".", "backups", "lake/aa", "../link/backups"])
def test_an_archive_in_the_home_it_copies_is_refused_before_anything_is_made(home: Call, inside: str) -> None:
    place = home.ports.home
    (place.parent / "link").symlink_to(place)
    before = sorted(place.rglob("*"))
    with pytest.raises(Conflict) as refused:
        backup(home, place / inside)
    assert name_of(refused) == "backup_inside"
    assert sorted(place.rglob("*")) == before
    assert home.ports.ledger.readings.mark().sequence == 0


def test_a_home_that_is_not_empty_is_left_as_it_is(home: Call, archive: Path) -> None:
    backup(home, archive)
    with pytest.raises(Conflict) as refused:
        restore(home, archive)
    assert name_of(refused) == "home_not_empty"
    assert home.ports.ledger.events.mark().sequence == 1
    place = other(home).ports.home
    place.mkdir()
    assert restore(other(home), archive).holds  # an empty folder is no hindrance
    assert left(home) == ["other"]


def test_a_home_that_fills_meanwhile_is_left_as_it_is(
    home: Call, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(home, archive)
    place = other(home).ports.home

    def heard(step: str, done: int, total: int) -> None:
        if step == "events":
            place.mkdir()
            (place / "mine").write_text("mine")

    with pytest.raises(Conflict) as refused:
        restore(other(home), archive, progress=heard)
    assert name_of(refused) == "home_not_empty"
    assert [p.name for p in place.iterdir()] == ["mine"]
    assert left(home) == ["other"]


def test_what_a_killed_restore_left_is_removed_by_the_next(home: Call, archive: Path) -> None:
    backup(home, archive)
    killed = home.ports.home.parent / ".other.restoring"
    (killed / "lake" / "aa").mkdir(parents=True)
    (killed / "ledger.sqlite").write_bytes(b"half")
    assert restore(other(home), archive).holds
    assert left(home) == ["other"]
    assert len(list((other(home).ports.home / "lake").iterdir())) == 4


def test_a_ledger_beside_the_home_is_restored_to_its_place(
    home: Call, archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backup(home, archive)
    monkeypatch.setenv("XINXIAO_LEDGER", f"sqlite:///{tmp_path / 'apart' / 'ledger.sqlite'}")
    assert restore(other(home), archive).holds
    assert (tmp_path / "apart" / "ledger.sqlite").is_file()
    assert not (other(home).ports.home / "ledger.sqlite").exists()
    with pytest.raises(Conflict) as refused:
        restore(other(home, "third"), archive)
    assert name_of(refused) == "ledger_not_empty"
    assert left(home) == ["apart", "other"]


@pytest.mark.parametrize("fault", ["another stand", "no longer empty"])
def test_a_restore_that_fails_leaves_no_ledger_beside_the_home(
    home: Call, archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    made, place = backup(home, archive), other(home).ports.home
    monkeypatch.setenv("XINXIAO_LEDGER", f"sqlite:///{tmp_path / 'apart' / 'ledger.sqlite'}")
    if fault == "another stand":
        doctored(archive, made.name, lambda s: s | {"event": {"sequence": 2, "hash": "a" * 64}})

    def heard(step: str, done: int, total: int) -> None:
        if step == "events":
            place.mkdir()
            (place / "mine").write_text("mine")

    with pytest.raises((Tampered, Conflict)) as refused:
        restore(other(home), archive, progress=heard)
    assert name_of(refused) == ("backup_differs" if fault == "another stand" else "home_not_empty")
    assert list((tmp_path / "apart").iterdir()) == []


def test_a_ledger_named_in_the_home_by_its_full_path_becomes_part_of_the_new_home(
    home: Call, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(home, archive)
    place = other(home).ports.home
    monkeypatch.setenv("XINXIAO_LEDGER", f"sqlite:///{place}/own.sqlite")
    assert restore(other(home), archive).holds
    assert (place / "own.sqlite").is_file()


def test_two_backups_at_once_into_one_archive_are_one_too_many(home: Call, archive: Path) -> None:
    with locked(archive / "lock"), pytest.raises(Conflict) as refused:
        backup(home, archive)
    assert name_of(refused) == "backup_busy"


def test_a_home_without_a_ledger_leaves_no_set_behind(tmp_path: Path, archive: Path) -> None:
    with pytest.raises(NotFound) as refused:
        backup(bootstrap.call(tmp_path / "home"), archive)
    assert name_of(refused) == "no_ledger"
    assert Archive(archive).names == ()
    assert not (tmp_path / "home").exists()


def test_a_reader_makes_no_backup_and_restores_none(home: Call, archive: Path) -> None:
    anyone = replace(home, actor=ANONYMOUS)
    with pytest.raises(NotAllowed):
        backup(anyone, archive)
    with pytest.raises(NotAllowed):
        restore(anyone, archive)


def test_a_home_that_may_not_be_written_is_backed_up_and_does_not_say_so(
    home: Call, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.ports.ledger.close()
    monkeypatch.setattr(files, "_is_writable", lambda file: False)
    made = backup(home, archive)
    assert (made.recorded, made.backup.reading.sequence, made.copied) == (False, 0, 4)
    home.ports.ledger.close()
    monkeypatch.undo()
    assert restore(other(home), archive).holds


def test_a_fault_of_the_home_that_was_copied_is_told_and_restored_as_it_is(home: Call, archive: Path) -> None:
    ledger: Any = home.ports.ledger
    with ledger.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER event_update")
        connection.exec_driver_sql("UPDATE event SET actor = 'nobody'")
    backup(home, archive)
    again = restore(other(home), archive)
    assert not again.holds
    assert [h.misfit and (h.misfit.sequence, h.misfit.why) for h in again.held] == [(1, "hash"), None, None]


# ---- keeping


def test_of_several_backups_the_last_are_kept_with_their_files_alone(home: Call, archive: Path) -> None:
    first = backup(home, archive)
    pool = Archive(archive).blobs
    stray = pool.put(b"of a backup that was broken off")
    second = backup(home, archive, 2)
    assert (second.dropped, pool.has(stray)) == ((), False)
    fresh = other(home, "fresh")
    seal(fresh, b"three", as_of="2025-07-01")
    third = backup(fresh, archive, 2)
    fourth = backup(fresh, archive, 2)
    assert (third.dropped, fourth.dropped) == ((first.name,), (second.name,))
    assert Archive(archive).names == (third.name, fourth.name)
    assert set(pool.digests()) == set(fourth.backup.sizes)
    assert len(fourth.backup.blobs) == 3
    fresh.ports.ledger.close()
    assert restore(other(home), archive).holds


def test_no_file_is_removed_while_a_backup_that_stays_cannot_be_read(home: Call, archive: Path) -> None:
    first = backup(home, archive)
    changed(archive / "sets" / first.name / "manifest.json", flipped)
    stray = Archive(archive).blobs.put(b"perhaps needed")
    assert backup(home, archive, 5).dropped == ()
    assert Archive(archive).blobs.has(stray)
    assert backup(home, archive, 1).dropped[0] == first.name
    assert not Archive(archive).blobs.has(stray)


# ---- while others write


def test_backups_made_while_releases_are_sealed_are_whole(home: Call, archive: Path) -> None:
    ended, sealed = threading.Event(), list[str]()

    def seals() -> None:
        number = 0
        while not ended.is_set() and number < 300:
            number += 1
            content = f"file {number}".encode()
            sealed.append(
                seal(home, b"one", content, as_of=f"2025-{number % 12 + 1:02d}-{number // 12 + 1:02d}")
            )

    thread = threading.Thread(target=seals)
    thread.start()
    made = []
    try:
        for turn in range(3):
            while len(sealed) < 5 * (turn + 1):
                assert thread.is_alive()
            told = len(sealed)
            made.append((told, backup(home, archive)))
    finally:
        ended.set()
        thread.join()
    for turn, (told, copy) in enumerate(made):
        assert copy.backup.lacking == ()
        again = restore(other(home, f"turn{turn}"), archive, copy.name)
        assert again.holds
        assert len(again.releases) >= told + 1
        blobs = other(home, f"turn{turn}").ports.blobs
        assert all(blobs.has(entry.sha256) for entry in again.releases)
