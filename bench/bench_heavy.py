"""Whether heavy work delays a light page.

Run: ``python bench/bench_heavy.py [--home DIR] [--jobs N] [--processes N]``. A portal is served as ``xinxiao serve``
does; one reader asks for light pages one after the other, first alone, then while ``--jobs`` heavy
answers, all different (sheets of the largest dataflows, audits, PDFs), are asked for at once. Told: median and 99th
percentile of the light pages in both states, how the heavy answers ended, and the memory of the server and its
processes. Light pages are asked for once before, so that both states find them kept.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path

import load_generator as load

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.uses.run import run

PROGRAMME = Path(__file__).parents[1] / "programmes" / "information-consumption"
GOAL = 0.100
"""Seconds: 99th percentile of a light page while heavy work goes on."""
ALONE = 10.0
"""Seconds for which light pages are asked for without heavy work."""


def percentile(times: Sequence[float], part: int) -> float:
    """By nearest rank."""
    return sorted(times)[max(0, -(-len(times) * part // 100) - 1)]


def get(port: int, path: str) -> tuple[int, int]:
    """Status and bytes of an answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    line.request("GET", path)
    answer = line.getresponse()
    size = len(answer.read())
    line.close()
    return answer.status, size


@contextmanager
def served(home: Path, processes: int) -> Iterator[tuple[int, int]]:
    """A portal: its port and its process."""
    port = load.free_port()
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", str(port)]
    environ = os.environ | {"XINXIAO_HEAVY": str(processes), "XINXIAO_LOG": "error"}
    with subprocess.Popen([*command, "--home", str(home)], env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                with suppress(OSError):
                    if get(port, "/healthz")[0] == 200:
                        break
                time.sleep(0.1)
            time.sleep(3)  # until what is read beforehand is read
            yield port, server.pid
        finally:
            server.terminate()


def light(port: int, paths: Iterator[str], ended: threading.Event) -> list[float]:
    """Seconds of light pages, asked for one after the other until an event."""
    times: list[float] = []
    while not ended.is_set():
        start = time.perf_counter()
        status, _ = get(port, next(paths))
        times.append(time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"a light page was answered with {status}")
        time.sleep(0.01)
    return times


def family(process: int) -> list[int]:
    """A process and those it started."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            text += " " + (task / "children").read_text("ascii")
    return [process, *sorted({int(child) for child in text.split()})]


def said(name: str, times: Sequence[float], goal: float | None = None) -> None:
    """A line of the report."""
    found = percentile(times, 99)
    over = "   OVER THE GOAL" if goal and found > goal else ""
    print(
        f"{name:38} {len(times):5} pages, p50 {statistics.median(times) * 1e3:6.1f}, p99 {found * 1e3:6.1f} ms{over}"
    )


def bench(home: Path, jobs: int = 20, processes: int = 1) -> None:
    """Light pages without and with heavy work, of the release a home holds."""
    ports = bootstrap.ports(home)
    view = create(ports).site.views.view()
    places = sorted(view.places)
    heavy = [f"/data/{flow}.xlsx" for flow in view.flows if view.release.datasets[flow].rows > 1_000]
    heavy += [f"/{lang}/index/audit{end}" for lang in ("zh", "en") for end in ("", ".json", ".pdf")]
    flow = view.flow("indicators").id
    pairs = (f"/data/{flow}.xlsx?REF_AREA={a},{b}" for a in places for b in places if a < b)
    heavy = [*heavy, *islice(pairs, jobs)][:jobs]
    shown = ["/zh/", "/static/style.css", *(f"/zh/areas/{place}" for place in places), "/en/index"]
    ports.ledger.close()
    with served(home, processes) as (port, process):
        for path in shown:
            get(port, path)
        ended = threading.Event()
        threading.Timer(ALONE, ended.set).start()
        said("light pages, nothing else", light(port, cycle(shown), ended))
        measure(port, process, heavy, cycle(shown))


def measure(port: int, process: int, heavy: list[str], pages: Iterator[str]) -> None:
    """Light pages while heavy answers are made."""
    ended, statuses, peak = threading.Event(), list[int](), dict[int, float]()
    askers = [threading.Thread(target=lambda p=path: statuses.append(get(port, p)[0])) for path in heavy]
    start = time.perf_counter()

    def wait() -> None:
        for asker in askers:
            asker.join()
        ended.set()

    for asker in askers:
        asker.start()
    threading.Thread(target=wait).start()

    def watch() -> None:
        while not ended.wait(0.2):
            for number in family(process):
                with suppress(OSError, IndexError):
                    peak[number] = max(peak.get(number, 0.0), load.resident(number))

    threading.Thread(target=watch).start()
    times = light(port, pages, ended)
    said(f"light pages, {len(heavy)} heavy answers", times, GOAL)
    counts = ", ".join(f"{count} × {status}" for status, count in sorted(Counter(statuses).items()))
    print(f"{'heavy answers':38} {counts} in {time.perf_counter() - start:.1f} s")
    rest = ", ".join(f"{size:.0f}" for number, size in peak.items() if number != process)
    print(f"{'most memory':38} server {peak.get(process, 0):.0f} MB, heavy {rest} MB")


def main() -> None:
    """Measure the release of a home, or of one made for it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path)
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        call = bootstrap.call(chosen.home or Path(place))
        if not call.ports.head.entries:
            run(call, PROGRAMME)
        call.ports.ledger.close()
        bench(call.ports.home, chosen.jobs, chosen.processes)


if __name__ == "__main__":
    main()
