"""Invented subjects as a file of an administration: codes that are sound and that nobody was given, names that say what they are."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from xinxiao.model.collect.code import completed
from xinxiao.model.oversight.demonstration import InventedSubjects

FIRST = 50_000_000
"""The number of the first of them within its area, so that they are no units of an invented frame."""
NONE = "-"


def codes(spec: InventedSubjects, count: int) -> tuple[str, ...]:
    """So many codes, in order."""
    return tuple(completed(f"{spec.begins}{FIRST + number:08d}") for number in range(count))


def write(spec: InventedSubjects, count: int, seed: int, path: Path) -> None:
    """Write so many subjects; with the same seed the same bytes."""
    header = ["code", "name", "area", "industry", "risk", "state", *spec.tags]
    chance = np.random.default_rng([seed, 1])
    weights = (spec.areas, spec.industries, spec.risks, spec.states, *spec.tags.values())
    columns = [_chosen(one, count, chance) for one in weights]
    names = [spec.name.replace("{number}", str(number)) for number in range(1, count + 1)]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(zip(codes(spec, count), names, *columns, strict=True))


def _chosen(weights: Mapping[str, float], count: int, chance: np.random.Generator) -> list[str]:
    shares = np.array(list(weights.values()))
    found = chance.choice(len(shares), count, p=shares / shares.sum())
    return ["" if name == NONE else name for name in (list(weights)[place] for place in found)]
