"""Plans and draws by pages: from a file to inspections, what is refused and where that is said, and who comes second."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawing import BROKEN, EVENING, PLAN, Drawing, drawing, file
from tests.lots import INSPECTORS, SUBJECTS
from tests.people import Browser
from tests.unit.oversight.test_evidence import PDF
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.oversight.draw_verification import verify
from xinxiao.uses.oversight import draw_roster, draws
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.subjects_import import import_subjects

PLAN_CASE, DRAW_CASE, NUMBER = "PL-2026-000001", "DA-2026-000001", "DRAW-2026-0001"
OPERATOR = Actor("operator", "op")
FORM = {
    "source.kind1": "LOTTERY",
    "source.issue1": "双色球 2026145",
    "source.at1": "2026-12-07T16:00",
    "repeats": "",
    "reason": "",
    "kept": "",
}
SAID = {"said.value1": "03 07 12 19 25 31 08", "said.at1": "2026-12-07T16:30", "said.witnesses1": "W1，W2"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Drawing]:
    with drawing(tmp_path) as made:
        yield made


def at(browser: Browser, path: str, **fields: str) -> str:
    """Where an act leads that is done."""
    made = browser.post(path, fields)
    assert made.status_code == 303, made.text
    return made.headers["location"]


def act(house: Drawing, browser: Browser, case: str, name: str, **fields: str) -> None:
    seen = str(house.ports.oversight.cases.find(case).number)
    at(browser, f"/zh/desk/cases/{case}/acts/{name}", seen=seen, **fields)


def in_force(house: Drawing) -> None:
    """A plan that is uploaded, reviewed, approved and published."""
    anna, chen, dai = (
        house.sit("case_officer", "anna"),
        house.sit("supervisor", "chen"),
        house.sit("supervisor", "dai"),
    )
    made = anna.post("/zh/desk/draws", {"year": "2026", "number": "2026-1"}, files=file(PLAN))
    assert (made.status_code, made.headers["location"]) == (303, f"/zh/desk/draws/plans/{PLAN_CASE}")
    at(anna, f"/zh/desk/draws/plans/{PLAN_CASE}/propose", seen="1")
    act(house, chen, PLAN_CASE, "REVIEW", reason="核对无误")
    act(house, dai, PLAN_CASE, "APPROVE", reason="同意")
    act(house, anna, PLAN_CASE, "PUBLISH")


def prepared(house: Drawing, **changes: str) -> str:
    """A draw of the first task whose approval was asked for: where its page is."""
    anna = house.sit("case_officer", "anna")
    path = f"/zh/desk/draws/plans/{PLAN_CASE}/tasks/T1"
    made = anna.post(path, {**FORM, **changes}, files=file(INSPECTORS, "people.csv"))
    assert made.status_code == 303, made.text
    return at(anna, made.headers["location"])


def drawn(house: Drawing) -> str:
    """The same, approved, committed and drawn in the evening."""
    in_force(house)
    where = prepared(house)
    act(house, house.sit("supervisor", "chen"), DRAW_CASE, "APPROVE", reason="同意抽取")
    at(house.sit("case_officer", "anna"), f"{where}/commit")
    house.now = EVENING
    house._people.clear()
    at(house.sit("case_officer", "anna2"), f"{where}/draw", **SAID)
    return where


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_becomes_inspections_by_pages(house: Drawing, lang: str) -> None:
    where = drawn(house)
    assert where == f"/zh/desk/draws/{DRAW_CASE}"
    office = Office(house.ports.oversight, house.door.site.views.call().actor, house.now)
    assert verify(draws.exported(office, NUMBER)) == []
    bo = house.sit("case_officer", "bo")
    page = bo.get(f"/{lang}/desk/draws/{DRAW_CASE}").text
    assert "03 07 12 19 25 31 08" in page and "2026-12-07 16:30" in page
    at(bo, f"{where}/assign")
    page = bo.get(f"/{lang}/desk/draws/{DRAW_CASE}").text
    assert f"/{lang}/desk/cases/IN-2026-000001" in page and f"/{lang}/desk/cases/IN-2026-000002" in page
    for path in ("desk/draws", f"desk/draws/plans/{PLAN_CASE}", f"desk/draws/plans/{PLAN_CASE}/tasks/T1"):
        assert NUMBER in bo.get(f"/{lang}/{path}").text, path


def test_what_is_wrong_with_a_file_is_told_at_once_by_row_and_column_and_nothing_is_opened(
    house: Drawing,
) -> None:
    anna = house.sit("case_officer", "anna")
    before = house.ports.oversight.chain.mark()
    page = anna.post("/zh/desk/draws", {"year": "2026", "number": "甲号"}, files=file(BROKEN))
    assert page.status_code == 422
    rows = page.text.split('id="findings"')[1].split("</section>")[0]
    for column in ("抽查类型", "事项编码", "抽查比例", "实施时间"):
        assert f">{column}<" in rows
    assert rows.count(">4<") == 4 and 'value="甲号"' in page.text
    for content in ("一,二\n1,2\n", "", b"\x00\xff", b"PK\x03\x04 no book"):
        page = anna.post("/zh/desk/draws", {"year": "2026", "number": "1"}, files=file(content))
        assert page.status_code == 422, content
    page = anna.post("/en/desk/draws", {"year": "soon", "number": "1"}, files=file(PLAN))
    assert page.status_code == 422 and 'value="soon"' in page.text
    assert house.ports.oversight.chain.mark() == before


def test_a_workbook_is_a_plan_as_well(house: Drawing) -> None:
    import csv
    import io

    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(PLAN.splitlines()):
        sheet.append(row)
    book.save(out)
    anna = house.sit("case_officer", "anna")
    made = anna.post(
        "/zh/desk/draws", {"year": "2026", "number": "1"}, files=file(out.getvalue(), "计划.xlsx")
    )
    assert made.status_code == 303, made.text
    assert "持证企业再抽" in anna.get(made.headers["location"]).text


def test_the_same_file_opens_no_second_case_and_a_draft_takes_another(house: Drawing) -> None:
    anna = house.sit("case_officer", "anna")
    fields, other = {"year": "2026", "number": "1"}, PLAN.replace("2户", "1户")
    assert anna.post("/zh/desk/draws", fields, files=file(PLAN)).status_code == 303
    again = anna.post("/zh/desk/draws", fields, files=file(PLAN))
    assert again.status_code == 409 and PLAN_CASE in again.text
    path = f"/zh/desk/draws/plans/{PLAN_CASE}"
    assert anna.post(f"{path}/file", {"seen": "1"}, files=file(BROKEN)).status_code == 422
    assert anna.post(f"{path}/file", {"seen": "1"}, files=file(other)).status_code == 303
    assert "1 个" in anna.get(path).text
    late = anna.post(f"{path}/propose", {"seen": "1"})  # somebody gave another file meanwhile
    assert late.status_code == 409 and "没有办成" in late.text
    assert anna.post(f"{path}/propose", {"seen": "2"}).status_code == 303
    assert anna.post(f"{path}/propose", {"seen": "2"}).status_code == 409
    assert house.ports.oversight.cases.find(PLAN_CASE).state == "PROPOSED"


def test_a_plan_that_was_opened_by_its_case_alone_wants_its_file_and_no_other(house: Drawing) -> None:
    from hashlib import sha256

    anna = house.sit("case_officer", "anna")
    digest = sha256(PLAN.encode()).hexdigest()
    values = {"value.YEAR_OF_PLAN": "2026", "value.PLAN_NUMBER": "1", "value.PLAN_HASH": digest}
    sent = {"files": ("plan.csv", PLAN.encode(), "text/csv")}
    made = anna.post("/zh/desk/cases/open/PLAN/DRAFT", {"seen": "0", "area": "CN", **values}, files=sent)
    assert made.status_code == 303, made.text
    act(house, anna, PLAN_CASE, "PROPOSE", **{"value.PLAN_HASH": digest})
    path = f"/zh/desk/draws/plans/{PLAN_CASE}"
    assert "补交" in anna.get(path).text
    other = PLAN.replace("2户", "1户")
    assert anna.post(f"{path}/file", {"seen": "2"}, files=file(other)).status_code == 409
    assert anna.post(f"{path}/file", {"seen": "2"}, files=file(PLAN)).status_code == 303
    assert "持证企业再抽" in anna.get(path).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source.at1": "2026-12-07T09:00"}, "不晚于现在"),
        ({"source.at1": "tomorrow"}, "tomorrow"),
        ({"source.at1": ""}, "公布时间 1"),
        ({"source.kind1": "", "source.issue1": "", "source.at1": ""}, "随机源"),
        ({"source.kind1": "NONE"}, "随机源 1"),
        ({"source.issue1": "a|b"}, "issue"),
        ({"repeats": "DRAW-2026-0009", "reason": "x"}, "DRAW-2026-0009"),
        ({"repeats": "DRAW-2026-0009"}, "重抽的理由"),
        ({"source.kind2": "DICE"}, "期号 2"),
    ],
)
def test_a_draw_that_cannot_be_is_refused_where_it_was_filled_in(
    house: Drawing, changes: dict[str, str], said: str
) -> None:
    in_force(house)
    anna, path = house.sit("case_officer", "anna"), f"/zh/desk/draws/plans/{PLAN_CASE}/tasks/T1"
    before = house.ports.oversight.chain.mark()
    sent = {**FORM, "source.takes1": "红球六个、蓝球一个", **changes}
    page = anna.post(path, sent, files=file(INSPECTORS, "people.csv"))
    assert page.status_code in (409, 422) and said in page.text.split('role="alert"')[1]
    assert "红球六个、蓝球一个" in page.text
    kept = page.text.split('name="kept" value="')[1].split('"')[0]
    assert len(kept) == 64
    assert house.ports.oversight.chain.mark() == before
    made = anna.post(path, {**FORM, "kept": kept})  # the file need not be chosen again
    assert made.status_code == 303, made.text


def test_inspectors_with_faults_are_told_of_and_none_at_all_too(house: Drawing) -> None:
    in_force(house)
    anna, path = house.sit("case_officer", "anna"), f"/en/desk/draws/plans/{PLAN_CASE}/tasks/T1"
    wrong = INSPECTORS.replace("2026-06-30", "never")
    page = anna.post(path, FORM, files=file(wrong, "people.csv"))
    assert page.status_code == 422 and ">有效期止<" not in page.text and "never" in page.text
    for kept in ("", "0" * 64, "../etc"):
        assert anna.post(path, {**FORM, "kept": kept}).status_code == 422, kept
    assert anna.post(path, FORM, files=file("人员编号\n", "p.csv")).status_code == 422
    assert anna.get(f"/en/desk/draws/plans/{PLAN_CASE}/tasks/T9").status_code == 404


def test_approval_is_asked_for_once_and_of_what_was_seen(house: Drawing) -> None:
    in_force(house)
    anna, bo = house.sit("case_officer", "anna"), house.sit("case_officer", "bo")
    path = f"/zh/desk/draws/plans/{PLAN_CASE}/tasks/T1"
    where = anna.post(path, FORM, files=file(INSPECTORS)).headers["location"]
    assert "3 个" in anna.get(where).text
    assert anna.post(where).headers["location"] == f"/zh/desk/draws/{DRAW_CASE}"
    again = bo.post(where)
    assert again.status_code == 409 and DRAW_CASE in again.text
    system = Office(house.ports.oversight, SYSTEM, house.now)
    assert len(draws.approvals(system, draw_roster.known(system))) == 1
    table = house.folder / "more.csv"
    table.write_text(SUBJECTS + "91330100799655058B,己,330000,存续,D,增值电信业务\n", "utf-8")
    other = anna.post(path, {**FORM, "source.issue1": "2"}, files=file(INSPECTORS)).headers["location"]
    import_subjects(Office(house.ports.oversight, OPERATOR, house.now), table, "SYNTHETIC", "2026-12-07")
    changed = anna.post(other)
    assert changed.status_code == 409 and "有了变化" in changed.text
    for wrong in ("0" * 64, "x"):
        assert anna.get(f"/zh/desk/draws/prepared/{wrong}").status_code == 404
        assert anna.post(f"/zh/desk/draws/prepared/{wrong}").status_code == 404


def test_who_proposed_approves_not_and_nothing_is_committed_without_approval(house: Drawing) -> None:
    in_force(house)
    where = prepared(house)
    anna = house.sit("case_officer", "anna")
    assert "在案件中办理" in anna.get(where).text and "/commit" not in anna.get(where).text
    assert anna.post(f"{where}/commit").status_code == 409
    assert anna.post(f"{where}/draw", SAID).status_code == 409
    assert anna.post(f"{where}/assign").status_code in (409, 422)
    assert anna.post(f"{where}/void", {"reason": "x"}).status_code in (409, 422)
    assert (
        anna.post(f"/zh/desk/cases/{DRAW_CASE}/acts/APPROVE", {"seen": "1", "reason": "x"}).status_code == 403
    )


def test_a_commitment_that_comes_too_late_is_refused(house: Drawing) -> None:
    in_force(house)
    where = prepared(house)
    act(house, house.sit("supervisor", "chen"), DRAW_CASE, "APPROVE", reason="同意抽取")
    house.now = EVENING
    bo = house.sit("case_officer", "bo")
    assert "/commit" not in bo.get(where).text and "随机源已经到时" in bo.get(where).text
    refused = bo.post(f"{where}/commit")
    assert refused.status_code == 409 and "不晚于现在" in refused.text


def test_of_two_at_once_one_wins_and_the_other_is_told_and_a_second_click_changes_nothing(
    house: Drawing,
) -> None:
    in_force(house)
    where = prepared(house)
    act(house, house.sit("supervisor", "chen"), DRAW_CASE, "APPROVE", reason="同意抽取")
    anna, bo = house.sit("case_officer", "anna"), house.sit("case_officer", "bo")
    at(anna, f"{where}/commit")
    told = bo.post(f"{where}/commit")
    assert told.status_code == 409 and NUMBER in told.text and "等待随机源" in told.text
    assert anna.post(f"{where}/draw", SAID).status_code == 409  # not yet
    house.now = EVENING
    late, other = house.sit("case_officer", "late"), house.sit("case_officer", "other")
    for wrong in (
        {**SAID, "said.at1": "2026-12-07T15:59"},
        {**SAID, "said.at1": "2026-12-07T23:00"},
        {**SAID, "said.value1": ""},
        {**SAID, "said.value1": "1|2"},
    ):
        page = late.post(f"{where}/draw", wrong)
        assert page.status_code in (409, 422), wrong
        assert "W1，W2" in page.text
    head = house.sit("supervisor", "head")
    assert "须由经办人" in head.get(where).text
    assert head.post(f"{where}/draw", SAID).status_code == 403
    assert house.ports.oversight.draws.find(NUMBER).drawn is None
    at(late, f"{where}/draw", **SAID)
    mark = house.ports.oversight.chain.mark()
    at(late, f"{where}/draw", **SAID)  # a second click
    differs = other.post(f"{where}/draw", {**SAID, "said.value1": "9"})
    assert differs.status_code == 409
    assert head.post(f"{where}/assign").status_code == 403
    assert house.ports.oversight.chain.mark() == mark
    at(late, f"{where}/assign")
    mark = house.ports.oversight.chain.mark()
    assert other.post(f"{where}/assign").status_code == 409
    assert house.ports.oversight.chain.mark() == mark


def made_void(house: Drawing) -> None:
    """The draw is proposed to be void, and made so by another person."""
    anna, dai = house.sit("case_officer", "late"), house.sit("supervisor", "late head")
    seen = str(house.ports.oversight.cases.find(DRAW_CASE).number)
    sent = {"files": ("a.pdf", PDF, "application/pdf")}
    path = f"/zh/desk/cases/{DRAW_CASE}/acts/PROPOSE_VOID"
    assert anna.post(path, {"seen": seen, "reason": "见证人缺席"}, files=sent).status_code == 303
    act(house, dai, DRAW_CASE, "MAKE_VOID", reason="属实")


def test_a_void_draw_is_recorded_with_its_reason_and_stays(house: Drawing) -> None:
    where = drawn(house)
    late = house.sit("case_officer", "late")
    assert late.post(f"{where}/void", {"reason": "见证人缺席"}).status_code == 409
    made_void(house)
    assert "登记作废" in late.get(where).text
    refused = late.post(f"{where}/void", {"reason": "甲|乙"})
    assert refused.status_code == 422 and "甲|乙" in refused.text
    at(late, f"{where}/void", reason="见证人缺席")
    assert "DRAW-2026-0002" in late.get(where).text
    assert late.post(f"{where}/void", {"reason": "见证人缺席"}).status_code == 409
    assert house.ports.oversight.draws.find(NUMBER).state == "void"
    assert late.post(f"{where}/assign").status_code == 409


def test_a_void_draw_is_repeated_from_its_page(house: Drawing) -> None:
    where = drawn(house)
    made_void(house)
    late = house.sit("case_officer", "late")
    path = f"/zh/desk/draws/plans/{PLAN_CASE}/tasks/T1"
    assert f"{path}?repeats={NUMBER}" in late.get(where).text
    assert f'<option value="{NUMBER}" selected>' in late.get(f"{path}?repeats={NUMBER}").text
    again = {**FORM, "source.at1": "2026-12-08T16:00", "repeats": NUMBER, "reason": "见证人缺席"}
    seen = late.post(path, again, files=file(INSPECTORS)).headers["location"]
    assert "见证人缺席" in late.get(seen).text
    second = at(late, seen)
    assert second == "/zh/desk/draws/DA-2026-000002"
    act(house, house.sit("supervisor", "late head"), "DA-2026-000002", "APPROVE", reason="同意重抽")
    at(late, f"{second}/commit")
    assert [one.state for one in house.ports.oversight.draws.listed()] == ["void", "committed"]
    assert "已作废" in late.get(where).text


def test_markup_in_a_plan_is_text_on_every_page(house: Drawing) -> None:
    bad = "<img src=x onerror=alert(1)>"
    anna = house.sit("case_officer", "anna")
    plan = PLAN.replace("持证企业年报抽查", bad).replace(",MIIT\nT2", f",{bad}\nT2")
    made = anna.post("/zh/desk/draws", {"year": "2026", "number": bad}, files=file(plan))
    assert made.status_code == 303, made.text
    where = made.headers["location"]
    for path in ("/zh/desk/draws", where, f"{where}/tasks/T1"):
        text = anna.get(path).text
        assert "<img src=x" not in text and "&lt;img" in text
    refused = anna.post(
        "/zh/desk/draws", {"year": "2026", "number": bad}, files=file(PLAN.replace("不定向", bad))
    )
    assert refused.status_code == 422 and "<img src=x" not in refused.text


def test_cases_lead_to_their_plan_and_draw_and_other_areas_see_neither(house: Drawing) -> None:
    where = drawn(house)
    late = house.sit("case_officer", "late")
    at(late, f"{where}/assign")
    assert f'href="/zh/desk/draws/plans/{PLAN_CASE}"' in late.get(f"/zh/desk/cases/{PLAN_CASE}").text
    for case in (DRAW_CASE, "IN-2026-000001"):
        assert f'href="{where}"' in late.get(f"/zh/desk/cases/{case}").text
    area = house.ports.oversight.cases.find("IN-2026-000001").area
    near = house.sit("case_officer", "near", area)
    assert f'href="{where}"' not in near.get("/zh/desk/cases/IN-2026-000001").text
    for path in (where, f"/zh/desk/draws/plans/{PLAN_CASE}", f"/zh/desk/draws/plans/{PLAN_CASE}/tasks/T1"):
        assert near.get(path).status_code == 404
    assert NUMBER not in near.get("/zh/desk/draws").text
    assert near.post("/zh/desk/draws", {"year": "2026", "number": "1"}, files=file(PLAN)).status_code == 403
    assert near.get("/zh/desk/draws").text.count("<form") == 1  # signing out


def test_of_two_who_click_at_the_same_moment_one_is_done_and_one_is_told(house: Drawing) -> None:
    from concurrent.futures import ThreadPoolExecutor

    in_force(house)
    where = prepared(house)
    act(house, house.sit("supervisor", "chen"), DRAW_CASE, "APPROVE", reason="同意抽取")

    def both(path: str, *sent: dict[str, str]) -> list[int]:
        """The statuses of two people's requests, sent at once."""
        people = [house.sit("case_officer", f"{name} {house.now:%H}") for name in ("anna", "bo")]
        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(one.post, path, fields) for one, fields in zip(people, sent, strict=True)]
            return sorted(one.result().status_code for one in asked)

    assert both(f"{where}/commit", {}, {}) == [303, 409]
    house.now = EVENING
    assert both(f"{where}/draw", SAID, {**SAID, "said.value1": "9"}) == [303, 409]
    assert both(f"{where}/assign", {}, {}) == [303, 409]
    assert len(house.ports.oversight.draws.listed()) == 1
    opened = house.ports.oversight.cases.listed(CaseQuery(workflow="INSPECTION"))
    assert len({one.subject for one in opened}) == len(opened) == 2
