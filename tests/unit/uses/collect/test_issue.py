"""Issuing a form: when it is refused, whom it asks, and that what was issued never changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.collecting import OTHER, SHOP, UNITS, Listed, changed, owner, statistician
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, ProgrammeFault
from xinxiao.model.collect.report import units_hash
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms

FOLLOWING = "version: 1.1.0\nfollows: [{version: 1.0.0}]"


def name(caught: pytest.ExceptionInfo[Exception]) -> str:
    return str(caught.value.told.name)  # type: ignore[attr-defined]


def test_a_form_is_issued_to_every_unit_in_the_frame_at_the_end_of_the_period(
    call: Call, shops: Path
) -> None:
    made = forms.issue(call, "SHOP_M", "2026-08", shops)
    assert (made.opens, made.due) == ("2026-08-31T16:00:00.000+00:00", "2026-09-08T16:00:00.000+00:00")
    assert made.reports == 3
    assert made.units == units_hash(sorted("\t".join(row) for row in UNITS))
    ((which, day),) = call.ports.frame.asked  # type: ignore[attr-defined]
    assert (day, which.areas) == ("2026-08-31", ())
    found = call.ports.reports.listed("SHOP_M", "2026-08")
    assert [(r.unit, r.area, r.state) for r in found] == sorted((u, a, "due") for u, a, _ in UNITS)
    by_area = call.ports.desk.standings("SHOP_M", "2026-08", "area", None)
    assert {(s.code, s.expected, s.due) for s in by_area} == {
        ("910101", 1, 1), ("910102", 1, 1), ("920101", 1, 1),
    }  # fmt: skip
    by_industry = call.ports.desk.standings("SHOP_M", "2026-08", "industry", None)
    assert {(s.code, s.expected) for s in by_industry} == {("G52", 2), ("I64", 1)}
    assert forms.issued(call) == (made,)
    assert call.ports.ledger.verify("event")[1] is None


def test_the_bundle_holds_the_form_the_lists_it_uses_and_the_names_of_units(call: Call, shops: Path) -> None:
    made = forms.issue(call, "SHOP_M", "2026-08", shops)
    held = json.loads(call.ports.blobs.get(made.bundle))
    assert [listed["id"] for listed in held["codelists"]] == ["CL_SHOP"]
    assert [unit["id"] for unit in held["units"]] == ["100M_YUAN", "INDEX"]
    assert held["form"]["rules"][0]["rule"] == "when ORDERS > 0 then SALES_TOTAL > 0"
    assert forms.form(call, "SHOP_M", "1.0.0").form.id == "SHOP_M"
    assert held["form"]["marks"]["approval_number"] == "测统〔2026〕1号"


def test_a_population_of_an_area_is_all_that_lies_in_it(call: Call, tmp_path: Path) -> None:
    folder = changed(tmp_path / "p", {"population: {}": "population: {area: ['910000']}"})
    forms.issue(call, "SHOP_M", "2026-08", folder)
    ((which, _),) = call.ports.frame.asked  # type: ignore[attr-defined]
    assert which.areas == ("910000", "910100", "910101", "910102")
    assert (which.industries, which.sizes, which.groups, which.state) == ((), (), (), "in")


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ({"approval_number: 测统〔2026〕1号": "approval_number: '  '"}, "form_marks"),
        ({"table_number: X101表": "table_number: ' '"}, "form_marks"),
        ({"valid_until: '2027-06-30'": "valid_until: '2026-09-02'"}, "form_expired"),
        ({"valid_from: '2026-01-01'": "valid_from: '2026-09-04'"}, "form_expired"),
    ],
)
def test_a_form_without_marks_or_past_its_date_is_not_issued(
    call: Call, tmp_path: Path, places: dict[str, str], text: str
) -> None:
    with pytest.raises((Conflict, ProgrammeFault)) as caught:
        forms.issue(call, "SHOP_M", "2026-08", changed(tmp_path / "p", places))
    assert name(caught) in (text, "programme_errors")
    assert forms.issued(call) == ()


def test_the_last_day_of_its_validity_is_a_day_to_issue_a_form(call: Call, tmp_path: Path) -> None:
    folder = changed(tmp_path / "p", {"valid_until: '2027-06-30'": "valid_until: '2026-09-08'"})
    evening = replace(call, now=datetime(2026, 9, 8, 15, 59, tzinfo=UTC))
    midnight = replace(call, now=datetime(2026, 9, 8, 16, 0, tzinfo=UTC))
    with pytest.raises(Conflict):
        forms.issue(midnight, "SHOP_M", "2026-08", folder)
    assert forms.issue(evening, "SHOP_M", "2026-08", folder).reports == 3


@pytest.mark.parametrize(
    "period", ["2026", "2026-Q3", "2026-13", "2026-8", "", "x'; DROP TABLE report", "2026-08-31", "2026-08\n"]
)
def test_a_period_that_is_none_of_the_form_is_told(call: Call, shops: Path, period: str) -> None:
    with pytest.raises(DataFault) as caught:
        forms.issue(call, "SHOP_M", period, shops)
    assert name(caught) == "form_period"


def test_a_waived_period_and_an_unknown_form_are_told(call: Call, shops: Path) -> None:
    with pytest.raises(DataFault) as caught:
        forms.issue(call, "SHOP_M", "2026-01", shops)
    assert name(caught) == "form_waived"
    with pytest.raises(NotFound) as missing:
        forms.issue(call, "SHOP_X", "2026-08", shops)
    assert name(missing) == "unknown_form"
    with pytest.raises(NotFound) as never:
        forms.form(call, "SHOP_M", "9.9.9")
    assert name(never) == "form_not_issued"


def test_a_period_is_issued_once_and_a_version_with_one_content(
    call: Call, shops: Path, tmp_path: Path
) -> None:
    forms.issue(call, "SHOP_M", "2026-08", shops)
    with pytest.raises(Conflict) as twice:
        forms.issue(call, "SHOP_M", "2026-08", shops)
    assert name(twice) == "form_issued"
    for number, places in enumerate(
        (
            {"应大于零": "应大于零。"},
            {"ORDERS > 0 then": "ORDERS > 1 then"},
            {"places: 2, sums": "places: 3, sums"},
        )
    ):
        with pytest.raises(Conflict) as other:
            forms.issue(call, "SHOP_M", "2026-09", changed(tmp_path / f"p{number}", places))
        assert name(other) == "form_version"
    newer = changed(tmp_path / "p9", {"version: 1.0.0": FOLLOWING, "应大于零": "应大于零。"})
    assert forms.issue(call, "SHOP_M", "2026-09", newer).version == "1.1.0"
    assert forms.issue(call, "SHOP_M", "2026-10", shops).version == "1.0.0"
    silent = changed(tmp_path / "p10", {"version: 1.0.0": "version: 1.2.0"})
    with pytest.raises(Conflict) as unlinked:
        forms.issue(call, "SHOP_M", "2026-11", silent)
    assert name(unlinked) == "form_unlinked"


def test_a_code_list_that_changed_is_another_content_and_an_area_is_not(
    call: Call, shops: Path, tmp_path: Path
) -> None:
    forms.issue(call, "SHOP_M", "2026-08", shops)
    folder = changed(tmp_path / "a", {})
    areas = folder / "codelists" / "CL_AREA.csv"
    areas.write_text(areas.read_text("utf-8").replace("甲一县", "甲一新县"), "utf-8")
    assert forms.issue(call, "SHOP_M", "2026-09", folder).version == "1.0.0"
    listed = folder / "codelists" / "CL_SHOP.yaml"
    listed.write_text(listed.read_text("utf-8").replace("Phone shop", "Shop of phones"), "utf-8")
    with pytest.raises(Conflict):
        forms.issue(call, "SHOP_M", "2026-10", folder)


def test_a_form_for_nobody_is_not_issued(call: Call, shops: Path) -> None:
    empty = replace(call, ports=replace(call.ports, frame=Listed(units=())))
    with pytest.raises(DataFault) as caught:
        forms.issue(empty, "SHOP_M", "2026-08", shops)
    assert name(caught) == "form_nobody"


def test_only_who_makes_releases_issues_forms(call: Call, shops: Path) -> None:
    for who in (owner(call), owner(call, OTHER), statistician(call, "CN")):
        with pytest.raises(NotAllowed):
            forms.issue(who, "SHOP_M", "2026-08", shops)


def test_a_unit_that_moves_after_issuing_stays_where_it_reported(call: Call, shops: Path) -> None:
    forms.issue(call, "SHOP_M", "2026-08", shops)
    moved = replace(call, ports=replace(call.ports, frame=Listed(units=((SHOP, "920101", "G52"),))))
    forms.issue(moved, "SHOP_M", "2026-09", shops)
    found = {r.period: r.area for r in call.ports.reports.of_units([SHOP])}
    assert found == {"2026-08": "910101", "2026-09": "920101"}
