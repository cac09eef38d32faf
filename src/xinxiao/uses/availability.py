"""Availability: what data a question of SDMX would find, or what could be added to it, as a constraint of a dataflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from xinxiao.errors import Senseless, told
from xinxiao.model.available import Available, available
from xinxiao.model.choice import Chosen, series_of, shown
from xinxiao.model.extract import BEGINS, ENDS, OBSERVATIONS, Filter
from xinxiao.model.selection import ALL_DIMENSIONS, AvailabilityQuery, Shape
from xinxiao.model.series_table import Mask, SeriesTable, series_table
from xinxiao.uses.call import Call
from xinxiao.uses.data_query import changes, fitting
from xinxiao.uses.holdings import Held, choice, holdings


@dataclass(frozen=True)
class Offer:
    """What there is of one dataflow."""

    held: Held
    what: Available


def availability(call: Call, query: AvailabilityQuery, start_day: str = "") -> tuple[Offer, ...]:
    """What there is of each dataflow that answers and has something. Raises as :func:`data_query`."""
    shape = Shape(at=ALL_DIMENSIONS)

    def choose(held: Held) -> Chosen:
        unknown = [name for name in query.components if name not in held.flow.dimensions]
        if unknown:
            known = ", ".join(held.flow.dimensions)
            said = told("sdmx_component", flow=held.flow.id, value=shown(unknown[0]), known=known)
            raise Senseless(f"{held.flow.id} has no {shown(unknown[0])}", said)
        return choice(call, held, start_day).of(query.selection, shape)

    found = []
    for held, chosen in fitting(holdings(call, query.target), choose):
        what = _offered(call, held, chosen, query)
        if what.observations:
            found.append(Offer(held, what))
    return tuple(found)


def _offered(call: Call, held: Held, chosen: Chosen, query: AvailabilityQuery) -> Available:
    dimensions, time = series_of(held.flow), held.flow.time

    def read(asked: Filter) -> SeriesTable:
        if query.since is not None:
            return series_table(_changed(call, held, replace(chosen, which=asked), query.since))
        path = call.ports.blobs.verified(held.digest)
        return series_table(call.ports.tables.series(path, asked, dimensions, time))

    def series(asked: Filter) -> tuple[SeriesTable, Mask]:
        if query.since is None:  # the series of the whole file are read once
            whole = call.ports.kept.series.get(held.digest, lambda: read(Filter()))
            if whole.fits(asked):
                return whole, whole.chosen(asked)
        found = read(asked)
        return found, found.observations > 0

    further = query.mode == "available"
    return available(series, chosen.which, dimensions, time, query.components, further)


def _changed(call: Call, held: Held, chosen: Chosen, since: datetime) -> pa.Table:
    """The series among what changed since a moment, also of what is no longer there."""
    dimensions, time = series_of(held.flow), held.flow.time
    columns = held.flow.dimensions
    schema = pa.schema([held.flow.schema.field(name) for name in columns])
    told_ = replace(chosen, which=replace(chosen.which, columns=columns))

    def batches() -> Iterator[pa.RecordBatch]:
        for rows in changes(call, held, told_, since):
            which = rows.chosen.which
            yield from call.ports.tables.batches(rows.path, which, None, 0, rows.unlike)

    table = pa.Table.from_batches(batches(), schema=schema)
    counted = table.append_column(OBSERVATIONS, pa.repeat(pa.scalar(1, pa.int64()), table.num_rows))
    asked = [(OBSERVATIONS, "sum"), *([(time, "min"), (time, "max")] if time else [])]
    grouped = counted.group_by(list(dimensions)).aggregate(asked)
    names = {f"{OBSERVATIONS}_sum": OBSERVATIONS, f"{time}_min": BEGINS, f"{time}_max": ENDS}
    return grouped.rename_columns([names.get(name, name) for name in grouped.column_names])
