"""An index from a folder of files: compute, examine, write. The functions behind ``xinxiao index``."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc

from xinxiao.errors import ProgrammeFault, Unavailable
from xinxiao.index.analysis.audit import Audit
from xinxiao.index.analysis.audit import audit as examine
from xinxiao.index.layouts.folder import read_folder
from xinxiao.index.pipeline.run import Result
from xinxiao.index.pipeline.run import run as compute
from xinxiao.index.spec.panel import Panel
from xinxiao.index.tables import results
from xinxiao.model.finding import Finding
from xinxiao.texts import Language

Progress = Callable[[str, int, int], None]
STRUCTURE_ID = "XINXIAO:INDEX_SCORES(1.0.0)"
_DIGITS = 10
_BUILD = ("read", "build", "tables")
_AUDIT = ("read", "build", "audit", "tables", "html", "pdf")


@dataclass(frozen=True)
class Written:
    """What was written, the findings, and why there is no PDF ('' when there is one or none was asked)."""

    paths: tuple[Path, ...]
    findings: tuple[Finding, ...]
    no_pdf: str = ""


def _silent(step: str, done: int, total: int) -> None:
    """No progress shown."""


def build(directory: Path, out: Path, progress: Progress = _silent) -> Written:
    """Compute the index of a folder and write, to ``out``: ``stages/<n>-<stage>.csv``, ``scores.csv``,
    ``ranking.csv``, ``results.sdmx.csv`` (SDMX-CSV 2.0), ``index.xlsx`` and ``results.json``.

    Raises ProgrammeFault with all findings when the folder has errors.
    """
    progress("read", 0, len(_BUILD))
    folder = read_folder(directory)
    progress("build", 1, len(_BUILD))
    result = compute(folder.spec.framework, folder.panel, folder.spec.method)
    progress("tables", 2, len(_BUILD))
    files = _build_files(result, {})
    progress("tables", 3, len(_BUILD))
    return Written(_write(out, files), (*folder.findings, *result.findings))


def audit(directory: Path, out: Path, progress: Progress = _silent, language: Language = "zh") -> Written:
    """Everything :func:`build` writes, and ``uncertainty.csv``, ``sensitivity.csv``, ``removal.csv``,
    ``audit.html`` and ``audit.pdf``.

    A machine without typesetter or Chinese font gets all but the PDF, and ``no_pdf`` says why. Raises
    ProgrammeFault when the folder has errors or an assumption does not fit or changes nothing.
    """
    from xinxiao.publish.documents import audit_html, audit_pdf

    progress("read", 0, len(_AUDIT))
    folder = read_folder(directory)
    progress("build", 1, len(_AUDIT))
    result = compute(folder.spec.framework, folder.panel, folder.spec.method)
    progress("audit", 2, len(_AUDIT))
    made = examine(result, folder.spec.assumptions)
    progress("tables", 3, len(_AUDIT))
    files = _build_files(result, _audit_tables(made), made)
    grid = tile_grid(folder.panel)
    progress("html", 4, len(_AUDIT))
    files["audit.html"] = audit_html(made, language, grid).encode()
    progress("pdf", 5, len(_AUDIT))
    no_pdf = ""
    try:
        files["audit.pdf"] = audit_pdf(made, language, grid)
    except Unavailable as fault:
        no_pdf = str(fault)
    progress("pdf", 6, len(_AUDIT))
    return Written(_write(out, files), (*folder.findings, *made.findings), no_pdf)


def tile_grid(panel: Panel) -> dict[str, tuple[int, int]] | None:
    """unit -> (row, column) from the columns ``tile_row`` and ``tile_column`` of ``units.csv``, or None.

    Raises ProgrammeFault for a cell that is not a whole number.
    """
    rows, columns = panel.unit_groups.get("tile_row"), panel.unit_groups.get("tile_column")
    if rows is None or columns is None:
        return None
    try:
        return {u: (int(r), int(c)) for u, r, c in zip(panel.units, rows, columns, strict=True) if r and c}
    except ValueError as fault:
        raise ProgrammeFault(f"units.csv: tile_row and tile_column must be whole numbers: {fault}") from fault


def _build_files(result: Result, more: Mapping[str, pa.Table], made: Audit | None = None) -> dict[str, bytes]:
    from xinxiao.index.tables.xlsx import write_results

    found = made.uncertainty if made else None
    scores, ranking = results.scores_table(result), results.ranking_table(result, found)
    tables = {"ranking": ranking, "scores": scores, **more}
    files = {
        f"stages/{i + 1}-{file_name(stage.label)}.csv": _csv(stage.panel.to_table())
        for i, stage in enumerate(result.stages)
        if stage.step not in ("weights", "aggregate")
    }
    files |= {f"{name}.csv": _csv(table) for name, table in tables.items()}
    files["weights.csv"] = _csv(_weights(result))
    files["results.sdmx.csv"] = _csv(sdmx_csv(scores))
    files["index.xlsx"] = write_results(result)
    files["results.json"] = _json(result, {"ranking": ranking, **more})
    return files


def file_name(label: str) -> str:
    """A stage's name as part of a file name: a name from a file may not lead out of the folder."""
    return re.sub(r"[^\w]+", "-", label).strip("-") or "stage"


