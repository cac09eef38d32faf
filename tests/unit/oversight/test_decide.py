"""Acts that are refused say why in both languages, and what an act does is what its workflow says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from tests.workflows import (
    ENTRY,
    FILE,
    FIRM,
    HEAD,
    OFFICER,
    OTHER,
    PERMIT,
    SYSTEM,
    Table,
    asked,
    facts,
    named,
    noun,
    permits,
    version,
)
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, XinxiaoError
from xinxiao.model.oversight.case_facts import CaseSuggested
from xinxiao.oversight.wanted import By
from xinxiao.texts import catalogue


def refusal(kind: type[XinxiaoError], name: str, do: Callable[[], Any], **values: Any) -> None:
    """That an act is refused by this text, which says so in both languages."""
    with pytest.raises(kind) as error:
        do()
    assert type(error.value) is kind
    told = error.value.told
    assert told is not None and told.name == name
    for language in ("zh", "en"):
        words = catalogue(language)  # type: ignore[arg-type,unused-ignore]
        filled = told.filled(language)
        assert words[f"errors.{name}.message"].format(**filled)
        assert words[f"errors.{name}.hint"].format(**filled)
    for key, value in values.items():
        assert told.values[key] == value


def proposed() -> Table:
    table = asked()
    table.act(OFFICER, "EXAMINE", evidence=(FILE,))
    table.act(OTHER, "PROPOSE", values={"OUTCOME": "YES", "FEE": "12.50"}, entry=ENTRY)
    return table


def test_a_case_is_opened_with_subject_area_number_and_a_clock() -> None:
    table = asked()
    case = table.case
    assert case is not None
    assert (case.id, case.number, case.state) == ("PER-2026-000001", 1, "ASKED")
    assert (case.subject, case.area, case.opened) == (FIRM, "110000", "2026-06-01")
    (run,) = case.clocks
    assert (run.started, run.due, run.rule, run.article) == ("2026-06-01", "2026-06-08", "RULE_ONE", "14")
    assert (run.state, run.provisional) == ("running", False)


def test_a_whole_walk_ends_with_nothing_to_wait_for() -> None:
    table = proposed()
    case = table.act(HEAD, "GRANT", reason="all is in order")
    assert (case.state, case.ends, case.ended) == ("DONE", True, "2026-06-01")
    assert case.waiting == ()
    assert case.values == {"RECEIVED": "2026-06-01", "OUTCOME": "YES", "FEE": "12.50"}
    assert case.entries == (ENTRY,)
    assert [step.act for step in case.acted] == ["ASK", "EXAMINE", "PROPOSE", "GRANT"]
    assert [run.state for run in case.clocks] == ["met"]


def test_reasons_and_what_is_personal_are_sealed_and_in_no_event() -> None:
    table = Table(PERMIT, date(2026, 6, 1))
    given = {"RECEIVED": "2026-06-01", "CONTACT": "Wang", "SITE": "5 High Street"}
    decision = table.decided(OFFICER, "ASK", values=given, reason=" in a hurry ")
    assert decision.sealed == {"CONTACT": "Wang", "SITE": "5 High Street", "reason": "in a hurry"}
    assert decision.parts == {"CONTACT": "person"}
    assert decision.fact.values == {"RECEIVED": "2026-06-01"}
    assert "Wang" not in decision.fact.payload and "High" not in decision.fact.payload


def test_what_is_about_a_person_and_has_no_basis_is_not_taken() -> None:
    said = permits()
    del said["fields"][3]["basis"]
    table = Table(noun(said), date(2026, 6, 1))
    given = {"RECEIVED": "2026-06-01", "CONTACT": "Wang"}
    refusal(DataFault, "case_basis", lambda: table.act(OFFICER, "ASK", values=given))
    assert table.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-01"}).number == 1


def test_an_act_from_another_state_is_refused_with_those_that_are_possible() -> None:
    table = asked()
    refusal(
        Conflict,
        "case_state",
        lambda: table.act(HEAD, "GRANT", reason="r"),
        acts={
            "zh": "TEST、TESTED、MORE_TIME、EXAMINE、GO_LATE、RECUSE、RECUSED、NOT_RECUSED",
            "en": "TEST, TESTED, MORE_TIME, EXAMINE, GO_LATE, RECUSE, RECUSED, NOT_RECUSED",
        },
    )
    refusal(Conflict, "case_state", lambda: table.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-01"}))
    refusal(NotFound, "case_no_act", lambda: table.act(OFFICER, "FLY"), act="FLY")
    refusal(Conflict, "case_opens_not", lambda: Table(PERMIT, date(2026, 6, 1)).act(OFFICER, "TEST"))


def test_who_has_none_of_the_roles_is_refused() -> None:
    table = asked()
    refusal(
        NotAllowed, "case_role", lambda: table.act(HEAD, "EXAMINE", evidence=(FILE,)), roles="case_officer"
    )
    refusal(NotAllowed, "case_role", lambda: table.act(OFFICER, "GO_LATE"), roles="system")


def test_who_proposed_cannot_grant() -> None:
    table = proposed()
    both = By("person:bert", "bert", frozenset({"supervisor", "case_officer"}))
    refusal(NotAllowed, "case_same_person", lambda: table.act(both, "GRANT", reason="r"))
    refusal(NotAllowed, "case_same_person", lambda: table.act(OFFICER, "GRANT", reason="r"))
    assert table.act(HEAD, "GRANT", reason="r").ends


def test_a_decision_needs_reasons_and_no_machine_makes_it() -> None:
    table = proposed()
    refusal(DataFault, "case_reason", lambda: table.act(HEAD, "GRANT", reason=" \n"))
    said = permits()
    said["acts"][6]["by"] = ["system"]
    table.workflow = noun(said)
    refusal(NotAllowed, "case_machine", lambda: table.act(SYSTEM, "GRANT", reason="r"))


def test_a_machine_suggests_and_a_person_decides_with_it_before_them() -> None:
    table = proposed()
    assert table.case is not None
    table.say(
        "system",
        CaseSuggested(case=table.case.id, number=4, act="GRANT", method="model 1", content="c" * 64),
    )
    assert (table.case.state, table.case.number) == ("PROPOSED", 4)
    refusal(DataFault, "case_suggestion", lambda: table.act(HEAD, "GRANT", reason="r", suggestion=3))
    table.act(HEAD, "GRANT", reason="r", suggestion=4)
    assert facts(table)[-1].suggestion == 4


def test_fields_are_those_the_act_names_and_of_their_kind() -> None:
    table = proposed()
    fresh = Table(PERMIT, date(2026, 6, 1))
    refusal(DataFault, "case_field_missing", lambda: fresh.act(OFFICER, "ASK"))
    for values, name in (
        ({"RECEIVED": "2026-06-01", "FEE": "1"}, "case_field_unasked"),
        ({"RECEIVED": "2026-06-01", "NEVER_HEARD": "1"}, "case_field_unasked"),
        ({"RECEIVED": "2026-02-30"}, "case_value"),
        ({"RECEIVED": "yesterday"}, "case_value"),
        ({"RECEIVED": "2026-06-01", "SITE": "x" * 20_001}, "case_long"),
        ({"RECEIVED": "2026-06-01", "CONTACT": "a\x00b"}, "case_control"),
    ):
        refusal(DataFault, name, lambda values=values: fresh.act(OFFICER, "ASK", values=values))
    examined = asked()
    examined.act(OFFICER, "EXAMINE", evidence=(FILE,))
    for values, name in (
        ({"OUTCOME": "MAYBE"}, "case_code"),
        ({"OUTCOME": "YES NO"}, "case_code"),
        ({"OUTCOME": "YES", "FEE": "1e5"}, "case_value"),
        ({"OUTCOME": "YES", "FEE": "1,000"}, "case_value"),
    ):
        refusal(
            DataFault, name, lambda values=values: examined.act(OTHER, "PROPOSE", values=values, entry=ENTRY)
        )
    assert table.case is not None


def test_two_inspectors_are_two_people() -> None:
    table = asked()
    refusal(
        DataFault, "case_distinct", lambda: table.act(OFFICER, "TEST", values={"FIRST": "a", "SECOND": "a"})
    )
    table.act(OFFICER, "TEST", values={"FIRST": "a", "SECOND": "b"})


def test_evidence_is_counted_and_of_a_kind_that_is_taken() -> None:
    table = asked()
    refusal(DataFault, "case_evidence", lambda: table.act(OFFICER, "EXAMINE"), least=1, most=2, given=0)
    refusal(DataFault, "case_evidence", lambda: table.act(OFFICER, "EXAMINE", evidence=(FILE,) * 3), given=3)
    refusal(DataFault, "case_evidence", lambda: table.act(OFFICER, "TEST", evidence=(FILE,)), most=0)
    other = replace(FILE, kind="mp4")
    refusal(
        DataFault, "case_evidence_kind", lambda: table.act(OFFICER, "EXAMINE", evidence=(other,)), kinds="pdf"
    )


def test_without_a_live_entry_nothing_is_proposed() -> None:
    table = asked()
    table.act(OFFICER, "EXAMINE", evidence=(FILE,))
    values = {"OUTCOME": "YES"}
    refusal(DataFault, "case_entry", lambda: table.act(OTHER, "PROPOSE", values=values))
    table.live = frozenset()
    refusal(Conflict, "case_entry_lapsed", lambda: table.act(OTHER, "PROPOSE", values=values, entry=ENTRY))
    refusal(DataFault, "case_entry_unasked", lambda: table.act(OFFICER, "RECUSE", entry=ENTRY))


def test_a_condition_on_what_was_given_before_holds_or_refuses() -> None:
    table = asked()
    table.act(OFFICER, "EXAMINE", evidence=(FILE,))
    table.act(OTHER, "PROPOSE", values={"OUTCOME": "NO"}, entry=ENTRY)
    refusal(Conflict, "case_condition", lambda: table.act(HEAD, "GRANT", reason="r"), codes="YES")


def test_days_are_today_or_before_where_that_is_allowed_and_never_before_the_last_act() -> None:
    fresh = Table(PERMIT, date(2026, 6, 5))
    values = {"RECEIVED": "2026-06-01"}
    refusal(DataFault, "case_future", lambda: fresh.act(OFFICER, "ASK", values=values, on="2026-06-06"))
    refusal(DataFault, "bad_date", lambda: fresh.act(OFFICER, "ASK", values=values, on="2026-6-1"))
    case = fresh.act(OFFICER, "ASK", values=values, on="2026-06-02")
    assert (case.opened, case.steps[0].on, case.steps[0].at[:10]) == (
        "2026-06-02",
        "2026-06-02",
        "2026-06-05",
    )
    refusal(DataFault, "case_back_dated", lambda: fresh.act(OFFICER, "TEST", on="2026-06-04"))
    said = permits()
    said["acts"][1]["back_dated"] = True
    fresh.workflow = noun(said)
    refusal(DataFault, "case_before", lambda: fresh.act(OFFICER, "TEST", on="2026-06-01"), last="2026-06-02")
    assert fresh.act(OFFICER, "TEST", on="2026-06-03").steps[-1].on == "2026-06-03"


def test_who_saw_less_than_there_is_is_told_who_did_what_meanwhile() -> None:
    table = asked()
    table.act(OTHER, "TEST")
    refusal(
        Conflict,
        "case_moved",
        lambda: table.act(OFFICER, "EXAMINE", evidence=(FILE,), seen=1),
        seen=1,
        number=2,
        what={
            "zh": "2 TEST (person:bert, 2026-06-01T08:00Z)",
            "en": "2 TEST (person:bert, 2026-06-01T08:00Z)",
        },
    )
    refusal(Conflict, "case_moved", lambda: table.act(OFFICER, "EXAMINE", evidence=(FILE,), seen=9))


def test_the_one_a_recusal_concerns_waits_and_then_is_out() -> None:
    table = asked(handler="anna")
    table.act(OTHER, "RECUSE")
    assert table.case is not None and table.case.recusal_of == "anna"
    refusal(NotAllowed, "case_recusal_pending", lambda: table.act(OFFICER, "TEST"))
    refusal(Conflict, "case_recusal_there", lambda: table.act(HEAD, "RECUSE"))
    both = By("person:anna", "anna", frozenset({"supervisor"}))
    refusal(NotAllowed, "case_recusal_own", lambda: table.act(both, "NOT_RECUSED"))
    refusal(Conflict, "case_recusal_stops", lambda: table.act(OTHER, "TEST"))
    refusal(Conflict, "case_recusal_stops", lambda: table.act(HEAD, "MORE_TIME", reason="r"))
    table.act(HEAD, "RECUSED")
    table.act(OTHER, "TEST")
    assert table.case.recused == ("anna",) and table.case.recusal_of == ""
    refusal(NotAllowed, "case_recused", lambda: table.act(OFFICER, "TESTED"))
    refusal(Conflict, "case_recusal_none", lambda: table.act(HEAD, "RECUSED"))
    table.act(OTHER, "TESTED")


def test_an_investigation_goes_on_while_a_recusal_waits() -> None:
    table = asked(handler="anna")
    table.workflow = noun(permits(recusal={"pending": "goes_on"}))
    table.act(OTHER, "RECUSE")
    table.act(OFFICER, "TEST")


def test_a_recusal_of_nobody_is_not_asked_for() -> None:
    said = permits()
    said["acts"][8]["by"] = ["subject"]
    table, firm = asked(), By("subject:1", "", frozenset({"subject"}))
    table.workflow = noun(said)
    refusal(DataFault, "case_recusal_whom", lambda: table.act(firm, "RECUSE"))
    table.act(firm, "RECUSE", concerns="bert")
    assert table.case is not None and table.case.recusal_of == "bert"


def test_a_party_and_the_installation_act_while_work_stops_for_a_recusal() -> None:
    said = permits()
    said["acts"].append(named(id="TAKE_BACK", by=["subject"], **{"from": ["ASKED"]}, to="DONE"))
    table = asked(handler="anna")
    table.workflow = noun(said)
    table.act(OTHER, "RECUSE")
    table.act(SYSTEM, "GO_LATE")
    table = asked(handler="anna")
    table.workflow = noun(said)
    table.act(OTHER, "RECUSE")
    assert table.act(By("subject:1", "", frozenset({"subject"})), "TAKE_BACK").ends


def test_a_subject_is_needed_where_the_workflow_is_about_one() -> None:
    table = Table(PERMIT, date(2026, 6, 1))
    values = {"RECEIVED": "2026-06-01"}
    refusal(DataFault, "case_subject", lambda: table.act(OFFICER, "ASK", values=values, subject=""))
    table.workflow = noun(permits(about="individual"))
    refusal(DataFault, "case_subject_none", lambda: table.act(OFFICER, "ASK", values=values))
    table.workflow = noun(permits(valid_to="2026-05-31"))
    refusal(Conflict, "case_workflow_over", lambda: table.act(OFFICER, "ASK", values=values))


# ---- clocks


def test_a_suspended_clock_gets_its_days_back_and_does_not_run_out() -> None:
    table = asked()
    table.today = date(2026, 6, 3)
    table.act(OFFICER, "TEST")
    table.today = date(2026, 7, 20)
    table.noticed()
    assert table.case is not None and table.case.clocks[0].state == "suspended"
    table.act(OFFICER, "TESTED")
    (run,) = table.case.clocks
    # five working days from 1 June: 2 June counts, 3 June stopped and does not; from 20 July: 20, 21, 22, 23
    assert (run.due, run.suspended) == ("2026-07-23", (("2026-06-03", "2026-07-20"),))


def test_a_clock_is_extended_once_and_not_after_it_was_over() -> None:
    table = asked()
    table.act(HEAD, "MORE_TIME", reason="r")
    assert table.case is not None and table.case.clocks[0].due == "2026-06-15"
    refusal(Conflict, "case_clock_most", lambda: table.act(HEAD, "MORE_TIME", reason="r"), most=1)
    late = asked()
    late.today = date(2026, 6, 9)
    refusal(Conflict, "case_clock_spent", lambda: late.act(HEAD, "MORE_TIME", reason="r"), due="2026-06-08")


def test_what_runs_out_is_noted_and_does_what_the_workflow_says() -> None:
    table = asked()
    table.today = date(2026, 6, 8)
    table.noticed()
    assert table.case is not None and table.case.number == 1
    table.today = date(2026, 6, 12)
    table.noticed()
    assert (table.case.state, table.case.number) == ("LATE", 3)
    assert [step.actor for step in table.case.steps] == ["person:anna", "system", "system"]
    fact = table.happened[1].fact
    assert (fact.day, fact.due, fact.noticed) == (  # type: ignore[attr-defined]
        "2026-06-08",
        "2026-06-08T16:00:00.000+00:00",
        "2026-06-12T08:00:00.000+00:00",
    )
    case = table.act(OFFICER, "EXAMINE", evidence=(FILE,))
    assert (case.clocks[0].state, case.clocks[0].ended) == ("met_late", "2026-06-12")


@pytest.mark.parametrize(
    ("on", "received", "rule", "due"),
    [
        ("2026-06-30", "2026-06-30", "RULE_ONE", "2026-07-07"),
        ("2026-06-30", "2026-06-29", "RULE_ONE", "2026-07-06"),
        ("2026-07-01", "2026-06-30", "RULE_TWO", "2026-07-10"),
        ("2026-07-01", "2026-07-01", "RULE_TWO", "2026-07-11"),
        ("", "2026-06-30", "RULE_TWO", "2026-07-10"),
        ("", "2026-07-05", "RULE_TWO", "2026-07-15"),
    ],
)
def test_the_rule_in_force_on_the_day_of_the_starting_act_counts_from_the_day_it_names(
    on: str, received: str, rule: str, due: str
) -> None:
    table = Table(PERMIT, date(2026, 7, 2))
    case = table.act(OFFICER, "ASK", values={"RECEIVED": received}, on=on)
    (run,), (step,) = case.clocks, case.steps
    assert (run.rule, run.started, run.due) == (rule, received, due)
    assert (step.on, step.at[:10]) == (on or "2026-07-02", "2026-07-02")


def test_a_clock_that_no_rule_sets_any_more_starts_by_no_act_however_early_it_counts_from() -> None:
    said = permits()
    said["clocks"][0] |= {"versions": [version(5, "day", valid_to="2026-06-30")], "until": "2026-06-30"}
    said["clocks"][0] |= {"extends": []}
    over = Table(noun(said), date(2026, 7, 1))
    assert over.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-30"}).clocks == ()
    held = Table(noun(said), date(2026, 7, 1))
    (run,) = held.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-30"}, on="2026-06-30").clocks
    assert run.due == "2026-07-05"


@pytest.mark.parametrize(
    ("on", "number", "unit", "rule", "due"),
    [
        ("2028-02-28", 1, "year", "RULE_ONE", "2029-02-28"),
        ("2028-02-29", 1, "year", "RULE_TWO", "2029-02-28"),
        ("2028-02-29", 4, "year", "RULE_TWO", "2032-02-29"),
        ("2028-02-29", 1, "month", "RULE_TWO", "2028-03-29"),
        ("2028-02-28", 1, "day", "RULE_ONE", "2028-02-29"),
        ("2028-02-29", 1, "day", "RULE_TWO", "2028-03-01"),
    ],
)
def test_a_rule_that_changes_on_a_leap_day(on: str, number: int, unit: str, rule: str, due: str) -> None:
    said = permits()
    said["clocks"][0] |= {
        "versions": [
            version(number, unit, valid_to="2028-02-28"),
            version(number, unit, rule="RULE_TWO", valid_from="2028-02-29"),
        ],
        "extends": [],
    }
    table = Table(noun(said), date(2028, 3, 3))
    (run,) = table.act(OFFICER, "ASK", values={"RECEIVED": on}, on=on).clocks
    assert (run.rule, run.due) == (rule, due)


def test_a_clock_whose_last_day_is_set_case_by_case_ends_on_that_day() -> None:
    said = permits()
    said["clocks"] = [
        {**named(id="TERM"), "versions": [version(1, "day")], "starts": ["ASK"], "set_by": "RECEIVED"}
    ]
    del said["clocks"][0]["versions"][0]["length"]
    table = Table(noun(said), date(2026, 6, 1))
    case = table.act(OFFICER, "ASK", values={"RECEIVED": "2026-09-15"})
    assert (case.clocks[0].started, case.clocks[0].due) == ("2026-06-01", "2026-09-15")


def test_terms_that_must_be_over_or_run_hold_acts_back() -> None:
    said = permits()
    said["acts"][1]["after"] = ["ANSWER"]
    said["acts"][2]["within"] = ["ANSWER"]
    said["acts"][4]["done"] = ["TESTED"]
    table = Table(noun(said), date(2026, 6, 1))
    table.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-01"})
    refusal(Conflict, "case_clock_runs", lambda: table.act(OFFICER, "TEST"))
    refusal(Conflict, "case_done", lambda: table.act(OFFICER, "EXAMINE", evidence=(FILE,)))
    table.act(OFFICER, "TESTED")
    table.today = date(2026, 6, 9)
    refusal(Conflict, "case_clock_over", lambda: table.act(OFFICER, "TESTED"))
    table.act(OFFICER, "TEST")


# ---- codes of organisations


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("911000001000044477", "case_uscc_check"),
        ("91110000600037341N", "case_uscc_check"),
        ("A1110000600037341L", "case_uscc_check"),
        ("91110000802100433X", "case_uscc_check"),
        ("9111000080210043B3", "case_uscc_check"),
        ("91110000802100433", "case_uscc_form"),
        ("9111000080210043IB", "case_uscc_form"),
        ("<script>alert(1)</script>", "case_uscc_form"),
        ("91110000802100433B\u2028", "case_uscc_form"),
        ("９１１１００００８０２１００４３３Z", "case_uscc_form"),
    ],
)
def test_a_code_that_does_not_check_is_refused_whatever_the_register_holds(code: str, name: str) -> None:
    table = Table(PERMIT, date(2026, 6, 1))
    values = {"RECEIVED": "2026-06-01"}
    refusal(DataFault, name, lambda: table.act(OFFICER, "ASK", values=values, subject=code))
    said = permits()
    said["acts"][1]["takes"].append("FIRM")
    table = Table(noun(said), date(2026, 6, 1))
    table.act(OFFICER, "ASK", values=values)
    if "\u2028" not in code:
        refusal(DataFault, name, lambda: table.act(OFFICER, "TEST", values={"FIRM": code}))


def test_a_code_is_kept_as_the_register_keeps_it() -> None:
    said = permits()
    said["acts"][1]["takes"].append("FIRM")
    table = Table(noun(said), date(2026, 6, 1))
    case = table.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-01"}, subject=" 9144 0300 7152 6726 xg ")
    assert case.subject == "9144030071526726XG"
    assert (
        table.act(OFFICER, "TEST", values={"FIRM": "９１１１００００８０２１００４３３ｂ"}).values["FIRM"]
        == FIRM
    )
