"""Contents: which codes and periods the dataflows of a release hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.period import end_of, start_of
from xinxiao.model.structure import Component, Dataflow


@dataclass(frozen=True)
class Held:
    """What one dataflow holds.

    ``codes`` are those of each dimension but the time and of each coded attribute, sorted; ``span`` are the first and
    the last day of its periods, None where there are none: days, since some clients read no half-years there.
    """

    codes: Mapping[str, tuple[str, ...]]
    span: tuple[str, str] | None = None


Contents = Mapping[str, Held]
"""What each dataflow holds, by its id."""


def is_listed(part: Component) -> bool:
    """Whether the codes of a column say what a dataflow holds."""
    return part.kind != "period" and (part.place == "dimension" or part.codelist is not None)


def held(flow: Dataflow, table: pa.Table) -> Held:
    """What the rows of a dataflow hold."""
    codes = {c.id: tuple(sorted(_distinct(table, c.id))) for c in flow.components if is_listed(c)}
    times = [c.id for c in flow.components if c.place == "dimension" and c.kind == "period"]
    return Held({name: found for name, found in codes.items() if found}, span(_distinct(table, *times[:1])))


def span(periods: Iterable[str]) -> tuple[str, str] | None:
    """The day the first of some periods begins and the day the last of them ends. None of no periods."""
    found = tuple(periods)
    if not found:
        return None
    return min(map(start_of, found)).isoformat(), max(map(end_of, found)).isoformat()


def _distinct(table: pa.Table, *columns: str) -> list[str]:
    found = pc.unique(table.column(columns[0])).to_pylist() if columns else []
    return [value for value in found if value is not None]
