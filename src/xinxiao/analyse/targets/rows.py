"""Where the observations of the targets go."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.analyse.targets.verdict import Verdict
from xinxiao.model.observations import Observations
from xinxiao.model.period import frequency
from xinxiao.model.programme import Programme
from xinxiao.model.structure import Dataflow


@dataclass(frozen=True)
class Sheet:
    """The observations of one target in one area; ``made`` gathers those of all targets."""

    made: Observations
    programme: Programme
    area: str
    target: str
    unit: str | None

    @property
    def flow(self) -> Dataflow:
        """The dataflow they are of."""
        return self.made.dataflow

    def unit_of(self, measure: str) -> str:
        """The unit of a measure that is not in the target's own."""
        return self.programme.unit_of(self.flow.step, measure)

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
        """Put in one observation and return its key. A missing value has OBS_STATUS M."""
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
        return self.made.add(**row)

    def link(
        self, key: str, role: str, flow: Dataflow | str, source: str, weight: float | None = None
    ) -> None:
        """One input of an observation."""
        self.made.link(key, role, flow, source, weight)
