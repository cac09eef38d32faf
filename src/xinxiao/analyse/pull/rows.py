"""From effects to observations of the pull, with their formulas and inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.model import Kind
from xinxiao.model.account import EffectUnits
from xinxiao.model.observations import Observations
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import Dataflow

Effect = Literal["OUTPUT", "VALUE_ADDED", "EMPLOYMENT"]
Detail = Literal["sectors", "total"]

_SYMBOL: dict[Effect, str] = {"OUTPUT": "1", "VALUE_ADDED": "v", "EMPLOYMENT": "e"}
TINY = 1e-12


@dataclass(frozen=True)
class Subject:
    """What a block of rows speaks of."""

    area: str
    scope: str
    effect: Effect
    kind: Kind
    year: int
    comment: str

    def where(self, sector: str, measure: str) -> dict[str, str]:
        """The dimensions of one observation."""
        where = {"REF_AREA": self.area, "SCOPE": self.scope, "EFFECT": self.effect, "SECTOR": sector}
        more = {"MULTIPLIER_TYPE": self.kind, "MEASURE": measure, "TIME_PERIOD": str(self.year)}
        return {"FREQ": "A", **where, **more}


@dataclass(frozen=True)
class Amount:
    """What a multiplier is applied to: how much, its key in which dataflow, and the scope whose multipliers are used."""

    value: float
    dataflow: Dataflow
    key: str
    mix: str
    method: Literal["PULL_LEVEL", "PULL_PUBLISHED"]


@dataclass(frozen=True)
class Sheet:
    """Where the observations of the pull go, the dataflow of its tables, and the units of each effect."""

    made: Observations
    cells: Dataflow
    units: dict[Effect, EffectUnits]

    def multipliers(
        self,
        subject: Subject,
        sectors: Sequence[str],
        values: Array,
        tables: Sequence[str],
        demand: Sequence[str],
    ) -> None:
        """Rows MULTIPLIER: by sector, and their sum."""
        flow = self.made.dataflow
        symbol = _SYMBOL[subject.effect]
        closed = " closed for households" if subject.kind == "II" else ""
        formula = f"{symbol}[i] × Σ_j L[i,j] f[j]; L = (I − A)^-1{closed}"
        edges = [("TABLE", key) for key in tables] + [("DEMAND", key) for key in demand]
        total = flow.key(subject.where(TOTAL, "MULTIPLIER"))
        method = f"PULL_TYPE_{subject.kind}"
        for sector, value in zip(sectors, values.tolist(), strict=True):
            if abs(value) > TINY:
                key = self._row(subject, sector, "MULTIPLIER", value, method, formula)
                self.made.links([(key, role, self.cells.id, cell, None) for role, cell in edges])
                self.made.link(total, "PART", flow, key, 1.0)
        self._row(subject, TOTAL, "MULTIPLIER", float(np.add.reduce(values)), method, "Σ_i")

    def levels(
        self,
        subject: Subject,
        sectors: Sequence[str],
        values: Array,
        domestic: float,
        amount: Amount,
        detail: Detail,
    ) -> None:
        """Rows LEVEL: multiplier x domestic share x consumption (``amount``, in the account's unit)."""
        flow = self.made.dataflow
        formula = f"multiplier × {domestic:.6g} × {amount.value:.6g}"
        own = Subject(subject.area, amount.mix, subject.effect, subject.kind, subject.year, subject.comment)
        pairs = [(TOTAL, float(np.add.reduce(values)))]
        pairs += list(zip(sectors, values.tolist(), strict=True)) if detail == "sectors" else []
        for sector, value in pairs:
            if abs(value) > TINY:
                level = value * domestic * amount.value
                key = self._row(subject, sector, "LEVEL", level, amount.method, formula)
                self.made.link(key, "MULTIPLIER", flow, flow.key(own.where(sector, "MULTIPLIER")))
                self.made.link(key, "CONSUMPTION", amount.dataflow, amount.key, domestic)

    def _row(
        self, subject: Subject, sector: str, measure: str, value: float, method: str, formula: str
    ) -> str:
        units = self.units[subject.effect]
        return self.made.add(
            **subject.where(sector, measure),
            OBS_VALUE=value,
            UNIT_MEASURE=units.multiplier if measure == "MULTIPLIER" else units.level,
            METHOD=method,
            FORMULA=formula,
            COMMENT=subject.comment,
        )
