from xinxiao.model.dataflows import IC_FIGURES
from xinxiao.model.dataset import dataset
from xinxiao.model.vintage import latest


def figures():
    return dataset(
        IC_FIGURES,
        {
            "FREQ": ["A"] * 3,
            "REF_AREA": ["CN"] * 3,
            "INDICATOR": ["GDP", "GDP", "POP"],
            "SCOPE": ["_Z"] * 3,
            "TIME_PERIOD": ["2024"] * 3,
            "VINTAGE": ["2025-01-17", "2025-12-26", "2025-02-28"],
            "OBS_VALUE": [1349084.0, 1348066.0, 140828.0],
        },
    )


def test_the_last_vintage_of_each_figure_is_kept():
    assert latest(figures()).column("OBS_VALUE").to_pylist() == [1348066.0, 140828.0]


def test_on_an_earlier_day_the_vintage_known_then_is_kept():
    assert latest(figures(), "2025-02-01").column("OBS_VALUE").to_pylist() == [1349084.0]
