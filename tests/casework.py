"""A home in which cases are handled by a made-up workflow, for tests of the uses and the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from tests.offices import ports_of
from tests.workflows import CALENDAR, permits
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.collect.people import Grant
from xinxiao.store.blobs import Blobs
from xinxiao.store.ledger import Ledger
from xinxiao.uses.oversight.known import ProgrammeKnown
from xinxiao.uses.oversight.office import Office

ANNA = Actor.signed_in("anna", (Grant("case_officer", "110000"),))
BERT = Actor.signed_in("bert", (Grant("case_officer", "110000"),))
CORA = Actor.signed_in("cora", (Grant("supervisor", "110000"),))
FAR = Actor.signed_in("dora", (Grant("case_officer", "310000"),))
OPERATOR = Actor("operator", "root")
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)


def plain(**changes: Any) -> dict[str, Any]:
    """The made-up workflow without the entry that lists would have to hold."""
    said = permits(**changes)
    for act in said["acts"]:
        act.pop("entry", None)
    return said


def write(folder: Path, said: dict[str, Any], calendar: CalendarSpec = CALENDAR) -> None:
    """A programme of files alone: a workflow, a calendar and a code list."""
    flows = folder / "oversight" / "workflows"
    flows.mkdir(parents=True, exist_ok=True)
    (flows / f"{said['id']}.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    made = json.loads(msgspec.json.encode(calendar))
    (folder / "calendar.yaml").write_text(
        yaml.safe_dump({name: value for name, value in made.items() if value is not None}), "utf-8"
    )
    (folder / "codelists.yaml").write_text(
        yaml.safe_dump(
            {"codelists": [{"id": "CL_OUTCOME", "version": "1.0.0", "name": {"zh": "结果", "en": "Outcome"}}]}
        ),
        "utf-8",
    )
    lists = folder / "codelists"
    lists.mkdir(exist_ok=True)
    (lists / "CL_OUTCOME.csv").write_text(
        "CODE,NAME_ZH,NAME_EN\nYES,准予,granted\nNO,不予,refused\n", "utf-8"
    )
    (folder / "programme.yaml").write_text("id: made-up\n", "utf-8")


class Desk:
    """A home with its stores, and calls by people on days."""

    def __init__(self, url: str, folder: Path, said: dict[str, Any] | None = None) -> None:
        self.folder = folder / "programme"
        if not (self.folder / "programme.yaml").exists():
            write(self.folder, said or plain())
        self.ledger = Ledger(url)
        self.ports = ports_of(self.ledger, folder, self.folder)
        self.now = NOW

    def rewrite(self, said: dict[str, Any], calendar: CalendarSpec = CALENDAR) -> None:
        """Change the files, and look at them at once."""
        write(self.folder, said, calendar)
        blobs = Blobs(self.folder.parent / "lake")
        says = ProgrammeKnown(lambda given: given or self.folder, blobs)
        self.ports = replace(self.ports, known=says)

    def of(self, actor: Actor) -> Office:
        """A call by somebody now."""
        return Office(self.ports, actor, self.now)

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    @property
    def system(self) -> Office:
        """A call by the installation."""
        return self.of(SYSTEM)
