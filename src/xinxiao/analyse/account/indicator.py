"""The indicators that move the account between benchmarks, evaluated area by area from figures."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataset import Dataset, keys
from xinxiao.model.programme import Programme
from xinxiao.model.vintage import latest

_OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Movement:
    """An indicator of one area: value by year, and the keys of the figures behind each year."""

    values: Mapping[int, float]
    keys: Mapping[int, tuple[str, ...]]

    def covers(self, years: Sequence[int]) -> bool:
        """Whether every year has a value above zero (a ratio to it must exist)."""
        return all(self.values.get(year, 0.0) > 0.0 for year in years)


@dataclass(frozen=True)
class Known:
    """Annual figures of the latest vintage: (REF_AREA, INDICATOR) -> year -> (value, IC_FIGURES key)."""

    programme: Programme
    figures: Mapping[tuple[str, str], Mapping[int, tuple[float, str]]]

    def movement(self, area: str, indicator: str, link: str | None = None) -> Movement:
        """Indicator of one area, from figures or by its formula (+ - * / and other indicators).

        A constant factor of the unit does not matter here: benchmarking uses ratios only. With ``link``, years
        before the first are carried back by the growth of that indicator.
        Raises :class:`ProgrammeFault` for a formula with anything else, or one that refers to itself.
        """
        own = self._evaluate(area, indicator, ())
        return own if link is None else _carried_back(own, self._evaluate(area, link, ()))

    def _evaluate(self, area: str, indicator: str, path: tuple[str, ...]) -> Movement:
        declared = self.programme.indicators.get(indicator)
        if declared is None or declared.formula is None:
            cells = self.figures.get((area, indicator), {})
            return Movement({y: v for y, (v, _) in cells.items()}, {y: (k,) for y, (_, k) in cells.items()})
        if indicator in path:
            raise ProgrammeFault(f"indicator {indicator}: formula refers to itself", hint=" > ".join(path))
        tree = ast.parse(declared.formula, mode="eval").body
        return self._node(area, tree, (*path, indicator))

    def _node(self, area: str, node: ast.expr, path: tuple[str, ...]) -> Movement:
        if isinstance(node, ast.Name):
            return self._evaluate(area, node.id, path)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
            operation = _OPERATIONS[type(node.op)]
            if isinstance(node.right, ast.Constant) and isinstance(node.right.value, int | float):
                number = float(node.right.value)
                left = self._node(area, node.left, path)
                return replace(left, values={y: operation(v, number) for y, v in left.values.items()})
            return _combined(operation, self._node(area, node.left, path), self._node(area, node.right, path))
        raise ProgrammeFault(
            f"indicator {path[-1]}: this formula cannot move an account",
            hint="use only indicators and numbers with + - * /",
        )


def _combined(operation: Callable[[float, float], float], left: Movement, right: Movement) -> Movement:
    divides = operation is operator.truediv
    years = [y for y in left.values if y in right.values and not (divides and right.values[y] == 0)]
    return Movement(
        {y: operation(left.values[y], right.values[y]) for y in years},
        {y: left.keys[y] + right.keys[y] for y in years},
    )


def _carried_back(own: Movement, link: Movement) -> Movement:
    if not own.values:
        return own
    first = min(own.values)
    values, cells = dict(own.values), dict(own.keys)
    for year in sorted((y for y in link.values if y < first), reverse=True):
        if first in link.values and link.values[first] > 0:
            values[year] = own.values[first] * link.values[year] / link.values[first]
            cells[year] = own.keys[first] + link.keys[year] + link.keys[first]
    return Movement(values, cells)


def summed(parts: Sequence[Movement]) -> Movement:
    """The sum of several areas, for the years all of them have."""
    if not parts:
        return Movement({}, {})
    years = [y for y in sorted(parts[0].values) if all(y in part.values for part in parts)]
    return Movement(
        {y: sum(part.values[y] for part in parts) for y in years},
        {y: tuple(key for part in parts for key in part.keys[y]) for y in years},
    )


def known(programme: Programme, figures: Dataset) -> Known:
    """Index the latest vintage of the annual figures; an indicator's own scope, or ``_Z`` (not applicable)."""
    table = latest(figures)
    found: dict[tuple[str, str], dict[int, tuple[float, str]]] = {}
    names = ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "OBS_VALUE")
    columns = [table.column(name).to_pylist() for name in names]
    for freq, area, indicator, scope, period, value, key in zip(
        *columns, keys(table, figures.dataflow.dimensions).to_pylist(), strict=True
    ):
        declared = programme.indicators.get(indicator)
        own = declared.scope if declared is not None and declared.scope else "_Z"
        if freq == "A" and scope == own and value is not None:
            found.setdefault((area, indicator), {})[int(period)] = (value, key)
    return Known(programme, found)
