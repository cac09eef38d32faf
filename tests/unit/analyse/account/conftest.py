"""A made-up country of two provinces with two tables, small enough to check by hand."""

from dataclasses import dataclass

import pyarrow as pa
import pytest

from tests.nouns import WORD as TEXT
from tests.nouns import figures, known, observations, programme, programme_file, table_spec
from xinxiao.model.account import AccountProduct, AccountScope, AccountSpec
from xinxiao.model.codelist import Area
from xinxiao.model.io_table import IoTables
from xinxiao.model.io_table import tables as tables_of
from xinxiao.model.programme import Indicator, Programme
from xinxiao.model.vintage import Vintage


@dataclass(frozen=True)
class Country:
    programme: Programme
    known: Vintage
    io: IoTables
    sectors: pa.Table


def cells(rows):
    names = ("REF_AREA", "TIME_PERIOD", "ROW", "COL", "OBS_VALUE")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    return observations("cells", columns, LEVEL="42", ORIGIN="T", UNIT_MEASURE="10K_YUAN")


@pytest.fixture
def country():
    """Consumption in 100M_YUAN: nation 100 (2012), 200 (2014); provinces 60 + 60 and 50 + 110."""

    def build(second=(50.0, 110.0), indicators=(), last=2015):
        years = range(2012, 2016)
        rows = [
            (area, "POP", str(year), "2020-01-01", 10.0 + bonus * (year - 2012))
            for area, bonus in (("110000", 0.0), ("120000", 5.0))
            for year in years
        ]
        tables = [("CN", "2012", "20", "FU101", 1e6), ("CN", "2014", "20", "FU101", 2e6)]
        tables += [(area, "2012", "20", "FU101", 6e5) for area in ("110000", "120000")]
        tables += [
            (a, "2014", "20", "FU101", v * 1e4) for a, v in zip(("110000", "120000"), second, strict=True)
        ]
        product = AccountProduct(
            id="G", name=TEXT, sectors=("20",), national_indicator="POP", provincial_indicator="POP"
        )
        spec = AccountSpec(
            name=TEXT,
            unit="100M_YUAN",
            first=2012,
            last=last,
            final_uses=("FU101", "FU103"),
            scopes=(AccountScope(scope="NARROW", products=(product,)),),
        )
        areas = [Area(id="CN", name=TEXT, level="nation")]
        areas += [Area(id=code, name=TEXT, level="province", parent="CN") for code in ("110000", "120000")]
        people = Indicator(id="POP", name=TEXT, unit="UNITS", definition=TEXT)
        own = programme(
            programme_file(id="made-up", headline="SCALE", headline_scope="NARROW"),
            areas=tuple(areas),
            indicators={i.id: i for i in (people, *indicators)},
            tables=table_spec(),
            account=spec,
        )
        sectors = pa.table(
            {"LEVEL": ["42"] * 2, "TIME_PERIOD": ["2012", "2014"], "CODE": ["20"] * 2, "SECTOR42": ["20"] * 2}
        )
        return Country(own, known(figures(rows)), tables_of(cells(tables)), sectors)

    return build


@pytest.fixture
def indicator():
    """Build an indicator with a formula."""

    def build(code, formula, direction=1):
        return Indicator(
            id=code, name=TEXT, unit="UNITS", definition=TEXT, formula=formula, direction=direction
        )

    return build
