"""The step that writes into every observation what a reader must be told of it: the attribute DOUBT.

What follows from the row itself is worked out by :mod:`xinxiao.model.doubt`. To it come the findings on the account's
benchmarks, declared breaks, and what goes on from an input to what is made of it: a wide interval and a finding, along the
recorded inputs, from the account to indicators, domains and the leaves of the index. Status and grade go on by the verbs
themselves; scores made of dozens of inputs tell their doubt by their own intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model import doubt
from xinxiao.model.columns import values_of
from xinxiao.model.dataset import Dataset, doubles
from xinxiao.model.doubt import DOUBT
from xinxiao.model.exemption import Exemption
from xinxiao.model.finding import Finding
from xinxiao.model.grade import FIRM
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import Step

GOES_ON: Mapping[Step, tuple[Step, ...]] = {
    "indicators": ("figures", "account", "indicators"),
    "domains": ("indicators",),
    "index": ("indicators",),
    "targets": ("figures", "account", "indicators"),
    "targets_record": ("figures",),
}
"""From the inputs of which steps doubt goes on to the observations of a step."""
Doubts = dict[str, tuple[str, ...]]
"""What is said of observations, by key; those that nothing is said of are left out."""


def marked(
    programme: Programme, made: Mapping[str, Dataset], findings: Iterable[Finding] = ()
) -> dict[str, Dataset]:
    """The same datasets with DOUBT filled wherever their dataflow declares it. ``findings`` are those on the account."""
    known: dict[str, Doubts] = {}
    done: dict[str, Dataset] = {}
    by_step = {data.dataflow.step: data for data in made.values()}
    for step in [*(s for s in _ORDER if s in by_step), *(s for s in by_step if s not in _ORDER)]:
        data = by_step[step]
        if DOUBT not in data.dataflow.columns:
            continue
        own = _own(data)
        if step == "figures":
            _add(own, _exempted(data, programme))
        if step == "account":
            _add(own, _on_account(data, findings))
        if step == "indicators":
            _add(own, _breaks(data, programme))
        if step == "index":
            _add(own, _scores(data))
        _inherit(data, own, [by_step[s].dataflow.id for s in GOES_ON.get(step, ()) if s in by_step], known)
        known[data.dataflow.id] = own
        done[data.dataflow.id] = _filled(data, own)
    return {name: done.get(name, data) for name, data in made.items()}


_ORDER: tuple[Step, ...] = ("figures", "account", "indicators")
"""Steps whose doubts others take on, in that order."""


def _own(data: Dataset) -> Doubts:
    """What each row says by itself; rows that have nothing to say are not looked at one by one."""
    table = data.table.append_column("KEY", data.keys)
    for name in (n for n in _SAYING if n not in table.column_names):
        kind = pa.float64() if name in _NUMBERS else pa.string()
        table = table.append_column(name, pa.nulls(table.num_rows, kind))
    plain = [pc.is_null(table.column("LOWER"))]
    plain.append(_among(table.column("OBS_STATUS"), ("", doubt.NORMAL)))
    plain.append(_among(table.column("GRADE"), tuple(FIRM)))
    table = table.filter(pc.invert(reduce(pc.and_, plain))).select(["KEY", *_SAYING])
    for name in _NUMBERS:
        at = table.column_names.index(name)
        table = table.set_column(at, name, doubles(table.column(name)))
    columns = (values_of(table.column(name)) for name in _SAYING)
    rows = (dict(zip(_SAYING, row, strict=True)) for row in zip(*columns, strict=True))
    return {
        key: said
        for key, row in zip(table.column("KEY").to_pylist(), rows, strict=True)
        if (said := doubt.of_row(row))
    }


_NUMBERS = ("OBS_VALUE", "LOWER", "UPPER")
_SAYING = ("OBS_STATUS", "GRADE", *_NUMBERS)
"""Columns that say something by themselves, where a dataflow has them."""


def _among(column: pa.ChunkedArray, codes: Sequence[str]) -> pa.ChunkedArray:
    """Where a column has none, or one of these codes."""
    return pc.or_(pc.is_null(column), pc.is_in(column, value_set=pa.array(codes, pa.string())))


def _exempted(data: Dataset, programme: Programme) -> Doubts:
    """Figures that a check tells, that stay as they are, and that nobody could settle."""
    left = [item for item in programme.exemptions if item.leaves == "warning"]
    about = pa.array(sorted({item.indicator for item in left}), pa.string())
    named = pc.is_in(data.table.column("INDICATOR"), value_set=about)
    names = ("INDICATOR", "SCOPE", "REF_AREA", "TIME_PERIOD")
    table = data.table.filter(named)
    columns = (table.column(n).to_pylist() for n in names)
    found: Doubts = {}
    for key, *where in zip(data.keys.filter(named).to_pylist(), *columns, strict=True):
        said = [f"{doubt.FINDING}{item.finding}" for item in left if _names(item, *where)]
        if said:
            found[key] = doubt.ordered(said)
    return found


def _names(item: Exemption, indicator: str, scope: str, area: str, period: str) -> bool:
    """Whether an exemption is about a row."""
    known = item.indicator == indicator and item.scope == scope and period[:4] in item.periods
    return known and (area in item.areas or "*" in item.areas)


def _on_account(data: Dataset, findings: Iterable[Finding]) -> Doubts:
    """Findings that name a scope, a product and a place: on all years of that product there, and of the total."""
    said: dict[tuple[str, str, str], set[str]] = {}
    for finding in findings:
        places = dict(finding.places)
        if {"scope", "product", "area"} <= set(places):
            for product in (places["product"], TOTAL):
                place = (places["scope"], product, places["area"])
                said.setdefault(place, set()).add(f"{doubt.FINDING}{finding.code}")
    names = ("SCOPE", "PRODUCT", "REF_AREA")
    rows = zip(*(data.table.column(name).to_pylist() for name in names), strict=True)
    return {
        key: doubt.ordered(said[place])
        for key, place in zip(data.keys.to_pylist(), rows, strict=True)
        if place in said
    }


def _breaks(data: Dataset, programme: Programme) -> Doubts:
    """Values of the year in which a series of the indicator breaks, by its declaration."""
    years = {
        item.id: {str(b.year) for b in item.breaks} for item in programme.indicators.values() if item.breaks
    }
    names = data.table.column("INDICATOR").to_pylist()
    periods = data.table.column("TIME_PERIOD").to_pylist()
    return {
        key: (doubt.BREAK,)
        for key, name, period in zip(data.keys.to_pylist(), names, periods, strict=True)
        if period[:4] in years.get(name, ())
    }


def _scores(data: Dataset) -> Doubts:
    """Scores whose own interval, told by measures of its own, is wide."""
    others = [name for name in data.dataflow.dimensions if name != "MEASURE"]
    places = zip(*(data.table.column(name).to_pylist() for name in others), strict=True)
    told: dict[tuple[str, ...], dict[str, tuple[str, float | None]]] = {}
    rows = zip(
        places,
        data.table.column("MEASURE").to_pylist(),
        data.keys.to_pylist(),
        values_of(doubles(data.table.column("OBS_VALUE"))),
        strict=True,
    )
    for place, measure, key, value in rows:
        if measure in _SCORE:
            told.setdefault(place, {})[measure] = (key, value)
    found: Doubts = {}
    for held in told.values():
        score, low, high = (held.get(measure, ("", None)) for measure in _SCORE)
        if doubt.is_wide(score[1], low[1], high[1]):
            found |= {key: (doubt.WIDE,) for key, _ in held.values()}
    return found


_SCORE = ("SCORE", "SCORE_LOWER", "SCORE_UPPER")


def _inherit(data: Dataset, own: Doubts, flows: Sequence[str], known: Mapping[str, Doubts]) -> None:
    """Take over what goes on from inputs, once more for each link of a chain within the dataflow."""
    for flow in (name for name in flows if name != data.dataflow.id):
        _take(data, own, flow, known.get(flow, {}))
    if data.dataflow.id in flows:
        while _take(data, own, data.dataflow.id, own):
            pass


def _take(data: Dataset, own: Doubts, flow: str, of: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether any observation took on something new from its inputs in ``flow``."""
    going = {key: kept for key, said in of.items() if (kept := _going_on(said))}
    edges = data.inputs.filter(pc.equal(data.inputs.column("IN_DATAFLOW"), flow))
    edges = edges.filter(pc.is_in(edges.column("IN_KEY"), value_set=pa.array(sorted(going), pa.string())))
    new: Doubts = {}
    for key, source in zip(edges.column("KEY").to_pylist(), edges.column("IN_KEY").to_pylist(), strict=True):
        if not set(going[source]) <= set(own.get(key, ())):
            new[key] = (*new.get(key, ()), *going[source])
    _add(own, new)
    return bool(new)


@lru_cache(1024)
def _going_on(said: tuple[str, ...]) -> tuple[str, ...]:
    """What of it goes on to what is made from the observation."""
    return tuple(d for d in said if d == doubt.WIDE or d.startswith(doubt.FINDING))


def _add(own: Doubts, more: Mapping[str, tuple[str, ...]]) -> None:
    for key, said in more.items():
        own[key] = doubt.ordered((*own.get(key, ()), *said))


def _filled(data: Dataset, own: Doubts) -> Dataset:
    texts = [" ".join(own[key]) if key in own else None for key in data.keys.to_pylist()]
    at = data.table.column_names.index(DOUBT)
    return replace(data, table=data.table.set_column(at, DOUBT, pa.array(texts, pa.string())))
