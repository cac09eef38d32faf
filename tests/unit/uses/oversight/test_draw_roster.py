"""Who is on a roster, and who is left out for which reason: each reason alone, in numbers that stand here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tests.databases import KINDS
from tests.draws import code
from tests.lots import ANNA, BO, CHEN, INSPECTORS, LATER, LIST, World, world_of
from xinxiao.errors import Conflict
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.draw import Record
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.oversight.draw_file import read_draw
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases, draw_assigning, draw_roster
from xinxiao.uses.oversight.draws import exported

ROWS = (
    *((code(n), "存续", "A", "增值电信业务") for n in range(1, 9)),  # eight of low risk
    *((code(n), "存续", "B", "增值电信业务") for n in range(11, 15)),  # four
    *((code(n, "440300"), "存续", "D", "基础电信业务") for n in range(21, 24)),  # three
    *((code(n), "注销", "A", "增值电信业务") for n in range(31, 33)),  # two that are gone
    (code(41), "存续", "", "增值电信业务"),  # one without a class
    (code(51), "存续", "A", ""),  # one without a licence, whom no matter is about
)
SUBJECTS = "统一社会信用代码,企业名称,登记状态,信用风险分类,许可证类别,行政区划代码\n" + "".join(
    f"{one},甲{place},{state},{risk},{licence},110000\n"
    for place, (one, state, risk, licence) in enumerate(ROWS)
)
HEAD = "计划编号,任务名称,抽查类型,事项编码,抽取条件,抽查比例,实施时间,实施单位\n"
UNTIL = "2026-12-10至2026-12-31"
TASKS = HEAD + "".join(
    f"{row},{UNTIL},MIIT\n"
    for row in (
        f"ALL,全部,不定向,{LIST}/TI-01,,100%",
        f"FEW,少数,不定向,{LIST}/TI-01,,3户",
        f"CLASS,分层,不定向,{LIST}/TI-01,,A=10%;B=50%;D=100%",
        f"DIRECTED,定向,定向,{LIST}/TI-01,licence=TELECOM_BASIC,100%",
        f"OTHER,另一事项,不定向,{LIST}/TI-03,,100%",
        f"JOINT,联合,不定向,{LIST}/TI-01;MSA={LIST}/TI-03,,2户",
    )
)
BOTH = INSPECTORS + "".join(f"Q{n},MSA,LAW_ENFORCEMENT,2026-01-01,2027-12-31\n" for n in range(1, 4))
OPENED = Wanted(
    "ASSIGN",
    values={"KIND": "GENERAL_CHECK", "METHOD": "SITE", "INSPECTOR_1": "P1", "INSPECTOR_2": "P2"},
    area="CN",
)


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world_of(request.param, tmp_path, SUBJECTS) as made:
        yield made


def chosen(world: World, task: str, **spec: object) -> draw_roster.Chosen:
    office = world.of(ANNA)
    known = draw_roster.known(office)
    known = replace(known, spec=msgspec.structs.replace(known.spec, **spec))
    (own,) = (one for one in world.read(TASKS).tasks if one.number == task)
    entries = draw_roster.live_entries(office, known, [EntryKey(one.list, one.entry) for one in own.entries])
    return draw_roster.chosen(office, known, own, entries)


def left_out(made: draw_roster.Chosen) -> Counter[str]:
    return Counter(one.reason for one in made.exclusions)


def inspect(world: World, subject: str, entry: str = "TI-05") -> str:
    """An inspection that no draw led to."""
    wanted = replace(
        OPENED,
        subject=subject,
        entry=EntryRef(list=LIST, version=1, code=entry),
    )
    return cases.open_(world.of(ANNA), "INSPECTION", wanted, synthetic=True).case.id


def test_all_whom_a_matter_is_about_are_on_the_roster_but_who_is_gone(world: World) -> None:
    made = chosen(world, "ALL")
    assert {name: len(codes) for name, codes in made.roster.strata.items()} == {"ALL": 16}
    assert left_out(made) == {"NOT_LIVE": 2}
    assert {one.subject for one in made.exclusions} == {code(31), code(32)}
    assert made.synthetic
    assert code(51) not in made.roster.codes  # nobody says why of whom a matter is not about


def test_strata_are_the_classes_of_risk_and_who_has_none_of_them_is_left_out(world: World) -> None:
    made = chosen(world, "CLASS")
    assert {name: len(codes) for name, codes in made.roster.strata.items()} == {"A": 8, "B": 4, "D": 3}
    assert left_out(made) == {"NOT_LIVE": 2, "NO_CLASS": 1}
    terms = world.prepared(world.plan(TASKS), text=TASKS, task="CLASS").terms
    assert [(one.stratum, one.population, one.size) for one in terms.strata] == [
        ("A", 8, 1), ("B", 4, 2), ("D", 3, 3),
    ]  # fmt: skip


def test_a_directed_task_is_about_those_its_conditions_hold_for(world: World) -> None:
    made = chosen(world, "DIRECTED")
    assert made.roster.codes == tuple(sorted(code(n, "440300") for n in range(21, 24)))
    assert made.exclusions == ()


def test_who_was_inspected_for_a_matter_this_year_is_left_out_of_it_alone(world: World) -> None:
    inspect(world, code(11), "TI-01")
    assert left_out(chosen(world, "ALL", low_risk=())) == {"NOT_LIVE": 2, "INSPECTED": 1}
    assert left_out(chosen(world, "OTHER", low_risk=())) == {"NOT_LIVE": 2}


def test_the_cap_counts_draws_and_inspections_of_all_bodies(world: World) -> None:
    for subject, times in ((code(11), 2), (code(12), 1), (code(13), 3)):
        for _ in range(times):
            inspect(world, subject)
    assert left_out(chosen(world, "ALL", cap=2)) == {"NOT_LIVE": 2, "CAPPED": 2}
    assert left_out(chosen(world, "ALL", cap=1)) == {"NOT_LIVE": 2, "CAPPED": 3}
    assert left_out(chosen(world, "ALL", cap=0)) == {"NOT_LIVE": 2}
    number = world.drawn(world.prepared(world.plan(TASKS), text=TASKS, task="DIRECTED"))
    assert left_out(chosen(world, "OTHER", cap=1)) == {"NOT_LIVE": 2, "CAPPED": 6}  # drawn, not yet assigned
    draw_assigning.assigned(world.of(ANNA, LATER), draw_roster.known(world.of(ANNA)), number)
    assert left_out(chosen(world, "OTHER", cap=1)) == {"NOT_LIVE": 2, "CAPPED": 6}  # and counted once
    assert left_out(chosen(world, "OTHER", cap=2)) == {"NOT_LIVE": 2, "CAPPED": 2}


def test_an_inspection_that_was_withdrawn_or_of_last_year_is_none(world: World) -> None:
    case = inspect(world, code(11), "TI-01")
    assert left_out(chosen(world, "ALL", cap=1))["INSPECTED"] == 1
    world.act(CHEN, case, "WITHDRAW", reason="误派")
    assert left_out(chosen(world, "ALL", cap=1)) == {"NOT_LIVE": 2}


def test_low_risk_is_not_drawn_twice_in_a_year(world: World) -> None:
    for subject in (code(1), code(2), code(11)):
        inspect(world, subject)
    made = chosen(world, "ALL", low_risk=("A",))
    assert left_out(made) == {"NOT_LIVE": 2, "LOW_RISK": 2}
    assert left_out(chosen(world, "ALL", low_risk=())) == {"NOT_LIVE": 2}


def test_the_first_reason_is_given(world: World) -> None:
    for _ in range(2):
        inspect(world, code(1), "TI-01")
    assert left_out(chosen(world, "ALL", cap=2, low_risk=("A",))) == {"NOT_LIVE": 2, "INSPECTED": 1}
    assert left_out(chosen(world, "OTHER", cap=2, low_risk=("A",))) == {"NOT_LIVE": 2, "CAPPED": 1}


def test_where_nobody_is_left_no_draw_is_made(world: World) -> None:
    for n in range(21, 24):
        inspect(world, code(n, "440300"), "TI-01")
    with pytest.raises(Conflict, match="nobody for DIRECTED"):
        chosen(world, "DIRECTED")


def test_a_joint_inspection_is_one_draw_and_each_body_checks_its_own_matter(world: World) -> None:
    waiting = world.prepared(world.plan(TASKS), text=TASKS, task="JOINT", inspectors=BOTH)
    assert [(one.body, [e.entry for e in one.entries], one.people) for one in waiting.terms.bodies] == [
        ("MIIT", ["TI-01"], 2), ("MSA", ["TI-03"], 2),
    ]  # fmt: skip
    number = world.drawn(waiting)
    opened = draw_assigning.assigned(world.of(ANNA, LATER), draw_roster.known(world.of(ANNA)), number)
    held = [world.ports.cases.find(one) for one in opened]
    assert len(held) == 4
    assert len({one.subject for one in held}) == 2
    for one in held:
        people = {one.values["INSPECTOR_1"], one.values["INSPECTOR_2"]}
        (entry,) = one.entries
        assert len(people) == 2
        assert people <= ({"P1", "P2", "P4"} if entry.code == "TI-01" else {"Q1", "Q2", "Q3"})
    for subject in {one.subject for one in held}:
        assert {one.entries[0].code for one in held if one.subject == subject} == {"TI-01", "TI-03"}
    # the two bodies came together: that is one visit
    assert left_out(chosen(world, "FEW", cap=2, low_risk=())) == {"NOT_LIVE": 2, "INSPECTED": 2}
    office = world.of(ANNA)
    known = draw_roster.known(office)
    been = draw_roster.before(office, known.spec.inspection, [EntryKey(LIST, "TI-05")])
    assert sorted(been.times.to_pylist()) == [1, 1]
    assert been.done.to_pylist() == []


def test_a_draw_that_is_repeated_does_not_count_against_itself(world: World) -> None:
    first = world.prepared(world.plan(TASKS), text=TASKS, task="FEW")
    world.drawn(first)
    assert left_out(chosen(world, "FEW"))["INSPECTED"] == 3
    office, known = world.of(ANNA, LATER), draw_roster.known(world.of(ANNA))
    (own,) = (one for one in world.read(TASKS).tasks if one.number == "FEW")
    entries = draw_roster.live_entries(office, known, [EntryKey(LIST, "TI-01")])
    again = draw_roster.chosen(office, known, own, entries, "DRAW-2026-0001")
    assert left_out(again) == {"NOT_LIVE": 2}


def test_too_few_inspectors_open_nothing(world: World) -> None:
    few = "".join(INSPECTORS.splitlines(keepends=True)[:2])
    number = world.drawn(world.prepared(world.plan(TASKS), text=TASKS, task="FEW", inspectors=few))
    with pytest.raises(Conflict, match="3 have too few") as told:
        draw_assigning.assigned(world.of(ANNA, LATER), draw_roster.known(world.of(ANNA)), number)
    assert told.value.told is not None
    assert (told.value.told.name, told.value.told.values["count"]) == ("draw_people", 3)
    assert cases.listed(world.of(BO), CaseQuery(workflow="INSPECTION")) == ()


def test_where_all_are_in_conflict_each_is_passed_with_the_reason_and_recusals_fall_to_the_next(
    world: World,
) -> None:
    head, *rows = INSPECTORS.splitlines()
    in_conflict = f"{head},应回避对象,已准回避\n" + "".join(
        f"{row},TI-01,\n" if not row.startswith("P1") else f"{row},,{';'.join(code(n) for n in (1, 2))}\n"
        for row in rows
    )
    waiting = world.prepared(world.plan(TASKS), text=TASKS, task="ALL", inspectors=in_conflict)
    number = world.drawn(waiting)
    found = read_draw(exported(world.of(ANNA, LATER), number))
    assert isinstance(found, Record)
    for pair in found.pairs:
        passed = {one.person: one.why for one in pair.passed}
        if pair.subject in (code(1), code(2)):
            assert (pair.people, passed["P1"]) == ((), "recusal")
        else:
            assert [one.person for one in pair.people] == ["P1"]
        assert passed.keys() >= {"P2", "P3", "P4"}
        assert (passed["P2"], passed["P3"], passed["P4"]) == ("conflict", "expired", "conflict")
