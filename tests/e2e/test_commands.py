"""The commands, from programme to release and back."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.e2e.conftest import Command
from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.release.explain import Node
from xinxiao.uses import releases
from xinxiao.uses.explain import explain


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_tutorials_programme_has_no_findings(xinxiao: Command) -> None:
    said = xinxiao("check", TUTORIAL)
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines()[-1] == "0 errors, 0 warnings, 0 notes"


def test_the_last_line_of_a_run_names_the_release_and_its_hash(xinxiao: Command, tmp_path: Path) -> None:
    said = xinxiao("run", "--programme", TUTORIAL, "--home", tmp_path)
    assert said.code == 0
    assert said.release.startswith("TR-2024-")
    assert "[9/9] seal" in said.err


def test_running_again_gives_the_same_release_and_no_second_row(xinxiao: Command, home: Path) -> None:
    first = json.loads(xinxiao("releases", "--home", home, "--format", "json").out)
    again = xinxiao("run", "--programme", TUTORIAL, "--home", home)
    assert again.release == first[0]["id"]
    assert json.loads(xinxiao("releases", "--home", home, "--format", "json").out) == first


def test_data_come_as_sdmx_columns_and_only_what_was_asked_for(xinxiao: Command, sealed_home: Path) -> None:
    said = xinxiao(
        "data", "RD_INDEX", "--where", "MEASURE=SCORE,RANK", "--where", "INDICATOR=READING",
        "--where", "TIME_PERIOD=2024", "--home", sealed_home,
    )  # fmt: skip
    rows = table(said.out)
    assert len(rows) == 10
    assert {row["MEASURE"] for row in rows} == {"SCORE", "RANK"}
    assert {row["SYNTHETIC"] for row in rows} == {"true"}
    assert "invented" in said.err


def test_the_same_rows_in_five_forms(xinxiao: Command, sealed_home: Path, tmp_path: Path) -> None:
    ask = ("data", "RD_FIGURES", "--where", "INDICATOR=POP", "--home", sealed_home)
    rows = len(table(xinxiao(*ask).out))
    for form in ("json", "parquet", "xlsx", "jsonstat"):
        assert xinxiao(*ask, "--format", form, "--out", tmp_path / f"x.{form}").code == 0
    assert len(json.loads((tmp_path / "x.json").read_text("utf-8"))["data"]) == rows
    assert pq.read_table(tmp_path / "x.parquet").num_rows == rows
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert (
        sheet.max_row == 7 + 1 + rows
    )  # title, invented, unit, release, source, hint, blank; then the header
    assert len(json.loads((tmp_path / "x.jsonstat").read_text("utf-8"))["value"]) == rows


def test_a_file_is_labelled_in_the_layout_and_language_asked_for(xinxiao: Command, sealed_home: Path) -> None:
    ask = (
        "data",
        "RD_INDEX",
        "--where",
        "MEASURE=RANK",
        "--where",
        "INDICATOR=READING",
        "--home",
        sealed_home,
    )
    long = table(xinxiao(*ask, "--layout", "long", "--lang", "en").out)
    assert (long[0]["REF_AREA_NAME"], len(long)) == ("County A", 20)
    wide = table(xinxiao(*ask, "--layout", "wide", "--lang", "en").out)
    assert [name for name in wide[0] if name.isdigit()] == ["2021", "2022", "2023", "2024"]
    assert len(wide) == 5
    assert xinxiao(*ask, "--bom").out.startswith("\ufeffFREQ,")
    refused = xinxiao(*ask, "--format", "json", "--layout", "wide")
    assert (refused.code, "codes, long" in refused.err) == (1, True)


def test_every_dataflow_of_the_release_can_be_read(xinxiao: Command, sealed_home: Path) -> None:
    for flow in ("RD_FIGURES", "RD_INDICATORS", "RD_INDEX", "RD_TARGETS", "RD_TASKS"):
        assert table(xinxiao("data", flow, "--home", sealed_home).out), flow


def test_figures_as_of_a_day_leave_out_what_was_published_later(xinxiao: Command, sealed_home: Path) -> None:
    rows = table(xinxiao("data", "RD_FIGURES", "--as-of", "2023-12-31", "--home", sealed_home).out)
    assert max(row["VINTAGE"] for row in rows) <= "2023-12-31"
    assert max(row["TIME_PERIOD"] for row in rows) == "2022"


def test_derived_data_as_of_a_day_are_recomputed_from_what_was_known(xinxiao: Command, home: Path) -> None:
    ask = ("data", "RD_INDICATORS", "--where", "INDICATOR=LENT_PC", "--home", home)
    now, then = table(xinxiao(*ask).out), table(xinxiao(*ask, "--as-of", "2023-12-31").out)
    assert max(row["TIME_PERIOD"] for row in now) == "2024"
    assert max(row["TIME_PERIOD"] for row in then) == "2022"
    assert then[0]["RELEASE"] == now[0]["RELEASE"] + "@2023-12-31"
    assert len(json.loads(xinxiao("releases", "--home", home, "--format", "json").out)) == 1


def test_a_score_is_explained_back_to_figures_with_source(xinxiao: Command, sealed_home: Path) -> None:
    where = ("REF_AREA=990001", "INDICATOR=READING", "MEASURE=SCORE", "TIME_PERIOD=2024")
    said = xinxiao("explain", "RD_INDEX", *where, "--home", sealed_home)
    assert "= 0.4 * SUPPLY + 0.6 * USE" in said.out
    assert "RD_FIGURES A.990001.LENT.PUBLIC_LIBRARIES.2024" in said.out
    assert "SOURCE=S_INVENTED" in said.out
    told = json.loads(xinxiao("explain", "RD_INDEX", *where, "--home", sealed_home, "--format", "json").out)
    assert told["root"]["key"] == "A.990001.READING.SCORE.2024"
    assert [child["weight"] for child in told["root"]["inputs"]] == [0.4, 0.6]


def test_an_open_question_is_answered_with_the_codes_to_choose_from(
    xinxiao: Command, sealed_home: Path
) -> None:
    said = xinxiao("explain", "RD_INDEX", "REF_AREA=990001", "MEASURE=SCORE", "--home", sealed_home)
    assert said.code == 1
    assert "INDICATOR=READING, SUPPLY, USE" in said.err


def test_every_derived_number_can_be_explained(xinxiao: Command, sealed_home: Path) -> None:
    call = bootstrap.call(sealed_home)
    release = releases.find(call)
    for flow in ("RD_INDICATORS", "RD_INDEX"):
        data = releases.dataset(call, release, flow)
        dimensions = data.dataflow.dimensions
        for key in data.keys.to_pylist()[::7]:
            where = dict(zip(dimensions, key.split("."), strict=True))
            root = explain(call, flow, where, release.id).root
            assert root.inputs, key
            assert root.method, key
            assert all(
                not isinstance(n, Node) or n.inputs or n.cut or n.dataflow == "RD_FIGURES"
                for n in root.inputs
            )
    call.ports.ledger.close()


def test_a_release_verifies(xinxiao: Command, home: Path) -> None:
    said = xinxiao("verify", "TR-2024", "--home", home)
    assert (said.code, said.out.strip().splitlines()[-1].split(" checks, ")[1]) == (
        0,
        "no difference: the release holds",
    )


def test_a_tampered_blob_is_found_and_named(xinxiao: Command, home: Path) -> None:
    call = bootstrap.call(home)
    blob = call.ports.blobs.verified(releases.find(call).datasets["RD_TARGETS"].sha256)
    call.ports.ledger.close()
    blob.chmod(0o644)
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    said = xinxiao("verify", "TR-2024", "--home", home)
    assert said.code == 1
    assert "RD_TARGETS.parquet: bytes no longer match the sealed hash" in said.out


def test_a_missing_blob_is_found_and_named(xinxiao: Command, home: Path) -> None:
    call = bootstrap.call(home)
    call.ports.blobs.verified(releases.find(call).datasets["RD_INDEX"].inputs_sha256).unlink()
    call.ports.ledger.close()
    said = xinxiao("verify", "TR-2024", "--home", home)
    assert said.code == 1
    assert "RD_INDEX.inputs.parquet: missing" in said.out


def test_a_revised_figure_makes_a_second_release_that_says_what_changed(
    xinxiao: Command, home: Path, programme: Path
) -> None:
    figures = programme / "figures" / "reading.csv"
    row = "A,990001,READERS,_Z,2024,2025-05-31,104000,PERSONS,A,B,S_INVENTED,recounted\n"
    figures.write_text(figures.read_text("utf-8") + row, "utf-8")
    first = xinxiao("releases", "--home", home).out.splitlines()[1].split("\t")[1]
    second = xinxiao("run", "--programme", programme, "--home", home).release
    assert second != first
    said = xinxiao("revisions", first, second, "--home", home)
    assert "REVISED RD_FIGURES A.990001.READERS._Z.2024 " in said.out
    assert "newer vintage: 2025-05-31; S_INVENTED; recounted" in said.out
    assert "RD_INDICATORS A.990001.READER_SHARE._Z.2024" in said.out
    assert "revised inputs: RD_FIGURES:A.990001.READERS._Z.2024.2025-05-31" in said.out
    ask = ("data", "RD_FIGURES", "--where", "INDICATOR=READERS", "--home", home)
    assert (
        len(table(xinxiao(*ask, "--release", second).out))
        == len(table(xinxiao(*ask, "--release", first).out)) + 1
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("data", "RD_INDX"), "RD_INDEX"),
        (("data", "RD_INDEX", "--where", "AREA=990001"), "REF_AREA"),
        (("data", "RD_INDEX", "--where", "REF_AREA"), "DIM=VALUE"),
        (("data", "RD_INDEX", "--as-of", "2023-02-30"), "YYYY-MM-DD"),
        (("data", "RD_INDEX", "--release", "TR-1999"), "TR-2024-"),
        (("explain", "RD_INDEX", "REF_AREA=990009"), "990005"),
        (("verify", "TR-1999"), "TR-2024-"),
        (("revisions", "TR-2024", "XX"), "TR-2024-"),
        (("run", "--programme", TUTORIAL, "--cycle", "C1999"), "C2024"),
        (("run", "--programme", TUTORIAL, "--as-of", "yesterday"), "YYYY-MM-DD"),
        (("run", "--programme", "no-such-folder"), "no-such-folder"),
        (("data", "RD_INDEX", "--out", "/no/such/folder/x.csv"), "/no/such/folder/x.csv"),
    ],
)
def test_a_wrong_request_is_answered_with_a_remedy_and_never_a_traceback(
    xinxiao: Command, home: Path, arguments: tuple[object, ...], words: str
) -> None:
    said = xinxiao(*arguments, "--home", home)
    assert said.code in (1, 3)
    assert words in said.err
    assert "Traceback" not in said.err


def test_without_a_release_the_first_step_is_named(xinxiao: Command, tmp_path: Path) -> None:
    said = xinxiao("data", "RD_INDEX", "--home", tmp_path)
    assert said.code == 1
    assert "xinxiao run" in said.err


def test_a_home_that_is_a_file_is_said_plainly(xinxiao: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    said = xinxiao("releases", "--home", tmp_path / "file")
    assert said.code == 3
    assert "--home" in said.err


def test_a_programme_with_errors_is_not_run_and_leaves_no_release(
    xinxiao: Command, home: Path, programme: Path
) -> None:
    (programme / "targets.yaml").write_text("targets:\n  - id: [broken\n", "utf-8")
    before = xinxiao("releases", "--home", home).out
    said = xinxiao("run", "--programme", programme, "--home", home)
    assert said.code == 1
    assert "targets.yaml:" in said.err
    assert xinxiao("releases", "--home", home).out == before


def test_settings_are_listed_with_their_variables(xinxiao: Command, tmp_path: Path) -> None:
    said = xinxiao("settings", "--home", tmp_path)
    assert f"home\tXINXIAO_HOME\t{tmp_path}" in said.out
    assert "engine\tXINXIAO_ENGINE\tduckdb" in said.out


def test_a_home_with_blanks_quotes_percent_signs_and_chinese_works(
    xinxiao: Command, sealed_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(sealed_home, tmp_path / "家 it's 100%")
    assert table(xinxiao("data", "RD_INDEX", "--where", "MEASURE=SCORE", "--home", home).out)
    fresh = tmp_path / "新 100% '家'"
    assert xinxiao("run", "--programme", TUTORIAL, "--home", fresh).code == 0
    assert xinxiao("explain", "RD_FIGURES", "INDICATOR=POP", "REF_AREA=990001", "--home", fresh).code == 0
