"""The key store: keys wrapped by a master key, destroyed for good, wrapped anew while they serve."""

from __future__ import annotations

import base64
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import KINDS, database
from tests.sealing import nothing
from xinxiao.errors import Conflict, SettingFault, Tampered, Unavailable
from xinxiao.model.event import START, Mark
from xinxiao.model.oversight.content import Opened
from xinxiao.model.oversight.key_state import KeysHeld
from xinxiao.store.oversight.content import Content
from xinxiao.store.oversight.key_tables import CURRENT, KEY
from xinxiao.store.oversight.keys import KeyDatabase, Keys
from xinxiao.store.oversight.masters import Masters, master


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "keys").mkdir(mode=0o700)
    with database(request.param, tmp_path / "keys") as made:
        yield made


@pytest.fixture
def masters(tmp_path: Path) -> Masters:
    return Masters(tmp_path / "master")


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let go of every store a test has made."""
    made: list[KeyDatabase] = []
    begin = KeyDatabase.__init__

    def noted(self: KeyDatabase, url: str) -> None:
        begin(self, url)
        made.append(self)

    monkeypatch.setattr(KeyDatabase, "__init__", noted)
    yield
    for one in made:
        one.close()


def line(byte: bytes) -> str:
    return base64.urlsafe_b64encode(byte * 32).decode()


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def wrapped(keys: Keys, case: str) -> bytes:
    with keys.database.reading() as connection:
        return connection.execute(sa.select(KEY.c.wrapped).where(KEY.c.case == case)).scalar_one()


def test_a_part_of_a_case_keeps_its_key_in_every_process(url: str, masters: Masters) -> None:
    one, other = Keys(url, masters), Keys(url, masters)
    made = one.secret("C-1", "case")
    assert made is not None and len(made[0]) == 32 and len(made[1]) == 32
    assert other.secret("C-1", "case") == made
    assert one.secret("C-1", "person") != made and other.secret("C-2", "case") != made
    assert other.find([made[0], "f" * 32]) == {made[0]: made[1]}
    assert one.held() == KeysHeld(3, 0, 0, START)


def test_of_writers_that_come_at_once_all_have_the_same_key(url: str, masters: Masters) -> None:
    found, starting = [], threading.Barrier(8)

    def ask() -> None:
        own = Keys(url, masters)
        starting.wait()
        found.append(own.secret("C-1", "case"))
        own.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and len(found) == 8 and found[0] is not None


def test_what_is_destroyed_stays_destroyed_in_every_process(url: str, masters: Masters) -> None:
    one, other = Keys(url, masters), Keys(url, masters)
    made = [one.secret("C-1", part) for part in ("case", "person")]
    kept = one.secret("C-2", "case")
    assert made[0] is not None and made[1] is not None and kept is not None
    assert other.destroy("C-1", ["person"]) == 1
    assert one.secret("C-1", "person") is None and one.secret("C-1", "case") == made[0]
    assert one.find([made[0][0], made[1][0]]) == {made[0][0]: made[0][1], made[1][0]: None}
    assert one.destroy("C-1", ["person"]) == 0
    assert other.destroy("C-1") == 1
    assert one.secret("C-1", "case") is None and one.secret("C-1", "nobody yet") is None
    assert one.find([made[0][0]]) == {made[0][0]: None} and one.secret("C-2", "case") == kept
    assert one.held() == KeysHeld(1, 2, 0, START)


def test_a_part_can_be_destroyed_before_it_has_a_key(url: str, masters: Masters) -> None:
    keys = Keys(url, masters)
    assert keys.destroy_all([("C-1", ["person"]), ("C-2", None)], replayed=Mark(7, "7" * 64)) == 0
    assert keys.secret("C-1", "person") is None and keys.secret("C-2", "case") is None
    assert keys.secret("C-1", "case") is not None and keys.replayed == Mark(7, "7" * 64)


def test_nothing_in_the_files_of_the_store_holds_a_destroyed_key(tmp_path: Path, masters: Masters) -> None:
    keys = Keys(f"sqlite:///{tmp_path}/keys/keys.sqlite", masters)
    keys.secret("C-1", "case")
    held = wrapped(keys, "C-1")
    assert held in bytes_in(tmp_path / "keys")
    for number in range(2, 200):
        keys.secret(f"C-{number}", "case")
    keys.destroy("C-1")
    assert held not in bytes_in(tmp_path / "keys")
    assert wrapped(keys, "C-2") in bytes_in(tmp_path / "keys")


def test_files_of_keys_are_their_owners_alone(tmp_path: Path, masters: Masters) -> None:
    keys = Keys(f"sqlite:///{tmp_path}/keys/keys.sqlite", masters)
    keys.secret("C-1", "case")
    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode)
        for file in [*(tmp_path / "keys").iterdir(), masters.file]
    }
    assert set(modes.values()) == {0o600} and {"keys.sqlite", "master"} <= set(modes)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    keys.close()
    (tmp_path / "keys" / "keys.sqlite").chmod(0o640)
    with pytest.raises(SettingFault, match="0o640"):
        Keys(f"sqlite:///{tmp_path}/keys/keys.sqlite", masters).secret("C-1", "case")


def test_the_store_holds_no_key_that_is_not_wrapped(tmp_path: Path, masters: Masters) -> None:
    keys = Keys(f"sqlite:///{tmp_path}/keys/keys.sqlite", masters)
    made = keys.secret("C-1", "case")
    assert made is not None
    assert made[1] not in bytes_in(tmp_path / "keys")
    assert masters.held()[0].secret not in bytes_in(tmp_path / "keys")


def test_a_wrapped_key_put_in_anothers_place_does_not_open(url: str, masters: Masters) -> None:
    keys = Keys(url, masters)
    keys.secret("C-1", "case"), keys.secret("C-2", "case")
    taken = wrapped(keys, "C-1")
    with keys.database.writing() as connection:
        connection.execute(sa.update(KEY).where(KEY.c.case == "C-2").values(wrapped=taken))
    with pytest.raises(Tampered, match="C-2 does not open"):
        keys.secret("C-2", "case")
    with keys.database.writing() as connection:
        connection.execute(sa.update(KEY).where(KEY.c.case == "C-1").values(algorithm="none"))
    with pytest.raises(Tampered, match="C-1 does not open"):
        keys.secret("C-1", "case")


def test_keys_wrapped_with_sm4_and_with_aes_serve_side_by_side(url: str, masters: Masters) -> None:
    old = Keys(url, masters, "AES-256-GCM").secret("C-1", "case")
    keys = Keys(url, masters, "SM4-GCM")
    new = keys.secret("C-2", "case")
    assert old is not None and new is not None
    assert Keys(url, masters).find([old[0], new[0]]) == dict([old, new])
    with keys.database.reading() as connection:
        assert set(connection.execute(sa.select(KEY.c.algorithm)).scalars()) == {"AES-256-GCM", "SM4-GCM"}


# ---- master keys


def test_a_master_key_of_the_environment_needs_no_file(url: str, tmp_path: Path) -> None:
    masters = Masters(tmp_path / "master", line(b"a"))
    assert Keys(url, masters).secret("C-1", "case") is not None
    assert not masters.file.exists()


def test_another_master_key_opens_nothing_and_says_which_is_wanted(url: str, tmp_path: Path) -> None:
    Keys(url, Masters(tmp_path / "master", line(b"a"))).secret("C-1", "case")
    wanted = master(b"a" * 32).id
    for other in (
        Masters(tmp_path / "other", line(b"b")),
        Masters(tmp_path / "third", f"{line(b'b')} {line(b'c')}"),
    ):
        with pytest.raises(SettingFault, match=wanted):
            Keys(url, other).secret("C-1", "case")
        with pytest.raises(SettingFault, match=wanted):
            Keys(url, other).secret("C-2", "case")


def test_a_lost_master_key_is_not_made_anew_over_keys_that_need_it(url: str, masters: Masters) -> None:
    Keys(url, masters).secret("C-1", "case")
    masters.file.unlink()
    with pytest.raises(SettingFault, match="not there"):
        Keys(url, masters).secret("C-2", "case")
    assert not masters.file.exists()


@pytest.mark.parametrize(
    "text",
    ["short", line(b"a")[:-4], "%%%%", f"{line(b'a')} x", base64.urlsafe_b64encode(b"a" * 33).decode()],
)
def test_what_is_no_master_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingFault):
        Masters(tmp_path / "master", text).held()
    (tmp_path / "master").write_text(text)
    (tmp_path / "master").chmod(0o600)
    with pytest.raises(SettingFault):
        Masters(tmp_path / "master").held()


def test_more_master_keys_than_are_read_and_a_file_that_others_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingFault, match="> 20"):
        Masters(tmp_path / "master", " ".join([line(b"a")] * 21)).held()
    file = tmp_path / "master"
    file.write_text(line(b"a"))
    file.chmod(0o644)
    with pytest.raises(SettingFault, match="0o644"):
        Masters(file).held()


def test_neither_a_secret_nor_a_master_key_is_shown(tmp_path: Path) -> None:
    held = Masters(tmp_path / "master", line(b"a"))
    assert line(b"a") not in repr(held) and "aaaa" not in repr(held.held())


# ---- rotation


def test_rotating_wraps_every_key_with_a_new_master_key(url: str, masters: Masters) -> None:
    keys = Keys(url, masters)
    made = {number: keys.secret(f"C-{number}", "case") for number in range(30)}
    old = masters.held()
    keys.destroy("C-7")
    assert keys.rotate() == 29
    new = masters.held()
    assert new[1:] == old and new[0] != old[0]
    others = Keys(url, masters)
    assert all(others.secret(f"C-{n}", "case") == made[n] for n in range(30) if n != 7)
    assert others.secret("C-7", "case") is None and others.held() == KeysHeld(29, 1, 0, START)
    assert keys.forget() == 1 and masters.held() == new[:1]
    assert Keys(url, masters).secret("C-1", "case") == made[1]
    with pytest.raises(SettingFault):
        Keys(url, Masters(masters.file, base64.urlsafe_b64encode(old[0].secret).decode())).secret(
            "C-1", "case"
        )


def test_who_was_there_before_a_rotation_goes_on_during_and_after_it(url: str, masters: Masters) -> None:
    before, keys = Keys(url, masters), Keys(url, masters)
    made = before.secret("C-1", "case")
    new = masters.add()  # the rotation begins: its first step
    assert before.secret("C-2", "case") is not None and keys.held().waiting == 0
    assert keys.rotate() == 2
    assert before.secret("C-1", "case") == made and before.secret("C-3", "case") is not None
    with keys.database.reading() as connection:
        assert set(connection.execute(sa.select(KEY.c.master)).scalars()) == {new.id}


def test_a_rotation_that_was_cut_off_goes_on_and_makes_no_third_master_key(
    url: str, masters: Masters
) -> None:
    keys = Keys(url, masters)
    made = [keys.secret(f"C-{number}", "case") for number in range(5)]
    new = masters.add()
    with keys.database.writing() as connection:
        connection.execute(sa.update(CURRENT).values(master=new.id))
    assert keys.held().waiting == 5
    with pytest.raises(Conflict, match="former"):
        keys.forget()
    assert keys.secret("C-9", "case") is not None  # with the new one
    assert [keys.secret(f"C-{number}", "case") for number in range(5)] == made
    assert keys.rotate() == 5 and len(masters.held()) == 2 and masters.held()[0] == new
    assert keys.rotate() == 6 and len(masters.held()) == 3


def test_a_new_master_key_is_not_forgotten_for_a_former_one(url: str, masters: Masters) -> None:
    keys = Keys(url, masters)
    keys.secret("C-1", "case")
    masters.add()
    with pytest.raises(Conflict):
        keys.forget()


def test_master_keys_of_the_environment_rotate_when_a_new_one_was_put_first(url: str, tmp_path: Path) -> None:
    made = Keys(url, Masters(tmp_path / "m", line(b"a"))).secret("C-1", "case")
    with pytest.raises(SettingFault, match="one master key"):
        Keys(url, Masters(tmp_path / "m", line(b"a"))).rotate()
    both = Keys(url, Masters(tmp_path / "m", f"{line(b'b')} {line(b'a')}"))
    assert both.secret("C-2", "case") is not None
    assert both.rotate() == 2
    with pytest.raises(SettingFault, match="environment"):
        both.forget()
    assert Keys(url, Masters(tmp_path / "m", line(b"b"))).secret("C-1", "case") == made


def test_a_store_without_keys_rotates_to_nothing(url: str, masters: Masters) -> None:
    assert Keys(url, masters).rotate() == 0 and Keys(url, masters).held() == KeysHeld(0, 0, 0, START)


# ---- a store that is not there


def test_nothing_is_made_by_asking(tmp_path: Path, masters: Masters) -> None:
    keys = Keys(f"sqlite:///{tmp_path}/keys/keys.sqlite", masters)
    assert keys.find(["f" * 32]) == {} and keys.held() == KeysHeld(0, 0, 0, START) and keys.replayed == START
    keys.put_away()
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_cannot_be_reached_says_which(tmp_path: Path, masters: Masters) -> None:
    keys = Keys("postgresql+psycopg://nobody:hidden@127.0.0.1:1/none", masters)
    with pytest.raises(Unavailable) as caught:
        keys.find(["f" * 32])
    assert caught.value.told is not None and caught.value.told.name == "keys_closed"
    assert "hidden" not in str(caught.value)


def test_content_is_sealed_with_the_keys_of_the_store(url: str, masters: Masters) -> None:
    rows = Content(Keys(url, masters), nothing).sealed("C-1", 1, {"A": "a", "B": "b"}, {"B": "person"})
    other = Content(Keys(url, masters), nothing, "SM4-GCM")
    assert other.opened("C-1", rows) == {1: Opened({"A": "a", "B": "b"})}
    other.keys.destroy("C-1", ["person"])
    assert Content(Keys(url, masters), nothing).opened("C-1", rows) == {1: Opened({"A": "a"}, ("B",))}


def test_master_keys_are_made_by_chance(tmp_path: Path) -> None:
    one, other = Masters(tmp_path / "a"), Masters(tmp_path / "b")
    one.make(), other.make(), one.make()
    assert one.held() != other.held() and len(one.held()) == 1
    assert len(one.held()[0].secret) == 32 and os.stat(one.file).st_mode & 0o777 == 0o600  # noqa: PTH116


def test_keys_of_several_parts_are_made_at_once_and_those_that_are_there_stay(
    url: str, masters: Masters
) -> None:
    keys = Keys(url, masters)
    one = keys.secret("C-1", "case")
    made = keys.secrets("C-1", ["case", "person", "witness"])
    assert made["case"] == one and len(set(made.values())) == 3 and None not in made.values()
    assert keys.secrets("C-1", ["witness", "person"]) == {name: made[name] for name in ("witness", "person")}
    keys.destroy("C-1", ["person"])
    assert keys.secrets("C-1", ["person", "case"]) == {"person": None, "case": one}
    keys.destroy("C-2")
    assert keys.secrets("C-2", ["case", "person"]) == {"case": None, "person": None}


def test_putting_away_what_was_overwritten_makes_no_store_where_there_is_none(
    tmp_path: Path, masters: Masters
) -> None:
    place = tmp_path / "none" / "keys.sqlite"
    Keys(f"sqlite:///{place}", masters).put_away()
    assert not place.exists()
