"""Random vectors of the vector factors: weights, goalposts, measurement errors.

Vector number v of a factor is always the same for a seed (PCG64 streams keyed by seed, factor and block),
whatever else is drawn; number -1 leaves things as declared.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import Assumption, NormaliseSpec
from xinxiao.index.steps.combine import Weight

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_BLOCK = 256
_UNITS_AT_ONCE = 512
"""Units that errors are drawn for together: as many as stay in a processor's cache with their indicators."""


def _uniforms(key: Sequence[int], numbers: Ints, size: int) -> Floats:
    """(R, size) uniforms, row r being vector ``numbers[r]``; drawn in blocks of 256 vectors."""
    out = np.empty((len(numbers), size))
    for block in np.unique(numbers[numbers >= 0] // _BLOCK).tolist():
        drawn = np.random.default_rng([*key, block]).random((_BLOCK, size))
        mine = numbers // _BLOCK == block
        out[mine] = drawn[numbers[mine] % _BLOCK]
    return out


def with_errors(
    values: Floats, a: Assumption, framework: Framework, key: Sequence[int], numbers: Ints
) -> Floats:
    """(R, T, N, K): values (T, N, K) or (R, T, N, K) plus independent normal measurement errors.

    Standard error of indicator k = ``relative``[k] * |value| + ``absolute``[k] (``*`` = all others). Those
    ``in_logarithms`` are multiplied by exp(z * ``relative``[k]) instead, before the absolute error.
    """
    relative, absolute = (
        np.array([size.get(c, size.get("*", 0.0)) for c in framework.indicator_codes])
        for size in (a.relative, a.absolute)
    )
    touched = np.flatnonzero((relative > 0) | (absolute > 0))
    growing = np.array([framework.indicator_codes[k] in a.in_logarithms for k in touched], np.bool_)
    share, size = relative[touched, None], absolute[touched, None]
    given = np.swapaxes(values, -1, -2)
    out = np.empty((len(numbers), *given.shape[-3:]))  # the units of a column in one piece of memory
    out[:] = given
    columns = slice(None) if len(touched) == out.shape[-2] else touched
    for r in np.flatnonzero(numbers >= 0).tolist():
        rng = np.random.default_rng([*key, int(numbers[r])])
        for period in out[r]:
            for start in range(0, period.shape[1], _UNITS_AT_ONCE):
                some = slice(start, start + _UNITS_AT_ONCE)
                known = period[columns, some]
                z = rng.standard_normal((known.shape[1], len(touched))).T
                period[columns, some] = _erring(known, z, share, size, growing)
    return np.swapaxes(out, -1, -2)


def _erring(known: Floats, z: Floats, share: Floats, size: Floats, growing: NDArray[np.bool_]) -> Floats:
    """Values (K, n) with the errors ``z``, in logarithms where they are ``growing``."""
    erring = np.abs(known)
    erring *= share
    erring += size
    erring *= z
    erring += known
    own = z[growing]
    erring[growing] = known[growing] * np.exp(share[growing] * own) + size[growing] * own
    return erring


def kept_outside(stage: NormaliseSpec) -> NormaliseSpec:
    """The stage with nothing truncated, so that values can be read off moved goalposts."""
    default = msgspec.structs.replace(stage.default, outside=_kept(stage.default.outside))
    rules = {c: msgspec.structs.replace(r, outside=_kept(r.outside)) for c, r in stage.indicators.items()}
    return msgspec.structs.replace(stage, default=default, indicators=rules)


def _kept(outside: str) -> str:
    return "keep" if outside == "truncate" else outside


def goalposts(indicators: int, a: Assumption, key: Sequence[int], numbers: Ints) -> Floats:
    """(R, 2, K) moves of lower and upper goalposts, uniform within +/- ``spread`` of their range."""
    u = _uniforms(key, numbers, 2 * indicators).reshape(-1, 2, indicators)
    moves = (2 * u - 1) * a.spread
    return np.where((numbers >= 0)[:, None, None], moves, 0.0)


def on_moved_goalposts(
    scores: Floats, stage: NormaliseSpec, a: Assumption, framework: Framework, moves: Floats
) -> Floats:
    """Scores (R, T, N, K) read against moved goalposts, from untruncated scores (T, N, K) or by row.

    With y the score in units of the goalposts' range: (y - low) / (1 + high - low). Only indicators on fixed
    goalposts (in ``codes`` if given) move; ``truncate`` is applied afterwards.
    """
    rules = [stage.indicators.get(c, stage.default) for c in framework.indicator_codes]
    fixed = np.array(
        [
            r.method in ("goalposts", "scaled") and (not a.codes or c in a.codes)
            for r, c in zip(rules, framework.indicator_codes, strict=True)
        ]
    )
    cut = np.array([r.outside == "truncate" for r in rules])
    bottom, top = stage.range or (0.0, 1.0)
    y = (scores - bottom) / (top - bottom)
    low, high = (np.where(fixed, moves[:, end], 0.0)[:, None, None, :] for end in (0, 1))
    y = (y - low) / (1.0 + high - low)
    y = np.where(cut, np.clip(y, 0.0, 1.0), y)
    return np.asarray(bottom + y * (top - bottom))


def omitted(table: dict[str, Weight], choices: Sequence[str], numbers: Ints) -> dict[str, Weight]:
    """Weights with the chosen node's set to 0 row by row (choice 0 = nothing left out)."""
    changed: dict[str, Weight] = {}
    for number in np.unique(numbers[numbers > 0]).tolist():
        code = choices[number]
        gone = (numbers == number).reshape(-1, 1, 1)
        changed[code] = np.where(gone, 0.0, changed.get(code, table[code]))
    return changed


def perturbed(
    table: dict[str, Weight], a: Assumption, framework: Framework, key: Sequence[int], numbers: Ints
) -> dict[str, Weight]:
    """Weights times U(1 - spread, 1 + spread); siblings are rescaled by the aggregation.

    A group among the ``codes`` stands for its children's weights, an indicator for its own.
    """
    named = {child for c in a.codes for child in (framework.children_of(c) or (c,))}
    codes = [c for c in table if not named or c in named]
    u = _uniforms(key, numbers, len(codes))
    times = np.where((numbers >= 0)[:, None], 1.0 + (2 * u - 1) * a.spread, 1.0)
    return {c: table[c] * times[:, j].reshape(-1, 1, 1) for j, c in enumerate(codes)}


def dirichlet(
    table: dict[str, Weight], a: Assumption, framework: Framework, key: Sequence[int], numbers: Ints
) -> dict[str, Weight]:
    """Shares ~ Dirichlet(concentration * nominal share) in each group (of ``codes``); their mean is the
    nominal share, their variance share (1 - share) / (concentration + 1)."""
    from scipy.special import gammaincinv

    groups = [g for g in framework.groups if (not a.codes or g.code in a.codes) and len(g.children) > 1]
    children = [c for g in groups for c in g.children]
    u = _uniforms(key, numbers, len(children))
    free = (numbers >= 0).reshape(-1, 1)
    changed: dict[str, Weight] = {}
    start = 0
    for group in groups:
        stop = start + len(group.children)
        given = np.stack(
            [np.broadcast_to(np.ravel(table[c]), (len(numbers),)) for c in group.children], axis=1
        )
        nominal = given / given.sum(axis=1, keepdims=True)
        shape = np.maximum(a.concentration * nominal, 1e-9)
        drawn = np.where(nominal > 0, gammaincinv(shape, u[:, start:stop]), 0.0)
        drawn = drawn / drawn.sum(axis=1, keepdims=True)
        mixed = np.where(free, drawn, nominal)
        changed |= {c: mixed[:, j].reshape(-1, 1, 1) for j, c in enumerate(group.children)}
        start = stop
    return changed
