"""A new version of a form: it says how it follows the last, and what came before is compared as it says. Marks hold to the end,
and who is out of the frame reports nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.collecting import KEY, SHOP, Listed, changed, collecting, content, owner, statistician
from xinxiao.collect.rows import Act, Given
from xinxiao.errors import Conflict
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.call import Call
from xinxiao.uses.collect import filling, forms, machine, reports, scrutiny

SEPTEMBER = ReportKey("SHOP_M", "2026-09", SHOP)
OCTOBER = datetime(2026, 10, 3, 1, tzinfo=UTC)
SECOND = {
    "version: 1.0.0": "version: 2.0.0",
    "id: ORDERS,": "id: SOLD,",
    "when ORDERS >": "when SOLD >",
    "/ ORDERS <": "/ SOLD <",
}
FOLLOWS = "\nfollows:\n  - version: 1.0.0\n    mapped: [{old: ORDERS, new: SOLD}]\n"
DOUBLED = (
    "rules:\n  - id: NOT_DOUBLED\n    rule: SOLD < 2 * timeshift(SOLD, -1)\n    severity: must\n"
    "    says: {zh: 订单不应翻番, en: Orders do not double}\n    remedy: {zh: 请核对。, en: Check.}\n"
)


def second(folder: Path, more: Mapping[str, str] | None = None, follows: str = FOLLOWS) -> Path:
    made = changed(folder, {**SECOND, "rules:\n": DOUBLED, **(more or {})})
    with (made / "forms" / "SHOP_M.yaml").open("a", encoding="utf-8") as file:
        file.write(follows)
    return made


def name(caught: pytest.ExceptionInfo[Conflict]) -> str:
    assert caught.value.told is not None
    return caught.value.told.name


@pytest.fixture
def october(tmp_path: Path, shops: Path) -> Iterator[Call]:
    """August was reported under version 1.0.0; it is 3 October."""
    with collecting(tmp_path / "home") as made:
        forms.issue(made, "SHOP_M", "2026-08", shops)
        reports.submit(owner(made), KEY, content(ORDERS="42"))
        yield replace(made, now=OCTOBER)


def sold(count: str, **more: str) -> Content:
    return content(ORDERS="", SOLD=count, **more)


def test_rules_that_look_back_find_an_item_under_the_name_it_had(october: Call, tmp_path: Path) -> None:
    forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "p"))
    own = owner(october)
    (found,) = reports.examine(own, SEPTEMBER, sold("84"))
    assert (found.rule, found.verdict) == ("NOT_DOUBLED", "fails")
    assert found.values == {"SOLD": "84", "timeshift(SOLD, -1)": "42"}
    assert reports.examine(own, SEPTEMBER, sold("83")) == ()
    opened = reports.report(own, SEPTEMBER)
    assert opened.beside["SOLD"].before == "42"
    assert filling.judged(own, opened).record["timeshift(SOLD, -1)"] == "42"


def test_a_program_that_is_shown_values_of_another_period_is_recorded_as_reading_them(
    october: Call, tmp_path: Path
) -> None:
    forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "p"))

    def reads(count: str, act: Act) -> list[dict[str, str]]:
        before = len(list(october.ports.ledger.readings.events()))
        machine.given(owner(october), SEPTEMBER, Given(cells=dict(sold(count).cells)), act)
        return [event.fact for event in october.ports.ledger.readings.events()][before:]

    assert reads("84", "examine") == [{"what": "findings", "key": SEPTEMBER.text}]
    assert reads("84", "submit") == [{"what": "findings", "key": SEPTEMBER.text}]
    assert reads("83", "examine") == []
    assert reads("83", "submit") == []


def test_an_item_that_means_something_else_now_is_compared_with_nothing(
    october: Call, tmp_path: Path
) -> None:
    orders = "definition: {zh: 订单数。, en: Number of orders.}, unit: "
    other = {f"{orders}INDEX": f"{orders}100M_YUAN"}
    forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "p", other))
    own = owner(october)
    assert reports.examine(own, SEPTEMBER, sold("84")) == ()
    assert reports.report(own, SEPTEMBER).beside["SOLD"].before is None


def test_a_broken_item_goes_on_and_is_compared_with_nothing(october: Call, tmp_path: Path) -> None:
    broken = "\nfollows:\n  - {version: 1.0.0, mapped: [{old: ORDERS, new: SOLD}], broken: [SOLD]}\n"
    forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "p", follows=broken))
    assert reports.examine(owner(october), SEPTEMBER, sold("84")) == ()


def test_scrutiny_sets_an_item_beside_what_it_was_called_before(october: Call, tmp_path: Path) -> None:
    forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "p"))
    reports.submit(owner(october), SEPTEMBER, sold("50"))
    names = scrutiny._names(october, forms.form(october, "SHOP_M").form, "2026-08")
    assert names is not None and (names["SOLD"], names["SALES_GOODS"]) == ("ORDERS", "SALES_GOODS")
    assert scrutiny._names(october, forms.form(october, "SHOP_M").form, "2026-09") is None
    assert scrutiny._names(october, forms.form(october, "SHOP_M").form, "2026-07") is None
    scrutiny.refresh(october, "SHOP_M", "2026-09")


def test_a_version_that_does_not_say_how_it_follows_is_not_issued(october: Call, tmp_path: Path) -> None:
    with pytest.raises(Conflict) as alone:
        forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "p", follows=""))
    assert name(alone) == "form_unlinked"
    wrong = "\nfollows:\n  - {version: 1.0.0, mapped: [{old: ORDERS, new: SOLD}], dropped: [NEVER]}\n"
    with pytest.raises(Conflict) as unknown:
        forms.issue(october, "SHOP_M", "2026-09", second(tmp_path / "q", follows=wrong))
    assert name(unknown) == "form_follows_item"
    assert len(forms.issued(october)) == 1


def test_marks_that_end_before_a_report_is_due_are_not_issued(tmp_path: Path) -> None:
    with collecting(tmp_path / "home") as call:
        early = changed(tmp_path / "p", {"valid_until: '2027-06-30'": "valid_until: '2026-09-07'"})
        with pytest.raises(Conflict) as caught:
            forms.issue(call, "SHOP_M", "2026-08", early)
        assert name(caught) == "form_expires"
        last = changed(tmp_path / "q", {"valid_until: '2027-06-30'": "valid_until: '2026-09-08'"})
        assert forms.issue(call, "SHOP_M", "2026-08", last).due == "2026-09-08T16:00:00.000+00:00"


@dataclass(frozen=True)
class Leaving(Listed):
    """A frame that some units turned out to have left, by the day."""

    gone: dict[str, str] = field(default_factory=dict)

    def left(self, units, day):  # type: ignore[no-untyped-def]
        return frozenset(unit for unit in units if self.gone.get(unit, "9") <= day)


def test_who_turned_out_to_be_out_of_the_frame_at_the_periods_end_reports_nothing(
    tmp_path: Path, shops: Path
) -> None:
    frame = Leaving()
    with collecting(tmp_path / "home", frame=frame) as call:
        forms.issue(call, "SHOP_M", "2026-08", shops)
        frame.gone[SHOP] = "2026-09-01"
        first = reports.submit(owner(call), KEY, content())
        frame.gone[SHOP] = "2026-08-31"
        with pytest.raises(Conflict) as caught:
            reports.submit(owner(call), KEY, content(ORDERS="43"))
        assert name(caught) == "unit_left"
        assert reports.submit(owner(call), KEY, content()) == first, "its receipt is still given"
        assert reports.report(statistician(call), KEY).report.number == 1
