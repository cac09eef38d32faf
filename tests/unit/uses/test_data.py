"""Data: rows of a release as it was sealed, or as they were known on another day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xinxiao.errors import DataFault, NotFound
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.data import codes_of, data

RELEASE_DAY = "2025-06-30"


def test_all_rows_come_in_key_order_with_the_columns_of_their_dataflow(sealed: Call) -> None:
    found = data(sealed, "RD_FIGURES")
    rows = found.table.to_pylist()
    assert (found.total, found.rows, len(rows)) == (116, 116, 116)
    assert tuple(rows[0]) == found.dataflow.columns
    keys = [tuple(row[name] for name in found.dataflow.dimensions) for row in rows]
    assert keys == sorted(keys)
    assert (rows[0]["OBS_VALUE"], rows[0]["DECIMALS"]) == (Decimal("1224500.00"), 0)


def test_rows_are_those_whose_columns_have_one_of_the_codes(sealed: Call) -> None:
    asked = {"MEASURE": ["SCORE", "RANK"], "indicator": ["READING"], "TIME_PERIOD": ["2024"]}
    found = data(sealed, "RD_INDEX", asked)
    assert (found.total, found.table.num_rows) == (10, 10)
    assert set(found.table.column("MEASURE").to_pylist()) == {"SCORE", "RANK"}
    assert found.where["INDICATOR"] == ("READING",)


def test_a_code_nobody_has_gives_no_row_and_the_codes_there_are_can_be_asked_for(sealed: Call) -> None:
    found = data(sealed, "RD_INDEX", {"MEASURE": ["SCOR"]})
    assert (found.total, found.table.num_rows) == (0, 0)
    assert found.table.schema == found.dataflow.schema
    assert codes_of(sealed, found, "INDICATOR") == [
        "LENT_PC", "LIBRARIES_PER10K", "OPEN_HOURS", "READER_SHARE", "READING", "SUPPLY", "USE",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "offset", "rows"),
    [(None, 0, 206), (0, 0, 0), (3, 0, 3), (3, 204, 2), (None, 200, 6), (10, 206, 0), (1, 10**9, 0)],
)
def test_limit_and_offset_cut_a_page_out_and_the_total_stays(
    sealed: Call, limit: int | None, offset: int, rows: int
) -> None:
    found = data(sealed, "RD_INDICATORS", limit=limit, offset=offset)
    assert (found.total, found.rows, found.table.num_rows) == (206, rows, rows)


def test_pages_put_together_are_the_whole(sealed: Call) -> None:
    whole = data(sealed, "RD_INDICATORS").table.to_pylist()
    pages = [data(sealed, "RD_INDICATORS", limit=50, offset=at).table.to_pylist() for at in range(0, 250, 50)]
    assert [row for page in pages for row in page] == whole


@pytest.mark.parametrize(("limit", "offset"), [(-1, 0), (None, -1), (5, -5)])
def test_a_page_of_less_than_nothing_is_refused(sealed: Call, limit: int | None, offset: int) -> None:
    with pytest.raises(DataFault):
        data(sealed, "RD_INDICATORS", limit=limit, offset=offset).table  # noqa: B018


def test_figures_as_of_a_day_are_filtered_by_their_vintage_and_nothing_is_computed(own: Call) -> None:
    found = data(own, "RD_FIGURES", as_of="2024-03-31")
    assert max(found.table.column("VINTAGE").to_pylist()) == "2024-03-31"
    assert (found.total, found.as_of) == (87, "2024-03-31")
    assert data(own, "RD_FIGURES", as_of="2024-03-30").total == 58
    assert not (own.ports.home / "cache").exists()


def test_derived_rows_as_of_a_day_are_computed_anew_from_what_was_known_then(own: Call) -> None:
    now, then = data(own, "RD_INDICATORS"), data(own, "RD_INDICATORS", as_of="2024-03-31")
    assert max(now.table.column("TIME_PERIOD").to_pylist()) == "2024"
    assert max(then.table.column("TIME_PERIOD").to_pylist()) == "2023"
    assert (now.state, then.state) == (now.release.id, f"{now.release.id}@2024-03-31")
    assert len(releases.entries(own)) == 1


def test_the_day_of_the_release_itself_is_the_release(own: Call) -> None:
    found = data(own, "RD_INDICATORS", as_of=RELEASE_DAY)
    assert (found.total, found.state) == (206, found.release.id)
    assert data(own, "RD_FIGURES", as_of=RELEASE_DAY).state == found.release.id
    assert not (own.ports.home / "cache").exists()


def test_before_anything_was_known_there_are_no_rows(own: Call) -> None:
    assert data(own, "RD_FIGURES", as_of="2000-01-01").total == 0
    assert data(own, "RD_INDICATORS", as_of="2000-01-01").table.num_rows == 0


def test_an_index_that_was_not_known_yet_is_said_not_to_be_there(own: Call) -> None:
    with pytest.raises(NotFound) as caught:
        data(own, "RD_INDEX", as_of="2000-01-01")
    assert caught.value.told.name == "unknown_dataflow"


def test_each_reading_is_a_reading_of_its_own(sealed: Call) -> None:
    found = data(sealed, "RD_FIGURES")
    assert found.table.equals(found.table)
    first = next(iter(found.batches()))
    assert first.num_rows == 116
    assert found.table.num_rows == 116


def test_the_header_says_what_the_rows_are(sealed: Call) -> None:
    found = data(sealed, "RD_FIGURES", {"INDICATOR": ["LENT"]}, limit=5)
    header = found.header
    assert header["structure"] == "EXAMPLE_CITY:RD_FIGURES(1.0.0)"
    assert (header["scopes"], header["sources"]) == (["PUBLIC_LIBRARIES"], ["S_INVENTED"])
    assert (header["rows"], header["total"], header["synthetic"]) == (5, 24, True)
    assert header["where"] == {"INDICATOR": ["LENT"]}
    assert header["dimensions"] == list(found.dataflow.dimensions)


@pytest.mark.parametrize(
    ("flow", "where", "release", "told", "names"),
    [
        ("RD_INDX", {}, None, "unknown_dataflow", "RD_INDEX"),
        ("rd_index", {}, None, "unknown_dataflow", "RD_INDEX"),
        ("", {}, None, "unknown_dataflow", "RD_INDEX"),
        ("IC_INDEX", {}, None, "unknown_dataflow", "RD_INDEX"),
        ("RD_INDEX", {"MEASUR": ["X"]}, None, "unknown_dimension", "MEASURE"),
        ("RD_INDEX", {"OBS_VALUE": ["1"]}, None, "unknown_dimension", ""),
        ("RD_INDEX", {}, "TR-1999", "unknown_release", "TR-2024-"),
    ],
)
def test_what_there_is_not_is_answered_with_what_is_near(
    sealed: Call, flow: str, where: dict[str, list[str]], release: str | None, told: str, names: str
) -> None:
    with pytest.raises(NotFound) as caught:
        data(sealed, flow, where, release)
    assert caught.value.told.name == told
    assert names in str(caught.value.told.values["known"])


def test_a_release_is_found_by_its_id_its_hash_or_a_beginning_of_its_id(sealed: Call) -> None:
    entry = releases.entries(sealed)[-1]
    for name in (entry.id, entry.sha256, entry.id[:9], None):
        assert data(sealed, "RD_TASKS", release_id=name).release.sha256 == entry.sha256
