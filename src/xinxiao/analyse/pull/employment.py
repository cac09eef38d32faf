"""Persons employed by harmonised sector, for the years that have figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from xinxiao.analyse.linear import Array


def intensity(
    employment: pa.Table, column: str, year: int, sectors: Sequence[str], output: Array
) -> Array | None:
    """Persons (in the unit of the figures) per unit of output, (n,); None when the year has no figures.

    ``employment`` has TIME_PERIOD, OBS_VALUE and a ``column`` of harmonised codes, joined by spaces where one figure
    covers several. A figure that covers several sectors is shared in proportion to output. Sectors
    whose figure stands under a code without output go to the next higher code of the pair that has it.
    """
    place = {name: at for at, name in enumerate(sectors)}
    persons = np.zeros(len(sectors))
    seen, waiting = False, 0.0
    for row in sorted(employment.to_pylist(), key=lambda row: str(row[column])):
        if int(row["TIME_PERIOD"]) != year or row["OBS_VALUE"] is None:
            continue
        seen = True
        codes = str(row[column]).replace(",", " ").replace("|", " ").split()
        at = [place[code] for code in codes if code in place]
        amount = float(row["OBS_VALUE"]) + waiting
        if not at:
            waiting = amount
            continue
        waiting = 0.0
        weight = output[at] / np.add.reduce(output[at])
        persons[at] += amount * weight
    return np.asarray(persons / output) if seen else None
