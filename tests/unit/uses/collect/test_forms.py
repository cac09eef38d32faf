"""The forms of a programme, and the days of one of their periods."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from tests.nouns import TINY
from tests.reporting import issued
from tests.unit.collect.made import UNIT, bundle
from tests.unit.collect.made import form as made
from tests.unit.model.collect.test_form import form
from xinxiao import bootstrap
from xinxiao.entry.errors import shown
from xinxiao.errors import DataFault, NotFound, XinxiaoError
from xinxiao.model.programme import Programme
from xinxiao.rules.parse import parse
from xinxiao.texts import Language
from xinxiao.uses.call import Call
from xinxiao.uses.collect.forms import days, form_of, forms, in_order, ready


def said(error: XinxiaoError, language: Language) -> tuple[str, str]:
    """Message and hint, as a reader meets them."""
    told = shown(error, language)
    return told.message, told.hint


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return bootstrap.call(tmp_path / "home")


@pytest.fixture
def programme(call: Call) -> Programme:
    read = forms(call, TINY)
    return msgspec.structs.replace(read, forms=dict(read.forms))  # which tests change


def test_a_programme_without_forms_has_none(programme: Programme) -> None:
    assert in_order(programme) == ()


def test_forms_stand_in_the_order_of_their_tables(programme: Programme) -> None:
    marks = form().marks
    second, first = form(id="A"), form(id="B", marks={**_plain(marks), "table_number": "T0"})
    programme.forms.update({"A": second, "B": first})
    assert [own.id for own in in_order(programme)] == ["B", "A"]


def test_a_form_there_is_not_is_told_with_those_there_are(programme: Programme) -> None:
    programme.forms["F"] = form()
    assert form_of(programme, "F").id == "F"
    with pytest.raises(NotFound) as raised:
        form_of(programme, "G")
    assert said(raised.value, "en") == ("There is no form G", "The programme has: F.")
    assert said(raised.value, "zh") == ("没有表 G", "方案中有：F。")


@pytest.mark.parametrize("period", ["2026", "2026-Q1", "2026-13", "soon", ""])
def test_a_period_of_another_frequency_is_refused_with_one_that_fits(
    call: Call, programme: Programme, period: str
) -> None:
    with pytest.raises(DataFault) as raised:
        days(call, programme, form(), period)
    assert said(raised.value, "en") == (f"{period} is no period of the form F", "Write one such as 2026-01.")


def test_a_waived_period_is_refused(call: Call, programme: Programme) -> None:
    with pytest.raises(DataFault) as raised:
        days(call, programme, form(), "2026-01")
    assert said(raised.value, "zh") == ("表 F 的 2026-01 免报", "请换一年中的另一期。")


def test_days_are_those_of_the_calendar(call: Call, programme: Programme) -> None:
    found = days(call, programme, form(), "2026-06")
    assert f"{found.opens:%Y-%m-%d %H:%M}" == "2026-07-01 00:00"
    assert f"{found.due:%Y-%m-%d %H:%M}" == "2026-07-10 00:00"  # the 9th is a Thursday
    assert found.provisional  # the tiny programme announces no days off


def _plain(marks: object) -> dict[str, object]:
    import msgspec

    return dict(msgspec.to_builtins(marks))


def test_the_forms_issued_last_are_in_memory_with_their_rules_before_anybody_asks(call: Call) -> None:
    rule = "A >= B * 0.123"  # which nothing else here reads
    rules = (msgspec.structs.replace(made().rules[0], rule=rule),)
    first, second = bundle(), bundle(made("1.1.0", rules=rules))
    for one, period in ((first, "2026-07"), (second, "2026-08")):
        issued(call.ports, one, period, UNIT)
    ready(call)
    assert call.ports.kept.bundles.find(sha256(second.content).hexdigest()) == second
    assert call.ports.kept.bundles.find(sha256(first.content).hexdigest()) is None
    unknown = parse.cache_info().misses
    parse(rule)
    assert parse.cache_info().misses == unknown
