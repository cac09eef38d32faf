"""An index from a folder of files: compute, examine, write. The functions behind ``xinxiao index``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault, Unavailable, lacking, told
from xinxiao.files.folder import read_file
from xinxiao.index import Audit, IndexSpec, Panel, Result, Table
from xinxiao.index.layouts.files import FRAMEWORK_CSV, FRAMEWORK_YAML
from xinxiao.index.layouts.foreign import refused
from xinxiao.index.layouts.sample import read_sample
from xinxiao.index.spec.table import text
from xinxiao.index.tables.csv_bytes import rounded, write_csv
from xinxiao.model.finding import Finding
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.texts import Language
from xinxiao.texts import text as said

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, int, int], None]
Grid = Mapping[str, tuple[int, int]] | None
STRUCTURE_ID = "XINXIAO:INDEX_SCORES(1.0.0)"
_BUILD = ("read", "build", "tables")
_AUDIT = ("read", "build", "audit", "tables", "html", "pdf")


class Asked(msgspec.Struct, frozen=True):
    """What an audit is asked for beside the rest: ``replicates.csv``; models of a ``sample`` (a CSV file) in place of those of
    the analysis; alpha ``pairwise``."""

    replicates: bool = False
    sample: Path | None = None
    pairwise: bool = False


class Written(msgspec.Struct, frozen=True):
    """What was written, the findings, and which files could not be written (name -> why)."""

    paths: tuple[Path, ...]
    findings: tuple[Finding, ...]
    unwritten: Mapping[str, str]


def _silent(step: str, done: int, total: int) -> None:
    """No progress shown."""


def build(directory: Path, out: Path, progress: Progress = _silent) -> Written:
    """Compute the index of a folder and write, to ``out``: ``stages/<n>-<stage>.csv``, ``scores.csv``,
    ``ranking.csv``, ``weights.csv``, ``contributions.csv`` (imputed values marked), ``trends.csv``, ``denominators.csv``, ``results.sdmx.csv`` (SDMX-CSV 2.0), ``index.xlsx`` and ``results.json``.

    Raises ProgrammeFault with all findings when the folder has errors.
    """
    progress("read", 0, len(_BUILD))
    folder = index.read_folder(directory)
    progress("build", 1, len(_BUILD))
    result = index.build(folder.spec, folder.panel)
    progress("tables", 2, len(_BUILD))
    files, unwritten = _result_files(result, {"ranking": index.ranking_table(result)})
    progress("tables", 3, len(_BUILD))
    suited = index.suitability(result, _framework_of(directory))
    return Written(write_files(out, files), (*folder.findings, *result.findings, *suited), unwritten)


def _framework_of(directory: Path) -> str:
    """The file the tree of a folder stands in."""
    return FRAMEWORK_CSV if (directory / FRAMEWORK_CSV).is_file() else FRAMEWORK_YAML


def audit(
    directory: Path,
    out: Path,
    progress: Progress = _silent,
    language: Language = "zh",
    asked: Asked = Asked(),
) -> Written:
    """Everything :func:`build` writes, and ``uncertainty.csv``, ``turnout.csv``, ``sensitivity.csv``, ``removal.csv``,
    ``audit.html`` and ``audit.pdf``.

    ``replicates.csv``, where ``asked`` for, has the inputs, scores and ranks of each model of the sample, or at the base points
    of the analysis.
    A machine without a library, a typesetter or a Chinese font gets all but what needs them, and ``unwritten`` says why.
    Raises ProgrammeFault when the folder or the sample has errors or an assumption does not fit or changes nothing, DataFault
    when models are asked for that no assumption makes.
    """
    progress("read", 0, len(_AUDIT))
    folder = index.read_folder(directory)
    points = _points(folder.spec, asked)
    progress("build", 1, len(_AUDIT))
    result = index.build(folder.spec, folder.panel)
    progress("audit", 2, len(_AUDIT))
    doubt = index.analyse(folder.spec, folder.panel, sample=points) if folder.spec.varied else None
    made = index.audit(result, doubt, pairwise=asked.pairwise)
    progress("tables", 3, len(_AUDIT))
    files, unwritten = _result_files(result, _audit_tables(made))
    if asked.replicates:
        found = index.replicates(folder.spec, folder.panel, points)
        files["replicates.csv"] = write_csv(index.replicate_table(found))
    reports = _reports(made, language, tile_grid(folder.panel))
    for done, (name, report) in enumerate(reports.items(), start=4):
        progress(name.removeprefix("audit."), done, len(_AUDIT))
        try:
            files[name] = report()
        except Unavailable as fault:
            unwritten[name] = str(fault)
        except ImportError as absent:
            told = lacking(absent)
            unwritten[name] = "; ".join(
                said(language, f"errors.{told.name}.{part}", **told.filled(language))
                for part in ("message", "hint")
            )
    progress("pdf", 6, len(_AUDIT))
    suited = index.suitability(result, _framework_of(directory))
    return Written(write_files(out, files), (*folder.findings, *made.findings, *suited), unwritten)


def _points(spec: IndexSpec, asked: Asked) -> Floats | None:
    """The models of the sample that was given; None without one."""
    if not spec.varied and (asked.replicates or asked.sample is not None):
        raise DataFault("no assumptions are declared", told("assumptions_none"))
    if asked.sample is None:
        return None
    points, found = read_sample(asked.sample.name, read_file(asked.sample), spec.varied)
    if points is None:
        raise refused(found)
    return points


def _reports(made: Audit, language: Language, grid: Grid) -> dict[str, Callable[[], bytes]]:
    """The documents by name, each with what makes it; their libraries are imported when it does."""

    def html() -> bytes:
        from xinxiao.publish.documents import audit_html

        return audit_html(made, language, grid).encode()

    def pdf() -> bytes:
        from xinxiao.publish.documents import audit_pdf

        return audit_pdf(made, language, grid)

    return {"audit.html": html, "audit.pdf": pdf}


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


def _result_files(result: Result, tables: Mapping[str, Table]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files by name, and those that could not be made with the reason."""
    scores, unwritten = index.scores_table(result), {}
    files = {
        f"stages/{i + 1}-{file_name(stage.label)}.csv": write_csv(stage.panel.to_table())
        for i, stage in enumerate(result.stages)
        if stage.step not in ("weights", "aggregate")
    }
    files |= {f"{name}.csv": write_csv(table) for name, table in tables.items()}
    files["scores.csv"] = write_csv(scores)
    files |= {f"{name}.csv": write_csv(table) for name, table in _described(result).items()}
    files["weights.csv"] = write_csv(index.weights_table(result))
    files["results.sdmx.csv"] = write_csv(sdmx_csv(scores))
    try:
        files["index.xlsx"] = index.write_results(result)
    except DataFault as fault:
        unwritten["index.xlsx"] = str(fault)
    files["results.json"] = _json(result, tables)
    return files, unwritten


