"""How the SDMX service bears many readers: 50 at once, what portal pages take meanwhile, and readers who take nothing.

Run: ``python bench/bench_sdmx_serve.py [--rows N]``. A programme of the tests gets one figure for each of many places and
years, a cycle seals it, ``xinxiao serve`` runs in a process of its own. Printed: observations a second of one reader and of 50 at
once, each reading a tenth of the dataflow as SDMX-CSV; the slowest reader beside the median one; the 95th percentile of
portal pages meanwhile and alone; and how much the server's memory grows for each reader who stalls, until they are dropped.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import load_generator as load
from bench_export import FLOW, programme

from xinxiao import bootstrap
from xinxiao.uses.run import run

READERS, STALLED = 50, 20
MEDIA = "application/vnd.sdmx.data+csv;version=2.0.0"
PAGES = ("/zh/", "/zh/data", "/zh/indicators")


def read(address: str) -> tuple[int, float]:
    """Observations of an answer that is read and thrown away, and the seconds it took."""
    lines, begun = -1, time.perf_counter()
    with urlopen(Request(address, headers={"accept": MEDIA}), timeout=600) as answer:
        while piece := answer.read(1 << 16):
            lines += piece.count(b"\n")
    return lines, time.perf_counter() - begun


def together(addresses: list[str]) -> tuple[float, list[float]]:
    """Observations a second of readers at once, and how long each took."""
    found: list[tuple[int, float]] = []
    threads = [threading.Thread(target=lambda a=a: found.append(read(a))) for a in addresses]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(lines for lines, _ in found) / (time.perf_counter() - begun), [took for _, took in found]


def pages(root: str, until: threading.Event) -> list[float]:
    """Seconds that each of some pages took, asked again and again until told to stop."""
    took = []
    while not until.is_set():
        for page in PAGES:
            begun = time.perf_counter()
            with urlopen(root + page, timeout=600) as answer:
                answer.read()
            took.append(time.perf_counter() - begun)
        time.sleep(0.02)
    return took


def during(root: str, addresses: list[str]) -> tuple[float, list[float], list[float]]:
    """The same as :func:`together`, with pages asked for meanwhile."""
    done, took = threading.Event(), list[float]()
    asker = threading.Thread(target=lambda: took.extend(pages(root, done)))
    asker.start()
    rate, each = together(addresses)
    done.set()
    asker.join()
    return rate, each, took


def stalled(address: str, process: int) -> None:
    """Readers that ask for everything and take nothing: what the server holds for each, and when it lets go of them."""
    parts, before, open_before = urlsplit(address), load.resident(process), sockets(process)
    with ExitStack() as stack:
        readers = []
        for _ in range(STALLED):
            reader = stack.enter_context(socket.create_connection((parts.hostname, parts.port)))
            reader.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: x\r\nAccept: {MEDIA}\r\n\r\n".encode())
            readers.append(reader)
        time.sleep(10)
        held = (load.resident(process) - before) / STALLED
        print(f"{STALLED} stalled readers hold {held:.1f} MB each (asked: less than 2)", flush=True)
        begun = time.perf_counter()
        while sockets(process) - open_before and time.perf_counter() - begun < 60:
            time.sleep(1)
        left = sockets(process) - open_before
        print(
            f"{STALLED - left} of them dropped {10 + time.perf_counter() - begun:.0f} s after they came",
            flush=True,
        )


def sockets(process: int) -> int:
    """How many sockets a process holds."""
    held = 0
    for entry in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            held += str(entry.readlink()).startswith("socket:")
    return held


def p95(took: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return statistics.quantiles(took, n=20)[-1] * 1e3


def main() -> None:
    """Measure the service."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place, home = Path(name), Path(name) / "home"
        call = bootstrap.call(home)
        run(call, programme(place, chosen.rows))
        call.ports.ledger.close()
        with load.uvicorn(home) as server:
            root = server.address.removesuffix("/zh/")
            whole = f"{root}/sdmx/v2/data/dataflow/*/{FLOW}"
            tenth = f"{whole}?c[TIME_PERIOD]=ge:2009"
            read(tenth)
            alone, _ = together([tenth, tenth])
            done = threading.Event()
            threading.Timer(3, done.set).start()
            quiet = p95(pages(root, done))
            rate, each, took = during(root, [tenth] * READERS)
            print(
                f"two readers {alone / 1e6:.2f} M obs/s, {READERS} at once {rate / 1e6:.2f} ({rate / alone:.2f} of it, asked 0.8)"
            )
            print(
                f"slowest {max(each):.1f} s, median {statistics.median(each):.1f} s: {max(each) / statistics.median(each):.2f} (asked at most 2)"
            )
            print(
                f"portal pages p95 {p95(took):.0f} ms meanwhile (asked 200), {quiet:.0f} ms alone", flush=True
            )
            stalled(whole, server.process)


if __name__ == "__main__":
    main()
