"""The grammar of SDMX REST: each form of the documentation of 2.2 (data.md) and 1.5 (4.4) as a case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from xinxiao.entry.portal.query import query_of
from xinxiao.entry.portal.sdmx import grammar, questions
from xinxiao.errors import Senseless, WrongRequest
from xinxiao.model.selection import Condition, Sort, Test, Times


def meaning(text: str) -> list[list[str]]:
    return [[f"{t.operator}:{t.value}" for t in every] for every in grammar.condition("X", text)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A", [["eq:A"]]),
        ("A,B", [["eq:A"], ["eq:B"]]),
        ("ge:A", [["ge:A"]]),
        ("ge:A+le:B", [["ge:A", "le:B"]]),
        ("A,B+C", [["eq:A"], ["eq:B", "eq:C"]]),
        ("ge:A+le:B,ge:C+le:D", [["ge:A", "le:B"], ["ge:C", "le:D"]]),
        ("ne:A,B", [["ne:A"], ["eq:B"]]),
        ("ne:A+B", [["ne:A", "eq:B"]]),
        ("ne:A,ne:B", [["ne:A"], ["ne:B"]]),
        ("ne:A+ne:B", [["ne:A", "ne:B"]]),
        ("co:euro", [["co:euro"]]),
        ("nc:euro,sw:a,ew:b", [["nc:euro"], ["sw:a"], ["ew:b"]]),
        ("gt:2020-01+lt:2020-12", [["gt:2020-01", "lt:2020-12"]]),
        ("eq:A", [["eq:A"]]),
        ("2020-01-01T10:00:00", [["eq:2020-01-01T10:00:00"]]),
    ],
)
def test_a_condition_means_what_the_table_of_operators_says(text: str, meant: list[list[str]]) -> None:
    assert meaning(text) == meant


@pytest.mark.parametrize("text", ["", ",", "A,", "+", "A+", "ge:", "xx:1", "ge:A+", "eq:A,ne:"])
def test_a_condition_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(WrongRequest) as caught:
        grammar.condition("X", text)
    assert caught.value.parameter == "c[X]"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ()),
        ("*", ()),
        ("*.*.*", ()),
        ("D.USD.EUR.SP00.A", ((("D",), ("USD",), ("EUR",), ("SP00",), ("A",)),)),
        ("D.*.EUR", ((("D",), (), ("EUR",)),)),
        ("D..EUR", ((("D",), (), ("EUR",)),)),
        ("M.USD,A.CHF", ((("M",), ("USD",)), (("A",), ("CHF",)))),
        ("M.USD,M.USD", ((("M",), ("USD",)),)),
        ("M.USD,*", ()),
        ("A_B-1@$", ((("A_B-1@$",),),)),
    ],
)
def test_keys_of_2_have_stars_and_lists(text: str, keys: object) -> None:
    assert grammar.keys(text) == keys


@pytest.mark.parametrize("text", ["A B", "D;X", "A,,B", ",", "D.USD+EUR", "a/b", "日", "D.'", "A..B,"])
def test_a_key_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(WrongRequest):
        grammar.keys(text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("all", ()),
        ("", ()),
        ("D.USD", ((("D",), ("USD",)),)),
        ("D..EUR", ((("D",), (), ("EUR",)),)),
        ("A+M.USD+JPY.", ((("A", "M"), ("USD", "JPY"), ()),)),
        ("..", (((), (), ()),)),
    ],
)
def test_keys_of_1_have_pluses_and_empty_places(text: str, keys: object) -> None:
    assert grammar.key_of_places(text) == keys


@pytest.mark.parametrize("text", ["A,B", "A++B", "+A", "A B.C"])
def test_a_key_of_1_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(WrongRequest):
        grammar.key_of_places(text)


def test_a_thousand_keys_are_read_and_one_more_is_too_many() -> None:
    assert len(grammar.keys(",".join(f"K{i}" for i in range(1_000)))) == 1_000
    with pytest.raises(WrongRequest):
        grammar.keys(",".join(f"K{i}" for i in range(1_001)))


def test_a_thousand_values_are_read_and_one_more_is_too_many() -> None:
    assert len(grammar.condition("X", ",".join(f"V{i}" for i in range(1_000)))) == 1_000
    with pytest.raises(WrongRequest):
        grammar.condition("X", ",".join(f"V{i}" for i in range(1_001)))


def test_a_moment_with_an_offset_is_told_in_utc_and_one_without_is_utc() -> None:
    at = datetime(2009, 5, 15, 13, 15, tzinfo=UTC)
    assert grammar.moment("asOf", "2009-05-15T14:15:00+01:00") == at
    assert grammar.moment("asOf", "2009-05-15T13:15:00") == at
    assert grammar.moment("asOf", "2009-05-15T13:15:00Z") == at


@pytest.mark.parametrize(
    "text", ["2009", "2009-05-15", "yesterday", "2009-13-01T00:00:00", "T", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_moment_is_said(text: str) -> None:
    with pytest.raises(WrongRequest):
        grammar.moment("asOf", text)


def test_numbers_begin_at_one_but_for_the_offset_and_end_at_a_thousand_million() -> None:
    assert grammar.whole("limit", "1") == 1
    assert grammar.whole("offset", "0", least=0) == 0
    assert grammar.whole("limit", "1000000000") == 1_000_000_000
    for text in ("0", "-1", "1.5", "x", "", "1000000001", "99999999999", "１"):
        with pytest.raises(WrongRequest):
            grammar.whole("limit", text)


def test_sorting_is_by_components_joined_by_pluses_upwards_unless_said() -> None:
    assert grammar.sorts("series_key:asc+TIME_PERIOD:desc") == (
        Sort("series_key"),
        Sort("TIME_PERIOD", down=True),
    )
    assert grammar.sorts("*") == (Sort("*"),)
    assert grammar.sorts("*:desc") == (Sort("*", down=True),)
    for text in ("A:up", "A,B", "+A", "A+", "A:", ""):
        with pytest.raises(WrongRequest):
            grammar.sorts(text)


def asked(**pairs: str) -> Times:
    return questions.data({}, query_of(pairs.items())).times


def test_what_was_shown_at_a_moment_and_what_changed_before_it_go_together_only_in_that_order() -> None:
    assert asked(updatedAfter="2024-01-01T00:00:00Z", asOf="2024-06-01T00:00:00Z").history is False
    with pytest.raises(Senseless):
        asked(updatedAfter="2024-06-02T00:00:00Z", asOf="2024-06-01T00:00:00Z")
    assert asked(includeHistory="TRUE").history is True
    for other in ("updatedAfter", "asOf"):
        with pytest.raises(Senseless):
            asked(includeHistory="true", **{other: "2024-06-02T00:00:00Z"})


@pytest.mark.parametrize("text", ["1", "yes", "truee"])
def test_a_flag_is_true_or_false(text: str) -> None:
    with pytest.raises(WrongRequest):
        asked(includeHistory=text)


@pytest.mark.parametrize(
    ("path", "contexts", "agencies", "ids", "versions"),
    [
        ({}, (), (), (), 0),
        ({"context": "*"}, (), (), (), 0),
        ({"context": "dataflow", "agency": "ECB", "resource": "EXR", "version": "1.0.0"}, ("dataflow",), ("ECB",), ("EXR",), 1),
        ({"context": "datastructure", "agency": "ECB,BIS.XTD", "resource": "A,B", "version": "1.0.0,2.0+.0"}, ("datastructure",), ("ECB", "BIS.XTD"), ("A", "B"), 2),
        ({"context": "dataflow,provisionagreement", "agency": "*", "resource": "*", "version": "*"}, ("dataflow", "provisionagreement"), (), (), 0),
    ],
)  # fmt: skip
def test_a_target_has_contexts_agencies_ids_and_versions_and_a_star_is_any(
    path: dict[str, str], contexts: object, agencies: object, ids: object, versions: int
) -> None:
    target = questions.data(path, query_of(())).target
    assert (target.contexts, target.agencies, target.ids) == (contexts, agencies, ids)
    assert len(target.versions) == versions


@pytest.mark.parametrize(
    "path",
    [
        {"context": "codelist"},
        {"context": "dataflow,"},
        {"context": "dataflow", "agency": "1A"},
        {"context": "dataflow", "agency": "A b"},
        {"context": "dataflow", "resource": "A/B"},
        {"context": "dataflow", "resource": "x" * 81},
        {"context": "dataflow", "version": "1.0.0,"},
        {"context": "dataflow", "version": "latest"},
        {"context": "dataflow", "resource": ",".join(f"A{i}" for i in range(1_001))},
    ],
)
def test_a_path_that_sdmx_does_not_know_is_said(path: dict[str, str]) -> None:
    with pytest.raises(WrongRequest):
        questions.data(path, query_of(()))


@pytest.mark.parametrize(
    ("flow", "agencies", "ids", "newest"),
    [
        ("EXR", (), ("EXR",), True),
        ("ECB,EXR", ("ECB",), ("EXR",), True),
        ("ECB,EXR,latest", ("ECB",), ("EXR",), True),
        ("ECB,EXR,1.0", ("ECB",), ("EXR",), False),
        ("all,EXR,all", (), ("EXR",), False),
        ("all", (), (), True),
    ],
)
def test_a_flow_of_1_is_an_id_with_or_without_agency_and_version(
    flow: str, agencies: object, ids: object, newest: bool
) -> None:
    target = questions.data_1({"flow": flow}, query_of(())).target
    assert (target.agencies, target.ids) == (agencies, ids)
    assert (target.versions == questions.LATEST) is newest
    assert target.contexts == ("dataflow",)


@pytest.mark.parametrize("flow", ["A,B,C,D", "ECB,EXR,x.y", "ECB,E R,1.0"])
def test_a_flow_of_1_that_cannot_be_read_is_said(flow: str) -> None:
    with pytest.raises(WrongRequest):
        questions.data_1({"flow": flow}, query_of(()))


@pytest.mark.parametrize(
    ("detail", "attributes", "measures"),
    [
        ("full", ("dsd",), ("all",)),
        ("dataonly", ("none",), ("all",)),
        ("nodata", ("dsd",), ("none",)),
        ("serieskeysonly", ("none",), ("none",)),
        ("", ("dsd",), ("all",)),
    ],
)
def test_the_detail_of_1_says_which_attributes_and_measures(
    detail: str, attributes: object, measures: object
) -> None:
    shape = questions.data_1({"flow": "X"}, query_of([("detail", detail)])).shape
    assert (shape.attributes, shape.measures) == (attributes, measures)


def test_the_periods_of_1_are_a_condition_on_the_time() -> None:
    def where(*pairs: tuple[str, str]) -> dict[str, Condition]:
        return dict(questions.data_1({"flow": "X"}, query_of(pairs)).selection.where)

    assert where(("startPeriod", "2009-05"), ("endPeriod", "2009-06")) == {
        "TIME_PERIOD": ((Test("ge", "2009-05"), Test("le", "2009-06")),)
    }
    assert where(("endPeriod", "2009-06")) == {"TIME_PERIOD": ((Test("le", "2009-06"),),)}
    assert where() == {}


def test_the_providers_of_1_are_ids_with_or_without_agency() -> None:
    target = questions.data_1({"flow": "X", "provider": "ECB,CH2+NO2"}, query_of(())).target
    assert target.providers == ("CH2", "NO2")


def test_the_mode_and_the_references_of_availability_are_words() -> None:
    query = questions.availability(
        {"component": "FREQ,REF_AREA"}, query_of([("mode", "available"), ("references", "codelist,dataflow")])
    )
    assert query.mode == "available"
    assert query.components == ("FREQ", "REF_AREA")
    assert query.references == {"codelist", "dataflow"}
    for pair in (("mode", "maybe"), ("references", "everything"), ("reportingYearStartDay", "07-01")):
        with pytest.raises(WrongRequest):
            questions.availability({}, query_of([pair]))
            questions.start_day(query_of([pair]))


def test_a_reporting_year_starts_on_a_day_up_to_the_28th() -> None:
    assert questions.start_day(query_of([("reportingYearStartDay", "--07-01")])) == "--07-01"
    assert questions.start_day(query_of(())) == ""
    for text in ("--13-01", "--02-29", "--00-10", "--07-00", "07-01"):
        with pytest.raises(WrongRequest):
            questions.start_day(query_of([("reportingYearStartDay", text)]))
