"""Settings, places and what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.bootstrap import settings
from xinxiao.bootstrap.asked import columns_of, day_of, near, some
from xinxiao.bootstrap.places import programme_folder
from xinxiao.bootstrap.source import code
from xinxiao.errors import DataFault, NotFound
from xinxiao.model.dataflows import IC_INDEX


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
    with pytest.raises(NotFound) as caught:
        settings(None, {"XINXIAO_ENGINE": "abacus"})
    assert caught.value.context["known"] == "duckdb, spark"


def test_real_programmes_come_before_tutorials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tutorial-a", "zoo"):
        (tmp_path / "programmes" / name).mkdir(parents=True)
        (tmp_path / "programmes" / name / "programme.yaml").write_text("id: x\n")
    monkeypatch.chdir(tmp_path)
    assert programme_folder().name == "zoo"


def test_columns_are_found_in_any_case_and_near_ones_are_named() -> None:
    assert columns_of(IC_INDEX, {"ref_area": ["CN"]}) == {"REF_AREA": ("CN",)}
    with pytest.raises(NotFound) as caught:
        columns_of(IC_INDEX, {"MEASUR": ["SCORE"]})
    assert str(caught.value.context["known"]).startswith("MEASURE")


@pytest.mark.parametrize("text", ["2023-02-30", "23", "tomorrow", "2023-1-1"])
def test_what_is_no_day_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(DataFault):
        day_of(text)


def test_words_near_a_word_and_a_list_that_ends() -> None:
    assert near("SCOR", ["SCORE", "RANK"]) == ["SCORE"]
    assert some([str(i) for i in range(20)]).endswith("11 …")


def test_the_code_is_known_by_its_version_and_one_hash() -> None:
    assert code().version == "0.1.0"
    assert len(code().sha256) == 64
