"""The work and the ledger as measures: jobs by kind and state, how late the latest is, how long the chains are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from xinxiao.errors import XinxiaoError
from xinxiao.uses import jobs
from xinxiao.uses.call import Call
from xinxiao.uses.ledger import lengths


def work(call: Call) -> Iterator[Metric]:
    """The measures; none where the ledger does not answer, which ``/healthz`` tells."""
    try:
        counts, due, chains = jobs.counts(call), jobs.jobs(call, "due", 1), lengths(call)
    except XinxiaoError:
        return
    by_state = GaugeMetricFamily("xinxiao_jobs", "Jobs by kind and state.", labels=("kind", "state"))
    for (kind, state), count in sorted(counts.items()):
        by_state.add_metric((kind, state), count)
    late = max(((call.now - datetime.fromisoformat(job.due)).total_seconds() for job in due), default=0.0)
    events = GaugeMetricFamily("xinxiao_ledger_events", "Events of a chain.", labels=("chain",))
    for chain, length in chains.items():
        events.add_metric((chain,), length)
    yield from (
        by_state,
        GaugeMetricFamily("xinxiao_jobs_late_seconds", "How late the first due job is.", max(late, 0.0)),
        events,
    )
