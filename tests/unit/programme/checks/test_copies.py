"""Checks of figures that were taken over instead of found."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.unit.programme.checks.smooth import panel, smooth
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.copies import copied, finest_step, repeats
from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.residuals import residuals


def chances(values: np.ndarray) -> np.ndarray:
    own = residuals(panel(values))
    assert own is not None
    return repeats(panel(values), Evidence(own))


def found(values: np.ndarray, *first: object) -> list[Finding]:
    """What is told of a panel, behind others with other residuals."""

    def held(residuals: object) -> Any:
        own = panel(values)
        return SimpleNamespace(panel=own, residuals=residuals, places=lambda year, area: {"year": str(year)})

    panels: Any = SimpleNamespace(place=lambda row: ("figures/x.csv", row))
    return list(copied(panels, [*map(held, first), held(residuals(panel(values)))], {}))


def test_a_copied_figure_is_told_where_it_is_given_finely_in_a_panel_that_moves() -> None:
    values = np.round(smooth(), 1)
    values[2, 4] = values[2, 3]
    assert np.argwhere(chances(values) < 0.003).tolist() == [[2, 4]]
    still = np.repeat(np.round(smooth()[:, :1], 4), 10, axis=1)
    assert (chances(still) == 1.0).all()


def test_the_chance_of_the_same_figure_is_its_step_times_the_density_of_the_growth_it_takes() -> None:
    values = np.array([[100.0, 110.0, 121.0, 133.0, 146.0]] * 6)
    values[0, 3] = 121.0
    own = residuals(panel(values))
    assert own is not None
    # The floor of the scale is 1e-4 (root two: of a step); growth of nought instead of ln(133 / 121) = 0.0945 lies 669 off:
    # 0.375 (1 + 669^2 / 4)^-2.5 / 1.41e-4, times one part in 121, is less than one in 1e10.
    assert chances(values)[0, 3] < 1e-10
    assert (chances(values)[1:] == 1.0).all()
    usual = Evidence(own)
    object.__setattr__(own, "scale", np.full(values.shape, 0.1))
    # 0.1 root two; 0.0945 is 0.668 of that: 0.375 / 0.141 (1 + 0.447 / 4)^-2.5 / 121 = 0.0168
    assert repeats(panel(values), usual)[0, 3] == pytest.approx(0.0168, abs=0.0002)


def test_a_copy_that_may_be_chance_is_a_note_with_what_was_expected() -> None:
    fine, coarse = np.round(2 * smooth()), np.round(smooth() / 5)
    fine[5, 4], coarse[5, 4] = fine[5, 3], coarse[5, 3]
    assert (fine[5, 4], coarse[5, 4]) == (1393, 139)
    (told,) = (item for item in found(fine) if item.level == "warning")
    assert (told.code, dict(told.places)["value"]) == ("FIGURE_COPIED", "1393")
    (note,) = found(coarse)
    places = dict(note.places)
    assert (note.code, note.level, places["year"], places["value"]) == ("FIGURE_COPIED", "note", "4", "139")
    assert 0 < float(places["sure"]) < 1
    assert float(places["expected"]) == pytest.approx(146, abs=3)


def test_figures_that_all_stay_are_told_once() -> None:
    values = np.round(smooth(), 2)
    values[:, 6] = values[:, 5]
    assert [dict(item.places)["year"] for item in found(values)] == ["6"]


@pytest.mark.parametrize(("value", "step"), [(12.0, 1.0), (12.5, 0.1), (0.125, 0.001)])
def test_the_finest_step_of_a_panel_is_that_of_its_longest_figure(value: float, step: float) -> None:
    assert finest_step(panel(np.array([[100.0, value]]))) == pytest.approx(step)


def test_a_panel_without_residuals_hides_no_copy_in_the_next() -> None:
    values = smooth()
    values[3, 5] = values[3, 4]
    assert [(f.code, f.line, dict(f.places)["year"]) for f in found(values, None)] == [
        ("FIGURE_COPIED", 35, "5")
    ]
