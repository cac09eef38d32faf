"""What is the nation's own at the desk of draws, for tests: a plan that is a draft, a draw that was worked out and is to be approved, with
a mark in whatever they hold; and what is sent to each address of the desk, as those may whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.drawing import PLAN, file
from tests.draws import SIX, body, draft, inspector
from tests.lots import INSPECTORS
from tests.nouns import POLICY
from tests.officers import NATION, Desk
from xinxiao.model.collect.people import Grant, Role
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.draw import Exclusion, SourceOfChance
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.draw import terms
from xinxiao.oversight.roster import gathered
from xinxiao.oversight.wanted import Wanted
from xinxiao.programme.oversight import read_oversight
from xinxiao.uses.oversight import cases, draw_roster, plans
from xinxiao.uses.oversight.draw_parts import keep

OF_PLAN = ("核桃木计划", "桦木任务")
"""The number of the plan, and the name of its task."""
OF_DRAW = ("椴木期号",)
"""The issue of a source of randomness."""
DRAWING: tuple[tuple[Role, str], ...] = (("case_officer", NATION), ("supervisor", NATION))
"""Whose they are."""
FLOWS = ("PLAN", "DRAW_APPROVAL")
PLAN_CASE, DRAW_CASE = "PL-2026-000001", "DA-2026-000001"
TEXT = PLAN.replace("持证企业年报抽查", "桦木任务")


@cache
def flows() -> Mapping[str, Workflow]:
    """The workflows of plans and draws as they are shipped."""
    paths = [f"oversight/workflows/{name}.yaml" for name in FLOWS]
    found = read_oversight({path: (POLICY / path).read_bytes() for path in paths}).oversight.workflows
    return {name: found[name] for name in FLOWS}


@dataclass(frozen=True)
class Sent:
    """How an address is asked: its parts, what is sent, and whether a case of an area is what it is about."""

    parts: Mapping[str, str]
    fields: Mapping[str, str] | None = None
    files: Any = None


def planted(desk: Desk, folder: Path, entry: EntryRef) -> str:
    """Plant a plan that is a draft and a draw that was asked for; the commitment of that."""
    anna = desk.office("anna", Grant("case_officer", NATION))
    known = draw_roster.known(anna)
    table = folder / "plan.csv"
    table.write_text(TEXT, "utf-8")
    held = plans.opened(anna, known, plans.read(known, "plan.csv", table), "2026", OF_PLAN[0])
    source = SourceOfChance(source="DICE", issue=OF_DRAW[0], takes="twenty", at="2099-01-01T00:00:00Z")
    own = draft(plan=held.id, task="T1", sources=(source,), bodies=(body(),))
    roster = gathered(SIX, ["A"] * len(SIX), ["A"])
    people = tuple(inspector(f"P{number}") for number in range(3))
    left = (Exclusion(subject="91110000100001342C", reason="NO_CLASS"),)
    fixed = terms(own, roster, left, people)
    commitment = keep(desk.ports.oversight.blobs, fixed, roster, left, people)
    values = {"DRAW": fixed.number, "PLAN": held.id, "COMMITMENT": commitment}
    cases.open_(anna, "DRAW_APPROVAL", Wanted("PROPOSE", values=values, area=NATION, entry=entry))
    return commitment


def asking(commitment: str) -> Mapping[str, Sent]:
    """How each address of the desk is asked for what is planted, by its pattern after the language."""
    plan, draw = {"case": PLAN_CASE}, {"case": DRAW_CASE}
    task, seen = {**plan, "task": "T1"}, {"seen": "1"}
    chance = {
        "source.kind1": "DICE",
        "source.issue1": "1",
        "source.at1": "2099-01-01T08:00",
        "repeats": "",
        "reason": "",
        "kept": "",
    }
    other = file(PLAN.replace("2户", "3户"))
    return {
        "desk/draws": Sent({}, {"year": "2026", "number": "2"}, other),
        "desk/draws/plans/{case}": Sent(plan),
        "desk/draws/plans/{case}/file": Sent(plan, seen, other),
        "desk/draws/plans/{case}/propose": Sent(plan, seen),
        "desk/draws/plans/{case}/tasks/{task}": Sent(task, chance, file(INSPECTORS)),
        "desk/draws/prepared/{commitment}": Sent({"commitment": commitment}, {}),
        "desk/draws/{case}": Sent(draw),
        "desk/draws/{case}/commit": Sent(draw, {}),
        "desk/draws/{case}/draw": Sent(draw, {"said.value1": "1", "said.at1": "2099-01-01T08:00"}),
        "desk/draws/{case}/assign": Sent(draw, {}),
        "desk/draws/{case}/void": Sent(draw, {"reason": "x"}),
    }
