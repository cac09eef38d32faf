"""Packages: what is in the zip, that it says what it holds, and that its code reads it."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.nouns import labels, part, release
from tests.unit.publish.test_files import INVENTED, LONG, cells, export, extract
from xinxiao.publish.files.package import Packed, package
from xinxiao.texts import Language


def packed(nature: str = "real", lang: Language = "en", manifest: bytes = b"") -> zipfile.ZipFile:
    """A package of the figures."""
    return zipfile.ZipFile(io.BytesIO(written(nature, lang, manifest)))


def written(nature: str = "real", lang: Language = "en", manifest: bytes = b"") -> bytes:
    sealed = export(extract(), "parquet")
    own = release(synthetic=nature == "invented", datasets={"IC_FIGURES": part("a" * 64)})
    rows = replace(extract(), release=own)
    return b"".join(package([Packed(rows, lambda: iter([sealed]))], labels(lang), manifest))


def test_a_package_has_data_words_codes_sources_code_and_a_descriptor() -> None:
    assert packed().namelist() == [
        "README.md",
        "data/IC_FIGURES.csv",
        "data/IC_FIGURES.parquet",
        "metadata/IC_FIGURES.md",
        "metadata/IC_FIGURES-codes.csv",
        "metadata/sources.csv",
        "snippets/read.py",
        "snippets/read.R",
        "snippets/excel.pq",
        "snippets/read.sql",
        "datapackage.json",
    ]
    assert packed().read("data/IC_FIGURES.parquet") == export(extract(), "parquet")
    assert packed(manifest=b"{}").read("manifest.json") == b"{}"


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written() == written()
    assert written(lang="zh") != written()
    assert {entry.date_time for entry in packed().infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_the_descriptor_says_size_hash_and_columns_of_each_file() -> None:
    file = packed()
    said = json.loads(file.read("datapackage.json"))
    assert said["name"] == f"ic_figures-{said['version']}".lower()
    assert said["created"] == "2025-07-01T00:00:00Z"
    resources = {one["path"]: one for one in said["resources"]}
    assert sorted(resources) == [
        "data/IC_FIGURES.csv",
        "data/IC_FIGURES.parquet",
        "metadata/IC_FIGURES-codes.csv",
        "metadata/sources.csv",
    ]
    for path, one in resources.items():
        content = file.read(path)
        assert (one["bytes"], one["hash"]) == (len(content), "sha256:" + hashlib.sha256(content).hexdigest())
    schema = resources["data/IC_FIGURES.csv"]["schema"]
    assert tuple(field["name"] for field in schema["fields"]) == LONG
    kinds = {field["name"]: field["type"] for field in schema["fields"]}
    assert [kinds[name] for name in ("REF_AREA", "TIME_PERIOD", "OBS_VALUE", "DECIMALS", "REF_AREA_NAME")] == [
        "string", "string", "number", "integer", "string",
    ]  # fmt: skip
    assert schema["primaryKey"] == ["FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE"]
    assert [source.get("path") for source in said["sources"]] == ["https://a.example/bulletin", None]
    assert {source["licence"] for source in said["sources"]} == {"facts, no licence needed"}


def test_words_say_what_it_is_how_to_cite_and_check_it_and_each_licence() -> None:
    said = packed().read("README.md").decode()
    assert said.startswith("# Figures as published, every vintage\n")
    assert "`IC_FIGURES.parquet` " + "a" * 64 in said
    assert "- Bureau A, Bulletin (2021-01-26): facts, no licence needed <https://a.example/bulletin>" in said
    assert "word: Figures as published, every vintage. Release TR-2024-" in said
    assert (
        "| REF_AREA | Place | dimension | CL_AREA(1.0.0) |  |"
        in packed().read("metadata/IC_FIGURES.md").decode()
    )
    assert {"COLUMN": "REF_AREA", "CODE": "CN", "NAME": "China"} in cells(
        packed().read("metadata/IC_FIGURES-codes.csv")
    )
    assert [row["URL"] for row in cells(packed().read("metadata/sources.csv"))] == [
        "https://a.example/bulletin",
        "",
    ]
    assert packed(lang="zh").read("README.md").decode().startswith("# 公布的数字，含全部修订版本\n")


def test_a_package_of_an_invented_programme_says_so_in_each_of_its_files_of_words_and_data() -> None:
    file = packed("invented")
    assert f"**{INVENTED}**" in file.read("README.md").decode()
    assert INVENTED in file.read("metadata/IC_FIGURES.md").decode()
    assert {row["SYNTHETIC"] for row in cells(file.read("data/IC_FIGURES.csv"))} == {"true"}
    assert json.loads(file.read("datapackage.json"))["release"]["synthetic"] is True
    assert INVENTED not in packed().read("README.md").decode()


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    packed().extractall(tmp_path)
    return tmp_path


def test_the_code_for_python_reads_it(unpacked: Path) -> None:
    done = subprocess.run([sys.executable, "snippets/read.py"], cwd=unpacked, capture_output=True, check=True)
    assert b"'REF_AREA_NAME': 'China'" in done.stdout
    assert b"'OBS_VALUE': 5.81" in done.stdout


def test_the_code_for_duckdb_reads_it(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unpacked)
    sealed, labelled = (unpacked / "snippets" / "read.sql").read_text("utf-8").strip().split("\n")
    assert len(duckdb.sql(sealed).fetchall()) == 2
    assert duckdb.sql(labelled).fetchall()[0][:3] == ("A", "CN", "China")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="no R here")
def test_the_code_for_r_reads_it(unpacked: Path) -> None:
    done = subprocess.run(["Rscript", "snippets/read.R"], cwd=unpacked, capture_output=True, check=True)
    assert b"5.81" in done.stdout


def test_the_code_for_excel_names_the_file_and_the_columns_of_numbers(unpacked: Path) -> None:
    said = (unpacked / "snippets" / "excel.pq").read_text("utf-8")
    assert 'File.Contents("C:\\data\\IC_FIGURES.csv")' in said
    assert '{{"OBS_VALUE", type number}, {"DECIMALS", type number}}' in said
