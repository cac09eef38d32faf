"""Vintages: of every figure, the value last known on a day, that day among it."""

from __future__ import annotations

from tests.nouns import figures
from xinxiao.model.dataset import Dataset
from xinxiao.model.vintage import latest


def gdp_and_people() -> Dataset:
    return figures(
        [
            ("CN", "GDP", "2024", "2025-01-17", 1349084.0),
            ("CN", "GDP", "2024", "2025-12-26", 1348066.0),
            ("CN", "POP", "2024", "2025-02-28", 140828.0),
        ]
    )


def test_the_last_vintage_of_each_figure_is_kept() -> None:
    assert latest(gdp_and_people()).column("OBS_VALUE").to_pylist() == [1348066, 140828]


def test_on_an_earlier_day_the_vintage_known_then_is_kept() -> None:
    assert latest(gdp_and_people(), "2025-02-01").column("OBS_VALUE").to_pylist() == [1349084]
