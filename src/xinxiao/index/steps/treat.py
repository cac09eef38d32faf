"""Outlier treatment (Handbook step 3 and 5): test, winsorise, test, transform, test.

A distribution passes when ``|G1| < 2`` or ``G2 < 3.5`` (limits are parameters), the rule of the JRC and the
Global Innovation Index. If it fails, the most extreme value on the side of the skew is moved to the next value inward,
testing before each move, up to a number of points or a share of units. If it still fails, the ORIGINAL
values are transformed, by default ``ln(x - min + 0.01 (max - min))``. If that fails too, the caller is told.
Treatment comes before direction, so the transformations always act on natural units.

Winsorising h values at the top and l at the bottom equals clipping to order statistics; the moments of the
clipped sample follow from cumulative sums, so one move costs O(1) however many units there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import msgspec
import numpy as np
import numpy.typing as npt

from xinxiao.index.coherence.arrays import (
    Array,
    count_present,
    from_series,
    in_parts,
    series_view,
    skewness_kurtosis,
    span,
    to_series,
)
from xinxiao.index.spec.method import TreatRule, TreatSpec
from xinxiao.index.steps import domain
from xinxiao.index.steps.winsorise import clip_to_pass

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_NEAR = 1e-6
"""How near to a limit, as a share of it, a moment is computed anew."""


class Treated(msgspec.Struct, frozen=True, eq=False):
    """``values`` as given but treated. The other arrays have one entry per series, shape (..., K) (``year``)
    or (K,) (``panel``): G1 and G2 before, after winsorising and at the end; number of values winsorised
    below and above (0 where the winsorising was discarded for a transformation); ``transformed``;
    ``achieved``: the test passes at the end, or was not asked for."""

    values: Array
    skewness: Array
    kurtosis: Array
    low_points: Ints
    high_points: Ints
    transformed: npt.NDArray[np.bool_]
    final_skewness: Array
    final_kurtosis: Array
    achieved: npt.NDArray[np.bool_]
    lambdas: Array


def treat(values: Array, spec: TreatSpec, codes: Sequence[str]) -> Treated:
    """Treat (..., N, K) column by column under the rule of each indicator; ``codes`` name the K columns.

    Raises Undefined, a DataFault, for a logarithm of what has none.
    """
    rows = _treated(values, spec, codes, reported=True)
    k = len(codes)
    lead = values.shape[:-2] if spec.scope == "year" else values.shape[:-3]
    shape = (*lead, k)
    out = values if not rows.touched else from_series(rows.out, values.shape, spec.scope)
    return Treated(
        out,
        *(
            a.reshape(shape)
            for a in (
                rows.skew,
                rows.kurt,
                rows.low,
                rows.high,
                rows.transformed,
                rows.end_skew,
                rows.end_kurt,
                rows.achieved,
                rows.lambdas,
            )
        ),
    )


def treated_values(values: Array, spec: TreatSpec, codes: Sequence[str]) -> Array:
    """The values alone, the same to the last bit, without what only a report needs; the units of a column lie together in
    memory. Raises as :func:`treat`."""
    rows = _treated(values, spec, codes, reported=False)
    return series_view(rows.out, values.shape, spec.scope) if rows.touched else values


def _treated(values: Array, spec: TreatSpec, codes: Sequence[str], *, reported: bool) -> _Rows:
    series = to_series(values, spec.scope)
    rows = _Rows(series, reported)
    k = len(codes)
    rules: dict[TreatRule, list[int]] = {}
    for column, code in enumerate(codes):
        if code not in spec.untreated:
            rules.setdefault(spec.indicators.get(code, spec.default), []).append(column)
    for rule, columns in rules.items():
        of_rule = np.zeros(k, dtype=np.bool_)
        of_rule[columns] = True
        undefined = rows.apply(rule, np.flatnonzero(np.tile(of_rule, len(series) // k)))
        if undefined is not None:
            _refuse(rule, from_series(undefined, values.shape, spec.scope), codes)
    return rows


def _passes(skew: Array, kurt: Array, rule: TreatRule) -> npt.NDArray[np.bool_]:
    """The test; undefined moments (constant or nearly empty series) pass, there is nothing to treat."""
    return ~((np.abs(skew) >= rule.skewness) & (kurt >= rule.kurtosis))


class _Rows:
    """Working state over the series; holds no more than the arrays that :class:`Treated` reports. Not ``reported``: what they
    are in the end is known only as far as it decides on a value."""

    def __init__(self, series: Array, reported: bool) -> None:
        self.series, self.out, self.touched, self.reported = series, series, False, reported
        count = len(series)
        self.skew, self.kurt = skewness_kurtosis(series)
        self.end_skew, self.end_kurt = self.skew.copy(), self.kurt.copy()
        self.low, self.high = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.transformed = np.zeros(count, np.bool_)
        self.achieved = np.ones(count, np.bool_)
        self.lambdas = np.full(count, np.nan)

    def apply(self, rule: TreatRule, at: Ints) -> Mask | None:
        """Treat the rows ``at`` under one rule; values of the series its transformation is not defined for, if any."""
        always = rule.when == "always"
        failing = at if always else at[~_passes(self.skew[at], self.kurt[at], rule)]
        if not len(failing):
            return None
        limit = _limits(count_present(self.series, 1)[failing, 0], rule)
        if bool((limit > 0).any()):
            self._winsorise(rule, failing, limit)
        ok = _passes(self.end_skew[failing], self.end_kurt[failing], rule)
        again = failing if always else failing[~ok]
        if rule.transform in domain.TRANSFORMS and len(again):
            outside = np.zeros(self.series.shape, np.bool_)
            outside[again] = domain.TRANSFORMS[rule.transform].outside(self.series[again])
            if bool(outside.any()):
                return outside
        if rule.transform != "none" and len(again):
            self._transform(rule, again)
            ok = _passes(self.end_skew[failing], self.end_kurt[failing], rule)
        self.achieved[failing] = ok | always
        return None

    def _winsorise(self, rule: TreatRule, at: Ints, limit: Ints) -> None:
        thresholds = (np.inf, np.inf) if rule.when == "always" else (rule.skewness, rule.kurtosis)
        whole = len(at) == len(self.series)
        done = clip_to_pass(self.series if whole else self.series[at], limit, *thresholds)
        clipped = done.values()
        if whole:
            self.out, self.touched = clipped, True
        else:
            self._own()[at] = clipped
        self.low[at], self.high[at] = done.low, done.high
        skew, kurt = done.moments(np.arange(len(at)), done.low, done.high)
        # Sums that are kept up to date err in their last digits: near a limit, and for a report, they are taken anew.
        anew = (
            np.full(len(at), True)
            if self.reported
            else ~(_far(skew, rule.skewness) & _far(kurt, rule.kurtosis))
        )
        skew[anew], kurt[anew] = skewness_kurtosis(clipped[anew])
        self.end_skew[at], self.end_kurt[at] = skew, kurt

    def _own(self) -> Array:
        """The values as treated so far, which may be written to."""
        if not self.touched:
            self.out, self.touched = self.series.copy(), True
        return self.out

    def _transform(self, rule: TreatRule, at: Ints) -> None:
        # The original values, not the winsorised: a log of clipped data would carry the ties along.
        out = self._own()
        for part in in_parts(len(at), self.series.shape[1]):
            some = at[part]
            out[some], self.lambdas[some] = _transformed(self.series[some], rule, self.skew[some])
        self.low[at] = self.high[at] = 0
        self.transformed[at] = True
        if self.reported:
            self.end_skew[at], self.end_kurt[at] = skewness_kurtosis(self.out[at])


def _far(moments: Array, limit: float) -> Mask:
    """Which of the moments are known and so far from a limit that their last digits do not matter."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(np.abs(moments) - limit) > _NEAR * (1.0 + limit))


