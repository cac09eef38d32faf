"""A desk of cases for tests: permits of a made-up workflow in two counties, people who handle them, and a portal over it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec

from tests import sealing
from tests.people import Browser, account
from tests.workflows import CALENDAR, FIRM, permits
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.model.actor import ANONYMOUS, SYSTEM, Actor
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.collect.people import Grant
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.oversight.masking import MaskingSpec, MaskRule
from xinxiao.model.oversight.rule import Rule
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.release import sha256
from xinxiao.model.text import Text
from xinxiao.oversight.lists import Held
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.collect import sessions
from xinxiao.uses.oversight import cases
from xinxiao.uses.oversight.case_ports import Definition
from xinxiao.uses.oversight.office import Office

MONDAY = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
"""1 June 2026, ten o'clock in Shanghai."""
NATION, PROVINCE, COUNTY, OTHER = "CN", "910000", "910101", "920101"
PARENTS = {NATION: "", PROVINCE: NATION, "920000": NATION, COUNTY: PROVINCE, OTHER: "920000"}
ENTRY = EntryRef(list="MATTERS", version=1, code="M-1")
PUBLIC = {
    "publications": [
        {
            "id": "RESULT",
            "name": {"zh": "许可结果", "en": "Result"},
            "fields": ["FIRM", "OUTCOME", "CONTACT", "SITE", "FEE"],
            "ends": [
                {
                    "rule": "RULE_ONE",
                    "article": "20",
                    "valid_from": "2026-01-01",
                    "length": {"number": 1, "unit": "year"},
                }
            ],
            "basis": [{"rule": "RULE_ONE", "article": "19"}],
            "confirmed": False,
        }
    ]
}


def named(zh: str, en: str) -> Text:
    """A text in both languages."""
    return Text(zh=zh, en=en)


def public(*, listed: bool = False, **changes: Any) -> Workflow:
    """The permits of ``tests.workflows``, whose result is made public; ``listed``: a proposal rests on an entry of a list."""
    said = permits(**PUBLIC, **changes)
    said["acts"] = [{**act, "publishes": ["RESULT"]} if act["id"] == "GRANT" else act for act in said["acts"]]
    for act in said["acts"] if not listed else ():
        act.pop("entry", None)
    return msgspec.convert(said, Workflow)


@dataclass
class Knows:
    """What a programme of one workflow says."""

    workflow: Workflow = field(default_factory=public)
    calendar: CalendarSpec = CALENDAR
    names: Mapping[str, Text] = field(
        default_factory=lambda: {
            NATION: named("全国", "Nation"),
            PROVINCE: named("甲省", "Province A"),
            "920000": named("乙省", "Province B"),
            COUNTY: named("甲县", "County A"),
            OTHER: named("乙县", "County B"),
        }
    )
    outcomes: Mapping[str, Text] = field(
        default_factory=lambda: {"YES": named("准予", "granted"), "NO": named("不准予", "refused")}
    )
    rules: Mapping[str, Rule] = field(
        default_factory=lambda: {
            one: Rule(id=one, name=named(zh, en), valid_from="2026-01-01", source="S")
            for one, zh, en in (("RULE_ONE", "规定一", "Rule one"), ("RULE_TWO", "规定二", "Rule two"))
        }
    )

    masked: MaskingSpec = field(
        default_factory=lambda: MaskingSpec(rules=(MaskRule(kind="name", first=1, fill="某"),))
    )

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        return {self.workflow.id: self.workflow}

    @property
    def areas(self) -> frozenset[str]:
        return frozenset(PARENTS)

    @property
    def reasons(self) -> ExplanationSpec:
        return ExplanationSpec(least=4)

    @property
    def masking(self) -> MaskingSpec | None:
        return self.masked

    def definition(self, digest: str, workflow: str) -> Workflow | None:
        return self.workflows.get(workflow)

    def pinned(self, digest: str, workflow: str) -> Workflow | None:
        return self.workflows.get(workflow)

    def current(self, workflow: str) -> Definition | None:
        found, content = self.workflows.get(workflow), msgspec.json.encode(self.workflow)
        return None if found is None else Definition(found, sha256(content), content)

    def template(self, name: str, language: str = "zh") -> str | None:
        return None

    def codes(self, codelist: str) -> Mapping[str, Text]:
        return self.outcomes if codelist == "CL_OUTCOME" else {}

    def area(self, code: str) -> Text | None:
        return self.names.get(code)

    def above(self, area: str) -> tuple[str, ...]:
        found = []
        while area:
            found.append(area)
            area = PARENTS.get(area, "")
        return tuple(found)

    def within(self, area: str) -> frozenset[str]:
        return frozenset(one for one in PARENTS if area in self.above(one))


