"""The audit of a programme's own index, computed from sealed bytes when first asked for."""

from __future__ import annotations

from xinxiao.analyse.programme_index.examination import examine
from xinxiao.errors import NotFound, told
from xinxiao.index.analysis.audit import Audit
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def index_audit(call: Call, release_id: str | None = None) -> Audit:
    """The audit of the index a release holds, from its sealed programme and indicators. Seconds the first time.

    Raises :class:`NotFound` for a release without an index.
    """
    release = releases.find(call, release_id)
    flow = releases.flow_of(call, release, "index")
    sealed = releases.programme(call, release)
    spec = sealed.index
    if spec is None:
        known = ", ".join(releases.flows(call, release))
        raise NotFound(
            f"{release.id}: no index",
            told("unknown_dataflow", dataflow=flow.id, release=release.id, known=known),
        )

    def make() -> Audit:
        indicators = releases.flow_of(call, release, "indicators").id
        cycle = sealed.programme.cycle(release.cycle)
        return examine(sealed.programme, spec, releases.dataset(call, release, indicators), cycle)

    return call.ports.kept.audits.get(release.sha256, make)
