"""Totals: a snapshot's protected totals become figures of a programme, with the snapshot as their source.

What is written are files of the programme: figures, their source, and beside them every total with what it is withheld for. The
snapshot itself stays in the lake of the installation; no release holds it, nor anything of a single unit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from xinxiao.errors import Conflict, DataFault, NotFound, ProgrammeFault, told
from xinxiao.files.sheet import Sheet
from xinxiao.files.table import read_table
from xinxiao.files.yaml import write_yaml
from xinxiao.model.collect.snapshot import Snapshot, SnapshotRead
from xinxiao.model.collect.synthetic import WORD
from xinxiao.model.collect.total import TotalSpec
from xinxiao.model.extract import Filter
from xinxiao.model.period import frequency
from xinxiao.model.programme import Programme
from xinxiao.process.totals import Shown, Totals, columns_of, shown, totals
from xinxiao.texts import text
from xinxiao.uses.call import Call
from xinxiao.uses.collect.snapshot import issued, snapshots

FIGURES = ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE", "OBS_VALUE", "UNIT_MEASURE")
REST = ("OBS_STATUS", "GRADE", "SOURCE")
WRITTEN = ("INDICATOR", "SCOPE", "REF_AREA", "OBS_VALUE", "CONF_STATUS")
"""What is read again of totals that were written before."""
MORE = ("OBS_ERROR", "RESPONSE_RATE", "CONF_STATUS")
"""Columns of figures where the dataflow declares them."""
ALL = (*FIGURES, *REST, *MORE, "RESPONSE_RATE_WEIGHTED", "FRAME_UNITS", "ANSWERED")


@dataclass(frozen=True)
class Made:
    """The files that were written, and the totals in them."""

    files: tuple[Path, ...]
    totals: Totals

    @property
    def counts(self) -> dict[str, int]:
        """How many totals may be shown, are withheld for their own sake, and with them, and how many have no value."""
        shown = self.totals.shown
        undefined = sum(one.cell.value is None for one in shown)
        own, further = (sum(one.conf == code for one in shown) for code in ("C", "D"))
        free = len(shown) - own - further - undefined
        return {"free": free, "own": own, "further": further, "undefined": undefined}


def compute(
    call: Call,
    programme: Programme,
    form_id: str,
    period: str,
    earlier: Mapping[tuple[str, str, str], str] | None = None,
) -> tuple[Snapshot, Totals]:
    """The totals that a programme declares of a form, from the last snapshot of a period.

    That the snapshot was read is noted in the chain of readings. Raises :class:`NotFound` where there is none, or no total;
    :class:`DataFault` for invented units in a programme that does not say it is invented, and :class:`Conflict` where a
    total that must not be shown can be told from what is known elsewhere.
    """
    call.demand("release")
    form = issued(call, programme, form_id, period)
    specs = [spec for spec in programme.totals if spec.form == form.id]
    if not specs:
        raise NotFound(f"no totals of {form.id}", told("totals_none", form=form.id))
    taken = snapshots(call, form.id, period)
    if not taken:
        raise NotFound(f"no snapshot of {form.id}", told("snapshot_untaken", form=form.id, period=period))
    admitted(programme, taken[-1])
    rows = _rows(call, taken[-1], specs)
    areas = {area.id: area for area in programme.areas}

    def at_level(code: str, level: str) -> str:
        seen = 0
        while code in areas and areas[code].level != level and seen < len(areas):
            code, seen = areas[code].parent or "", seen + 1
        return code if code in areas else ""

    found = totals(form, specs, rows, at_level, earlier)
    if found.open:
        cells = ", ".join(f"{one.spec.id} {one.code}" for one in found.open[:5])
        raise Conflict(
            f"{form.id} {period}: {len(found.open)} can be told",
            told("snapshot_open", form=form.id, period=period, count=len(found.open), cells=cells),
        )
    return taken[-1], found


def admitted(programme: Programme, snapshot: Snapshot) -> None:
    """Raise :class:`DataFault` for a snapshot of invented units in a programme that is not marked as invented."""
    if snapshot.synthetic and not programme.file.synthetic:
        raise DataFault(
            f"{snapshot.form} {snapshot.period} is synthetic",
            told(
                "snapshot_synthetic",
                form=snapshot.form,
                period=snapshot.period,
                word=WORD,
                programme=programme.id,
            ),
        )


def _rows(call: Call, snapshot: Snapshot, specs: Sequence[TotalSpec]) -> pa.Table:
    path = call.ports.blobs.verified(snapshot.sha256)
    call.ports.ledger.readings.append(
        call.actor.line, call.at, [SnapshotRead(sha256=snapshot.sha256, how="totals")]
    )
    columns = columns_of(specs)
    batches = list(call.ports.tables.batches(path, Filter(columns=columns)))
    return pa.Table.from_batches(batches).select(list(columns))


def write(call: Call, programme: Programme, folder: Path, form_id: str, period: str) -> Made:
    """Write the totals of the last snapshot into a programme's folder, and tell which files these are. Raises as :func:`compute`.

    What stands there of an earlier writing is reckoned with: it was shown.
    """
    name = f"{form_id.lower().replace('_', '-')}-{period.lower()}"
    snapshot, found = compute(call, programme, form_id, period, _earlier(folder / f"reported/{name}.csv"))
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    source = f"S_REPORTED_{form_id}_{period.replace('-', '_')}"
    rows = [_row(programme, one, period, day, source) for one in found.shown]
    declared = [name for name in MORE if name in programme.flow("figures").columns]
    free = [row for one, row in zip(found.shown, rows, strict=True) if one.conf == "F" and row["OBS_VALUE"]]
    files = {
        f"figures/reported-{name}.csv": _csv((*FIGURES, *REST, *declared, "COMMENT"), free),
        f"figures/reported-{name}.yaml": write_yaml({"title": _title(form_id, period), "sources": [source]}),
        f"sources_reported_{name}.yaml": write_yaml({"sources": [_source(programme, snapshot, source, day)]}),
        f"reported/{name}.csv": _csv(ALL, rows),
    }
    return Made(tuple(_put(folder / path, content) for path, content in files.items()), found)


def _earlier(place: Path) -> dict[tuple[str, str, str], str]:
    """What was shown before, and what was withheld, by indicator, scope and area; what had no value is left out.

    Raises :class:`ProgrammeFault` for a file that cannot be read any more: what it showed is not known then.
    """
    if not place.is_file():
        return {}
    table, found = read_table(f"reported/{place.name}", place.read_bytes(), Sheet(WRITTEN, open=True))
    if found:
        raise ProgrammeFault(f"{place.name} cannot be read", findings=tuple(found))
    kept = (row for row in table.to_pylist() if row["OBS_VALUE"] or row["CONF_STATUS"] != "F")
    return {(row["INDICATOR"], row["SCOPE"], row["REF_AREA"]): row["OBS_VALUE"] for row in kept}


def _row(programme: Programme, one: Shown, period: str, day: str, source: str) -> Mapping[str, str]:
    cell, open_ = one.cell, one.conf == "F"
    value = shown(cell.value, one.spec.times) if open_ else ""
    error = f"{cell.error * one.spec.times:.6g}" if open_ and cell.error is not None else ""
    rate = f"{cell.rate:.6f}" if cell.rate is not None else ""
    return {
        "FREQ": frequency(period),
        "REF_AREA": one.code,
        "INDICATOR": one.spec.indicator,
        "SCOPE": one.spec.scope,
        "TIME_PERIOD": period,
        "VINTAGE": day,
        "OBS_VALUE": value,
        "UNIT_MEASURE": programme.indicators[one.spec.indicator].unit,
        "OBS_STATUS": cell.status,
        "GRADE": one.spec.grade,
        "SOURCE": source,
        "OBS_ERROR": error,
        "RESPONSE_RATE": rate if open_ else "",
        "CONF_STATUS": one.conf,
        "RESPONSE_RATE_WEIGHTED": f"{cell.weighted:.6f}" if open_ and cell.weighted is not None else "",
        "FRAME_UNITS": str(cell.frame) if open_ else "",
        "ANSWERED": str(cell.answered) if open_ else "",
        "COMMENT": text("zh", "reported.comment", rate=f"{(cell.rate or 0) * 100:.1f}", error=error or "—"),
    }


def _title(form: str, period: str) -> dict[str, str]:
    return {language: text(language, "reported.title", form=form, period=period) for language in ("zh", "en")}


def _source(programme: Programme, snapshot: Snapshot, source: str, day: str) -> dict[str, object]:
    file = programme.file
    return {
        "id": source,
        "publisher": {"zh": file.agency.zh, "en": file.agency.en},
        "title": _title(snapshot.form, snapshot.period),
        "published": day,
        "seen": f"snapshot {snapshot.form}/{snapshot.period} {snapshot.sha256}, after event {snapshot.ledger}",
        "grade": "B",
        "licence": file.licence.name.en if file.licence else "facts, no licence needed",
        "snapshot": snapshot.sha256,
        "synthetic": snapshot.synthetic,
    }


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return held.getvalue().encode()


def _put(place: Path, content: bytes) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place
