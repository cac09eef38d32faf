"""Lists by the pages: proposed, reviewed, approved and issued by three people; what anybody sees, and what nobody may."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nouns import POLICY
from tests.people import Browser, account
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
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
    assert 'value="review"' not in there.get(f"/zh/desk/lists/{LIST}").text
    assert act(there, house, "review") == 403
    refused = there.post("/en/desk/lists", files=sent((HEAD + ENTRIES).replace(LIST, "OTHER")))
    assert refused.status_code == 403
    assert "not in your charge" in refused.text


def test_an_entry_is_ended_by_a_supervisor_and_everybody_sees_from_when_and_why(
    house: Ports, door: Door
) -> None:
    one, _, three = issued(house, door)
    starts = house.oversight.lists.register(LIST)[0].issued[0].starts
    fields = {"entry": "A-1", "day": starts, "approval": "3", "reason": "依据废止"}
    assert one.post(f"/zh/desk/lists/{LIST}/ends", fields).status_code == 403
    assert three.post(f"/zh/desk/lists/{LIST}/ends", fields | {"day": "soon"}).status_code == 400
    assert three.post(f"/zh/desk/lists/{LIST}/ends", fields | {"day": "1999-01-01"}).status_code == 409
    assert three.post(f"/zh/desk/lists/{LIST}/ends", fields).status_code == 303
    page = Browser(door).get(f"/zh/lists/{LIST}/entries/A-1").text
    assert "依据废止" in page and starts in page
    assert "A-1" in Browser(door).get("/lists.atom").text


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
