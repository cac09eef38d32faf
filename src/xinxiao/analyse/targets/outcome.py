"""What is known of a target's outcome: figures, the account, evidence; all as of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from xinxiao.model.account import Reading
from xinxiao.model.dataset import Dataset
from xinxiao.model.period import end_of
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import VINTAGE
from xinxiao.model.target import Target
from xinxiao.model.vintage import Vintage


@dataclass(frozen=True)
class Known:
    """One known value of a target's indicator in one scope, in the target's unit, with the key it came from."""

    scope: str
    freq: str
    period: str
    value: float
    status: str
    grade: str
    source: str | None
    vintage: str
    flow: str
    key: str
    comment: str | None


@dataclass(frozen=True)
class Estimate:
    """A pulled output of the nation in the target's unit: by scope and reading, with the key it came from.

    ``decides`` marks the reading that the programme takes; the others stand beside it.
    """

    scope: str
    reading: Reading
    decides: bool
    value: float
    flow: str
    key: str
    comment: str | None


@dataclass(frozen=True)
class Shelf:
    """Latest vintages of the nation's figures, and the account's totals, by indicator or scope."""

    figures: Mapping[str, Sequence[Mapping[str, object]]]
    account: Mapping[str, Sequence[Mapping[str, object]]]
    figures_flow: str
    account_flow: str

    def of(self, programme: Programme, target: Target) -> tuple[Known, ...]:
        """All known values of the target, by scope in the target's order, then by period.

        A target without scopes takes every scope of its indicator. A scope of the account takes its total. Levels
        are yearly amounts, so parts of years are left out; shares and counts hold at any date.
        """
        rows = self.figures.get(target.indicator or "", ())
        scopes = target.scopes or tuple(sorted({str(row["SCOPE"]) for row in rows}))
        found = []
        for scope in scopes:
            own = [_known(programme, target, row, self.figures_flow) for row in rows if row["SCOPE"] == scope]
            if not own and target.indicator:
                own = [
                    _known(programme, target, row, self.account_flow) for row in self.account.get(scope, ())
                ]
            found += sorted(own, key=lambda known: (end_of(known.period), known.freq))
        flow = target.kind in ("level", "growth", "pull")
        return tuple(known for known in found if known.freq == "A" or not flow)


def shelf(programme: Programme, known: Vintage, account: Dataset | None) -> Shelf:
    """Index the nation's figures known on a day and, where there is one, the account's totals."""
    nation = programme.file.nation
    by_indicator: dict[str, list[Mapping[str, object]]] = {}
    for row in known.table.filter(pc.equal(known.table.column("REF_AREA"), nation)).to_pylist():
        by_indicator.setdefault(row["INDICATOR"], []).append(row)
    by_scope: dict[str, list[Mapping[str, object]]] = {}
    if account is not None:
        table = account.table.append_column("KEY", account.keys)
        own = pc.and_(pc.equal(table.column("REF_AREA"), nation), pc.equal(table.column("PRODUCT"), TOTAL))
        for row in table.filter(own).to_pylist():
            by_scope.setdefault(row["SCOPE"], []).append(row)
    account_flow = "" if account is None else account.dataflow.id
    return Shelf(by_indicator, by_scope, known.figures.dataflow.id, account_flow)


def annual_of(known: Sequence[Known]) -> list[Known]:
    """The annual values among what is known."""
    return [item for item in known if item.freq == "A"]


def scopes_of(target: Target, known: Sequence[Known]) -> tuple[str, ...]:
    """The target's scopes, or else those of what is known, in their order."""
    return target.scopes or tuple(dict.fromkeys(item.scope for item in known))


def history(programme: Programme, target: Target, known: Vintage) -> list[tuple[str, tuple[Known, ...]]]:
    """What was known of a target on each day, in order, on which figures of it in the nation became known."""
    table, nation = known.figures.table, programme.file.nation
    about = pc.equal(table.column("INDICATOR"), target.indicator or "")
    table = table.filter(pc.and_(about, pc.equal(table.column("REF_AREA"), nation)))
    narrow = replace(known, figures=replace(known.figures, table=table))
    return [
        (day, shelf(programme, narrow.on(day), None).of(programme, target))
        for day in sorted(set(table.column(VINTAGE).to_pylist()))
    ]


def _known(programme: Programme, target: Target, row: Mapping[str, object], flow: str) -> Known:
    own = str(row["UNIT_MEASURE"])
    factor = programme.ratio(own, target.unit or own)
    source, comment = row.get("SOURCE"), row.get("COMMENT")
    return Known(
        str(row["SCOPE"]),
        str(row["FREQ"]),
        str(row["TIME_PERIOD"]),
        float(str(row["OBS_VALUE"])) * factor,
        str(row["OBS_STATUS"] or "A"),
        str(row["GRADE"] or "B"),
        None if source is None else str(source),
        str(row.get("VINTAGE") or ""),
        flow,
        str(row["KEY"]),
        None if comment is None else str(comment),
    )
