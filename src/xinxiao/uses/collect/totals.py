"""Totals: a snapshot's protected totals become figures of a programme, with the snapshot as their source.

What is written are files of the programme: figures, their source, and beside them every total with what it is withheld for. The
snapshot itself stays in the lake of the installation; no release holds it, nor anything of a single unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from xinxiao.disclosure.protect import SUPPRESSED
from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.files.observations import put, rows_there, sheet_bytes
from xinxiao.files.yaml import write_yaml
from xinxiao.model.collect.form import POPULATION
from xinxiao.model.collect.snapshot import Snapshot, SnapshotRead
from xinxiao.model.collect.synthetic import WORD
from xinxiao.model.collect.total import SampleDesign, design_of
from xinxiao.model.extract import Filter
from xinxiao.model.period import earlier, frequency, spelt
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.process.domains import Coarser
from xinxiao.process.quantities import columns_of
from xinxiao.process.totals import Key, Shown, Totals, Written, misfits, shown, totals
from xinxiao.texts import text
from xinxiao.uses.call import Call
from xinxiao.uses.collect.snapshot import issued, snapshots

FIGURES = ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE", "OBS_VALUE", "UNIT_MEASURE")
REST = ("OBS_STATUS", "GRADE", "SOURCE")
BROKEN = ("INDUSTRY", "UNIT_SIZE", "UNIT_GROUP")
"""What totals are broken down by, beside areas: the total where they are not."""
NAMED = ("INDICATOR", "SCOPE", "REF_AREA", *BROKEN)
"""What a total is called: its key in the order of :data:`xinxiao.process.totals.Key`."""
MORE = ("OBS_ERROR", "RESPONSE_RATE", "CONF_STATUS")
"""Columns of figures where the dataflow declares them."""
ALL = (
    *(
        "FREQ",
        "REF_AREA",
        *BROKEN,
        "INDICATOR",
        "SCOPE",
        "TIME_PERIOD",
        "VINTAGE",
        "OBS_VALUE",
        "UNIT_MEASURE",
    ),
    *(*REST, *MORE, "RESPONSE_RATE_WEIGHTED", "FRAME_UNITS", "ANSWERED", "COMMENT"),
)


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
    call: Call, programme: Programme, form_id: str, period: str, written: Written | None = None
) -> tuple[Snapshot, Totals]:
    """The totals that a programme declares of a form, from the last snapshot of a period.

    That the snapshot was read is noted in the chain of readings. Raises :class:`NotFound` where there is none, or no total;
    :class:`DataFault` for invented units in a programme that does not say it is invented and for a sample whose design does
    not fit what was drawn, and :class:`Conflict` where what must not be shown can be told from what is known elsewhere.
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
    rows, coarser = _rows(call, taken[-1], columns_of(form, specs)), coarser_of(programme)
    design = design_of(programme.designs, form.id, period)
    _fits(rows, design, coarser)
    found = totals(form, specs, rows, coarser, written, design)
    if found.open:
        raise Conflict(
            f"{form.id} {period}: {len(found.open)} can be told",
            told(
                "snapshot_open",
                form=form.id,
                period=period,
                count=len(found.open),
                cells=", ".join(found.open[:5]),
            ),
        )
    return taken[-1], found


def _fits(rows: pa.Table, design: SampleDesign | None, coarser: Coarser) -> None:
    """Raise :class:`DataFault` for a sample's design that lacks what weights need."""
    drawn = misfits(rows, design, coarser)
    if design is None or not (drawn.unsized or drawn.undrawn or drawn.over):
        return
    unsized, undrawn, over = (
        "; ".join(names[:5]) or "—" for names in (drawn.unsized, drawn.undrawn, drawn.over)
    )
    raise DataFault(
        f"{design.id} does not fit",
        told("design_misfit", design=design.id, unsized=unsized, undrawn=undrawn, over=over),
    )


def coarser_of(programme: Programme) -> Coarser:
    """What codes of the frame belong to at each step: areas at levels, other codes at depths of their lists, by their parents."""
    areas = {area.id: (area.level, area.parent or "") for area in programme.areas}
    names = POPULATION | (programme.frame.coded if programme.frame is not None else {})
    parents = {
        column: {code.id: code.parent or "" for code in programme.codelists[name].codes}
        for column, name in names.items()
        if name in programme.codelists
    }

    def coarser(column: str, step: str, code: str) -> str:
        if column != "area":
            chain = _chain(parents.get(column, {}), code)
            return chain[int(step) - 1] if len(chain) >= int(step) else ""
        for _ in range(len(areas)):
            level, parent = areas.get(code, (step, ""))
            if level == step:
                break
            code = parent
        return code if code in areas else ""

    return coarser


def _chain(parents: Mapping[str, str], code: str) -> list[str]:
    """A code of a list and all above it, the top first; of one that is finer than the list, the longest it begins with."""
    while code and code not in parents:
        code = code[:-1]
    found: list[str] = []
    while code and code not in found:
        found.insert(0, code)
        code = parents.get(code, "")
    return found


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