def _described(result: Result) -> dict[str, Table]:
    """Where scores come from and how figures moved, as far as it can be said: contributions where scores have parts, trends
    where there are periods, the correlation with size where there are denominators."""
    tables = {}
    with suppress(ProgrammeFault, DataFault):  # scores by pairs of units, or none at all, have no parts
        tables["contributions"] = index.contribution_rows_table(result)
    if len(result.inputs.times) > 1:
        tables["trends"] = index.trend_table(result.inputs)
    if result.inputs.denominators:
        tables["denominators"] = index.denominator_table(result)
    return tables


def file_name(label: str) -> str:
    """A stage's name as part of a file name: a name from a file may not lead out of the folder."""
    return re.sub(r"[^\w]+", "-", label).strip("-") or "stage"


def _audit_tables(made: Audit) -> dict[str, Table]:
    doubt = made.uncertainty
    tables = {
        "ranking": index.ranking_table(made.result, doubt),
        "removal": index.removal_table(made.removals),
    }
    if doubt is not None:
        tables["uncertainty"] = index.uncertainty_table(doubt)
        tables["turnout"] = index.turnout_table(doubt)
        tables["sensitivity"] = index.sensitivity_table(doubt)
    return tables


def sdmx_csv(scores: Table) -> Table:
    """Scores as SDMX-CSV 2.0: STRUCTURE, STRUCTURE_ID, ACTION, dimensions, OBS_VALUE, attributes.

    OBS_STATUS is A, or M where the score is missing.
    """
    n = len(scores)
    held = scores.columns
    return Table(
        {
            "STRUCTURE": text(["dataflow"] * n),
            "STRUCTURE_ID": text([STRUCTURE_ID] * n),
            "ACTION": text(["R"] * n),
            "REF_AREA": held["REF_AREA"],
            "INDICATOR": held["INDICATOR"],
            "TIME_PERIOD": held.get("TIME_PERIOD", text([NOT_APPLICABLE] * n)),
            "OBS_VALUE": held["SCORE"],
            "OBS_STATUS": text(["M" if score is None else "A" for score in held["SCORE"].cells()]),
            "RANK": held["RANK"],
        }
    )


def _json(result: Result, tables: Mapping[str, Table]) -> bytes:
    document = {
        "key": result.key,
        "method": result.method.version,
        "index": result.framework.top,
        "units": list(result.units),
        "times": list(result.times),
        "findings": [{"code": f.code, "level": f.level, "places": dict(f.places)} for f in result.findings],
        "tables": {name: list(_rounded(table)) for name, table in tables.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _rounded(table: Table) -> Iterator[dict[str, object]]:
    for row in table.rows():
        yield {name: rounded(cell) if isinstance(cell, float) else cell for name, cell in row.items()}


def write_files(out: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by name into a folder that is made where there is none."""
    paths = []
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)
