"""What rules find in a file: whatever items are called, whatever explanations begin with, whenever it was frozen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.collect.made import form, item, text
from xinxiao.collect.links import comparable
from xinxiao.collect.whole import Frozen, planned, whys
from xinxiao.errors import Unavailable
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.examination import FINDINGS
from xinxiao.model.collect.form import Form, RuleSpec, Section
from xinxiao.model.collect.snapshot import ABOUT, SUBMITTED
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.store.collect.columns import write
from xinxiao.store.collect.examined import examine

PERIOD = "2026-08"
SPEC = ExplanationSpec(least=6)


def ruled(items: tuple[Any, ...], **rules: str) -> Form:
    """A form with rules that ask for an explanation."""
    said = text("说\"'，明", 'say "it\'s", so')
    specs = [
        RuleSpec(id=name, rule=rule, severity="explain", says=said, remedy=said)
        for name, rule in rules.items()
    ]
    section = Section(id="S", name=said, items=items)
    return form(sections=(section,), rules=tuple(specs))


def frozen(place: Path, own: Form, **contents: Content) -> Frozen:
    """A snapshot of some units."""
    rows = [
        {"unit": unit, "state": "submitted", "number": 1, "content": content.canonical}
        | dict.fromkeys(("version", "sha256", "submitted_at"), "")
        for unit, content in contents.items()
    ]
    frame = pa.table({name: pa.array([], pa.string()) for name in ("unit", *ABOUT, "valid_from")})
    write(own, pa.Table.from_pylist(rows, SUBMITTED).to_batches(), frame, place)
    return Frozen(place, own, comparable(own, own, {}))


def found(own: Form, held: Frozen, place: Path) -> list[dict[str, Any]]:
    plan = planned(own, PERIOD, {("", 0): held}, {})
    _, _, tallies = examine(plan, place, lambda given: whys(own.rules, given, SPEC))
    assert [tally.rule for tally in tallies] == [rule.id for rule in own.rules]
    return list(pq.read_table(place).to_pylist()) if place.suffix == ".parquet" else []


def test_items_and_rules_may_be_called_as_columns_are(tmp_path: Path) -> None:
    names = ("UNIT", "STATE", "NUMBER", "AREA", "EXPLANATIONS", "FOUND", "PLACE")
    own = ruled(
        tuple(item(name, places=1) for name in names),
        UNIT="UNIT > STATE",
        NUMBER="NUMBER + AREA > EXPLANATIONS",
        RULE="FOUND = PLACE",
    )
    cells = {name: f"{at}.5" for at, name in enumerate(names)}
    held = frozen(tmp_path / "s.parquet", own, U=Content(cells=cells))
    rows = found(own, held, tmp_path / "f.parquet")
    assert {row["rule"]: json.loads(row["values"]) for row in rows} == {
        "UNIT": {"UNIT": "0.5", "STATE": "1.5"},
        "RULE": {"FOUND": "5.5", "PLACE": "6.5"},
    }
    assert {(row["unit"], row["number"], row["state"]) for row in rows} == {("U", 1, "submitted")}


def test_values_are_as_they_were_written_with_what_json_wants_quoted(tmp_path: Path) -> None:
    own = ruled((item("A", places=4), item("N", type="text")), R='A = 7 or N = "z"', S='isnull(N) or N = "z"')
    note = 'say "so"\\ \n再见😀'
    held = frozen(
        tmp_path / "s.parquet",
        own,
        A=Content(cells={"A": "-0.5", "N": note}),
        B=Content(cells={"A": "100"}, marks={"N": "M"}),
        C=Content(cells={"A": "9" * 34}),
        D=Content(cells={"A": "0"}),
    )
    rows = found(own, held, tmp_path / "f.parquet")
    assert {
        row["unit"]: (row["verdict"], json.loads(row["values"])) for row in rows if row["rule"] == "R"
    } == {
        "A": ("fails", {"A": "-0.5", "N": note}),
        "B": ("unknown", {"A": "100"}),
        "C": ("unknown", {"A": "9" * 34}),
        "D": ("unknown", {"A": "0"}),
    }


def test_the_file_has_its_columns_and_a_table_for_people_runs_no_formula(tmp_path: Path) -> None:
    own = ruled((item("A"),), R="A > 1")
    held = frozen(
        tmp_path / "s.parquet",
        own,
        U=Content(cells={"A": "1"}, explanations={"R": "=cmd|' /C calc'!A0 说明"}),
    )
    (row,) = found(own, held, tmp_path / "f.parquet")
    assert row["explanation"] == "=cmd|' /C calc'!A0 说明"
    assert pq.read_schema(tmp_path / "f.parquet").names == FINDINGS.names
    assert pq.read_schema(tmp_path / "f.parquet").types == FINDINGS.types
    found(own, held, tmp_path / "f.csv")
    assert ",'=cmd|' /C calc'!A0 说明," in (tmp_path / "f.csv").read_text("utf-8")
    assert sorted(place.name for place in tmp_path.iterdir()) == ["f.csv", "f.parquet", "s.parquet"]


def test_a_snapshot_from_before_explanations_were_frozen_is_judged_without_them(tmp_path: Path) -> None:
    own = ruled((item("A"),), R="A > 1")
    told = Content(cells={"A": "1"}, explanations={"R": "新开两家分店并入"})
    held = frozen(tmp_path / "s.parquet", own, U=told)
    old = pq.read_table(held.path).drop_columns(["explanations"])
    pq.write_table(old, tmp_path / "old.parquet")
    plan = planned(
        own, PERIOD, {("", 0): Frozen(tmp_path / "old.parquet", own, comparable(own, own, {}))}, {}
    )
    reports, explained, (tally,) = examine(plan, tmp_path / "f.parquet", lambda _: ())
    assert (reports, explained, tally.counts["fails"], tally.explained) == (1, False, 1, 0)
    (row,) = pq.read_table(tmp_path / "f.parquet").to_pylist()
    assert (row["explanation"], row["why"]) == (None, None)


@pytest.mark.parametrize("rules", [{}, {"R": "A > timeshift(A, -1)"}])
def test_a_form_of_which_nothing_can_be_judged_gives_an_empty_table(
    rules: dict[str, str], tmp_path: Path
) -> None:
    own = ruled((item("A"),), **rules)
    held = frozen(tmp_path / "s.parquet", own, U=Content(cells={"A": "1"}))
    assert found(own, held, tmp_path / "f.parquet") == []
    assert pq.read_schema(tmp_path / "f.parquet").names == FINDINGS.names


def test_a_folder_with_quotes_in_its_name_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / 'o\'brien "x"'
    folder.mkdir()
    own = ruled((item("A"),), R="A > 1")
    held = frozen(folder / "s.parquet", own, U=Content(cells={"A": "1"}))
    assert [row["rule"] for row in found(own, held, folder / "f.parquet")] == ["R"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    own = ruled((item("A"),), R="A > 1")
    held = frozen(tmp_path / "s.parquet", own, U=Content(cells={"A": "1"}))
    with pytest.raises(Unavailable) as caught:
        found(own, held, tmp_path / "nowhere" / "f.parquet")
    assert (caught.value.told.name, caught.value.told.values["path"]) == (
        "lake_write",
        str(tmp_path / "nowhere" / "f.parquet"),
    )
