"""How long uncertainty and sensitivity of an index take, and how that grows.

Run: ``python bench/bench_index_uncertainty.py`` (``--small`` leaves out the county panel). Data are made here
from a fixed seed. Peer figures: COINr 1.1.14 on R 4.2.2, two shared cores of an AMD EPYC, single thread,
measured once on such a machine (not run here); it repeats all seven steps per replicate and keeps logs.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from xinxiao.index.doubt.uncertainty import Mode, analyse
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Alternative, Assumption, Assumptions, Method, NormaliseSpec, WeightSpec
from xinxiao.index.spec.panel import Panel

PEER_UA_500, PEER_SA_600_BUILDS = 73.92, 77.09


def tree(indicators: int, pillars: int = 8, halves: int = 2) -> Framework:
    """Indicators in pillars in two halves of one index."""
    groups = [Group(code="INDEX")]
    groups += [Group(code=f"H{h}", parent="INDEX") for h in range(halves)]
    groups += [Group(code=f"P{p}", parent=f"H{p % halves}") for p in range(pillars)]
    leaves = [Indicator(code=f"X{k}", parent=f"P{k % pillars}") for k in range(indicators)]
    return framework_of(leaves, groups)


def numbers(units: int, indicators: int, years: int = 0, seed: int = 1) -> Panel:
    """Lognormal figures with a common factor, some heavy tails."""
    rng = np.random.default_rng(seed)
    shape = (years, units, indicators) if years else (units, indicators)
    x = np.exp(0.6 * rng.standard_normal(shape) + 0.5 * rng.standard_normal((units, 1)))
    x[..., ::5] **= 2.5
    times = tuple(str(2014 + t) for t in range(years))
    return Panel(x, tuple(f"U{n}" for n in range(units)), tuple(f"X{k}" for k in range(indicators)), times)


def four_assumptions(framework: Framework, replicates: int, sets: int, units: int) -> IndexSpec:
    """Winsorising limit (5), normalisation (2), weight set (``sets``), aggregation (2).

    The limit is 1 to 5 points for up to 100 units, 1 to 5 % of the units beyond: there, points change nothing
    (every skewed indicator ends in the logarithm), which the engine refuses.
    """
    limits = [{"points": k} if units <= 100 else {"share": k / 100} for k in range(1, 6)]
    rng = np.random.default_rng(7)
    inner = [c for c in framework.codes if c.startswith(("P", "H"))]
    named = {f"s{i}": {c: float(1 + 0.25 * (2 * rng.random() - 1)) for c in inner} for i in range(sets)}
    stages = tuple(
        NormaliseSpec(range=(1.0, 100.0))
        if isinstance(s, NormaliseSpec)
        else WeightSpec(sets=named)
        if isinstance(s, WeightSpec)
        else s
        for s in Method().stages
    )

    def of(name: str, stage: str, choices: dict[str, dict[str, object]]) -> Assumption:
        given = tuple(Alternative(name=k, parameters=v) for k, v in choices.items())
        return Assumption(name=name, stage=stage, kind="alternatives", alternatives=given)

    zscore = {"range": None, "default": {"method": "zscore", "mean": 10, "sd": 2}}
    declared = Assumptions(
        replicates=replicates,
        assumptions=(
            of("winsorising", "treat", {str(k + 1): {"default": limit} for k, limit in enumerate(limits)}),
            of("normalisation", "normalise", {"minmax": {}, "zscore": zscore}),
            of("weights", "weights", {k: {"set": k} for k in named}),
            of("aggregation", "aggregate", {"mean": {}, "geometric": {"default": {"method": "geometric"}}}),
        ),
    )
    return IndexSpec(framework=framework, method=Method(stages=stages), assumptions=declared)


def timed(work: Callable[[], object], runs: int) -> tuple[float, object]:
    """Median seconds of ``runs`` runs after one that warms up (imports), and the last outcome."""
    seconds, outcome = [], work() if runs > 1 else None
    for _ in range(runs):
        start = time.perf_counter()
        outcome = work()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)), outcome


def line(what: str, seconds: float, goal: float, peer: float | None = None) -> None:
    """One row of the report."""
    ratio = f"  {peer / seconds:7.0f} x (peer {peer:g} s)" if peer else ""
    print(
        f"{what:62s} {seconds:8.3f} s  goal {goal:g} s {'ok' if seconds <= goal else 'MISSED'}{ratio}",
        flush=True,
    )


def run(
    units: int, indicators: int, years: int, replicates: int, mode: Mode, sets: int = 100, runs: int = 3
) -> float:
    """Seconds of one analysis."""
    framework = tree(indicators)
    spec = four_assumptions(framework, replicates, sets, units)
    panel = numbers(units, indicators, years)
    seconds, found = timed(lambda: analyse(spec, panel, mode=mode), runs)
    if found.failed:  # type: ignore[attr-defined]
        print(f"  ({found.failed} of {found.replicates} replicates without a full ranking)")  # type: ignore[attr-defined]
    return seconds


def county_panel() -> None:
    """2,800 units x 60 indicators x 10 years, 1,000 replicates drawn with weights of both kinds."""
    framework = tree(60)
    four = four_assumptions(framework, 1000, 2, 2800)
    kept = tuple(a for a in four.varied if a.name != "weights")
    assumptions = Assumptions(
        replicates=1000,
        assumptions=(*kept, Assumption(name="weights", stage="weights", kind="perturb", spread=0.25)),
    )
    panel = numbers(2800, 60, 10)
    seconds, _ = timed(lambda: analyse(four.with_assumptions(assumptions), panel, mode="sample_only"), 1)
    line("UA 2,800 x 60 x 10 years, 1,000 replicates, 4 assumptions", seconds, 60)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(
        f"{'  peak memory of this process':62s} {peak:8.0f} MB goal 2000 MB {'ok' if peak <= 2000 else 'MISSED'}"
    )


def main() -> None:
    """Print the table."""
    line("UA 500 replicates, 51 x 49, 4 assumptions", run(51, 49, 0, 500, "sample_only"), 0.15, PEER_UA_500)
    line("SA 600 models, 51 x 49 (100 base points)", run(51, 49, 0, 100, "sample"), 1, PEER_SA_600_BUILDS)
    line("2,000 models enumerated, exact indices, 51 x 49", run(51, 49, 0, 500, "enumerate"), 1)
    print("growth with replicates, 51 x 49:")
    for n in (125, 250, 500, 1000, 2000, 4000):
        print(f"  {n:6d} replicates {run(51, 49, 0, n, 'sample_only'):8.3f} s")
    print("growth with units, 49 indicators, 100 replicates:")
    for n in (50, 200, 700, 1400, 2800):
        print(f"  {n:6d} units {run(n, 49, 0, 100, 'sample_only', runs=1):8.3f} s")
    if "--small" not in sys.argv:
        county_panel()


if __name__ == "__main__":
    main()
