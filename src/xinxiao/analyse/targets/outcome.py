"""What is known of a target's outcome: figures, the account, evidence; all as of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataset import Dataset, keys
from xinxiao.model.period import end_of
from xinxiao.model.programme import Programme, Target
from xinxiao.model.vintage import latest


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
class Shelf:
    """Latest vintages of the nation's figures, and the account's totals, by indicator or scope."""

    figures: Mapping[str, Sequence[Mapping[str, object]]]
    account: Mapping[str, Sequence[Mapping[str, object]]]

    def of(self, programme: Programme, target: Target) -> tuple[Known, ...]:
        """All known values of the target, by scope in the target's order, then by period.

        A target without scopes takes every scope of its indicator. A scope of the account takes its total. Levels
        are yearly amounts, so parts of years are left out; shares and counts hold at any date.
        """
        rows = self.figures.get(target.indicator or "", ())
        scopes = target.scopes or tuple(sorted({str(row["SCOPE"]) for row in rows}))
        found = []
        for scope in scopes:
            own = [_known(programme, target, row, "IC_FIGURES") for row in rows if row["SCOPE"] == scope]
            if not own and target.indicator:
                own = [_known(programme, target, row, "IC_ACCOUNT") for row in self.account.get(scope, ())]
            found += sorted(own, key=lambda known: (end_of(known.period), known.freq))
        flow = target.kind in ("level", "growth", "pull")
        return tuple(known for known in found if known.freq == "A" or not flow)


def shelf(programme: Programme, figures: Dataset, account: Dataset, as_of: str | None) -> Shelf:
    """Index what is known on ``as_of``."""
    nation = programme.file.nation
    by_indicator: dict[str, list[Mapping[str, object]]] = {}
    table = latest(figures, as_of)
    for row, key in zip(table.to_pylist(), keys(table, figures.dataflow.dimensions).to_pylist(), strict=True):
        if row["REF_AREA"] == nation and row["OBS_VALUE"] is not None:
            by_indicator.setdefault(row["INDICATOR"], []).append({**row, "KEY": key})
    by_scope: dict[str, list[Mapping[str, object]]] = {}
    own = account.table
    for row, key in zip(own.to_pylist(), keys(own, account.dataflow.dimensions).to_pylist(), strict=True):
        if row["REF_AREA"] == nation and row["PRODUCT"] == "_T":
            by_scope.setdefault(row["SCOPE"], []).append({**row, "KEY": key})
    return Shelf(by_indicator, by_scope)


def _known(programme: Programme, target: Target, row: Mapping[str, object], flow: str) -> Known:
    factor = ratio(programme, str(row["UNIT_MEASURE"]), target.unit or str(row["UNIT_MEASURE"]))
    source, comment = row.get("SOURCE"), row["COMMENT"]
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


def ratio(programme: Programme, unit: str, wanted: str) -> float:
    """Factor from ``unit`` to ``wanted`` when both are multiples of one thing (``1e12 * yuan``, ``yuan``).

    Raises :class:`ProgrammeFault` when they are not.
    """
    if unit == wanted:
        return 1.0
    (first, thing), (second, other) = _multiple(programme, unit), _multiple(programme, wanted)
    if thing != other:
        raise ProgrammeFault(f"{unit} cannot be turned into {wanted}", hint="see the units of the programme")
    return first / second


def _multiple(programme: Programme, unit: str) -> tuple[float, str]:
    declared = programme.units.get(unit)
    meaning = declared.pint if declared is not None else unit
    head, _, rest = meaning.replace(" ", "").partition("*")
    try:
        return float(head), rest or "1"
    except ValueError:
        return 1.0, meaning.replace(" ", "")
