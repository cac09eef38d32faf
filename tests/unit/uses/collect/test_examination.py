"""A snapshot is examined as each of its reports was; what is not frozen is said, and nobody looks without leaving a trace."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.collecting import FAR, OTHER, SHOP, changed, content, owner
from tests.databases import KINDS, database
from tests.nouns import PROGRAMMES
from xinxiao import bootstrap
from xinxiao.errors import DataFault, NotAllowed, NotFound
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.examination import Examination
from xinxiao.model.collect.people import Grant
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.snapshot import SnapshotRead
from xinxiao.programme.load import load
from xinxiao.uses.call import Call
from xinxiao.uses.collect import demonstration, forms, reports
from xinxiao.uses.collect.examination import examine
from xinxiao.uses.collect.snapshot import take
from xinxiao.uses.collect.synthesise import Asked, synthesise

AUGUST, SEPTEMBER = "2026-08", "2026-09"
LATER = datetime(2026, 10, 3, tzinfo=UTC)
JUMP = {"SALES_GOODS": "280", "SALES_TOTAL": "310", "YEAR_GOODS": "900", "YEAR_TOTAL": "1100"}
EXPLAINED = "新开两家分店，九月并入"


def sent(call: Call, unit: str, period: str, made: Content) -> None:
    reports.submit(replace(owner(call, unit), now=LATER), ReportKey("SHOP_M", period, unit), made)


def rows(place: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(place).to_pylist())


def counts(found: Examination, rule: str) -> dict[str, int]:
    (tally,) = [tally for tally in found.tallies if tally.rule == rule]
    return {name: count for name, count in tally.counts.items() if count}


@pytest.fixture
def two(issued: Call, shops: Path) -> Call:
    """August and September of three shops: one jumps and explains it, one has no orders, one sends September alone."""
    forms.issue(issued, "SHOP_M", SEPTEMBER, shops)
    sent(issued, SHOP, AUGUST, content())
    sent(issued, OTHER, AUGUST, content())
    jumped = content(**JUMP)
    sent(issued, SHOP, SEPTEMBER, Content(cells=jumped.cells, explanations={"NO_JUMP": EXPLAINED}))
    sent(issued, OTHER, SEPTEMBER, content(ORDERS="0"))
    sent(issued, FAR, SEPTEMBER, content(YEAR_GOODS="1", YEAR_SERVICES="1", YEAR_TOTAL="2"))
    return replace(issued, now=LATER)


def test_what_does_not_hold_is_a_row_with_place_values_words_and_remedy(
    two: Call, shops: Path, tmp_path: Path
) -> None:
    programme = load(shops).parts
    before = take(two, programme, "SHOP_M", AUGUST)
    now = take(two, programme, "SHOP_M", SEPTEMBER)
    found = examine(two, "SHOP_M", SEPTEMBER, tmp_path / "f.parquet")
    assert (found.snapshot, found.beside, found.reports, found.findings) == (now, (before,), 3, 4)
    assert (found.unasked, found.explanations) == ((), True)
    by_place = {(row["unit"], row["rule"]): row for row in rows(tmp_path / "f.parquet")}
    assert {place: row["verdict"] for place, row in by_place.items()} == {
        (SHOP, "NO_JUMP"): "fails",
        (OTHER, "AVERAGE"): "undefined",
        (FAR, "YEAR_COVERS_MONTH"): "fails",
        (FAR, "NO_JUMP"): "unknown",
    }
    jump = by_place[SHOP, "NO_JUMP"]
    assert json.loads(jump.pop("values")) == {"SALES_TOTAL": "310", "timeshift(SALES_TOTAL, -1)": "150.5"}
    assert jump == {
        "form": "SHOP_M",
        "period": SEPTEMBER,
        "unit": SHOP,
        "area": "",
        "state": "submitted",
        "number": 1,
        "rule": "NO_JUMP",
        "severity": "explain",
        "verdict": "fails",
        "explanation": EXPLAINED,
        "why": "",
        "items": "SALES_TOTAL, timeshift(SALES_TOTAL, -1)",
        "says_zh": "本月销售额不应超过上月的两倍",
        "says_en": "Sales are at most twice those of the month before",
        "remedy_zh": "请核对，属实的请说明原因。",
        "remedy_en": "Check; if it is so, say why.",
    }
    assert by_place[FAR, "YEAR_COVERS_MONTH"]["state"] == "held"
    assert counts(found, "NO_JUMP") == {"holds": 1, "fails": 1, "unknown": 1}
    assert [tally.explained for tally in found.tallies] == [0, 0, 1, 0]


def test_a_corrected_month_makes_what_was_right_wrong_and_unexplained(
    two: Call, shops: Path, tmp_path: Path
) -> None:
    programme = load(shops).parts
    sent(two, OTHER, AUGUST, content(SALES_GOODS="10", SALES_TOTAL="40"))
    for period in (AUGUST, SEPTEMBER):
        take(two, programme, "SHOP_M", period)
    examine(two, "SHOP_M", SEPTEMBER, tmp_path / "f.parquet")
    (row,) = [row for row in rows(tmp_path / "f.parquet") if (row["unit"], row["rule"]) == (OTHER, "NO_JUMP")]
    assert (row["verdict"], row["explanation"], row["why"]) == ("fails", None, "empty")


def test_a_rule_whose_comparison_was_asked_and_is_not_frozen_is_not_judged(
    two: Call, shops: Path, tmp_path: Path
) -> None:
    take(two, load(shops).parts, "SHOP_M", SEPTEMBER)
    found = examine(two, "SHOP_M", SEPTEMBER, tmp_path / "f.parquet")
    assert {tally.rule: tally.needs for tally in found.tallies if tally.needs} == {
        "NO_JUMP": ("SHOP_M 2026-08",)
    }
    assert counts(found, "NO_JUMP") == {}
    assert {row["rule"] for row in rows(tmp_path / "f.parquet")} == {"AVERAGE", "YEAR_COVERS_MONTH"}


def test_what_nobody_was_asked_is_blank_as_on_the_server(issued: Call, shops: Path, tmp_path: Path) -> None:
    sent(issued, SHOP, AUGUST, content())
    take(issued, load(shops).parts, "SHOP_M", AUGUST)
    found = examine(issued, "SHOP_M", AUGUST, tmp_path / "f.parquet")
    assert found.unasked == ("SHOP_M 2026-07",)
    assert counts(found, "NO_JUMP") == {"unknown": 1}
    assert reports.examine(owner(issued), ReportKey("SHOP_M", AUGUST, SHOP), content()) == ()


def test_what_an_earlier_version_called_otherwise_is_found(issued: Call, shops: Path, tmp_path: Path) -> None:
    version = "version: 2.0.0\nfollows: [{version: 1.0.0, mapped: [{old: ORDERS, new: DEALS}]}]"
    renamed = {
        "version: 1.0.0": version,
        "{id: ORDERS,": "{id: DEALS,",
        "when ORDERS > 0": "when DEALS > 0",
        "SALES_TOTAL / ORDERS < 1000": "timeshift(DEALS, -1) < 43",
    }
    later = changed(tmp_path / "later", renamed)
    forms.issue(issued, "SHOP_M", SEPTEMBER, later)
    sent(issued, SHOP, AUGUST, content())
    sent(issued, SHOP, SEPTEMBER, content(ORDERS="", DEALS="42"))
    sent(issued, SHOP, AUGUST, content(ORDERS="50"))
    take(issued, load(shops).parts, "SHOP_M", AUGUST)
    take(issued, load(later).parts, "SHOP_M", SEPTEMBER)
    examine(issued, "SHOP_M", SEPTEMBER, tmp_path / "f.parquet")
    (row,) = rows(tmp_path / "f.parquet")
    assert (row["rule"], row["verdict"], row["values"]) == (
        "AVERAGE",
        "fails",
        '{"timeshift(DEALS, -1)":"50"}',
    )


def test_a_table_for_people_holds_the_same_rows(two: Call, shops: Path, tmp_path: Path) -> None:
    for period in (AUGUST, SEPTEMBER):
        take(two, load(shops).parts, "SHOP_M", period)
    for name in ("f.parquet", "f.csv"):
        examine(two, "SHOP_M", SEPTEMBER, tmp_path / name)
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    same = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in rows(tmp_path / "f.parquet")
    ]
    assert sorted(read, key=str) == sorted(same, key=str)
    assert sorted(place.name for place in tmp_path.iterdir() if place.name.startswith((".f", "f."))) == [
        "f.csv",
        "f.parquet",
    ]


def test_that_snapshots_were_read_is_noted_before_anything_is_seen(
    two: Call, shops: Path, tmp_path: Path
) -> None:
    programme = load(shops).parts
    digests = [take(two, programme, "SHOP_M", period).sha256 for period in (AUGUST, SEPTEMBER)]
    examine(two, "SHOP_M", SEPTEMBER, tmp_path / "f.parquet")
    read = [event.fact for event in two.ports.ledger.readings.events(kind=SnapshotRead.kind)]
    assert sorted((fact["sha256"], fact["how"]) for fact in read) == sorted(
        (each, "rules") for each in digests
    )


def test_what_cannot_be_examined_is_told(issued: Call, tmp_path: Path) -> None:
    for asked, name in (("NO_FORM", "form_not_issued"), ("SHOP_M", "snapshot_untaken")):
        with pytest.raises(NotFound) as missing:
            examine(issued, asked, AUGUST, tmp_path / "f.parquet")
        assert missing.value.told.name == name
    (tmp_path / "folder.csv").mkdir()
    for place in (tmp_path / "f.xlsx", tmp_path / "nowhere" / "f.csv", tmp_path / "folder.csv"):
        with pytest.raises(DataFault) as wrong:
            examine(issued, "SHOP_M", AUGUST, place)
        assert (wrong.value.told.name, wrong.value.told.values) == ("findings_file", {"path": str(place)})
    with pytest.raises(NotAllowed):
        examine(replace(issued, actor=ANONYMOUS), "SHOP_M", AUGUST, tmp_path / "f.parquet")


@pytest.mark.parametrize("kind", KINDS)
def test_an_invented_desk_is_examined_as_each_of_its_reports_was(
    kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = PROGRAMMES / "information-consumption"
    programme, form = load(folder).parts, "IC_SERVICE_M"
    asked = Asked(((form, AUGUST),), units=60, errors=45, seed=7)
    synthesise(programme, asked, tmp_path / "files")
    with database(kind, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        call = bootstrap.call(tmp_path / "home")
        demonstration.load(call, programme, demonstration.Filling(asked, tmp_path / "files", 1), folder)
        for period in ("2026-07", AUGUST):
            take(call, programme, form, period)
        found = examine(call, form, AUGUST, tmp_path / "f.parquet")
        batch = {
            (row["unit"], row["rule"]): (row["verdict"], row["why"] or "", json.loads(row["values"]))
            for row in rows(tmp_path / "f.parquet")
            if row["verdict"] != "unknown"
        }
        assert batch == server(call, form, found.reports)
        assert [tally.needs for tally in found.tallies] == [()] * len(programme.forms[form].rules)
        assert sum(verdict == "fails" for verdict, _, _ in batch.values()) >= 3
        assert {why for _, why, _ in batch.values()} == {""}  # what is not explained is not submitted
        call.ports.ledger.close()


def server(call: Call, form: str, expected: int) -> dict[tuple[str, str], tuple[str, str, dict[str, str]]]:
    """What the server finds in each report that was submitted, asked by its respondent."""
    keys = [held.key for held in call.ports.reports.listed(form, AUGUST, None, None, "", 100) if held.number]
    assert len(keys) == expected
    contents = call.ports.reports.contents(frozenset(keys))
    found = {}
    for key in keys:
        asker = replace(call, actor=Actor("person", "one", (Grant("filler", key.unit),)))
        for one in reports.examine(asker, key, content_of(contents[key])):
            assert one.fault == "rule"
            found[key.unit, one.rule] = (one.verdict, one.why, dict(one.values))
    return found
