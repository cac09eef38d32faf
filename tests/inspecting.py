"""A portal over the programme we ship, in which inspections of an invented firm are walked: officers and supervisors of one municipality,
a list entry that holds, and a clock that a test puts to a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from tests import sealing
from tests.listed import issue
from tests.nouns import POLICY
from tests.officers import Desk, Registered
from tests.people import Browser, account
from tests.unit.oversight.test_evidence import PDF, png
from tests.workflows import FIRM
from xinxiao import bootstrap
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people import Account, Grant
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.subject import COLUMNS, Subject
from xinxiao.oversight.wanted import Wanted
from xinxiao.store.blobs import Blobs
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions
from xinxiao.uses.oversight import cases
from xinxiao.uses.oversight.known import ProgrammeKnown

AREA, ELSEWHERE = "110000", "310000"
OFFICER, HEAD = Grant("case_officer", AREA), Grant("supervisor", AREA)
ENTRY = EntryRef(list="TELECOM_INSPECTION", version=1, code="TI-01")
NAME = "信消示例网络有限公司"
PHOTO = ("现场.png", png(), "image/png")
RECORD = ("记录.pdf", PDF, "application/pdf")


@cache
def known() -> ProgrammeKnown:
    """What the programme says, read once."""
    return ProgrammeKnown(lambda given: given or POLICY, Blobs(Path("/nowhere")))


class Licensed(Registered):
    """The firm, with a licence of the kind that the matter is about."""

    def at(self, code: str, day: str) -> Subject | None:
        if code not in self.held:
            return None
        said = dict.fromkeys(COLUMNS, "") | {
            "code": code,
            "name": self.held[code],
            "valid_from": "2026-01-01",
        }
        return Subject(**said | {"area": AREA, "tags": "licence=TELECOM_VALUE_ADDED", "synthetic": "yes"})


@dataclass
class Sites(Desk):
    """The desk, its people, and the day it is."""

    people: dict[str, Account] = field(default_factory=dict)

    def on(self, day: str) -> Sites:
        """The same at ten o'clock of a day, in Shanghai."""
        moment = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)
        return replace(self, now=moment, _doors={})

    def who(self, name: str) -> Account:
        """An account of somebody, made when first asked for: ``anna`` and ``bert`` are officers, ``cora`` and ``dora`` supervise."""
        if name not in self.people:
            grant = OFFICER if name in ("anna", "bert") else HEAD
            called = {"anna": "安然", "bert": "白特", "cora": "柯拉", "dora": "朵拉"}[name]
            self.people[name] = account(self.ports, grant, name=called)
        return self.people[name]

    def as_(self, name: str) -> Browser:
        """The browser of one of them."""
        held = self.who(name)
        return Browser.of(self.door, sessions.begin(Call(self.ports, SYSTEM, self.now), held.id, "whole"))

    def assigned(self, kind: str = "GENERAL_CHECK", method: str = "SITE", area: str = AREA) -> Case:
        """An inspection that the installation assigned to anna and bert, as a draw does."""
        given = {"KIND": kind, "METHOD": method, "DRAW": "DRAW-2026-0001", "PLAN": "P-2026-1"}
        given |= {"INSPECTOR_1": self.who("anna").id, "INSPECTOR_2": self.who("bert").id}
        wanted = Wanted("ASSIGN", values=given, subject=FIRM, area=area, entry=ENTRY)
        return cases.open_(self.system(), "INSPECTION", wanted, synthetic=True).case

    def case(self, number: str) -> Case:
        """A case as it stands."""
        return self.ports.oversight.cases.find(number)

    def post(
        self,
        name: str,
        number: str,
        act: str,
        values: Mapping[str, str] | None = None,
        files: Any = None,
        **more: str,
    ) -> httpx.Response:
        """Send the form of an act, as somebody who has seen all there is."""
        fields = {"seen": str(self.case(number).number)} | {
            f"value.{k}": v for k, v in (values or {}).items()
        }
        path = f"/zh/desk/cases/{number}/acts/{act}"
        given = {"files": [("files", one) for one in files]} if files else {}
        return self.as_(name).post(path, {**fields, **more}, **given)

    def act(
        self, name: str, number: str, act: str, values: Mapping[str, str] | None = None, **more: Any
    ) -> Case:
        """The same, when it has to be done."""
        found = self.post(name, number, act, values, **more)
        assert found.status_code == 303, told(found.text)
        return self.case(number)

    def did(
        self, name: str, number: str, act: str, values: Mapping[str, str] | None = None, reason: str = ""
    ) -> Case:
        """The same by the use, without a form, where a browser is at work in this thread."""
        grant = OFFICER if name in ("anna", "bert") else HEAD
        wanted = Wanted(act, self.case(number).number, values or {}, reason)
        return cases.act(self.office(self.who(name).id, grant), number, wanted).case

    def told_of(self, day: str, number: str) -> Case:
        """Approved and told, so that the visit is on a day."""
        self.did("cora", number, "APPROVE", {"TIMES_THIS_YEAR": "1"})
        return self.did("anna", number, "TELL", {"VISIT_DAY": day, "SCOPE": "核对年报和公示信息"})


@contextmanager
def sites(folder: Path, day: str = "2026-09-01") -> Iterator[Sites]:
    """The desk in an empty home, on a day."""
    ports = bootstrap.ports(folder / "home")
    says = replace(known(), blobs=ports.oversight.blobs)
    oversight = replace(
        ports.oversight,
        known=says,
        content=sealing.content(),
        programme_folder=lambda given: given or POLICY,
        subjects=Licensed({FIRM: NAME}),
    )
    try:
        issue(oversight, "TELECOM_INSPECTION", now=datetime(2026, 1, 5, 2, tzinfo=UTC), since="2026-02-01")
        yield Sites(replace(ports, oversight=oversight)).on(day)
    finally:
        ports.ledger.close()


def told(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
