"""The audit of one of a programme's own indices, computed from sealed bytes when first asked for."""

from __future__ import annotations

from xinxiao.analyse.programme_index.examination import examine
from xinxiao.errors import NotFound, told
from xinxiao.index.analysis.audit import Audit
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def index_audit(call: Call, release_id: str | None = None, index: str = "") -> Audit:
    """The audit of an index a release holds (the headline unless said), from its sealed programme and indicators.
    Seconds the first time.

    Raises :class:`NotFound` for a release without that index.
    """
    release = releases.find(call, release_id)
    flow = releases.flow_of(call, release, "index")
    sealed = releases.programme(call, release)
    names = [head.id for head in sealed.programme.indices if head.id in sealed.indices]
    name = index or next(iter(names), "")
    if name not in names:
        known = ", ".join(names or releases.flows(call, release))
        raise NotFound(
            f"{release.id}: no index {name}".rstrip(),
            told("unknown_dataflow", dataflow=name or flow.id, release=release.id, known=known),
        )

    def make() -> Audit:
        indicators = releases.flow_of(call, release, "indicators").id
        cycle = sealed.programme.cycle(release.cycle)
        data = releases.dataset(call, release, indicators)
        return examine(sealed.programme, sealed.indices[name], data, cycle)

    return call.ports.kept.audits.get(f"{release.sha256} {name}", make)
