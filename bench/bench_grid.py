"""The grid of a report of 2,000 cells in Chromium, beside a bare table of as many inputs: how long each takes to open, a paste of
all cells, and one run of the checks. Prints milliseconds and the ratio.

``uv run python bench/bench_grid.py``
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, _serve
from tests.browser.test_filling import LARGE, Firm, report
from tests.reporting import issued
from tests.unit.collect.made import UNIT
from xinxiao import bootstrap

TIMES = 7
OPENED = "performance.timing.loadEventEnd - performance.timing.navigationStart"
PASTE = """() => { const held = new DataTransfer();
  held.setData("text/plain", Array.from({ length: 199 }, (_, i) => Array.from({ length: 10 }, (_, j) => i + j).join("\\t")).join("\\n"));
  document.getElementById("c-R1_C1").focus(); const from = performance.now();
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
  return performance.now() - from; }"""


def bare() -> str:
    """A page with a table of 2,000 inputs and nothing else."""
    rows = "".join(f"<tr>{'<td><input></td>' * 10}</tr>" for _ in range(200))
    return f"<!doctype html><title>bare</title><table>{rows}</table>"


def opened(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    return float(page.evaluate(OPENED))


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    (folder / "bare.html").write_text(bare())
    ports = bootstrap.ports(folder / "home")
    issued(ports, LARGE, "2026-08", UNIT)
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
                judged = float(page.evaluate("xinxiao.rulesTook"))
                plain = median(opened(page, (folder / "bare.html").as_uri()) for _ in range(TIMES))
        browser.close()
    print(
        f"open: {grid:.0f} ms, bare table {plain:.0f} ms, ratio {grid / plain:.1f}; paste {paste:.0f} ms; judged {judged:.0f} ms"
    )


if __name__ == "__main__":
    main()
