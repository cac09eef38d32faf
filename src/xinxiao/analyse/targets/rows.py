"""From judgements to observations of IC_TARGETS."""

from __future__ import annotations

from dataclasses import dataclass, field

from xinxiao.analyse.targets.verdict import Verdict
from xinxiao.model.dataflows import IC_TARGETS
from xinxiao.model.dataset import Dataset, dataset, key_of
from xinxiao.model.period import frequency

NOT_APPLICABLE = "_Z"
ACROSS = "_X"
"""SCOPE of a value that spans two scopes (SDMX: unspecified); it is told, never spliced into a series."""


@dataclass
class Sheet:
    """Rows and inputs of one target in one area."""

    area: str
    target: str
    unit: str | None
    rows: list[dict[str, object]] = field(default_factory=list)
    inputs: list[tuple[str, str, str, str, float | None]] = field(default_factory=list)

    def add(
        self,
        measure: str,
        scope: str,
        period: str,
        value: float | None,
        *,
        verdict: Verdict | None = None,
        **attributes: object,
    ) -> str:
        """Append one row and return its key. A missing value has OBS_STATUS M."""
        row: dict[str, object] = {
            "FREQ": frequency(period),
            "REF_AREA": self.area,
            "TARGET": self.target,
            "SCOPE": scope,
            "MEASURE": measure,
            "TIME_PERIOD": period,
            "OBS_VALUE": value,
            "UNIT_MEASURE": self.unit,
            "OBS_STATUS": "M" if value is None else "E",
            "VERDICT": verdict.code if verdict else None,
            "REASON": verdict.reason if verdict else None,
            **attributes,
        }
        self.rows.append(row)
        return key_of(IC_TARGETS, {name: str(row[name]) for name in IC_TARGETS.dimensions})

    def link(self, key: str, role: str, flow: str, source: str, weight: float | None = None) -> None:
        """One input of an observation."""
        self.inputs.append((key, role, flow, source, weight))


def built(sheets: list[Sheet]) -> Dataset:
    """The IC_TARGETS dataset of all sheets."""
    rows = [row for sheet in sheets for row in sheet.rows]
    columns = {name: [row.get(name) for row in rows] for name in IC_TARGETS.columns}
    return dataset(IC_TARGETS, columns, [edge for sheet in sheets for edge in sheet.inputs])