@dataclass
class Registered:
    """Subjects by their codes."""

    held: dict[str, str] = field(default_factory=lambda: {FIRM: "百度网讯"})

    def last(self) -> int:
        return 0

    def at(self, code: str, day: str) -> Any:
        return SimpleNamespace(code=code, name=self.held[code]) if code in self.held else None

    def among(self, codes: Collection[str], day: str) -> dict[str, Any]:
        return {code: self.at(code, day) for code in codes if code in self.held}

    def found(self, words: str, day: str, most: int) -> tuple[Any, ...]:
        return tuple(SimpleNamespace(code=code) for code, name in self.held.items() if words in name)[:most]


@dataclass
class Matters:
    """One list with one entry that holds."""

    name: str = "事项一"

    def registers(self) -> dict[str, Any]:
        return {"MATTERS": SimpleNamespace(issued=(self._version,), versions=(self._version,))}

    def register(self, name: str) -> tuple[Any, int]:
        return self.registers().get(name, SimpleNamespace(issued=())), int(name == "MATTERS")

    def content(self, version: Any) -> Any:
        entry = SimpleNamespace(matter=self.name, matter_en="", subjects=())
        own = SimpleNamespace(id="MATTERS_LIST", governs=())
        return SimpleNamespace(entries={"M-1": entry}, type=own, spec=SimpleNamespace(example=False))

    def entries(self, name: str) -> tuple[Held, ...]:
        return (Held(1, "M-1", "2026-01-01", ""),)

    def live(self, key: EntryKey, day: str) -> Held | None:
        return Held(1, "M-1", "2026-01-01", "") if (key.list, key.entry) == ("MATTERS", "M-1") else None

    _version = SimpleNamespace(number=1, type="MATTERS_LIST", sha256="f" * 64)


@dataclass
class Desk:
    """A portal over cases, at a moment."""

    ports: Ports
    now: datetime = MONDAY
    _doors: dict[datetime, Door] = field(default_factory=dict)

    @property
    def door(self) -> Door:
        """The portal, whose clock stands."""
        if self.now not in self._doors:
            door = create(self.ports)
            views, now = door.site.views, self.now
            views.call = lambda actor=None: Call(self.ports, actor or ANONYMOUS, now)  # type: ignore[method-assign, assignment]
            self._doors[self.now] = door
        return self._doors[self.now]

    def browser(self, *grants: Grant, name: str = "") -> Browser:
        """The browser of somebody with these grants."""
        return Browser.of(self.door, self.signed_in(*grants, name=name))

    def signed_in(self, *grants: Grant, name: str = "") -> str:
        """The secret of a session of somebody with these grants."""
        held = account(self.ports, *grants, name=name)
        return sessions.begin(Call(self.ports, SYSTEM, self.now), held.id, "whole")

    def office(self, name: str, *grants: Grant) -> Office:
        """An office of somebody."""
        return Office(self.ports.oversight, Actor.signed_in(name, grants), self.now)

    def system(self) -> Office:
        """An office of the installation."""
        return Office(self.ports.oversight, SYSTEM, self.now)

    def opened(self, area: str = COUNTY, received: str = "2026-06-01", **values: str) -> Case:
        """A permit that is asked for on the day it was received."""
        officer = self.office("anna", Grant("case_officer", area))
        given = {"RECEIVED": received, **values}
        on = "" if received == self.now.strftime("%Y-%m-%d") else received
        wanted = Wanted("ASK", values=given, subject=FIRM, area=area, handler="anna", on=on)
        return cases.open_(officer, "PERMIT", wanted).case

    def granted(self, files: list[tuple[str, Path]], **values: str) -> Case:
        """A permit that went all the way, and whose result is public."""
        made = self.opened(CONTACT="张三丰", SITE="甲县一号", **values)
        anna, bert, head = (
            self.office("anna", Grant("case_officer", COUNTY)),
            self.office("bert", Grant("case_officer", COUNTY)),
            self.office("cora", Grant("supervisor", COUNTY)),
        )
        made = cases.act(anna, made.id, Wanted("EXAMINE", made.number), files).case
        outcome = {"OUTCOME": "YES", "FEE": "1200.50"}
        made = cases.act(bert, made.id, Wanted("PROPOSE", made.number, outcome)).case
        return cases.act(head, made.id, Wanted("GRANT", made.number, reason="符合条件")).case


@contextmanager
def desk(folder: Path, known: Knows | None = None) -> Iterator[Desk]:
    """A desk in an empty home."""
    ports = bootstrap.ports(folder / "home")
    oversight = replace(
        ports.oversight,
        known=known or Knows(),
        content=sealing.content(ports.oversight.personal.erased),
        subjects=Registered(),
        lists=Matters(),
    )
    try:
        yield Desk(replace(ports, oversight=oversight))
    finally:
        ports.ledger.close()
