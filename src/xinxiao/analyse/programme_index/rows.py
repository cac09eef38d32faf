"""The result of the index engine as observations, each with its formula and its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from xinxiao.model.grade import worst
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.structure import Dataflow

UNCERTAIN = frozenset("EIPFU")
"""Statuses of inputs (CL_OBS_STATUS) that make a result an estimate."""
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Source:
    """The observation of an indicator behind one cell of the panel."""

    key: str
    value: float
    grade: str
    status: str


@dataclass
class IndexRows:
    """Observations of the index and their inputs, gathered measure by measure from one result."""

    programme: Programme
    result: Result
    inputs: Dataflow
    sources: Mapping[tuple[str, str, str], Source]

    def __post_init__(self) -> None:
        self.flow = self.programme.flow("index")
        self.made = Observations(self.flow, FREQ="A")
        self.tree = self.result.framework
        self.top = self.tree.top
        self.scopes = {
            code: key.named(self.inputs.dimensions, source.key)["SCOPE"]
            for (code, _, _), source in sorted(self.sources.items())
        }
        self._marks: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._units: dict[str, str] = {}

    def scores(self) -> None:
        """SCORE of every group: a mean of its children, with their shares as weights."""
        for group in self.tree.groups:
            shares = self._shares(group)
            formula = self._mean_formula(group, shares)
            for area, year, value in self._cells(self.result.of(group.code)):
                key = self._put(area, group.code, "SCORE", year, value, "INDEX_SCORE", formula)
                for child, share in shares.items():
                    self._edge(key, "child", self._own(area, child, year), share)

    def normalised(self) -> None:
        """NORMALISED of every indicator: its value on the common scale, from the indicator or, where that is
        missing, from what it was imputed from."""
        for node in self.tree.indicators:
            formula = self._scale_formula(node.code)
            for area, year, value in self._cells(self.result.of(node.code)):
                own = self._put(area, node.code, "NORMALISED", year, value, "INDEX_NORMALISED", formula)
                source = self.sources.get((node.code, area, year))
                if source is not None:
                    self.made.link(own, "value", self.inputs, source.key)
                else:
                    near = {"FREQ": "A", "REF_AREA": area, "INDICATOR": node.code}
                    near["SCOPE"] = self.scopes.get(node.code, "")
                    self.made.link(own, "imputed_from", self.inputs, self.inputs.key(near))

    def ranks(self) -> None:
        """RANK of every group: 1 is best, equal scores share the better rank."""
        for group in self.tree.groups:
            for area, year, value in self._cells(self.result.rank_of(group.code)):
                formula = f"1 + #{{j : {group.code}[j] > {group.code}[{area}]}}"
                key = self._put(area, group.code, "RANK", year, value, "INDEX_RANK", formula)
                self._edge(key, "score", self._key(area, group.code, "SCORE", year))
                self._edge(key, "ranked", self._key("", group.code, "SCORE", year))

    def contributions(self, parts: Array | None) -> None:
        """CONTRIBUTION of every indicator to the top score, in points; they add up to the score."""
        if parts is None:
            return
        for k, node in enumerate(self.tree.indicators):
            formula = f"d({self.top})/d({node.code}) * {node.code}"
            for area, year, value in self._cells(parts[..., k]):
                own = float(self.result.of(node.code)[self._at(area, year)])
                if np.isnan(own):
                    continue
                key = self._put(area, node.code, "CONTRIBUTION", year, value, "INDEX_CONTRIBUTION", formula)
                self._edge(
                    key,
                    "normalised",
                    self._key(area, node.code, "NORMALISED", year),
                    value / own if own else None,
                )
                self._edge(key, "score", self._key(area, self.top, "SCORE", year))

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
        for measure, (values, formula) in ends.items():
            self._simulated(sure, measure, values, f"{formula}, n = {sure.replicates}", comment)
        if sure.change is not None:
            rises = np.concatenate([np.full((1, len(sure.units)), np.nan), sure.change.rises])
            formula = f"P({self.top}[t] > {self.top}[t-1]) + P(=)/2, n = {sure.replicates}"
            self._simulated(sure, "P_RISE", rises, formula, comment)

    def _simulated(self, sure: Uncertainty, measure: str, values: Array, formula: str, comment: str) -> None:
        for t, year in enumerate(sure.times):
            for n, area in enumerate(sure.units):
                if np.isnan(values[t, n]):
                    continue
                value = float(values[t, n])
                key = self._put(area, self.top, measure, year, value, "INDEX_INTERVAL", formula, comment)
                self._edge(key, "score", self._key(area, self.top, "SCORE", year))
                self._edge(key, "ranked", self._key("", self.top, "SCORE", ""))
                if measure == "P_RISE":
                    self._edge(key, "before", self._key(area, self.top, "SCORE", sure.times[t - 1]))

    def _put(
        self,
        area: str,
        code: str,
        measure: str,
        year: str,
        value: float,
        method: str,
        formula: str,
        comment: str = "",
    ) -> str:
        status, grade = self._mark(area, code, year)
        if method == "INDEX_INTERVAL":
            status = "E"
        return self.made.add(
            REF_AREA=area,
            INDICATOR=code,
            MEASURE=measure,
            TIME_PERIOD=year,
            OBS_VALUE=value,
            UNIT_MEASURE=self._unit(measure),
            OBS_STATUS=status,
            GRADE=grade or None,
            METHOD=method,
            FORMULA=formula,
            COMMENT=comment or None,
        )

    def _unit(self, measure: str) -> str:
        if measure not in self._units:
            self._units[measure] = self.programme.unit_of("index", measure)
        return self._units[measure]

    def _edge(self, key: str, role: str, target: str, weight: float | None = None) -> None:
        self.made.link(key, role, self.flow, target, weight)

    def _key(self, area: str, code: str, measure: str, year: str) -> str:
        where = {"REF_AREA": area, "INDICATOR": code, "MEASURE": measure, "TIME_PERIOD": year}
        return self.flow.key({"FREQ": "A", **where})

    def _own(self, area: str, code: str, year: str) -> str:
        measure = "SCORE" if isinstance(self.tree.node(code), Group) else "NORMALISED"
        return self._key(area, code, measure, year)

    def _at(self, area: str, year: str) -> tuple[int, int]:
        return self.result.times.index(year), self.result.units.index(area)

    def _cells(self, values: Array) -> list[tuple[str, str, float]]:
        """(area, year, value) of every value (T, N) that is there."""
        return [
            (area, year, float(values[t, n]))
            for t, year in enumerate(self.result.times)
            for n, area in enumerate(self.result.units)
            if not np.isnan(values[t, n])
        ]

    def _shares(self, group: Group) -> dict[str, float]:
        """Child -> its share of the group's weight."""
        weights = {c: float(self.result.weights.get(c, self.tree.weight_of(c))) for c in group.children}
        total = sum(weights.values())
        return {child: weight / total if total else 0.0 for child, weight in weights.items()}

    def _mean_formula(self, group: Group, shares: Mapping[str, float]) -> str:
        method = group.aggregation.method if group.aggregation else self._default_mean()
        if method == "arithmetic":
            return " + ".join(f"{share:.4g} * {child}" for child, share in shares.items())
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

    def _mark(self, area: str, code: str, year: str) -> tuple[str, str]:
        """OBS_STATUS (I when anything below was imputed, E when anything below is itself estimated, imputed or
        provisional, else A) and the worst GRADE below."""
        place = (area, code, year)
        if place not in self._marks:
            below = [self.sources.get((leaf, area, year)) for leaf in self.tree.leaves_of(code)]
            lowest = worst(source.grade for source in below if source is not None)
            known = {source.status for source in below if source is not None}
            status = "I" if None in below else "E" if known & UNCERTAIN else "A"
            self._marks[place] = (status, lowest)
        return self._marks[place]
