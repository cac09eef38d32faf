"""Plans and inspectors in the columns in use: what is taken of a row, and what is told of one that is not."""

from __future__ import annotations

import pytest

from tests.nouns import POLICY
from xinxiao.files.folder import survey
from xinxiao.model.oversight.draw import Ratio
from xinxiao.model.oversight.plan import PlanColumns
from xinxiao.programme.oversight import read_oversight
from xinxiao.programme.plans import FILE, read_inspectors, read_plan

HEAD = "序号,抽查任务名称,抽查类型(定向/不定向),抽查事项,事项编码,检查对象,抽取条件,抽查比例,大约数量,实施时间,实施单位\n"


@pytest.fixture(scope="module")
def columns() -> PlanColumns:
    found = read_oversight(dict(survey(POLICY, (FILE,)).files)).oversight.one(FILE, PlanColumns)
    assert found is not None
    return found


def test_a_task_is_read_in_the_columns_of_2025(columns: PlanColumns) -> None:
    row = "1,甲,定向,某,L/A;SAMR=L/B,企业,risk=D,2.5%,约十户,2027年2月—3月,MIIT\n"
    plan, found = read_plan("p.csv", (HEAD + row).encode(), columns)
    assert found == []
    (task,) = plan.tasks
    assert (task.number, task.kind, task.since, task.until) == ("1", "directed", "2027-02-01", "2027-03-31")
    assert [(one.body, one.list, one.entry) for one in task.entries] == [("", "L", "A"), ("SAMR", "L", "B")]
    assert task.shares[0].ratio == Ratio(numerator=1, denominator=40)


def test_a_count_is_drawn_where_there_is_no_ratio(columns: PlanColumns) -> None:
    row = "1,甲,不定向,某,L/A,企业,,,20户,2027-03-01至2027-06-30,MIIT\n"
    plan, found = read_plan("p.csv", (HEAD + row).encode(), columns)
    assert found == [] and (plan.tasks[0].shares[0].ratio, plan.tasks[0].shares[0].least) == (None, 20)


@pytest.mark.parametrize(
    "row, code",
    [
        ("1,甲,随便,某,L/A,企业,,5%,,2027-03-01至2027-06-30,M", "plan.kind"),
        ("1,甲,定向,某,L/A,企业,,5%,,2027-03-01至2027-06-30,M", "plan.directed"),
        ("1,甲,不定向,某,年报,企业,,5%,,2027-03-01至2027-06-30,M", "plan.entry"),
        ("1,甲,不定向,某,L/A,企业,,101%,,2027-03-01至2027-06-30,M", "plan.ratio"),
        ("1,甲,不定向,某,L/A,企业,,5%,,2027-06-30至2027-03-01,M", "plan.period"),
        ("1,甲,不定向,某,L/A,企业,,5%,,2027-02-30至2027-03-01,M", "plan.period"),
        ("1,甲,定向,某,L/A,企业,risk~A,5%,,2027-03-01至2027-06-30,M", "plan.predicate"),
        ("1,甲,不定向,某,L/A,企业,,5%,,2027-03-01至2027-06-30,", "plan.empty"),
    ],
)
def test_a_row_with_a_fault_is_told_with_its_line_and_not_used(
    columns: PlanColumns, row: str, code: str
) -> None:
    plan, found = read_plan("p.csv", (HEAD + row + "\n").encode(), columns)
    assert plan.tasks == () and (code, 2) in [(one.code, one.line) for one in found]


def test_rows_of_one_inspector_are_put_together(columns: PlanColumns) -> None:
    text = "人员编号,单位,资质,有效期起,有效期止,应回避对象\nP,M,A,2026-01-01,2026-12-31,X\nP,M,B,2026-01-01,2027-12-31,Y\nP,N,B,2026-01-01,2027-12-31,\n"
    people, found = read_inspectors("i.csv", text.encode(), columns)
    assert [one.code for one in found] == ["plan.person"]
    assert [one.name for one in people[0].qualifications] == ["A", "B"] and people[0].conflicts == ("X", "Y")
