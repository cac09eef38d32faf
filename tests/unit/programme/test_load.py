"""Loading: bytes in, programme and findings out."""

from __future__ import annotations

import gzip
import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.nouns import CELLS, TINY, TUTORIAL, with_cells
from xinxiao.errors import NotFound
from xinxiao.files.folder import LARGEST_FILE, read_folder
from xinxiao.model.release import digest_of, sha256
from xinxiao.programme.load import load, load_bytes


def test_the_tiny_programme_loads_without_a_finding() -> None:
    loaded = load(TINY)
    assert loaded.findings == ()
    assert loaded.programme is not None
    assert loaded.figures.rows == 108
    assert len(loaded.programme.provinces) == 5
    assert loaded.texts["en"]["about"].startswith("# About")
    assert loaded.indices["INDEX"].framework.indicator_codes == ("USERS_PC", "SHARE", "POP")


def test_dates_and_codes_with_leading_zeros_stay_text() -> None:
    loaded = load(TINY)
    assert loaded.programme is not None
    assert loaded.programme.file.issued == "2017-08-13"
    assert loaded.programme.file.version == "0.1.0"


def test_the_hash_is_the_same_from_folder_and_from_bytes_in_any_order() -> None:
    files = read_folder(TINY)
    backwards = dict(reversed(list(files.items())))
    assert load_bytes(backwards).sha256 == load(TINY).sha256
    assert len(load(TINY).sha256) == 64


def test_dotfiles_and_backups_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text("id: x\n")
    for name in (".hidden", "programme.yaml~", "programme.yaml.swp", "#programme.yaml#"):
        (tmp_path / name).write_text("x")
    assert list(read_folder(tmp_path)) == ["programme.yaml"]


def test_a_folder_that_does_not_exist_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no programme folder"):
        load(tmp_path / "nowhere")


def test_an_empty_folder_names_the_seven_files_it_needs(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.programme is None
    assert [(f.file, f.code) for f in loaded.findings] == [
        ("codelists.yaml", "FILE_MISSING"),
        ("codelists/CL_AREA.csv", "FILE_MISSING"),
        ("codelists/CL_UNIT.csv", "FILE_MISSING"),
        ("dataflows.yaml", "FILE_MISSING"),
        ("indicators.yaml", "FILE_MISSING"),
        ("programme.yaml", "FILE_MISSING"),
        ("sources.yaml", "FILE_MISSING"),
    ]


def test_a_compressed_table_reads_like_a_plain_one(tiny: dict[str, bytes]) -> None:
    cells = b"TIME_PERIOD,REF_AREA,LEVEL,ORIGIN,ROW,COL,OBS_VALUE,SOURCE\n2017,CN,42,D,01,02,5.5,S_BOOK\n"
    loaded = load_bytes({**with_cells(tiny), "io/national.csv.gz": gzip.compress(cells + CELLS)})
    assert loaded.findings == ()
    assert loaded.io.table.column("OBS_VALUE").to_pylist().count(Decimal("5.5")) == 1
    assert set(loaded.io.table.column("UNIT_MEASURE").to_pylist()) == {"10K_YUAN"}


def test_a_file_of_64_megabytes_is_the_largest_that_is_read() -> None:
    assert LARGEST_FILE == 67_108_864


def test_sources_may_stand_in_several_files(tiny: dict[str, bytes]) -> None:
    more = tiny["sources.yaml"].replace(b"S_BOOK", b"S_MORE").split(b"  - id: S_PRESS")[0]
    loaded = load_bytes({**tiny, "sources_more.yaml": more})
    assert loaded.programme is not None
    assert sorted(loaded.programme.sources) == ["S_BOOK", "S_MORE", "S_PRESS"]


def test_the_tutorial_loads_with_5_counties_2_targets_3_tasks_and_116_figures() -> None:
    loaded = load(TUTORIAL)
    assert loaded.findings == ()
    assert loaded.programme is not None
    assert [area.id for area in loaded.programme.provinces] == [
        "990001",
        "990002",
        "990003",
        "990004",
        "990005",
    ]
    assert [target.id for target in loaded.programme.targets] == ["T1", "T2"]
    assert [task.id for task in loaded.programme.tasks] == [1, 2, 3]
    assert loaded.figures.rows == 116


def test_bytes_and_folder_give_the_same_programme_tables_and_hashes() -> None:
    folder, files = load(TUTORIAL), load_bytes(read_folder(TUTORIAL))
    assert folder.programme == files.programme
    assert folder.figures.table.equals(files.figures.table)
    assert folder.hashes == files.hashes
    assert folder.places == files.places


def test_every_file_is_hashed_and_one_blank_more_in_any_of_them_changes_the_hash() -> None:
    files = dict(read_folder(TUTORIAL))
    loaded = load_bytes(files)
    on_disk = sorted(path.relative_to(TUTORIAL).as_posix() for path in TUTORIAL.rglob("*") if path.is_file())
    assert list(loaded.files) == on_disk
    assert sorted(loaded.hashes) == on_disk
    assert loaded.hashes["sources.yaml"] == hashlib.sha256(files["sources.yaml"]).hexdigest()
    others = {digest_of({**loaded.hashes, path: sha256(files[path] + b" ")}) for path in on_disk}
    assert len({loaded.sha256, *others}) == len(on_disk) + 1


def test_figures_have_the_columns_and_types_of_their_dataflow_and_stand_in_key_order() -> None:
    figures = load(TUTORIAL).figures
    table, flow = figures.table, figures.dataflow
    assert flow.id == "RD_FIGURES"
    assert table.schema == flow.schema
    assert table.column("OBS_VALUE").null_count == 0
    rows = table.to_pylist()
    assert rows == sorted(rows, key=lambda row: tuple(row[name] for name in flow.dimensions))
    assert (rows[0]["INDICATOR"], rows[0]["TIME_PERIOD"], rows[0]["OBS_VALUE"]) == ("LENT", "2021", 1224500)


def test_the_order_of_files_and_of_rows_changes_no_figure(tiny: dict[str, bytes]) -> None:
    header, *rows = tiny["figures/people.csv"].splitlines(keepends=True)
    backwards = {**tiny, "figures/people.csv": header + b"".join(reversed(rows))}
    assert load_bytes(backwards).figures.table.equals(load_bytes(tiny).figures.table)
    assert load_bytes(backwards).sha256 != load_bytes(tiny).sha256


@pytest.mark.parametrize(
    ("beside", "missing"),
    [
        ("figures/later.yaml", "figures/later.csv"),
        ("codelists/CL_MORE.provenance.yaml", "codelists/CL_MORE.csv"),
        ("io/provenance.yaml", "io/national.csv"),
    ],
)
def test_a_table_that_a_provenance_stands_beside_is_a_missing_file(
    tiny: dict[str, bytes], beside: str, missing: str
) -> None:
    title = b"title: {zh: \xe8\xa1\xa8, en: Table}\nsources: [S_BOOK]\n"
    assert [(f.file, f.line, f.code) for f in load_bytes({**tiny, beside: title}).errors] == [
        (missing, 0, "FILE_MISSING")
    ]


def test_tables_that_io_yaml_describes_and_that_are_not_there_are_a_missing_file(
    tiny: dict[str, bytes],
) -> None:
    found = [(f.file, f.code) for f in load_bytes(with_cells(tiny)).errors]
    assert ("io/national.csv", "FILE_MISSING") in found
