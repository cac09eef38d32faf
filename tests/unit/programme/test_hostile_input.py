"""One fault in one file: its file, its line and its code, with a remedy in both languages; folders too."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import pytest

from tests.nouns import TINY, with_cells
from xinxiao.errors import NotFound
from xinxiao.files import folder as place
from xinxiao.files import sheet
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load, load_bytes
from xinxiao.texts import Language, text

FIGURES = "figures/people.csv"


LANGUAGE_STOPS: tuple[tuple[Language, tuple[str, str]], ...] = (("zh", ("。", "？")), ("en", (".", "?")))


def errors(files: Mapping[str, bytes]) -> list[tuple[str, int, str]]:
    loaded = load_bytes(files)
    remedies(loaded.findings)
    return [(found.file, found.line, found.code) for found in loaded.errors]


def remedies(findings: tuple[Finding, ...]) -> None:
    """Each finding is one line in either language, and a whole sentence."""
    for found in findings:
        for language, stops in LANGUAGE_STOPS:
            line = found.line_text(language)
            assert line.startswith(
                f"{found.file}:{found.line}: {text(language, f'level.{found.level}')}: {found.code}: "
            )
            assert line.endswith(stops)
            assert "\n" not in line


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        ("scopes.yaml", b"    kind: published", b"\tkind: published", 5, "YAML_SYNTAX"),
        ("scopes.yaml", b"{zh: \xe5\xae\xbd", b"{{zh: \xe5\xae\xbd", 10, "YAML_KEY"),
        ("scopes.yaml", b"scopes:\n", b"", 1, "FIELD_TYPE"),
        ("scopes.yaml", b"    kind: published\n", b"", 2, "FIELD_MISSING"),
        (
            "scopes.yaml",
            b"    kind: published\n",
            b"    kind: published\n    colour: red\n",
            6,
            "FIELD_UNKNOWN",
        ),
        ("scopes.yaml", b"kind: published", b"kind: 'a\n\n      b'", 5, "FIELD_VALUE"),
        ("scopes.yaml", b"en: Wide scope", b'en: "Wide \\e[31mscope"', 10, "FILE_CONTROL"),
        ("scopes.yaml", b"en: Wide scope", b'en: "\\ud800"', 10, "YAML_SYNTAX"),
        ("scopes.yaml", b"  - id: NARROW\n", b"  -\n  - id: NARROW\n", 2, "FIELD_TYPE"),
        ("indicators.yaml", b"tolerance: 0.001", b"tolerance: high", 7, "FIELD_TYPE"),
        ("indicators.yaml", b"tolerance: 0.001", b"tolerance: -1", 7, "FIELD_LIMIT"),
        ("indicators.yaml", b"additive: true", b"additive: yes", 6, "FIELD_TYPE"),
        ("indicators.yaml", b"kind: share", b"kind: shares", 19, "FIELD_VALUE"),
        ("indicators.yaml", b"id: SIZE", b"id: size of it", 20, "FIELD_PATTERN"),
        ("targets.yaml", b"article: '1'", b"article: 1", 4, "FIELD_TYPE"),
        ("targets.yaml", b"deadline: 2020-12-31", b"deadline: 31.12.2020", 6, "FIELD_PATTERN"),
        ("sources.yaml", b"2021-09-30", b"2021-09-31", 5, "DATE_INVALID"),
        ("sources.yaml", b"grade: B", b"grade: A+", 14, "FIELD_VALUE"),
        ("programme.yaml", b"first: 2015", b"first: 15", 19, "FIELD_LIMIT"),
        ("programme.yaml", b"first: 2015", b"first: 2015.5", 19, "FIELD_TYPE"),
        ("programme.yaml", b"version: 0.1.0", b"version: 0.1", 2, "FIELD_TYPE"),
        ("codelists/CL_BODY.yaml", b"id: BUREAU", b"id: OFFICE", 7, "ID_DUPLICATE"),
        ("codelists/CL_AREA.csv", b"950100", b"95010", 8, "CODE_FORM"),
        ("codelists/CL_AREA.csv", b",prefecture,", b",prefectur,", 8, "FIELD_VALUE"),
        ("codelists/CL_UNIT.csv", b"1e8 * yuan,1", b"1e8 * yuan,one", 4, "FIELD_TYPE"),
        ("figures/people.yaml", b"title:", b"titel:", 1, "FIELD_MISSING"),
        (FIGURES, b"2015,2021-09-30,1000", b"2015,2021-02-29,1000", 2, "FIGURE_VINTAGE"),
        (FIGURES, b"2015,2021-09-30,1000", b"2015-13,2021-09-30,1000", 2, "FIGURE_PERIOD"),
        (FIGURES, b"2015,2021-09-30,1000", b"2015-Q2,2021-09-30,1000", 2, "FIGURE_FREQUENCY"),
        (FIGURES, b",1000,10K", b",1,000,10K", 2, "CSV_COLUMNS"),
        (FIGURES, b",1000,10K", b",,10K", 2, "CSV_EMPTY"),
        (FIGURES, b",1000,10K", b",1e400,10K", 2, "CSV_DECIMALS"),
        (FIGURES, b",1000,10K", b",nan,10K", 2, "CSV_NUMBER"),
        (FIGURES, b",1000,10K", b",-inf,10K", 2, "CSV_NUMBER"),
        (FIGURES, b"S_BOOK,\n", b'S_BOOK,"two\n', 2, "CSV_QUOTES"),
        (FIGURES, b"S_BOOK,\n", b"S_BOOK,\x1b[2J\n", 2, "FILE_CONTROL"),
        (FIGURES, b"A,910000,POP", b"A,910000,PPO", 2, "INDICATOR_UNKNOWN"),
        (FIGURES, b"A,910000,POP,_Z,2016", b"A,910000,POP,_Z,2015", 3, "KEY_DUPLICATE"),
        (FIGURES, b"REF_AREA", b"REF_AREA,REF_AREA", 1, "CSV_HEADER_DOUBLE"),
        ("index/framework.csv", b"0.5,0,100", b"half,0,100", 4, "CSV_NUMBER"),
        ("index/framework.csv", b"direction", b"dir\x0bon", 1, "FILE_CONTROL"),
        ("texts/zh/about.md", b"#", b"\xff\xd8", 1, "FILE_ENCODING"),
    ],
)
def test_one_fault_is_told_at_its_line_with_its_code(
    tiny: dict[str, bytes], file: str, old: bytes, new: bytes, line: int, code: str
) -> None:
    assert old in tiny[file]
    assert (file, line, code) in errors({**tiny, file: tiny[file].replace(old, new, 1)})


@pytest.mark.parametrize(
    "file",
    ["sources.yaml", "scopes.yaml", "indicators.yaml", "codelists/CL_AREA.csv", "codelists/CL_BODY.yaml"],
)
def test_a_file_that_is_not_utf_8_is_the_only_error_and_not_followed_by_unknown_names(
    tiny: dict[str, bytes], file: str
) -> None:
    assert errors({**tiny, file: b"\xff" + tiny[file]}) == [(file, 1, "FILE_ENCODING")]


def test_a_name_missing_from_a_file_that_was_read_is_still_told(tiny: dict[str, bytes]) -> None:
    files = {
        **tiny,
        "scopes.yaml": tiny["scopes.yaml"].replace(b"id: WIDE", b"id: WYDE").replace(b"en: N", b"eN: N", 1),
    }
    assert {code for _, _, code in errors(files)} == {"FIELD_UNKNOWN", "TRANSLATION_MISSING", "SCOPE_UNKNOWN"}


def test_a_table_cut_in_its_last_row_names_row_109_and_keeps_the_107_before(tiny: dict[str, bytes]) -> None:
    loaded = load_bytes({**tiny, FIGURES: tiny[FIGURES][:-30]})
    assert [(f.file, f.line, f.code) for f in loaded.errors] == [(FIGURES, 109, "CSV_COLUMNS")]
    assert loaded.figures.rows == 107


def test_a_last_line_without_an_end_is_a_warning_on_line_109(tiny: dict[str, bytes]) -> None:
    found = load_bytes({**tiny, FIGURES: tiny[FIGURES][:-1]}).findings
    assert [(f.file, f.line, f.code, f.level) for f in found] == [
        (FIGURES, 109, "CSV_NO_LINE_END", "warning")
    ]


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_other_line_ends_give_the_same_108_figures(tiny: dict[str, bytes], end: bytes) -> None:
    loaded = load_bytes({**tiny, FIGURES: tiny[FIGURES].replace(b"\n", end)})
    assert loaded.findings == ()
    assert loaded.figures.table.equals(load_bytes(tiny).figures.table)


@pytest.mark.parametrize("mark", ["\u2028", "\u202e", "\u2067", "\u200b", "\ufeff"])
def test_a_mark_that_nobody_sees_is_told_wherever_it_stands(tiny: dict[str, bytes], mark: str) -> None:
    for file, old in (
        ("codelists/CL_UNIT.csv", "DECIMALS"),
        ("indicators.yaml", "name: {zh: "),
        ("texts/en/about.md", "#"),
        ("figures/people.csv", ",POP,"),
    ):
        content = tiny[file].decode().replace(old, old[0] + mark + old[1:], 1).encode()
        assert (file, "FILE_CONTROL") in [(f, code) for f, _, code in errors({**tiny, file: content})]
    escaped = tiny["scopes.yaml"].replace(b"kind: published", f'kind: "a\\u{ord(mark):04X}b"'.encode(), 1)
    assert errors({**tiny, "scopes.yaml": escaped})[0] == ("scopes.yaml", 5, "FILE_CONTROL")


def test_a_table_with_semicolons_names_the_columns_it_lacks(tiny: dict[str, bytes]) -> None:
    found = errors({**tiny, FIGURES: tiny[FIGURES].replace(b",", b";")})
    assert found[:2] == [(FIGURES, 1, "CSV_HEADER"), (FIGURES, 1, "CSV_HEADER_UNKNOWN")]


def test_a_truncated_archive_is_told_and_an_archive_that_unpacks_too_far_too(
    tiny: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(b"TIME_PERIOD,REF_AREA\n" * 999)
    tiny = with_cells(tiny)
    assert errors({**tiny, "io/national.csv.gz": packed[:-12]}) == [("io/national.csv.gz", 0, "GZIP_BROKEN")]
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 1000)
    assert errors({**tiny, "io/national.csv.gz": packed}) == [("io/national.csv.gz", 0, "GZIP_TOO_LARGE")]


@pytest.mark.parametrize(
    "file", ["figures/people.xlsx", "figures/more.CSV", "io/table.csv", "indcators.yaml", "programme.yml"]
)
def test_a_file_that_nothing_reads_is_a_warning(tiny: dict[str, bytes], file: str) -> None:
    found = load_bytes({**tiny, file: b"a: 1\n"}).findings
    assert [(f.file, f.line, f.code, f.level) for f in found] == [(file, 0, "FILE_UNKNOWN", "warning")]


def test_blanks_and_chinese_in_a_file_name_stand_in_the_finding_as_they_are(tiny: dict[str, bytes]) -> None:
    row = b"A,CN,POP,_Z,2014,2021-09-30,x,10K_PERSONS,A,A,S_BOOK,\n"
    files = {**tiny, "figures/新 表 1.csv": tiny[FIGURES].split(b"\n")[0] + b"\n" + row}
    lines = [found.line_text("zh") for found in load_bytes(files).errors]
    assert len(lines) == 1
    assert lines[0].startswith("figures/新 表 1.csv:2: 错误: CSV_NUMBER: ")


def test_line_ends_and_escape_sequences_in_a_value_are_spelled_out_on_one_line(
    tiny: dict[str, bytes],
) -> None:
    content = tiny["scopes.yaml"].replace(b"kind: published", b'kind: "a\\nb\\uE000c"', 1)
    line = load_bytes({**tiny, "scopes.yaml": content}).errors[0].line_text("en")
    assert line.startswith("scopes.yaml:5: error: FIELD_VALUE: scopes.0.kind: a\\nb\\ue000c is not allowed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "programme"))


def test_a_link_to_a_file_outside_the_folder_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_bytes((folder / "programme.yaml").read_bytes())
    (folder / "programme.yaml").unlink()
    (folder / "programme.yaml").symlink_to(tmp_path / "outside.yaml")
    found = load(folder).errors
    assert [(f.file, f.line, f.code) for f in found] == [("programme.yaml", 0, "FILE_OUTSIDE")]


def test_links_that_lead_in_a_circle_or_nowhere_are_errors(folder: Path) -> None:
    before = load(folder).sha256
    (folder / "circle").symlink_to(folder)
    (folder / "self.yaml").symlink_to(folder / "self.yaml")
    (folder / "nowhere.yaml").symlink_to(folder / "missing")
    after = load(folder)
    assert after.sha256 == before
    assert [(f.file, f.line, f.code) for f in after.findings] == [
        ("circle", 0, "FILE_KIND"),
        ("nowhere.yaml", 0, "FILE_KIND"),
        ("self.yaml", 0, "FILE_UNREADABLE"),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_where_a_table_should_be_is_an_error_and_is_not_waited_for(folder: Path) -> None:
    (folder / "figures" / "people.csv").unlink()
    os.mkfifo(folder / "figures" / "people.csv")
    assert ("figures/people.csv", 0, "FILE_KIND") in [(f.file, f.line, f.code) for f in load(folder).errors]


def test_a_link_to_another_file_of_the_folder_is_read(folder: Path) -> None:
    (folder / "texts" / "zh" / "more.md").symlink_to(folder / "texts" / "zh" / "about.md")
    (folder / "texts" / "en" / "more.md").symlink_to(folder / "texts" / "en" / "about.md")
    loaded = load(folder)
    assert loaded.findings == ()
    assert loaded.texts["zh"]["more"] == loaded.texts["zh"]["about"]


def test_a_folder_where_a_file_should_be_is_an_error(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    (folder / "sources.yaml").mkdir()
    assert [(f.file, f.line, f.code) for f in load(folder).errors] == [("sources.yaml", 0, "FILE_KIND")]


@pytest.mark.parametrize(
    ("name", "said"), [("programme.yaml", "not a folder"), ("nowhere", "no programme folder")]
)
def test_a_wrong_place_is_refused_with_what_to_name_instead(folder: Path, name: str, said: str) -> None:
    with pytest.raises(NotFound, match=said) as refused:
        load(folder / name)
    assert "folder that holds programme.yaml" in refused.value.hint


def test_a_file_one_byte_larger_than_64_megabytes_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "figures" / "big.csv").open("wb") as stream:
        stream.truncate(67_108_865)
    (found,) = (f for f in load(folder).errors if f.file == "figures/big.csv")
    assert (found.code, dict(found.places)) == ("FILE_LARGE", {"size": "67108865", "most": "67108864"})


def test_a_file_that_may_not_be_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(path: Path, *arguments: str) -> IO[Any]:
        if path.name == "tasks.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", refuse)
    (found,) = (f for f in load(folder).errors if f.file == "tasks.yaml")
    assert (found.code, dict(found.places)) == ("FILE_UNREADABLE", {"problem": "Permission denied"})


@pytest.mark.parametrize("name", [b"a\xff.csv", b"a\nb.csv"])
def test_a_file_name_that_cannot_be_shown_is_refused(folder: Path, name: bytes) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder / "figures") + b"/" + name)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes no such name")
    (found,) = (f for f in load(folder).errors if f.code == "FILE_NAME")
    assert found.file.startswith("figures/a\\") and found.file.isascii()


def test_files_beyond_the_most_a_folder_may_have_are_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "MOST_FILES", 7)
    (found,) = (f for f in load(folder).errors if f.code == "FILE_MANY")
    assert dict(found.places) == {"files": "7", "most": "536870912"}
