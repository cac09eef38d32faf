"""Whether a receipt survives the death of the portal that gave it, a thousand times over.

    python bench/bench_kills.py [--kills 1000] [--seed 20170813]

Writers that submit and review from several threads are killed at random moments (``tests/long/report_kills.py``, which the long tests run a
hundred times); then every receipt that was handed out is looked up, hashed anew and followed to its submission, and the whole
ledger is verified. On SQLite, and on PostgreSQL where XINXIAO_TEST_POSTGRES names a server. What is asked: none lost, none torn.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench_board import databases  # noqa: E402


def killed(url: str, home: Path, kills: int, seed: int) -> dict[str, object]:
    """What the campaign says, as a process of its own which forks and kills."""
    command = [sys.executable, str(ROOT / "tests" / "long" / "report_kills.py"), url, str(home)]
    done = subprocess.run(
        [*command, str(kills), str(seed)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Kill and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=20170813)
    given = options.parse_args()
    sound = True
    with tempfile.TemporaryDirectory() as folder, databases(folder) as ledgers:
        for name, url in ledgers:
            began = time.perf_counter()
            found = killed(url, Path(folder) / name / "home", given.kills, given.seed)
            faults = [found[what] for what in ("lost", "torn", "numbers", "misfit")]
            sound &= not any(faults)
            seconds = time.perf_counter() - began
            print(
                f"{name}: {found['killed']} killed, {found['receipts']} receipts, faults {faults}, {seconds:.0f} s"
            )
    print(f"no receipt lost or torn: {'met' if sound else 'MISSED'}")


if __name__ == "__main__":
    main()
