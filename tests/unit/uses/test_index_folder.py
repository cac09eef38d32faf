"""An index from a folder: what is written, that it repeats, and what is said of what could not be."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.table import Table, count, flag, number, text
from xinxiao.uses import index_folder

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("audit")
    index_folder.audit(SMALL, out, language="en")
    return out


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_build_writes_a_table_per_stage_scores_workbook_sdmx_and_json(tmp_path: Path) -> None:
    steps: list[str] = []
    written = index_folder.build(SMALL, tmp_path, lambda step, done, total: steps.append(step))
    names = sorted(p.relative_to(tmp_path).as_posix() for p in written.paths)
    assert names == [
        "contributions.csv",
        "denominators.csv",
        "index.xlsx",
        "ranking.csv",
        "results.json",
        "results.sdmx.csv",
        "scores.csv",
        "stages/1-denominate.csv",
        "stages/2-impute-in-time.csv",
        "stages/3-impute-by-region.csv",
        "stages/4-screen.csv",
        "stages/5-treat.csv",
        "stages/6-normalise.csv",
        "trends.csv",
        "weights.csv",
    ]
    assert steps == ["read", "build", "tables", "tables"]
    assert _rows(tmp_path / "ranking.csv")[0]["RANK"] == "1"
    assert json.loads((tmp_path / "results.json").read_bytes())["index"] == "INDEX"


def test_two_builds_write_the_same_bytes(tmp_path: Path) -> None:
    one, two = (index_folder.build(SMALL, tmp_path / name) for name in ("one", "two"))
    assert [p.read_bytes() for p in one.paths] == [p.read_bytes() for p in two.paths]


def test_the_sdmx_file_has_the_columns_of_sdmx_csv_2_and_marks_missing_scores(tmp_path: Path) -> None:
    index_folder.build(SMALL, tmp_path)
    rows = _rows(tmp_path / "results.sdmx.csv")
    assert list(rows[0])[:6] == [
        "STRUCTURE",
        "STRUCTURE_ID",
        "ACTION",
        "REF_AREA",
        "INDICATOR",
        "TIME_PERIOD",
    ]
    assert rows[0]["STRUCTURE"] == "dataflow"
    assert {r["OBS_STATUS"] for r in rows} <= {"A", "M"}
    assert all((r["OBS_STATUS"] == "M") == (r["OBS_VALUE"] == "") for r in rows)


def test_the_audit_page_stands_alone_and_has_every_section(audited: Path) -> None:
    page = (audited / "audit.html").read_text("utf-8")
    for key in (
        "findings",
        "framework",
        "data",
        "method",
        "coherence",
        "importance",
        "results",
        "uncertainty",
        "removal",
    ):
        assert f'<section id="{key}"' in page
    assert page.count("<svg") == 2 * 8  # for a desk and for a phone
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_the_audit_writes_intervals_and_sensitivity_beside_the_page(audited: Path) -> None:
    rows = _rows(audited / "uncertainty.csv")
    assert all(float(r["RANK_LOW"]) <= float(r["RANK_MEDIAN"]) <= float(r["RANK_HIGH"]) for r in rows)
    assert [r["ASSUMPTION"] for r in _rows(audited / "sensitivity.csv")] == [
        "normalisation",
        "top aggregation",
        "weights",
    ]
    assert "RANK_LOW" in _rows(audited / "ranking.csv")[0]


def test_the_pdf_is_set_where_the_typesetter_is_installed_and_explained_where_it_is_not(
    tmp_path: Path,
) -> None:
    written = index_folder.audit(SMALL, tmp_path, language="en")
    made = tmp_path / "audit.pdf"
    assert made.is_file() != ("audit.pdf" in written.unwritten)
    if made.is_file():
        assert made.read_bytes().startswith(b"%PDF-")


def test_the_pdf_has_the_same_bytes_each_time() -> None:
    pytest.importorskip("typst", reason="the PDF typesetter is not installed")
    from xinxiao.publish.documents import audit_pdf

    folder = index.read_folder(SMALL)
    made = index.audit(index.build(folder.spec, folder.panel))
    assert audit_pdf(made, "en") == audit_pdf(made, "en")


def test_a_stage_name_cannot_lead_out_of_the_folder() -> None:
    assert index_folder.file_name("../../evil") == "evil"
    assert index_folder.file_name("处理 / 1") == "处理-1"
    assert index_folder.file_name("..") == "stage"


@pytest.mark.parametrize(
    ("library", "lost", "extra"), [("jinja2", "audit.html", "portal"), ("typst", "audit.pdf", "pdf")]
)
def test_without_a_library_the_report_it_makes_is_left_out_and_the_rest_is_written(
    library: str, lost: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] == library or name.startswith("xinxiao.publish.documents"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    written = index_folder.audit(SMALL, tmp_path, language="en")
    assert written.unwritten == {lost: f"{library} is not installed; pip install 'xinxiao[{extra}]'"}
    assert not (tmp_path / lost).exists()
    assert (tmp_path / "sensitivity.csv").is_file()


def test_csv_has_texts_in_quotes_ten_digits_and_nothing_where_a_value_is_missing() -> None:
    table = Table(
        {
            "UNIT": text(['A "one"', None, "C"]),
            "SCORE": number([1 / 3, float("nan"), 1234567890123.0]),
            "SMALL": number([1e-7, 0.5, -0.0]),
            "RANK": count([1, float("nan"), 2]),
            "SURE": flag([True, None, False]),
        }
    )
    assert index.write_csv(table).decode().splitlines() == [
        '"UNIT","SCORE","SMALL","RANK","SURE"',
        '"A ""one""",0.3333333333,1e-07,1,true',
        ",,0.5,,",
        '"C",1234567890000,-0,2,false',
    ]


