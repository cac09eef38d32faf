"""What the checks of figures find: faults planted at random, by kind, in the real programme and in synthetic ones.

python bench/bench_checks.py --count 200          # prints the tables; a few minutes
python bench/bench_checks.py --count 200 --write  # and writes them into docs/explanation/checks.md
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.planted import separable, synthetic  # noqa: E402
from tests.planted.measure import ground, plant, table  # noqa: E402
from xinxiao.analyse.weighing import weighed  # noqa: E402
from xinxiao.programme.load import load, load_bytes  # noqa: E402

PAGE = ROOT / "docs" / "explanation" / "checks.md"
MEASURED = ("<!-- measured: begin -->", "<!-- measured: end -->")
SEPARABLE = ("<!-- separable: begin -->", "<!-- separable: end -->")
CLEAN = 20
"""Synthetic programmes without a fault that false alarms are counted in."""


def main() -> None:
    """Plant, count, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    grounds = {
        "real": ground(load(ROOT / "programmes" / "information-consumption")),
        "synthetic": ground(load_bytes(synthetic.files(asked.seed))),
    }
    counts = {name: plant(on, asked.count, asked.seed) for name, on in grounds.items()}
    text = "\n\n".join((table(counts), clean(asked.seed)))
    told = separable.table(
        {name: separable.cost(on, asked.count // 2, asked.seed) for name, on in grounds.items()}
    )
    print(text, told, sep="\n\n")
    for kind, count in counts["real"].items():
        print(kind, Counter(indicator for indicator, *_ in count.missed).most_common(6), file=sys.stderr)
    if asked.write:
        page = written(PAGE.read_text("utf-8"), MEASURED, text)
        PAGE.write_text(written(page, SEPARABLE, told), "utf-8")


def written(page: str, marks: tuple[str, str], text: str) -> str:
    """The page with a text between two marks."""
    begin, end = marks
    return f"{page.split(begin, maxsplit=1)[0]}{begin}\n{text}\n{end}{page.split(end)[1]}"


def clean(seed: int) -> str:
    """The false alarms in synthetic programmes without a fault."""
    rows, found = 0, Counter[str]()
    for further in range(CLEAN):
        loaded = load_bytes(synthetic.files(1_000 * seed + further))
        rows += loaded.rows.num_rows
        found.update(item.code for item in weighed(loaded) if item.code.startswith("FIGURE_"))
    alarms = ", ".join(f"{code} {count}" for code, count in sorted(found.items())) or "none"
    rate = 1_000 * found.total() / rows
    return (
        f"False alarms in {CLEAN} synthetic programmes without a fault: {found.total()} in {rows:,} rows, "
        f"{rate:.2f} per 1,000 ({alarms})."
    )


if __name__ == "__main__":
    main()
