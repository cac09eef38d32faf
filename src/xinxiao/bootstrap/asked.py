"""What was asked for, checked: columns, dates and dataflows, with what is near when there is no such thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from xinxiao.errors import DataFault, NotFound
from xinxiao.model.release import Part, Release
from xinxiao.model.structure import Dataflow


def columns_of(flow: Dataflow, where: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """``where`` with the columns' exact ids. Raises :class:`NotFound` naming near columns for an unknown one."""
    found: dict[str, tuple[str, ...]] = {}
    known = [c.id for c in flow.components if c.kind not in ("number", "text")]
    for name, codes in where.items():
        if name.upper() not in known:
            raise NotFound(
                f"{flow.id} has no column {name}",
                told="unknown_dimension",
                dataflow=flow.id,
                dimension=name,
                known=", ".join(near(name.upper(), known)),
            )
        found[name.upper()] = tuple(codes)
    return found


def part_of(release: Release, dataflow: str) -> Part:
    """The sealed part of a dataflow. Raises :class:`NotFound` naming near dataflows."""
    if dataflow not in release.datasets:
        raise NotFound(
            f"{release.id} has no {dataflow}",
            told="unknown_dataflow",
            dataflow=dataflow,
            release=release.id,
            known=", ".join(near(dataflow.upper(), list(release.datasets))),
        )
    return release.datasets[dataflow]


def day_of(text: str) -> str:
    """``text`` as a calendar date, YYYY-MM-DD. Raises :class:`DataFault` for anything else."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise DataFault(f"not a date: {text}", told="bad_date", value=text) from error


def some(words: Sequence[str]) -> str:
    """At most a dozen of the words, as a list to read."""
    return ", ".join(words[:12]) + (" …" if len(words) > 12 else "")


def near(word: str, known: Sequence[str]) -> list[str]:
    """The known words most like ``word``; all of them when none is."""
    return get_close_matches(word, known, 3, 0.5) or list(known)
