"""A portal with an issued list and a register of invented subjects, where plans and draws are made by pages; its clock is put on by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tests import listed
from tests.lots import LIST, SUBJECTS
from tests.people import Browser, account
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.model.actor import ANONYMOUS, SYSTEM, Actor
from xinxiao.model.collect.people import Grant, Role
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.collect import sessions
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.subjects_import import import_subjects

MORNING = datetime(2026, 12, 7, 2, tzinfo=UTC)
"""Ten o'clock in Shanghai; the source speaks at four in the afternoon."""
EVENING = datetime(2026, 12, 7, 10, tzinfo=UTC)
PLAN = """计划编号,任务名称,抽查类型,抽查事项,事项编码,检查对象,抽查比例,实施时间,实施单位
T1,持证企业年报抽查,不定向,年报报送,TELECOM_INSPECTION/TI-01,持证企业,A=50%;D=100%,2026-12-10至2026-12-31,MIIT
T2,持证企业再抽,不定向,年报报送,TELECOM_INSPECTION/TI-01,持证企业,2户,2026年12月—12月,MIIT
"""
BROKEN = PLAN + "T3,坏行,随便,年报报送,TI-01,持证企业,百分之五,明年,MIIT\n"


@dataclass
class Drawing:
    """The portal, its stores, and the moment it is there."""

    ports: Ports
    folder: Path
    now: datetime = MORNING
    _people: dict[str, Browser] = field(default_factory=dict)

    @cached_property
    def door(self) -> Door:
        """The portal; its clock is that of this installation."""
        door = create(self.ports)
        views = door.site.views
        views.call = self._call  # type: ignore[method-assign]
        return door

    def _call(self, actor: Actor = ANONYMOUS) -> Call:
        return Call(self.ports, actor, self.now)

    def secret(self, role: Role, name: str = "", scope: str = "CN") -> str:
        """The secret of a session of somebody with a role."""
        made = account(self.ports, Grant(role, scope), name=name)
        return sessions.begin(Call(self.ports, SYSTEM, self.now), made.id, "whole")

    def sit(self, role: Role, name: str, scope: str = "CN") -> Browser:
        """The browser of somebody, the same whenever they are named."""
        if name not in self._people:
            self._people[name] = Browser.of(self.door, self.secret(role, name, scope))
        return self._people[name]


@contextmanager
def drawing(folder: Path) -> Iterator[Drawing]:
    """A home with a list that holds from December on and five subjects, three of which may be drawn."""
    ports = bootstrap.ports(folder / "home")
    try:
        listed.issue(ports.oversight, LIST)
        table = folder / "subjects.csv"
        table.write_text(SUBJECTS, "utf-8")
        office = Office(ports.oversight, Actor("operator", "op"), listed.NOW)
        assert import_subjects(office, table, "SYNTHETIC", "2026-11-30").refused == 0
        yield Drawing(ports, folder)
    finally:
        ports.ledger.close()


def file(text: str | bytes, name: str = "plan.csv") -> Any:
    """A file as a form sends it."""
    content = text.encode() if isinstance(text, str) else text
    return {"file": (name, content, "application/octet-stream")}
