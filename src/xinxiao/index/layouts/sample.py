"""A sample of models from elsewhere as a CSV file: a column for each assumption, by its name, a row for each model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from xinxiao.files.sheet import Sheet, capped, number, number_fault, read_rows
from xinxiao.index.spec.method import Assumption
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding


def read_sample(
    file: str, content: bytes, assumptions: Sequence[Assumption]
) -> tuple[npt.NDArray[np.float64] | None, list[Finding]]:
    """The points (M, d) in [0, 1), columns in the declared order of the assumptions wherever they stand in the file; None
    with findings for one with a fault."""
    names = tuple(assumption.name for assumption in assumptions)
    rows, found = read_rows(file, content, Sheet(names))
    if rows is None:
        return None, found
    points = np.full((len(rows.cells), len(names)), np.nan)
    for at, (line, record) in enumerate(rows.records()):
        for column, name in enumerate(names):
            value = number(record[name])
            if value is None:
                found.append(number_fault(file, line, name, record[name]))
            elif not 0.0 <= value < 1.0:
                found.append(fault(file, line, "index.sample_point", column=name, value=record[name]))
            else:
                points[at, column] = value
    if not len(points) and not found:
        found.append(fault(file, 1, "FILE_EMPTY"))
    wrong = any(item.level == "error" for item in found)
    return None if wrong else points, capped(file, found)
