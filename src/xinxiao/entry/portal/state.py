"""The state of a portal as measures: what it keeps, how many releases it knows, what its room for heavy work does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from xinxiao.entry.portal.heavy.room import HeavyRoom
from xinxiao.entry.portal.kept import KeptAnswers
from xinxiao.entry.portal.route import Site
from xinxiao.entry.portal.work.measures import work
from xinxiao.model.cache import Cache

SOURCES = (work,)
"""What features measure, asked at each look by a call of nobody in particular."""


def state(site: Site, kept: KeptAnswers, heavy: HeavyRoom | None) -> Iterator[Metric]:
    """The state just now, and what features add to it."""
    caches: dict[str, Cache[Any, Any]] = {"pages": kept.cache, "files": site.files}
    if heavy:
        caches["heavy"] = heavy.kept
    yield from _caches(caches)
    yield GaugeMetricFamily("xinxiao_releases", "Releases that are live.", len(site.views.entries))
    if heavy:
        waiting, processes = heavy.under_way, len(heavy.crew.numbers())
        yield GaugeMetricFamily("xinxiao_heavy_waiting", "Heavy answers made or waited for.", waiting)
        yield GaugeMetricFamily("xinxiao_heavy_processes", "Processes for heavy work.", processes)
    for source in SOURCES:
        yield from source(site.views.call())


def _caches(caches: dict[str, Cache[Any, Any]]) -> Iterator[Metric]:
    size = GaugeMetricFamily("xinxiao_cache_bytes", "Bytes kept.", labels=("cache",))
    count = GaugeMetricFamily("xinxiao_cache_entries", "Entries kept.", labels=("cache",))
    asked = CounterMetricFamily("xinxiao_cache_requests", "Looks into a cache.", labels=("cache", "result"))
    for name, cache in caches.items():
        size.add_metric((name,), cache.total)
        count.add_metric((name,), len(cache))
        asked.add_metric((name, "hit"), cache.hits)
        asked.add_metric((name, "miss"), cache.misses)
    yield from (size, count, asked)
