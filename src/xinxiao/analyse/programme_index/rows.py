"""The result of the index engine as observations, each with its formula and its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np

from xinxiao.index import (
    AggregateSpec,
    Assumptions,
    Group,
    NormaliseRule,
    NormaliseSpec,
    Result,
    Uncertainty,
)
from xinxiao.model import key
from xinxiao.model.grade import GRADES
from xinxiao.model.observations import Observations
from xinxiao.model.programme import IndexHead, Programme
from xinxiao.model.structure import STEPS, Dataflow

UNCERTAIN = frozenset("EIPFU")
"""Statuses of inputs (CL_OBS_STATUS) that make a result an estimate."""
Array = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.intp]]
Objects = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(frozen=True)
class Source:
    """The observation of an indicator behind one cell of the panel."""

    key: str
    value: float
    grade: str
    status: str


def which(flow: Dataflow, index: str) -> dict[str, str]:
    """What tells the rows of one index from those of others; nothing in a dataflow made for one alone."""
    name = STEPS["index"].which
    return {name: index} if name in flow.dimensions else {}


@dataclass(frozen=True)
class Cells:
    """Places (area, year) of an index that have a value, by their numbers (cells,) on the axes, and the values."""

    times: Whole
    units: Whole
    values: Array

    def __len__(self) -> int:
        return len(self.values)


@dataclass
class IndexRows:
    """Observations of the index and their inputs, gathered measure by measure from one result."""

    programme: Programme
    head: IndexHead
    result: Result
    inputs: Dataflow
    sources: Mapping[tuple[str, str, str], Source]

    def __post_init__(self) -> None:
        self.flow = self.programme.flow("index")
        self._own_place = {"FREQ": "A", **which(self.flow, self.head.id)}
        self.made = Observations(self.flow, **self._own_place)
        self.tree = self.result.framework
        self.top = self.tree.top
        behind = {code: source.key for (code, _, _), source in self.sources.items()}
        self.scopes = {
            code: key.named(self.inputs.dimensions, held)["SCOPE"] for code, held in behind.items()
        }
        compared = {
            (area.id, year)
            for year in self.result.times
            for area in self.programme.provinces_in((int(year),))
        }
        self.compared = np.array(
            [[(area, year) in compared for area in self.result.units] for year in self.result.times], bool
        )
        """(years, areas): which areas there were in a year; whatever a method makes up for others is not published."""
        self._areas = np.array(self.result.units, object)
        self._years = np.array(self.result.times, object)
        self._marks: dict[str, tuple[Objects, Objects]] = {}
        self._units: dict[str, str] = {}

    def scores(self) -> None:
        """SCORE of every group: a mean of its children, with their shares as weights."""
        for group in self.tree.groups:
            shares = self._shares(group)
            formula = self._mean_formula(group, shares)
            cells = self._cells(self.result.of(group.code))
            own = self._put(cells, group.code, "SCORE", "INDEX_SCORE", formula)
            for child, share in shares.items():
                measure = "SCORE" if isinstance(self.tree.node(child), Group) else "NORMALISED"
                self.made.link_each(
                    own, "child", self.flow, self._keys(cells, child, measure), np.full(len(cells), share)
                )

    def normalised(self) -> None:
        """NORMALISED of every indicator: its value on the common scale, from the indicator or, where that is
        missing, from what it was imputed from."""
        for node in self.tree.indicators:
            cells = self._cells(self.result.of(node.code))
            own = self._put(
                cells, node.code, "NORMALISED", "INDEX_NORMALISED", self._scale_formula(node.code)
            )
            near = {"FREQ": "A", "INDICATOR": node.code, "SCOPE": self.scopes.get(node.code, "")}
            places = zip(own, self._areas[cells.units], self._years[cells.times], strict=True)
            for made, area, year in places:
                source = self.sources.get((node.code, area, year))
                if source is not None:
                    self.made.link(made, "value", self.inputs, source.key)
                else:
                    self.made.link(
                        made, "imputed_from", self.inputs, self.inputs.key({**near, "REF_AREA": area})
                    )

    def ranks(self) -> None:
        """RANK of every group: 1 is best, equal scores share the better rank."""
        for group in self.tree.groups:
            cells = self._cells(self.result.rank_of(group.code))
            formulas = [
                f"1 + #{{j : {group.code}[j] > {group.code}[{area}]}}" for area in self._areas[cells.units]
            ]
            own = self._put(cells, group.code, "RANK", "INDEX_RANK", formulas)
            self.made.link_each(own, "score", self.flow, self._keys(cells, group.code, "SCORE"))
            self.made.link_each(own, "ranked", self.flow, self._keys(cells, group.code, "SCORE", area=""))

    def contributions(self, parts: Array | None) -> None:
        """CONTRIBUTION of every indicator to the top score, in points; they add up to the score."""
        if parts is None:
            return
        for k, node in enumerate(self.tree.indicators):
            scaled = self.result.of(node.code)
            cells = self._cells(np.where(np.isnan(scaled), np.nan, parts[..., k]))
            formula = f"d({self.top})/d({node.code}) * {node.code}"
            own = self._put(cells, node.code, "CONTRIBUTION", "INDEX_CONTRIBUTION", formula)
            below = scaled[cells.times, cells.units]
            slopes = [
                part / own if own else None for part, own in zip(cells.values.tolist(), below, strict=True)
            ]
            self.made.link_each(
                own, "normalised", self.flow, self._keys(cells, node.code, "NORMALISED"), slopes
            )
            self.made.link_each(own, "score", self.flow, self._keys(cells, self.top, "SCORE"))

    def intervals(self, sure: Uncertainty, declared: Assumptions) -> None:
        """Intervals and probabilities of the top score over all declared assumptions."""
        low, high = f"{50 - 50 * sure.level:g} %", f"{50 + 50 * sure.level:g} %"
        comment = ", ".join(a.name for a in declared.assumptions)
        ends = {
            "SCORE_LOWER": (sure.score_low, f"{low} (SCORE)"),
            "SCORE_UPPER": (sure.score_high, f"{high} (SCORE)"),
            "RANK_LOWER": (sure.rank_low, f"{low} (RANK)"),
            "RANK_MEDIAN": (sure.rank_median, "50 % (RANK)"),
            "RANK_UPPER": (sure.rank_high, f"{high} (RANK)"),
        }
        for k, values in sorted(sure.top.items())[-1:]:
            ends["P_TOP"] = (values, f"P(RANK <= {k})")
        if sure.change is not None:
            rises = np.concatenate([np.full((1, len(sure.units)), np.nan), sure.change.rises])
            ends["P_RISE"] = (rises, f"P({self.top}[t] > {self.top}[t-1]) + P(=)/2")
        for measure, (values, formula) in ends.items():
            self._simulated(measure, values, f"{formula}, n = {sure.used}", comment)

    def _simulated(self, measure: str, values: Array, formula: str, comment: str) -> None:
        cells = self._cells(values)
        own = self._put(cells, self.top, measure, "INDEX_INTERVAL", formula, comment)
        self.made.link_each(own, "score", self.flow, self._keys(cells, self.top, "SCORE"))
        self.made.link_each(own, "ranked", self.flow, self._keys(cells, self.top, "SCORE", area="", year=""))
        if measure == "P_RISE":
            before = Cells(cells.times - 1, cells.units, cells.values)
            self.made.link_each(own, "before", self.flow, self._keys(before, self.top, "SCORE"))

    def _put(
        self,
        cells: Cells,
        code: str,
        measure: str,
        method: str,
        formula: str | list[str],
        comment: str = "",
    ) -> list[str]:
        """One observation for each cell; their keys."""
        status, grade = (column[cells.times, cells.units] for column in self._mark(code))
        return self.made.add_many(
            len(cells),
            REF_AREA=self._areas[cells.units].tolist(),
            INDICATOR=code,
            MEASURE=measure,
            TIME_PERIOD=self._years[cells.times].tolist(),
            OBS_VALUE=cells.values.tolist(),
            UNIT_MEASURE=self._unit(measure),
            OBS_STATUS="E" if method == "INDEX_INTERVAL" else status.tolist(),
            GRADE=grade.tolist(),
            METHOD=method,
            FORMULA=formula,
            COMMENT=comment or None,
        )

    def _unit(self, measure: str) -> str:
        if measure not in self._units:
            self._units[measure] = self.programme.unit_of("index", measure)
        return self._units[measure]

    def _keys(
        self, cells: Cells, code: str, measure: str, area: str | None = None, year: str | None = None
    ) -> list[str]:
        """The key of another observation of each cell, or of those of all areas or years ("")."""
        place = {
            **self._own_place,
            "REF_AREA": self._areas[cells.units] if area is None else repeat(area, len(cells)),
            "INDICATOR": code,
            "MEASURE": measure,
            "TIME_PERIOD": self._years[cells.times] if year is None else repeat(year, len(cells)),
        }
        columns = (place[name] for name in self.flow.dimensions)
        same = (repeat(held, len(cells)) if isinstance(held, str) else held for held in columns)
        return [key.join(row) for row in zip(*same, strict=True)]

    def _cells(self, values: Array) -> Cells:
        """Every value (T, N) that is there, of an area that there was."""
        times, units = np.nonzero(~np.isnan(values) & self.compared)
        return Cells(times, units, np.asarray(values[times, units], np.float64))

    def _shares(self, group: Group) -> dict[str, float]:
        """Child -> its share of the group's weight."""
        weights = {c: float(self.result.weights.get(c, self.tree.weight_of(c))) for c in group.children}
        total = sum(weights.values())
        return {child: weight / total if total else 0.0 for child, weight in weights.items()}

    def _mean_formula(self, group: Group, shares: Mapping[str, float]) -> str:
        method = group.aggregation.method if group.aggregation else self._default_mean()
        if method == "arithmetic":
            return " + ".join(f"{share:.4g} * {child}" for child, share in shares.items())
        if method == "sum":
            count = sum(share > 0 for share in shares.values())
            return " + ".join(f"{share * count:.4g} * {child}" for child, share in shares.items())
        if method == "geometric":
            return " * ".join(f"{child} ^ {share:.4g}" for child, share in shares.items())
        return f"{method}({', '.join(f'{share:.4g} * {child}' for child, share in shares.items())})"

    def _default_mean(self) -> str:
        stages = self.result.method.stages
        return next((s.default.method for s in stages if isinstance(s, AggregateSpec)), "arithmetic")

    def _scale_formula(self, code: str) -> str:
        spec = next((s for s in self.result.method.stages if isinstance(s, NormaliseSpec)), None)
        if spec is None:
            return code
        rule: NormaliseRule = spec.indicators.get(code, spec.default)
        node = next(i for i in self.tree.indicators if i.code == code)
        lower = node.lower if rule.lower is None else rule.lower
        upper = node.upper if rule.upper is None else rule.upper
        if rule.method != "goalposts" or lower is None or upper is None:
            return f"{rule.method}({code})"
        worst, best = (lower, upper) if node.direction > 0 else (upper, lower)
        low, high = spec.range or (0.0, 1.0)
        x, a, b = (f"ln({v})" if rule.scale == "log" else str(v) for v in (code, f"{worst:g}", f"{best:g}"))
        scaled = f"({x} - {a}) / ({b} - {a}) * {high - low:g}"
        return scaled if low == 0 else f"{low:g} + {scaled}"

    def _mark(self, code: str) -> tuple[Objects, Objects]:
        """By year and area (T, N): OBS_STATUS (I when anything below was imputed, E when anything below is itself
        estimated, imputed or provisional, else A) and the worst GRADE below."""
        if code not in self._marks:
            at = [self.tree.indicator_codes.index(leaf) for leaf in self.tree.leaves_of(code)]
            doubts, grades = (np.maximum.reduce(held[..., at], axis=-1) for held in self._below)
            self._marks[code] = (_STATUSES[doubts], _GRADES[grades])
        return self._marks[code]

    @cached_property
    def _below(self) -> tuple[Whole, Whole]:
        """Of every indicator (T, N, K): the place of its status in ``_STATUSES`` and of its grade in ``_GRADES``."""
        areas, years, codes = (
            {name: i for i, name in enumerate(axis)}
            for axis in (self.result.units, self.result.times, self.tree.indicator_codes)
        )
        shape = (len(years), len(areas), len(codes))
        doubts, grades = np.full(shape, len(_STATUSES) - 1), np.zeros(shape, np.intp)
        for (code, area, year), source in self.sources.items():
            if code in codes and area in areas and year in years:
                at = years[year], areas[area], codes[code]
                doubts[at] = int(source.status in UNCERTAIN)
                grades[at] = GRADES.index(source.grade) + 1 if source.grade else 0
        return doubts, grades


_STATUSES: Objects = np.array(["A", "E", "I"], object)
_GRADES: Objects = np.array([None, *GRADES], object)
