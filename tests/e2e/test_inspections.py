"""Inspections walked by the forms of the desk, along every path of the workflow that is shipped, with the days of its clocks.

The days off of 2026 are the official ones: 25 to 27 September and 1 to 7 October; 20 September and 10 October are worked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.inspecting import ELSEWHERE, PHOTO, RECORD, Sites, known, sites, told
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


# ---- whom to see


def test_whom_an_inspector_goes_to_see_stands_by_the_day_and_leads_to_the_form(held: Sites) -> None:
    today, later, unset = (held.assigned().id for _ in range(3))
    held.told_of("2026-09-24", today)
    held.told_of("2026-09-28", later)
    day = held.on("2026-09-24")
    page = day.as_("bert").get("/zh/desk/visits").text
    places = [page.index(f'id="{name}"') for name in ("today", "ahead", "unset")]
    assert [
        places[0] < page.index(today) < places[1] < page.index(later) < places[2],
        page.index(unset) > places[2],
    ] == [True] * 2
    assert f'href="/zh/desk/cases/{unset}/visit"' not in page
    led = day.as_("bert").get(f"/zh/desk/cases/{today}/visit")
    assert (led.status_code, led.headers["location"]) == (303, f"/zh/desk/cases/{today}/acts/INSPECT_ON_SITE")
    assert (
        day.as_("bert").get(f"/zh/desk/cases/{unset}/visit").headers["location"] == f"/zh/desk/cases/{unset}"
    )
    assert today not in day.as_("cora").get("/zh/desk/visits").text
    day.act("bert", today, "INSPECT_ON_SITE", ON_SITE, **FILES)
    after = held.on("2026-09-29").as_("anna").get("/zh/desk/visits").text
    assert after.index('id="late"') < after.index(later) < after.index('id="done"') < after.index(today)


def test_who_takes_the_place_of_an_inspector_sees_the_visit_and_the_other_no_more(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    others = {"INSPECTOR_1": held.who("anna").id, "INSPECTOR_2": held.who("dora").id}
    held.act("anna", number, "REASSIGN", others, reason="白特因病不能参加")
    shown = {name: number in held.as_(name).get("/zh/desk/visits").text for name in ("anna", "bert", "dora")}
    assert shown == {"anna": True, "bert": False, "dora": True}
    held.act("cora", number, "WITHDRAW", reason="该单位已纳入另一次联合检查")
    assert number not in held.as_("anna").get("/zh/desk/visits").text
    assert held.ports.ledger.verify("oversight")[1] is None


def test_a_visit_beyond_the_areas_of_an_inspector_is_not_listed(held: Sites) -> None:
    here, there = held.assigned().id, held.assigned(area=ELSEWHERE).id
    page = held.as_("anna").get("/zh/desk/visits").text
    assert here in page and there not in page
    assert held.as_("anna").get(f"/zh/desk/cases/{there}/visit").status_code == 404


# ---- the form on a phone


def test_the_form_of_a_visit_has_what_a_thumb_wants(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    page = held.on("2026-09-24").as_("anna").get(f"/zh/desk/cases/{number}/acts/INSPECT_ON_SITE").text
    assert 'type="radio" name="value.CARDS_SHOWN" value="Y" required' in page.replace(" checked", "")
    assert 'type="date"' in page and 'type="tel"' in page
    assert 'accept="image/jpeg,image/png,video/mp4" capture="environment"' in page and "multiple" in page
    keeps = page.partition('data-keeps="')[2].partition('"')[0].split()
    assert keeps == [
        "value.CARDS_SHOWN",
        "value.SIGNED",
        "value.SEEN",
        "value.END_DAY",
        "reason",
        "on",
        "entry",
    ]
    result = held.on("2026-09-24")
    result.act("anna", number, "INSPECT_ON_SITE", ON_SITE, **FILES)
    words = told(result.as_("bert").get(f"/zh/desk/cases/{number}/acts/GIVE_RESULT_B").text)
    assert "开始计算：结果公示期限，自“检查结束日期”起 20 个工作日（企业公示信息抽查" in words
    assert "按已有的 2026-09-24 计，到 2026-10-29" in words
    assert "结果公示期限 2026-10-29，还有 35 天" in words
    assert "结果公示期限" in told(result.as_("bert").get("/zh/desk/cases").text)
    assert "未发现问题" in words and "NO_FAULT" not in words


def test_an_act_that_is_sent_again_is_done_once_and_shows_the_same_receipt(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    day, seen = held.on("2026-09-24"), {"seen": "3"}
    first = day.post("anna", number, "INSPECT_ON_SITE", ON_SITE, [PHOTO], **seen)
    second = day.post("anna", number, "INSPECT_ON_SITE", ON_SITE, [PHOTO], **seen)
    case = f"/zh/desk/cases/{number}"
    assert (first.headers["location"], second.headers["location"]) == (
        f"{case}?done=4",
        f"{case}?done=4&again=yes",
    )
    assert (held.case(number).number, len(held.case(number).evidence)) == (4, 1)
    words = told(day.as_("anna").get(second.headers["location"]).text)
    event = held.ports.oversight.cases.events(number)[3]
    assert "没有重复办理" in words and event.hash in words
    receipt = day.as_("anna").get(f"/desk/cases/{number}/receipts/4.json")
    assert receipt.json()["hash"] == event.hash
    assert day.as_("anna").get(f"/desk/cases/{number}/receipts/9.json").status_code == 404
    for other in ({**ON_SITE, "SEEN": "另有发现"}, {**ON_SITE, "SIGNED": "N"}):
        assert day.post("anna", number, "INSPECT_ON_SITE", other, [PHOTO], **seen).status_code == 409
    assert day.post("anna", number, "INSPECT_ON_SITE", ON_SITE, [RECORD], **seen).status_code == 409
    assert day.post("bert", number, "INSPECT_ON_SITE", ON_SITE, [PHOTO], **seen).status_code == 409


def test_words_of_a_form_that_can_no_longer_be_sent_are_shown_and_are_no_markup(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    day = held.on("2026-09-24")
    day.act("bert", number, "INSPECT_ON_SITE", ON_SITE, **FILES)
    lost = day.post(
        "anna",
        number,
        "INSPECT_ON_SITE",
        {**ON_SITE, "SEEN": "<script>alert(1)</script>长长的记录"},
        [PHOTO],
        seen="3",
    )
    assert lost.status_code == 409
    assert "&lt;script&gt;alert(1)&lt;/script&gt;长长的记录" in lost.text and "<script>alert" not in lost.text
    assert day.as_("anna").get(f"/zh/desk/cases/{number}/acts/INSPECT_ON_SITE").status_code == 409
    assert day.as_("anna").get(f"/zh/desk/cases/{number}/acts/NO_SUCH").status_code == 404


# ---- documents


def test_the_notice_is_there_at_once_as_text_and_pdf_and_in_english_as_an_aid(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    anna = held.as_("anna")
    notice = held.case(number).documents[-1].number
    receipt = anna.get(f"/zh/desk/cases/{number}?done=3").text
    assert f'href="/zh/desk/cases/{number}/documents/{notice}"' in receipt
    page = anna.get(f"/zh/desk/cases/{number}/documents/{notice}").text
    words = told(page)
    account = held.who("anna").id
    assert f"检查人员：安然（账号 {account}）、白特" in words and "/oversight/documents/" in page
    assert "has no legal effect" in words and f"Inspectors: 安然 (account {account})" in words
    pdf = anna.post(f"/zh/desk/cases/{number}/documents/{notice}", {"form": "pdf"})
    assert pdf.content.startswith(b"%PDF-") and pdf.headers["content-disposition"].endswith(f'"{notice}.pdf"')
    plain = anna.post(f"/zh/desk/cases/{number}/documents/{notice}", {"form": "text"})
    assert plain.text.startswith("检查通知书\n")


def test_a_record_that_names_somebody_is_read_on_a_reason(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    day = held.on("2026-09-24")
    case = day.act("anna", number, "INSPECT_ON_SITE", {**ON_SITE, "CONTACT": "欧阳<b>石"}, **FILES)
    path = f"/zh/desk/cases/{number}/documents/{case.documents[-1].number}"
    anna = day.as_("anna")
    assert "欧阳" not in anna.get(path).text
    assert [anna.post(path, {"form": form}).status_code for form in ("pdf", "text")] == [400, 400]
    assert "欧阳" not in anna.post(path, {"form": "page"}).text
    shown = anna.post(path, {"form": "page", "reason": "核对现场记录的在场人员"}).text
    assert "欧阳&lt;b&gt;石" in shown
    assert anna.post(path, {"form": "pdf", "reason": "核对现场记录的在场人员"}).status_code == 200
    assert day.as_("cora").get(f"/en/desk/cases/{number}/documents/XX-2026-000001").status_code == 404


# ---- what is public


def walked(held: Sites, number: str, *steps: Step) -> None:
    for step in steps:
        held.on(step.day).act(step.who, number, step.act, step.values, **step.more)


def test_a_result_is_public_with_its_rule_and_until_when_and_ends_by_itself(held: Sites) -> None:
    number = held.assigned("DISCLOSURE_CHECK").id
    walked(held, number, *reviewed("GIVE_RESULT_A", "3"), PUBLIC_FAULT)
    reader = held.on("2026-10-08").as_("dora")
    for lang, result, until in (
        (
            "zh",
            "公示信息抽查结果：未按规定公示年度报告",
            "2027-01-08（自公示日起 3 个月，市场监督管理信用修复管理办法 10）",
        ),
        (
            "en",
            "result of the spot check: annual report not disclosed as prescribed",
            "2027-01-08 (3 months from the day of publication",
        ),
    ):
        listed = told(reader.get(f"/{lang}/oversight/published").text)
        assert result in listed and "2027-01-08" in listed, listed
        assert until in told(reader.get(f"/{lang}/oversight/published/{number}").text)
    names = ("安然", "白特", held.who("anna").id)
    assert not any(name in reader.get(f"/zh/oversight/published/{number}").text for name in names)
    assert held.on("2027-01-08").as_("dora").get(f"/zh/oversight/published/{number}").status_code == 200
    assert held.on("2027-01-09").as_("dora").get(f"/zh/oversight/published/{number}").status_code == 404


def test_a_result_that_was_retracted_is_public_no_more(held: Sites) -> None:
    number = held.assigned("DISCLOSURE_CHECK").id
    walked(held, number, *reviewed("GIVE_RESULT_A", "5"), PUBLIC_FAULT)
    walked(held, number, Step("2026-10-09", "dora", "RETRACT", "INSPECTED", more=WHY))
    day = held.on("2026-10-09").as_("dora")
    assert day.get(f"/zh/oversight/published/{number}").status_code == 404
    assert number not in day.get("/zh/oversight/published").text


def test_a_receipt_leads_to_what_can_be_done_next_and_to_nothing_that_cannot(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-24", number)
    day = held.on("2026-09-24")
    day.act("anna", number, "INSPECT_ON_SITE", ON_SITE, **FILES)
    done = (
        day.as_("anna")
        .get(f"/zh/desk/cases/{number}?done=4")
        .text.partition('id="done"')[2]
        .partition("</section>")[0]
    )
    assert f"/desk/cases/{number}/acts/GIVE_RESULT_B" in done and "GIVE_RESULT_A" not in done
    assert "2026-10-29" in done and "结果公示期限" in done


def test_a_result_of_the_other_table_is_barred_in_words_and_not_in_codes(held: Sites) -> None:
    number = held.assigned().id
    walked(held, number, *VISITED)
    words = told(held.on("2026-09-24").as_("anna").get(f"/zh/desk/cases/{number}/acts/GIVE_RESULT_A").text)
    assert (
        "只在下列情形下办理" in words
        and "抽查类别：公示信息抽查" in words
        and "DISCLOSURE_CHECK" not in words
    )
