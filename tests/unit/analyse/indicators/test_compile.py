"""Indicators: what formulas give, and what they were made of."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.nouns import ALWAYS, TINY, files_of, known, observations
from xinxiao.analyse import indicators
from xinxiao.analyse.indicators.series import split
from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataset import Dataset
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
