"""How long the portal takes to make its main pages, warm, against a static answer through the same stack.

Run: ``python bench/bench_pages.py [--programme DIR]``. One release is sealed in a temporary home, each page is
asked for in process (ASGI, no socket). ``made``: built and rendered anew, release in memory, median of five
addresses that differ by a parameter no page reads; ``kept``: asked again; ``ratio``: made to the static answer.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from starlette.routing import Route

from xinxiao.bootstrap import open_app
from xinxiao.entry.portal.app import create

PROGRAMME = Path(__file__).parents[1] / "programmes" / "information-consumption"
PAGES = (
    "",
    "targets",
    "targets/T1",
    "tasks",
    "tasks/16",
    "index",
    "index/compare",
    "account",
    "pull",
    "areas/110000",
    "indicators",
    "indicators/BB_USERS",
    "scopes",
    "data/IC_INDEX",
    "explain/IC_INDEX/A.110000.IC_INDEX.SCORE.2023",
    "methods",
    "search?q=5G",
)
BUDGET = 0.05
"""Seconds a warm page may take to make."""
REPEATS = 5


async def seconds(client: httpx.AsyncClient, address: str) -> tuple[float, int]:
    """Time and size of one answer."""
    start = time.perf_counter()
    answer = await client.get(address)
    taken = time.perf_counter() - start
    answer.raise_for_status()
    return taken, len(answer.content)


async def measure(portal: FastAPI) -> None:
    """Time every page in both states and print a table."""
    static = "x" * 40_000
    portal.router.routes.insert(0, Route("/bench-static", lambda request: PlainTextResponse(static)))
    transport = httpx.ASGITransport(portal)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        base = statistics.median([(await seconds(client, "/bench-static"))[0] for _ in range(20)])
        print(f"static answer of 40 kB: {base * 1e3:.2f} ms")
        print(f"{'page':52} {'first':>8} {'made':>8} {'kept':>8} {'kB':>6} {'ratio':>7}")
        for page in PAGES:
            first, size = await seconds(client, f"/zh/{page}")
            join = "&" if "?" in page else "?"
            made = [(await seconds(client, f"/zh/{page}{join}bench={i}"))[0] for i in range(REPEATS)]
            kept = [(await seconds(client, f"/zh/{page}"))[0] for _ in range(REPEATS)]
            new, old = statistics.median(made), statistics.median(kept)
            late = "  over budget" if new > BUDGET else ""
            times = (
                f"{first * 1e3:8.1f} {new * 1e3:8.1f} {old * 1e3:8.2f} {size / 1e3:6.0f} {new / base:7.1f}"
            )
            print(f"/zh/{page:48} {times}{late}")


def main() -> None:
    """Seal a release and measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--programme", type=Path, default=PROGRAMME)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = open_app(Path(home))
        release = app.run(chosen.programme)
        print(f"release {release.id}, {sum(p.rows for p in release.datasets.values()):,} rows")
        asyncio.run(measure(create(app)))
        app.close()


if __name__ == "__main__":
    main()
