"""Values that replicates share or carry, and one value stage after another carried out on them."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import (
    CustomSpec,
    DenominateSpec,
    ImputeSpec,
    NormaliseSpec,
    ScreenSpec,
    StageSpec,
    TreatSpec,
)
from xinxiao.index.spec.panel import Panel
from xinxiao.index.steps.custom import run_custom
from xinxiao.index.steps.denominate import denominate
from xinxiao.index.steps.impute import impute
from xinxiao.index.steps.normalise import normalise
from xinxiao.index.steps.screen import screen
from xinxiao.index.steps.treat import treated_values

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Values(msgspec.Struct, frozen=True, eq=False):
    """Values (T, N, K), or (R, T, N, K) by replicate; who was screened in (None: nothing screened)."""

    numbers: Floats
    included: Mask | None = None

    @property
    def by_row(self) -> bool:
        """Whether each replicate has its own."""
        return self.numbers.ndim == 4

    def of(self, part: Ints | Mask) -> Values:
        """Those of some of the rows, of what is known by row."""
        if not self.by_row:
            return self
        if part.dtype == np.bool_:
            part = np.flatnonzero(part)
        if len(part) == len(self.numbers):
            return self
        kept = self.included
        if kept is not None and kept.ndim == 3:
            kept = kept[part]
        return Values(np.swapaxes(np.swapaxes(self.numbers, -1, -2)[part], -1, -2), kept)


def joined(parts: list[Values]) -> Values:
    """Rows one after another."""
    included = [one.included for one in parts if one.included is not None]
    masks = np.concatenate(included) if included and included[0].ndim == 3 else next(iter(included), None)
    return Values(units_together(np.concatenate([one.numbers for one in parts])), masks)


def columns_together(values: Floats) -> Floats:
    """The same array with each column in one piece of memory: scores of many rows read it cell after cell."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, -1, 0)), 0, -1)


def units_together(values: Floats) -> Floats:
    """The same array with the units of each column and period in one piece of memory: the value stages read it so."""
    return np.swapaxes(np.ascontiguousarray(np.swapaxes(values, -1, -2)), -1, -2)


def advanced(values: Values, stage: StageSpec, framework: Framework, panel: Panel) -> Values:
    """Values after a value stage. ``panel``: whose units, periods, groups and denominators they are. Raises what the step
    raises."""
    # Sums over units are added up in the order of memory: it is the same whatever rows are run together.
    numbers, included = units_together(values.numbers), values.included
    match stage:
        case CustomSpec():
            return Values(_custom(numbers, stage, panel), included)
        case DenominateSpec():
            by = [stage.by.get(i.code, i.denominator) for i in framework.indicators]
            scale = [stage.scale.get(code, 1.0) for code in framework.indicator_codes]
            return Values(denominate(numbers, panel.denominators, by, scale), included)
        case ScreenSpec():
            found = screen(numbers, stage, panel.units)
            return Values(found.values, found.included)
        case ImputeSpec():
            return Values(_imputed(numbers, stage, included, framework, panel), included)
        case TreatSpec():
            return Values(treated_values(numbers, stage, framework.indicator_codes), included)
        case NormaliseSpec():
            done = normalise(numbers, stage, framework.indicators, panel.units, panel.times).values
            return Values(done if values.by_row else columns_together(done), included)
    return values


def _custom(numbers: Floats, stage: CustomSpec, panel: Panel) -> Floats:
    """A function of somebody's, for each model: it knows panels, not models."""

    def one(values: Floats) -> Floats:
        shown = values if panel.times else values[0]
        return run_custom(stage, panel.with_values(np.ascontiguousarray(shown))).reshape(values.shape)

    return np.stack([one(values) for values in numbers]) if numbers.ndim == 4 else one(numbers)


def _imputed(
    values: Floats, stage: ImputeSpec, included: Mask | None, framework: Framework, panel: Panel
) -> Floats:
    def one(numbers: Floats) -> Floats:
        return impute(
            numbers,
            stage,
            framework=framework,
            unit_groups=panel.unit_groups,
            times=panel.times,
            codes=framework.indicator_codes,
        )

    if stage.method == "none" or not np.isnan(values).any():
        return values
    filled = np.stack([one(numbers) for numbers in values]) if values.ndim == 4 else one(values)
    # A unit screened out before stays out: its gaps are not for this step to fill.
    return filled if included is None else np.where(included[..., None], filled, np.nan)
