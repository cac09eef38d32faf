"""Quality reports: every heading that a person must write, of dataflows and indicators there are, stages in order."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.files.convert import nearest
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.quality import BY_HAND, Practice
from xinxiao.programme.checks.known import Known

FILE = "quality.yaml"


def quality(known: Known) -> Iterator[Finding]:
    """What is wrong with the texts of quality reports; a programme without any is not asked for them."""
    spec = known.programme.quality
    if spec is None:
        return
    flows = [flow.id for flow in known.programme.structures.dataflows]
    for i, item in enumerate(spec.dataflows):
        if item.id not in flows:
            place = known.line(FILE, "dataflows", i, "id")
            yield fault(*place, "CATEGORY_FLOW", value=item.id, hint=nearest(item.id, flows))
    for flow in flows:
        missing = [heading for heading in BY_HAND if heading not in spec.of(flow)]
        if missing:
            yield fault(FILE, 0, "QUALITY_MISSING", dataflow=flow, headings=", ".join(missing))
    for i, practice in enumerate(spec.practices):
        for name in practice.indicators:
            place = known.line(FILE, "practices", i, "indicators")
            yield from known.unknown("INDICATOR_UNKNOWN", "indicators", name, place)
        yield from _stages(known, i, practice)


def _stages(known: Known, i: int, practice: Practice) -> Iterator[Finding]:
    """Months must grow, and only the last stage may be without an end."""
    last = 0
    for n, stage in enumerate(practice.stages):
        ends = n == len(practice.stages) - 1
        if (stage.months is None and not ends) or (stage.months is not None and stage.months <= last):
            place = known.line(FILE, "practices", i, "stages", n)
            yield fault(*place, "QUALITY_STAGES", value="-" if stage.months is None else stage.months)
        last = stage.months or last
