"""Tasks of a small programme: their rows, what counts as on file, and measured progress."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import TINY, WORD, files_of, known, programme
from xinxiao.analyse import indicators, targets, tasks
from xinxiao.analyse.tasks.progress import Point, progress
from xinxiao.model.programme import Break, Indicator
from xinxiao.programme.load import load_bytes


def rows(day: str = "2021-12-31", **changes: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows by task and item of the tiny programme, some texts of ``tasks.yaml`` changed."""
    text = files_of(TINY)["tasks.yaml"].decode()
    for old, new in changes.items():
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{old}: "))
        text = text.replace(line, line.partition(old)[0] + new)
    loaded = load_bytes({**files_of(TINY), "tasks.yaml": text.encode()})
    assert loaded.errors == ()
    own = loaded.programme
    assert own is not None
    vintage = known(loaded.figures, day)
    made = tasks.compile(own, vintage, indicators.compile(own, vintage, None), targets.compile(own, vintage))
    return {(row["TASK"], row["ITEM"]): row for row in made.table.to_pylist()}


def test_tasks_are_numbered_with_two_digits_and_with_more_where_there_are_more_tasks() -> None:
    assert {task for task, _ in rows()} == {"01", "02"}


def test_a_tasks_indicator_shows_its_latest_national_value_and_what_has_a_value_is_not_missing() -> None:
    found = rows()
    assert found["01", "USERS_PC"]["TIME_PERIOD"] == "2020"
    assert [found["01", item]["OBS_STATUS"] for item in ("M01", "LIGHT")] == ["A", "A"]


@pytest.mark.parametrize(("day", "light"), [("2018-05-01", "DONE"), ("2018-04-30", "NONE")])
def test_a_milestone_counts_from_the_day_it_was_reached(day: str, light: str) -> None:
    row = rows(day)["01", "LIGHT"]
    assert row["LIGHT"] == light
    assert rows(day)["01", "M01"]["OBS_VALUE"] == (1.0 if light == "DONE" else 0.0)


def test_what_is_on_file_is_the_evidence_the_indicators_and_the_milestones_that_were_reached() -> None:
    more = (
        "source: S_BOOK\n      - name: {zh: 第二步, en: Second step}\n        due: 2019-06-30\n"
        "      - name: {zh: 第三步, en: Third step}\n        due: 2019-12-31"
    )
    row = rows(source=more, indicators="indicators: []")["01", "LIGHT"]
    assert (row["LIGHT"], row["FORMULA"]) == ("EVIDENCE", "n = 1")


def point(period: str, value: float) -> Point:
    return Point("A", period, value, "UNITS", "A", "A", None, "TINY_FIGURES", f"k.{period}")


def moved(*values: float, direction: int = 1, deadline: str = "2020-12-31", broken: int = 0) -> str:
    """What the progress from 2017 on of yearly values from 2016 says; empty when there is none."""
    breaks = (Break(year=broken, note=WORD),) if broken else ()
    item = Indicator(id="X", name=WORD, unit="UNITS", definition=WORD, direction=direction, breaks=breaks)
    own = programme(indicators={"X": item})
    known = [point(str(2016 + i), value) for i, value in enumerate(values)]
    found = progress(own, "X", known, "2017", deadline)
    return "" if found is None else found.formula


def test_progress_runs_from_the_first_year_asked_for_to_one_that_ends_on_the_deadline() -> None:
    assert moved(1.0, 2.0, 3.0, 4.0, 5.0, 6.0) == "X 2017 2 → 2020 5"
    assert moved(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, deadline="2020-12-30") == "X 2017 2 → 2019 4"


def test_no_progress_is_what_stands_or_goes_the_other_way_or_has_no_way_or_one_value_or_a_break() -> None:
    assert moved(1.0, 2.0, 3.0, direction=-1) == ""
    assert moved(1.0, 3.0, 2.0, direction=-1) == "X 2017 3 → 2018 2"
    assert moved(1.0, 2.0, 2.0) == moved(1.0, 2.0, 3.0, direction=0) == moved(1.0, 2.0) == ""
    assert moved(1.0, 2.0, 3.0, broken=2018) == ""
    assert moved(1.0, 2.0, 3.0, broken=2017) == "X 2017 2 → 2018 3"
