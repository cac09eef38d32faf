"""Two published indices that are plain means: the Index of Economic Freedom and the SDG Index.

Index of Economic Freedom 2019 (``data/economic_freedom_2019.csv``): The Heritage Foundation, twelve freedoms from 0 to 100 with
one decimal, equally weighted; the overall score is their mean, rounded to one decimal. Read from a public copy
(SallyShueYan-P/Economic-Freedom, commit 293c4cf; 20 other copies of the same file are known). 180 countries have a score;
the six without one are left out.

SDG Index 2023 (``data/sdg_2023.csv``): Sachs, Lafortune, Fuller and Drumm, *Sustainable Development Report 2023*: the mean of 17 goal
scores; where a country has no score for a goal (14 for landlocked ones, 10), that of its region stands in, in a column
of its own here. Read from a public copy (rhynchambers/CS201, commit 3c9b463) that rounds goals and index to one decimal: so
made from rounded goals the index may miss by 0.05 for its own rounding and, at worst, 0.05 for theirs.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from xinxiao import index

DATA = Path(__file__).parent / "data"
GOALS = tuple(f"goal{number}" for number in range(1, 18))


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mean_of(columns: tuple[str, ...], units: list[str], values: list[list[float]]) -> dict[str, float]:
    """The mean of the columns by unit, as an index of one group."""
    tree = index.framework_of(
        [index.Indicator(code=code, parent="ALL") for code in columns], [index.Group(code="ALL")]
    )
    method = index.Method(stages=(index.AggregateSpec(),))
    spec = index.IndexSpec(framework=tree, method=method)
    made = index.build(spec, index.Panel(np.array(values), tuple(units), columns))
    return dict(zip(made.units, made.of("ALL").tolist(), strict=True))


def freedoms() -> dict[str, float]:
    rows = rows_of("economic_freedom_2019.csv")
    columns = tuple(name for name in rows[0] if name not in ("unit", "overall"))
    assert len(columns) == 12
    units = [f"U{number}" for number in range(len(rows))]
    made = mean_of(columns, units, [[float(row[name]) for name in columns] for row in rows])
    return {row["unit"]: made[unit] for unit, row in zip(units, rows, strict=True)}


def test_the_economic_freedom_of_180_countries_in_2019_is_the_mean_of_its_twelve_parts() -> None:
    made = freedoms()
    assert len(made) == 180
    told = {row["unit"]: float(row["overall"]) for row in rows_of("economic_freedom_2019.csv")}
    assert {name: value for name, value in made.items() if abs(value - told[name]) > 0.05 + 1e-9} == {}


def test_hong_kong_has_90_2_and_north_korea_5_9() -> None:
    made = freedoms()
    assert max(made, key=lambda name: made[name]) == "HongKong"
    assert (round(made["HongKong"], 1), round(made["NorthKorea"], 1)) == (90.2, 5.9)


def goals(row: dict[str, str]) -> list[float]:
    return [float(row[goal] or row[goal.replace("goal", "region")]) for goal in GOALS]


def sustainable() -> dict[str, float]:
    rows = rows_of("sdg_2023.csv")
    return mean_of(GOALS, [row["unit"] for row in rows], [goals(row) for row in rows])


def test_the_sdg_index_of_166_countries_in_2023_is_the_mean_of_its_goals() -> None:
    made, rows = sustainable(), rows_of("sdg_2023.csv")
    assert len(made) == 166
    assert {row["unit"]: made[row["unit"]] for row in rows} == pytest.approx(
        {row["unit"]: float(row["overall"]) for row in rows}, abs=0.1 + 1e-9
    )


def test_austrias_missing_goal_14_is_its_regions_and_lowers_its_score_from_83_3_to_82_3() -> None:
    row = next(row for row in rows_of("sdg_2023.csv") if row["unit"] == "AUT")
    known = [float(row[goal]) for goal in GOALS if row[goal]]
    assert (len(known), round(sum(known) / len(known), 1)) == (16, 83.3)
    assert (round(sustainable()["AUT"], 1), row["overall"]) == (82.3, "82.3")
