"""Data for a question of SDMX: the rows of each dataflow that answers, in the order and of the state asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

import pyarrow as pa

from xinxiao.errors import Senseless, TooLarge, told
from xinxiao.model.choice import Chosen
from xinxiao.model.event import moment
from xinxiao.model.extract import Filter
from xinxiao.model.selection import DataQuery, Selection
from xinxiao.publish.sdmx.message import Action, DataSet
from xinxiao.uses.call import Call
from xinxiao.uses.holdings import Held, before, choice, holdings, through_time

MOST = 10_000_000
"""Observations of one answer."""
AT_ONCE = 4_096
"""Observations that are held at once for one reader, so that one who takes nothing costs little."""
MOST_SORTED = 1_000_000
"""Observations of one dataflow that are sorted or counted off for an answer, since they do not stand in that order."""


@dataclass(frozen=True)
class Rows:
    """Rows of one sealed file that answer. ``unlike``: only those that another file has none alike of in some columns."""

    held: Held
    chosen: Chosen
    path: Path
    unlike: tuple[Path, Sequence[str]] | None = None
    action: Action = "Information"
    valid_from: str = ""
    valid_to: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns told."""
        return self.chosen.which.columns or self.chosen.flow.columns

    @property
    def sorts(self) -> bool:
        """Whether they do not come as they stand in the file."""
        which = self.chosen.which
        return not which.stands or which.ends is not None or which.distinct or self.unlike is not None


def data_query(call: Call, query: DataQuery, start_day: str = "") -> tuple[tuple[Held, DataSet], ...]:
    """The data sets that answer, each with some rows, and what each is of.

    Raises :class:`NotFound` for an artefact there is not, :class:`Senseless` for a question that fits none of the
    dataflows, :class:`TooLarge` for more rows than are given at once.
    """
    at = moment(query.times.as_of) if query.times.as_of else ""
    chosen = fitting(
        holdings(call, query.target, at),
        lambda held: choice(call, held, start_day).of(query.selection, query.shape),
    )
    rows = [state for held, one in chosen for state in _states(call, held, one, query, start_day)]
    _demand_few(call, rows, query.selection)
    found = []
    for state, limit, offset in _within(call, rows, query.selection):
        told_ = _begun(call, state, limit, offset)
        if told_ is not None:
            found.append((state.held, told_))
    return tuple(found)


def fitting(held: Sequence[Held], choose: Callable[[Held], Chosen]) -> list[tuple[Held, Chosen]]:
    """The dataflows that a selection fits, with what it chooses. Raises the first :class:`Senseless` when it fits none."""
    found, wrong = [], list[Senseless]()
    for one in held:
        try:
            found.append((one, choose(one)))
        except Senseless as error:
            wrong.append(error)
    if wrong and not found:
        raise wrong[0]
    return found


def _states(call: Call, held: Held, chosen: Chosen, query: DataQuery, start_day: str) -> list[Rows]:
    if query.times.since is not None:
        return changes(call, held, chosen, query.times.since)
    if not query.times.history:
        return [Rows(held, chosen, call.ports.blobs.verified(held.digest))]
    found = []
    for state in through_time(call, held):
        own = choice(call, state, start_day).of(query.selection, query.shape)
        path = call.ports.blobs.verified(state.digest)
        found.append(Rows(state, own, path, None, "Replace", state.since, state.until))
    return found


def changes(call: Call, held: Held, chosen: Chosen, since: datetime) -> list[Rows]:
    """What is new or other than readers were shown at a moment, and what is no longer there (``Delete``)."""
    old = before(call, held, moment(since))
    if old is not None and old.digest == held.digest:
        return []
    path = call.ports.blobs.verified(held.digest)
    if old is None or old.flow.dimensions != held.flow.dimensions:
        return [Rows(held, chosen, path, None, "Replace", held.since)]
    earlier = call.ports.blobs.verified(old.digest)
    shared = tuple(c for c in held.flow.columns if old.flow.by_id.get(c) == held.flow.by_id[c])
    keys = replace(chosen.which, columns=held.flow.dimensions, distinct=False, ends=None)
    return [
        Rows(held, chosen, path, (earlier, shared), "Replace", held.since),
        Rows(
            held,
            replace(chosen, which=keys),
            earlier,
            (path, held.flow.dimensions),
            "Delete",
            valid_to=old.until or held.since,
        ),
    ]


def _demand_few(call: Call, rows: Sequence[Rows], selection: Selection) -> None:
    """Raise :class:`TooLarge` for more rows than one answer may have. What the manifest says is enough where it is few."""
    total = 0
    for one in rows:
        most = MOST_SORTED if one.sorts else MOST
        sealed = one.held.release.datasets[one.held.flow.id].rows
        bare = replace(one.chosen.which, ends=None, distinct=False)
        count = sealed if sealed <= most else call.ports.tables.count(one.path, bare)
        if not one.sorts and selection.limit is not None:
            count = min(count, selection.limit)
        total += count
        if count > most or total > MOST:
            whole = f"/data/{one.held.flow.id}.parquet"
            raise TooLarge(
                f"{count} rows", told("sdmx_large", rows=max(count, total), most=most, whole=whole)
            )


def _within(call: Call, rows: Sequence[Rows], selection: Selection) -> Iterator[tuple[Rows, int | None, int]]:
    """What of each is given, limit and offset being of all together: how many at the most, and after how many."""
    limit, offset = selection.limit, selection.offset
    if len(rows) == 1 or (limit is None and not offset):
        yield from ((one, limit, offset) for one in rows)
        return
    for one in rows:
        count = call.ports.tables.count(one.path, one.chosen.which, one.unlike)
        taken = max(count - offset, 0) if limit is None else min(max(count - offset, 0), limit)
        if taken:
            yield one, taken, offset
        limit = None if limit is None else limit - taken
        offset = max(offset - count, 0)


def _begun(call: Call, rows: Rows, limit: int | None, offset: int) -> DataSet | None:
    """The rows as a data set, the first batch read already; None when there is none."""
    flow, columns = rows.chosen.flow, rows.columns
    schema = pa.schema([flow.schema.field(name) for name in columns])

    def read() -> Iterator[pa.RecordBatch]:
        which = rows.chosen.which
        for batch in call.ports.tables.batches(rows.path, which, limit, offset, rows.unlike, AT_ONCE):
            if batch.num_rows:
                yield from pa.Table.from_batches([batch]).cast(schema).to_batches()

    batches = read()
    first = next(batches, None)
    if first is None:
        return None
    begun = [chain([first], batches)]
    return DataSet(
        flow,
        columns,
        rows.chosen.at,
        rows.held.release.id,
        lambda: begun.pop() if begun else read(),
        partial(_values, call, rows),
        rows.action,
        rows.valid_from,
        rows.valid_to,
    )


def _values(call: Call, rows: Rows, columns: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The values that rows meeting the conditions have: perhaps more than those of the rows that are given of them."""
    bare: Filter = replace(rows.chosen.which, ends=None, distinct=False, columns=())
    return call.ports.tables.values(rows.path, bare, columns)
