"""Inspections walked by the forms of the desk, along every path of the workflow that is shipped, with the days of its clocks.

The days off of 2026 are the official ones: 25 to 27 September and 1 to 7 October; 20 September and 10 October are worked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.inspecting import PHOTO, RECORD, Sites, known, sites, told
from xinxiao.uses.oversight import clocks

pytest.importorskip("typst", reason="the typesetter is not installed")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """An act on a day by somebody; ``due``: clocks that run after it, with their last days; ``state``: the one reached."""

    day: str
    who: str
    act: str
    state: str
    values: Values = field(default_factory=dict)
    due: Values = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


SEEN = {"SEEN": "现场核对了公示信息", "END_DAY": "2026-09-24"}
ON_SITE = {"CARDS_SHOWN": "Y", "SIGNED": "Y", **SEEN}
WHY, FILES = {"reason": "事实清楚，依据充分"}, {"files": [PHOTO, RECORD]}
ASSIGNED = ("2026-09-01", "anna")
BEFORE = (
    Step("2026-09-02", "cora", "APPROVE", "APPROVED", {"TIMES_THIS_YEAR": "1"}),
    Step("2026-09-03", "anna", "TELL", "TOLD", {"VISIT_DAY": "2026-09-24", "SCOPE": "年报和公示信息"}),
)
VISITED = (*BEFORE, Step("2026-09-24", "anna", "INSPECT_ON_SITE", "INSPECTED", ON_SITE, more=FILES))


def result(act: str, code: str, day: str = "2026-09-28") -> Step:
    """The result of an inspection that ended on 24 September: public by 29 October."""
    name = "RESULT_A" if act == "GIVE_RESULT_A" else "RESULT_B"
    values = {name: code, "END_DAY": "2026-09-24"}
    return Step(day, "bert", act, "FOUND", values, {"PUBLISH_BY": "2026-10-29"})


def reviewed(act: str, code: str) -> tuple[Step, ...]:
    """Visited, the result given, and reviewed by somebody else."""
    return (*VISITED, result(act, code), Step("2026-09-29", "cora", "REVIEW", "CONFIRMED", more=WHY))


ORDER = {"DEMANDS": "补报年报并公示", "CORRECT_BY": "2026-10-20", "REMEDIES": "可以依法申请行政复议"}
ORDERED = Step(
    "2026-10-09", "dora", "ORDER_CORRECTION", "CORRECTING", ORDER, {"PUT_RIGHT_BY": "2026-10-20"}, WHY
)
AGAIN = {"RECHECK_DAY": "2026-10-15", "RECHECK_RESULT": "PUT_RIGHT"}
PUBLIC_FAULT = Step("2026-10-08", "anna", "PUBLISH_FAULT", "CONFIRMED")
PATHS: dict[str, tuple[str, str, tuple[Step, ...]]] = {
    "nothing found": (
        "GENERAL_CHECK",
        "SITE",
        (
            *reviewed("GIVE_RESULT_B", "NO_FAULT"),
            Step("2026-10-08", "anna", "PUBLISH_CLEAR", "CONFIRMED"),
            Step("2026-10-09", "cora", "FINISH_CLEAR", "FINISHED"),
        ),
    ),
    "put right in time": (
        "DISCLOSURE_CHECK",
        "SITE",
        (
            *reviewed("GIVE_RESULT_A", "3"),
            PUBLIC_FAULT,
            ORDERED,
            Step("2026-10-15", "anna", "RECHECK", "RECHECKED", AGAIN, more={"files": [PHOTO]}),
            Step("2026-10-16", "cora", "FINISH", "FINISHED", more=WHY),
        ),
    ),
    "late, ordered again, then handed to the list": (
        "DISCLOSURE_CHECK",
        "SITE",
        (
            *reviewed("GIVE_RESULT_A", "2"),
            ORDERED,
            Step("2026-10-21", "system", "NOTE_LATE", "CORRECTION_LATE"),
            Step(
                "2026-10-22",
                "dora",
                "ORDER_CORRECTION",
                "CORRECTING",
                {**ORDER, "CORRECT_BY": "2026-10-30"},
                {"PUT_RIGHT_BY": "2026-10-30", "PUBLISH_BY": "2026-10-29"},
                WHY,
            ),
            Step("2026-10-26", "anna", "RECHECK", "RECHECKED", {**AGAIN, "RECHECK_DAY": "2026-10-26"}, more={"files": [PHOTO]}),
            Step("2026-10-27", "anna", "PROPOSE_LISTING", "HANDED_ON", {"RECEIVER": "MIIT"}, more=WHY),
            Step("2026-10-28", "bert", "PUBLISH_FAULT", "HANDED_ON"),
            Step("2026-10-29", "cora", "FINISH", "FINISHED", more=WHY),
        ),
    ),
    "cannot be reached": (
        "GENERAL_CHECK",
        "SITE",
        (
            *reviewed("GIVE_RESULT_B", "FAULT_NO_CONTACT"),
            Step(
                "2026-09-29",
                "anna",
                "ESTABLISH_NO_CONTACT",
                "CONFIRMED",
                {},
                {"LIST_BY": "2026-10-19", "PUBLISH_BY": "2026-10-29"},
                {**WHY, "files": [RECORD]},
            ),
            Step("2026-10-08", "anna", "PROPOSE_LISTING", "HANDED_ON", more=WHY),
        ),
    ),
    "a case is filed": (
        "GENERAL_CHECK",
        "SITE",
        (
            *reviewed("GIVE_RESULT_B", "UNCOOPERATIVE"),
            Step("2026-10-09", "dora", "FILE_CASE", "HANDED_ON", {"CASE_NUMBER": "AJ-2026-000017"}, more=WHY),
        ),
    ),
    "referred, sent back before and monitored from afar": (
        "GENERAL_CHECK",
        "MONITORING",
        (
            BEFORE[0],
            Step("2026-09-24", "anna", "INSPECT_NETWORK", "INSPECTED", SEEN, more=FILES),
            result("GIVE_RESULT_B", "FAULT_OTHER"),
            Step("2026-09-29", "cora", "SEND_BACK", "INSPECTED", more=WHY),
            result("GIVE_RESULT_B", "FAULT_FALSE", "2026-09-30"),
            Step("2026-10-08", "cora", "REVIEW", "CONFIRMED", more=WHY),
            Step("2026-10-09", "cora", "REFER", "HANDED_ON", {"RECEIVER": "MIIT"}, more=WHY),
        ),
    ),
    "published, retracted, judged anew, on paper": (
        "DISCLOSURE_CHECK",
        "PAPER",
        (
            *BEFORE,
            Step("2026-09-24", "anna", "INSPECT_ON_PAPER", "INSPECTED", SEEN, more=FILES),
            result("GIVE_RESULT_A", "5"),
            Step("2026-09-29", "cora", "REVIEW", "CONFIRMED", more=WHY),
            PUBLIC_FAULT,
            Step("2026-10-09", "dora", "RETRACT", "INSPECTED", more=WHY),
            result("GIVE_RESULT_A", "1", "2026-10-10"),
            Step("2026-10-12", "cora", "REVIEW", "CONFIRMED", more=WHY),
            Step("2026-10-13", "bert", "PUBLISH_CLEAR", "CONFIRMED"),
        ),
    ),
    "recusal refused, then granted; another inspector; withdrawn": (
        "GENERAL_CHECK",
        "SITE",
        (
            BEFORE[0],
            Step("2026-09-03", "bert", "ASK_RECUSAL", "APPROVED", more={"reason": "与该单位股东是亲属"}),
            Step("2026-09-04", "cora", "REFUSE_RECUSAL", "APPROVED", more=WHY),
            Step("2026-09-07", "bert", "ASK_RECUSAL", "APPROVED", more={"reason": "补充证明材料后再次申请"}),
            Step("2026-09-08", "dora", "GRANT_RECUSAL", "APPROVED", more=WHY),
            Step("2026-09-09", "anna", "REASSIGN", "APPROVED", {"INSPECTOR_1": "dora", "INSPECTOR_2": "cora"}, more=WHY),
            Step("2026-09-10", "cora", "WITHDRAW", "WITHDRAWN", more=WHY),
        ),
    ),
}  # fmt: skip
APART = {"ASSIGN", "REST_ON_ANOTHER"}
"""Done by the draw; after an entry lapsed: tests of their own."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Sites]:
    with sites(tmp_path) as made:
        yield made


def test_every_act_of_the_workflow_is_walked() -> None:
    walked = {step.act for _, _, steps in PATHS.values() for step in steps}
    assert walked | APART == set(known().workflows["INSPECTION"].act)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_walked_by_the_forms_of_the_desk(held: Sites, path: str) -> None:
    kind, method, steps = PATHS[path]
    number = held.assigned(kind, method).id
    for step in steps:
        day = held.on(step.day)
        if step.who == "system":
            clocks.notice(day.system())
        else:
            values = {
                name: held.who(value).id if name.startswith("INSPECTOR") else value
                for name, value in step.values.items()
            }
            form = day.as_(step.who).get(f"/zh/desk/cases/{number}/acts/{step.act}")
            assert form.status_code == 200, (step.act, told(form.text))
            assert all(f'name="value.{name}' in form.text for name in step.values), step.act
            day.act(step.who, number, step.act, values, **step.more)
        case = held.case(number)
        assert (case.state, case.acted[-1].act) == (step.state, step.act)
        running = {run.clock: run.due for run in case.clocks if run.state == "running"}
        assert {name: running.get(name) for name in step.due} == dict(step.due), step.act
    assert held.ports.ledger.verify("oversight")[1] is None
