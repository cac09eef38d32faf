"""What checks find in rules and workflows: each fault by its code and line, and nothing in what is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nouns import POLICY, files_of
from tests.overseen import WORKFLOW, overseen
from xinxiao.model.codes import CODES
from xinxiao.programme.checks import oversight_draws
from xinxiao.programme.checks.known import Known
from xinxiao.programme.load import load_bytes
from xinxiao.programme.read import read_bytes

RULES = "oversight/rules.yaml"
SHIPPED = {
    path: content
    for path, content in files_of(POLICY).items()
    if path.startswith(("oversight/", "codelists/", "sources"))
    or path in ("programme.yaml", "codelists.yaml", "calendar.yaml", "dataflows.yaml", "indicators.yaml")
}
"""What is shipped of oversight, and what it needs of the rest."""
ASK = "- {id: ASK, name: {zh: 提出, en: ask}, by: [case_officer], to: ASKED"
LAPSE = "by: [system], from: [MADE], to: TOLD}"
RULE_VERSION = (
    "{rule: R_VISITS, article: '5', valid_from: '2020-01-01', length: {number: 5, unit: working_day}}"
)
STATES = "- {id: TOLD, name: {zh: 已告知, en: told}, ends: true}"
MORE = "- {id: LOST, name: {zh: 遗失, en: lost}}"
NEVER = "- {id: GO, name: {zh: 走, en: go}, by: [case_officer], from: [%s], to: %s}\n"
RECUSE = """- {id: DOUBT, name: {zh: 申请回避, en: doubt}, by: [subject], from: [ASKED], reason: true, recusal: asks}
- {id: YES, name: {zh: 同意, en: agree}, by: [supervisor], from: [%s], reason: true, decides: %s, recusal: grants}
- {id: NO, name: {zh: 驳回, en: refuse}, by: [supervisor], from: [ASKED], reason: true, decides: true, recusal: refuses}
clocks:
"""
PENDING = "recusal: {pending: stops}\nretention:"


def found(*changes: tuple[str, str], file: str = WORKFLOW) -> set[tuple[int, str]]:
    findings = load_bytes(overseen(*changes, file=file)).findings
    return {(item.line, item.code) for item in findings if item.file.startswith("oversight/")}


def codes(*changes: tuple[str, str], file: str = WORKFLOW) -> set[str]:
    return {code for _, code in found(*changes, file=file)}


def test_a_sound_workflow_is_without_fault() -> None:
    assert found() == set()


def test_what_is_shipped_has_no_fault_and_says_what_is_not_confirmed() -> None:
    told = [item for item in load_bytes(files_of(POLICY)).findings if item.file.startswith("oversight/")]
    assert {item.code for item in told if item.level != "note"} == set()
    doubtful = {dict(item.places)["value"] for item in told if item.code == "oversight.unconfirmed"}
    assert {"STRICT_CHECKS", "TELECOM_LICENCES", "INSPECTION: retention"} <= doubtful
    assert "PENALTY_LAW" not in doubtful


NAMED = [
    (("from: [ASKED]", "from: [ASKD]"), 22, "oversight.state"),
    (("to: MADE", "to: MAD"), 22, "oversight.state"),
    (("unlike: [VISIT]", "unlike: [VISITS]"), 23, "oversight.act"),
    (("stops: [TELL]", "stops: [TELLS]"), 31, "oversight.act"),
    (("runs_out: LAPSE", "runs_out: LAPS"), 32, "oversight.act"),
    (("takes: [OUTCOME, HOST]", "takes: [OUTCOME, HOST, HOSTS]"), 22, "oversight.field"),
    (("fields: [FIRM, OUTCOME]", "fields: [FIRM, OUTCOMES]"), 40, "oversight.field"),
    (("within: TELL_BY", "within: TELL"), 40, "oversight.clock"),
    (("documents: [RECORD]", "documents: [RECORDS]"), 22, "oversight.document"),
    (("publishes: [RESULT]", "publishes: [RESULTS]"), 23, "oversight.publication"),
    (("basis: [{rule: R_VISITS, article: '3'}]", "basis: [{rule: R_VISIT}]"), 19, "oversight.rule"),
    ((RULE_VERSION, RULE_VERSION.replace("R_VISITS", "R_VISIT")), 29, "oversight.rule"),
    (("to: ASKED,", "to: ASKED, opens: [VISITS],"), 21, "oversight.workflow"),
    (("codelist: CL_UNIT", "codelist: CL_UNITS"), 14, "CODELIST_UNKNOWN"),
    (("kind: code, codelist: CL_UNIT", "kind: number, codelist: CL_UNIT"), 14, "oversight.coded"),
    (("kind: code, codelist: CL_UNIT", "kind: code"), 14, "oversight.coded"),
    (("id: HOST", "id: AREA"), 15, "ID_DUPLICATE"),
    (("prefix: VR", "prefix: VS"), 36, "oversight.prefix"),
    (("to: TOLD, reason", "to: TOLD, only_if: [{field: OUTCOME, is: [NONE]}], reason"), 23, "oversight.code"),
    (("to: TOLD, reason", "to: TOLD, any_of: [{field: AREA, is: [A]}], reason"), 23, "oversight.condition"),
    (("valid_from: '2020-01-01'", "valid_from: '2020-01-01'\nvalid_to: '2019-01-01'"), 7, "oversight.days"),
]


@pytest.mark.parametrize(("change", "line", "code"), NAMED)
def test_what_is_named_and_is_not_there(change: tuple[str, str], line: int, code: str) -> None:
    told = found(change)
    assert min(at for at, own in told if own == code) == line


def test_a_workflow_stands_in_the_file_of_its_name() -> None:
    assert codes(("id: VISIT\n", "id: VISITS\n")) == {"oversight.file"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("source: S_BOOK", "source: S_BOOKS"), "SOURCE_UNKNOWN"),
        (("source: S_BOOK", "source: S_BOOK\n  follows: R_OLD"), "oversight.rule"),
        (("source: S_BOOK", "source: S_BOOK\n  valid_to: '2019-12-31'"), "oversight.days"),
        (("source: S_BOOK", "source: S_BOOK\n  confirmed: false"), "oversight.unconfirmed"),
        (("source: S_BOOK", "source: S_BOOK\n  amendments: ['2019-12-31']"), "oversight.rule_days"),
    ],
)
def test_rules(change: tuple[str, str], code: str) -> None:
    assert code in codes(change, file=RULES)


def test_a_rule_that_nobody_names_is_told() -> None:
    more = "- id: R_MORE\n  name: {zh: 别的, en: other}\n  valid_from: '2020-01-01'\n  source: S_BOOK\n"
    assert found(("rules:\n", f"rules:\n{more}"), file=RULES) == {(2, "oversight.void")}


def test_a_list_type_that_is_not_there() -> None:
    types = "oversight/list_types.yaml"
    files = {**overseen(("to: MADE,", "to: MADE, entry: A_LIST,")), types: files_of(POLICY)[types]}
    told = [item for item in load_bytes(files).findings if item.code == "oversight.list_type"]
    assert [(item.line, dict(item.places)["value"]) for item in told] == [(22, "A_LIST")]


WAYS = [
    (((ASK, ASK.replace("to: ASKED", "from: [MADE], to: ASKED")),), "oversight.no_opening"),
    (((", to: ASKED", ""),), "oversight.nowhere"),
    (((LAPSE, "by: [system], from: [MADE, TOLD], to: TOLD}"),), "oversight.ended"),
    (((STATES, f"{STATES}\n{MORE}"),), "oversight.unreached"),
    (((STATES, f"{STATES}\n{MORE}"), (LAPSE, "by: [system], from: [MADE], to: LOST}")), "oversight.stuck"),
    (
        (
            (STATES, f"{STATES}\n{MORE}\n{MORE.replace('LOST', 'GONE')}"),
            (LAPSE, "by: [system], from: [MADE], to: LOST}"),
            ("clocks:\n", NEVER % ("LOST", "GONE") + NEVER.replace("GO,", "BACK,") % ("GONE", "LOST") + "clocks:\n"),
        ),
        "oversight.no_end",
    ),
    ((("to: MADE,", "to: MADE, unlike: [TELL],"),), "oversight.not_before"),
    ((("to: MADE,", "to: MADE, done: [TELL],"),), "oversight.not_before"),
    ((("to: MADE,", "to: MADE, within: [TELL_BY],"),), "oversight.clock_before"),
    ((("to: MADE,", "to: MADE, only_if: [{field: OUTCOME, is: [PEOPLE]}],"), ("takes: [OUTCOME, HOST]", "takes: [HOST]"), ("reason: true,", "reason: true, takes: [OUTCOME],")), "oversight.condition_never"),
    ((("to: MADE,", "to: MADE, entry: A_LIST,"),), "oversight.review"),
    (((STATES, STATES.replace("ends", "review: true, ends")),), "oversight.review_void"),
    ((("to: MADE,", "to: MADE, returns: true,"),), "oversight.returns"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), WAYS)
def test_where_a_case_can_go(changes: tuple[tuple[str, str], ...], code: str) -> None:
    assert code in codes(*changes)


CLOCKS = [
    (("starts: [VISIT]", "starts: [TELL]"), "oversight.clock_never"),
    (("stops: [TELL]", "stops: [ASK]"), "oversight.clock_act"),
    (("stops: [TELL]", "stops: [TELL]\n  drops: [ASK]"), "oversight.clock_act"),
    (("by: [system]", "by: [system, case_officer]"), "oversight.runs_out_by"),
    ((LAPSE, LAPSE.replace("}", ", reason: true}")), "oversight.runs_out_needs"),
    ((LAPSE, "by: [system], from: [ASKED], to: TOLD}"), "oversight.runs_out_from"),
    (("starts: [VISIT]", "starts: [VISIT]\n  since: AREA"), "oversight.clock_day"),
    (("starts: [VISIT]", "starts: [VISIT]\n  since: AREA"), "oversight.clock_needs"),
    (("starts: [VISIT]", "starts: [VISIT]\n  beforehand: true"), "oversight.clock_back"),
    (("stops: [TELL]", "stops: [TELL]\n  suspends: [TELL]"), "oversight.clock_resumes"),
    (("stops: [TELL]", "stops: [TELL]\n  extends: [TELL]"), "oversight.extension"),
    ((", length: {number: 5, unit: working_day}", ""), "oversight.length"),
    (("number: 5, unit: working_day", "number: 3661, unit: working_day"), "oversight.long"),
    (("number: 5, unit: working_day", "number: 101, unit: year"), "oversight.long"),
    (("'5', valid_from: '2020-01-01'", "'5', valid_from: '2020-01-02'"), "oversight.gap"),
    (("'5', valid_from: '2020-01-01'", "'5', valid_from: '2020-01-01', valid_to: '2024-06-30'"), "oversight.gap"),
    (("'5', valid_from: '2020-01-01'", "'5', valid_from: '2019-12-31'"), "oversight.rule_days"),
    (("'4', valid_from: '2020-01-01'", "'4', valid_from: '2020-02-01'"), "oversight.gap"),
    ((RULE_VERSION, f"{RULE_VERSION}\n  - {RULE_VERSION}"), "oversight.overlap"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), CLOCKS)
def test_clocks(change: tuple[str, str], code: str) -> None:
    assert code in codes(change)


def test_versions_that_follow_day_on_day_have_no_gap_and_a_clock_may_cease() -> None:
    first = RULE_VERSION.replace("'2020-01-01'", "'2020-01-01', valid_to: '2024-02-29'")
    second = RULE_VERSION.replace("'2020-01-01'", "'2024-03-01', valid_to: '2026-04-14'")
    two = (RULE_VERSION, f"{first}\n  - {second}")
    until = ("starts: [VISIT]", "starts: [VISIT]\n  crossing: keep\n  until: '2026-04-14'")
    assert codes(two) == {"oversight.gap", "oversight.crossing"}
    assert codes(two, until) == set()
    late = (RULE_VERSION, f"{first}\n  - {second.replace('2024-03-01', '2024-03-02')}")
    assert codes(late, until) == {"oversight.gap"}


def test_how_open_cases_cross_a_change_is_declared() -> None:
    first = RULE_VERSION.replace("'2020-01-01'", "'2020-01-01', valid_to: '2024-02-29'")
    two = (RULE_VERSION, f"{first}\n  - {RULE_VERSION.replace('2020-01-01', '2024-03-01')}")
    assert found(two) == {(28, "oversight.crossing")}
    for said in ("keep", "change"):
        assert found(two, ("starts: [VISIT]", f"starts: [VISIT]\n  crossing: {said}")) == set()
    assert found(("\ncrossing: keep", "")) == {(1, "oversight.crossing_file")}


PEOPLE = [
    (("kind: name\n  personal: true", "kind: name"), "oversight.personal_kind"),
    (("  basis: [{rule: R_VISITS, article: '3'}]\n", ""), "oversight.personal_basis"),
    (("fields: [FIRM, OUTCOME]", "fields: [FIRM, HOST]"), "oversight.personal_public"),
    (("fields: [FIRM, OUTCOME]", "fields: [FIRM], documents: [RECORD]"), "oversight.personal_public"),
    (("kind: code, codelist: CL_UNIT", "kind: text"), "oversight.sealed_public"),
    (("retention: {length: {number: 3, unit: year}, basis: [{rule: R_VISITS, article: '9'}]}\n", ""), "oversight.retention"),
    (("by: [supervisor], unlike", "by: [supervisor, system], unlike"), "oversight.decides_system"),
    (("reason: true, decides", "decides"), "oversight.decides_reason"),
    (("to: MADE,", "to: MADE, evidence: {least: 3, most: 2},"), "oversight.evidence"),
    (("to: MADE,", "to: MADE, distinct: [OUTCOME],"), "oversight.distinct"),
    (("to: MADE,", "to: MADE, needs: [HOST],"), "oversight.twice_asked"),
    (("within: TELL_BY", "within: TELL_BY"), ""),
    (("stops: [TELL]", "drops: [TELL]"), "oversight.within"),
    (("to: MADE,", "to: MADE, withdraws: [RESULT],"), "oversight.withdraws"),
    (("retention:", "recusal: {pending: stops}\nretention:"), "oversight.recusal_missing"),
    (("to: MADE,", "to: MADE, recusal: asks,"), "oversight.recusal_undeclared"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), PEOPLE)
def test_people(change: tuple[str, str], code: str) -> None:
    assert code in codes(change) or (not code and codes(change) == set())


def test_a_recusal_is_decided_wherever_it_waits_and_with_reasons() -> None:
    pending = ("retention:", PENDING)
    assert codes(("clocks:\n", RECUSE % ("ASKED", "true")), pending) == set()
    assert "oversight.recusal_from" in codes(("clocks:\n", RECUSE % ("MADE", "true")), pending)
    still = ("stops: [TELL]", "stops: [TELL]\n  suspends: [DOUBT]\n  resumes: [YES, NO]")
    goes_on = ("retention:", PENDING.replace("stops", "goes_on"))
    asks = RECUSE.replace("from: [ASKED]", "from: [ASKED, MADE]") % ("ASKED, MADE", "true")
    assert codes(("clocks:\n", asks), still, pending) == set()
    assert codes(("clocks:\n", asks), still, goes_on) == {"oversight.recusal_clock"}
    assert "oversight.recusal_decides" in codes(("clocks:\n", RECUSE % ("ASKED", "false")), pending)


VOID = [
    (("takes: [OUTCOME, HOST]", "takes: [OUTCOME]"), {"HOST"}),
    ((", documents: [RECORD]}", "}"), {"RECORD"}),
    ((", publishes: [RESULT]", ""), {"RESULT"}),
    ((LAPSE, f"{LAPSE}\n- {{id: LOOK, name: {{zh: 看, en: look}}, by: [case_officer], from: [MADE]}}"), {"LOOK"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "values"), VOID)
def test_what_has_no_effect(change: tuple[str, str], values: set[str]) -> None:
    told = [item for item in load_bytes(overseen(change)).findings if item.code == "oversight.void"]
    assert {dict(item.places)["value"] for item in told} == values
    assert {item.level for item in told} == {"warning"}


TEMPLATE = "oversight/documents/visit-record.en.md"


@pytest.mark.parametrize(
    ("changes", "file", "line", "code"),
    [
        ((("{{field.FIRM}}", "{{field.FIRMS}}"),), TEMPLATE, 5, "oversight.template_place"),
        ((("{{document.number}}", "{{number}}"),), TEMPLATE, 3, "oversight.template_place"),
        ((("Host: {{field.HOST}}", "{{?field.GUEST}}Guest"),), TEMPLATE, 7, "oversight.template_place"),
        ((("{{field.FIRM}}", "{{field.AREA}}"),), TEMPLATE, 5, "oversight.template_field"),
        ((("visit-record", "visit-records"),), WORKFLOW, 38, "oversight.template"),
        ((("visit-record", "visit-records"),), WORKFLOW, 0, "oversight.void"),
        ((("fields: [FIRM, HOST]}", "fields: [FIRM, HOST, OUTCOME]}"),), WORKFLOW, 38, "oversight.void"),
    ],
)
def test_templates(changes: tuple[tuple[str, str], ...], file: str, line: int, code: str) -> None:
    assert (line, code) in found(*changes, file=file)


def test_what_is_not_confirmed_is_listed() -> None:
    change = (RULE_VERSION, RULE_VERSION.replace("'5'", "'5', confirmed: false"))
    told = [item for item in load_bytes(overseen(change)).findings if item.code == "oversight.unconfirmed"]
    assert [dict(item.places)["value"] for item in told] == ["VISIT: TELL_BY (R_VISITS)"]
    assert [item.line for item in told] == [29]


DRAWS = "oversight/draws.yaml"
FLOWS = "oversight/workflows/"
OF_DRAWS = [
    (DRAWS, "workflow: PLAN", "workflow: PLANS", "oversight.workflow"),
    (DRAWS, "redraft: REDRAFT", "redraft: REDRAFTS", "oversight.act"),
    (DRAWS, "make_void: MAKE_VOID", "make_void: VOID", "oversight.act"),
    (DRAWS, "in_force: IN_FORCE", "in_force: FORCE", "oversight.state"),
    (DRAWS, "void: VOID\n", "void: VOIDED\n", "oversight.state"),
    (DRAWS, "sha256: PLAN_HASH", "sha256: HASH", "oversight.field"),
    (DRAWS, "result: RESULT_HASH", "result: RESULT", "oversight.field"),
    (DRAWS, "[INSPECTOR_1, INSPECTOR_2]", "[INSPECTOR_1, INSPECTOR_3]", "oversight.field"),
    (DRAWS, "kind_code: GENERAL_CHECK", "kind_code: GENERAL", "oversight.code"),
    (DRAWS, "method_code: SITE", "method_code: SIGHT", "oversight.code"),
    (DRAWS, "list_type: RANDOM_INSPECTION", "list_type: RANDOM", "oversight.list_type"),
    (DRAWS, "area: CN", "area: XX", "AREA_UNKNOWN"),
    (DRAWS, "series: DRAW", "series: DA", "oversight.prefix"),
    (DRAWS, "low_risk: [A]", "low_risk: [A, E]", "oversight.draw_risk"),
    (DRAWS, "whole: ALL", "whole: A", "oversight.draw_whole"),
    (DRAWS, "people: 2", "people: 3", "oversight.draw_people"),
    (FLOWS + "INSPECTION.yaml", "takes: [PLAN, DRAW]", "takes: [PLAN]", "oversight.draw_gives"),
    (FLOWS + "INSPECTION.yaml", "[KIND, METHOD, INSPECTOR_1,", "[KIND, METHOD, SCOPE, INSPECTOR_1,", "oversight.draw_lacks"),
    (FLOWS + "DRAW_APPROVAL.yaml", "needs: [RESULT_HASH]", "needs: [RESULT_HASH, PLAN]", "oversight.draw_lacks"),
    (FLOWS + "DRAW_APPROVAL.yaml", "needs: [DRAW, PLAN, COMMITMENT]", "needs: [DRAW, PLAN]", "oversight.draw_gives"),
    (FLOWS + "PLAN.yaml", "needs: [YEAR_OF_PLAN, PLAN_NUMBER]", "needs: [YEAR_OF_PLAN, PLAN_NUMBER, CHANGES]", "oversight.draw_lacks"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code"), OF_DRAWS)
def test_what_draws_name_of_workflows_lists_and_registers_is_there(
    file: str, old: str, new: str, code: str
) -> None:
    text = SHIPPED[file].decode()
    assert old in text
    changed = text.replace(old, new, 1)
    loaded = read_bytes({**SHIPPED, file: changed.encode()})
    assert loaded.programme is not None
    own = list(oversight_draws.draws(Known(loaded, loaded.programme)))
    assert {(found.file, found.code) for found in own} == {(DRAWS, code)}
    if file == DRAWS:
        assert own[0].line == 1 + changed[: changed.index(new)].count("\n")


def test_each_code_of_workflows_has_a_test() -> None:
    source = Path(__file__).read_text("utf-8")
    own = {code for code in CODES if code.startswith("oversight.")}
    assert {code for code in own if f'"{code}"' not in source} == set()