def _refuse(rule: TreatRule, outside: Mask, codes: Sequence[str]) -> NoReturn:
    k = int(np.argwhere(outside)[0][-1])
    known = domain.TRANSFORMS[rule.transform]
    why = f"{codes[k]!r} must be {known.words}"
    raise domain.Undefined(
        rule.transform, why, outside[..., k], known.remedy, column=codes[k], bound=known.sign
    )


def _limits(present: Array, rule: TreatRule) -> Ints:
    """Most values each row may have winsorised: points, or the floor of the share of the observed units."""
    if rule.share is not None:
        return np.asarray(np.floor(rule.share * present + 1e-9), dtype=np.int64)
    return np.full(len(present), 5 if rule.points is None else rule.points, np.int64)


def _transformed(series: Array, rule: TreatRule, skew: Array) -> tuple[Array, Array]:
    """Transform rows of (S, n); returns them with the Box-Cox lambdas (NaN for the others).

    ``ln`` and ``log1p`` are not defined everywhere (:mod:`xinxiao.index.steps.domain`). Box-Cox (1964, *JRSS B* 26) acts on
    x - min + 0.01 range, lambda by maximum likelihood on [-2, 2] unless given.
    """
    none = np.full(len(series), np.nan)
    low = np.fmin.reduce(series, axis=1)[:, None]
    high = np.fmax.reduce(series, axis=1)[:, None]
    step = 0.01 * span(low, high)
    with np.errstate(invalid="ignore", divide="ignore"):
        if rule.transform == "ln":
            return np.log(series), none
        if rule.transform == "log1p":
            return np.log1p(series), none
        if rule.transform == "log":
            return np.where(step > 0.0, np.log(series - low + step), series), none
        if rule.transform == "log_reflected":
            up = np.log(series - low + step)
            down = -np.log(high - series + step)
            return np.where(step > 0.0, np.where((skew < 0.0)[:, None], down, up), series), none
    varying = step[:, 0] > 0.0
    out, lambdas = series.copy(), none
    out[varying], lambdas[varying] = _boxcox((series - low + step)[varying], rule.boxcox_lambda)
    return out, lambdas


def _boxcox(positive: Array, given: float | None) -> tuple[Array, Array]:
    lambdas = np.array([_boxcox_lambda(row) if given is None else given for row in positive], np.float64)
    out = np.empty_like(positive)
    for s, (row, lam) in enumerate(zip(positive, lambdas.tolist(), strict=True)):
        out[s] = np.log(row) if abs(lam) < 1e-12 else (row**lam - 1.0) / lam
    return out, lambdas


def _boxcox_lambda(row: Array) -> float:
    """Maximum-likelihood lambda on [-2, 2] by golden section, to 1e-6 (the profile is unimodal in practice)."""
    logs = np.log(row[~np.isnan(row)])
    centred = logs - np.add.reduce(logs) / max(len(logs), 1)

    def profile(lam: float) -> float:
        z = centred if abs(lam) < 1e-12 else np.expm1(lam * centred) / lam
        d = z - np.add.reduce(z) / len(z)
        return float(-0.5 * np.log(np.add.reduce(d * d) / len(z)))

    if len(logs) < 3:
        return 1.0
    left, right, golden = -2.0, 2.0, (5.0**0.5 - 1.0) / 2.0
    while right - left > 1e-6:
        a, b = right - golden * (right - left), left + golden * (right - left)
        left, right = (left, b) if profile(a) > profile(b) else (a, right)
    return round((left + right) / 2.0, 6)
