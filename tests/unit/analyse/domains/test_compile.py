"""Domains of a made-up country: two classes, three sectors, and shares counted by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tests.nouns import CYCLE, WORD, measures, observations, programme, table_spec
from xinxiao.analyse import domains
from xinxiao.model.account import AccountProduct, AccountScope, AccountSpec
from xinxiao.model.codelist import Area, Code, Codelist
from xinxiao.model.dataset import Dataset
from xinxiao.model.domain import DomainClass, DomainSpec, SectorCover
from xinxiao.model.io_table import tables
from xinxiao.model.programme import Indicator, Programme
from xinxiao.model.text import Text

LIST = Codelist(
    id="CL_DOMAIN",
    version="1.0.0",
    name=WORD,
    codes=(
        Code(id="LIFE", name=WORD),
        Code(id="LIFE_A", name=WORD, parent="LIFE"),
        Code(id="LIFE_B", name=WORD, parent="LIFE"),
        Code(id="WORK", name=WORD),
        Code(id="WORK_C", name=WORD, parent="WORK"),
    ),
)
REASON = Text(zh="行业", en="industries use it")
SPEC = DomainSpec(
    name=WORD,
    article="4",
    codelist="CL_DOMAIN",
    classes=(
        DomainClass(
            id="LIFE_A",
            sectors=(SectorCover(sector="31", cover="part"), SectorCover(named="广播", cover="full")),
        ),
        DomainClass(
            id="LIFE_B",
            sectors=(SectorCover(sector="31", cover="part"), SectorCover(named="广播", cover="none")),
        ),
        DomainClass(id="WORK_C", not_measurable=REASON),
    ),
)


def indicator(code: str, domain: str | None) -> Indicator:
    return Indicator(id=code, name=WORD, unit="UNITS", definition=WORD, domain=domain)


def country() -> Programme:
    product = AccountProduct(
        id="S", name=WORD, sectors=("31",), national_indicator="POP", provincial_indicator="POP"
    )
    account = AccountSpec(
        name=WORD,
        unit="100M_YUAN",
        first=2012,
        last=2020,
        final_uses=("FU101", "FU103"),
        scopes=(AccountScope(scope="NARROW", products=(product,)),),
    )
    own = [
        indicator("AA", "LIFE_A"),
        indicator("BB", "LIFE_A"),
        indicator("CC", "LIFE_B"),
        indicator("POP", None),
    ]
    return programme(
        codelists={"CL_MEASURE": measures(), "CL_DOMAIN": LIST},
        areas=(Area(id="CN", name=WORD, level="nation"), Area(id="110000", name=WORD, level="province")),
        indicators={item.id: item for item in own},
        tables=table_spec(),
        account=account,
        domains=SPEC,
    )


SECTORS = pa.table(
    {
        "LEVEL": ["42", "3", "3", "3"],
        "TIME_PERIOD": ["2017"] * 4,
        "CODE": ["31", "001", "002", "003"],
        "NAME_ZH": ["信息", "互联网", "广播", "电力"],
        "SECTOR42": ["31", "31", "31", "24"],
    }
)
CELLS = [  # in 10,000 yuan: 20,000 of them are 2 of 100 million
    ("CN", "3", "001", "FU101", 20_000.0),
    ("CN", "3", "001", "FU103", 10_000.0),
    ("CN", "3", "002", "FU101", 50_000.0),
    ("CN", "3", "003", "FU101", 990_000.0),
    ("110000", "42", "31", "FU101", 70_000.0),
]
VALUES = [  # indicator, period, frequency, value, status
    ("AA", "2017", "A", 1.0, "A"),
    ("AA", "2018", "A", 2.0, "E"),
    ("BB", "2018-06", "M", 3.0, "A"),
    ("CC", "2018", "A", 4.0, "I"),
    ("POP", "2018", "A", 9.0, "A"),
]


def made() -> Dataset:
    names = ("REF_AREA", "LEVEL", "ROW", "COL", "OBS_VALUE")
    columns = dict(zip(names, zip(*CELLS, strict=True), strict=True))
    io = observations("cells", columns, TIME_PERIOD="2017", ORIGIN="T", UNIT_MEASURE="10K_YUAN")
    told = dict(
        zip(
            ("INDICATOR", "TIME_PERIOD", "FREQ", "OBS_VALUE", "OBS_STATUS"),
            zip(*VALUES, strict=True),
            strict=True,
        )
    )
    indicators = observations("indicators", told, REF_AREA="CN", SCOPE="_Z", UNIT_MEASURE="UNITS")
    return domains.compile(country(), indicators, tables(io), SECTORS, CYCLE)


def find(data: Dataset, **where: str) -> list[dict[str, Any]]:
    return [r for r in data.table.to_pylist() if all(r[name] == value for name, value in where.items())]


def shares(domain: str, year: str) -> dict[str, tuple[float, str]]:
    rows = find(made(), DOMAIN=domain, TIME_PERIOD=year, INDICATOR="_T")
    return {r["MEASURE"]: (r["OBS_VALUE"], r["COMMENT"]) for r in rows if r["MEASURE"] != "FINAL_USE"}


def test_values_of_indicators_stand_under_their_class_and_others_nowhere() -> None:
    rows = find(made(), MEASURE="LEVEL")
    assert [(r["DOMAIN"], r["INDICATOR"], r["TIME_PERIOD"], r["OBS_VALUE"]) for r in rows] == [
        ("LIFE_A", "AA", "2017", 1.0),
        ("LIFE_A", "AA", "2018", 2.0),
        ("LIFE_B", "CC", "2018", 4.0),
        ("LIFE_A", "BB", "2018-06", 3.0),
    ]


def test_shares_count_indicators_with_a_value_and_values_that_were_observed() -> None:
    assert shares("LIFE_A", "2017") == {"COVERAGE": (50.0, "1 of 2"), "SHARE_OBSERVED": (100.0, "1 of 1")}
    assert shares("LIFE_A", "2018") == {"COVERAGE": (100.0, "2 of 2"), "SHARE_OBSERVED": (50.0, "1 of 2")}
    assert shares("LIFE_B", "2018") == {"COVERAGE": (100.0, "1 of 1"), "SHARE_OBSERVED": (0.0, "0 of 1")}


def test_a_domain_counts_the_indicators_of_its_classes() -> None:
    whole = shares("LIFE", "2018")
    assert whole["COVERAGE"] == (100.0, "3 of 3")
    assert whole["SHARE_OBSERVED"] == (pytest.approx(100 / 3), "1 of 3")
    assert shares("LIFE", "2017")["COVERAGE"] == (pytest.approx(100 / 3), "1 of 3")
    assert shares("WORK", "2018") == {}


def bounds(domain: str, area: str = "CN") -> list[tuple[str, float | None, float | None, float | None, str]]:
    rows = find(made(), DOMAIN=domain, MEASURE="FINAL_USE", REF_AREA=area)
    return [(r["TIME_PERIOD"], r["OBS_VALUE"], r["LOWER"], r["UPPER"], r["OBS_STATUS"]) for r in rows]


def test_an_interval_runs_from_sectors_wholly_inside_to_all_that_overlap_and_has_no_value() -> None:
    # wholly inside: 002 with 5; overlapping: 001 with 2 + 1
    assert bounds("LIFE_A") == [("2017", None, 5.0, 8.0, "U")]


def test_a_rule_by_name_beats_the_rule_of_its_harmonised_sector() -> None:
    assert bounds("LIFE_B") == [("2017", None, 0.0, 3.0, "U")]


def test_a_domain_holds_wholly_what_one_of_its_classes_does_and_counts_each_sector_once() -> None:
    assert bounds("LIFE") == [("2017", None, 5.0, 8.0, "U")]


def test_a_place_with_a_table_of_harmonised_sectors_only_has_a_wider_interval() -> None:
    assert bounds("LIFE_A", "110000") == [("2017", None, 0.0, 7.0, "U")]


def test_a_class_that_tables_cannot_tell_has_one_row_without_bounds_that_says_why() -> None:
    [row] = find(made(), DOMAIN="WORK_C", MEASURE="FINAL_USE")
    assert (row["TIME_PERIOD"], row["LOWER"], row["UPPER"], row["OBS_STATUS"]) == ("2024", None, None, "M")
    assert row["COMMENT"] == "industries use it"
    assert bounds("WORK") == []


def test_an_interval_is_made_of_the_cells_of_its_sectors_and_says_in_which_role() -> None:
    data = made()
    [row] = find(data, DOMAIN="LIFE_A", MEASURE="FINAL_USE", REF_AREA="CN")
    assert row["FORMULA"] == "002 .. 001+002"
    key = ".".join(row[name] for name in data.dataflow.dimensions)
    edges = [(e["ROLE"], e["IN_KEY"]) for e in data.inputs.to_pylist() if e["KEY"] == key]
    assert edges == [
        ("OVERLAPS", "CN.2017.3.T.001.FU101"),
        ("OVERLAPS", "CN.2017.3.T.001.FU103"),
        ("WHOLLY_INSIDE", "CN.2017.3.T.002.FU101"),
    ]
