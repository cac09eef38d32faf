"""Revisions: what differs between two releases, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

from xinxiao.model.key import is_partial, of_row, touches
from xinxiao.model.programme import Renaming
from xinxiao.model.release import Release
from xinxiao.model.structure import STEPS, Dataflow
from xinxiao.model.vintage import latest
from xinxiao.release.lookup import Lookup

Number = float | Decimal
Change = Literal["REVISED", "ADDED", "WITHDRAWN"]
Why = Literal["VINTAGE", "INPUTS", "METHOD", "PROGRAMME", "CODE"]
JUDGEMENTS = ("OBS_STATUS", "VERDICT", "LIGHT", "GRADE")
"""Attributes whose change is a revision also when the value stands."""
NAMED = 3
"""How many revised inputs a reason names."""

COLUMNS = pa.schema(
    [
        ("DATAFLOW", pa.string()),
        ("KEY", pa.string()),
        ("CHANGE", pa.string()),
        ("OLD", pa.float64()),
        ("NEW", pa.float64()),
        ("DIFFERENCE", pa.float64()),
        ("RELATIVE", pa.float64()),
        ("ATTRIBUTES", pa.string()),
        ("WHY", pa.string()),
        ("REASON", pa.string()),
    ]
)


@dataclass(frozen=True)
class Revisions:
    """The differences of two releases: ``table`` has the columns of ``COLUMNS``, one row a difference.

    ``WHY`` is VINTAGE (a newer vintage of the figure; REASON has its source and comment), INPUTS (REASON
    names revised inputs), METHOD, PROGRAMME (a file of it changed; REASON names files) or CODE.
    """

    old: str
    new: str
    table: pa.Table
    files: tuple[str, ...]


def compare(
    old_release: Release,
    new_release: Release,
    old: Lookup,
    new: Lookup,
    renamed: Iterable[Renaming] = (),
) -> Revisions:
    """All observations that differ between two releases, figures first, in key order.

    Figures are compared without VINTAGE: the value last known in each release. Input-output cells are
    compared cell by cell. Old keys with a code that was ``renamed`` are compared with what goes on under the new one.
    """
    other = tuple(renamed)
    files = changed_files(old_release, new_release)
    cause = _Cause(new, *_otherwise(old_release, new_release, files))
    rows: list[dict[str, Any]] = []
    for name in _order({**old.flows, **new.flows}):
        unchanged = name in old_release.datasets and name in new_release.datasets
        if unchanged and old_release.datasets[name] == new_release.datasets[name]:
            continue
        before, after = _observations(old, name, other), _observations(new, name)
        differences = [
            _difference(name, key, before.get(key), after.get(key)) for key in sorted({*before, *after})
        ]
        found = [row for row in differences if row is not None]
        flow = (new if name in new.names else old).flows[name]
        cause.revised[name] = {_full(flow, row, before, after) for row in found}
        rows += [row | cause.of(name, row, before.get(row["KEY"]), after.get(row["KEY"])) for row in found]
    return Revisions(old_release.id, new_release.id, pa.Table.from_pylist(rows, schema=COLUMNS), files)


def changed_files(old: Release, new: Release) -> tuple[str, ...]:
    """Paths of programme files that were changed, added or removed."""
    paths = {*old.files, *new.files}
    return tuple(sorted(path for path in paths if old.files.get(path) != new.files.get(path)))


def _otherwise(old: Release, new: Release, files: tuple[str, ...]) -> tuple[Why, str]:
    """What to lay a difference to that no single revised input explains."""
    if files:
        return "PROGRAMME", ", ".join(files[:NAMED])
    if old.code != new.code:
        return "CODE", f"{old.code.sha256[:12]} -> {new.code.sha256[:12]}"
    return "INPUTS", f"{old.as_of} -> {new.as_of}"


def _order(flows: Mapping[str, Dataflow]) -> list[str]:
    """Upstream dataflows first, so that causes are known before their effects: in the order of the cycle's steps."""
    steps = list(STEPS)
    return sorted(flows, key=lambda name: (steps.index(flows[name].step), name))


def _observations(lookup: Lookup, name: str, renamed: tuple[Renaming, ...] = ()) -> dict[str, dict[str, Any]]:
    """Observations by key; of figures the last vintage of each, by the key without VINTAGE.

    Where two old codes of one new code have an observation each, the one named first goes on under the new key.
    """
    if name not in lookup.names:
        return {}
    data = lookup.dataset(name)
    table = latest(data) if data.dataflow.has_vintages else data.table
    subject = data.dataflow.subject
    own = {of_row(row, subject): row for row in table.to_pylist()}
    for renaming in renamed:
        if renaming.dimension in subject:
            own = _renamed(own, subject, renaming)
    return own


