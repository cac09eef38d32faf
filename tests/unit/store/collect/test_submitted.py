"""Reports become columns, each of its type, and the same reports the same bytes, on both databases."""

from __future__ import annotations

import os
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.reported import FORM, PERIOD, content, form, issue, report, unit, units
from xinxiao.model.collect.snapshot import Forerunner, schema_of
from xinxiao.model.extract import Filter
from xinxiao.store.collect import columns
from xinxiao.store.collect.submitted import Submitted
from xinxiao.store.ledger import Ledger
from xinxiao.store.tables import Engine, open_engine

BIG = "9" * 36 + ".99"


def same(before: str, **names: str) -> Forerunner:
    """The period before, in the same version; ``names``: what items were called otherwise."""
    return Forerunner(before, {item.id: names.get(item.id, item.id) for item in form().items})


def written(ledger: Ledger, place: Path, before: Forerunner | None = None) -> list[dict[str, Any]]:
    made, mark = Submitted(ledger).written(form(), PERIOD, before, "2026-03-31", place)
    table = pq.read_table(place)
    assert table.schema.equals(schema_of(form()))
    assert (made.reports, mark) == (table.num_rows, ledger.events.mark())
    return list(table.to_pylist())


def test_every_item_has_a_column_of_its_type_and_one_that_says_what_is_there(
    ledger: Ledger, tmp_path: Path
) -> None:
    units(ledger, [unit("U-1", size="M")])
    full = content(SALES=BIG, STAFF="0", KIND="A", REMARK='很好, "ok"\n\'')
    report(ledger, "U-1", PERIOD, "accepted", content(SALES="1"), full)
    (row,) = written(ledger, tmp_path / "s.parquet")
    assert (row["unit"], row["area"], row["size"], row["unit_from"]) == ("U-1", "110000", "M", "2026-01-01")
    assert (row["state"], row["number"], row["version"]) == ("accepted", 2, "1.0.0")
    assert (row["SALES"], row["STAFF"], row["KIND"]) == (Decimal(BIG), Decimal(0), "A")
    assert row["REMARK"] == '很好, "ok"\n\''
    assert [row[f"{name}__TOLD"] for name in ("SALES", "STAFF", "KIND", "REMARK")] == ["V"] * 4


def test_not_applicable_not_collected_blank_unreadable_and_not_sent_stay_apart(
    ledger: Ledger, tmp_path: Path
) -> None:
    report(ledger, "U-1", PERIOD, "submitted", content({"STAFF": "M", "KIND": "L"}, SALES="1.239"))
    report(ledger, "U-2", PERIOD, "due")
    first, second = written(ledger, tmp_path / "s.parquet")
    told = ("SALES__TOLD", "STAFF__TOLD", "KIND__TOLD", "REMARK__TOLD")
    # 1.239 has more places than the item: to round it would be to change it
    assert [first[name] for name in told] == ["U", "M", "L", "B"]
    assert first["SALES"] is None
    assert (second["state"], second["number"]) == ("due", 0)
    assert [second[name] for name in told] == [None] * 4
    # of units the frame does not know nothing is said
    assert first["area"] == ""


@pytest.mark.parametrize("bad", ["1e3", "１２", "NaN", "9" * 39, " 1", "+1", "0x1F"])
def test_what_is_no_number_is_unreadable_and_stops_nothing(ledger: Ledger, tmp_path: Path, bad: str) -> None:
    report(ledger, "U-1", PERIOD, "submitted", content(SALES=bad, STAFF="7"))
    (row,) = written(ledger, tmp_path / "s.parquet")
    assert (row["SALES"], row["SALES__TOLD"], row["STAFF"]) == (None, "U", Decimal(7))


def test_the_month_is_derived_from_the_last_version_of_the_month_before(
    ledger: Ledger, tmp_path: Path
) -> None:
    # February was corrected from 100 to 60 after March was sent: the 40 are no growth of March
    report(ledger, "U-1", "2026-02", "submitted", content(SALES="100"), content(SALES="60"))
    report(ledger, "U-1", PERIOD, "submitted", content(SALES="150.5"))
    report(ledger, "U-2", "2026-02", "due")
    report(ledger, "U-2", PERIOD, "submitted", content(SALES="9"))
    first, second = written(ledger, tmp_path / "s.parquet", before=same("2026-02"))
    assert first["SALES__PERIOD"] == Decimal("90.50")
    assert second["SALES__PERIOD"] is None


def test_the_first_month_of_a_year_is_all_of_its_sum(ledger: Ledger, tmp_path: Path) -> None:
    report(ledger, "U-1", "2026-02", "submitted", content(SALES="100"))
    report(ledger, "U-1", PERIOD, "submitted", content(SALES="150.5"))
    (row,) = written(ledger, tmp_path / "s.parquet")
    assert (row["SALES"], row["SALES__PERIOD"]) == (Decimal("150.50"), Decimal("150.50"))


def test_the_month_before_is_read_under_the_name_it_had_and_not_at_all_where_it_meant_something_else(
    ledger: Ledger, tmp_path: Path
) -> None:
    report(ledger, "U-1", "2026-02", "submitted", content(SALES="7", REVENUE="100"))
    report(ledger, "U-1", PERIOD, "submitted", content(SALES="150.5"))
    (renamed,) = written(ledger, tmp_path / "a.parquet", same("2026-02", SALES="REVENUE"))
    assert renamed["SALES__PERIOD"] == Decimal("50.50")
    (broken,) = written(ledger, tmp_path / "b.parquet", Forerunner("2026-02", {}))
    assert broken["SALES__PERIOD"] is None


