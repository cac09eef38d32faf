"""Tasks of a small programme: their rows, what counts as on file, and measured progress."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import TINY, WORD, files_of, known, programme
from xinxiao.analyse import indicators, targets, tasks
from xinxiao.analyse.tasks.progress import Point, points, progress
from xinxiao.model.dataset import Dataset
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


def compiled(day: str = "2021-12-31", **texts: tuple[str, str]) -> Dataset:
    """The tasks of the tiny programme, a text of some of its files (by their names without ``.yaml``) replaced."""
    files = dict(files_of(TINY))
    for name, (old, new) in texts.items():
        content = files[f"{name}.yaml"].decode()
        assert old in content
        files[f"{name}.yaml"] = content.replace(old, new).encode()
    loaded = load_bytes(files)
    assert loaded.errors == ()
    own = loaded.programme
    assert own is not None
    vintage = known(loaded.figures, day)
    return tasks.compile(own, vintage, indicators.compile(own, vintage, None), targets.compile(own, vintage))


def row(data: Dataset, task: str, item: str) -> dict[str, Any]:
    [found] = [r for r in data.table.to_pylist() if (r["TASK"], r["ITEM"]) == (task, item)]
    return found


def made_of(data: Dataset, task: str, item: str) -> dict[str, list[str]]:
    """By role the keys of what a row was made of."""
    rows = zip(data.table.to_pylist(), data.keys.to_pylist(), strict=True)
    [key] = [key for r, key in rows if (r["TASK"], r["ITEM"]) == (task, item)]
    found: dict[str, list[str]] = {}
    for edge in data.inputs.to_pylist():
        if edge["KEY"] == key:
            found.setdefault(edge["ROLE"], []).append(edge["IN_KEY"])
    return found


EVIDENCE = """trackers: [M]
    measures: [{zh: 词, en: word}]
    evidence:
      - {period: '2018', text: {zh: 词, en: word}, source: S_PRESS, supports: [1], value: 12, unit: PERCENT}
      - {period: '2019', text: {zh: 词, en: word}, source: S_BOOK, supports: [1]}
