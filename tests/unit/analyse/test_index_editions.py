"""What moved between two editions: each choice its part, and nothing left over."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.analyse.programme_index.editions import CHOICES, Edition, moved, weights_of
from xinxiao.errors import DataFault

UNITS = ("A", "B", "C")


def edition(**indicators: tuple[float, list[float]]) -> Edition:
    return Edition(
        {code: weight for code, (weight, _) in indicators.items()},
        {code: np.array(values) for code, (_, values) in indicators.items()},
    )


def parts(old: Edition, new: Edition) -> dict[str, list[float]]:
    return {choice: values.tolist() for choice, values in moved(UNITS, old, new).parts.items()}


def test_an_edition_that_only_drops_an_indicator_moves_by_that_alone() -> None:
    old = edition(x=(0.5, [30.0, 20.0, 10.0]), y=(0.5, [0.0, 50.0, 0.0]))
    new = edition(x=(1.0, [30.0, 20.0, 10.0]))
    found = moved(UNITS, old, new)
    assert (found.old.tolist(), found.new.tolist()) == ([2.0, 1.0, 3.0], [1.0, 2.0, 3.0])
    assert parts(old, new)["dropped"] == [1.0, -1.0, 0.0]
    assert parts(old, new)["added"] == parts(old, new)["goalposts"] == parts(old, new)["weights"] == [0.0] * 3


def test_an_edition_that_only_adds_an_indicator_moves_by_that_alone() -> None:
    old = edition(x=(1.0, [30.0, 20.0, 10.0]))
    new = edition(x=(0.5, [30.0, 20.0, 10.0]), y=(0.5, [0.0, 50.0, 0.0]))
    assert parts(old, new)["added"][1] > 0.0
    assert parts(old, new)["goalposts"] == [0.0] * 3


def test_another_scale_and_other_weights_each_have_their_part() -> None:
    scale = parts(edition(x=(1.0, [1.0, 2.0, 3.0])), edition(x=(1.0, [3.0, 2.0, 1.0])))
    assert scale["goalposts"] == [2.0, 0.0, -2.0]
    x, y = [10.0, 5.0, 0.0], [0.0, 5.0, 10.0]
    weighed = parts(edition(x=(0.9, x), y=(0.1, y)), edition(x=(0.1, x), y=(0.9, y)))
    assert weighed["weights"] == [-2.0, 0.0, 2.0]
    assert weighed["goalposts"] == weighed["dropped"] == weighed["added"] == [0.0] * 3


def test_parts_add_up_to_the_places_gained() -> None:
    rng = np.random.default_rng(7)

    def column() -> list[float]:
        return rng.uniform(0, 100, 3).tolist()

    old = edition(a=(0.4, column()), b=(0.4, column()), c=(0.2, column()))
    new = edition(b=(0.3, column()), c=(0.5, column()), d=(0.2, column()))
    found = moved(UNITS, old, new)
    assert sum(found.parts[choice] for choice in CHOICES) == pytest.approx(found.old - found.new)


def test_editions_with_nothing_in_common_are_refused() -> None:
    with pytest.raises(DataFault, match="no indicator in common"):
        moved(UNITS, edition(x=(1.0, [1.0, 2.0, 3.0])), edition(y=(1.0, [1.0, 2.0, 3.0])))


def test_the_weight_of_an_indicator_is_the_product_of_the_shares_up_to_the_top() -> None:
    tree = index.framework_of(
        [
            index.Indicator(code="a", parent="P", weight=1.0),
            index.Indicator(code="b", parent="P", weight=3.0),
            index.Indicator(code="c", parent="T", weight=2.0),
        ],
        [index.Group(code="P", parent="T", weight=2.0), index.Group(code="T")],
    )
    assert weights_of(tree) == {"a": 0.125, "b": 0.375, "c": 0.5}
