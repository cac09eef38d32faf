"""A ledger with an issued list and a register of invented subjects, where draws are made from the file of a plan, for tests of uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from tests.databases import database
from tests.nouns import POLICY
from tests.offices import ports_of
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.oversight.draw import SourceOfChance, Value
from xinxiao.model.oversight.plan import Plan
from xinxiao.oversight.wanted import Wanted
from xinxiao.programme.plans import read_inspectors, read_plan
from xinxiao.store.ledger import Ledger
from xinxiao.uses.oversight import cases, draw_roster, draws, list_files, lists
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.ports import OversightPorts
from xinxiao.uses.oversight.subjects_import import import_subjects

NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=8)
ANNA, BO = (Actor.signed_in(name, (Grant("case_officer", "CN"),)) for name in ("anna", "bo"))
CHEN, DAI = (Actor.signed_in(name, (Grant("supervisor", "CN"),)) for name in ("chen", "dai"))
OPERATOR = Actor("operator", "op")
LIST = "TELECOM_INSPECTION"
PLAN = """计划编号,任务名称,抽查类型,抽查事项,事项编码,检查对象,抽查比例,实施时间,实施单位
T1,持证企业年报抽查,不定向,年报报送,TELECOM_INSPECTION/TI-01,持证企业,A=50%;D=100%,2026-12-10至2026-12-31,MIIT
T2,坏行,随便,年报报送,TI-01,持证企业,百分之五,明年,MIIT
"""
INSPECTORS = """人员编号,单位,资质,有效期起,有效期止
P1,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31
P2,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31
P3,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30
P4,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31
"""
SUBJECTS = """统一社会信用代码,企业名称,行政区划代码,登记状态,信用风险分类,许可证类别
914403001922038216,甲,440000,存续,A,增值电信业务
91440400192548256N,乙,440000,存续,A,增值电信业务
91110000802100433B,丙,110000,存续,D,增值电信业务
9144030071526726XG,丁,440000,注销,A,增值电信业务
91110000100001342C,戊,110000,存续,B,增值电信业务
"""
SOURCE = SourceOfChance(source="LOTTERY", issue="2026145", takes="seven numbers", at="2026-12-07T08:00:00Z")
SAID = Value(
    source="LOTTERY",
    issue="2026145",
    value="03 07 12 19 25 31 08",
    at="2026-12-07T08:30:00Z",
    witnesses=("W1", "W2"),
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@dataclass
class World:
    ledger: Ledger
    ports: OversightPorts
    folder: Path

    def of(self, actor: Actor, now: datetime = NOW) -> Office:
        return Office(self.ports, actor, now)

    def act(self, actor: Actor, case: str, act: str, now: datetime = NOW, **more: object) -> None:
        files = more.pop("files", ())
        seen = self.ports.cases.find(case).number
        cases.act(self.of(actor, now), case, Wanted(act, seen, **more), files)  # type: ignore[arg-type]

    def issue_list(self) -> None:
        office = self.of(OPERATOR)
        known = list_files.known(office)
        version = list_files.sealed(list_files.checked(office, known.lists[LIST], known), known)
        own = lists.propose(self.of(ANNA), known, version)
        lists.review(self.of(BO), known, LIST, own.sha256)
        lists.approve(self.of(CHEN), known, LIST, own.sha256, "信管〔2026〕1号")
        lists.issue(self.of(CHEN), known, LIST)

    def take_in(self, text: str = SUBJECTS) -> None:
        (self.folder / "subjects.csv").write_text(text, "utf-8")
        done = import_subjects(self.of(OPERATOR), self.folder / "subjects.csv", "SYNTHETIC", "2026-12-01")
        assert done.refused == 0

    def read(self, plan: str) -> Plan:
        """The tasks of a plan in which nothing is wrong."""
        known = draw_roster.known(self.of(ANNA))
        read, _ = read_plan("plan.csv", plan.encode(), known.columns)
        return read

    def plan(self, text: str = PLAN) -> str:
        path = self.folder / "plan.csv"
        path.write_text(text, "utf-8")
        values = {
            "YEAR_OF_PLAN": "2026",
            "PLAN_NUMBER": "2026-1",
            "PLAN_HASH": sha256(text.encode()).hexdigest(),
        }
        wanted = Wanted("DRAFT", values=values, area="CN")
        case = cases.open_(self.of(ANNA), "PLAN", wanted, [("plan.csv", path)]).case.id
        self.act(ANNA, case, "PROPOSE", values={"PLAN_HASH": values["PLAN_HASH"]})
        self.act(CHEN, case, "REVIEW", reason="核对无误")
        self.act(DAI, case, "APPROVE", reason="同意")
        self.act(ANNA, case, "PUBLISH")
        return case

    def prepared(
        self,
        plan_case: str,
        repeat: draws.Repeat | None = None,
        now: datetime = NOW,
        source: SourceOfChance = SOURCE,
        text: str = PLAN,
        task: str = "T1",
        inspectors: str = INSPECTORS,
    ) -> draws.Prepared:
        known = draw_roster.known(self.of(ANNA))
        people, _ = read_inspectors("people.csv", inspectors.encode(), known.columns)
        office = self.of(ANNA, now)
        return draws.prepared(office, known, plan_case, self.read(text), task, people, (source,), repeat)

    def drawn(self, waiting: draws.Prepared, now: datetime = NOW, value: Value = SAID) -> str:
        """Have a draw approved, committed to and drawn; its number."""
        known = draw_roster.known(self.of(ANNA))
        self.act(CHEN, waiting.case, "APPROVE", now, reason="同意抽取")
        draws.committed(self.of(ANNA, now), known, waiting.case)
        draws.drawn_with(self.of(ANNA, now + timedelta(hours=8)), known, waiting.terms.number, (value,))
        return waiting.terms.number

    def make_void(self, case: str, now: datetime = LATER) -> None:
        """Have a draw declared void in its case."""
        (self.folder / "a.pdf").write_bytes(PDF)
        self.act(
            ANNA, case, "PROPOSE_VOID", now, reason="见证人缺席", files=[("a.pdf", self.folder / "a.pdf")]
        )
        self.act(DAI, case, "MAKE_VOID", now, reason="属实")


@contextmanager
def world_of(kind: str, folder: Path, subjects: str = SUBJECTS) -> Iterator[World]:
    """Such a ledger in a database of a kind."""
    with database(kind, folder) as url:
        ledger = Ledger(url)
        made = World(ledger, ports_of(ledger, folder, POLICY), folder)
        made.issue_list()
        made.take_in(subjects)
        yield made
        ledger.close()
