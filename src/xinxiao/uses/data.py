"""Data: rows of a dataflow of a release, and how they are handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import pyarrow as pa

from xinxiao.errors import DataFault
from xinxiao.model.extract import Extract, Filter
from xinxiao.model.period import day_of
from xinxiao.model.release import Release
from xinxiao.model.structure import VINTAGE
from xinxiao.publish.files.labels import Labels
from xinxiao.texts import Language
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.question import columns_of


def data(
    call: Call,
    dataflow: str,
    where: Mapping[str, Sequence[str]] | None = None,
    release_id: str | None = None,
    as_of: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    progress: Progress = silent,
) -> Extract:
    """Rows of a dataflow, queried from the sealed file when they are read, in key order.

    ``where`` keeps rows whose column has one of the codes. ``as_of`` gives what was known on that day: figures, whose
    rows carry their vintages, are filtered; anything else is computed anew from the release's own programme.
    Raises :class:`NotFound` for an unknown dataflow or column, :class:`DataFault` for an ``offset`` or ``limit`` below 0,
    :class:`Tampered` when the sealed file is not what its
    hash says.
    """
    if offset < 0 or (limit is not None and limit < 0):
        raise DataFault(f"rows from {offset}, at most {limit}", hint="give numbers that are not below 0")
    release = releases.find(call, release_id)
    flow = releases.flow(call, release, dataflow)
    day = None if as_of is None else day_of(as_of)
    known = release
    if day is not None and not flow.has_vintages:
        from xinxiao.uses.known_at import (
            known_at,  # a whole cycle: only those who ask for another day pay for it
        )

        known = known_at(call, release, day, progress)
        releases.flow(call, known, dataflow)
    upto = {VINTAGE: day} if day is not None and flow.has_vintages else {}
    which = Filter(columns_of(flow, where or {}), upto, flow.dimensions)
    ports, digest = call.ports, known.datasets[flow.id].sha256
    path = ports.blobs.verified(digest)
    total = ports.tables.count(path, which)
    rows = max(total - offset, 0) if limit is None else max(min(total - offset, limit), 0)

    def read() -> Iterator[pa.RecordBatch]:
        return ports.tables.batches(ports.blobs.verified(digest), which, limit, offset)

    codes = partial(ports.tables.distinct, path, which)
    return Extract(flow, release, day or release.as_of, which.codes, total, rows, read, codes)


def codes_of(call: Call, extract: Extract, column: str) -> list[str]:
    """The codes a column has anywhere in the dataflow an extract is from."""
    path = call.ports.blobs.verified(extract.release.datasets[extract.dataflow.id].sha256)
    return call.ports.tables.distinct(path, Filter(), column)


def labels(call: Call, release: Release, lang: Language) -> Labels:
    """What the columns and codes of a release are called in a language, as the programme sealed in it has them."""
    sealed = releases.programme(call, release)
    return Labels(sealed.programme, sealed.indices, lang)
