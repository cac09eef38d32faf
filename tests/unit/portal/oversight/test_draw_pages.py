"""Draws by the pages for anybody: all by number, one before and after chance, one's own ticket, the plans, and the files of all these."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.people import Browser
from tests.random_inspection import (
    A_ONE,
    A_TWO,
    AFTER,
    D_ONE,
    FIRST,
    GONE,
    LATER,
    NOBODY,
    NOW,
    OTHER,
    PLAN,
    SAID,
    Drawing,
)
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.oversight.draw_verification import verify, verify_series
from xinxiao.oversight.standalone import program
from xinxiao.uses.call import Ports
from xinxiao.uses.oversight import draw_pages, draws


@dataclass
class House:
    """An installation with its clock, and somebody who reads its pages."""

    ports: Ports
    drawing: Drawing
    reader: Browser
    now: datetime

    def page(self, path: str, status: int = 200) -> str:
        """A page."""
        found = self.reader.get(path)
        assert found.status_code == status, found.text[:400]
        return found.text


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    ports = bootstrap.ports(tmp_path / "home")
    made = House(ports, Drawing(ports.oversight, tmp_path), Browser(create(ports)), NOW)
    monkeypatch.setattr("xinxiao.entry.portal.release_views.clock", lambda: made.now)
    yield made
    ports.ledger.close()


def drawn(house: House) -> str:
    """The first draw, made; its plan."""
    plan = house.drawing.begun()
    house.drawing.committed(plan)
    house.drawing.drawn(FIRST)
    house.now = LATER
    return plan


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_draws_that_is_said_in_words(house: House, lang: str) -> None:
    text = house.page(f"/{lang}/draws")
    words = {
        "zh": ("还没有抽取。", "目前没有公布执行的年度抽查计划"),
        "en": ("There is no draw yet.", "No annual plan is in force"),
    }
    assert all(one in text for one in words[lang])
    assert house.reader.get("/draws.json").json() == []
    assert house.page("/draws/numbers.txt") == "# number commitment\n"
    assert f"/{lang}/draws" in house.page(f"/{lang}/oversight")
    for path in ("draws/DRAW-2026-0001", "draws/x/proof", "draws/x/verify", "draws/x/check", "draws/plans/x"):
        house.page(f"/{lang}/{path}", 404)
    assert house.reader.get("/draws/DRAW-2026-0001.json").status_code == 404


def test_a_draw_is_shown_as_committed_before_there_is_chance(house: House) -> None:
    plan = house.drawing.begun()
    house.drawing.committed(plan)
    standing = house.ports.oversight.draws.find(FIRST)
    text = house.page(f"/en/draws/{FIRST}")
    for words in (
        "Committed, to be drawn",
        "The randomness will be there at 2026-12-07 16:00",
        standing.committed.commitment,
        standing.event.hash,
        "LOTTERY",
        "2026145",
        "seven numbers in order",
        "2026-12-07 16:00 (2026-12-07T08:00:00Z)",
        "not there yet",
        "low risk (A)",
        "50% (rounded up)",
        "no longer in business",
        "of a class that this task does not draw from",
        "3 subjects",
        "TELECOM_INSPECTION/TI-01 (version 1)",
        "The head that holds this event is published after the end of its day",
    ):
        assert words in text, words
    assert "not confirmed" in text[text.index("Inspections of one subject in a year at most") :][:300].lower()
    assert "invented" in text
    found = house.reader.get(f"/draws/{FIRST}.json")
    assert found.status_code == 404 and "还没有抽取" in found.text
    assert "is not drawn yet" in house.page(f"/en/draws/{FIRST}/proof?code={A_ONE}")
    assert "Nothing is drawn yet" in house.page(f"/en/draws/{FIRST}/verify")
    assert "Nothing is drawn yet" in house.page(f"/en/draws/{FIRST}/check")
    listed = house.page("/zh/draws")
    assert "已承诺，待抽取" in listed and "DRAW-2026-0001 至 DRAW-2026-0001：共 1 个编号，没有缺号" in listed
    assert f"/zh/draws/plans/{plan}" in listed


def test_what_was_drawn_is_shown_with_who_inspects_and_who_was_passed_over(house: House) -> None:
    drawn(house)
    record = json.loads(house.reader.get(f"/draws/{FIRST}.json").content)
    text = house.page(f"/en/draws/{FIRST}")
    assert record["seed"] in text and SAID in text and "W1, W2" in text
    assert len(record["selected"]) == 2
    for one in record["selected"]:
        assert one["ticket"] in text and one["subject"] in text
    assert "丙公司" in text
    why = {"expired": "qualified not on all days", "conflict": "has an interest"}
    passed = [one for pair in record["pairs"] for one in pair["passed"]]
    assert passed  # of eight people only two or three may
    assert all(f"{one['person']} ({why[one['why']]})" in text for one in passed)
    people = [one for pair in record["pairs"] for one in pair["people"]]
    assert all(f"{one['person']} ({one['ticket'][:12]}…)" in text for one in people)
    assert "No difference was found." in text and "suspect" in text
    assert f"python3 verify_draw.py {FIRST}.json" in text
    assert house.reader.get("/draws/verify_draw.py").content == program()


def test_the_file_is_byte_for_byte_what_the_ledger_holds_and_says_that_it_is_invented(house: House) -> None:
    drawn(house)
    found = house.reader.get(f"/draws/{FIRST}.json")
    standing = house.ports.oversight.draws.find(FIRST)
    assert standing.drawn is not None
    assert hashlib.sha256(found.content).hexdigest() == standing.drawn.record
    assert found.headers["content-disposition"] == f'attachment; filename="{FIRST}.json"'
    assert found.headers["content-type"] == "application/json"
    again = house.reader.get(f"/draws/{FIRST}.json", headers={"if-none-match": found.headers["etag"]})
    assert again.status_code == 304
    part = house.reader.get(f"/draws/{FIRST}.json", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, found.content[:10])
    assert json.loads(found.content)["terms"]["synthetic"] is True
    *heads, line = house.page("/draws/numbers.txt").splitlines()
    assert heads == ["# number commitment", f"# synthetic: {FIRST}"]
    number, commitment = line.split()
    assert verify(found.content, {number: commitment}) == []
    (told,) = house.reader.get("/draws.json").json()
    assert told["number"] == FIRST and told["record"] == standing.drawn.record and told["synthetic"] is True
    assert "person:" not in json.dumps(told)
    feed = house.reader.get("/draws.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert f"urn:xinxiao:draw:{FIRST}:draw.committed:{standing.event.hash}" in feed.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_firm_sees_its_own_ticket_and_gets_a_proof_without_the_roster(house: House, lang: str) -> None:
    drawn(house)
    record = json.loads(house.reader.get(f"/draws/{FIRST}.json").content)
    picked = {one["subject"] for one in record["selected"]}
    words = {"zh": ("在名册中，被抽中", "在名册中，未被抽中"), "en": ("was drawn", "was not drawn")}
    for code in (A_ONE, A_TWO, D_ONE):
        text = house.page(f"/{lang}/draws/{FIRST}/proof?code={code}")
        assert words[lang][code not in picked] in text
        others = {A_ONE, A_TWO, D_ONE} - {code}
        assert not any(other in text for other in others)
        found = house.reader.get(f"/draws/{FIRST}/proof.json?code={code}")
        assert verify(found.content) == []
        own = json.loads(found.content)
        assert own["ticket"] in text and own["drawn"] is (code in picked)
        assert not any(other in found.text for other in others)
    spaced = house.page(f"/{lang}/draws/{FIRST}/proof?code=9144 0300-192203821６")
    assert f"{A_ONE} " in spaced


def test_who_is_not_on_the_roster_is_told_why_and_a_wrong_code_what_is_wrong(house: House) -> None:
    drawn(house)
    page = f"/en/draws/{FIRST}/proof?code="
    assert "left out. Reason: no longer in business" in house.page(page + GONE)
    assert "left out. Reason: of a class that this task" in house.page(page + OTHER)
    assert "neither on the roster nor among those left out" in house.page(page + NOBODY)
    assert "is no unified social credit code" in house.page(page + "123")
    assert "The check character of the code" in house.page(page + A_ONE[:-1] + "7")
    assert "不是统一社会信用代码" in house.page(f"/zh/draws/{FIRST}/proof?code=x")
    assert house.reader.get(f"{page}{'9' * 41}").status_code == 400
    for code, status in ((GONE, 404), (NOBODY, 404), ("123", 400), ("", 400)):
        found = house.reader.get(f"/draws/{FIRST}/proof.json?code={code}")
        assert found.status_code == status, found.text
        assert found.json()["error"]


def test_a_void_draw_keeps_its_result_and_says_why_and_who_approved(house: House) -> None:
    plan = house.drawing.begun()
    _, case = house.drawing.committed(plan)
    first = house.drawing.drawn(FIRST)
    house.drawing.declared_void(case)
    assert house.drawing.voided(FIRST, "<b>witness</b> absent") == "DRAW-2026-0002"
    house.now = LATER
    text = house.page(f"/en/draws/{FIRST}")
    assert "Made void under the number DRAW-2026-0002" in text and "person:dai" in text
    assert "&lt;b&gt;witness&lt;/b&gt; absent" in text and "<b>witness" not in text
    assert house.reader.get(f"/draws/{FIRST}.json").content == first
    assert json.loads(first)["seed"] in text
    second = house.page("/en/draws/DRAW-2026-0002")
    assert "Nothing is drawn under this number; it records that DRAW-2026-0001 is void" in second
    assert "Your own ticket</h2>" not in second
    assert "nothing is drawn under it" in house.page(f"/en/draws/DRAW-2026-0002/proof?code={A_ONE}")
    files = [house.reader.get(f"/draws/DRAW-2026-000{n}.json").content for n in (1, 2)]
    assert verify_series(files) == []
    listed = house.page("/en/draws")
    assert "record of a void draw" in listed and "2 numbers, none is missing" in listed
    for state, shown in (("void", [1]), ("voiding", [2]), ("drawn", []), ("committed", [])):
        only = house.page(f"/en/draws?state={state}")
        assert [n for n in (1, 2) if f'/en/draws/DRAW-2026-000{n}"' in only.split('id="plans"')[0]] == shown


def test_a_repeated_draw_names_the_first(house: House) -> None:
    plan = house.drawing.begun()
    _, case = house.drawing.committed(plan)
    house.drawing.drawn(FIRST)
    house.drawing.declared_void(case)
    repeat = draws.Repeat(FIRST, "witness absent")
    second, _ = house.drawing.committed(plan, repeat, LATER, issue="2026146", at="2026-12-08T08:00:00Z")
    text = house.page(f"/en/draws/{second}")
    assert "repeated draw" in text and f"This draw repeats {FIRST}. Reason: witness absent" in text
    assert f"/en/draws/{second}" in house.page(f"/en/draws/{FIRST}")


def test_progress_counts_results_and_whether_they_were_in_time(house: House) -> None:
    drawn(house)
    one, two = house.drawing.assigned(FIRST)
    text = house.page(f"/en/draws/{FIRST}")
    assert "<strong>2</strong> inspections" in text and "<strong>0</strong> with a result" in text
    assert "No result is public yet" in text
    house.drawing.inspected(one)
    house.drawing.inspected(two, publish=False)
    house.now = AFTER + timedelta(days=1)
    text = house.page(f"/en/draws/{FIRST}")
    assert "<strong>2</strong> with a result" in text and "<strong>1</strong> published" in text
    assert "<strong>1</strong> published in time" in text and "<strong>0</strong> late" in text
    assert f"/en/oversight/published/{one}" in text and f"/en/oversight/published/{two}" not in text
    only = house.page(f"/en/oversight/published?draw={FIRST}")
    assert one in only and two not in only
    assert [
        row["CASE"]
        for row in house.reader.get(f"/en/oversight/published.json?draw={FIRST}").json()["results"]
    ] == [one]
    house.page("/en/oversight/published?draw=NONE-2026-0001", 404)


def test_a_plan_is_shown_in_its_columns_with_its_hash_and_file(house: House) -> None:
    plan = house.drawing.begun()
    digest = hashlib.sha256(PLAN.encode()).hexdigest()
    text = house.page(f"/zh/draws/plans/{plan}")
    assert digest in text and "持证企业年报抽查" in text and "2026-12-10至2026-12-31" in text
    assert "抽查任务名称" in text and "未确认" in text
    file = house.reader.get(f"/draws/plans/{plan}/file")
    assert file.content == PLAN.encode()
    assert file.headers["content-disposition"] == f'attachment; filename="{plan}.csv"'
    assert f"/zh/draws/plans/{plan}" in house.page("/zh/draws")
    house.page("/zh/draws/plans/PL-2026-000009", 404)


def test_a_plan_whose_file_is_not_kept_says_so_and_leads_to_no_other_blob(house: House) -> None:
    plan = house.drawing.begun()
    other = house.ports.oversight.blobs.put(b"nobody is to see this")
    house.ports.oversight.blobs.drop(hashlib.sha256(PLAN.encode()).hexdigest())
    assert "The file is not kept here in the open" in house.page(f"/en/draws/plans/{plan}")
    assert house.reader.get(f"/draws/plans/{plan}/file").status_code == 404
    assert other not in house.page(f"/en/draws/plans/{plan}")


def test_a_case_that_is_no_plan_or_not_public_has_no_page(house: House) -> None:
    plan = house.drawing.begun()
    _, case = house.drawing.committed(plan)
    house.page(f"/en/draws/plans/{case}", 404)
    house.drawing.drawn(FIRST)
    house.now = LATER
    house.page(f"/en/draws/plans/{case}", 404)


def test_the_page_that_verifies_one_draw_holds_its_file_and_asks_nobody(house: House) -> None:
    drawn(house)
    text = house.page(f"/zh/draws/{FIRST}/verify")
    assert "connect-src &#39;none&#39;" in text or "connect-src 'none'" in text
    content = text.split('id="draw-pasted"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert html.unescape(content).encode() == house.reader.get(f"/draws/{FIRST}.json").content


def test_what_is_gone_or_changed_is_said_and_no_page_breaks(house: House) -> None:
    drawn(house)
    standing = house.ports.oversight.draws.find(FIRST)
    assert standing.drawn is not None
    house.ports.oversight.blobs.drop(standing.drawn.record)
    for cache in ("_outcomes", "_faults", "_left_out"):
        getattr(draw_pages, cache).clear()
    assert "is not here, or was changed" in house.page(f"/en/draws/{FIRST}")
    house.page(f"/en/draws/{FIRST}/proof?code={A_ONE}", 404)
    assert "is not here, or was changed" in house.page(f"/en/draws/{FIRST}/check")
    assert house.reader.get(f"/draws/{FIRST}.json").status_code == 404
    house.ports.oversight.blobs.drop(standing.committed.commitment)
    assert "terms of this draw are not here" in house.page(f"/en/draws/{FIRST}")
    assert "(terms not here)" in house.page("/en/draws")


def test_wrong_parameters_are_told(house: House) -> None:
    for query in ("state=never", "year=0", "before=x", "q=" + "9" * 42, "who=me"):
        house.page(f"/en/draws?{query}", 400)
    assert "No draw is like that" not in house.page("/en/draws?q=DRAW")
    drawn(house)
    assert "No draw is like that" in house.page("/en/draws?q=DRAW-2025")
    assert FIRST in house.page("/en/draws?q=draw-2026&year=2026&state=drawn")
    house.page(f"/en/draws/{FIRST}?page=0", 400)
    assert FIRST in house.page(f"/en/draws/{FIRST}?page=99")
