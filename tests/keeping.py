"""Cases that hold something of people, for tests: a workflow, cases with sealed values, and offices of those who work on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.nouns import POLICY
from tests.offices import ports_of
from tests.workflows import CALENDAR, named, noun
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.collect.people import Grant
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.model.oversight.content import content_hash
from xinxiao.model.oversight.masking import MaskingSpec, MaskRule
from xinxiao.model.oversight.rule import Basis
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.personal import part_of
from xinxiao.store.ledger import Ledger
from xinxiao.store.oversight.cases import Cases
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import CaseFile, PersonalRules

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Noon of 2 March 2026 in Shanghai."""
ANNA = Actor.signed_in("anna", (Grant("case_officer", "110000"),))
BO = Actor.signed_in("bo", (Grant("supervisor", "110000"),))
CORA = Actor.signed_in("cora", (Grant("supervisor", "CN"),))
FAR = Actor.signed_in("far", (Grant("supervisor", "440000"),))
READER = Actor.signed_in("reader", ())
AREAS = ("110000", "CN")
LAW = Basis(rule="LAW", article="47")
REASON = "当事人来电要求更正住址，需核对原登记"
REQUEST = "本人持身份证件到窗口申请查阅"
RULES = PersonalRules(
    MaskingSpec(
        rules=(
            MaskRule(kind="name", first=1, fill="某"),
            MaskRule(kind="phone", first=3, last=4, least=4, fill="****"),
        )
    ),
    ExplanationSpec(least=8, formulas=("工作需要", "查看", "needed for work"), fillers=("本案", "的")),
    ("LAW",),
)


def workflow(**retention: Any) -> Workflow:
    """A workflow that takes a name, a phone number and a story, and ends."""
    basis = [{"rule": "LAW", "article": "9"}]
    return noun(
        {
            **named(id="ASK"),
            "version": "1",
            "prefix": "ASK",
            "about": "individual",
            "valid_from": "2020-01-01",
            "states": [named(id="OPEN"), named(id="OVER", ends=True)],
            "fields": [
                named(id="NAME", kind="name", personal=True, basis=basis),
                named(id="PHONE", kind="phone", personal=True, basis=basis),
                named(id="STORY", kind="text"),
            ],
            "acts": [
                named(id="ASKS", by=["case_officer"], to="OPEN", takes=["NAME", "PHONE", "STORY"]),
                named(id="ENDS", by=["case_officer"], **{"from": ["OPEN"]}, to="OVER", takes=["STORY"]),
            ],
            **({"retention": retention} if retention else {}),
        }
    )


@dataclass(frozen=True)
class Says:
    """What a programme of one workflow says."""

    workflow: Workflow
    calendar: CalendarSpec = CALENDAR

    @property
    def workflows(self) -> dict[str, Workflow]:
        return {self.workflow.id: self.workflow}

    def pinned(self, digest: str, workflow: str) -> Workflow | None:
        return self.workflow if digest == "d" * 64 and workflow == self.workflow.id else None

    def definition(self, digest: str, workflow: str) -> Workflow | None:
        return self.workflows.get(workflow)

    def above(self, area: str) -> tuple[str, ...]:
        return AREAS if area == AREAS[0] else (area,)

    @property
    def areas(self) -> frozenset[str]:
        return frozenset({*AREAS, "440000"})

    def within(self, area: str) -> frozenset[str]:
        return frozenset(AREAS) if area == AREAS[1] else frozenset({area})


@dataclass
class World:
    """A ledger, a key store, and cases in both."""

    url: str
    folder: Path
    retention: dict[str, Any] = field(
        default_factory=lambda: {
            "length": {"number": 2, "unit": "year"},
            "basis": [{"rule": "LAW", "article": "19"}],
        }
    )

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.url)
        self.cases = Cases(self.ledger.office, self.ledger.oversight)
        self.workflow = workflow(**self.retention)
        self.ports = ports_of(self.ledger, self.folder, POLICY, known=Says(self.workflow))

    def close(self) -> None:
        """Let go of both databases."""
        self.ledger.close()
        self.ports.keys.close()  # type: ignore[attr-defined]

    def of(self, actor: Actor, now: datetime = NOW) -> Office:
        """An office of somebody."""
        return Office(self.ports, actor, now)

    @property
    def system(self) -> Office:
        """The office of the installation."""
        return self.of(SYSTEM)

    def open(self, case: str, **values: Any) -> CaseFile:
        """Open a case with some values."""
        return self._act(case, 1, "ASKS", "OPEN", values, "2026-03-02")

    def end(self, case: str, on: str, **values: Any) -> CaseFile:
        """End a case on a day."""
        return self._act(case, 2, "ENDS", "OVER", values, on)

    def reopen(self, case: str, on: str) -> CaseFile:
        """Open an ended case again on a day."""
        return self._act(case, 3, "ASKS", "OPEN", {}, on)

    def _act(self, case: str, number: int, act: str, state: str, values: dict[str, Any], on: str) -> CaseFile:
        parts = {name: part_of(self.workflow.field[name]) for name in values}
        rows = self.ports.content.sealed(case, number, values, parts)
        fact = CaseActed(
            case=case,
            number=number,
            workflow="ASK",
            definition="d" * 64,
            act=act,
            state=state,
            ends=state == "OVER",
            on=on,
            role="case_officer",
            area="110000" if number == 1 else "",
            content=content_hash(rows),
        )
        before = self.cases.find(case) if number > 1 else None
        at = f"{on}T04:00:00.000+00:00"
        self.cases.append("person:anna", at, [fact], before, rows)
        return self.file(case)

    def file(self, case: str) -> CaseFile:
        """The file of a case as it stands."""
        return CaseFile(self.cases.find(case), self.workflow, AREAS, self.cases.contents(case))

    def kinds(self) -> list[str]:
        """The kinds of all events of oversight, in order."""
        return [event.kind for event in self.ledger.oversight.events()]
