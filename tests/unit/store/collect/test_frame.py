"""The frame in the database: versions at a day, selections, counts, histories, and that nothing in it can change unseen."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pytest

from tests.unit.store.ledger.test_verify import reach_in
from xinxiao.errors import Conflict, Unavailable
from xinxiao.model.collect.frame import (
    FrameChanged,
    FrameImported,
    FrameLinked,
    FrameUnit,
    Selection,
    Succession,
    link_table,
    table_of,
)
from xinxiao.model.event import Misfit
from xinxiao.model.vouched import digest
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger

AT = "2026-01-15T08:00:00.000+00:00"
DAY = "2026-01-01"


def version(unit: str, **more: Any) -> FrameUnit:
    usual = {
        "valid_from": DAY, "code": unit, "name": f"厂{unit}", "area": "110101", "industry": "I6420", "size": "L",
        "group": "", "state": "in", "reason": "found",
    }  # fmt: skip
    return FrameUnit(unit=unit, **usual | more)


def imported(frame: Frame, versions: Sequence[FrameUnit], first: int | None = None) -> None:
    table = table_of(versions)
    fact = FrameImported(
        programme="p", file="0" * 64, day=DAY, read=table.num_rows, unchanged=0, repeated=0, refused=0,
        first=frame.last() + 1 if first is None else first, recorded=table.num_rows, sha256=digest(table.to_batches()),
    )  # fmt: skip
    frame.record("operator:me", AT, fact, table)


def linked(frame: Frame, links: Sequence[Succession]) -> None:
    table = link_table(links)
    fact = FrameLinked(
        succession=links[0].kind, day=links[0].date, predecessors=[], successors=[],
        first=frame.last("link") + 1, recorded=table.num_rows, sha256=digest(table.to_batches()),
    )  # fmt: skip
    frame.record("operator:me", AT, fact, table)


def names(batches: Any) -> list[str]:
    return [unit for batch in batches for unit in batch.column("unit").to_pylist()]


def test_the_version_at_a_day_is_the_last_recorded_of_the_latest_that_holds(frame: Frame) -> None:
    imported(frame, [version("A", name="first")])
    imported(frame, [version("A", name="corrected")])
    imported(frame, [version("A", valid_from="2026-06-01", name="later", state="out", reason="closed")])
    imported(frame, [version("A", valid_from="2025-03-01", name="earlier, recorded late")])

    def name(day: str) -> str | None:
        held = frame.at("A", day)
        return held.name if held else None

    assert name("2025-02-28") is None
    assert name("2025-03-01") == name("2025-12-31") == "earlier, recorded late"
    assert name("2026-01-01") == name("2026-05-31") == "corrected"
    assert name("2026-06-01") == name("2099-01-01") == "later"
    assert frame.at("B", "2026-06-01") is None
    assert [r.version.name for r in frame.history("A").versions] == [
        "earlier, recorded late", "first", "corrected", "later",
    ]  # fmt: skip
    assert next((r.event, r.at, r.actor) for r in frame.history("A").versions) == (4, AT, "operator:me")


def test_a_unit_goes_out_and_comes_in_again(frame: Frame) -> None:
    for day, state in (("2026-01-01", "in"), ("2026-03-01", "out"), ("2026-05-01", "in")):
        imported(frame, [version("A", valid_from=day, state=state)])
    days = ("2025-12-31", "2026-02-28", "2026-03-01", "2026-04-30", "2026-05-01")
    assert [names(frame.selected(Selection(), day)) for day in days] == [[], ["A"], [], [], ["A"]]
    assert names(frame.selected(Selection(state="out"), "2026-04-01")) == ["A"]
    assert names(frame.selected(Selection(state="any"), "2026-04-01")) == ["A"]


@pytest.fixture
def some(frame: Frame) -> Frame:
    imported(
        frame,
        [
            version("A-1", area="110101", industry="I6420", size="L", group="G1"),
            version("A-2", area="110102", industry="I6431", size="S"),
            version("B1", area="310101", industry="C3911", size="S", name="100%厂_"),
            version("C", code="", area="310101", industry="", size="", state="out", reason="closed"),
        ],
    )
    return frame


@pytest.mark.parametrize(
    ("which", "units"),
    [
        (Selection(), ["A-1", "A-2", "B1"]),
        (Selection(areas=("110101", "110102")), ["A-1", "A-2"]),
        (Selection(industries=("I64*",)), ["A-1", "A-2"]),
        (Selection(industries=("I6420", "C39*")), ["A-1", "B1"]),
        (Selection(industries=("I6420",), sizes=("S",)), []),
        (Selection(sizes=("S",)), ["A-2", "B1"]),
        (Selection(groups=("G1",)), ["A-1"]),
        (Selection(areas=("310101",), state="any"), ["B1", "C"]),
        (Selection(industries=("%*",)), []),
    ],
)
def test_a_selection_is_by_area_industry_size_and_group(
    some: Frame, which: Selection, units: list[str]
) -> None:
    assert names(some.selected(which, DAY)) == units
    assert names(some.selected(which, "2025-12-31")) == []


def test_units_are_counted_by_any_of_their_codes(some: Frame) -> None:
    assert list(some.counts(DAY, ["area"])) == [("110101", "1"), ("110102", "1"), ("310101", "1")]
    assert list(some.counts(DAY, ["size"], Selection(state="any"))) == [("", "1"), ("L", "1"), ("S", "2")]
    assert list(some.counts(DAY, ["area", "industry"], Selection(industries=("C*",)))) == [
        ("310101", "C3911", "1")
    ]


def test_units_are_found_by_the_beginning_of_a_code_or_a_part_of_a_name(some: Frame) -> None:
    assert [unit.unit for unit in some.found("A-", DAY, 10)] == ["A-1", "A-2"]
    assert [unit.unit for unit in some.found("厂A", DAY, 1)] == ["A-1"]
    assert [unit.unit for unit in some.found("%厂", DAY, 10)] == ["B1"]
    assert [unit.unit for unit in some.found("_", DAY, 10)] == ["B1"]
    assert some.found("A-", "2025-01-01", 10) == ()
    assert some.of_code("B1", DAY) == some.at("B1", DAY)
    assert some.of_code("C", DAY) is None


def test_all_units_are_held_with_the_version_of_the_day_or_else_their_first(some: Frame) -> None:
    imported(
        some,
        [version("D", valid_from="2027-01-01", name="1"), version("D", valid_from="2028-01-01", name="2")],
    )
    imported(some, [version("A-1", valid_from="2026-03-01", name="moved on")])
    table = pa.Table.from_batches(some.held("2026-02-01"))
    held = {row["unit"]: row["name"] for row in table.to_pylist()}
    assert held == {"A-1": "厂A-1", "A-2": "厂A-2", "B1": "100%厂_", "C": "厂C", "D": "1"}


def test_more_rows_than_a_batch_come_whole_and_in_order(frame: Frame) -> None:
    many = [version(f"U{i:06d}") for i in range(70_000)]
    imported(frame, many)
    assert names(frame.selected(Selection(), DAY)) == [unit.unit for unit in many]
    assert list(frame.counts(DAY, ["area"])) == [("110101", "70000")]


def test_what_a_name_holds_comes_back_as_it_was(frame: Frame, ledger: Ledger) -> None:
    hard = ['a"b', "a,b", "a'b\\n", "\\.", "𠮷野家", "", "NULL", "=1+1", "é"]
    imported(frame, [version(f"U{i}", name=name) for i, name in enumerate(hard)])
    assert [frame.at(f"U{i}", DAY).name for i in range(len(hard))] == hard  # type: ignore[union-attr]
    assert ledger.verify("event")[1] is None


def test_whoever_looked_before_another_recorded_records_nothing(frame: Frame, ledger: Ledger) -> None:
    imported(frame, [version("A")])
    with pytest.raises(Conflict) as refused:
        imported(frame, [version("B")], first=1)
    assert refused.value.told is not None
    assert refused.value.told.name == "frame_moved"
    assert names(frame.selected(Selection(), DAY)) == ["A"]
    assert ledger.events.mark().sequence == 1


def test_an_event_of_the_frame_without_its_rows_is_refused(frame: Frame, ledger: Ledger) -> None:
    alone = FrameChanged(unit="A", day=DAY, state="in", reason="found", first=1, recorded=1, sha256="0" * 64)
    with pytest.raises(Conflict):
        ledger.events.append("operator:me", AT, [alone])
    assert ledger.events.mark().sequence == 0


def test_successions_stand_in_the_history_of_both(some: Frame, ledger: Ledger) -> None:
    one = Succession("split", "B1", "A-1", "2026-02-01", "0.6", "")
    other = Succession("split", "B1", "A-2", "2026-02-01", "0.4", "")
    linked(some, [one, other])
    assert some.history("B1").successors == (one, other)
    assert some.history("A-2").predecessors == (other,)
    assert some.history("A-2").successors == ()
    assert some.successors() == (("B1", "A-1"), ("B1", "A-2"))
    assert ledger.verify("event")[1] is None


def test_a_ledger_nobody_made_yet_has_no_units(frame: Frame) -> None:
    assert frame.at("A", DAY) is None
    assert names(frame.selected(Selection(), DAY)) == []
    assert frame.last() == 0
    assert frame.history("A").versions == ()
    assert frame.found("A", DAY, 1) == ()
    assert list(frame.counts(DAY, ["area"])) == []


@pytest.mark.parametrize("table", ["frame_unit", "frame_link"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET event = 7", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_was_recorded(
    some: Frame, ledger: Ledger, table: str, statement: str
) -> None:
    linked(some, [Succession("merged", "A-1", "A-2", DAY, "1", "")])
    with pytest.raises((Unavailable, Conflict)), ledger.database.writing() as connection:
        connection.exec_driver_sql(statement.format(table))
    assert ledger.verify("event")[1] is None


_COPY = """INSERT INTO frame_unit SELECT {sequence}, {event}, unit, valid_from, code, name, area, industry, size, "group", state,
 reason FROM frame_unit WHERE sequence = 1"""


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("UPDATE frame_unit SET name = 'another' WHERE sequence = 2", 1),
        ("UPDATE frame_unit SET state = 'out' WHERE sequence = 5", 2),
        ("UPDATE frame_unit SET valid_from = '2020-01-01' WHERE sequence = 5", 2),
        ("UPDATE frame_unit SET event = 2 WHERE sequence = 1", 1),
        ("UPDATE frame_unit SET sequence = 9 WHERE sequence = 3", 1),
        ("DELETE FROM frame_unit WHERE sequence = 4", 1),
        ("DELETE FROM frame_unit WHERE sequence = 6", 3),
        ("DELETE FROM frame_unit", 1),
        (_COPY.format(sequence=7, event=3), 3),
        (_COPY.format(sequence=9, event=99), 99),
        ("UPDATE frame_link SET share = '0.5' WHERE sequence = 1", 4),
        ("DELETE FROM frame_link", 4),
        (
            "INSERT INTO frame_link SELECT 2, 5, kind, successor, predecessor, date, share, why FROM frame_link",
            5,
        ),
    ],
)
def test_what_no_event_vouches_for_is_named(some: Frame, ledger: Ledger, statement: str, event: int) -> None:
    imported(some, [version("A-1", valid_from="2026-03-01")])
    imported(some, [version("A-2", valid_from="2026-03-01")])
    linked(some, [Succession("merged", "A-1", "A-2", DAY, "1", "")])
    assert ledger.verify("event")[1] is None
    reach_in(ledger, statement)
    assert ledger.verify("event")[1] == Misfit("event", event, "projection")


def test_two_that_changed_places_are_noticed(some: Frame, ledger: Ledger) -> None:
    reach_in(
        ledger,
        "UPDATE frame_unit SET sequence = 100 WHERE sequence = 1",
        "UPDATE frame_unit SET sequence = 1 WHERE sequence = 2",
        "UPDATE frame_unit SET sequence = 2 WHERE sequence = 100",
    )
    assert ledger.verify("event")[1] == Misfit("event", 1, "projection")


def test_what_was_verified_before_is_not_read_again_and_what_came_since_is(
    some: Frame, ledger: Ledger
) -> None:
    mark = ledger.events.mark()
    imported(some, [version("A-1", valid_from="2026-03-01")])
    assert ledger.verify("event", mark)[1] is None
    reach_in(ledger, "UPDATE frame_unit SET name = 'x' WHERE sequence = 1")
    assert ledger.verify("event", mark)[1] is None
    reach_in(ledger, "UPDATE frame_unit SET name = 'x' WHERE sequence = 5")
    assert ledger.verify("event", mark)[1] == Misfit("event", 2, "projection")
    assert ledger.verify("event")[1] == Misfit("event", 1, "projection")


def test_the_hash_is_that_of_lines_that_anybody_can_write() -> None:
    table = table_of([version("A", name="甲"), version("B", code="")])
    line = "A\t2026-01-01\tA\t甲\t110101\tI6420\tL\t\tin\tfound\nB\t2026-01-01\t\t厂B\t110101\tI6420\tL\t\tin\tfound\n"
    assert digest(table.to_batches()) == sha256(line.encode()).hexdigest()
    assert digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
