"""Seal datasets into a release: the same numbers give the same bytes on any machine.

Binary numbers are rounded to ten significant digits, exact ones are sealed as they stand, tables are sorted by key, and
Parquet is written with fixed options; see ``docs/adr/004-same-bytes-everywhere.md``.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataset import INPUTS_SCHEMA, Dataset
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.release import FORMAT, Code, Part, ProgrammeStamp, Release, Sealed, digest_of, sha256
from xinxiao.model.structure import Dataflow
from xinxiao.programme.nouns import encode

SIGNIFICANT = 10
"""Digits that a binary number is sealed with."""


def seal(
    programme: Programme,
    indices: Mapping[str, IndexSpec],
    files: Mapping[str, bytes],
    cycle: CycleSpec,
    as_of: str,
    code: Code,
    datasets: Mapping[str, Dataset],
) -> Sealed:
    """The release of ``datasets`` and every byte it consists of.

    ``files`` are the programme's files by path; they are sealed too, so that the release can be recomputed
    and read with its own texts, and so are the nouns they say, so that it opens without reading them again. Numbers
    that are not finite become missing.
    """
    nouns = encode(programme, indices)
    blobs = {sha256(nouns): nouns} | {sha256(content): content for content in files.values()}
    parts: dict[str, Part] = {}
    for name, data in sorted(datasets.items()):
        table, inputs = parquet(rounded(data.table)), parquet(rounded(data.inputs))
        blobs |= {sha256(table): table, sha256(inputs): inputs}
        parts[name] = Part(
            sha256=sha256(table),
            rows=data.rows,
            bytes=len(table),
            inputs_sha256=sha256(inputs),
            inputs_rows=data.inputs.num_rows,
        )
    hashes = {path: sha256(content) for path, content in sorted(files.items())}
    release = Release(
        format=FORMAT,
        programme=_stamp(programme, hashes),
        cycle=cycle.id,
        first=cycle.first,
        last=cycle.last,
        as_of=as_of,
        release_date=cycle.release_date,
        code=code,
        datasets=parts,
        files=hashes,
        nouns=sha256(nouns),
    )
    return Sealed(release, blobs | {release.sha256: release.manifest})


def parquet(table: pa.Table) -> bytes:
    """``table`` as Parquet bytes that depend on its values and schema only.

    Zstandard at level 1 uses a match finder that is the same on every processor.
    """
    sink = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(None).combine_chunks(),
        sink,
        version="2.6",
        compression="zstd",
        compression_level=1,
        row_group_size=131_072,
        use_dictionary=True,
        store_schema=False,
    )
    return sink.getvalue()


def unseal(flow: Dataflow, table: bytes, inputs: bytes) -> Dataset:
    """The dataset of a dataflow from the bytes sealed for it."""
    return Dataset(flow, observations(flow, table), _parquet(inputs).cast(INPUTS_SCHEMA))


def observations(flow: Dataflow, table: bytes) -> pa.Table:
    """The observations alone, from the bytes sealed for them."""
    return _parquet(table).cast(flow.schema)


def _parquet(content: bytes) -> pa.Table:
    # not read_table: that loads Arrow's dataset engine, and pandas where there is one, for reading one file
    return pq.ParquetFile(pa.BufferReader(content)).read()


def significant(value: float | None) -> float | None:
    """``value`` correctly rounded to ten significant digits; missing when it is not finite."""
    if value is None or not math.isfinite(value):
        return None
    return (
        float(f"{value:.{SIGNIFICANT}g}") + 0.0
    )  # -0.0 and 0.0 are one number, and must be one byte pattern


def _stamp(programme: Programme, hashes: Mapping[str, str]) -> ProgrammeStamp:
    file = programme.file
    return ProgrammeStamp(
        id=file.id,
        version=file.version,
        sha256=digest_of(hashes),
        release_prefix=file.release_prefix,
        name=file.name,
        synthetic=file.synthetic,
    )


def rounded(table: pa.Table) -> pa.Table:
    """The table with its binary numbers as a release holds them; exact ones stay."""
    arrays = []
    for field in table.schema:
        column = table.column(field.name)
        if pa.types.is_floating(field.type):
            known = (
                column.combine_chunks().dictionary_encode()
            )  # each number once: most weights are the same few
            numbers = pa.array([significant(value) for value in known.dictionary.to_pylist()], field.type)
            column = numbers.take(known.indices)
        arrays.append(column)
    return pa.Table.from_arrays(arrays, schema=table.schema)
