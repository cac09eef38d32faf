"""What is counted and timed, in the form Prometheus reads (text exposition 0.0.4).

Requests are counted over all processes that answer; caches, the heavy room and memory are those of the process that
is asked. What a feature measures is named in ``state``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from xinxiao.settings import counts_together

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
Method = Literal["GET", "HEAD", "POST"]
METHODS: tuple[Method, ...] = get_args(Method)
"""What a portal is asked by; any other is counted as one."""
STEPS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds: the upper ends of the histogram's classes."""
Source = Callable[[], Iterable[Metric]]
"""Says at each look what is so just then."""
disable_created_metrics()  # type: ignore[no-untyped-call]


class Measures:
    """The measures of one portal."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        names = ("method", "route", "status")
        self._requests = Counter("xinxiao_requests", "Requests answered.", names, registry=own)
        self._seconds = Histogram(
            "xinxiao_request_seconds",
            "Seconds from a request's head to its answer's end.",
            ("route",),
            registry=own,
            buckets=STEPS,
        )
        self._bytes = Counter("xinxiao_response_bytes", "Bytes of bodies sent.", ("route",), registry=own)
        self._open = Gauge(
            "xinxiao_requests_in_flight", "Requests under way.", registry=own, multiprocess_mode="livesum"
        )
        self._heavy = Counter("xinxiao_heavy", "Heavy answers by how they ended.", ("outcome",), registry=own)
        self._own = own
        self.sources: list[Source] = []

    def begin(self) -> None:
        """A request has come in."""
        self._open.inc()

    def end(self, method: str, route: str, status: int, seconds: float, size: int) -> None:
        """It has been answered: with ``size`` bytes of body, so many ``seconds`` later."""
        self._open.dec()
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        self._bytes.labels(route).inc(size)

    def heavy(self, ended: str) -> None:
        """A heavy answer has ended so."""
        self._heavy.labels(ended).inc()

    def text(self) -> bytes:
        """All of them. In several processes what is counted is read from the folder they share."""
        shown = CollectorRegistry()
        if counts_together():
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        else:
            shown.register(self._own)
        shown.register(_State(self.sources))
        ProcessCollector(registry=shown)
        return generate_latest(shown)


class _State(Collector):
    """What is so just now."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = sources

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: what is shown depends on what is there."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """What all sources say."""
        for source in self._sources:
            yield from source()
