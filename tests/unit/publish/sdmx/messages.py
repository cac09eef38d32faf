"""A small message of data to write in every form: two series, a missing value, markup and quotes, exact places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa

from xinxiao.model.structure import Component, Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.message import ALL_DIMENSIONS, DataMessage, DataSet
from xinxiao.publish.sdmx.structure.header import Header

HEADER = Header("XX-2020-abc", "2021-01-15T00:00:00Z", "XX", Text(zh="编制组", en="Compilers & co"))
FLOW = Dataflow(
    "DF",
    (
        Component(id="FREQ", codelist="CL_FREQ", name=Text(zh="频率", en="Frequency")),
        Component(id="REF_AREA", codelist="CL_AREA", name=Text(zh="地区", en="Place")),
        Component(id="TIME_PERIOD", kind="period", name=Text(zh="时期", en="Period, of time")),
        Component(id="OBS_VALUE", place="measure", kind="decimal", places=3),
        Component(id="LOWER", place="attribute", kind="double", required=False),
        Component(id="DECIMALS", place="attribute", kind="integer"),
        Component(id="OBS_STATUS", place="attribute", codelist="CL_OBS_STATUS"),
        Component(id="UNIT", place="attribute", codelist="CL_UNIT", attachment=("REF_AREA",)),
        Component(id="TITLE", place="attribute", kind="text", attachment=(), required=False),
        Component(id="COMMENT", place="attribute", kind="text", required=False),
    ),
    agency="XX",
    name=Text(zh="数据，流", en="Flow, one"),
)
NAMES = {
    "CL_FREQ": {"A": Text(zh="年度", en="Annual")},
    "CL_AREA": {"CN": Text(zh="中国", en="China"), "11": Text(zh="北京", en='"Beijing"')},
    "CL_OBS_STATUS": {"A": Text(zh="正常", en="Normal"), "M": Text(zh="缺", en="Missing")},
    "CL_UNIT": {"PC": Text(zh="百分比", en="Per cent")},
}
_ROWS = (
    ("A", "11", "2020", "1.500", 0.1, 1, "A", "PC", "T<1>", None),
    ("A", "11", "2021", "-20.000", 1e-07, 0, "A", "PC", "T<1>", 'a "quoted", <marked> & 换行\nline'),
    ("A", "CN", "2020", None, None, 2, "M", "PC", "T<1>", "=1+1 😀"),
    ("A", "CN", "2021", "0.123", 12345678.9, 3, "A", "PC", "T<1>", None),
)


def batch(rows: Sequence[tuple[object, ...]] = _ROWS) -> pa.RecordBatch:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in FLOW.columns]
    values = [None if v is None else Decimal(str(v)) for v in columns[3]]
    arrays = [
        pa.array(values if n == 3 else column, field.type)
        for n, (column, field) in enumerate(zip(columns, FLOW.schema, strict=True))
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=FLOW.schema)


def data_set(
    at: str = "TIME_PERIOD",
    columns: tuple[str, ...] = FLOW.columns,
    cuts: tuple[int, ...] = (),
    rows: Sequence[tuple[object, ...]] = _ROWS,
) -> DataSet:
    """The rows in batches cut before the rows of these numbers."""
    whole = pa.Table.from_batches([batch(rows)]).select(list(columns))

    def read() -> Iterator[pa.RecordBatch]:
        ends = [*cuts, whole.num_rows]
        for begin, end in zip([0, *cuts], ends, strict=True):
            yield from whole.slice(begin, end - begin).combine_chunks().to_batches()

    def values(names: Sequence[str]) -> dict[str, list[str]]:
        return {n: sorted({v for v in whole.column(n).to_pylist() if v is not None}) for n in names}

    return DataSet(FLOW, columns, at, "IC-1", read, values)


def message(*sets: DataSet) -> DataMessage:
    return DataMessage(HEADER, sets or (data_set(),), lambda listed: NAMES.get(listed, {}), "en")


def flat() -> DataMessage:
    return message(data_set(ALL_DIMENSIONS))


def history() -> DataMessage:
    first = replace(data_set(), valid_from="2020-01-01T00:00:00Z", valid_to="2020-02-01T00:00:00Z")
    return message(first, replace(data_set(), action="Replace", valid_from="2020-02-01T00:00:00Z"))
