"""The desk: sums by area and industry, the queue, one report beside others, questions, and many accepted at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.collecting import collecting, content, owner, statistician
from tests.databases import KINDS, database
from tests.desk import LATE, MISSING, SHOPS, SLIPPED, at_desk, collected, key
from xinxiao.errors import Conflict, NotAllowed
from xinxiao.store.ledger import Ledger
from xinxiao.uses.call import Call
from xinxiao.uses.collect import desk, reports


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, desk_home: Path, tmp_path: Path) -> Iterator[Call]:
    if request.param == "sqlite":
        with at_desk(shutil.copytree(desk_home, tmp_path / "home")) as made:
            yield made
        return
    with database(request.param, tmp_path) as url, collecting(tmp_path / "home", url) as made:
        yield collected(made, tmp_path / "programme")


def test_a_board_says_how_reports_of_each_area_stand(call: Call) -> None:
    found = desk.board(call, "SHOP_M", "2026-08")
    assert found.place.area == "CN"
    rows = {row.code: (row.expected, row.received, row.on_time, row.late, row.due) for row in found.rows}
    assert rows == {"910000": (13, 12, 11, 1, 1), "920000": (1, 1, 1, 0, 0)}
    assert (found.whole.expected, found.whole.received, found.whole.submitted) == (14, 13, 13)
    assert found.whole.completeness == pytest.approx(13 / 14)
    inner = desk.board(statistician(call, "910100"), "SHOP_M", "2026-08")
    assert {row.code: row.expected for row in inner.rows} == {"910101": 11, "910102": 2}
    leaf = desk.board(statistician(call, "910100"), "SHOP_M", "2026-08", "910102")
    assert {row.code: row.received for row in leaf.rows} == {"910102": 2}
    industry = desk.board(statistician(call, "910000"), "SHOP_M", "2026-08", by="industry")
    assert {row.code: (row.expected, row.late) for row in industry.rows} == {"G52": (13, 1)}
    whole = desk.board(call, "SHOP_M", "2026-08", by="industry")
    assert {row.code: (row.expected, row.late) for row in whole.rows} == {"G52": (14, 1)}


def test_every_issue_has_its_standing_in_what_one_may_review(call: Call) -> None:
    found, earlier = desk.boards(statistician(call, "910102"))
    assert not earlier
    assert desk.boards(statistician(call, "910102"), 2) == ((), False)
    assert [(issue.period, row.expected, row.received) for issue, row in found] == [
        ("2026-08", 2, 2),
        ("2026-07", 2, 2),
    ]


def test_nobody_looks_beyond_their_area(call: Call) -> None:
    for area in ("CN", "910000", "920101", "nowhere"):
        with pytest.raises(NotAllowed):
            desk.board(statistician(call, "910100"), "SHOP_M", "2026-08", area)
        with pytest.raises(NotAllowed):
            desk.listed(statistician(call, "910100"), "SHOP_M", "2026-08", area)
    with pytest.raises(NotAllowed):
        desk.queue(owner(call, SHOPS[0]), "SHOP_M", "2026-08")
    with pytest.raises(NotAllowed):
        desk.review(statistician(call, "920101"), key(SHOPS[0]))
    with pytest.raises(NotAllowed):
        desk.review(owner(call, SHOPS[0]), key(SHOPS[0]))


def test_lists_name_units_and_go_on_after_one(call: Call) -> None:
    own = statistician(call, "910101")
    found = desk.listed(own, "SHOP_M", "2026-08", most=4)
    assert [report.unit for report in found.reports] == list(SHOPS[:4])
    assert found.names[SHOPS[0]] == "甲店1"
    assert found.more == SHOPS[3]
    after = desk.listed(own, "SHOP_M", "2026-08", after=found.more)
    assert [report.unit for report in after.reports] == list(SHOPS[4:11])
    assert after.more == ""
    due = desk.listed(own, "SHOP_M", "2026-08", state="due")
    assert [report.unit for report in due.reports] == [MISSING]


def test_what_shows_units_is_recorded_as_read_before(call: Call) -> None:
    own = statistician(call, "910101")
    before = call.ports.ledger.readings.mark().sequence
    desk.board(own, "SHOP_M", "2026-08")
    assert call.ports.ledger.readings.mark().sequence == before  # sums only
    desk.listed(own, "SHOP_M", "2026-08")
    desk.queue(own, "SHOP_M", "2026-08")
    desk.review(own, key(SHOPS[0]))
    desk.questions(own)
    desk.clean(own, "SHOP_M", "2026-08")
    said = [event.fact for event in call.ports.ledger.readings.events(before)]
    assert [(fact["what"], fact["key"]) for fact in said] == [
        ("reports", "SHOP_M/2026-08/910101"),
        ("suspicions", "SHOP_M/2026-08/910101"),
        ("report", f"SHOP_M/2026-08/{SHOPS[0]}"),
        ("queries", "*/*/910101"),
        ("reports", "SHOP_M/2026-08/910101"),
    ]


def test_the_queue_has_the_slip_first_and_says_of_when_it_is(call: Call) -> None:
    own = statistician(call, "910000")
    found = desk.queue(own, "SHOP_M", "2026-08")
    first = found.suspicions[0]
    assert (first.unit, first.item, first.test, first.size) == (SLIPPED, "ORDERS", "slip", 3.0)
    assert first.value == "493000"  # 474 * 1.04 = 492.96, rounded, and a thousand times that
    assert found.names[SLIPPED] == "甲店3"
    assert found.done is not None and found.done.reports == 13
    assert not found.newer
    assert desk.queue(own, "SHOP_M", "2026-08", test="copied").suspicions == ()
    assert desk.queue(statistician(call, "910102"), "SHOP_M", "2026-08").suspicions == ()
    assert desk.queue(own, "SHOP_M", "2026-08", industry="I64").suspicions == ()
    reports.query(own, key(SHOPS[0]), "订单数是多少？")
    assert desk.queue(own, "SHOP_M", "2026-08").newer


def test_a_report_stands_beside_the_last_period_and_its_peers(call: Call) -> None:
    found = desk.review(statistician(call, "910101"), key(SLIPPED))
    orders = next(line for line in found.lines if line.item.id == "ORDERS")
    assert (orders.previous, orders.year) == ("474", None)
    assert orders.peers is not None and orders.peers.count == 13
    assert next(one.test for one in found.suspicions if one.item == "ORDERS") == "slip"
    assert (found.level, found.rank) == ("county", 3)
    assert found.may == ("query", "return", "accept")
    assert found.name == "甲店3"


def test_a_level_below_the_one_that_accepted_may_neither_accept_nor_return(call: Call) -> None:
    one = key(SHOPS[0])
    sha = call.ports.reports.find(one).sha256
    reports.accept(statistician(call, "910000"), one, sha)
    assert desk.review(statistician(call, "910101"), one).may == ("query",)
    assert desk.review(statistician(call, "910000"), one).may == ("query", "return")
    assert desk.review(statistician(call, "CN"), one).may == ("query", "return", "accept")


def test_questions_are_open_overdue_or_answered(call: Call) -> None:
    county = statistician(call, "910101")
    reports.query(county, key(SHOPS[0]), "订单数是多少？", ["ORDERS"])
    reports.query(county, key(SHOPS[1]), "为何增长？")
    reports.answer(owner(call, SHOPS[1]), key(SHOPS[1]), 1, "新开两家分店。")
    found = desk.questions(county)
    assert [(q.key.unit, q.thread.question.text) for q in found.found] == [
        (SHOPS[1], "为何增长？"),
        (SHOPS[0], "订单数是多少？"),
    ]
    assert found.names[SHOPS[0]] == "甲店1"
    states = [q.state(call.now, found.days) for q in found.found]
    assert states == ["answered", "open"]
    late = replace(call, now=call.now.replace(day=13))
    assert [q.state(late.now, found.days) for q in found.found] == ["answered", "overdue"]
    assert [q.key.unit for q in desk.questions(county, pending=True).found] == [SHOPS[0]]
    assert desk.questions(statistician(call, "920101")).found == ()
    assert desk.questions(county, "OTHER").found == ()


def test_what_nothing_speaks_against_is_accepted_at_once_and_nothing_else(call: Call) -> None:
    county = statistician(call, "910101")
    reports.query(county, key(SHOPS[0]), "订单数是多少？")
    seen = desk.clean(county, "SHOP_M", "2026-08")
    units = [one.unit for one, _, _ in seen.reports]
    assert units == [unit for unit in SHOPS[:11] if unit not in (SHOPS[0], SLIPPED, MISSING)]
    assert desk.accept_clean(county, "SHOP_M", "2026-08", "910101", seen.digest) == 8
    states = {r.unit: r.state for r in desk.listed(county, "SHOP_M", "2026-08").reports}
    assert [unit for unit, state in states.items() if state == "accepted"] == units
    assert states[SLIPPED] == "submitted" and states[MISSING] == "due"
    assert desk.clean(county, "SHOP_M", "2026-08").reports == ()


def test_when_something_moved_since_it_was_seen_nothing_is_accepted(call: Call) -> None:
    county = statistician(call, "910101")
    seen = desk.clean(county, "SHOP_M", "2026-08")
    reports.submit(
        owner(call, LATE), key(LATE), content(SALES_GOODS="160", SALES_TOTAL="190.5", SALES_SERVICES="30.5")
    )
    with pytest.raises(Conflict, match="changed"):
        desk.accept_clean(county, "SHOP_M", "2026-08", "910101", seen.digest)
    assert LATE not in [one.unit for one, _, _ in desk.clean(county, "SHOP_M", "2026-08").reports]
    states = {r.state for r in desk.listed(county, "SHOP_M", "2026-08").reports}
    assert "accepted" not in states


def test_when_one_report_moves_while_many_are_accepted_none_is(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = statistician(call, "910101")
    others: dict[str, Callable[[], object]] = {
        "submitted anew": lambda: reports.submit(
            owner(call, LATE),
            key(LATE),
            content(SALES_GOODS="160", SALES_TOTAL="190.5", SALES_SERVICES="30.5"),
        ),
        "asked about": lambda: reports.query(county, key(SHOPS[1]), "订单数是多少？"),
        "returned": lambda: reports.return_(county, key(SHOPS[3]), "请核实。"),
        "accepted alone": lambda: reports.accept(
            county, key(SHOPS[6]), call.ports.reports.find(key(SHOPS[6])).sha256
        ),
    }
    append = county.ports.reports.accept_unmoved
    for moved, act in others.items():
        seen = desk.clean(county, "SHOP_M", "2026-08")

        def late(*given: object, act: Callable[[], object] = act) -> None:
            act()
            append(*given)  # type: ignore[arg-type]

        before = _accepted(county)
        with monkeypatch.context() as patch:
            patch.setattr(county.ports.reports, "accept_unmoved", late)
            with pytest.raises(Conflict) as caught:
                desk.accept_clean(county, "SHOP_M", "2026-08", "910101", seen.digest)
        assert caught.value.told is not None and caught.value.told.name == "bulk_changed", moved
        assert _accepted(county) - before == ({SHOPS[6]} if moved == "accepted alone" else set()), moved
    seen = desk.clean(county, "SHOP_M", "2026-08")
    assert desk.accept_clean(county, "SHOP_M", "2026-08", "910101", seen.digest) == len(seen.reports) > 0
    assert call.ports.ledger.verify("event")[1] is None


def _accepted(county: Call) -> set[str]:
    found = desk.listed(county, "SHOP_M", "2026-08", state="accepted")
    return {report.unit for report in found.reports}


def test_no_more_than_the_first_by_unit_are_accepted_at_once(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "BULK", 3)
    county = statistician(call, "910101")
    first = desk.clean(county, "SHOP_M", "2026-08")
    assert (len(first.reports), first.whole) == (3, False)
    assert desk.accept_clean(county, "SHOP_M", "2026-08", "910101", first.digest) == 3
    then = desk.clean(county, "SHOP_M", "2026-08")
    assert then.reports[0][0].unit > first.reports[-1][0].unit


def test_before_scrutiny_nothing_is_clean(call: Call) -> None:
    assert desk.clean(statistician(call, "910101"), "SHOP_M", "2026-07").reports == ()
    found = desk.queue(statistician(call, "910101"), "SHOP_M", "2026-07")
    assert found.done is None and found.suspicions == ()


def test_how_many_reports_there_are_does_not_change_how_often_the_database_is_asked(call: Call) -> None:
    import sqlalchemy as sa

    asked: list[str] = []
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    sa.event.listen(
        ledger.database.engine, "before_cursor_execute", lambda c, k, statement, *_: asked.append(statement)
    )

    def count(area: str, page: Callable[[Call], object]) -> int:
        page(statistician(call, area))
        asked.clear()  # what is kept in memory is there now
        page(statistician(call, area))
        return sum(statement.startswith("SELECT") for statement in asked)

    pages: dict[str, Callable[[Call], object]] = {
        "board": lambda own: desk.board(own, "SHOP_M", "2026-08"),
        "boards": desk.boards,
        "listed": lambda own: desk.listed(own, "SHOP_M", "2026-08"),
        "queue": lambda own: desk.queue(own, "SHOP_M", "2026-08"),
        "questions": desk.questions,
        "clean": lambda own: desk.clean(own, "SHOP_M", "2026-08"),
    }
    few = {name: count("910102", page) for name, page in pages.items()}
    many = {name: count("CN", page) for name, page in pages.items()}
    assert max(few.values()) <= 8 and max(many.values()) <= 8
    assert many["board"] == few["board"] <= 2  # the sum, and the issue where it is not kept
    assert all(many[name] - few[name] in (0, 1) for name in pages)  # names are asked for where there are any