def test_a_folder_with_a_fault_is_refused_with_file_and_line_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(SMALL, folder)
    method = (folder / "method.yaml").read_text("utf-8").replace("method: minmax", "method: maxmin")
    (folder / "method.yaml").write_text(method, "utf-8")
    with pytest.raises(ProgrammeFault) as refused:
        index_folder.build(folder, tmp_path / "out")
    assert "method.yaml:" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_tiles_are_read_from_the_units_table(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(SMALL, folder)
    rows = (folder / "units.csv").read_text("utf-8").splitlines()
    placed = [f"{rows[0]},tile_row,tile_column"] + [
        f"{row},{n // 4},{n % 4}" for n, row in enumerate(rows[1:])
    ]
    (folder / "units.csv").write_text("\n".join(placed) + "\n", "utf-8")
    index_folder.audit(folder, tmp_path / "out", language="zh")
    assert '<figure id="figure-map">' in (tmp_path / "out" / "audit.html").read_text("utf-8")


def test_the_models_of_an_audit_are_written_when_asked_for_and_not_otherwise(
    audited: Path, tmp_path: Path
) -> None:
    assert not (audited / "replicates.csv").exists()
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    text = (folder / "assumptions.yaml").read_text("utf-8")
    (folder / "assumptions.yaml").write_text(re.sub(r"replicates: \d+", "replicates: 4", text), "utf-8")
    written = index_folder.audit(folder, tmp_path / "out", asked=index_folder.Asked(replicates=True))
    assert "replicates.csv" in [path.name for path in written.paths]
    rows = _rows(tmp_path / "out" / "replicates.csv")
    assert len(rows) == 4 * 3 * 12
    assert [rows[0]["REPLICATE"], rows[-1]["REPLICATE"]] == ["1", "4"]


SAMPLE = "weights,top aggregation,normalisation\n0.1,0.4,0.9\n0.2,0.6,0.1\n0.3,0.7,0.8\n"


def test_the_models_of_a_sample_are_those_run(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(SAMPLE, "utf-8")
    asked = index_folder.Asked(replicates=True, sample=tmp_path / "s.csv")
    index_folder.audit(SMALL, tmp_path / "out", asked=asked)
    rows = _rows(tmp_path / "out" / "replicates.csv")
    assert len(rows) == 3 * 3 * 12
    given = {r["REPLICATE"]: (r["normalisation"], r["top aggregation"]) for r in rows}
    assert given == {
        "1": ("percentile rank", "geometric"),
        "2": ("min-max", "arithmetic"),
        "3": ("percentile rank", "arithmetic"),
    }
    assert _rows(tmp_path / "out" / "sensitivity.csv") == []
    used = {r["ALTERNATIVE"]: r for r in _rows(tmp_path / "out" / "turnout.csv")}
    assert used["arithmetic"]["ASKED"] == "2"


def test_a_sample_with_a_fault_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(SAMPLE.replace("0.9", "1.0"), "utf-8")
    with pytest.raises(ProgrammeFault) as refused:
        index_folder.audit(SMALL, tmp_path / "out", asked=index_folder.Asked(sample=tmp_path / "s.csv"))
    assert [(f.file, f.line, f.code) for f in refused.value.findings] == [("s.csv", 2, "index.sample_point")]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("asked", [{"replicates": True}, {"sample": Path("s.csv")}])
def test_models_without_assumptions_are_refused(tmp_path: Path, asked: dict[str, object]) -> None:
    folder = tmp_path / "in"
    shutil.copytree(SMALL, folder)
    (folder / "assumptions.yaml").unlink()
    with pytest.raises(DataFault) as refused:
        index_folder.audit(folder, tmp_path / "out", asked=msgspec.convert(asked, index_folder.Asked))
    assert refused.value.told is not None
    assert refused.value.told.name == "assumptions_none"
    assert "audit.html" in [
        path.name for path in index_folder.audit(folder, tmp_path / "out").paths
    ]  # not asked for, it is no fault


def test_alpha_of_pairs_is_given_when_asked_for_and_called_so(audited: Path, tmp_path: Path) -> None:
    index_folder.audit(SMALL, tmp_path / "out", language="en", asked=index_folder.Asked(pairwise=True))
    usual, asked = ((folder / "audit.html").read_text("utf-8") for folder in (audited, tmp_path / "out"))
    assert ">Alpha<" in usual
    assert "Alpha on all pairs" not in usual
    assert "Alpha on all pairs" in asked
