"""How long uncertainty and sensitivity of an index take, and how that grows.

Run: ``python bench/bench_index_uncertainty.py`` (``--small`` leaves out the county panel; ``counties``, ``noise`` or ``many``
runs one case of it alone). Data are made here from a fixed seed. In the same process two things are measured to compare with:

* a whole ``index.build`` of the same index and panel, times the number of models: what running them one by one would take;
* for the county panel, what no engine can leave out, in bare NumPy: for each replicate the weighted sums of all indicators,
  a sort for the ranks of each period and a sort for the quantiles; with noise also the draws and a sort of every column.

Peer figures: COINr 1.1.14 on R 4.2.2, two shared cores of an AMD EPYC, single thread, measured once on such a machine (not
run here); it repeats all seven steps per replicate and keeps logs.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from xinxiao.index.doubt.uncertainty import Mode, analyse
from xinxiao.index.pipeline.run import build
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


def of_processor(work: Callable[[], object], runs: int = 3) -> float:
    """The least processor seconds of some runs, after one that warms up."""
    work()
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def bare(panel: Panel, *, noisy: bool) -> float:
    """Processor seconds of what no engine can leave out of one replicate, in bare NumPy."""
    rng = np.random.default_rng(3)
    columns = np.ascontiguousarray(np.moveaxis(panel.values, -1, 0))  # (K, T, N)
    weights = rng.random(len(columns))

    def one() -> None:
        total, term = columns[0] * weights[0], np.empty_like(columns[0])
        for column, weight in zip(columns[1:], weights[1:], strict=True):
            np.multiply(column, weight, out=term)
            np.add(total, term, out=total)
        np.sort(total, axis=1)  # ranks within each period
        np.sort(total.reshape(-1, 28), axis=1)  # as many numbers, for quantiles over replicates
        if noisy:
            np.sort(rng.standard_normal(columns.shape), axis=2)

    return of_processor(one)


def run(
    units: int,
    indicators: int,
    years: int,
    replicates: int,
    mode: Mode,
    sets: int = 100,
    runs: int = 3,
    told: bool = False,
) -> float:
    """Seconds of one analysis; ``told``: beside as many whole builds."""
    framework = tree(indicators)
    spec = four_assumptions(framework, replicates, sets, units)
    panel = numbers(units, indicators, years)
    seconds, found = timed(lambda: analyse(spec, panel, mode=mode), runs)
    models = found.replicates  # type: ignore[attr-defined]
    build_seconds = of_processor(lambda: build(spec, panel))
    if told:
        print(
            f"  {models:,} whole builds one by one: {models * build_seconds:.1f} s, {models * build_seconds / seconds:.0f} x"
        )
    if found.failed:  # type: ignore[attr-defined]
        print(f"  ({found.failed} of {found.replicates} replicates without a full ranking)")  # type: ignore[attr-defined]
    return seconds


def county_panel(replicates: int, goal: float, *noise: Assumption) -> None:
    """2,800 units x 60 indicators x 10 years, in a process of its own, whose peak memory is measured."""
    framework = tree(60)
    four = four_assumptions(framework, replicates, 2, 2800)
    kept = tuple(a for a in four.varied if a.name != "weights")
    weights = Assumption(name="weights", stage="weights", kind="perturb", spread=0.25)
    assumptions = Assumptions(replicates=replicates, assumptions=(*kept, weights, *noise))
    panel = numbers(2800, 60, 10)
    run(51, 49, 0, 10, "sample_only")  # imports
    start, used = time.perf_counter(), time.process_time()
    found = analyse(four.with_assumptions(assumptions), panel, mode="sample_only")
    seconds, used = time.perf_counter() - start, time.process_time() - used
    what = f"UA 2,800 x 60 x 10 years, {replicates:,} replicates{', noisy inputs' if noise else ''}"
    line(what, seconds, goal)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    verdict = "ok" if peak <= 1000 else "MISSED"
    print(
        f"{'  processor time of all threads':62s} {used:8.3f} s  ({found.used} used, {found.redrawn} redrawn)"
    )
    print(f"{'  peak memory of this process':62s} {peak:8.0f} MB goal 1000 MB {verdict}", flush=True)
    whole = replicates * of_processor(lambda: build(four, panel), 1)
    floor = replicates * bare(panel, noisy=bool(noise))
    print(
        f"{f'  {replicates:,} whole builds one by one, processor time':62s} {whole:8.0f} s  {whole / used:7.1f} x as long"
    )
    print(
        f"{'  bare NumPy: draws, sums and sorts, processor time':62s} {floor:8.1f} s  {used / floor:7.1f} x as short",
        flush=True,
    )


NOISE = Assumption(name="error", stage="inputs", kind="noise", relative={"*": 0.02})
COUNTIES: dict[str, Callable[[], None]] = {
    "counties": lambda: county_panel(1000, 6),
    "noise": lambda: county_panel(1000, 60, NOISE),
    "many": lambda: county_panel(10_000, 60),
}


def main() -> None:
    """Print the table."""
    line(
        "UA 500 replicates, 51 x 49, 4 assumptions",
        run(51, 49, 0, 500, "sample_only", told=True),
        0.15,
        PEER_UA_500,
    )
    line(
        "SA 600 models, 51 x 49 (100 base points)",
        run(51, 49, 0, 100, "sample", told=True),
        1,
        PEER_SA_600_BUILDS,
    )
    line("2,000 models enumerated, exact indices, 51 x 49", run(51, 49, 0, 500, "enumerate", told=True), 1)
    print("growth with replicates, 51 x 49:")
    for n in (125, 250, 500, 1000, 2000, 4000):
        print(f"  {n:6d} replicates {run(51, 49, 0, n, 'sample_only'):8.3f} s")
    print("growth with units, 49 indicators, 100 replicates:")
    for n in (50, 200, 700, 1400, 2800):
        print(f"  {n:6d} units {run(n, 49, 0, 100, 'sample_only', runs=1):8.3f} s")
    if "--small" not in sys.argv:
        for case in COUNTIES:
            subprocess.run([sys.executable, __file__, case], check=True)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in COUNTIES:
        COUNTIES[sys.argv[1]]()
    else:
        main()