def _rows(call: Call, snapshot: Snapshot, columns: tuple[str, ...]) -> pa.Table:
    path = call.ports.blobs.verified(snapshot.sha256)
    call.ports.ledger.readings.append(
        call.actor.line, call.at, [SnapshotRead(sha256=snapshot.sha256, how="totals")]
    )
    batches = list(call.ports.tables.batches(path, Filter(columns=columns)))
    return pa.Table.from_batches(batches).select(list(columns))


def write(call: Call, programme: Programme, folder: Path, form_id: str, period: str) -> Made:
    """Write the totals of the last snapshot into a programme's folder, and tell which files these are. Raises as :func:`compute`.

    What stands there of an earlier writing is reckoned with, for it was shown, and stays there as it was known then; so is what
    was shown of the period before.
    """
    name, before = _file(form_id, period), _previous(period)
    held = rows_there(folder / f"reported/{name}.csv", ALL)
    last = rows_there(folder / f"reported/{_file(form_id, before)}.csv", ALL) if before else []
    snapshot, found = compute(call, programme, form_id, period, Written(_said(held), _said(last)))
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    source = f"S_REPORTED_{form_id}_{period.replace('-', '_')}"
    rows = [_row(programme, one, period, day, source) for one in found.shown]
    declared = [name for name in MORE if name in programme.flow("figures").columns]
    free = [row for row in rows if row["CONF_STATUS"] == "F" and row["OBS_VALUE"]]
    whole = [row for row in free if all(row[column] == TOTAL for column in BROKEN)]
    columns = (*FIGURES, *REST, *declared, "COMMENT")
    files = {
        f"figures/reported-{name}.csv": sheet_bytes(
            columns, _with(folder, f"figures/reported-{name}.csv", columns, whole, day)
        ),
        f"figures/reported-{name}.yaml": write_yaml({"title": _title(form_id, period), "sources": [source]}),
        f"sources_reported_{name}.yaml": write_yaml({"sources": [_source(programme, snapshot, source, day)]}),
        f"reported/{name}.csv": sheet_bytes(ALL, [*(row for row in held if row["VINTAGE"] != day), *rows]),
    }
    return Made(tuple(put(folder / path, content) for path, content in files.items()), found)


def _previous(period: str) -> str:
    """The period before within the year; empty for the first."""
    said = spelt(period)
    return earlier(period, 1) if said is not None and said.part > 1 else ""


def _file(form_id: str, period: str) -> str:
    return f"{form_id.lower().replace('_', '-')}-{period.lower()}"


def _with(
    folder: Path, path: str, columns: tuple[str, ...], rows: list[Mapping[str, str]], day: str
) -> list[Mapping[str, str]]:
    """Rows, after those of other days that a file has already."""
    return [*(row for row in rows_there(folder / path, columns) if row["VINTAGE"] != day), *rows]


def _said(rows: Sequence[Mapping[str, str]]) -> dict[Key, str]:
    """What was shown last of each total, empty for one that ever was withheld; what had no value is left out."""
    found: dict[Key, str] = {}
    for row in sorted(rows, key=lambda row: row["VINTAGE"]):
        key = tuple(row[name] for name in NAMED)
        if row["CONF_STATUS"] != "F":
            found[key] = ""
        elif row["OBS_VALUE"] and found.get(key) != "":
            found[key] = row["OBS_VALUE"]
    return found


def _row(programme: Programme, one: Shown, period: str, day: str, source: str) -> Mapping[str, str]:
    cell, open_ = one.cell, one.conf == "F"
    error = f"{cell.error * one.spec.times:.6g}" if open_ and cell.error is not None else ""
    rate = f"{cell.rate:.6f}" if cell.rate is not None else ""
    told_ = text("zh", "reported.comment", rate=f"{(cell.rate or 0) * 100:.1f}", error=error or "—")
    return {
        **dict(zip(NAMED, one.key, strict=True)),
        "FREQ": frequency(period),
        "TIME_PERIOD": period,
        "VINTAGE": day,
        "OBS_VALUE": shown(cell.value, one.spec.times) if open_ else "",
        "UNIT_MEASURE": programme.indicators[one.spec.indicator].unit,
        "OBS_STATUS": cell.status if open_ else SUPPRESSED,
        "GRADE": one.spec.grade,
        "SOURCE": source,
        "OBS_ERROR": error,
        "RESPONSE_RATE": rate if open_ else "",
        "CONF_STATUS": one.conf,
        "RESPONSE_RATE_WEIGHTED": f"{cell.weighted:.6f}" if open_ and cell.weighted is not None else "",
        "FRAME_UNITS": str(cell.frame) if open_ else "",
        "ANSWERED": str(cell.answered) if open_ else "",
        "COMMENT": told_ if open_ else text("zh", "reported.withheld"),
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
