"""Random inspection for tests, from the file of a plan to inspections that follow: done by the uses, at moments of December 2026.

Two firms of class A, of which one is drawn, and one of class D; one that is gone, and one of a class that is not drawn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from tests.listed import issue
from tests.unit.oversight.test_evidence import PDF
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.draw import SourceOfChance, Value
from xinxiao.oversight.wanted import Wanted
from xinxiao.programme.plans import read_inspectors, read_plan
from xinxiao.uses.oversight import cases, draw_assigning, draw_roster, draws
from xinxiao.uses.oversight.draw_roster import DrawsKnown
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.ports import OversightPorts
from xinxiao.uses.oversight.subjects_import import import_subjects

NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
LATER, AFTER = NOW + timedelta(hours=8), NOW + timedelta(days=20)
"""When the source has spoken; when inspections are done."""
ANNA, BO = (Actor.signed_in(name, (Grant("case_officer", "CN"),)) for name in ("anna", "bo"))
CHEN, DAI = (Actor.signed_in(name, (Grant("supervisor", "CN"),)) for name in ("chen", "dai"))
OPERATOR = Actor("operator", "op")
LIST = "TELECOM_INSPECTION"
FIRST = "DRAW-2026-0001"
A_ONE, A_TWO, D_ONE = "914403001922038216", "91440400192548256N", "91110000802100433B"
GONE, OTHER, NOBODY = "9144030071526726XG", "91110000100001342C", "91330100799655058B"
PLAN = """计划编号,任务名称,抽查类型,抽查事项,事项编码,检查对象,抽查比例,实施时间,实施单位
T1,持证企业年报抽查,不定向,年报报送,TELECOM_INSPECTION/TI-01,持证企业,A=50%;D=100%,2026-12-10至2026-12-31,MIIT
"""
INSPECTORS = """人员编号,单位,资质,有效期起,有效期止,利害关系
P1,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31,
P2,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31,
P3,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30,
P4,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31,91110000802100433B
P5,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30,
P6,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30,
P7,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30,
P8,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30,
"""
SUBJECTS = f"""统一社会信用代码,企业名称,行政区划代码,登记状态,信用风险分类,许可证类别
{A_ONE},甲公司,440000,存续,A,增值电信业务
{A_TWO},乙公司,440000,存续,A,增值电信业务
{D_ONE},丙公司,110000,存续,D,增值电信业务
{GONE},丁公司,440000,注销,A,增值电信业务
{OTHER},戊公司,110000,存续,B,增值电信业务
"""
SOURCE = SourceOfChance(
    source="LOTTERY", issue="2026145", takes="seven numbers in order", at="2026-12-07T08:00:00Z"
)
SAID = "03 07 12 19 25 31 08"


@dataclass
class Drawing:
    """An installation in which draws are made, its files in a folder."""

    ports: OversightPorts
    folder: Path
    plan_file: str = PLAN
    subjects: str = SUBJECTS
    inspectors: str = INSPECTORS
    source: SourceOfChance = SOURCE
    witnesses: tuple[str, ...] = ("W1", "W2")
    known: DrawsKnown = field(init=False)

    def __post_init__(self) -> None:
        self.known = draw_roster.known(self.of(OPERATOR))

    def of(self, actor: Actor, now: datetime = NOW) -> Office:
        """The office of somebody."""
        return Office(self.ports, actor, now)

    def act(self, actor: Actor, case: str, act: str, now: datetime = NOW, **more: object) -> Case:
        """Somebody acts in a case."""
        files, seen = more.pop("files", ()), self.ports.cases.find(case).number
        done = cases.act(self.of(actor, now), case, Wanted(act, seen, **more), files)  # type: ignore[arg-type]
        return done.case

    def begun(self) -> str:
        """A list that holds, subjects, and a plan in force: the number of its case."""
        issue(self.ports, LIST)
        path = self.folder / "subjects.csv"
        path.write_text(self.subjects, "utf-8")
        done = import_subjects(self.of(OPERATOR), path, "SYNTHETIC", "2026-12-01")
        assert done.refused == 0
        return self.plan()

    def plan(self) -> str:
        """The case of a plan in force; its file is kept in the open."""
        path = self.folder / "plan.csv"
        path.write_text(self.plan_file, "utf-8")
        digest = sha256(self.plan_file.encode()).hexdigest()
        values = {"YEAR_OF_PLAN": "2026", "PLAN_NUMBER": "2026-1", "PLAN_HASH": digest, "TASKS": "1"}
        wanted = Wanted("DRAFT", values=values, area="CN")
        case = cases.open_(self.of(ANNA), "PLAN", wanted, [("plan.csv", path)]).case.id
        self.ports.blobs.put(self.plan_file.encode())
        self.act(ANNA, case, "PROPOSE", values={"PLAN_HASH": digest})
        self.act(CHEN, case, "REVIEW", reason="核对无误")
        self.act(DAI, case, "APPROVE", reason="同意")
        self.act(ANNA, case, "PUBLISH")
        return case

    def committed(
        self, plan_case: str, repeat: draws.Repeat | None = None, now: datetime = NOW, **source: str
    ) -> tuple[str, str]:
        """A draw that is approved and committed to: its number, and the case of its approval."""
        plan, _ = read_plan("plan.csv", self.plan_file.encode(), self.known.columns)
        people, _ = read_inspectors("people.csv", self.inspectors.encode(), self.known.columns)
        sources = (msgspec.structs.replace(self.source, **source),)
        waiting = draws.prepared(
            self.of(ANNA, now), self.known, plan_case, plan, "T1", people, sources, repeat
        )
        self.act(CHEN, waiting.case, "APPROVE", now, reason="同意抽取")
        draws.committed(self.of(ANNA, now), self.known, waiting.case)
        return waiting.terms.number, waiting.case

    def drawn(self, number: str, now: datetime = LATER, said: str = SAID) -> bytes:
        """The file of a draw that is made."""
        standing = self.ports.draws.find(number)
        values = tuple(
            Value(source=one.source, issue=one.issue, value=said, at=one.at, witnesses=self.witnesses)
            for one in standing.committed.sources
        )
        draws.drawn_with(self.of(ANNA, now), self.known, number, values)
        return draws.exported(self.of(ANNA, now), number)

    def assigned(self, number: str, now: datetime = LATER) -> tuple[str, ...]:
        """The inspections of a draw."""
        return draw_assigning.assigned(self.of(ANNA, now), self.known, number)

    def declared_void(self, case: str, now: datetime = LATER) -> None:
        """Two people find that a draw is void."""
        path = self.folder / "why.pdf"
        path.write_bytes(PDF)
        self.act(ANNA, case, "PROPOSE_VOID", now, reason="见证人缺席", files=[("why.pdf", path)])
        self.act(DAI, case, "MAKE_VOID", now, reason="属实")

    def voided(self, number: str, reason: str = "witness absent", now: datetime = LATER) -> str:
        """The number under which a draw is recorded as void."""
        return draws.voided(self.of(ANNA, now), self.known, number, reason).committed.number

    def inspected(self, case: str, *, publish: bool = True, day: datetime = AFTER) -> None:
        """An inspection that found nothing, published or not."""
        path = self.folder / "record.pdf"
        path.write_bytes(PDF)
        files: Sequence[tuple[str, Path]] = [("record.pdf", path)]
        self.act(CHEN, case, "APPROVE", day)
        self.act(ANNA, case, "TELL", day, values={"VISIT_DAY": f"{day:%Y-%m-%d}", "SCOPE": "年报"})
        seen = {"CARDS_SHOWN": "Y", "SIGNED": "Y", "SEEN": "正常", "END_DAY": f"{day:%Y-%m-%d}"}
        self.act(ANNA, case, "INSPECT_ON_SITE", day, values=seen, files=files)
        result = {"RESULT_B": "NO_FAULT", "END_DAY": f"{day:%Y-%m-%d}"}
        self.act(ANNA, case, "GIVE_RESULT_B", day, values=result)
        self.act(DAI, case, "REVIEW", day, reason="复核无误")
        if publish:
            self.act(ANNA, case, "PUBLISH_CLEAR", day)
