"""Lists by the pages: proposed, reviewed, approved and issued by three people; what anybody sees, and what nobody may."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nouns import POLICY
from tests.people import Browser, account
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.files.workbook import Page, write
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people import Grant, Role
from xinxiao.programme.lists import entries_of
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import sessions

LIST = "TELECOM_INSPECTION"
FOLDER = POLICY / "oversight" / "lists"
HEAD = (
    (FOLDER / f"{LIST}.yaml")
    .read_text("utf-8")
    .replace("valid_from: '2026-12-01'", "valid_from: '2020-01-01'")
    .replace("valid_to: '2028-12-31'", "valid_to: ''")
)
"""The list that ships, in force whenever these tests run."""
ENTRIES = """
entries:
  - code: A-1
    matter: "<script>alert(1)</script>"
    matter_en: "=1+1 matter"
    objects: 企业
    category: KEY
    body: 通信管理局
    methods: [PAPER]
    basis: [{rule: "《甲办法》", article: 第三条}]
  - code: A-2
    matter: "=HYPERLINK(1)"
    objects: 企业
    category: GENERAL
    body: 通信管理局
    methods: [SITE]
    basis: [{rule: "《乙法》", article: 第五条, confirmed: false}]
"""


def bomb() -> bytes:
    """A workbook whose only sheet is three hundred megabytes of nothing, packed into a few kilobytes."""
    book = write([Page("清单", ["序号"], [[1]])], "list")
    held, made = io.BytesIO(book), io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * 300_000_000)
            new.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Ports]:
    ports = bootstrap.ports(tmp_path / "home")
    yield ports
    ports.ledger.close()


@pytest.fixture
def door(house: Ports) -> Door:
    return create(house)


def somebody(house: Ports, door: Door, role: Role, scope: str = "CN", name: str = "") -> Browser:
    made = account(house, Grant(role, scope), name=name)
    return Browser.of(door, sessions.begin(Call(house, SYSTEM, clock()), made.id, "whole"))


def sent(text: str, name: str = "list.yaml") -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, text.encode(), "application/octet-stream")}


def sha(house: Ports) -> str:
    return house.oversight.lists.register(LIST)[0].versions[-1].sha256


def act(browser: Browser, house: Ports, name: str, **fields: str) -> int:
    given = {"act": name, "content": sha(house), **fields}
    return browser.post(f"/zh/desk/lists/{LIST}/acts", given).status_code


def issued(house: Ports, door: Door) -> tuple[Browser, Browser, Browser]:
    """Three people who made a list hold."""
    one = somebody(house, door, "case_officer", name="甲")
    two = somebody(house, door, "case_officer", name="乙")
    three = somebody(house, door, "supervisor", name="丙")
    made = one.post("/zh/desk/lists", files=sent(HEAD + ENTRIES))
    assert (made.status_code, made.headers["location"]) == (303, f"/zh/desk/lists/{LIST}")
    assert act(two, house, "review") == 303
    assert act(three, house, "approve", approval="信管〔2026〕1号") == 303
    assert act(three, house, "issue") == 303
    return one, two, three


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_is_public_once_it_is_issued_and_not_before(house: Ports, door: Door, lang: str) -> None:
    reader = Browser(door)
    one = somebody(house, door, "case_officer")
    one.post("/zh/desk/lists", files=sent(HEAD + ENTRIES))
    assert reader.get(f"/{lang}/lists/{LIST}").status_code == 404
    assert reader.get(f"/{lang}/lists/{LIST}/entries/A-1").status_code == 404
    assert LIST not in reader.get("/lists.json").text
    two, three = somebody(house, door, "case_officer"), somebody(house, door, "supervisor")
    act(two, house, "review")
    act(three, house, "approve", approval="1")
    act(three, house, "issue")
    page = reader.get(f"/{lang}/lists/{LIST}")
    assert page.status_code == 200
    assert sha(house) in page.text
    for path in ("lists", f"lists/{LIST}/compare", f"lists/{LIST}/entries/A-2", f"lists/{LIST}?version=1"):
        assert reader.get(f"/{lang}/{path}").status_code == 200
    for path in (
        f"lists/{LIST}?version=2",
        "lists/NONE",
        f"lists/{LIST}/entries/Z",
        f"lists/{LIST}/compare?after=7",
    ):
        assert reader.get(f"/{lang}/{path}").status_code == 404


def test_no_text_of_a_list_runs_in_a_page_or_a_sheet(house: Ports, door: Door) -> None:
    one, _, _ = issued(house, door)
    reader = Browser(door)
    for browser, path in (
        (reader, f"/zh/lists/{LIST}"),
        (reader, f"/zh/lists/{LIST}/entries/A-1"),
        (one, f"/zh/desk/lists/{LIST}"),
    ):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    rows = list(csv.reader(io.StringIO(reader.get(f"/lists/{LIST}/1.csv").text)))
    assert rows[1][rows[0].index("抽查事项（英文）")] == "'=1+1 matter"
    assert rows[2][rows[0].index("抽查事项")] == "'=HYPERLINK(1)"


def test_the_sealed_bytes_have_the_hash_that_the_ledger_holds(house: Ports, door: Door) -> None:
    issued(house, door)
    reader = Browser(door)
    content = reader.get(f"/lists/{LIST}/1.json").content
    assert hashlib.sha256(content).hexdigest() == sha(house)
    (told,) = reader.get("/lists.json").json()
    assert told["versions"][0]["sha256"] == sha(house)
    assert "甲" not in reader.get("/lists.json").text
    assert "person:" not in reader.get("/lists.json").text
    feed = reader.get("/lists.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert f"urn:xinxiao:list:{LIST}:1:{sha(house)}" in feed.text
    for number in ("2", "x", "٣", "-1", "00001"):
        assert reader.get(f"/lists/{LIST}/{number}.json").status_code == 404


def test_the_entries_that_are_handed_out_are_read_back_as_they_were(house: Ports, door: Door) -> None:
    one, two, three = issued(house, door)
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8")
    fields = {"starts": "2027-01-01", "ends": "", "reason": "改用正式条目"}
    made = one.post(f"/zh/desk/lists/{LIST}/versions", fields, files=sent(rows, "rows.csv"))
    assert made.status_code == 303
    act(two, house, "review")
    act(three, house, "approve", approval="2")
    act(three, house, "issue")
    version = house.oversight.lists.content(house.oversight.lists.register(LIST)[0].issued[-1])
    out = Browser(door).get(f"/lists/{LIST}/2.csv").content
    entries, _, found = entries_of("out.csv", out, version.type, version.terms)
    assert found == []
    assert entries == version.spec.entries
    page = Browser(door).get(f"/zh/lists/{LIST}/compare?before=1&after=2").text
    assert "改用正式条目" in page
    assert page.count("新增") >= 8


def further(browser: Browser, content: bytes, name: str, **fields: str) -> Any:
    """A further version of the list, sent as a file."""
    given = {"starts": "2027-01-01", "ends": "", **fields}
    return browser.post(f"/zh/desk/lists/{LIST}/versions", given, files={"file": (name, content, "x/y")})


def workbook(rows: str, *more: Page) -> bytes:
    """Rows of a CSV file as a workbook, whose texts are texts and whose numbers are numbers."""
    header, *lines = csv.reader(io.StringIO(rows))
    cells = [[int(cell) if cell.isdecimal() else cell for cell in line] for line in lines]
    return write([Page("清单", header, cells), *more], "list")


def test_each_entry_that_differs_is_given_a_reason_of_its_own(house: Ports, door: Door) -> None:
    one, _, _ = issued(house, door)
    rows = Browser(door).get(f"/lists/{LIST}/1.csv").text
    lines = rows.replace("'=HYPERLINK(1)", "改后的事项").splitlines()
    added = lines[2].replace("A-2", "A-3")
    content = "\n".join([lines[0], lines[2], added, ""]).encode()  # A-1 is deleted, A-2 changed, A-3 added
    page = further(one, content, "rows.csv")
    assert page.status_code == 422 and house.oversight.lists.register(LIST)[0].open is None
    for code, kind in (("A-1", "删除"), ("A-2", "修改"), ("A-3", "新增")):
        assert f'name="why.{code}"' in page.text and kind in page.text
    some = {"why.A-1": "依据已废止", "why.A-2": "改正事项名称"}
    page = further(one, content, "rows.csv", **some)
    assert page.status_code == 422 and 'value="依据已废止"' in page.text
    done = further(one, content, "rows.csv", **some, **{"why.A-3": "新增事项"})
    assert done.status_code == 303, done.text
    version = house.oversight.lists.register(LIST)[0].open
    assert version is not None
    changes = house.oversight.lists.content(version).spec.changes
    assert [(own.kind, own.entries, own.reason) for own in changes] == [
        ("delete", ("A-1",), "依据已废止"),
        ("change", ("A-2",), "改正事项名称"),
        ("add", ("A-3",), "新增事项"),
    ]
    assert "改正事项名称" in one.get(f"/zh/desk/lists/{LIST}").text


def test_one_reason_is_for_the_changes_that_have_none_of_their_own(house: Ports, door: Door) -> None:
    one, _, _ = issued(house, door)
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8")
    done = further(one, rows.encode(), "rows.csv", reason="改用正式条目", **{"why.A-1": "依据已废止"})
    assert done.status_code == 303, done.text
    version = house.oversight.lists.register(LIST)[0].open
    assert version is not None
    told = [
        (own.kind, own.entries, own.reason) for own in house.oversight.lists.content(version).spec.changes
    ]
    assert told == [
        ("delete", ("A-1",), "依据已废止"),
        ("delete", (), "改用正式条目"),
        ("add", (), "改用正式条目"),
    ]


def test_entries_are_sent_as_a_workbook_and_read_as_those_of_a_csv_file(house: Ports, door: Door) -> None:
    one, _, _ = issued(house, door)
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8")
    done = further(one, workbook(rows), "rows.xlsx", reason="改用正式条目")
    assert done.status_code == 303, done.text
    version = house.oversight.lists.register(LIST)[0].open
    assert version is not None
    content = house.oversight.lists.content(version)
    wanted, _, found = entries_of("rows.csv", rows.encode(), content.type, content.terms)
    assert found == [] and content.spec.entries == wanted


def test_a_workbook_is_held_to_what_a_csv_file_is_and_its_further_sheets_are_named(
    house: Ports, door: Door
) -> None:
    one, _, _ = issued(house, door)
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8").replace("一般", "要紧", 1)
    page = further(one, workbook(rows, Page("旧表", ["a"], [["b"]])), "rows.xlsx", reason="x")
    assert page.status_code == 422
    assert "rows.xlsx:2" in page.text and "要紧" in page.text and "旧表" in page.text


@pytest.mark.parametrize("made", [lambda: b"PK\x03\x04broken", bomb], ids=["broken", "bomb"])
def test_a_hostile_workbook_is_refused_with_words_and_nothing_is_proposed(
    house: Ports, door: Door, made: Callable[[], bytes]
) -> None:
    one, _, _ = issued(house, door)
    page = further(one, made(), "rows.xlsx", reason="x")
    assert page.status_code == 400 and 'role="alert"' in page.text
    assert house.oversight.lists.register(LIST)[0].open is None


def test_findings_are_told_with_their_lines_and_nothing_is_proposed(house: Ports, door: Door) -> None:
    one, _, _ = issued(house, door)
    fields = {"starts": "2027-01-01", "ends": "", "reason": "x"}
    page = one.post(f"/zh/desk/lists/{LIST}/versions", fields, files=sent("序号,别的\n1,2\n", "rows.csv"))
    assert page.status_code == 422
    assert "rows.csv:1" in page.text
    page = one.post("/zh/desk/lists", files=sent("id: L\n"))
    assert page.status_code == 422
    assert "FIELD_MISSING" in page.text
    page = one.post(
        f"/zh/desk/lists/{LIST}/versions", fields | {"starts": "tomorrow"}, files=sent("", "a.csv")
    )
    assert page.status_code == 422
    assert house.oversight.lists.register(LIST)[0].open is None


def test_who_proposed_is_offered_nothing_that_others_must_do_and_refused_when_they_try(
    house: Ports, door: Door
) -> None:
    one = somebody(house, door, "supervisor")
    one.post("/zh/desk/lists", files=sent(HEAD + ENTRIES))
    page = one.get(f"/zh/desk/lists/{LIST}").text
    assert 'value="review"' not in page
    assert 'value="return"' in page
    assert act(one, house, "review") == 403
    assert act(one, house, "issue") == 409
    there = somebody(house, door, "supervisor", "440000")
    assert there.get(f"/zh/desk/lists/{LIST}").status_code == 404
    assert act(there, house, "review") == 404
    refused = there.post("/en/desk/lists", files=sent((HEAD + ENTRIES).replace(LIST, "OTHER")))
    assert refused.status_code == 403
    assert "not in your charge" in refused.text


def test_an_entry_is_ended_by_two_and_everybody_sees_from_when_and_why(house: Ports, door: Door) -> None:
    one, _, three = issued(house, door)
    four = somebody(house, door, "supervisor", name="丁")
    starts = house.oversight.lists.register(LIST)[0].issued[0].starts
    fields = {"entry": "A-1", "day": starts, "reason": "依据废止"}
    path = f"/zh/desk/lists/{LIST}/ends"
    assert three.post(path, fields | {"day": "soon"}).status_code == 400
    assert three.post(path, fields | {"day": "1999-01-01"}).status_code == 409
    assert three.post(path, fields).status_code == 303
    assert three.post(path, fields).status_code == 409  # it is proposed already
    (wanted,) = house.oversight.lists.register(LIST)[0].proposed
    given = {"proposed": str(wanted.event), "decision": "approve", "approval": "3"}
    assert "依据废止" in one.get(f"/zh/desk/lists/{LIST}").text
    assert 'value="approve"' not in three.get(f"/zh/desk/lists/{LIST}").text
    assert 'value="approve"' in four.get(f"/zh/desk/lists/{LIST}").text
    assert one.post(f"{path}/decisions", given).status_code == 403
    assert three.post(f"{path}/decisions", given).status_code == 403
    assert four.post(f"{path}/decisions", given | {"approval": ""}).status_code == 400
    assert "依据废止" not in Browser(door).get(f"/zh/lists/{LIST}/entries/A-1").text  # nothing is ended yet
    assert four.post(f"{path}/decisions", given).status_code == 303
    assert four.post(f"{path}/decisions", given).status_code == 409
    page = Browser(door).get(f"/zh/lists/{LIST}/entries/A-1").text
    assert "依据废止" in page and starts in page
    assert "A-1" in Browser(door).get("/lists.atom").text


def test_an_end_is_refused_with_a_reason(house: Ports, door: Door) -> None:
    one, two, _ = issued(house, door)
    starts = house.oversight.lists.register(LIST)[0].issued[0].starts
    path = f"/zh/desk/lists/{LIST}/ends"
    assert one.post(path, {"entry": "A-1", "day": starts, "reason": "依据废止"}).status_code == 303
    (wanted,) = house.oversight.lists.register(LIST)[0].proposed
    given = {"proposed": str(wanted.event), "decision": "refuse", "reason": ""}
    assert two.post(f"{path}/decisions", given).status_code == 400
    assert two.post(f"{path}/decisions", given | {"reason": "依据仍然有效"}).status_code == 303
    assert house.oversight.lists.register(LIST)[0].proposed == ()


def test_what_is_on_its_way_is_seen_by_those_who_handle_lists_of_its_area_alone(
    house: Ports, door: Door
) -> None:
    one, two, three = issued(house, door)
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8").replace("电信用户申诉的答复和处理情况", "在途事项")
    assert further(one, rows.encode(), "rows.csv", reason="在途理由").status_code == 303
    there = somebody(house, door, "case_officer", "440000")
    for who, sees in ((one, True), (two, True), (three, True), (there, False)):
        page = who.get(f"/zh/desk/lists/{LIST}").text
        assert (("在途事项" in page), ("在途理由" in page)) == (sees, sees)
    board = there.get("/zh/desk/lists").text
    assert LIST in board and "第 2 版" not in board
    other = (HEAD + ENTRIES).replace(LIST, "FURTHER")
    assert one.post("/zh/desk/lists", files=sent(other)).status_code == 303
    assert there.get("/zh/desk/lists/FURTHER").status_code == 404
    assert "FURTHER" not in there.get("/zh/desk/lists").text
    assert "FURTHER" in two.get("/zh/desk/lists").text


def test_a_repeated_click_does_nothing_twice(house: Ports, door: Door) -> None:
    one, two, three = issued(house, door)
    before = house.oversight.chain.mark()
    assert act(three, house, "issue") == 409
    assert act(two, house, "review") == 409
    assert one.post("/zh/desk/lists", files=sent(HEAD + ENTRIES)).status_code == 422
    assert house.oversight.chain.mark() == before


def test_no_inspection_is_opened_at_the_desk_without_a_live_entry(house: Ports, door: Door) -> None:
    known = house.oversight.known
    fields = {
        "seen": "0",
        "subject": "91110000802100433B",
        "area": "110000",
        "value.KIND": sorted(known.codes("CL_INSPECTION_KIND"))[0],
        "value.METHOD": sorted(known.codes("CL_INSPECTION_METHOD"))[0],
        "value.INSPECTOR_1": "p-1",
        "value.INSPECTOR_2": "p-2",
    }
    officer = somebody(house, door, "case_officer")

    def status(entry: str) -> int:
        path = "/zh/desk/cases/open/INSPECTION/ASSIGN"
        return officer.post(path, {**fields, "entry": entry}).status_code

    assert status(f"{LIST}/1/A-1") == 409
    issued(house, door)
    before = house.oversight.chain.mark()
    assert [status(entry) for entry in ("", f"{LIST}/1/A-9", f"{LIST}/2/A-1", "NONE/1/A-1")] == [
        422,
        409,
        409,
        409,
    ]
    assert house.oversight.chain.mark() == before
    assert status(f"{LIST}/1/A-1") == 303
