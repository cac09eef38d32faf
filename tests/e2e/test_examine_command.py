"""``examine`` on the command line: a table of counts, a file of rows, and what is not judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests import collecting as shop
from tests.e2e.conftest import Command
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.collect import forms, reports

MONTHS = ("2026-08", "2026-09")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which a shop reported two months, in the second without orders and with sales that jumped."""
    folder = shop.programme(tmp_path / "programme")
    with shop.collecting(tmp_path / "home") as call:
        own = replace(shop.owner(call), now=datetime(2026, 10, 3, tzinfo=UTC))
        for period in MONTHS:
            forms.issue(call, "SHOP_M", period, folder)
        reports.submit(own, ReportKey("SHOP_M", MONTHS[0], shop.SHOP), shop.content())
        reports.submit(own, ReportKey("SHOP_M", MONTHS[1], shop.SHOP), shop.content(ORDERS="0"))
    return tmp_path / "home"


def test_each_rule_is_counted_and_what_does_not_hold_is_a_row(
    xinxiao: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    ours = ("--home", home, "--programme", tmp_path / "programme")
    out = tmp_path / "found.parquet"
    september = xinxiao("snapshot", "SHOP_M", MONTHS[1], *ours).out.split()[-1]
    said = xinxiao("examine", "SHOP_M", MONTHS[1], "--out", out, "--home", home)
    assert said.code == 0
    assert [line.split("\t") for line in said.out.splitlines()] == [
        ["rule", "severity", "holds", "fails", "unknown", "undefined", "overflow", "explained",
         "not judged, needs a snapshot of"],
        ["ORDERS_MEAN_SALES", "must hold", "1", "0", "0", "0", "0", "", ""],
        ["YEAR_COVERS_MONTH", "needs release", "1", "0", "0", "0", "0", "", ""],
        ["NO_JUMP", "explain", "", "", "", "", "", "", "SHOP_M 2026-08"],
        ["AVERAGE", "must hold", "0", "0", "0", "1", "0", "", ""],
    ]  # fmt: skip
    assert said.err.splitlines()[-2:] == [
        f"SHOP_M 2026-09: 1 reports judged, 1 rows in {out}",
        f"snapshot SHOP_M/2026-09 {september}",
    ]
    (row,) = pq.read_table(out).to_pylist()
    assert (row["unit"], row["rule"], row["verdict"]) == (shop.SHOP, "AVERAGE", "undefined")

    august = xinxiao("snapshot", "SHOP_M", MONTHS[0], *ours).out.split()[-1]
    monkeypatch.setenv("XINXIAO_LANG", "zh")
    said = xinxiao("examine", "SHOP_M", MONTHS[1], "--out", tmp_path / "found.csv", "--home", home)
    assert said.out.splitlines()[0] == (
        "规则\t级别\t成立\t不成立\t无法判断\t除数为零\t超出位数\t已说明\t未核对，缺快照"
    )
    assert said.out.splitlines()[3].split("\t") == ["NO_JUMP", "核实", "1", "0", "0", "0", "0", "0", ""]
    assert said.err.splitlines()[-1] == f"snapshot SHOP_M/2026-08 {august}"
    assert (tmp_path / "found.csv").read_text("utf-8").splitlines()[0].startswith("form,period,unit,area,")


def test_what_was_never_frozen_and_a_file_of_no_kind_are_told(
    xinxiao: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    said = xinxiao("examine", "SHOP_M", MONTHS[1], "--out", tmp_path / "f.csv", "--home", home)
    assert said.code != 0
    assert "There is no snapshot of SHOP_M 2026-09 yet" in said.err
    said = xinxiao("examine", "SHOP_M", MONTHS[1], "--out", tmp_path / "f.xlsx", "--home", home)
    assert "f.xlsx cannot be a file of findings" in said.err
    assert "Name a file that ends in .parquet or .csv" in said.err