def _weights(result: Result) -> pa.Table:
    from xinxiao.index.weights.framework import effective_weights

    shares = effective_weights(result.framework, result.weights)
    codes = result.framework.codes
    return pa.table(
        {
            "INDICATOR": pa.array(codes, pa.string()),
            "LEVEL": pa.array([result.framework.node(c).level for c in codes], pa.int64()),
            "WEIGHT": pa.array([result.weights.get(c, 1.0) for c in codes], pa.float64()),
            "SHARE_OF_INDEX": pa.array([shares[c] for c in codes], pa.float64()),
        }
    )


def _audit_tables(made: Audit) -> dict[str, pa.Table]:
    tables = {
        "removal": pa.table(
            {
                "INDICATOR": pa.array([r.code for r in made.removals], pa.string()),
                "LEVEL": pa.array([r.level for r in made.removals], pa.int64()),
                "MEAN_RANK_CHANGE": pa.array([r.shift for r in made.removals], pa.float64()),
                "LARGEST": pa.array([r.largest for r in made.removals], pa.float64()),
            }
        )
    }
    if made.uncertainty is not None:
        tables["uncertainty"] = results.uncertainty_table(made.uncertainty)
        tables["sensitivity"] = results.sensitivity_table(made.uncertainty)
    return tables


def sdmx_csv(scores: pa.Table) -> pa.Table:
    """Scores as SDMX-CSV 2.0: STRUCTURE, STRUCTURE_ID, ACTION, dimensions, OBS_VALUE, attributes.

    OBS_STATUS is A, or M where the score is missing.
    """
    n = len(scores)
    columns: dict[str, Any] = {
        "STRUCTURE": pa.array(["dataflow"] * n),
        "STRUCTURE_ID": pa.array([STRUCTURE_ID] * n),
        "ACTION": pa.array(["R"] * n),
        "REF_AREA": scores["REF_AREA"],
        "INDICATOR": scores["INDICATOR"],
        "TIME_PERIOD": scores["TIME_PERIOD"]
        if "TIME_PERIOD" in scores.column_names
        else pa.array(["_Z"] * n),
        "OBS_VALUE": scores["SCORE"],
        "OBS_STATUS": pa.array(["M" if v is None else "A" for v in scores["SCORE"].to_pylist()]),
        "RANK": scores["RANK"],
    }
    return pa.table(columns)


def _rounded(table: pa.Table) -> pa.Table:
    """Decimals to 10 significant digits, so that files do not carry the noise of the last bits."""
    for i, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            cells = [None if v is None else float(f"{v:.{_DIGITS}g}") for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(cells, pa.float64()))
    return table


def _csv(table: pa.Table) -> bytes:
    target = io.BytesIO()
    pc.write_csv(_rounded(table), target, pc.WriteOptions(quoting_style="needed"))
    return target.getvalue()


def _json(result: Result, tables: Mapping[str, pa.Table]) -> bytes:
    document = {
        "key": result.key,
        "method": result.method.version,
        "index": result.framework.top,
        "units": list(result.units),
        "times": list(result.times),
        "findings": [{"code": f.code, "level": f.level, "places": dict(f.places)} for f in result.findings],
        "tables": {name: _rounded(table).to_pylist() for name, table in tables.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _write(out: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    paths = []
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)


__all__ = ["Written", "audit", "build", "file_name", "sdmx_csv", "tile_grid"]
