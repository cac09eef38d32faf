"""Contents: which codes and periods the dataflows of a release hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinxiao.model.period import end_of, start_of
from xinxiao.model.structure import Dataflow


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


def columns(flow: Dataflow) -> tuple[str, ...]:
    """The columns whose values say what a dataflow holds: its dimensions and coded attributes."""
    return tuple(c.id for c in flow.components if c.place == "dimension" or c.codelist is not None)


def held(flow: Dataflow, values: Mapping[str, Iterable[str]]) -> Held:
    """What the rows of a dataflow hold, by the different values of each of its :func:`columns`."""
    times = {c.id for c in flow.components if c.kind == "period"}
    codes = {name: tuple(sorted(values[name])) for name in columns(flow) if name not in times}
    return Held(
        {name: found for name, found in codes.items() if found},
        span(values[flow.time]) if flow.time else None,
    )


def span(periods: Iterable[str]) -> tuple[str, str] | None:
    """The day the first of some periods begins and the day the last of them ends. None of no periods."""
    found = tuple(periods)
    if not found:
        return None
    return min(map(start_of, found)).isoformat(), max(map(end_of, found)).isoformat()
