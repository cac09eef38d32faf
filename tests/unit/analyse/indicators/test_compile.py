"""Indicators: what formulas give, and what they were made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.nouns import ALWAYS, TINY, files_of, flow, known, observations
from xinxiao.analyse import indicators
from xinxiao.analyse.indicators.evaluate import evaluate, worst
from xinxiao.analyse.indicators.nation import summed
from xinxiao.analyse.indicators.series import Grid, Series, rows_of, split
from xinxiao.analyse.indicators.shelf import shelf
from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataset import Dataset
from xinxiao.model.formula import parse
from xinxiao.model.programme import Kind
from xinxiao.programme.load import load_bytes
from xinxiao.programme.loaded import Loaded

HEAD = "FREQ,REF_AREA,INDICATOR,SCOPE,TIME_PERIOD,VINTAGE,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,GRADE,SOURCE,COMMENT\n"


def figure(area: str, indicator: str, year: int, value: float, unit: str, **other: str) -> str:
    cells = {"vintage": "2021-09-30", "status": "A", "grade": "A", "scope": "_Z", "source": "S_BOOK"} | other
    return (
        f"A,{area},{indicator},{cells['scope']},{year},{cells['vintage']},{value},{unit},"
        f"{cells['status']},{cells['grade']},{cells['source']},\n"
    )


def programme(
    figures: str, formula: str = "USERS / POP", unit: str = "PER_100_PERSONS", more: str = ""
) -> Loaded:
    files = dict(files_of(TINY))
    text = files["indicators.yaml"].decode()
    text = text.replace("formula: USERS / POP", f"formula: {formula}{more}").replace(
        "unit: PER_100_PERSONS", f"unit: {unit}"
    )
    del files["index/framework.csv"]
    return load_bytes(
        {**files, "figures/people.csv": (HEAD + figures).encode(), "indicators.yaml": text.encode()}
    )


def compiled(loaded: Loaded, account: Dataset | None = None, as_of: str = ALWAYS, **window: int) -> Dataset:
    assert loaded.programme is not None
    return indicators.compile(loaded.programme, known(loaded.figures, as_of), account, **window)


def rows(data: Dataset, indicator: str = "USERS_PC") -> dict[tuple[str, str], dict[str, Any]]:
    table = data.table.filter(pc.equal(data.table.column("INDICATOR"), indicator))
    return {(row["REF_AREA"], row["TIME_PERIOD"]): row for row in table.to_pylist()}


def made_of(data: Dataset, key: str) -> list[tuple[str, str, str]]:
    edges = data.inputs.filter(pc.equal(data.inputs.column("KEY"), key)).to_pylist()
    return [(edge["ROLE"], edge["IN_DATAFLOW"], edge["IN_KEY"]) for edge in edges]


def test_a_figure_is_taken_over_with_its_grade_and_points_at_its_vintage() -> None:
    data = compiled(programme(figure("910000", "SHARE", 2020, 12.5, "PERCENT", status="P", grade="A-")))
    row = rows(data, "SHARE")["910000", "2020"]
    assert (row["OBS_VALUE"], row["OBS_STATUS"], row["GRADE"], row["METHOD"]) == (12.5, "P", "A-", "FIGURE")
    assert made_of(data, "A.910000.SHARE._Z.2020") == [
        ("FIGURE", "TINY_FIGURES", "A.910000.SHARE._Z.2020.2021-09-30")
    ]


def test_200_000_accounts_of_a_million_persons_are_20_per_100() -> None:
    data = compiled(
        programme(
            figure("910000", "USERS", 2020, 20, "10K_ACCOUNTS")
            + figure("910000", "POP", 2020, 100, "10K_PERSONS")
        )
    )
    row = rows(data)["910000", "2020"]
    assert row["OBS_VALUE"] == pytest.approx(20, rel=1e-12)
    assert (row["METHOD"], row["FORMULA"], row["UNIT_MEASURE"]) == (
        "FORMULA",
        "USERS / POP",
        "PER_100_PERSONS",
    )
    assert made_of(data, "A.910000.USERS_PC._Z.2020") == [
        ("POP", "TINY_FIGURES", "A.910000.POP._Z.2020.2021-09-30"),
        ("USERS", "TINY_FIGURES", "A.910000.USERS._Z.2020.2021-09-30"),
    ]


def test_grade_and_status_are_the_worst_of_the_inputs() -> None:
    data = compiled(
        programme(
            figure("910000", "USERS", 2020, 20, "10K_ACCOUNTS", grade="B")
            + figure("910000", "POP", 2020, 100, "10K_PERSONS", status="E", grade="A-")
        )
    )
    row = rows(data)["910000", "2020"]
    assert (row["GRADE"], row["OBS_STATUS"]) == ("B", "E")


def test_a_missing_input_and_a_division_by_nought_give_no_row() -> None:
    figures = figure("910000", "USERS", 2019, 20, "10K_ACCOUNTS") + figure(
        "910000", "USERS", 2020, 20, "10K_ACCOUNTS"
    )
    assert rows(compiled(programme(figures + figure("910000", "POP", 2020, 0, "10K_PERSONS")))) == {}


def test_only_what_was_known_on_the_day_is_used() -> None:
    figures = figure("910000", "USERS", 2019, 20, "10K_ACCOUNTS", vintage="2020-03-01")
    figures += figure("910000", "USERS", 2019, 30, "10K_ACCOUNTS") + figure(
        "910000", "POP", 2019, 100, "10K_PERSONS", vintage="2020-03-01"
    )
    loaded = programme(figures)
    assert rows(compiled(loaded, as_of="2020-12-31"))["910000", "2019"]["OBS_VALUE"] == pytest.approx(20)
    assert rows(compiled(loaded))["910000", "2019"]["OBS_VALUE"] == pytest.approx(30)
    assert rows(compiled(loaded, as_of="2019-12-31")) == {}


def test_growth_is_in_per_cent_and_stops_at_a_declared_break() -> None:
    figures = "".join(
        figure("910000", "USERS", 2017 + i, v, "10K_ACCOUNTS") for i, v in enumerate((100, 110, 99))
    )
    data = compiled(programme(figures))
    found = {key[1]: row["OBS_VALUE"] for key, row in rows(data, "USERS_GROWTH").items()}
    assert found == {"2018": pytest.approx(10), "2019": pytest.approx(-10)}
    files = dict(files_of(TINY))
    broken = files["indicators.yaml"].replace(
        b"jump: 2\n", "jump: 2\n    breaks: [{year: 2019, note: {zh: 断, en: break}}]\n".encode()
    )
    loaded = load_bytes({**files, "indicators.yaml": broken, "figures/people.csv": (HEAD + figures).encode()})
    assert [key[1] for key in rows(compiled(loaded), "USERS_GROWTH")] == ["2018"]


def test_a_status_of_break_stops_growth_for_that_area_only() -> None:
    figures = "".join(
        figure(area, "USERS", year, 100 + year - 2018, "10K_ACCOUNTS", status=status if year == 2019 else "A")
        for area, status in (("910000", "B"), ("920000", "A"))
        for year in (2018, 2019)
    )
    assert list(rows(compiled(programme(figures)), "USERS_GROWTH")) == [("920000", "2019")]


def five(indicator: str, values: tuple[float, ...], unit: str) -> str:
    areas = ("910000", "920000", "930000", "940000", "950000")
    return "".join(figure(area, indicator, 2020, v, unit) for area, v in zip(areas, values, strict=False))


def test_a_share_of_the_nation_is_of_the_sum_of_all_provinces() -> None:
    data = compiled(programme(five("SHARE", (1, 2, 3, 4, 10), "PERCENT"), "share(SHARE)", "PERCENT"))
    found = rows(data)
    assert found["950000", "2020"]["OBS_VALUE"] == pytest.approx(50)
    assert len(made_of(data, "A.950000.USERS_PC._Z.2020")) == 6


def test_a_sum_with_a_province_missing_is_missing() -> None:
    assert rows(compiled(programme(five("SHARE", (1, 2, 3, 4), "PERCENT"), "share(SHARE)", "PERCENT"))) == {}


def test_the_nation_of_an_additive_indicator_is_summed_and_says_so() -> None:
    data = compiled(programme(five("POP", (10, 20, 30, 40, 50), "10K_PERSONS")))
    row = rows(data, "POP")["CN", "2020"]
    assert (row["OBS_VALUE"], row["METHOD"], row["OBS_STATUS"]) == (
        pytest.approx(150),
        "SUM_OF_PROVINCES",
        "E",
    )
    assert len(made_of(data, "A.CN.POP._Z.2020")) == 5


def test_a_published_national_figure_is_never_replaced_by_a_sum() -> None:
    figures = five("POP", (10, 20, 30, 40, 50), "10K_PERSONS") + figure("CN", "POP", 2020, 151, "10K_PERSONS")
    assert rows(compiled(programme(figures)), "POP")["CN", "2020"]["OBS_VALUE"] == 151


def test_a_formula_reads_the_account_and_points_at_it() -> None:
    account = observations(
        "account",
        {"OBS_VALUE": [3.0]},
        FREQ="A",
        REF_AREA="910000",
        SCOPE="NARROW",
        PRODUCT="_T",
        TIME_PERIOD="2020",
        UNIT_MEASURE="100M_YUAN",
        OBS_STATUS="E",
        GRADE="B",
    )
    spec = "\n    scope: NARROW"
    loaded = programme(
        figure("910000", "POP", 2020, 100, "10K_PERSONS"),
        "account(NARROW, _T) / POP",
        "YUAN_PER_PERSON",
        spec,
    )
    data = compiled(loaded, account)
    row = rows(data)["910000", "2020"]
    assert (row["OBS_VALUE"], row["SCOPE"], row["GRADE"], row["OBS_STATUS"]) == (
        pytest.approx(300),
        "NARROW",
        "B",
        "E",
    )
    assert made_of(data, "A.910000.USERS_PC.NARROW.2020")[1] == (
        "account(NARROW, _T)",
        "IC_ACCOUNT",
        "A.910000.NARROW._T.2020",
    )


def test_a_formula_takes_the_scope_it_names_and_none_when_it_names_none() -> None:
    figures = figure("CN", "SIZE", 2020, 100, "100M_YUAN", scope="NARROW")
    figures += figure("CN", "SIZE", 2020, 300, "100M_YUAN", scope="WIDE", source="S_PRESS")
    wide = rows(compiled(programme(figures, "SIZE * 2", "100M_YUAN", "\n    scope: WIDE")))
    assert (wide["CN", "2020"]["OBS_VALUE"], wide["CN", "2020"]["SCOPE"]) == (pytest.approx(600), "WIDE")
    assert rows(compiled(programme(figures, "SIZE * 2", "100M_YUAN"))) == {}


def test_a_formula_of_a_formula_points_at_the_indicator() -> None:
    files = dict(files_of(TINY))
    text = files["indicators.yaml"].replace(b"formula: growth(USERS)", b"formula: growth(USERS_PC)")
    loaded = load_bytes({**files, "indicators.yaml": text})
    data = compiled(loaded, first=2018, last=2020)
    assert made_of(data, "A.910000.USERS_GROWTH._Z.2020") == [
        ("USERS_PC", "TINY_INDICATORS", "A.910000.USERS_PC._Z.2020"),
        ("lag(USERS_PC)", "TINY_INDICATORS", "A.910000.USERS_PC._Z.2019"),
    ]
    assert sorted({key[1] for key in rows(data, "USERS_GROWTH")}) == ["2019", "2020"]


def test_a_circle_is_refused_even_when_nobody_checked() -> None:
    loaded = programme(figure("910000", "POP", 2020, 1, "10K_PERSONS"), "USERS_PC * 2")
    with pytest.raises(ProgrammeFault, match="USERS_PC -> USERS_PC"):
        compiled(loaded)


def test_figures_outside_the_years_asked_for_are_not_taken_over() -> None:
    figures = "".join(figure("910000", "SHARE", year, 10, "PERCENT") for year in range(2017, 2022))
    found = rows(compiled(programme(figures), first=2018, last=2020), "SHARE")
    assert [year for _, year in found] == ["2018", "2019", "2020"]


def test_a_formula_of_the_nation_reads_the_sum_of_its_provinces_and_points_at_it() -> None:
    data = compiled(programme(five("POP", (10, 20, 30, 40, 50), "10K_PERSONS"), "POP * 2", "10K_PERSONS"))
    assert rows(data)["CN", "2020"]["OBS_VALUE"] == pytest.approx(300)
    assert made_of(data, "A.CN.USERS_PC._Z.2020") == [("POP", "TINY_INDICATORS", "A.CN.POP._Z.2020")]


def test_only_the_years_that_all_provinces_have_are_summed() -> None:
    figures = five("POP", (10, 20, 30, 40, 50), "10K_PERSONS") + figure(
        "910000", "POP", 2019, 9, "10K_PERSONS"
    )
    assert [key for key in rows(compiled(programme(figures)), "POP") if key[0] == "CN"] == [("CN", "2020")]


@pytest.mark.parametrize(("grade", "worst"), [("A", "A"), ("A-", "A-"), ("B", "B"), ("C", "C")])
def test_a_formula_of_figures_of_one_grade_has_that_grade(grade: str, worst: str) -> None:
    figures = figure("910000", "USERS", 2020, 20, "10K_ACCOUNTS", grade=grade)
    figures += figure("910000", "POP", 2020, 100, "10K_PERSONS", grade=grade)
    assert rows(compiled(programme(figures)))["910000", "2020"]["GRADE"] == worst


def test_rows_are_split_by_the_values_of_columns_in_their_order() -> None:
    table = pa.table({"A": ["y", "x", "y", "x"], "B": ["1", "2", "1", "1"]})
    found = split(table, ("A", "B"))
    assert [(key, rows.tolist()) for key, rows in found.items()] == [
        (("x", "1"), [3]),
        (("x", "2"), [1]),
        (("y", "1"), [0, 2]),
    ]


NAN = float("nan")
GRID = Grid(("CN", "a", "b"), (2018, 2019, 2020), np.array([1, 2]), np.ones((3, 3), dtype=bool))


def series(*values: list[float], grade: int = 0, status: int = 0, broken: int = 0) -> Series:
    """A series of the nation and two provinces; ``broken`` is a year not comparable with the year before."""
    cells = np.array(values)
    row = np.where(np.isnan(cells), -1, np.arange(cells.size).reshape(cells.shape))
    breaks = np.zeros(cells.shape, bool)
    breaks[:, np.isin(GRID.years, [broken])] = True
    keys = pa.array([f"k{i}" for i in range(cells.size)])
    flows = pa.array(["F"] * cells.size)
    same = np.ones(cells.shape, np.int64)
    return Series(cells, row, same * grade, same * status, breaks, flows, keys, "_Z")


X = series([10.0, 20.0, 40.0], [1.0, 2.0, 4.0], [3.0, 6.0, NAN])


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ("2", [[2, 2, 2]] * 3),
        ("X + 1", [[11, 21, 41], [2, 3, 5], [4, 7, NAN]]),
        ("X - 1", [[9, 19, 39], [0, 1, 3], [2, 5, NAN]]),
        ("X * 3", [[30, 60, 120], [3, 6, 12], [9, 18, NAN]]),
        ("X / 2", [[5, 10, 20], [0.5, 1, 2], [1.5, 3, NAN]]),
        ("lag(X)", [[NAN, 10, 20], [NAN, 1, 2], [NAN, 3, 6]]),
        ("growth(X)", [[NAN, 1, 1], [NAN, 1, 1], [NAN, 1, NAN]]),
        ("share(X)", [[2.5, 2.5, NAN], [0.25, 0.25, NAN], [0.75, 0.75, NAN]]),
        ("nation(X)", [[4, 8, NAN]] * 3),
        ("Y", [[NAN] * 3] * 3),
    ],
)
def test_a_formula_gives_in_every_cell_what_it_says(formula: str, values: list[list[float]]) -> None:
    found = evaluate(parse(formula), {"X": X}, GRID)
    np.testing.assert_array_equal(np.broadcast_to(found, GRID.shape), np.array(values, float))


SURPLUS = series([-10.0, -5.0, 10.0], [10.0, 15.0, 0.0], [-4.0, 2.0, 5.0])


@pytest.mark.parametrize(
    ("formula", "kind", "values"),
    [
        ("growth(S)", "level", [[NAN] * 3, [NAN, 0.5, -1], [NAN, NAN, 1.5]]),
        ("S / lag(S) - 1", "growth", [[NAN] * 3, [NAN, 0.5, -1], [NAN, NAN, 1.5]]),
        ("(S - lag(S)) / lag(S)", "growth", [[NAN] * 3, [NAN, 0.5, -1], [NAN, NAN, 1.5]]),
        ("S / lag(S) - 1", "ratio", [[NAN, -0.5, -3], [NAN, 0.5, -1], [NAN, -1.5, 1.5]]),
        ("(0 - S) / lag(S)", "growth", [[NAN] * 3, [NAN, NAN, 0], [NAN] * 3]),
        ("growth(S) - growth(S) - 2", "growth", [[NAN] * 3, [NAN, -2, -2], [NAN, NAN, -2]]),
        ("share(S)", "level", [[NAN, -5 / 17, 2], [NAN, 15 / 17, 0], [NAN, 2 / 17, 1]]),
        ("share(0 - S)", "level", [[NAN] * 3] * 3),
        ("S / nation(S)", "share", [[NAN, NAN, 2], [NAN, 15 / 17, 0], [NAN, 2 / 17, 1]]),
        ("S / nation(S)", "ratio", [[-5 / 3, -5 / 17, 2], [5 / 3, 15 / 17, 0], [-2 / 3, 2 / 17, 1]]),
        ("S / 20", "share", [[NAN, NAN, 0.5], [0.5, 0.75, 0], [NAN, 0.1, 0.25]]),
        ("S / 20", "level", [[-0.5, -0.25, 0.5], [0.5, 0.75, 0], [-0.2, 0.1, 0.25]]),
        ("20 / S", "per_head", [[NAN, NAN, 2], [2, 4 / 3, NAN], [NAN, 10, 4]]),
        ("20 / S", "ratio", [[-2, -4, 2], [2, 4 / 3, np.inf], [-5, 10, 4]]),
        ("nation(S)", "level", [[6, 17, 5]] * 3),
    ],
)
def test_a_share_a_growth_and_an_amount_per_head_want_a_base_however_they_are_written(
    formula: str, kind: Kind, values: list[list[float]]
) -> None:
    found = evaluate(parse(formula), {"S": SURPLUS}, GRID, kind)
    np.testing.assert_allclose(found, np.array(values, float))


def test_there_is_no_growth_on_a_base_at_or_below_zero_nor_to_an_end_below_it() -> None:
    found = evaluate(parse("growth(X - 3)"), {"X": X}, GRID)
    # X - 3 is 7, 17, 37; -2, -1, 1; 0, 3, none.
    want = [[NAN, 10 / 7, 20 / 17], [NAN, NAN, NAN], [NAN, NAN, NAN]]
    np.testing.assert_allclose(found, np.array(want, float))
    down = evaluate(parse("growth(7 - X)"), {"X": X}, GRID)
    # -3, -13, -33; 6, 5, 3; 4, 1, none.
    np.testing.assert_allclose(down, np.array([[NAN] * 3, [NAN, -1 / 6, -2 / 5], [NAN, -3 / 4, NAN]], float))
    low = evaluate(parse("growth(4 - X)"), {"X": X}, GRID)
    # -6, -16, -36; 3, 2, 0; 1, -2, none.
    np.testing.assert_allclose(low, np.array([[NAN] * 3, [NAN, -1 / 3, -1], [NAN] * 3], float))


def test_no_year_is_compared_with_the_one_before_across_a_break_of_any_series_in_it() -> None:
    broken = series([1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0], broken=2019)
    found = evaluate(parse("growth(X + B)"), {"X": X, "B": broken}, GRID)
    assert np.isnan(found[0]).tolist() == [True, True, False]
    assert found[0, 2] == pytest.approx(41 / 21 - 1)
    assert np.isnan(evaluate(parse("lag(B)"), {"B": broken}, GRID)[1]).tolist() == [True, True, False]


def test_the_worst_of_a_lag_is_that_of_the_year_before_and_of_a_share_that_of_any_province() -> None:
    grade = np.array([[0, 3, 0], [0, 1, 0], [2, 0, 0]])
    own = Series(X.values, X.row, grade, grade, X.broken, X.dataflows, X.keys, "_Z")
    other = series([1.0] * 3, [1.0] * 3, [1.0] * 3, grade=1)
    assert worst(parse("lag(X)"), {"X": own}, GRID, "grade").tolist() == [[0, 0, 3], [0, 0, 1], [0, 2, 0]]
    assert worst(parse("X + Y"), {"X": own, "Y": other}, GRID, "grade").tolist() == [
        [1, 3, 1], [1, 1, 1], [2, 1, 1]
    ]  # fmt: skip
    assert worst(parse("nation(X)"), {"X": own}, GRID, "status").tolist() == [[2, 1, 0]] * 3


def test_a_sum_of_provinces_takes_the_worst_grade_any_break_and_the_rows_behind_those_there_are() -> None:
    values = np.array([[10.0, NAN, NAN], [1.0, 2.0, 4.0], [3.0, 6.0, NAN]])
    grade = np.array([[0, 0, 0], [0, 1, 0], [0, 2, 3]])
    row = np.where(np.isnan(values), -1, np.arange(9).reshape(3, 3))
    broken = np.array([[False] * 3, [False] * 3, [False, True, False]])
    own = Series(values, row, grade, grade * 0, broken, X.dataflows, X.keys, "_Z")
    found = summed("POP", own, GRID, "CN", flow("indicators"))
    assert found is not None
    assert found.years.tolist() == [1]
    assert found.series.values[0].tolist()[:2] == [10.0, 8.0]
    assert [int(cells[0, 1]) for cells in (found.series.row, found.series.grade, found.series.status)] == [
        9,
        2,
        2,
    ]
    assert found.series.broken[0].tolist() == [False, True, False]
    key = "A.CN.POP._Z.2019"
    assert (found.series.keys[9].as_py(), found.series.dataflows[9].as_py()) == (key, flow("indicators").id)
    assert [tuple(edge.values()) for edge in found.edges.to_pylist()] == [
        (key, "POP", "F", "k4", 1.0),
        (key, "POP", "F", "k7", 1.0),
    ]
    assert summed("POP", X, GRID, "CN", flow("indicators")) is None
    assert summed("POP", own, GRID, "ZZ", flow("indicators")) is None
    alone = Grid(GRID.areas, GRID.years, np.zeros(0, np.int64), GRID.valid)
    assert summed("POP", own, alone, "CN", flow("indicators")) is None


def test_rows_are_placed_by_area_and_year_in_base_units_with_how_firm_they_are() -> None:
    columns = {
        "FREQ": ["A", "A", "A", "M", "A", "A"],
        "REF_AREA": ["a", "a", "a", "a", "zz", "b"],
        "TIME_PERIOD": ["2018", "2019", "2020", "2018", "2018", "2020"],
        "OBS_VALUE": [1.0, 2.0, None, 9.0, 9.0, 5.0],
        "UNIT_MEASURE": ["U", "U", "U", "U", "U", "NONE"],
        "OBS_STATUS": ["P", "B", "A", "A", "A", "Q"],
        "GRADE": ["A-", None, "A", "A", "A", "??"],
    }
    keys = pa.array([f"k{i}" for i in range(6)])
    found = rows_of(pa.table(columns), "FIGURES", keys, GRID, {"U": 100.0, "V": 1.0})
    assert found.area.tolist() == [1, 1, 1, 1, -1, 2]
    assert found.year.tolist() == [0, 1, 2, -1, 0, 2]
    assert found.status.tolist() == [1, 0, 0, 0, 0, 2]
    assert found.grade.tolist() == [1, 0, 0, 0, 0, 4]
    assert found.broken.tolist() == [False, True, False, False, False, False]
    own = found.series(np.arange(6), "_Z", (2020,))
    np.testing.assert_array_equal(own.values, [[NAN] * 3, [100.0, 200.0, NAN], [NAN] * 3])
    assert own.row.tolist() == [[-1, -1, -1], [0, 1, -1], [-1, -1, -1]]
    assert own.grade[1].tolist() == [1, 0, 0]
    assert own.broken.tolist() == [[False, False, True], [False, True, True], [False, False, True]]
    assert (own.dataflows[0].as_py(), own.scope) == ("FIGURES", "_Z")


def test_the_grid_runs_from_the_first_year_known_or_asked_for_to_the_last_asked_for() -> None:
    loaded = load_bytes(files_of(TINY))
    own = loaded.programme
    assert own is not None
    table = known(loaded.figures).table

    def years(first: int | None = None, last: int | None = None) -> tuple[int, int]:
        grid = shelf(own, table, loaded.figures.dataflow, None, (first, last)).grid
        return grid.years[0], grid.years[-1]

    assert [years(), years(2013), years(2017), years(None, 2018), years(2016, 2025)] == [
        (2015, 2020), (2013, 2020), (2015, 2020), (2015, 2018), (2015, 2025)
    ]  # fmt: skip
    whole = shelf(own, table, loaded.figures.dataflow, None)
    assert whole.known_years == (2015, 2020)
    assert whole.grid.areas == ("910000", "920000", "930000", "940000", "950000", "CN")
    assert whole.grid.provinces.tolist() == [0, 1, 2, 3, 4]
    without = table.filter(pc.not_equal(table.column("REF_AREA"), "930000"))
    fewer = shelf(own, without, loaded.figures.dataflow, None)
    assert (len(fewer.grid.areas), fewer.grid.provinces.tolist()) == (6, [0, 1, 2, 3, 4])
    empty = shelf(own, table.slice(0, 0), loaded.figures.dataflow, None)
    assert (empty.grid.areas[-1], empty.grid.years, empty.known_years) == ("CN", (0,), (0, 0))


def test_a_name_means_its_own_scope_then_the_formulas_then_none_at_all() -> None:
    files = dict(files_of(TINY))
    loaded = load_bytes(files)
    own = loaded.programme
    assert own is not None
    found = shelf(own, known(loaded.figures).table, loaded.figures.dataflow, None)
    assert [s and s.scope for s in (found.find("SIZE", "WIDE"), found.find("SIZE", "NARROW"))] == [
        "WIDE",
        "NARROW",
    ]
    assert (found.find("SIZE", None), found.find("NONE", None)) == (None, None)
    text = files["indicators.yaml"].replace(b"en: Size of it.}", b"en: Size of it.}\n    scope: NARROW")
    declared = load_bytes({**files, "indicators.yaml": text}).parts
    fixed = shelf(declared, known(loaded.figures).table, loaded.figures.dataflow, None)
    assert [s and s.scope for s in (fixed.find("SIZE", "WIDE"), fixed.find("SIZE", None))] == [
        "NARROW",
        "NARROW",
    ]


@pytest.mark.parametrize(
    ("change", "indicator", "unit"),
    [
        (("    formula: USERS / POP\n", "    formula: USERS / POP\n    additive: true\n"), "USERS_PC", "PER_100_PERSONS"),
        (("unit: 10K_PERSONS\n", "unit: NONE\n"), "POP", "10K_PERSONS"),
        (("additive: true\n    tolerance: 0.001\n  - id: USERS", "additive: false\n  - id: USERS"), "POP", "10K_PERSONS"),
    ],
)  # fmt: skip
def test_what_has_a_formula_an_unknown_unit_or_adds_up_to_nothing_is_not_summed(
    change: tuple[str, str], indicator: str, unit: str
) -> None:
    files = dict(files_of(TINY))
    text = files["indicators.yaml"].decode()
    assert text.count(change[0]) == 1
    figures = (HEAD + five(indicator, (10, 20, 30, 40, 50), unit)).encode()
    loaded = load_bytes(
        {**files, "indicators.yaml": text.replace(*change).encode(), "figures/people.csv": figures}
    )
    made = indicators.compile(loaded.parts, known(loaded.figures), None)
    assert "SUM_OF_PROVINCES" not in made.table.column("METHOD").to_pylist()


def test_there_is_no_rate_on_a_base_at_or_below_zero_and_a_finding_says_so() -> None:
    # -10 to -5, -5 to 10, 10 to 20 and 20 to 0; then 0 to 5.
    values = {2015: -10.0, 2016: -5.0, 2017: 10.0, 2018: 20.0, 2019: 0.0, 2020: 5.0}
    figures = "".join(
        figure("910000", "USERS", year, value, "10K_ACCOUNTS") for year, value in values.items()
    )
    loaded = programme(figures, "growth(USERS)", "PERCENT")
    assert loaded.programme is not None
    found = {year: row["OBS_VALUE"] for (_, year), row in rows(compiled(loaded)).items()}
    assert found == {"2018": pytest.approx(100.0), "2019": pytest.approx(-100.0)}
    told = next(
        f
        for f in indicators.findings(loaded.programme, known(loaded.figures, ALWAYS))
        if dict(f.places)["indicator"] == "USERS_PC"
    )
    assert (told.code, told.level) == ("FORMULA_UNDEFINED", "warning")
    assert {k: dict(told.places)[k] for k in ("indicator", "area", "year", "count")} == {
        "indicator": "USERS_PC",
        "area": "910000",
        "year": "2016",
        "count": "3",
    }


@pytest.mark.parametrize(
    ("formula", "users", "people"),
    [("USERS / POP", 5, 0), (" * ".join(["USERS"] * 20) + " / POP", 10**14, 2)],
    ids=["a division by zero", "a number too large"],
)
def test_a_formula_without_a_value_for_what_is_there_is_told_and_has_no_row(
    formula: str, users: int, people: int
) -> None:
    own = figure("910000", "USERS", 2020, users, "10K_ACCOUNTS")
    loaded = programme(own + figure("910000", "POP", 2020, people, "10K_PERSONS"), formula)
    assert loaded.programme is not None
    assert rows(compiled(loaded)) == {}
    told = [
        dict(f.places)
        for f in indicators.findings(loaded.programme, known(loaded.figures, ALWAYS))
        if dict(f.places)["indicator"] == "USERS_PC"
    ]
    assert [(f["area"], f["year"], f["count"]) for f in told] == [("910000", "2020", "1")]


def test_a_missing_input_is_no_undefined_formula() -> None:
    loaded = programme(figure("910000", "USERS", 2020, 5.0, "10K_ACCOUNTS"))
    assert loaded.programme is not None
    assert indicators.findings(loaded.programme, known(loaded.figures, ALWAYS)) == []
