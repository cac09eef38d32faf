"""Explain: where an observation comes from, back to figures."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.release.explain import Explanation
from xinxiao.release.explain import explain as walk
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.question import columns_of


def explain(
    call: Call,
    dataflow: str,
    where: Mapping[str, str],
    release_id: str | None = None,
    as_of: str | None = None,
    progress: Progress = silent,
) -> Explanation:
    """The tree of an observation and its inputs. Raises :class:`NotFound` with the way to narrow down."""
    sealed = releases.find(call, release_id)
    release = sealed
    if as_of is not None:
        from xinxiao.uses.known_at import (
            known_at,  # a whole cycle: only those who ask for another day pay for it
        )

        release = known_at(call, sealed, as_of, progress)
    state = sealed.id if release is sealed else f"{sealed.id}@{as_of}"
    flow = releases.flow(call, release, dataflow)
    asked = columns_of(flow, {name: [code] for name, code in where.items()})
    return walk(releases.lookup(call, release), state, dataflow, {n: codes[0] for n, codes in asked.items()})
