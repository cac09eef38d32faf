"""Taking in files of units: what is recorded, what is told, and that nothing is lost or changed on the way."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.frames import HEADER, SOUND, in_frame, sheet
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.collect.frame import Selection
from xinxiao.uses.call import Call
from xinxiao.uses.collect.frame import selected, unit_at
from xinxiao.uses.collect.frame_import import change, import_frame
from xinxiao.uses.taken_in import Imported

DAY = "2026-01-01"
ONE, TWO, THREE, FOUR = SOUND
GOOD = (f"{ONE},甲书店,910000,P1,BIG,,in,found", f"{TWO},乙印厂,920000,P2,LOW,KEY,in,grown")


class Found(list[tuple[str, ...]]):
    """The findings of an import as cells."""

    def take(self, content: bytes) -> None:
        self.extend(tuple(line.split(",")) for line in content.decode().splitlines())


def taken(
    call: Call, programme: Path, file: Path, day: str = DAY, **more: Any
) -> tuple[Imported, list[tuple[str, ...]]]:
    found = Found()
    done = import_frame(call, file, day, folder=programme, findings=found.take, **more)
    assert found[0] == ("line", "column", "value", "level", "code")
    return done, list(found[1:])


def rows(call: Call, day: str = DAY, **which: Any) -> list[dict[str, str]]:
    return [row for batch in selected(call, Selection(**which), day) for row in batch.to_pylist()]


def summary(done: Imported) -> tuple[int, int, int, int]:
    return done.read, done.recorded, done.unchanged, done.refused


def test_a_file_of_sound_rows_is_recorded_by_one_event(asker: Call, programme: Path, tmp_path: Path) -> None:
    done, found = taken(asker, programme, sheet(tmp_path, GOOD))
    assert (summary(done), found, done.event) == ((2, 2, 0, 0), [], 1)
    assert rows(asker) == [
        {"unit": ONE, "valid_from": DAY, "code": ONE, "name": "甲书店", "area": "910000", "industry": "P1", "size": "BIG",
         "group": "", "state": "in", "reason": "found"},
        {"unit": TWO, "valid_from": DAY, "code": TWO, "name": "乙印厂", "area": "920000", "industry": "P2", "size": "LOW",
         "group": "KEY", "state": "in", "reason": "grown"},
    ]  # fmt: skip
    (event,) = asker.ports.ledger.events.events()
    said = event.fact
    assert (event.kind, said["day"], said["read"], said["recorded"], said["first"]) == (
        "frame.imported",
        DAY,
        2,
        2,
        1,
    )
    assert "甲书店" not in event.payload
    assert asker.ports.ledger.verify("event")[1] is None
    assert in_frame(asker, ONE, DAY)
    assert not in_frame(asker, ONE, "2025-12-31")
    assert not in_frame(asker, THREE, DAY)


def test_what_is_there_already_records_nothing_and_what_differs_is_a_new_version(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    file = sheet(tmp_path, GOOD)
    taken(asker, programme, file)
    again, found = taken(asker, programme, file, "2026-02-01")
    assert (summary(again), found, again.event) == ((2, 0, 2, 0), [], 0)
    assert asker.ports.ledger.events.mark().sequence == 1
    moved = sheet(tmp_path, [GOOD[0].replace("910000", "930000").replace("found", "gone"), GOOD[1]])
    done, _ = taken(asker, programme, moved, "2026-02-01")
    assert summary(done) == (2, 1, 1, 0)
    assert [row["area"] for row in rows(asker, "2026-01-31")] == ["910000", "920000"]
    assert [row["area"] for row in rows(asker, "2026-02-01")] == ["930000", "920000"]


def test_a_class_below_a_listed_division_is_taken_and_told_where_the_programme_says_so(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    finer = tmp_path / "finer"
    shutil.copytree(programme, finer)
    own = finer / "frame.yaml"
    own.write_text(own.read_text("utf-8") + "finer:\n- {column: industry, least: 2, most: 4}\n", "utf-8")
    listed = finer / "codelists" / "CL_TRADE.csv"
    listed.write_text(listed.read_text("utf-8") + "13,甲类,Class 13\n", "utf-8")
    row = THREE + ",A,910000,{},BIG,,in,found"
    for industry, code in (
        ("1311", "FRAME_FINER"),
        ("13112", "CELL_NOT_LISTED"),
        ("1411", "CELL_NOT_LISTED"),
    ):
        done, found = taken(asker, finer, sheet(tmp_path, [row.format(industry)]))
        assert [line[4] for line in found] == [code]
        assert summary(done)[1] == (code == "FRAME_FINER")


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        ("911000001000044477,A,910000,P1,BIG,,in,found", "code", "911000001000044477", "USCC_MOD31"),
        ("91110000100004447,A,910000,P1,BIG,,in,found", "code", "91110000100004447", "USCC_FORM"),
        (",A,910000,P1,BIG,,in,found", "unit", "", "FRAME_UNIT_NONE"),
        (f"{THREE},A,910009,P1,BIG,,in,found", "area", "910009", "CELL_NOT_LISTED"),
        (f"{THREE},A,９１００００,P1,BIG,,in,found", "area", "９１００００", "CELL_NOT_LISTED"),
        (f"{THREE},A,910000,X,BIG,,in,found", "industry", "X", "CELL_NOT_LISTED"),
        (f"{THREE},A,910000,P1,BIG,X,in,found", "group", "X", "CELL_NOT_LISTED"),
        (f"{THREE},,910000,P1,BIG,,in,found", "name", "", "CELL_EMPTY"),
        (f"{THREE},A,,P1,BIG,,in,found", "area", "", "CELL_EMPTY"),
        (f"{THREE},A,910000,P1,,,in,found", "size", "", "CELL_EMPTY"),
        (f"{THREE},A,910000,P1,BIG,,IN,found", "state", "IN", "FRAME_STATE"),
        (f"{THREE},A,910000,P1,BIG,,in,why", "reason", "why", "FRAME_REASON_UNKNOWN"),
        (f"{THREE},A,910000,P1,BIG,,in,shut", "reason", "shut", "FRAME_REASON_WHEN"),
        (f"{THREE},A,910000,P1,BIG,,out,found", "reason", "found", "FRAME_REASON_WHEN"),
        (f"{THREE},A,910000,P1,BIG,,out,", "reason", "", "FRAME_REASON_NEEDED"),
        (f"{THREE},A\tB,910000,P1,BIG,,in,found", "name", "A\tB", "CELL_LINE_BREAK"),
    ],
)  # fmt: skip
def test_a_row_with_an_error_is_refused_and_told_with_its_line_and_the_others_are_recorded(
    asker: Call, programme: Path, tmp_path: Path, row: str, column: str, value: str, code: str
) -> None:
    if "sqlite" not in asker.ports.ledger.kind and code not in ("USCC_MOD31", "CELL_EMPTY"):
        pytest.skip("the same on every database")
    done, found = taken(asker, programme, sheet(tmp_path, [GOOD[0], row, GOOD[1]]))
    assert summary(done) == (3, 2, 0, 1)
    assert found == [("3", column, value, "error", code)]
    assert [row["unit"] for row in rows(asker)] == [ONE, TWO]
    assert done.counts == {code: 1}
    assert done.findings[0].line == 3
    whole, _ = taken(asker, programme, sheet(tmp_path, [GOOD[0], row]), "2026-05-01", whole=True)
    assert (whole.stopped, whole.recorded) == (True, 0)
    assert asker.ports.ledger.events.mark().sequence == 1


@pytest.mark.parametrize(
    ("row", "told", "field", "kept"),
    [
        (f" {ONE[:6]}-{ONE[6:]},A,910000,P1,BIG,,in,found", ("code", f" {ONE[:6]}-{ONE[6:]}", "note", "USCC_WRITTEN"), "code", ONE),
        ("９１４４０３００１９２２０３８２１６,A,910000,P1,BIG,,in,found",
         ("code", "９１４４０３００１９２２０３８２１６", "note", "USCC_WRITTEN"), "code", ONE),
        ("914403001922038203,A,910000,P1,BIG,,in,found", ("code", "914403001922038203", "warning", "USCC_MOD11"), "code",
         "914403001922038203"),
        (f"{ONE}, A\u3000,910000,P1,BIG,,in,found", ("name", " A\u3000", "note", "CELL_BLANKS"), "name", "A"),
        (f"{ONE},A,950100,P1,BIG,,in,found", ("area", "950100", "warning", "CELL_NOT_IN_FORCE"), "area", "950100"),
    ],
)  # fmt: skip
def test_a_row_that_was_tidied_or_is_doubtful_is_recorded_and_told(
    asker: Call, programme: Path, tmp_path: Path, row: str, told: tuple[str, ...], field: str, kept: str
) -> None:
    done, found = taken(asker, programme, sheet(tmp_path, [row]))
    assert summary(done) == (1, 1, 0, 0)
    assert found == [("2", *told)]
    assert rows(asker)[0][field] == kept


def test_rows_of_one_unit_that_say_the_same_are_one_and_those_that_differ_are_none(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    rows_ = [GOOD[0], GOOD[1], GOOD[0], GOOD[1].replace("LOW", "BIG"), f"{THREE},C,910000,P1,BIG,,in,found"]
    done, found = taken(asker, programme, sheet(tmp_path, rows_))
    assert found == [
        ("3", "unit", TWO, "error", "ROW_DIFFERS"),
        ("4", "unit", ONE, "warning", "ROW_TWICE"),
        ("5", "unit", TWO, "error", "ROW_DIFFERS"),
    ]
    assert [row["unit"] for row in rows(asker)] == sorted([ONE, THREE])
    assert (done.read, done.recorded, done.repeated, done.refused) == (5, 2, 1, 2)


def test_a_unit_keeps_its_id_when_its_code_changes(asker: Call, programme: Path, tmp_path: Path) -> None:
    taken(asker, programme, sheet(tmp_path, GOOD))
    file = sheet(tmp_path, [f"{ONE},{THREE},corrected"], "unit,code,reason")
    done, found = taken(asker, programme, file, "2026-02-01")
    assert (summary(done), found) == ((1, 1, 0, 0), [])
    assert [(row["unit"], row["code"], row["name"]) for row in rows(asker, "2026-02-01")] == [
        (ONE, THREE, "甲书店"),
        (TWO, TWO, "乙印厂"),
    ]
    later = sheet(tmp_path, [f"{THREE},甲书城,corrected"], "code,name,reason")
    done, found = taken(asker, programme, later, "2026-03-01")
    assert (summary(done), found) == ((1, 1, 0, 0), [])
    assert rows(asker, "2026-03-01")[0]["name"] == "甲书城"
    done, found = taken(asker, programme, sheet(tmp_path, [GOOD[0]]), "2026-03-01")
    assert found == [("2", "code", ONE, "error", "FRAME_CODE_WAS")]
    done, found = taken(asker, programme, sheet(tmp_path, [f"{TWO},{THREE}"], "unit,code"), "2026-03-01")
    assert found == [("2", "code", THREE, "error", "FRAME_CODE_TAKEN")]


def test_two_units_of_a_file_cannot_have_one_code(asker: Call, programme: Path, tmp_path: Path) -> None:
    both = [f"S-1,{FOUR},A,910000,BIG,found", f"S-2,{FOUR},B,910000,BIG,found"]
    _, found = taken(asker, programme, sheet(tmp_path, both, "unit,code,name,area,size,reason"))
    assert found == [(line, "code", FOUR, "error", "FRAME_CODE_TWICE") for line in ("2", "3")]
    assert rows(asker) == []


def test_a_sample_needs_no_code(asker: Call, programme: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path, ["HH-000001,甲户,910000,LOW", "hh1,乙户,910000,LOW"], "unit,name,area,size")
    _, found = taken(asker, programme, file)
    assert found == [
        ("3", "unit", "hh1", "error", "FRAME_UNIT_FORM"),
        ("0", "", "count=1", "note", "FRAME_REASON_USUAL"),
    ]
    held = unit_at(asker, "HH-000001", DAY)
    assert held is not None
    assert (held.code, held.reason) == ("", "found")


def test_out_and_in_again_and_a_version_recorded_late(asker: Call, programme: Path, tmp_path: Path) -> None:
    def state(day: str, state: str, reason: str) -> None:
        row = GOOD[0].replace(",in,found", f",{state},{reason}")
        done, found = taken(asker, programme, sheet(tmp_path, [row]), day)
        assert (done.recorded, found) == (1, [])

    state("2026-01-01", "in", "found")
    state("2026-03-01", "out", "shrunk")
    state("2026-05-01", "in", "grown")
    state("2026-02-01", "out", "shut")
    days = ("2026-01-31", "2026-02-01", "2026-03-01", "2026-04-30", "2026-05-01")
    assert [in_frame(asker, ONE, day) for day in days] == [True, False, False, False, True]
    state("2025-06-01", "in", "found")
    assert in_frame(asker, ONE, "2025-06-01")
    assert [row["unit"] for row in rows(asker, "2025-07-01")] == [ONE]
    assert asker.ports.ledger.verify("event")[1] is None


def test_a_column_that_a_file_has_not_says_nothing_and_an_empty_cell_says_that_there_is_nothing(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    taken(asker, programme, sheet(tmp_path, GOOD))
    done, _ = taken(asker, programme, sheet(tmp_path, [f"{TWO},BIG"], "code,size"), "2026-02-01")
    assert (done.recorded, rows(asker, "2026-02-01")[1]["group"]) == (1, "KEY")
    done, _ = taken(asker, programme, sheet(tmp_path, [f"{TWO},"], "code,group"), "2026-03-01")
    assert (done.recorded, rows(asker, "2026-03-01")[1]["group"]) == (1, "")
    assert done.counts == {"FRAME_REASON_USUAL": 1}


@pytest.mark.parametrize(
    ("encoding", "codes"),
    [
        ("utf-8", set()),
        ("utf-8-sig", {"FILE_BOM"}),
        ("gb18030", {"FILE_ENCODING_READ"}),
        ("utf-16", {"FILE_ENCODING_READ"}),
    ],
)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_any_encoding_of_the_house_is_read_with_headers_in_chinese(
    asker: Call, programme: Path, tmp_path: Path, encoding: str, packed: str, codes: set[str]
) -> None:
    text = f"统一社会信用代码,单位详细名称,行政区划代码,size,reason,电话\n{ONE},甲书店,910000,BIG,found,123\n"
    content = text.encode(encoding)
    file = tmp_path / f"名录.csv{packed}"
    file.write_bytes(gzip.compress(content) if packed else content)
    done, _ = taken(asker, programme, file)
    assert set(done.counts) == {*codes, "COLUMN_UNREAD"}
    assert summary(done) == (1, 1, 0, 0)
    assert rows(asker)[0]["name"] == "甲书店"


def test_quoted_commas_and_a_line_break_in_quotes_leave_other_lines_their_numbers(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    hard = [
        f'{ONE},"甲,""书""店",910000,P1,BIG,,in,found',
        f'{TWO},"乙\n厂",920000,P2,LOW,,in,found',
        f"{THREE},丙,1,P1,BIG,,in,found",
    ]
    done, _ = taken(asker, programme, sheet(tmp_path, hard))
    assert rows(asker)[0]["name"] == '甲,"书"店'
    assert [(name, code) for name, code in done.counts.items()] == [
        ("CELL_LINE_BREAK", 1),
        ("CELL_NOT_LISTED", 1),
    ]
    assert [found.line for found in done.findings] == [3, 5]


def test_a_file_that_cannot_be_read_to_its_end_is_not_recorded(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    done, _ = taken(asker, programme, sheet(tmp_path, [*GOOD, f'{THREE},"丙,910000,P1,BIG,,in,found']))
    assert (done.stopped, done.recorded, done.counts["CSV_QUOTES"]) == (True, 0, 1)
    assert asker.ports.ledger.events.mark().sequence == 0


def test_a_row_with_a_cell_too_few_is_counted_as_refused(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    done, found = taken(asker, programme, sheet(tmp_path, [GOOD[0], f"{TWO},乙", GOOD[1]]))
    assert summary(done) == (3, 2, 0, 1)
    assert found == [("3", "", "expected=8; found=2", "error", "CSV_COLUMNS")]


def test_a_name_that_a_spreadsheet_would_run_is_told_as_plain_text(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    _, found = taken(asker, programme, sheet(tmp_path, [f"{ONE},甲,910000,=cmd(),BIG,,in,found"]))
    assert found == [("2", "industry", "'=cmd()", "error", "CELL_NOT_LISTED")]


def parquet_file(place: Path, columns: dict[str, Any]) -> Path:
    file = place / "units.parquet"
    parquet.write_table(pa.table(columns), file)
    return file


def test_parquet_is_read_as_csv_is(asker: Call, programme: Path, tmp_path: Path) -> None:
    file = parquet_file(
        tmp_path,
        {
            "USCC": [ONE, TWO, "911000001000044477", None],
            "name": pa.array(["甲书店", "e\u0301", "A", "B\u200b"]).dictionary_encode(),
            "area": ["910000"] * 4,
            "size": ["BIG", "LOW", "LOW", "LOW"],
            "group": pa.nulls(4),
            "staff": [1, 2, 3, 4],
        },
    )
    done, found = taken(asker, programme, file)
    assert summary(done) == (4, 2, 0, 2)
    assert [(cells[0], cells[-1]) for cells in found] == [
        ("1", "COLUMN_UNREAD"),
        ("2", "FILE_NFC"),
        ("4", "FILE_CONTROL"),
        ("3", "USCC_MOD31"),
        ("0", "FRAME_REASON_USUAL"),
    ]
    assert [row["name"] for row in rows(asker)] == ["甲书店", "\u00e9"]


def test_parquet_whose_codes_are_numbers_is_refused_whole(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    file = parquet_file(tmp_path, {"code": [ONE], "name": ["A"], "area": [910000], "size": ["BIG"]})
    done, found = taken(asker, programme, file)
    assert (done.stopped, found) == (True, [("0", "area", "kind=int64", "error", "PARQUET_TYPE")])
    file.write_bytes(b"PAR1 no PAR1")
    assert set(taken(asker, programme, file)[0].counts) == {"FILE_UNREADABLE"}


def test_of_two_who_import_at_once_the_second_looks_again(
    asker: Call, programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, kept = sheet(tmp_path, GOOD), asker.ports.frame.record
    calls: list[int] = []

    def late(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:  # another was quicker by a moment
            monkeypatch.setattr(asker.ports.frame, "record", kept)
            import_frame(asker, sheet(tmp_path, GOOD[:1], name="other.csv"), DAY, folder=programme)
        return kept(*given)

    monkeypatch.setattr(asker.ports.frame, "record", late)
    done, _ = taken(asker, programme, file)
    assert summary(done) == (2, 1, 1, 0)
    assert [row["unit"] for row in rows(asker)] == [ONE, TWO]
    assert asker.ports.ledger.verify("event")[1] is None


def test_many_who_import_at_once_record_each_unit_once(asker: Call, programme: Path, tmp_path: Path) -> None:
    files = [
        sheet(
            tmp_path,
            [f"HH-{i:04d},甲,910000,BIG" for i in range(n, n + 300)],
            "unit,name,area,size",
            f"{n}.csv",
        )
        for n in (0, 100, 200, 300)
    ]
    with ThreadPoolExecutor(len(files)) as pool:
        done = list(pool.map(lambda file: import_frame(asker, file, DAY, folder=programme), files))
    assert sum(one.recorded for one in done) == 600
    assert sum(one.unchanged for one in done) == 600
    assert [row["unit"] for row in rows(asker)] == [f"HH-{i:04d}" for i in range(600)]
    assert asker.ports.ledger.verify("event")[1] is None


def test_whoever_loses_always_is_told_and_nothing_is_recorded(
    asker: Call, programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*given: Any) -> Any:
        raise Conflict("moved")

    monkeypatch.setattr(asker.ports.frame, "record", never)
    with pytest.raises(Conflict):
        import_frame(asker, sheet(tmp_path, GOOD), DAY, folder=programme)
    assert asker.ports.frame.last() == 0


def test_a_wrong_day_a_programme_without_frame_and_a_stranger_are_refused(
    asker: Call, programme: Path, tmp_path: Path
) -> None:
    from tests.nouns import TINY

    file = sheet(tmp_path, GOOD)
    with pytest.raises(DataFault):
        import_frame(asker, file, "2026-02-30", folder=programme)
    with pytest.raises(NotFound) as missing:
        import_frame(asker, file, DAY, folder=TINY)
    assert missing.value.told is not None
    assert missing.value.told.name == "no_frame"
    with pytest.raises(NotAllowed):
        import_frame(replace(asker, actor=ANONYMOUS), file, DAY, folder=programme)


def test_one_unit_is_entered_and_changed_by_hand(asker: Call, programme: Path) -> None:
    def changed(day: str, unit: str, **said: str) -> tuple[Any, Sequence[str]]:
        version, found = change(asker, day, unit, said, folder=programme)
        return version, [item.code for item in found]

    made, found = changed(DAY, f" {ONE}", name="甲书店", area="910000", size="BIG")
    assert (made.unit, made.reason, found) == (ONE, "found", ["USCC_WRITTEN"])
    made, found = changed("2026-02-01", ONE, state="out", reason="shut")
    assert (made.state, made.name, found) == ("out", "甲书店", [])
    made, found = changed("2026-03-01", ONE, name="甲书城")
    assert (made.state, made.reason, made.name) == ("out", "corrected", "甲书城")
    assert changed("2026-03-01", ONE, name="甲书城") == (None, [])
    assert changed("2026-04-01", ONE, area="1") == (None, ["CELL_NOT_LISTED"])
    kinds = [event.kind for event in asker.ports.ledger.events.events()]
    assert kinds == ["frame.changed"] * 3
    assert HEADER.count(",") == 7
