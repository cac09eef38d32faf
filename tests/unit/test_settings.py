"""Settings: an argument wins over the environment, and that over what stands in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import SettingFault
from xinxiao.settings import serving, settings


def test_the_argument_wins_over_the_environment_and_that_over_the_default(tmp_path: Path) -> None:
    environ = {"XINXIAO_HOME": str(tmp_path / "a")}
    assert settings(tmp_path / "b", environ).home == tmp_path / "b"
    assert settings(None, environ).home == tmp_path / "a"
    assert settings(None, {}).home == Path("~/.local/share/xinxiao").expanduser()


def test_the_ledger_stands_in_the_home_unless_another_is_named(tmp_path: Path) -> None:
    assert settings(tmp_path, {}).ledger == f"sqlite:///{tmp_path}/ledger.sqlite"
    other = {"XINXIAO_LEDGER": "postgresql+psycopg://me@db/x"}
    assert settings(tmp_path, other).ledger == "postgresql+psycopg://me@db/x"


def test_oversight_opens_the_same_ledger_by_a_role_of_its_own_and_no_other_file(tmp_path: Path) -> None:
    assert settings(tmp_path, {}).oversight == ""
    served = {
        "XINXIAO_LEDGER": "postgresql+psycopg://w@db/x",
        "XINXIAO_OVERSIGHT": "postgresql+psycopg://o@db/x",
    }
    assert settings(tmp_path, served).oversight == "postgresql+psycopg://o@db/x"
    same = settings(tmp_path, {"XINXIAO_OVERSIGHT": "sqlite:///HOME/ledger.sqlite"})
    assert same.oversight == same.ledger == f"sqlite:///{tmp_path}/ledger.sqlite"
    moved = same.moved(tmp_path / "b")
    assert moved.oversight == moved.ledger == f"sqlite:///{tmp_path}/b/ledger.sqlite"
    with pytest.raises(SettingFault) as caught:
        settings(tmp_path, {"XINXIAO_OVERSIGHT": "sqlite:////elsewhere.sqlite"})
    assert caught.value.told.values["known"] == f"sqlite:///{tmp_path}/ledger.sqlite"


def test_an_engine_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(SettingFault) as caught:
        settings(None, {"XINXIAO_ENGINE": "abacus"})
    assert caught.value.told.values["known"] == "duckdb, spark"


def test_how_the_portal_is_served_is_this_machine_alone_unless_said_otherwise() -> None:
    found = serving(environ={})
    assert (found.host, found.port, found.root, found.workers, found.heavy) == ("127.0.0.1", 8765, "", 1, 1)
    assert (found.trusts("127.0.0.1"), found.trusts("10.0.0.1"), found.trusts("")) == (True, False, False)


def test_an_argument_wins_over_the_environment_where_it_is_given() -> None:
    environ = {"XINXIAO_PORT": "80", "XINXIAO_WORKERS": "3", "XINXIAO_ROOT": "/a/b-c"}
    found = serving({"port": 81, "workers": None}, environ)
    assert (found.port, found.workers, found.root) == (81, 3, "/a/b-c")


@pytest.mark.parametrize(
    ("variable", "value", "known"),
    [
        ("XINXIAO_PORT", "65536", "0 … 65535"),
        ("XINXIAO_PORT", "-1", "0 … 65535"),
        ("XINXIAO_PORT", "²", "0 … 65535"),
        ("XINXIAO_WORKERS", "0", "1 … 64"),
        ("XINXIAO_WORKERS", "65", "1 … 64"),
        ("XINXIAO_HEAVY", "17", "1 … 16"),
        ("XINXIAO_ROOT", "/a/", "(/[A-Za-z0-9._~-]+)*"),
        ("XINXIAO_ROOT", "a", "(/[A-Za-z0-9._~-]+)*"),
        ("XINXIAO_ROOT", '/"><b>', "(/[A-Za-z0-9._~-]+)*"),
        ("XINXIAO_HOST", "a b", "[A-Za-z0-9.:_-]{1,255}"),
        ("XINXIAO_PROXIES", "nowhere", "127.0.0.1, 10.0.0.0/8, ::1, none"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_can(variable: str, value: str, known: str) -> None:
    with pytest.raises(SettingFault) as caught:
        serving(environ={variable: value})
    assert caught.value.told is not None
    assert caught.value.told.values == {"variable": variable, "value": value, "known": known}


def test_no_proxy_can_be_trusted() -> None:
    assert not serving(environ={"XINXIAO_PROXIES": "none"}).trusts("127.0.0.1")


def test_keys_stand_in_the_home_and_their_master_key_beside_it_unless_other_places_are_named(
    tmp_path: Path,
) -> None:
    found = settings(tmp_path, {}).keeping
    assert found.store == f"sqlite:///{tmp_path}/keys/keys.sqlite"
    assert (found.master_file, found.master, found.cipher) == (tmp_path / "master-key", "", "AES-256-GCM")
    other = settings(
        tmp_path,
        {
            "XINXIAO_KEYS": "postgresql+psycopg://keeper@db/keys",
            "XINXIAO_MASTER_KEY_FILE": "/run/secrets/master",
            "XINXIAO_MASTER_KEY": "hidden",
            "XINXIAO_CIPHER": "SM4-GCM",
        },
    )
    assert other.keeping.store == "postgresql+psycopg://keeper@db/keys"
    assert (other.keeping.master_file, other.keeping.cipher) == (Path("/run/secrets/master"), "SM4-GCM")
    assert other.keeping.master == "hidden" and "hidden" not in repr(other)
    moved = settings(tmp_path / "a", {}).moved(tmp_path / "b").keeping
    assert moved.store == f"sqlite:///{tmp_path}/b/keys/keys.sqlite"
    assert moved.master_file == tmp_path / "b" / "master-key"


def test_a_cipher_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(SettingFault) as caught:
        settings(None, {"XINXIAO_CIPHER": "DES"})
    assert caught.value.told is not None and caught.value.told.values["known"] == "AES-256-GCM, SM4-GCM"
