"""Steps of one's own: Python functions under a name that stands in the method and in the findings of every result."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.method import CustomSpec
from xinxiao.index.spec.panel import Panel

Floats = NDArray[np.float64]
Function = Callable[[Panel], Floats]
_FUNCTIONS: dict[str, Function] = {}


def custom(function: Function, name: str) -> CustomSpec:
    """A stage that runs ``function``, to stand in a method before its weights: it takes a panel, changes nothing in it, and gives
    values of the same shape, NaN = missing. It must give the same for the same: an analysis calls it for every model.

    ``name`` stands for the function in the method. Raises ProgrammeFault for a name that another function has, or none.
    """
    if not name.strip():
        raise ProgrammeFault("a function without a name", hint="name it as the method shall say it")
    if _FUNCTIONS.setdefault(name, function) is not function:
        raise ProgrammeFault(f"another function is named {name!r}", hint="give this one a name of its own")
    return CustomSpec(name=name, function=name)


def is_known(name: str) -> bool:
    """Whether a function has this name."""
    return name in _FUNCTIONS


def run_custom(stage: CustomSpec, panel: Panel) -> Floats:
    """Values after a step of one's own. Raises ProgrammeFault when nothing is registered under its name, DataFault for values
    of another shape or type, or not finite."""
    function = _FUNCTIONS.get(stage.function)
    if function is None:
        raise ProgrammeFault(f"no function {stage.function!r}", hint="register it with index.custom")
    found = function(panel.with_values(panel.values.copy()))
    if not isinstance(found, np.ndarray) or found.shape != panel.values.shape or found.dtype != np.float64:
        given = f"{found.dtype} {found.shape}" if isinstance(found, np.ndarray) else type(found).__name__
        raise DataFault(
            f"the function {stage.function!r} gave {given} for float64 {panel.values.shape}",
            hint="give values of the shape of panel.values",
        )
    if np.isinf(found).any():
        raise DataFault(
            f"the function {stage.function!r} gave infinite values", hint="leave them missing (NaN)"
        )
    return found
