"""Which choice reads which option: one table for every specification, so that nothing declared is without effect.

An option that the choice beside it does not read is a mistake of whoever declared it: a target of a method that has none, a
limit of a rule that does not ask for it. It is refused where it is declared, and dropped where an override names another choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from xinxiao.index.spec.method import (
    Assumption,
    ImputeSpec,
    NormaliseRule,
    ScreenSpec,
    TreatRule,
    WeightSpec,
)
from xinxiao.index.spec.parameters import MeanMin, Ordered

Choices = tuple[str, frozenset[Any]]
"""(field that chooses, choices under which an option is read)."""


def _by(field: str, *choices: object) -> Choices:
    return field, frozenset(choices)


_POSTS = _by("method", "goalposts", "scaled")
_LINEAR = ("minmax", "distance_to_max", "distance_to_reference", "distance_to_target", "fraction_of_max")
_DRAWN, _CHAINED = _by("method", "multiple"), _by("method", "regression", "multiple")
_TYPICAL = ("mean", "median", "group_mean", "group_median", "framework_mean", "framework_median")

READ_BY: Mapping[type[msgspec.Struct], Mapping[str, Choices]] = {
    NormaliseRule: {
        "lower": _POSTS,
        "upper": _POSTS,
        "outside": _by("method", "goalposts", "scaled", "distance_to_target", "distance_to_reference"),
        "target": _by("method", "distance_to_target"),
        "reference": _by("method", "distance_to_reference", "ampi"),
        "reference_time": _by("method", "ampi"),
        "mean": _by("method", "zscore"),
        "sd": _by("method", "zscore"),
        "ties": _by("method", "percentile_rank"),
        "scale": _by("method", *_LINEAR, "goalposts", "scaled"),
    },
    ImputeSpec: {
        "group": _by("method", "group_mean", "group_median"),
        "level": _by("method", "framework_mean", "framework_median"),
        "scope": _by("method", *_TYPICAL, "knn", "regression", "multiple"),
        "max_periods": _by("method", "latest", "constant", "linear"),
        "neighbours": _by("method", "knn"),
        "iterations": _CHAINED,
        "ridge": _CHAINED,
        "draws": _DRAWN,
        "seed": _DRAWN,
        "draw": _DRAWN,
        "only": _by("method", *_TYPICAL, "latest", "constant", "linear", "knn", "regression", "multiple"),
    },
    ScreenSpec: {
        "min_available": _by("rule", "missing", "both"),
        "min_nonzero": _by("rule", "zeros", "both"),
    },
    TreatRule: {
        "boxcox_lambda": _by("transform", "boxcox"),
        "skewness": _by("when", "needed"),
        "kurtosis": _by("when", "needed"),
    },
    WeightSpec: {"set": _by("method", "given"), "sets": _by("method", "given")},
    Assumption: {
        "alternatives": _by("kind", "alternatives"),
        "codes": _by("kind", "dirichlet", "perturb", "omit", "goalposts"),
        "spread": _by("kind", "perturb", "goalposts"),
        "concentration": _by("kind", "dirichlet"),
        "relative": _by("kind", "noise"),
        "absolute": _by("kind", "noise"),
        "in_logarithms": _by("kind", "noise"),
    },
}
"""Options that not every choice reads. A field that is not here is read under every choice, or is a name."""
EXCLUSIVE: Mapping[type[msgspec.Struct], tuple[str, str]] = {
    TreatRule: ("points", "share"),
    Ordered: ("attitude", "positions"),
}
"""Two ways to say one thing: only one may be given."""


def unread(declared: msgspec.Struct) -> Iterator[tuple[str, str]]:
    """(option, what stands beside it) for every option that is set but not read."""
    shape, given = type(declared), _set(declared)
    for option, (field, choices) in READ_BY.get(shape, {}).items():
        choice = getattr(declared, field)
        if option in given and choice not in choices:
            yield option, f"{field}: {choice}"
    one, other = EXCLUSIVE.get(shape, ("", ""))
    if one in given and other in given:
        yield one, other
    if isinstance(declared, MeanMin) and "smoothness" in given and declared.compensation == 0.0:
        yield "smoothness", "compensation: 0"


def _set(declared: msgspec.Struct) -> set[str]:
    """Fields that differ from their defaults."""
    return {name for name, default in _defaults(type(declared)).items() if getattr(declared, name) != default}


@cache
def _defaults(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Of every field, what it is when nothing is given."""
    return {
        field.name: field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        for field in msgspec.structs.fields(shape)
    }


def left_over(
    shape: type[msgspec.Struct], values: Mapping[str, Any], changes: Mapping[str, Any]
) -> Iterator[str]:
    """Options of ``values`` that ``changes`` left without effect: those of the choice before, and the other of two ways to
    say one thing."""
    for option, (field, choices) in READ_BY.get(shape, {}).items():
        if field in changes and option not in changes and values.get(field) not in choices:
            yield option
    pair = EXCLUSIVE.get(shape, ())
    for option in pair:
        if option not in changes and any(other in changes for other in pair):
            yield option