"""


@pytest.mark.parametrize(
    ("day", "because"),
    [
        ("2021-02-28", ("NONE", "n = 0")),
        ("2021-03-01", ("EVIDENCE", "n = 1")),
        ("2021-09-29", ("EVIDENCE", "n = 1")),
        ("2021-09-30", ("EVIDENCE", "n = 2")),
    ],
)
def test_evidence_counts_from_the_day_its_source_was_published(day: str, because: tuple[str, str]) -> None:
    light = row(compiled(day, tasks=("trackers: [M]\n", EVIDENCE)), "02", "LIGHT")
    assert (light["LIGHT"], light["FORMULA"]) == because


def test_evidence_is_shown_with_its_value_and_what_its_source_is_worth() -> None:
    data = compiled(tasks=("trackers: [M]\n", EVIDENCE))
    first, second = row(data, "02", "E01"), row(data, "02", "E02")
    names = ("TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "GRADE", "SOURCE", "COMMENT")
    assert [first[name] for name in names] == ["2018", 12.0, "PERCENT", "A", "B", "S_PRESS", None]
    assert [second[name] for name in names] == ["2019", None, None, "M", "A", "S_BOOK", None]
    assert [key.split(".")[2] for key in made_of(data, "02", "LIGHT")["EVIDENCE"]] == ["E01", "E02"]


def test_a_light_stands_in_the_year_of_its_deadline_without_a_value_and_is_not_missing() -> None:
    light = row(compiled(tasks=("trackers: [M]", "trackers: [M, S]")), "02", "LIGHT")
    names = ("REF_AREA", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "TRACKER")
    assert [light[name] for name in names] == ["CN", "2020", None, "A", "M+S"]


@pytest.mark.parametrize(
    ("day", "period", "formula"),
    [
        ("2021-09-30", "2018-05", "2018-05-01 ≤ 2018-06-30"),
        ("2021-09-29", "2018-06", "… ≤ 2018-06-30"),
    ],
)
def test_a_milestone_stands_where_it_was_reached_and_before_where_it_is_due(
    day: str, period: str, formula: str
) -> None:
    found = row(compiled(day), "01", "M01")
    assert (found["TIME_PERIOD"], found["FORMULA"]) == (period, formula)
    assert found["UNIT_MEASURE"] == "INDEX"
    assert found["SOURCE"] == (None if formula.startswith("…") else "S_BOOK")


DIRECTED = ("unit: PER_100_PERSONS\n", "unit: PER_100_PERSONS\n    direction: 1\n")


def test_progress_points_at_its_first_and_last_value_from_the_first_baseline_on() -> None:
    data = compiled(
        indicators=DIRECTED,
        tasks=("reached: 2018-05-01\n        ", ""),
    )
    light = row(data, "01", "LIGHT")
    assert (light["LIGHT"], light["FORMULA"]) == ("ADVANCED", "USERS_PC 2016 18.8977 → 2020 43.6504")
    found = made_of(data, "01", "LIGHT")
    assert (found["FIRST"], found["LAST"]) == (["A.CN.USERS_PC._Z.2016"], ["A.CN.USERS_PC._Z.2020"])
    assert [key.split(".")[2] for role in ("MILESTONE", "INDICATOR") for key in found[role]] == [
        "M01",
        "USERS_PC",
    ]


def test_a_tasks_indicator_is_its_latest_value_with_its_unit_and_grade_and_points_at_it() -> None:
    data = compiled()
    found = row(data, "01", "USERS_PC")
    assert (found["TIME_PERIOD"], found["UNIT_MEASURE"], found["GRADE"]) == ("2020", "PER_100_PERSONS", "A")
    assert found["OBS_VALUE"] == pytest.approx(2946.4 / 6750 * 100)
    assert made_of(data, "01", "USERS_PC") == {"VALUE": ["A.CN.USERS_PC._Z.2020"]}
    # Published on the last day of September 2021: before, nothing of it is known.
    assert [r["ITEM"] for r in compiled("2021-09-29").table.to_pylist() if r["TASK"] == "01"] == [
        "LIGHT",
        "M01",
    ]


@pytest.mark.parametrize(
    ("scopes", "light", "because", "decided"),
    [
        ("[NARROW, WIDE]", "MISSED", "T1 = MISSED", {"NARROW", "2020"}),
        ("[WIDE, NARROW]", "DONE", "T1 = MET", {"WIDE", "2018"}),
        ("[NARROW]", "MISSED", "T1 = MISSED", {"NARROW", "2020"}),
    ],
)
def test_a_target_decides_in_its_own_scope_the_first_it_names(
    scopes: str, light: str, because: str, decided: set[str]
) -> None:
    # Of 100 asked for 98 are known in the narrow scope in the end, and 150 in the wide one two years before.
    data = compiled(
        targets=(
            "kind: level\n    deadline: 2020-12-31\n    value: 100\n    unit: 100M_YUAN\n    indicator: SIZE\n"
            "    scopes: [NARROW]",
            "kind: count\n    deadline: 2020-12-31\n    value: 100\n    unit: 100M_YUAN\n    indicator: SIZE\n"
            f"    scopes: {scopes}",
        ),
        tasks=("reached: 2018-05-01\n        ", ""),
    )
    found = row(data, "01", "LIGHT")
    assert found["LIGHT"] == light
    assert found["FORMULA"].startswith(because)
    [target] = made_of(data, "01", "LIGHT")["TARGET"]
    assert {"T1", "OUTCOME", *decided} <= set(target.split("."))


def test_a_target_of_the_whole_policy_is_no_end_of_a_task() -> None:
    assert "TARGET" not in made_of(compiled(), "01", "LIGHT")


def test_more_than_ninety_nine_tasks_have_numbers_of_three_digits() -> None:
    names = {r["TASK"] for r in compiled(tasks=("- id: 2", "- id: 100")).table.to_pylist()}
    assert names == {"001", "100"}


def test_values_of_an_indicator_are_those_of_its_longest_run_by_period_with_where_they_stand() -> None:
    loaded = load_bytes(files_of(TINY))
    own = loaded.programme
    assert own is not None
    vintage = known(loaded.figures, "2021-12-31")
    found = points(own, vintage, indicators.compile(own, vintage, None))
    # Four years are known in the narrow scope and two in the wide one; provinces are none of the nation's.
    assert [(p.period, p.value) for p in found["SIZE"]] == [
        ("2016", 50.0), ("2017", 60.0), ("2018", 72.0), ("2020", 98.0)
    ]  # fmt: skip
    assert found["SIZE"][-1] == Point(
        "A", "2020", 98.0, "100M_YUAN", "A", "A", None, "TINY_INDICATORS", "A.CN.SIZE.NARROW.2020"
    )
    assert "SHARE" not in found
    assert [p.period for p in found["USERS_GROWTH"]] == ["2016", "2017", "2018", "2019", "2020"]


def test_a_figure_that_no_indicator_was_compiled_of_is_shown_as_it_is_known() -> None:
    loaded = load_bytes(files_of(TINY))
    own = loaded.programme
    assert own is not None
    vintage = known(loaded.figures, "2021-12-31")
    found = points(own, vintage, indicators.compile(own, known(loaded.figures, "2000-01-01"), None))
    assert found["SIZE"][0] == Point(
        "A", "2016", 50.0, "100M_YUAN", "A", "A", "S_BOOK", "TINY_FIGURES", "A.CN.SIZE.NARROW.2016.2021-09-30"
    )


def test_tasks_are_numbered_with_two_digits_and_with_more_where_there_are_more_tasks() -> None:
    assert {task for task, _ in rows()} == {"01", "02"}


def test_a_tasks_indicator_shows_its_latest_national_value_and_what_has_a_value_is_not_missing() -> None:
    found = rows()
    assert found["01", "USERS_PC"]["TIME_PERIOD"] == "2020"
    assert [found["01", item]["OBS_STATUS"] for item in ("M01", "LIGHT")] == ["A", "A"]


@pytest.mark.parametrize(("day", "light"), [("2021-09-30", "DONE"), ("2021-09-29", "NONE")])
def test_a_milestone_counts_from_the_day_its_source_was_published(day: str, light: str) -> None:
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
    return "" if found is None or not found.advanced else found.formula


def test_progress_runs_from_the_first_year_asked_for_to_one_that_ends_on_the_deadline() -> None:
    assert moved(1.0, 2.0, 3.0, 4.0, 5.0, 6.0) == "X 2017 2 → 2020 5"
    assert moved(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, deadline="2020-12-30") == "X 2017 2 → 2019 4"


def test_no_progress_is_what_stands_or_goes_the_other_way_or_has_no_way_or_one_value_or_a_break() -> None:
    assert moved(1.0, 2.0, 3.0, direction=-1) == ""
    assert moved(1.0, 3.0, 2.0, direction=-1) == "X 2017 3 → 2018 2"
    assert moved(1.0, 2.0, 2.0) == moved(1.0, 2.0, 3.0, direction=0) == moved(1.0, 2.0) == ""
    assert moved(1.0, 2.0, 3.0, broken=2018) == ""
    assert moved(1.0, 2.0, 3.0, broken=2017) == "X 2017 2 → 2018 3"


BESIDE = """trackers: [M]
    measures: [{zh: 词, en: word}]
    evidence:
      - {period: '2021', text: {zh: 词, en: word}, source: S_BOOK, supports: [1]}
      - {period: '2019', text: {zh: 词, en: word}, source: S_BOOK, supports: [1], proxy: true}
      - {period: '2018', text: {zh: 词, en: word}, source: S_BOOK}
