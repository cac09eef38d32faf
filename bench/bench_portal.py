"""How quick the portal is, and whether it stays so.

Run: ``python bench/bench_portal.py [--programme DIR | --home DIR] [--minute] [--only NAME ...]``. One release is sealed
in a temporary home, unless a home that has one is given. Parts, by name:

- ``kept``: a kept page in this process, and through uvicorn on loopback beside nginx serving the same bytes from disk,
  in turns, by the same load generator (wrk where it is installed, else plain sockets of this script);
- ``made``: pages made anew, p50 and p95 of each kind over addresses that differ by real parameters;
- ``explain``: explanations computed, and their pages: p95, and the largest page;
- ``memory``: resident memory before and after 50,000 requests, kept, made and refused;
- ``heavy``: light pages while 20 heavy answers are made (``bench_heavy.py``): p99, memory;
- ``threads``: eight threads on one application, for ten seconds or (``--minute``) a minute: errors.

Times are those of the clock and, behind them, of the processor: budgets are held against the latter, since other work
on the machine stretches the former. Ratios come from one run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import bench_heavy
import load_generator as load

from xinxiao import bootstrap
from xinxiao.entry.portal.answer import Sent
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.uses.call import Ports
from xinxiao.uses.explain import explain
from xinxiao.uses.run import run

PROGRAMME = Path(__file__).parents[1] / "programmes" / "information-consumption"
ADDRESSES = 24
"""Different addresses of each kind of page."""
BUDGET = {"made": 0.060, "explain": 0.120, "computed": 0.050, "kept": 0.001}
"""Seconds: p95 of a page made, of an explanation's page, of one computed; median of a kept page."""
REQUESTS = 50_000


def ask(door: Door, address: str) -> Sent:
    """One answer, made in this thread."""
    path, _, query = address.partition("?")
    return door.respond(HttpRequest("GET", path, query.encode()))


Times = tuple[float, float]
"""Seconds of the clock, and of the processor."""


def seconds(call: Callable[[], object]) -> Times:
    """How long a call takes."""
    start, busy = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - busy


def p95(times: Sequence[float]) -> float:
    """The 95th percentile (nearest rank)."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def spread(name: str, times: Sequence[Times], budget: float) -> None:
    """Median and 95th percentile of some times, by clock and by processor, held against a budget."""
    clock, busy = ([t[i] * 1e3 for t in times] for i in (0, 1))
    said = f"p50 {statistics.median(clock):7.1f}, p95 {p95(clock):7.1f}; processor p95 {p95(busy):6.1f} ms"
    told(f"{name} ({len(times)})", said, p95(busy) <= budget * 1e3)


def told(name: str, value: str, within: bool | None = None) -> None:
    """One line of the report."""
    print(f"{name:44} {value}{'' if within is None else '' if within else '   OVER BUDGET'}", flush=True)


def pace() -> None:
    """How quick this machine is just now: a fixed piece of work, to hold other days' times against."""
    clock = min(seconds(lambda: sum(i * i for i in range(1_000_000)))[0] for _ in range(3))
    told("a million squares added, for comparison", f"{clock * 1e3:.0f} ms")


def kinds(view: ReleaseView) -> dict[str, list[str]]:
    """Addresses of each kind of page, by real parameters of the release."""
    programme, places = view.programme, list(view.places)
    years = view.rows("index").distinct("TIME_PERIOD") if view.has("index") else []
    random_ = random.Random(1)

    def keys(step: str) -> Iterator[str]:
        rows = view.rows(step)  # type: ignore[arg-type]
        for place in random_.sample(range(rows.size), min(ADDRESSES, rows.size)):
            yield f"{view.flow(step).id}/{quote(view.key(step, rows.row(place)), safe='.')}"  # type: ignore[arg-type]

    pairs = [(a, b) for a in places for b in places if a < b]
    found = {
        "home": [f"/{lang}/?release={view.id[:n]}" for lang in ("zh", "en") for n in range(9, 21)],
        "index": [f"/{lang}/index?year={y}" for lang in ("zh", "en") for y in years],
        "index/compare": [
            f"/zh/index/compare?area1={a}&area2={b}" for a, b in random_.sample(pairs, min(len(pairs), ADDRESSES))
        ],
        "account": [f"/zh/account?area={a}" for a in places] if view.has("account") else [],
        "pull": [f"/zh/pull?area={a}" for a in places] if view.has("pull") else [],
        "areas": [f"/zh/areas/{a}?year={y}" for a, y in zip(places, cycle(years), strict=False)],
        "indicators": [f"/zh/indicators/{i}" for i in programme.indicators],
        "targets": [f"/{lang}/targets/{t.id}" for lang in ("zh", "en") for t in programme.targets],
        "tasks": [f"/zh/tasks/{t.id}" for t in programme.tasks],
        "data": [
            f"/zh/data/{view.flow('index').id}?REF_AREA={a}&TIME_PERIOD={y}"
            for a, y in zip(places, cycle(years), strict=False)
        ],
        "search": [f"/zh/search?q={quote(i.name.zh[:3])}" for i in programme.indicators.values()],
        "explain": [f"/zh/explain/{key}" for step in ("index", "indicators", "account") if view.has(step) for key in keys(step)],  # type: ignore[arg-type]
    }  # fmt: skip
    return {
        name: list(dict.fromkeys(addresses))[: 3 * ADDRESSES]
        for name, addresses in found.items()
        if addresses
    }


