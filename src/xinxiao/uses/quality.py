"""The quality report of a dataflow: what follows from the release and the ledger, and what a person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

import pyarrow as pa

from xinxiao.model.life import Lived
from xinxiao.model.quality import Heading
from xinxiao.model.release import Release
from xinxiao.model.structure import Dataflow
from xinxiao.model.text import Text
from xinxiao.release.quality import Measures, measures
from xinxiao.uses import releases
from xinxiao.uses.calendar import calendar
from xinxiao.uses.call import Call
from xinxiao.uses.triangles import vintages


@dataclass(frozen=True)
class Revised:
    """Revisions of a dataflow: vintages, series with a period published twice, those of them that changed, and the middle of
    their relative mean absolute revisions; None where none is defined."""

    vintages: int
    series: int
    changed: int
    middle: float | None


@dataclass(frozen=True)
class Quality:
    """A quality report. ``timeliness``: days from the end of the last period to the day the release went live;
    ``punctuality``: from the planned hour to when the cycle first went live; None for what is not defined."""

    release: Release
    flow: Dataflow
    measures: Measures
    life: Lived
    timeliness: int | None
    punctuality: timedelta | None
    revised: Revised
    written: Mapping[Heading, Text] = field(default_factory=dict)


def quality(call: Call, dataflow: str, release_id: str | None = None) -> Quality:
    """The quality report of a dataflow in a release, by default the newest that is live. Raises :class:`NotFound`."""
    release = releases.find(call, release_id)
    flow = releases.flow(call, release, dataflow)
    spec = releases.programme(call, release).programme.quality
    found = measures(flow, releases.observations(call, release, flow.id))
    life = releases.record(call, release.id)
    told = vintages(call, flow.id, release.id)
    late = next((p.late for p in calendar(call, release) if p.slot.id == release.cycle), None)
    return Quality(
        release,
        flow,
        found,
        life,
        _days(found.ended, life.since),
        late,
        revised(told.averages, len(told.names)),
        spec.of(flow.id) if spec is not None else {},
    )


def _days(ended: date | None, since: str) -> int | None:
    return (datetime.fromisoformat(since).date() - ended).days if ended is not None and since else None


def revised(averages: pa.Table, count: int) -> Revised:
    """What the averages of all series say together."""
    sizes = averages.column("RELATIVE_MEAN_ABSOLUTE_REVISION").drop_null().to_pylist()
    moved = [size for size in averages.column("MEAN_ABSOLUTE_REVISION").to_pylist() if size]
    return Revised(count, averages.num_rows, len(moved), median(sizes) if sizes else None)
