"""The whole command, import included: ``xinxiao index build`` of 51 units x 49 indicators beside R with COINr.

Run: ``python bench/bench_index_command.py [RUNS]``. Both read nothing but their own example of that size, in turn, and
the median of the runs (10 unless said) counts. R's packages are compiled when they are installed, so Python's bytecode
is too: it is kept in a folder that a first run fills. R is found as ``Rscript``; where COINr is not installed in its
library (``R_LIBS``), only the time is printed, beside that of a bare ``import numpy``.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from bench_index_build import synthetic

COMPUTE = "suppressMessages(library(COINr)); coin <- build_example_coin(quietly = TRUE)"
WRITE = (
    f"{COMPUTE}; coin <- get_results(coin, dset = 'Aggregated', tab_type = 'Aggs', out2 = 'coin'); "
    "export_to_excel(coin, fname = commandArgs(TRUE)[1])"
)
GOAL = 3.0
METHOD = """stages:
  - {step: denominate}
  - {step: impute, method: group_mean, group: zone}
  - {step: screen, min_available: 0.9}
  - {step: treat, default: {points: 5}}
  - {step: normalise, range: [0, 100]}
  - {step: weights}
  - {step: aggregate}
"""


def write_example(folder: Path) -> None:
    """An index folder of the size of COINr's example: 51 units, 49 indicators, 3 levels of groups, one grouping."""
    tree, panel = synthetic(51, 49, 0)
    rows = ["code,parent,direction"]
    rows += [f"{node.code},{node.parent},{getattr(node, 'direction', '')}" for node in tree.every]
    (folder / "framework.csv").write_text("\n".join(rows) + "\n", "utf-8")
    cells = [["" if np.isnan(x) else repr(x) for x in row] for row in panel.values.tolist()]
    lines = [",".join((unit, *row)) for unit, row in zip(panel.units, cells, strict=True)]
    (folder / "data.csv").write_text(
        "\n".join([",".join(("unit", *panel.indicators)), *lines]) + "\n", "utf-8"
    )
    zones = [f"{unit},{'east' if n % 2 else 'west'}" for n, unit in enumerate(panel.units)]
    (folder / "units.csv").write_text("\n".join(["unit,zone", *zones]) + "\n", "utf-8")
    (folder / "method.yaml").write_text(METHOD, "utf-8")


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def has_coinr() -> bool:
    """Whether R and COINr are there."""
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(COINr)"], capture_output=True).returncode == 0


def main() -> None:
    """Print the medians and the ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "in").mkdir()
        write_example(folder / "in")
        environment = os.environ | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        ours = [
            sys.executable,
            "-m",
            "xinxiao",
            "index",
            "build",
            str(folder / "in"),
            "--out",
            str(folder / "out"),
        ]
        commands = {
            "xinxiao index build, 12 files": ours,
            "import numpy": [sys.executable, "-c", "import numpy"],
        }
        if has_coinr():
            commands["COINr, nothing written"] = ["Rscript", "-e", COMPUTE]
            commands["COINr, workbook written"] = ["Rscript", "-e", WRITE, str(folder / "coin.xlsx")]
        else:
            print("COINr is not installed: nothing to compare with but an empty start of Python with NumPy")
        for command in commands.values():
            seconds(command, environment)  # fills the caches of bytecode and disk
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(seconds(command, environment))
        base = statistics.median(times["xinxiao index build, 12 files"])
        for name, measured in times.items():
            ratio = statistics.median(measured) / base
            verdict = f" goal {GOAL:g} x {'ok' if ratio >= GOAL else 'MISSED'}" if "COINr" in name else ""
            print(
                f"{name:32s} median {statistics.median(measured):6.3f} s  min {min(measured):6.3f} s  {ratio:5.2f} x{verdict}"
            )


if __name__ == "__main__":
    main()
