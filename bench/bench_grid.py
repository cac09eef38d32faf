"""The grid of a report of 2,000 cells in Chromium, beside a bare table of as many inputs: how long each takes to open, in a fresh
process for the first time and when it is warm; a paste of all cells; and one run of the checks after one changed cell, without
rules and under 100 (``tests/ruled.py``). Prints milliseconds and the ratio.

``uv run python bench/bench_grid.py``
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, _serve
from tests.browser.test_filling import LARGE, ROLES, Firm, report
from tests.people import signed_in
from tests.reporting import issued
from tests.ruled import CELLS, ruled
from tests.unit.collect.made import UNIT
from xinxiao import bootstrap
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.collect.people import Grant

TIMES = 7
FRESH = 3
OPENED = "performance.timing.loadEventEnd - performance.timing.navigationStart"
PASTE = """() => { const held = new DataTransfer();
  held.setData("text/plain", Array.from({ length: 199 }, (_, i) => Array.from({ length: 10 }, (_, j) => i + j).join("\\t")).join("\\n"));
  document.getElementById("c-R1_C1").focus(); const from = performance.now();
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
  return performance.now() - from; }"""
FILL = """(names) => { xinxiao.grid.restore({
  cells: Object.fromEntries(names.map((name, i) => [name, String(i + 1)])), marks: {}, explanations: {} }); }"""


def bare() -> str:
    """A page with a table of 2,000 inputs and nothing else."""
    rows = "".join(f"<tr>{'<td><input></td>' * 10}</tr>" for _ in range(200))
    return f"<!doctype html><title>bare</title><table>{rows}</table>"


def opened(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    return float(page.evaluate(OPENED))


@contextmanager
def served(home: Path) -> Iterator[str]:
    """A portal in a process of its own that listens from now on."""
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", "0", "--home", str(home)]
    environ = os.environ | {"XINXIAO_WORK": "apart"}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert found is not None
        try:
            yield found[0]
        finally:
            running.kill()


def fresh(home: Path, secret: str, name: str, rest: float) -> float:
    """Milliseconds of the first request for a page to a fresh process, ``rest`` seconds after it answers."""
    with served(home) as address:
        urlopen(f"{address}/healthz", timeout=60).read()
        time.sleep(rest)
        asked = Request(f"{address}{report(name=name)}", headers={"cookie": f"{SESSION}={secret}"})
        began = time.perf_counter()
        urlopen(asked, timeout=60).read()
        return (time.perf_counter() - began) * 1000


def judged(browser: Browser, portal: str, firm: Firm) -> str:
    """How long the page under 100 rules takes to open, and the checks after one changed cell."""
    with firm.browsing(browser) as context:
        page = context.new_page()
        address = f"{portal}{report(name='F_RULED')}"
        opened(page, address)
        took = median(opened(page, address) for _ in range(TIMES))
        page.evaluate(FILL, list(CELLS))
        whole = float(page.evaluate("xinxiao.rulesTook"))
        runs = []
        for value in range(TIMES):
            page.locator("#c-AC_C").fill(str(value + 7))
            page.keyboard.press("Enter")
            page.wait_for_timeout(400)
            runs.append(float(page.evaluate("xinxiao.rulesTook")))
    return f"100 rules: open {took:.0f} ms, all judged {whole:.0f} ms, after one cell {median(runs):.1f} ms"


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    (folder / "bare.html").write_text(bare())
    ports = bootstrap.ports(folder / "home")
    issued(ports, LARGE, "2026-08", UNIT)
    issued(ports, ruled(), "2026-08", UNIT)
    secret = signed_in(ports, *(Grant(role, UNIT) for role in ROLES))  # type: ignore[arg-type]
    for name in ("F_LARGE", "F_RULED"):
        for rest in (0, 5):
            took = median(fresh(folder / "home", secret, name, rest) for _ in range(FRESH))
            print(f"{name}: first open in a fresh process, {rest} s after it answers: {took:.0f} ms")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        for portal in _serve(ports):
            firm = Firm(portal.address, ports)
            with firm.browsing(browser) as context:
                page = context.new_page()
                address = f"{portal.address}{report(name='F_LARGE')}"
                opened(page, address)  # templates are compiled once
                grid = median(opened(page, address) for _ in range(TIMES))
                paste = float(page.evaluate(PASTE))
                page.wait_for_timeout(400)
                took = float(page.evaluate("xinxiao.rulesTook"))
                plain = median(opened(page, (folder / "bare.html").as_uri()) for _ in range(TIMES))
            under_rules = judged(browser, portal.address, firm)
        browser.close()
    print(
        f"open: {grid:.0f} ms, bare table {plain:.0f} ms, ratio {grid / plain:.1f}; paste {paste:.0f} ms; judged {took:.0f} ms"
    )
    print(under_rules)


if __name__ == "__main__":
    main()
