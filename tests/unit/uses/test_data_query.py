"""Questions for data through time: two releases of the tutorial's programme, the second of which is withdrawn in the end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.errors import NotFound, Senseless, TooLarge, Withdrawn
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.selection import (
    AvailabilityQuery,
    DataQuery,
    Selection,
    Shape,
    Sort,
    Target,
    Test,
    Times,
)
from xinxiao.model.text import Text
from xinxiao.uses import data_query as questions
from xinxiao.uses.availability import availability
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.data_query import data_query
from xinxiao.uses.run import run
from xinxiao.uses.workflow import withdraw

FIGURES = Target(("dataflow",), (), ("RD_FIGURES",))
TARGETS = Target(("dataflow",), (), ("RD_TARGETS",))
State = tuple[str, str, str, int]


def at(month: int, day: int = 1) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Ports:
    """Stores with what was known at the end of 2024, live from January on, and the rest, live from February on."""
    operator = bootstrap.call(tmp_path_factory.mktemp("times") / "home")
    run(Call(operator.ports, operator.actor, at(1)), TUTORIAL, as_of="2024-12-31")
    run(Call(operator.ports, operator.actor, at(2)), TUTORIAL)
    return operator.ports


def ask(ports: Ports, query: DataQuery) -> list[State]:
    """What each data set is for, from when to when, and how many rows it has."""
    found = data_query(Call(ports, ANONYMOUS, at(3)), query)
    return [
        (one.action, one.valid_from[:10], one.valid_to[:10], sum(batch.num_rows for batch in one.read()))
        for _, one in found
    ]


def through(ports: Ports, times: Times, target: Target = FIGURES) -> list[State]:
    return ask(ports, DataQuery(target, times=times))


def test_now_is_the_last_release_and_a_moment_what_was_live_then(ports: Ports) -> None:
    assert through(ports, Times()) == [("Information", "", "", 116)]
    assert through(ports, Times(as_of=at(1, 15))) == [("Information", "", "", 87)]
    assert through(ports, Times(as_of=at(2))) == [("Information", "", "", 116)]
    assert through(ports, Times(as_of=datetime(2025, 12, 31, 23, 59, tzinfo=UTC))) == []


def test_the_history_is_every_state_with_the_moments_between_which_it_was_shown(ports: Ports) -> None:
    assert through(ports, Times(history=True)) == [
        ("Replace", "2026-01-01", "2026-02-01", 87),
        ("Replace", "2026-02-01", "", 116),
    ]


def test_changes_are_rows_that_are_new_or_other_and_keys_that_are_gone(ports: Ports) -> None:
    assert through(ports, Times(since=at(1, 15))) == [("Replace", "2026-02-01", "", 29)]
    assert through(ports, Times(since=at(1, 15)), TARGETS) == [("Replace", "2026-02-01", "", 3)]
    assert through(ports, Times(since=at(2, 15))) == []
    assert through(ports, Times(since=datetime(2025, 1, 1, tzinfo=UTC))) == [
        ("Replace", "2026-02-01", "", 116)
    ]
    assert through(ports, Times(at(2, 15), at(1, 15))) == [("Replace", "2026-02-01", "", 29)]
    assert through(ports, Times(at(1, 20), at(1, 15))) == []


def test_what_there_is_of_what_changed_is_told_too(ports: Ports) -> None:
    call = Call(ports, ANONYMOUS, at(3))
    (offer,) = availability(call, AvailabilityQuery(FIGURES, since=at(1, 15)))
    assert (offer.what.series, offer.what.observations) == (29, 29)
    assert offer.what.codes["VINTAGE"] == ("2025-03-31",)
    assert offer.what.span == ("2024-01-01", "2024-12-31")
    assert availability(call, AvailabilityQuery(FIGURES, since=at(2, 15))) == ()


def page(ports: Ports, limit: int | None, offset: int, times: Times = Times()) -> list[int]:
    selection = Selection(limit=limit, offset=offset)
    return [rows for *_, rows in ask(ports, DataQuery(FIGURES, selection, times=times))]


def test_a_page_is_of_all_states_together(ports: Ports) -> None:
    history = Times(history=True)
    assert page(ports, 90, 0, history) == [87, 3]
    assert page(ports, 5, 85, history) == [2, 3]
    assert page(ports, None, 87, history) == [116]
    assert page(ports, 87, 0, history) == [87]
    assert page(ports, 5, 203, history) == []
    assert page(ports, 10, 110) == [6]
    assert page(ports, None, 100) == [16]


def test_more_rows_than_are_given_at_once_are_refused_with_the_way_to_the_whole(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST", 116)
    monkeypatch.setattr(questions, "MOST_SORTED", 115)
    flat = Shape(at="AllDimensions")
    assert ask(ports, DataQuery(FIGURES, shape=flat))[0][3] == 116
    with pytest.raises(TooLarge) as caught:
        ask(ports, DataQuery(FIGURES, Selection(sort=(Sort("OBS_VALUE"),))))
    assert caught.value.told is not None
    assert caught.value.told.values == {"rows": 116, "most": 115, "whole": "/data/RD_FIGURES.parquet"}
    one_place = Selection(where={"REF_AREA": ((Test("ne", "990001"),),)}, sort=(Sort("OBS_VALUE"),))
    assert ask(ports, DataQuery(FIGURES, one_place))[0][3] == 96
    monkeypatch.setattr(questions, "MOST", 115)
    with pytest.raises(TooLarge):
        ask(ports, DataQuery(FIGURES, shape=flat))
    assert ask(ports, DataQuery(FIGURES, Selection(limit=115), flat))[0][3] == 115
    with pytest.raises(TooLarge):
        ask(ports, DataQuery(FIGURES, Selection(limit=116), flat))


def test_a_question_that_fits_some_dataflows_is_put_to_those(ports: Ports) -> None:
    by_verdict = Selection(where={"VERDICT": ((Test("ne", "X"),),)})
    assert [rows for *_, rows in ask(ports, DataQuery(Target(), by_verdict))] == [3]
    with pytest.raises(Senseless):
        ask(ports, DataQuery(FIGURES, by_verdict))
    with pytest.raises(NotFound):
        ask(ports, DataQuery(Target(("dataflow",), (), ("NOPE",))))
    assert ask(ports, DataQuery(Target(("dataflow",), ("NOBODY",)))) == []


def test_a_data_set_can_be_read_again_and_tells_the_values_of_its_columns(ports: Ports) -> None:
    ((_, one),) = data_query(Call(ports, ANONYMOUS, at(3)), DataQuery(TARGETS))
    assert sum(batch.num_rows for batch in one.read()) == 14
    assert sum(batch.num_rows for batch in one.read()) == 14
    assert one.values(["FREQ", "TARGET"]) == {"FREQ": ["A", "M"], "TARGET": ["T1", "T2"]}
    assert one.values([]) == {}


def test_what_was_withdrawn_is_not_given_and_leaves_a_gap_in_the_history(ports: Ports) -> None:
    """The last test of these: it changes what they stand on."""
    operator = bootstrap.call(ports.home)
    last = ports.ledger.releases.entries()[-1]
    withdraw(Call(ports, operator.actor, at(3)), last.id, Text(zh="撤回", en="Withdrawn"), "a wrong figure")
    ports.head.refresh()
    assert through(ports, Times()) == [("Information", "", "", 87)]
    with pytest.raises(Withdrawn):
        through(ports, Times(as_of=at(2, 15)))
    assert through(ports, Times(history=True)) == [
        ("Replace", "2026-01-01", "2026-02-01", 87),
        ("Replace", "2026-03-01", "", 87),
    ]
    assert through(ports, Times(since=at(2, 15))) == [("Replace", "2026-01-01", "", 87)]
