"""Plans and draws by pages: from a file to inspections, what is refused and where that is said, and who comes second."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawing import EVENING, INSPECTORS, PLAN, Drawing, drawing, file
from tests.people import Browser
from xinxiao.oversight.draw_verification import verify
from xinxiao.uses.oversight import draws
from xinxiao.uses.oversight.office import Office

PLAN_CASE, DRAW_CASE, NUMBER = "PL-2026-000001", "DA-2026-000001", "DRAW-2026-0001"
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