def test_the_same_reports_give_the_same_bytes_in_whatever_batches_they_come(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (3, 1, 2):
        report(ledger, f"U-{number}", PERIOD, "submitted", content(SALES=str(number)))
    rows = written(ledger, tmp_path / "one.parquet")
    assert [row["unit"] for row in rows] == ["U-1", "U-2", "U-3"]
    monkeypatch.setattr("xinxiao.store.collect.submitted.ROWS", 2)
    written(ledger, tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_many_reports_become_groups_of_rows(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "ROWS", 2)
    for number in range(5):
        report(ledger, f"U-{number}", PERIOD, "submitted", content(SALES=str(number)))
    written(ledger, tmp_path / "s.parquet")
    assert pq.ParquetFile(tmp_path / "s.parquet").metadata.num_row_groups == 3


def test_invented_units_are_counted_by_their_names(ledger: Ledger, tmp_path: Path) -> None:
    for name in ("SYN-0001", "91000000MA0000001X", "914403001922038216"):
        report(ledger, name, PERIOD, "due")
    made, _ = Submitted(ledger).written(form(), PERIOD, None, "2026-03-31", tmp_path / "s.parquet")
    assert (made.reports, made.submitted, made.synthetic) == (3, 0, 2)


def test_the_version_of_a_form_is_that_of_its_last_issue(ledger: Ledger) -> None:
    assert Submitted(ledger).version(FORM, PERIOD) is None
    issue(ledger, PERIOD, "1.2.0")
    assert Submitted(ledger).version(FORM, PERIOD) == "1.2.0"
    assert Submitted(ledger).version(FORM, "2026-04") is None


def engine_of(name: Any) -> Engine:
    """An engine; a test that wants Spark where there is none is skipped."""
    if name == "spark" and not (find_spec("pyspark") and os.environ.get("XINXIAO_TEST_SPARK")):
        pytest.skip("needs the spark extra, Java and XINXIAO_TEST_SPARK")
    return open_engine(name)


ENGINES = pytest.mark.parametrize("engine", ["duckdb", pytest.param("spark", marks=pytest.mark.spark)])


@ENGINES
def test_both_engines_read_a_snapshot(ledger: Ledger, tmp_path: Path, engine: Any) -> None:
    report(ledger, "U-1", PERIOD, "accepted", content(SALES=BIG))
    report(ledger, "U-2", PERIOD, "due")
    written(ledger, tmp_path / "s.parquet")
    which = Filter(codes={"state": ("accepted",)}, columns=("unit", "SALES"))
    batches = engine_of(engine).batches(tmp_path / "s.parquet", which)
    assert [row for batch in batches for row in batch.to_pylist()] == [{"unit": "U-1", "SALES": Decimal(BIG)}]


@ENGINES
def test_both_engines_see_exact_decimals_whole_numbers_marks_and_days(
    ledger: Ledger, tmp_path: Path, engine: Any
) -> None:
    units(ledger, [unit("U-1", size="M")])
    report(ledger, "U-1", "2026-02", "submitted", content(SALES="0.01"))
    full = content({"KIND": "L"}, SALES=BIG, STAFF="9" * 38, REMARK="很好")
    report(ledger, "U-1", PERIOD, "submitted", full)
    report(ledger, "U-2", PERIOD, "submitted", content({"STAFF": "M"}, SALES="-0.5", KIND="A"))
    report(ledger, "U-3", PERIOD, "due")
    written(ledger, tmp_path / "s.parquet", before=same("2026-02"))
    batches = list(engine_of(engine).batches(tmp_path / "s.parquet", Filter(order=("unit",))))
    table = pa.Table.from_batches(batches)
    # neither engine makes a binary number of a decimal, or another width of it
    assert {field.name: str(field.type) for field in table.schema} == {
        **dict.fromkeys(("unit", "area", "industry", "size", "group", "unit_from", "state"), "string"),
        "number": "int32",
        **dict.fromkeys(("version", "sha256", "submitted_at"), "string"),
        "SALES": "decimal128(38, 2)", "SALES__TOLD": "string", "SALES__PERIOD": "decimal128(38, 2)",
        "STAFF": "decimal128(38, 0)", "STAFF__TOLD": "string",
        "KIND": "string", "KIND__TOLD": "string", "REMARK": "string", "REMARK__TOLD": "string",
        "explanations": "string",
    }  # fmt: skip
    first, second, third = table.to_pylist()
    assert (first["SALES"], first["STAFF"]) == (Decimal(BIG), Decimal("9" * 38))
    assert first["SALES__PERIOD"] == Decimal("9" * 36 + ".98")
    assert (first["unit_from"], first["size"], first["number"]) == ("2026-01-01", "M", 1)
    assert [first[f"{name}__TOLD"] for name in ("SALES", "STAFF", "KIND", "REMARK")] == ["V", "V", "L", "V"]
    assert (second["SALES"], second["STAFF"], second["STAFF__TOLD"]) == (Decimal("-0.50"), None, "M")
    assert (third["SALES"], third["SALES__TOLD"], third["number"]) == (None, None, 0)
