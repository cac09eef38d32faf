"""Cases of the law walked by their workflow files alone: shipped ones, and complaints, reports, listing and telecom appeals.

Days are those of the reference (its vectors and clocks), or counted by hand on the official arrangements of days off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from tests.nouns import POLICY, files_of
from tests.overseen import by_law
from tests.workflows import ENTRY, FILE, HEAD, OFFICER, OTHER, SYSTEM, Table
from xinxiao.errors import Conflict, DataFault, NotAllowed, XinxiaoError
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.case import ClockRun
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.overdue import recomputed
from xinxiao.oversight.wanted import By, Grounds
from xinxiao.programme.oversight import read_oversight
from xinxiao.programme.read import read_bytes

PUBLIC, SUBJECT = By("public", "", frozenset({"public"})), By("subject:1", "", frozenset({"subject"}))
CHIEF = By("person:dora", "dora", frozenset({"supervisor"}))
TWO = (FILE, FILE)


@cache
def law() -> dict[str, Workflow]:
    return dict(read_oversight(by_law()).oversight.workflows)


@cache
def shipped() -> dict[str, Workflow]:
    return dict(read_oversight(files_of(POLICY)).oversight.workflows)


@cache
def lists() -> tuple[CalendarSpec, dict[str, tuple[str, ...]]]:
    own = read_bytes(files_of(POLICY)).programme
    assert own is not None
    assert own.calendar is not None
    return own.calendar, {name: tuple(c.id for c in held.codes) for name, held in own.codelists.items()}


@dataclass
class Walk(Table):
    """A case on the calendar and with the code lists of the programme we ship."""

    calendar: CalendarSpec = field(default_factory=lambda: lists()[0])

    @property
    def grounds(self) -> Grounds:
        return Grounds(
            self.today,
            self.calendar,
            "d" * 64,
            number=f"{self.workflow.prefix}-{self.today.year}-000001",
            codelists=lists()[1],
            is_live=lambda _type, entry, _day: entry.code in self.live,
        )

    def on(self, day: str, by: By, act: str, **wanted: Any) -> Walk:
        """Do an act on a day."""
        self.today = date.fromisoformat(day)
        self.act(by, act, **wanted)
        return self

    def clock(self, name: str) -> ClockRun:
        """The last run of a clock."""
        assert self.case is not None
        return [run for run in self.case.clocks if run.clock == name][-1]

    def due(self, name: str) -> tuple[str, str]:
        run = self.clock(name)
        return run.due, run.rule

    def recomputed(self) -> int:
        """Count anew what is to be counted anew; how many clocks were."""
        assert self.case is not None
        found = list(recomputed(self.workflow, self.case, self.grounds, "e" * 64, "d" * 64))
        for fact in found:
            self.say("system", fact)
        return len(found)

    @property
    def state(self) -> str:
        assert self.case is not None
        return self.case.state


def refused(kind: type[XinxiaoError], name: str, do: Callable[[], Any]) -> None:
    with pytest.raises(kind) as error:
        do()
    assert error.value.told is not None
    assert error.value.told.name == name


# ---- mediation


def complaint(received: str, taken: str, flow: Workflow | None = None) -> Walk:
    values = {
        "RECEIVED_ON": received,
        "CONSUMER": "张某",
        "PHONE": "010-1",
        "FACTS": "手机坏了",
        "FIRM": "91110000802100433B",
    }
    walk = Walk(flow or law()["MEDIATION"], date.fromisoformat(received))
    walk.on(received, PUBLIC, "RECEIVE", values=values, handler="anna")
    return walk.on(taken, OFFICER, "TAKE_UP", reason="属于受理范围")


@pytest.mark.parametrize(
    ("received", "due", "rule"),
    [
        ("2026-02-12", "2026-02-28", "ORDER_20"),
        ("2025-12-31", "2026-01-12", "ORDER_20"),
        ("2026-04-28", "2026-05-11", "ORDER_121"),
        ("2026-09-17", "2026-09-28", "ORDER_121"),
    ],
)
def test_a_complaint_is_taken_up_within_seven_working_days_of_its_receipt(
    received: str, due: str, rule: str
) -> None:
    assert complaint(received, received).due("TAKE_UP_BY") == (due, rule)


@pytest.mark.parametrize(
    ("taken", "due", "rule"),
    [
        ("2024-06-28", "2024-08-30", "ORDER_20"),
        ("2024-07-01", "2024-08-30", "CONSUMER_REGULATION"),
        ("2026-04-14", "2026-06-13", "CONSUMER_REGULATION"),
        ("2026-04-15", "2026-06-14", "ORDER_121"),
        ("2026-04-20", "2026-06-22", "ORDER_121"),
        ("2026-08-02", "2026-10-08", "ORDER_121"),
    ],
)
def test_the_time_of_mediation_follows_the_rule_of_the_day_it_is_taken_up(
    taken: str, due: str, rule: str
) -> None:
    assert complaint(taken, taken).due("MEDIATE_BY") == (due, rule)


def test_time_of_an_appraisal_does_not_count() -> None:
    walk = complaint("2026-04-20", "2026-04-20").on("2026-05-11", OFFICER, "SEND_TO_APPRAISAL")
    assert walk.clock("MEDIATE_BY").state == "suspended"
    walk.on("2026-05-21", OFFICER, "APPRAISED", evidence=(FILE,))
    assert walk.due("MEDIATE_BY") == ("2026-06-29", "ORDER_121")


@pytest.mark.parametrize(
    ("crossing", "due"),
    [
        ("keep", ("2026-06-19", "CONSUMER_REGULATION")),
        ("change", ("2026-06-22", "ORDER_121")),
    ],
)
def test_a_clock_that_stands_still_while_its_rule_changes_crosses_as_declared(
    crossing: Any, due: tuple[str, str]
) -> None:
    flow = law()["MEDIATION"]
    clocks = tuple(replace(one, crossing=crossing) for one in flow.clocks)
    walk = complaint("2026-04-10", "2026-04-10", replace(flow, clocks=clocks))
    assert walk.due("MEDIATE_BY") == ("2026-06-09", "CONSUMER_REGULATION")
    walk.on("2026-04-14", OFFICER, "SEND_TO_APPRAISAL")
    walk.today = date(2026, 4, 20)
    assert walk.recomputed() == 0
    walk.on("2026-04-24", OFFICER, "APPRAISED", evidence=(FILE,))
    assert walk.due("MEDIATE_BY") == ("2026-06-19", "CONSUMER_REGULATION")
    assert walk.recomputed() == (crossing == "change")
    assert walk.due("MEDIATE_BY") == due
    assert walk.recomputed() == 0


def test_a_clock_that_ran_out_before_its_rule_changed_does_not_cross() -> None:
    flow = law()["MEDIATION"]
    clocks = tuple(replace(one, crossing="change") for one in flow.clocks)
    walk = complaint("2026-02-12", "2026-02-13", replace(flow, clocks=clocks))
    assert walk.due("MEDIATE_BY") == ("2026-04-14", "CONSUMER_REGULATION")
    walk.today = date(2026, 5, 6)  # the installation stood still for three weeks
    assert walk.recomputed() == 0
    walk.noticed()
    assert (walk.clock("MEDIATE_BY").state, walk.state) == ("ran_out", "TERMINATED")
    later = complaint("2026-02-12", "2026-02-14", replace(flow, clocks=clocks))
    later.today = date(2026, 5, 6)
    assert later.recomputed() == 1
    assert later.due("MEDIATE_BY") == ("2026-04-15", "ORDER_121")


def test_a_recusal_stops_mediation_until_it_is_decided() -> None:
    walk = complaint("2026-04-20", "2026-04-20").on("2026-05-11", SUBJECT, "ASK_RECUSAL", reason="是亲属")
    assert walk.clock("MEDIATE_BY").state == "suspended"
    agree = {"values": {"AGREEMENT": "换货"}}
    refused(NotAllowed, "case_recusal_pending", lambda: walk.on("2026-05-12", OFFICER, "AGREE", **agree))
    refused(Conflict, "case_recusal_stops", lambda: walk.on("2026-05-12", OTHER, "AGREE", **agree))
    refused(Conflict, "case_recusal_stops", lambda: walk.on("2026-05-12", OTHER, "SEND_TO_APPRAISAL"))
    walk.on("2026-05-21", HEAD, "REFUSE_RECUSAL", reason="不是亲属")
    assert walk.due("MEDIATE_BY") == ("2026-06-29", "ORDER_121")
    assert walk.on("2026-05-22", OFFICER, "AGREE", **agree).state == "AGREED"


def test_mediation_that_ends_is_told_to_both_sides_in_seven_working_days() -> None:
    walk = complaint("2026-04-20", "2026-04-20").on("2026-09-17", OFFICER, "TERMINATE", reason="双方不同意")
    assert walk.due("TELL_BY") == ("2026-09-28", "ORDER_121")
    refused(DataFault, "case_evidence", lambda: walk.on("2026-09-18", OFFICER, "TELL", evidence=(FILE,)))
    assert walk.on("2026-09-18", OFFICER, "TELL", evidence=TWO).state == "TOLD"


def test_mediation_that_takes_too_long_ends_by_itself() -> None:
    walk = complaint("2026-04-15", "2026-04-15")
    walk.today = date(2026, 6, 14)
    walk.noticed()
    assert walk.state == "MEDIATING"
    walk.today = date(2026, 6, 15)
    walk.noticed()
    assert (walk.state, walk.clock("MEDIATE_BY").state) == ("TERMINATED", "ran_out")
    assert walk.clock("TELL_BY").state == "running"


# ---- reports


def report(received: str) -> Walk:
    values = {"RECEIVED_ON": received, "CLUE": "虚假宣传", "FIRM": "91110000802100433B"}
    walk = Walk(law()["REPORT_CHECK"], date.fromisoformat(received))
    return walk.on(received, OFFICER, "RECEIVE", values=values)


def test_a_report_is_checked_in_fifteen_working_days_and_fifteen_more_with_approval() -> None:
    walk = report("2026-04-14")
    assert walk.due("CHECK_BY") == ("2026-05-08", "PENALTY_PROCEDURE")
    refused(NotAllowed, "case_role", lambda: walk.on("2026-05-07", OFFICER, "EXTEND", reason="复杂"))
    assert walk.on("2026-05-07", HEAD, "EXTEND", reason="复杂").due("CHECK_BY")[0] == "2026-05-28"
    refused(Conflict, "case_clock_most", lambda: walk.on("2026-05-08", HEAD, "EXTEND", reason="还要"))


def test_a_further_report_starts_the_time_anew() -> None:
    more = {"RECEIVED_ON": "2026-05-06", "CLUE": "新证据"}
    walk = report("2026-04-14").on("2026-05-06", OFFICER, "RECEIVE_AGAIN", values=more)
    assert [run.state for run in walk.case.clocks] == ["dropped", "running"] if walk.case else False
    assert walk.due("CHECK_BY")[0] == "2026-05-26"


def test_who_reported_is_told_in_five_working_days_until_the_rule_ceased() -> None:
    before = report("2026-03-02").on("2026-03-13", HEAD, "FILE", reason="属实")
    assert before.due("TELL_BY") == ("2026-03-20", "ORDER_20")
    after = report("2026-04-14").on("2026-04-15", HEAD, "NOT_FILE", reason="不属实")
    assert [run.clock for run in after.case.clocks] == ["CHECK_BY"] if after.case else False
    assert after.on("2026-04-16", OFFICER, "CLOSE", reason="无须告知").state == "CLOSED"


# ---- the list of serious violations


def listed(day: str) -> Walk:
    """Decided on a day after the hearing was waived, public the day after."""
    walk = Walk(law()["LISTING"], date(2023, 2, 1))
    walk.on("2023-02-01", OFFICER, "PROPOSE", values={"FIRM": "91110000802100433B", "GROUND": "从重处罚"})
    walk.on("2023-02-02", OFFICER, "TELL")
    walk.today = date(2023, 2, 10)
    walk.noticed()
    assert walk.state == "READY"
    return walk.on(day, HEAD, "DECIDE", values={"LISTED_ON": day}, reason="符合第十条")


def test_a_hearing_is_asked_for_in_five_working_days_or_taken_as_waived() -> None:
    walk = Walk(law()["LISTING"], date(2026, 9, 17))
    walk.on("2026-09-17", OFFICER, "PROPOSE", values={"FIRM": "91110000802100433B", "GROUND": "从重处罚"})
    walk.on("2026-09-18", OFFICER, "TELL")
    assert walk.due("HEARING_BY")[0] == "2026-09-24"  # Sunday 20 September is worked
    asked = walk.on("2026-09-24", SUBJECT, "ASK_HEARING")
    assert (asked.state, asked.clock("HEARING_BY").state) == ("HEARING", "met")
    asked.on("2026-09-25", OFFICER, "SET_HEARING", values={"HEARING_DAY": "2026-10-15"})
    assert asked.due("NOTIFY_BY")[0] == "2026-09-30"
    refused(Conflict, "case_done", lambda: asked.on("2026-10-15", HEAD, "HEAR", evidence=(FILE,)))


def test_a_listing_is_public_in_twenty_working_days_and_ends_after_three_years() -> None:
    walk = listed("2023-02-28")
    assert walk.due("PUBLISH_BY") == ("2023-03-28", "ORDER_44")
    assert walk.due("TERM")[0] == "2026-02-28"
    walk.on("2023-03-01", OFFICER, "PUBLISH", values={"PUBLIC_ON": "2023-03-01"})
    assert walk.clock("PUBLISH_BY").state == "met"
    walk.today = date(2026, 3, 1)
    walk.noticed()
    assert walk.state == "OFF"
    assert [move.move for move in walk.case.publications][-1] == "ended" if walk.case else False


def test_a_listing_of_a_leap_day_ends_on_the_last_day_of_february() -> None:
    assert listed("2024-02-29").due("TERM")[0] == "2027-02-28"


def test_early_removal_is_asked_for_after_a_year_and_decided_by_the_rule_of_that_day() -> None:
    walk = listed("2025-01-06").on("2025-01-07", OFFICER, "PUBLISH", values={"PUBLIC_ON": "2025-01-07"})
    assert walk.due("EARLY_FROM") == ("2026-01-07", "ORDER_44")
    walk.today = date(2026, 1, 7)
    walk.noticed()
    ask = {"evidence": (FILE,)}
    refused(Conflict, "case_clock_runs", lambda: walk.on("2026-01-07", SUBJECT, "ASK_EARLY", **ask))
    walk.today = date(2026, 1, 8)
    walk.noticed()
    walk.on("2026-01-08", SUBJECT, "ASK_EARLY", **ask)
    assert walk.due("EARLY_TAKE_BY") == ("2026-01-12", "ORDER_107")
    walk.on("2026-01-09", OFFICER, "TAKE_EARLY")
    assert walk.due("EARLY_BY") == ("2026-01-20", "ORDER_107")
    assert walk.on("2026-01-12", HEAD, "EXTEND_EARLY", reason="需核查").due("EARLY_BY")[0] == "2026-02-03"
    assert walk.on("2026-01-13", HEAD, "TAKE_OFF", reason="已整改").state == "OFF"


# ---- telecom


def test_an_appeal_of_a_telecom_user_has_the_times_of_its_rule() -> None:
    firm = {"OPERATOR": "91110000802100433B", "RECEIVED_ON": "2026-03-02"}
    walk = Walk(law()["TELECOM"], date(2026, 3, 2)).on("2026-03-02", PUBLIC, "COMPLAIN", values=firm)
    assert (walk.due("OPERATOR_BY")[0], walk.clock("OPERATOR_BY").confirmed) == ("2026-03-17", False)
    walk.today = date(2026, 3, 18)
    walk.noticed()
    assert walk.state == "UNANSWERED"
    walk.on("2026-03-20", PUBLIC, "APPEAL", values={"RECEIVED_ON": "2026-03-20", "APPEAL": "多收费"})
    assert walk.due("TAKE_UP_BY")[0] == "2026-03-27"
    walk.on("2026-03-25", OFFICER, "TAKE_UP", values={"COMPLETE_ON": "2026-03-25"}, reason="符合条件")
    assert walk.due("REPLY_BY")[0] == "2026-04-24"
    assert walk.on("2026-04-01", OFFICER, "REPLY", reason="退费").state == "CLOSED"


# ---- inspection


def inspected(result: dict[str, str], kind: str = "GENERAL_CHECK", act: str = "GIVE_RESULT_B") -> Walk:
    """An inspection on site that ended on 24 September 2026, its result given and reviewed."""
    walk = Walk(shipped()["INSPECTION"], date(2026, 9, 1))
    given = {"KIND": kind, "METHOD": "SITE", "INSPECTOR_1": "anna", "INSPECTOR_2": "bert"}
    walk.on("2026-09-01", SYSTEM, "ASSIGN", values=given, entry=ENTRY)
    walk.on("2026-09-02", HEAD, "APPROVE")
    assert all(run.state != "suspended" for run in walk.case.clocks)
    walk.on("2026-09-03", OFFICER, "TELL", values={"VISIT_DAY": "2026-09-24", "SCOPE": "公示信息"})
    seen = {"CARDS_SHOWN": "Y", "SIGNED": "Y", "SEEN": "已核对", "END_DAY": "2026-09-24"}
    walk.on("2026-09-24", OFFICER, "INSPECT_ON_SITE", values=seen, evidence=(FILE,))
    walk.on("2026-09-25", OFFICER, act, values={**result, "END_DAY": "2026-09-24"})
    return walk.on("2026-09-28", HEAD, "REVIEW", reason="事实清楚")


def test_an_inspection_is_public_within_twenty_working_days_of_its_end() -> None:
    walk = inspected({"RESULT_B": "NO_FAULT"})
    assert walk.due("PUBLISH_BY") == ("2026-10-29", "DISCLOSURE_CHECK")
    refused(Conflict, "case_conditions", lambda: walk.on("2026-10-08", OFFICER, "PUBLISH_FAULT"))
    refused(Conflict, "case_done", lambda: walk.on("2026-10-08", HEAD, "FINISH_CLEAR"))
    walk.on("2026-10-08", OFFICER, "PUBLISH_CLEAR")
    assert walk.clock("PUBLISH_BY").state == "met"
    assert walk.on("2026-10-09", HEAD, "FINISH_CLEAR").state == "FINISHED"


def test_faults_are_put_right_by_the_day_set_or_are_late_and_public_for_three_months() -> None:
    walk = inspected({"RESULT_A": "3"}, "DISCLOSURE_CHECK", "GIVE_RESULT_A").on(
        "2026-10-08", OFFICER, "PUBLISH_FAULT"
    )
    assert walk.case is not None
    assert [(move.publication, move.until) for move in walk.case.publications] == [
        ("FAULT_RESULT", "2027-01-08")
    ]
    order = {"DEMANDS": "补报年报", "CORRECT_BY": "2026-10-20"}
    refused(
        NotAllowed,
        "case_role",
        lambda: walk.on("2026-10-09", OFFICER, "ORDER_CORRECTION", values=order, reason="未报"),
    )
    walk.on("2026-10-09", HEAD, "ORDER_CORRECTION", values=order, reason="未报")
    assert walk.due("PUT_RIGHT_BY") == ("2026-10-20", "OWN_RULES")
    assert not walk.clock("PUT_RIGHT_BY").confirmed
    walk.today = date(2026, 10, 21)
    walk.noticed()
    assert walk.state == "CORRECTION_LATE"
    again = {"RECHECK_DAY": "2026-10-22", "RECHECK_RESULT": "PUT_RIGHT"}
    walk.on("2026-10-22", OFFICER, "RECHECK", values=again, evidence=(FILE,))
    assert walk.on("2026-10-23", HEAD, "FINISH", reason="已改正").state == "FINISHED"


def test_a_firm_that_cannot_be_reached_is_listed_within_ten_working_days() -> None:
    walk = inspected({"RESULT_B": "FAULT_NO_CONTACT"})
    walk.on("2026-09-29", OFFICER, "ESTABLISH_NO_CONTACT", reason="两次去函", evidence=(FILE,))
    assert walk.due("LIST_BY") == ("2026-10-19", "ABNORMAL_LIST")
    assert walk.on("2026-10-08", OFFICER, "PROPOSE_LISTING", reason="无法联系").state == "HANDED_ON"
    assert walk.clock("LIST_BY").state == "met"


def test_two_inspectors_are_two_people_and_the_reviewer_is_another() -> None:
    walk = Walk(shipped()["INSPECTION"], date(2026, 9, 1))
    same = {"KIND": "GENERAL_CHECK", "METHOD": "SITE", "INSPECTOR_1": "anna", "INSPECTOR_2": "anna"}
    refused(
        DataFault, "case_distinct", lambda: walk.on("2026-09-01", SYSTEM, "ASSIGN", values=same, entry=ENTRY)
    )
    refused(
        DataFault,
        "case_entry",
        lambda: walk.on("2026-09-01", SYSTEM, "ASSIGN", values={**same, "INSPECTOR_2": "bert"}),
    )


def test_an_inspection_goes_on_while_a_recusal_is_pending() -> None:
    walk = Walk(shipped()["INSPECTION"], date(2026, 9, 1))
    given = {"KIND": "GENERAL_CHECK", "METHOD": "PAPER", "INSPECTOR_1": "anna", "INSPECTOR_2": "bert"}
    walk.on("2026-09-01", OTHER, "ASSIGN", values=given, entry=ENTRY, handler="anna")
    walk.on("2026-09-02", HEAD, "APPROVE").on("2026-09-02", SUBJECT, "ASK_RECUSAL", reason="有利害关系")
    assert walk.case is not None
    assert walk.case.recusal_of == "anna"
    walk.on("2026-09-03", OFFICER, "TELL", values={"VISIT_DAY": "2026-09-10", "SCOPE": "年报"})
    walk.on("2026-09-04", CHIEF, "GRANT_RECUSAL", reason="属实")
    seen = {"SEEN": "已核对", "END_DAY": "2026-09-10"}
    refused(
        NotAllowed,
        "case_recused",
        lambda: walk.on("2026-09-10", OFFICER, "INSPECT_ON_PAPER", values=seen, evidence=(FILE,)),
    )
    assert (
        walk.on("2026-09-10", OTHER, "INSPECT_ON_PAPER", values=seen, evidence=(FILE,)).state == "INSPECTED"
    )


# ---- plans, draws, lists


def test_a_plan_takes_three_different_people() -> None:
    walk = Walk(shipped()["PLAN"], date(2026, 1, 5))
    table = replace(FILE, kind="csv")
    values = {"YEAR_OF_PLAN": "2026", "PLAN_NUMBER": "P-2026-1"}
    walk.on("2026-01-05", OFFICER, "DRAFT", subject="", values=values, evidence=(table,))
    walk.on("2026-01-06", OFFICER, "PROPOSE", values={"PLAN_HASH": "a" * 64})
    walk.on("2026-01-07", HEAD, "REVIEW", reason="比例合适")
    refused(NotAllowed, "case_same_person", lambda: walk.on("2026-01-08", HEAD, "APPROVE", reason="同意"))
    walk.on("2026-01-08", CHIEF, "APPROVE", reason="同意").on("2026-01-09", OFFICER, "PUBLISH")
    refused(Conflict, "case_done", lambda: walk.on("2026-12-31", HEAD, "FINISH"))
    walk.on("2026-01-12", OFFICER, "FILE", values={"FILED_WITH": "MIIT", "FILED_ON": "2026-01-12"})
    assert walk.on("2026-12-30", HEAD, "FINISH").state == "DONE"


def test_a_draw_is_made_void_by_another_than_who_asked_and_keeps_its_result() -> None:
    walk = Walk(shipped()["DRAW_APPROVAL"], date(2026, 3, 2))
    values = {"DRAW": "DRAW-2026-0001", "PLAN": "P-2026-1", "COMMITMENT": "c" * 64}
    walk.on("2026-03-02", OFFICER, "PROPOSE", subject="", values=values, entry=ENTRY)
    walk.on("2026-03-03", HEAD, "APPROVE", reason="同意")
    walk.on("2026-03-04", SYSTEM, "DRAW", values={"RESULT_HASH": "e" * 64})
    walk.on("2026-03-05", OTHER, "PROPOSE_VOID", reason="名册有误", evidence=(FILE,))
    walk.on("2026-03-06", HEAD, "MAKE_VOID", reason="属实", values={"INSTEAD": "DRAW-2026-0002"})
    assert walk.case is not None
    assert (walk.state, walk.case.values["RESULT_HASH"]) == ("VOID", "e" * 64)


def test_a_change_of_a_list_is_proposed_reviewed_and_approved_by_three_people() -> None:
    walk = Walk(shipped()["LIST_CHANGE"], date(2026, 3, 2))
    values = {
        "LIST": "TELECOM_INSPECTION",
        "CHANGE": "ENTRY_ADDED",
        "NEW_VERSION": "2",
        "LIST_HASH": "a" * 64,
    }
    walk.on("2026-03-02", OFFICER, "PROPOSE", subject="", values=values, reason="新规定", evidence=(FILE,))
    walk.on("2026-03-03", HEAD, "REVIEW", reason="有依据")
    approve = {"values": {"VALID_FROM": "2026-04-01"}, "reason": "同意"}
    refused(NotAllowed, "case_same_person", lambda: walk.on("2026-03-04", HEAD, "APPROVE", **approve))
    assert (
        walk.on("2026-03-04", CHIEF, "APPROVE", **approve).on("2026-03-05", OFFICER, "PUBLISH").state
        == "PUBLISHED"
    )