def kept(home: Path, door: Door) -> None:
    """A kept page in this process, and through sockets beside nginx."""
    page = ask(door, "/zh/")
    times = [seconds(lambda: ask(door, "/zh/"))[0] for _ in range(2_000)]
    told(
        f"kept home page of {len(page.body):,} bytes, in process",
        f"p50 {statistics.median(times) * 1e3:.3f} ms, p95 {p95(times) * 1e3:.3f} ms",
        statistics.median(times) <= BUDGET["kept"],
    )
    with load.uvicorn(home) as portal, load.nginx(page.body) as theirs:
        if theirs is None:
            told("nginx", "not installed: no comparison")
            return
        ours = portal.address
        rates: dict[str, list[float]] = {ours: [], theirs: []}
        for _ in range(3):
            for address, seen in rates.items():
                seen.append(load.rate(address))
    mine, other = (statistics.median(rates[address]) for address in (ours, theirs))
    told("requests a second through uvicorn", f"{mine:,.0f} ({load.GENERATOR})")
    told("requests a second through nginx", f"{other:,.0f}")
    told("ratio", f"1/{other / mine:.1f}", other / mine <= 10)


def made(door: Door) -> None:
    """Pages made anew, kind by kind."""
    for name, addresses in kinds(door.site.views.view()).items():
        if name == "explain":
            continue
        ask(door, addresses[0])
        door.kept.cache.clear()
        spread(
            f"made: {name}",
            [seconds(lambda a=address: ask(door, a)) for address in addresses],
            BUDGET["made"],
        )


def explained(door: Door) -> None:
    """Explanations: computed alone, and as pages."""
    views = door.site.views
    view = views.view()
    addresses = kinds(view)["explain"]
    ask(door, addresses[0])
    door.kept.cache.clear()
    computed, pages, sizes = [], [], []
    for address in addresses:
        _, _, _, flow, key = address.split("/")
        structure = view.flow(view.step(flow))
        where = {n: v for n, v in zip(structure.dimensions, key.split("."), strict=True) if v}
        computed.append(seconds(lambda f=flow, w=where: explain(views.call(), f, w, view.id)))
        pages.append(seconds(lambda a=address: sizes.append(len(ask(door, a).body))))
    spread("explained", computed, BUDGET["computed"])
    spread("its page", pages, BUDGET["explain"])
    told("its largest page", f"{max(sizes) / 1e3:.1f} kB", max(sizes) <= 60_000)


def memory(door: Door) -> None:
    """Resident memory over many requests: kept ones, made ones, and such as are refused."""
    addresses = [address for many in kinds(door.site.views.view()).values() for address in many]
    for _ in range(2):  # whatever is read once is read now
        door.kept.cache.clear()
        for address in addresses:
            ask(door, address)
    wrong = (f"/zh/{i}?x={i}" for i in range(REQUESTS))
    before = load.resident()
    for number, address in enumerate(islice(cycle(addresses), REQUESTS)):
        if number % 5_000 == 0:
            door.kept.cache.clear()  # so that pages are made again, too
        ask(door, next(wrong) if number % 5 == 0 else address)
    after = load.resident()
    told(f"memory before and after {REQUESTS:,} requests", f"{before:,.0f} and {after:,.0f} MB")
    told("kept", f"{door.kept.cache.total / 1e6:.1f} MB in {len(door.kept.cache)} answers")


def threads(door: Door, length: float) -> None:
    """Eight threads on one application: everything that goes wrong is counted."""
    addresses = [address for many in kinds(door.site.views.view()).values() for address in many]
    errors, asked, end = list[str](), [0] * 8, time.monotonic() + length

    def run(number: int) -> None:
        order = random.Random(number)
        while time.monotonic() < end:
            address = order.choice(addresses)
            try:
                answer = ask(door, address)
                if answer.status != 200:
                    errors.append(f"{answer.status} {address}")
            except BaseException as error:
                errors.append(f"{error!r} {address}")
            asked[number] += 1
            if order.random() < 0.01:
                door.kept.cache.clear()

    workers = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    told(f"8 threads for {length:.0f} s", f"{sum(asked):,} requests, {len(errors)} errors", not errors)
    for error in errors[:5]:
        print("   ", error)


@contextmanager
def house(chosen: argparse.Namespace) -> Iterator[Ports]:
    """The house to measure: the one at hand, or a new one with one release."""
    with tempfile.TemporaryDirectory() as place:
        call = bootstrap.call(chosen.home or Path(place))
        if not call.ports.head.entries:
            run(call, chosen.programme)
        yield call.ports
        call.ports.ledger.close()


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programme", type=Path, default=PROGRAMME)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--minute", action="store_true")
    parser.add_argument(
        "--only", nargs="*", default=["kept", "made", "explain", "memory", "threads", "heavy"]
    )
    chosen = parser.parse_args()
    with house(chosen) as ports, ports.head.watched():
        pace()
        start = time.perf_counter()
        door = create(ports)
        ask(door, "/zh/")
        told("first page after create()", f"{(time.perf_counter() - start) * 1e3:.0f} ms")
        door.site.views.warm()
        parts: dict[str, Callable[[], None]] = {
            "kept": lambda: kept(ports.home, door),
            "made": lambda: made(door),
            "explain": lambda: explained(door),
            "memory": lambda: memory(door),
            "heavy": lambda: bench_heavy.bench(ports.home),
            "threads": lambda: threads(door, 60.0 if chosen.minute else 10.0),
        }
        for name in chosen.only:
            parts[name]()


if __name__ == "__main__":
    main()
