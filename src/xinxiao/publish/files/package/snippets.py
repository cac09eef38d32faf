"""Code that reads a package, in the languages people use: each is a file that runs in the unpacked folder."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.structure import Dataflow

PYTHON = """\
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

sealed = pyarrow.parquet.read_table("data/{flow}.parquet")
texts = pyarrow.csv.ConvertOptions(column_types={{{python}}}, strings_can_be_null=True)
labelled = pyarrow.csv.read_csv("data/{flow}.csv", convert_options=texts)
print(labelled.slice(0, 5).to_pylist())
"""
R = """\
labelled <- read.csv("data/{flow}.csv", colClasses = "character", na.strings = "", encoding = "UTF-8")
for (name in c({r})) labelled[[name]] <- as.numeric(labelled[[name]])
print(head(labelled))
"""
EXCEL = """\
let
    Read = Csv.Document(
        File.Contents("C:\\data\\{flow}.csv"),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Headed = Table.PromoteHeaders(Read, [PromoteAllScalars = true]),
    Typed = Table.TransformColumnTypes(Headed, {{{excel}}}, "en-US")
in
    Typed
"""
DUCKDB = """\
SELECT * FROM read_parquet('data/{flow}.parquet') LIMIT 5;
SELECT * FROM read_csv('data/{flow}.csv', all_varchar = true, nullstr = '') LIMIT 5;
"""


def snippets(flow: Dataflow) -> Iterator[tuple[str, str]]:
    """Path and text of each. Codes stay texts, so that leading zeros stay."""
    numbers = [part.id for part in flow.components if part.is_number]
    texts = [part.id for part in flow.components if not part.is_number]
    places = {
        "flow": flow.id,
        "python": ", ".join(f'"{name}": pa.string()' for name in texts),
        "r": ", ".join(f'"{name}"' for name in numbers),
        "excel": ", ".join(f'{{"{name}", type number}}' for name in numbers),
    }
    yield "snippets/read.py", PYTHON.format(**places)
    yield "snippets/read.R", R.format(**places)
    yield "snippets/excel.pq", EXCEL.format(**places)
    yield "snippets/read.sql", DUCKDB.format(**places)
