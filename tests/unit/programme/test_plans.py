"""Plans and inspectors in the columns in use: what is taken of a row, and what is told of one that is not."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.nouns import POLICY
from xinxiao.errors import DataFault
from xinxiao.files.folder import survey
from xinxiao.files.workbook import Page, write
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


def test_an_inspector_is_named_by_an_account_and_never_by_a_name(columns: PlanColumns) -> None:
    text = "人员编号,单位,资质,有效期起,有效期止\n张三,M,A,2026-01-01,2026-12-31\n67ad8075666e4a2a,M,A,2026-01-01,2026-12-31\n"
    people, found = read_inspectors("i.csv", text.encode(), columns)
    assert [(one.code, one.line) for one in found] == [("plan.account", 2)]
    assert [one.person for one in people] == ["67ad8075666e4a2a"]


OF_2026 = ["计划编号", "任务名称", "抽查类型", "对象", "发起", "参与", "比例(数量)", "方式", "起止", "事项"]
MATTERS = {
    "年报报送情况": (("L", "A"),),
    "申诉的答复、处理情况": (("L", "B"),),
    "两处": (("L", "C"), ("M", "C")),
}


def book(*rows: list[str], more: list[list[str]] | None = None) -> bytes:
    """A workbook with these rows below the columns of 2026, and perhaps a second sheet."""
    pages = [Page("计划", OF_2026, rows)]
    pages += [Page("附表", more[0], more[1:])] if more else []
    return write(pages, "计划")


def row_2026(**instead: str) -> list[str]:
    usual = dict(
        zip(
            OF_2026,
            (
                "1",
                "甲",
                "不定向",
                "持证企业",
                "MIIT",
                "",
                "3%",
                "书面",
                "2026年3月1日至10月31日",
                "年报报送情况",
            ),
            strict=True,
        )
    )
    return [instead.get(name, value) for name, value in usual.items()]


def test_a_workbook_in_the_columns_of_2026_is_read_without_columns_of_ours(columns: PlanColumns) -> None:
    plan, found = read_plan(
        "p.xlsx",
        book(row_2026(), row_2026(计划编号="2", 事项="申诉的答复、处理情况;年报报送情况")),
        columns,
        MATTERS,
    )
    assert found == []
    one, two = plan.tasks
    assert (one.number, one.kind, one.body, one.way) == ("1", "undirected", "MIIT", "PAPER")
    assert (one.since, one.until, one.shares[0].ratio) == (
        "2026-03-01", "2026-10-31", Ratio(numerator=3, denominator=100),
    )  # fmt: skip
    assert [(e.list, e.entry) for e in two.entries] == [("L", "B"), ("L", "A")]


@pytest.mark.parametrize(
    "column, value, code, level",
    [
        ("事项", "没有这个事项", "plan.matter", "error"),
        ("事项", "两处", "plan.matter", "error"),
        ("事项", "", "plan.entry", "error"),
        ("方式", "电话", "plan.method", "error"),
        ("方式", "实地、书面", "plan.methods", "warning"),
        ("参与", "市场监督管理局", "plan.partners", "warning"),
        ("比例(数量)", "=1/20", "plan.ratio", "error"),
        ("起止", "2026年13月1日至10月31日", "plan.period", "error"),
        ("计划编号", "", "plan.empty", "error"),
    ],
)
def test_a_cell_of_a_workbook_with_a_fault_is_told_with_its_line(
    columns: PlanColumns, column: str, value: str, code: str, level: str
) -> None:
    plan, found = read_plan(
        "p.xlsx", book(row_2026(计划编号="9"), row_2026(**{"计划编号": "2", column: value})), columns, MATTERS
    )
    assert [(one.code, one.line, one.level) for one in found] == [(code, 3, level)]
    assert [one.number for one in plan.tasks] == (["9"] if level == "error" else ["9", "2"])


@pytest.mark.parametrize(
    "text, days",
    [
        ("2026-03-01至2026-10-31", ("2026-03-01", "2026-10-31")),
        ("2026.3.1-2026.10.31", ("2026-03-01", "2026-10-31")),
        ("2026年3月-10月", ("2026-03-01", "2026-10-31")),
        ("2026年11月至2027年2月", ("2026-11-01", "2027-02-28")),
        ("2026/3/1—2026/10/31", ("2026-03-01", "2026-10-31")),
    ],
)
def test_times_are_read_as_plans_write_them(columns: PlanColumns, text: str, days: tuple[str, str]) -> None:
    plan, found = read_plan("p.xlsx", book(row_2026(起止=text)), columns, MATTERS)
    assert (found, [(one.since, one.until) for one in plan.tasks]) == ([], [days])


def test_a_formula_that_nobody_computed_is_told_and_a_second_sheet_is_not_lost_in_silence(
    columns: PlanColumns,
) -> None:
    found = read_plan("p.xlsx", book(row_2026(), more=[["别的"], ["内容"]]), columns, MATTERS)[1]
    assert [(one.code, dict(one.places)["name"]) for one in found] == [("plan.sheet", "附表")]
    made = BytesIO()
    with ZipFile(BytesIO(book(row_2026()))) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'<c r="A2"', b'<c r="A2"><f>1+1</f></c><c r="ZZ2"')
            new.writestr(name, content)
    found = read_plan("p.xlsx", made.getvalue(), columns, MATTERS)[1]
    assert "BOOK_FORMULA" in {one.code for one in found}


def test_a_bomb_and_a_broken_workbook_are_refused_with_a_reason(columns: PlanColumns) -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/worksheets/sheet1.xml", b" " * 600_000_000)
    for content in (bomb.getvalue(), book(row_2026())[:-100], b"PK\x03\x04" + b"x" * 1000):
        with pytest.raises(DataFault):
            read_plan("p.xlsx", content, columns)


def test_recusals_of_inspectors_are_read(columns: PlanColumns) -> None:
    text = "人员编号,单位,资质,有效期起,有效期止,已准回避\nP,M,A,2026-01-01,2026-12-31,91110000802100433B\n"
    assert read_inspectors("i.csv", text.encode(), columns)[0][0].recusals == ("91110000802100433B",)
