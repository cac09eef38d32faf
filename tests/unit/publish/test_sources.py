"""Sources: where each stands, where its copy stands and when it was read is in every file, whatever the form."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.nouns import labels, observations, part, release
from tests.unit.publish.test_files import ROWS, cells, export, extract
from xinxiao.publish.files import LAYOUTS
from xinxiao.publish.files.package import Packed, package

TOLD = [("https://a.example/bulletin", None, "2025-06-01"), (None, None, None)]
"""Address, copy and day of the sources S_A and S_B."""
NAMES = ("url", "archived", "accessed")
Told = list[tuple[str | None, ...]]


def of_rows(form: str) -> Told:
    found = {row["SOURCE"]: row for row in cells(export(extract(), form, "long"))}
    return [tuple(found[code][f"SOURCE_{n.upper()}"] or None for n in NAMES) for code in ("S_A", "S_B")]


def of_header(header: dict[str, list[dict[str, str]]]) -> Told:
    return [tuple(one[name] for name in NAMES) for one in header["sources"]]


def of_metadata(layout: str) -> dict[str, list[dict[str, str]]]:
    schema = pq.read_schema(io.BytesIO(export(extract(), "parquet", layout)))
    told: dict[str, list[dict[str, str]]] = json.loads(schema.metadata[b"xinxiao"])
    return told


def of_codes(header: dict[str, dict[str, dict[str, str]]]) -> Told:
    return [tuple(header["source_addresses"][code][name] for name in NAMES) for code in ("S_A", "S_B")]


def of_sheet(layout: str) -> Told:
    book = openpyxl.load_workbook(io.BytesIO(export(extract(), "xlsx", layout)))
    return [row[-3:] for row in book["Sources"].iter_rows(values_only=True, min_row=2)]


def of_wide() -> Told:
    found = {row["SOURCE"]: row for row in cells(export(extract(), "csv", "wide"))}
    return [tuple(found[code][f"SOURCE_{n.upper()}"] or None for n in NAMES) for code in ("S_A", "S_B")]


def of_package() -> zipfile.ZipFile:
    rows = replace(extract(), release=release(datasets={"IC_FIGURES": part("a" * 64)}))
    return zipfile.ZipFile(io.BytesIO(b"".join(package([Packed(rows, lambda: iter([b""]))], labels("en")))))


READ: dict[tuple[str, str], Callable[[], Told]] = {
    ("csv", "long"): lambda: of_rows("csv"),
    ("csv", "wide"): of_wide,
    ("json", "codes"): lambda: of_codes(json.loads(export(extract(), "json"))["header"]),
    ("json", "long"): lambda: of_header(json.loads(export(extract(), "json", "long"))["header"]),
    ("parquet", "codes"): lambda: of_codes(of_metadata("codes")),  # type: ignore[arg-type]
    ("parquet", "long"): lambda: of_header(of_metadata("long")),
    ("xlsx", "long"): lambda: of_sheet("long"),
    ("xlsx", "wide"): lambda: of_sheet("wide"),
    ("jsonstat", "cube"): lambda: of_header(json.loads(export(extract(), "jsonstat"))["extension"]),
    ("zip", "descriptor"): lambda: of_header(json.loads(of_package().read("datapackage.json"))),
    ("zip", "table"): lambda: [
        tuple(row[name.upper()] or None for name in NAMES)
        for row in csv.DictReader(io.StringIO(of_package().read("metadata/sources.csv").decode()))
    ],
}


@pytest.mark.parametrize(("form", "layout"), READ)
def test_every_file_says_where_its_sources_stand(form: str, layout: str) -> None:
    assert READ[form, layout]() == TOLD


def test_no_layout_is_without_them_but_the_bare_columns_of_sdmx() -> None:
    known = {(form, layout) for form, layouts in LAYOUTS.items() for layout in layouts}
    assert known - set(READ) == {("csv", "codes")}


def test_a_readme_says_address_and_day_and_nothing_of_what_nobody_kept() -> None:
    said = of_package().read("README.md").decode()
    assert "facts, no licence needed <https://a.example/bulletin>; Read on: 2025-06-01\n" in said
    assert "Archived copy" not in said


def test_a_line_of_several_sources_names_each_in_the_same_place_of_every_column() -> None:
    table = observations("figures", ROWS | {"VINTAGE": ["2021-01-26", "2021-01-26"]}).table
    (row,) = cells(export(extract(table=table), "csv", "wide"))
    assert (row["SOURCE"], row["SOURCE_URL"], row["SOURCE_ARCHIVED"], row["SOURCE_ACCESSED"]) == (
        "S_A; S_B",
        "https://a.example/bulletin; ",
        "",
        "2025-06-01; ",
    )


def test_periods_stand_by_their_beginning_the_longer_first() -> None:
    periods = ["2020-04", "2020-Q2", "2020", "2019-12"]
    same = {"VINTAGE": ["2021-01-26"] * 4, "TIME_PERIOD": periods, "OBS_VALUE": ["1", "0", None, "4.50"]}
    table = observations(
        "figures",
        same | {"OBS_STATUS": ["A", "A", "M", "A"]},
        FREQ="A", REF_AREA="CN", INDICATOR="IC", SCOPE="WIDE", UNIT_MEASURE="TRN_YUAN", SOURCE="S_A",
    ).table  # fmt: skip
    (row,) = cells(export(extract(table=table), "csv", "wide"))
    assert [name for name in row if name[0] == "2"] == ["2019-12", "2020", "2020_DOUBT", "2020-Q2", "2020-04"]
    # a zero is a zero; what is missing is empty and says why
    assert [row[n] for n in ("2019-12", "2020", "2020_DOUBT", "2020-Q2")] == ["4.50", "", "M", "0"]
