"""What a demand calls for, in parts, and which demand may have a level at all.

Type I leaves households outside the model, so any final demand may be put into it. Type II has household consumption
*inside*: what households buy is explained by pay, and putting it in again as demand counts it twice (with all
domestic final demand of 2020 the outcome is 1.43 times gross output). So a multiplier of type II is an answer to "what
would one yuan more call for", and a level of type II exists only for demand that the closed model leaves outside:
government, investment, exports. Miller & Blair (2009), Input-Output Analysis, 2nd ed., sections 2.5 and 6.2.5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from xinxiao.analyse.linear import Array, times
from xinxiao.analyse.pull.model import Economy, leontief
from xinxiao.errors import DataFault, told
from xinxiao.model.account import Part


@dataclass(frozen=True)
class TypeI:
    """The open model: ``requirements`` (n, n) per unit of final demand, ``coefficients`` (n, n) of the first round."""

    coefficients: Array
    requirements: Array


@dataclass(frozen=True)
class TypeII:
    """The model closed for households: ``requirements`` (n, n) per unit of demand from outside it."""

    requirements: Array


Model = TypeI | TypeII


def type_one(economy: Economy) -> TypeI:
    """The open model of an economy. Raises :class:`DataFault` as :func:`leontief`."""
    return TypeI(economy.coefficients, leontief(economy, "I"))


def type_two(economy: Economy) -> TypeII:
    """The closed model of an economy. Raises :class:`DataFault` as :func:`leontief`."""
    return TypeII(leontief(economy, "II"))


@dataclass(frozen=True)
class Final:
    """Final demand for domestic products, (n,), in any unit."""

    amounts: Array


@dataclass(frozen=True)
class Exogenous(Final):
    """Demand of the final ``uses``, none of which the closed model explains (``households`` are those it does).

    Raises :class:`DataFault` for a use of households: in the closed model it is an outcome, not a demand.
    """

    uses: tuple[str, ...]
    households: tuple[str, ...]

    def __post_init__(self) -> None:
        inside = [use for use in self.uses if use in self.households]
        if inside or not self.uses:
            raise _endogenous(inside)


def _endogenous(uses: Iterable[str]) -> DataFault:
    named = ", ".join(uses) or "—"
    return DataFault(f"a type II level of household demand: {named}", told("pull_endogenous", uses=named))


@dataclass(frozen=True)
class Level:
    """An effect by sector (n,) of an amount of demand, from a model in which that demand is not explained."""

    kind: Literal["I", "II"]
    values: Array


@overload
def level(model: TypeI, demand: Final, per_output: Array) -> Level:
    """Any demand has a level in the open model."""


@overload
def level(model: TypeII, demand: Exogenous, per_output: Array) -> Level:
    """Only demand from outside has one in the closed model."""


def level(model: Model, demand: Final, per_output: Array) -> Level:
    """The effect of ``demand``, ``per_output`` (n,) per unit of output.

    Raises :class:`DataFault` for a closed model and demand not known to come from outside it.
    """
    if isinstance(model, TypeII):
        if not isinstance(demand, Exogenous):
            raise _endogenous(())
        return Level("II", per_output * times(model.requirements, demand.amounts))
    return Level("I", per_output * times(model.requirements, demand.amounts))


def parts(model: TypeI, demand: Final, per_output: Array) -> dict[Part, Array]:
    """The effect by sector (n,) in parts: the product bought (INITIAL), what its makers buy (DIRECT), what theirs buy and
    so on (INDIRECT); the last two together (UPSTREAM); all rounds in sectors that make none of the products (OUTSIDE).

    TOTAL is INITIAL + DIRECT + INDIRECT, and OUTSIDE a part of UPSTREAM.
    """
    initial = demand.amounts
    direct = times(model.coefficients, initial)
    whole = times(model.requirements, initial)
    outside = np.where(initial == 0.0, whole, 0.0)
    found: dict[Part, Array] = {
        "TOTAL": whole,
        "INITIAL": initial,
        "DIRECT": direct,
        "INDIRECT": whole - initial - direct,
        "UPSTREAM": whole - initial,
        "OUTSIDE": outside,
    }
    return {part: np.asarray(per_output * values) for part, values in found.items()}
