"""From effects to observations of IC_PULL, with their formulas and inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.model import Kind
from xinxiao.model.dataflows import IC_ACCOUNT, IC_IO, IC_PULL
from xinxiao.model.dataset import Dataset, dataset, key_of

Effect = Literal["OUTPUT", "VALUE_ADDED", "EMPLOYMENT"]
Detail = Literal["sectors", "total"]

_UNITS: dict[tuple[Effect, str], str] = {
    ("OUTPUT", "MULTIPLIER"): "YUAN_PER_YUAN",
    ("VALUE_ADDED", "MULTIPLIER"): "YUAN_PER_YUAN",
    ("EMPLOYMENT", "MULTIPLIER"): "PERSONS_PER_10K_YUAN",
    ("OUTPUT", "LEVEL"): "100M_YUAN",
    ("VALUE_ADDED", "LEVEL"): "100M_YUAN",
    ("EMPLOYMENT", "LEVEL"): "10K_PERSONS",
}
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

    def key(self, sector: str, measure: str) -> str:
        """Key of one IC_PULL observation."""
        where = {"REF_AREA": self.area, "SCOPE": self.scope, "EFFECT": self.effect, "SECTOR": sector}
        more = {"MULTIPLIER_TYPE": self.kind, "MEASURE": measure, "TIME_PERIOD": str(self.year)}
        return key_of(IC_PULL, {"FREQ": "A", **where, **more})


@dataclass
class Sheet:
    """Rows and inputs of IC_PULL as they are gathered."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    inputs: list[tuple[str, str, str, str, float | None]] = field(default_factory=list)

    def multipliers(
        self,
        subject: Subject,
        sectors: Sequence[str],
        values: Array,
        tables: Sequence[str],
        demand: Sequence[str],
    ) -> None:
        """Rows MULTIPLIER: by sector, and their sum ``_T``."""
        symbol = _SYMBOL[subject.effect]
        closed = " closed for households" if subject.kind == "II" else ""
        formula = f"{symbol}[i] × Σ_j L[i,j] f[j]; L = (I − A)^-1{closed}"
        edges = [("TABLE", key) for key in tables] + [("DEMAND", key) for key in demand]
        total = subject.key("_T", "MULTIPLIER")
        for sector, value in zip(sectors, values.tolist(), strict=True):
            if abs(value) > TINY:
                key = self._row(subject, sector, "MULTIPLIER", value, f"PULL_TYPE_{subject.kind}", formula)
                self.inputs += [(key, role, IC_IO.id, cell, None) for role, cell in edges]
                self.inputs.append((total, "PART", IC_PULL.id, key, 1.0))
        whole = float(np.add.reduce(values))
        self._row(subject, "_T", "MULTIPLIER", whole, f"PULL_TYPE_{subject.kind}", "Σ_i")

    def levels(
        self,
        subject: Subject,
        sectors: Sequence[str],
        values: Array,
        domestic: float,
        amount: float,
        source: tuple[str, str, str],
        detail: Detail,
    ) -> None:
        """Rows LEVEL: multiplier x domestic share x consumption (``amount``, 100M_YUAN).

        ``source`` is (dataflow, key of the amount, scope whose multipliers are used).
        """
        flow, amount_key, mix = source
        method = "PULL_LEVEL" if flow == IC_ACCOUNT.id else "PULL_PUBLISHED"
        formula = f"multiplier × {domestic:.6g} × {amount:.6g}"
        own = Subject(subject.area, mix, subject.effect, subject.kind, subject.year, subject.comment)
        pairs = [("_T", float(np.add.reduce(values)))]
        pairs += list(zip(sectors, values.tolist(), strict=True)) if detail == "sectors" else []
        for sector, value in pairs:
            if abs(value) > TINY:
                key = self._row(subject, sector, "LEVEL", value * domestic * amount, method, formula)
                multiplier = own.key(sector, "MULTIPLIER")
                self.inputs.append((key, "MULTIPLIER", IC_PULL.id, multiplier, None))
                self.inputs.append((key, "CONSUMPTION", flow, amount_key, domestic))

    def _row(
        self, subject: Subject, sector: str, measure: str, value: float, method: str, formula: str
    ) -> str:
        unit = _UNITS[(subject.effect, measure)]
        place = (
            subject.area,
            subject.scope,
            subject.effect,
            subject.kind,
            sector,
            measure,
            str(subject.year),
        )
        self.rows.append(("A", *place, value, unit, "E", method, formula, subject.comment))
        return subject.key(sector, measure)

    def built(self) -> Dataset:
        """The dataset."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(IC_PULL.columns)
        return dataset(IC_PULL, dict(zip(IC_PULL.columns, columns, strict=True)), self.inputs)
