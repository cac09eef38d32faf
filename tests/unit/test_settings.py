"""Settings: an argument wins over the environment, and that over what stands in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import SettingFault
from xinxiao.settings import settings


def test_the_argument_wins_over_the_environment_and_that_over_the_default(tmp_path: Path) -> None:
    environ = {"XINXIAO_HOME": str(tmp_path / "a")}
    assert settings(tmp_path / "b", environ).home == tmp_path / "b"
    assert settings(None, environ).home == tmp_path / "a"
    assert settings(None, {}).home == Path("~/.local/share/xinxiao").expanduser()


def test_the_ledger_stands_in_the_home_unless_another_is_named(tmp_path: Path) -> None:
    assert settings(tmp_path, {}).ledger == f"sqlite:///{tmp_path}/ledger.sqlite"
    other = {"XINXIAO_LEDGER": "postgresql+psycopg://me@db/x"}
    assert settings(tmp_path, other).ledger == "postgresql+psycopg://me@db/x"


def test_an_engine_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(SettingFault) as caught:
        settings(None, {"XINXIAO_ENGINE": "abacus"})
    assert caught.value.told.values["known"] == "duckdb, spark"
