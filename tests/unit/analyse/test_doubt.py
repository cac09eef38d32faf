"""The step that writes doubts: what a row says, what findings and breaks add, and what goes on to what is made of it."""

from __future__ import annotations

from typing import Any

from tests.nouns import WORD, observations, programme
from xinxiao.analyse.doubt import marked
from xinxiao.model.codes import fault
from xinxiao.model.dataset import Dataset
from xinxiao.model.exemption import Exemption
from xinxiao.model.programme import Break, Indicator

ACCOUNT = ("REF_AREA", "PRODUCT", "OBS_VALUE", "LOWER", "UPPER", "OBS_STATUS")


def account() -> Dataset:
    rows = [
        ("110000", "G", 100.0, 90.0, 110.0, "A"),
        ("110000", "_T", 200.0, 150.0, 250.0, "A"),
        ("120000", "_T", 100.0, 90.0, 110.0, "E"),
        ("120000", "G", 50.0, None, None, "A"),
    ]
    columns = dict(zip(ACCOUNT, zip(*rows, strict=True), strict=True))
    return observations(
        "account", columns, FREQ="A", SCOPE="NARROW", TIME_PERIOD="2020", UNIT_MEASURE="100M_YUAN", GRADE="A"
    )


def key(area: str, product: str) -> str:
    return f"A.{area}.NARROW.{product}.2020"


def indicators() -> Dataset:
    rows = [
        ("110000", "IC", 200.0),
        ("110000", "IC_PC", 2.0),
        ("120000", "IC", 100.0),
        ("110000", "OTHER", 1.0),
    ]
    columns = dict(zip(("REF_AREA", "INDICATOR", "OBS_VALUE"), zip(*rows, strict=True), strict=True))
    flow = "IC_INDICATORS"
    edges: list[Any] = [
        (f"A.{area}.IC.NARROW.2020", "ACCOUNT", "IC_ACCOUNT", key(area, "_T"), None)
        for area in ("110000", "120000")
    ]
    edges += [("A.110000.IC_PC.NARROW.2020", "INPUT", flow, "A.110000.IC.NARROW.2020", None)]
    return observations(
        "indicators",
        columns,
        edges,
        FREQ="A",
        SCOPE="NARROW",
        TIME_PERIOD="2020",
        UNIT_MEASURE="UNITS",
        GRADE="A",
    )


def said(data: Dataset) -> dict[str, str | None]:
    return dict(zip(data.keys.to_pylist(), data.table.column("DOUBT").to_pylist(), strict=True))


def made(*datasets: Dataset, breaks: tuple[Break, ...] = (), findings: Any = ()) -> dict[str, Dataset]:
    other = Indicator(id="OTHER", name=WORD, unit="UNITS", definition=WORD, breaks=breaks)
    own = programme(indicators={"OTHER": other})
    return marked(own, {data.dataflow.id: data for data in datasets}, findings)


def test_a_row_says_its_own_doubts() -> None:
    assert said(made(account())["IC_ACCOUNT"]) == {
        key("110000", "G"): None,
        key("110000", "_T"): "WIDE",
        key("120000", "_T"): "STATUS_E",
        key("120000", "G"): None,
    }


def test_a_finding_on_a_product_of_a_place_stands_on_it_and_on_the_total() -> None:
    jump = fault("account.yaml", 0, "ACCOUNT_SHARE_JUMPS", scope="NARROW", product="G", area="120000")
    other = fault("account.yaml", 0, "ACCOUNT_NO_PROVINCES", scope="NARROW", product="G")
    found = said(made(account(), findings=(jump, other))["IC_ACCOUNT"])
    assert found[key("120000", "G")] == "FINDING_ACCOUNT_SHARE_JUMPS"
    assert found[key("120000", "_T")] == "FINDING_ACCOUNT_SHARE_JUMPS STATUS_E"
    assert found[key("110000", "G")] is None


def test_width_and_findings_go_on_along_a_chain_of_inputs_and_status_does_not() -> None:
    found = said(made(indicators(), account())["IC_INDICATORS"])
    assert found == {
        "A.110000.IC.NARROW.2020": "WIDE",
        "A.110000.IC_PC.NARROW.2020": "WIDE",
        "A.110000.OTHER.NARROW.2020": None,
        "A.120000.IC.NARROW.2020": None,
    }


def test_the_year_of_a_break_is_told_and_no_other() -> None:
    for year, told in ((2020, "BREAK"), (2019, None), (2021, None)):
        found = said(made(indicators(), breaks=(Break(year=year, note=WORD),))["IC_INDICATORS"])
        assert found["A.110000.OTHER.NARROW.2020"] == told


def test_what_is_marked_keeps_its_values_and_inputs() -> None:
    before = indicators()
    after = made(before, account())["IC_INDICATORS"]
    assert after.table.drop_columns(["DOUBT"]).equals(before.table.drop_columns(["DOUBT"]))
    assert after.inputs.equals(before.inputs)


def test_a_figure_that_a_check_tells_and_nobody_could_settle_stays_in_doubt() -> None:
    rows = [("110000", "A"), ("120000", "A"), ("110000", "B")]
    columns = {
        "REF_AREA": [area for area, _ in rows],
        "INDICATOR": [name for _, name in rows],
        "OBS_VALUE": [1.0, 2.0, 3.0],
    }
    data = observations("figures", columns, FREQ="A", SCOPE="_Z", TIME_PERIOD="2020", VINTAGE="2021-01-01")
    usual: dict[str, Any] = {"id": "X", "finding": "FIGURE_JUMP", "indicator": "A", "reason": WORD}
    one = Exemption(**usual, areas=("110000",), periods=("2020",), leaves="warning")
    for item, told in (
        (one, ["FINDING_FIGURE_JUMP", None, None]),
        (
            Exemption(**usual, areas=("*",), periods=("2020",), leaves="warning"),
            ["FINDING_FIGURE_JUMP"] * 2 + [None],
        ),
        (Exemption(**usual, areas=("110000",), periods=("2021",), leaves="warning"), [None] * 3),
        (Exemption(**usual, areas=("110000",), periods=("2020",)), [None] * 3),
    ):
        found = said(marked(programme(exemptions=(item,)), {"IC_FIGURES": data})["IC_FIGURES"])
        assert [found[f"A.{area}.{name}._Z.2020.2021-01-01"] for area, name in rows] == told
