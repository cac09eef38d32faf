"""How fast an index is built, and how the time grows with the number of units.

Run: ``python bench/bench_index_build.py``. Data are synthetic (seeded lognormal, 2 % missing). The peer's
figures are COINr 1.1.14 medians measured on a machine like the one the budgets are written for (two shared
cores, R 4.2.2); they are not re-measured here.
"""

from __future__ import annotations

import resource
import statistics
import time

import numpy as np

from xinxiao import index

CASES = [  # units, indicators, years, budget in s, the peer's median in s
    (51, 49, 0, 0.005, 0.143),
    (50, 60, 0, None, 0.137),
    (200, 60, 0, None, 0.183),
    (700, 60, 0, None, 0.422),
    (1400, 60, 0, None, 0.731),
    (2800, 60, 0, None, 1.676),
    (31, 60, 10, None, 1.07),
    (2800, 60, 10, 1.0, 21.30),
]


def synthetic(units: int, indicators: int, years: int) -> tuple[index.Framework, index.Panel]:
    """A four-level tree over lognormal columns of varying skew."""
    random = np.random.default_rng(1)
    shape = (max(years, 1), units, indicators)
    spread = np.linspace(0.2, 1.6, indicators)
    values = np.exp(random.standard_normal(shape) * spread)
    values[random.random(shape) < 0.02] = np.nan
    leaves = [
        index.Indicator(code=f"i{k:02d}", parent=f"p{k % 8}", direction=1 if k % 4 else -1)
        for k in range(indicators)
    ]
    groups = [index.Group(code=f"p{p}", parent=f"s{p % 2}") for p in range(8)]
    groups += [
        index.Group(code="s0", parent="index"),
        index.Group(code="s1", parent="index"),
        index.Group(code="index"),
    ]
    names = tuple(f"u{n:04d}" for n in range(units))
    times = tuple(str(2015 + t) for t in range(years))
    panel = index.Panel(values if years else values[0], names, tuple(i.code for i in leaves), times)
    return index.framework_of(leaves, groups), panel


def method(years: int) -> index.Method:
    """Impute, screen, treat (five points, or 1 % of units at scale), min-max over the panel, aggregate."""
    scope = "panel" if years else "year"
    return index.Method(
        stages=(
            index.DenominateSpec(),
            index.ImputeSpec(method="mean"),
            index.ScreenSpec(),
            index.TreatSpec(default=index.TreatRule(share=0.01), scope=scope),
            index.NormaliseSpec(scope=scope),
            index.WeightSpec(),
            index.AggregateSpec(),
        )
    )


def main() -> None:
    """Print the table."""
    print(
        f"{'units':>6} {'ind':>4} {'years':>5} {'median s':>10} {'min s':>9} {'budget':>8} {'peer s':>8} {'ratio':>7}"
    )
    for units, indicators, years, budget, peer in CASES:
        tree, panel = synthetic(units, indicators, years)
        spec = index.IndexSpec(framework=tree, method=method(years))
        index.build(spec, panel)
        times = []
        for _ in range(15 if units * max(years, 1) < 5000 else 5):
            start = time.perf_counter()
            index.build(spec, panel)
            times.append(time.perf_counter() - start)
        median = statistics.median(times)
        verdict = "" if budget is None else ("ok" if median <= budget else "OVER")
        print(
            f"{units:>6} {indicators:>4} {years:>5} {median:>10.4f} {min(times):>9.4f} "
            f"{budget if budget else '':>8} {peer:>8} {peer / median:>6.0f}x {verdict}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB (peer: 251 MB for its largest case)")


if __name__ == "__main__":
    main()