def _renamed(
    own: Mapping[str, dict[str, Any]], subject: tuple[str, ...], renaming: Renaming
) -> dict[str, dict[str, Any]]:
    place = {code: i for i, code in enumerate(renaming.old)}
    moving = [key for key, row in own.items() if row[renaming.dimension] in place]
    found = {key: row for key, row in own.items() if row[renaming.dimension] not in place}
    for key in sorted(moving, key=lambda key: place[own[key][renaming.dimension]]):
        moved = own[key] | {renaming.dimension: renaming.new}
        to = of_row(moved, subject)
        found |= {key: own[key]} if to in found else {to: moved}
    return found


def _difference(
    name: str, key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    before, after = (old or {}).get("OBS_VALUE"), (new or {}).get("OBS_VALUE")
    judged = [
        f"{a}: {(old or {}).get(a)} -> {(new or {}).get(a)}"
        for a in JUDGEMENTS
        if old is not None and new is not None and old.get(a) != new.get(a)
    ]
    if old is not None and new is not None and before == after and not judged:
        return None
    change: Change = "ADDED" if old is None else "WITHDRAWN" if new is None else "REVISED"
    difference = _apart(before, after)
    return {
        "DATAFLOW": name,
        "KEY": key,
        "CHANGE": change,
        "OLD": None if before is None else float(before),
        "NEW": None if after is None else float(after),
        "DIFFERENCE": difference,
        "RELATIVE": difference / abs(float(before)) if difference is not None and before else None,
        "ATTRIBUTES": "; ".join(judged) or None,
    }


def _apart(before: Number | None, after: Number | None) -> float | None:
    """The difference of two values; of exact numbers the exact one."""
    if before is None or after is None:
        return None
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        return float(after - before)
    return float(after) - float(before)


def _full(flow: Dataflow, row: Mapping[str, Any], *sides: Mapping[str, Mapping[str, Any]]) -> str:
    """The key an input edge would use: for figures with the newest vintage."""
    found: Mapping[str, Any] = next((side[row["KEY"]] for side in reversed(sides) if row["KEY"] in side), {})
    return of_row(found, flow.dimensions) if found else str(row["KEY"])


class _Cause:
    """Why an observation differs, from what is known to differ upstream of it."""

    def __init__(self, new: Lookup, otherwise: Why, reason: str) -> None:
        self.new = new
        self.otherwise = otherwise
        self.reason = reason
        self.revised: dict[str, set[str]] = {}
        self._edges: dict[str, dict[str, list[tuple[str, str]]]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def of(
        self,
        name: str,
        row: Mapping[str, Any],
        old: Mapping[str, Any] | None,
        new: Mapping[str, Any] | None,
    ) -> dict[str, str]:
        side = new or old or {}
        if "VINTAGE" in side:
            words = [str(side[k]) for k in ("VINTAGE", "SOURCE", "COMMENT") if side.get(k)]
            return {"WHY": "VINTAGE", "REASON": "; ".join(words)}
        method = ("METHOD", "FORMULA")  # a dataflow without METHOD has formulas that tell of the data
        if old and new and "METHOD" in new and any(old.get(name) != new.get(name) for name in method):
            return {"WHY": "METHOD", "REASON": str(new.get("FORMULA") or new.get("METHOD"))}
        found = self._revised_inputs(name, str(row["KEY"]))
        if found:
            more = f" (+{len(found) - NAMED})" if len(found) > NAMED else ""
            return {"WHY": "INPUTS", "REASON": ", ".join(found[:NAMED]) + more}
        return {"WHY": self.otherwise, "REASON": self.reason}

    def _revised_inputs(self, name: str, key: str) -> list[str]:
        if name not in self._edges:
            self._edges[name] = _edges(self.new, name)
        return [
            f"{flow}:{place}" for flow, place in self._edges[name].get(key, []) if self._touched(flow, place)
        ]

    def _touched(self, flow: str, place: str) -> bool:
        # many observations share one wide input: each is looked up once
        if (flow, place) not in self._known:
            self._known[flow, place] = _touches(place, self.revised.get(flow, set()))
        return self._known[flow, place]


def _edges(lookup: Lookup, name: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    if name not in lookup.names:
        return found
    inputs = lookup.dataset(name).inputs
    columns = (inputs.column(c).to_pylist() for c in ("KEY", "IN_DATAFLOW", "IN_KEY"))
    for key, flow, place in zip(*columns, strict=True):
        found.setdefault(key, []).append((flow, place))
    return found


def _touches(key: str, revised: set[str]) -> bool:
    """Whether a key, or any observation a partial key names, was revised."""
    if not is_partial(key):
        return key in revised
    return any(touches(key, other) for other in revised)