"""


def test_what_is_later_or_a_proxy_or_speaks_of_something_else_is_shown_and_gives_no_light() -> None:
    data = compiled(tasks=("trackers: [M]\n", BESIDE))
    light = row(data, "02", "LIGHT")
    assert (light["LIGHT"], light["FORMULA"]) == ("NONE", "n = 0; later = 1")
    assert [row(data, "02", item)["COMMENT"] for item in ("E01", "E02", "E03")] == [None, "proxy", "beside"]


def test_an_indicator_beside_a_task_is_shown_and_decides_nothing() -> None:
    own = compiled(tasks=("    trackers: [M]\n", "    trackers: [M]\n    indicators: [USERS_PC]\n"))
    near = compiled(tasks=("    trackers: [M]\n", "    trackers: [M]\n    beside: [USERS_PC]\n"))
    assert row(own, "02", "LIGHT")["LIGHT"] == "ADVANCED"
    assert (row(near, "02", "LIGHT")["LIGHT"], row(near, "02", "LIGHT")["FORMULA"]) == ("NONE", "n = 0")
    assert row(near, "02", "USERS_PC")["COMMENT"] == "beside"


def test_an_indicator_that_went_back_at_the_last_has_not_advanced() -> None:
    assert moved(1.0, 2.0, 4.0, 3.0) == ""
    assert moved(1.0, 2.0, 4.0, 4.0) == "X 2017 2 → 2019 4"


def test_a_doubtful_point_shows_no_progress() -> None:
    own = programme(indicators={"X": Indicator(id="X", name=WORD, unit="UNITS", definition=WORD)})
    doubtful = Point("A", "2019", 3.0, "UNITS", "A", "C", None, "TINY_FIGURES", "k")
    assert progress(own, "X", [point("2018", 1.0), doubtful], "2017", "2020-12-31") is None
