"""From effects to observations of the pull, with their formulas and inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.effects import Level
from xinxiao.analyse.pull.model import Kind
from xinxiao.model.account import PARTS, EffectUnits, Part
from xinxiao.model.observations import Observations
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import Dataflow

Effect = Literal["OUTPUT", "VALUE_ADDED", "EMPLOYMENT"]
Detail = Literal["sectors", "total"]

_SYMBOL: dict[Effect, str] = {"OUTPUT": "1", "VALUE_ADDED": "v", "EMPLOYMENT": "e"}
_SUM: dict[Part, str] = {
    "INITIAL": "Σ_i {p}[i] f[i]",
    "DIRECT": "Σ_i {p}[i] (A f)[i]",
    "INDIRECT": "Σ_i {p}[i] ((L − I − A) f)[i]",
    "UPSTREAM": "Σ_i {p}[i] ((L − I) f)[i]",
    "OUTSIDE": "Σ_i {p}[i] (L f)[i] over sectors i with f[i] = 0",
}
TINY = 1e-12


def measure(what: Literal["MULTIPLIER", "LEVEL"], part: Part) -> str:
    """The code of a measure: MULTIPLIER or LEVEL for all of it, with the part behind it else."""
    return what if part == "TOTAL" else f"{what}_{part}"


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
        closed = " closed for households" if subject.kind == "II" else ""
        formula = f"{_SYMBOL[subject.effect]}[i] × Σ_j L[i,j] f[j]; L = (I − A)^-1{closed}"
        total = flow.key(subject.where(TOTAL, "MULTIPLIER"))
        method = f"PULL_TYPE_{subject.kind}"
        at = np.flatnonzero(np.abs(values) > TINY)
        keys = self.made.add_many(
            len(at),
            **subject.where("", "MULTIPLIER") | {"SECTOR": [sectors[i] for i in at.tolist()]},
            OBS_VALUE=values[at].tolist(),
            UNIT_MEASURE=self.units[subject.effect].multiplier,
            METHOD=method,
            FORMULA=formula,
            COMMENT=subject.comment,
        )
        edges = [("TABLE", key) for key in tables] + [("DEMAND", key) for key in demand]
        self.made.links((key, role, self.cells.id, cell, None) for key in keys for role, cell in edges)
        self.made.links((total, "PART", flow.id, key, 1.0) for key in keys)
        self._row(subject, TOTAL, "MULTIPLIER", float(np.add.reduce(values)), method, "Σ_i")

    def multiplier_parts(
        self,
        subject: Subject,
        found: Mapping[Part, Array],
        tables: Sequence[str],
        demand: Sequence[str],
    ) -> None:
        """Rows MULTIPLIER_<part> of all sectors together: what the multiplier is made of."""
        edges = [("TABLE", key) for key in tables] + [("DEMAND", key) for key in demand]
        for part in PARTS[1:]:
            value, formula = float(np.add.reduce(found[part])), _SUM[part].format(p=_SYMBOL[subject.effect])
            key = self._row(subject, TOTAL, measure("MULTIPLIER", part), value, "PULL_PART", formula)
            self.made.links([(key, role, self.cells.id, cell, None) for role, cell in edges])

    def levels(
        self,
        subject: Subject,
        sectors: Sequence[str],
        found: Mapping[Part, Array],
        domestic: float,
        amount: Amount,
        detail: Detail,
    ) -> None:
        """Rows LEVEL and LEVEL_<part>, of type I: multiplier x domestic share x consumption (``amount``).

        The open model alone makes parts (:func:`xinxiao.analyse.pull.effects.parts`), so no other type gets here.
        """
        wanted = [(TOTAL, part, float(np.add.reduce(found[part]))) for part in PARTS]
        if detail == "sectors":
            values = zip(sectors, found["TOTAL"].tolist(), strict=True)
            wanted += [(sector, "TOTAL", value) for sector, value in values]
        for sector, part, value in wanted:
            if abs(value) > TINY:
                self._level(subject, sector, part, value, domestic, amount)

    def _level(
        self, subject: Subject, sector: str, part: Part, multiplier: float, domestic: float, amount: Amount
    ) -> None:
        flow = self.made.dataflow
        own = Subject(subject.area, amount.mix, subject.effect, subject.kind, subject.year, subject.comment)
        formula = f"multiplier × {domestic:.6g} × {amount.value:.6g}"
        level = multiplier * domestic * amount.value
        key = self._row(subject, sector, measure("LEVEL", part), level, amount.method, formula)
        used = flow.key(own.where(sector, measure("MULTIPLIER", part)))
        self.made.link(key, "MULTIPLIER", flow, used)
        self.made.link(key, "CONSUMPTION", amount.dataflow, amount.key, domestic)

    def exogenous(
        self,
        subject: Subject,
        demand: str,
        level: Level,
        tables: Sequence[str],
        cells: Sequence[tuple[str, float]],
    ) -> None:
        """One row LEVEL_<demand>: what demand from outside the model calls for, of the type the level is of."""
        formula = f"Σ_i {_SYMBOL[subject.effect]}[i] (L f)[i]; f: domestic products bought by {demand}"
        value, method = float(np.add.reduce(level.values)), f"PULL_EXOGENOUS_{level.kind}"
        key = self._row(subject, TOTAL, f"LEVEL_{demand}", value, method, formula)
        self.made.links([(key, "TABLE", self.cells.id, table, None) for table in tables])
        self.made.links([(key, "DEMAND", self.cells.id, cell, weight) for cell, weight in cells])

    def _row(
        self, subject: Subject, sector: str, measure: str, value: float, method: str, formula: str
    ) -> str:
        units = self.units[subject.effect]
        return self.made.add(
            **subject.where(sector, measure),
            OBS_VALUE=value,
            UNIT_MEASURE=units.multiplier if measure.startswith("MULTIPLIER") else units.level,
            METHOD=method,
            FORMULA=formula,
            COMMENT=subject.comment,
        )
