"""Indicators of each class, and what share of them is there and observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import Dataset, edges
from xinxiao.model.domain import families
from xinxiao.model.doubt import is_observed
from xinxiao.model.key import of_table
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme


@dataclass(frozen=True)
class Held:
    """One value of an indicator of a class: where, in which year, whether observed, and its key among the class's rows."""

    area: str
    year: str
    indicator: str
    observed: bool
    key: str


def members(made: Observations, programme: Programme, indicators: Dataset) -> Mapping[str, tuple[Held, ...]]:
    """Put in the values of every indicator that has a domain, and return them by domain."""
    domain = {item.id: item.domain for item in programme.indicators.values() if item.domain is not None}
    own = indicators.table.column("INDICATOR")
    table = indicators.table.append_column("KEY", indicators.keys)
    table = table.filter(pc.is_in(own, value_set=pa.array(sorted(domain), pa.string())))
    table = table.filter(pc.is_valid(table.column("OBS_VALUE")))
    classes = [domain[name] for name in table.column("INDICATOR").to_pylist()]
    count = table.num_rows
    rows = table.append_column("DOMAIN", pa.array(classes, pa.string()))
    rows = rows.append_column("MEASURE", pa.repeat(pa.scalar("LEVEL"), count))
    made.add_table(rows)
    keys = of_table(rows, made.dataflow.dimensions)
    made.link_table(edges(keys, "INDICATOR", indicators.dataflow.id, rows.column("KEY")))
    names = ("DOMAIN", "REF_AREA", "TIME_PERIOD", "INDICATOR", "OBS_STATUS")
    found: dict[str, list[Held]] = {}
    for values in zip(*(rows.column(name).to_pylist() for name in names), keys.to_pylist(), strict=True):
        code, area, period, indicator, status, key = values
        found.setdefault(code, []).append(Held(area, period[:4], indicator, is_observed(status), key))
    return {code: tuple(values) for code, values in found.items()}


def shares(made: Observations, programme: Programme, held: Mapping[str, tuple[Held, ...]]) -> None:
    """Coverage and share observed of each class and domain, for each place and year with a value."""
    assert programme.domains is not None
    listed = programme.codelists.get(programme.domains.codelist)
    declared: dict[str, list[str]] = {}
    for item in programme.indicators.values():
        declared.setdefault(item.domain or "", []).append(item.id)
    for code, family in (families(listed) if listed is not None else {}).items():
        wanted = sum(len(declared.get(name, ())) for name in family)
        by_place: dict[tuple[str, str], list[Held]] = {}
        for value in (value for name in family for value in held.get(name, ())):
            by_place.setdefault((value.area, value.year), []).append(value)
        for (area, year), values in sorted(by_place.items()):
            _share(made, (code, area, year), values, wanted, programme)


def _share(
    made: Observations, place: tuple[str, str, str], values: list[Held], wanted: int, programme: Programme
) -> None:
    code, area, year = place
    firm = [value for value in values if value.observed]
    told = {"COVERAGE": (_distinct(values), wanted), "SHARE_OBSERVED": (len(firm), len(values))}
    for measure, (part, whole) in told.items():
        key = made.add(
            DOMAIN=code,
            REF_AREA=area,
            TIME_PERIOD=year,
            MEASURE=measure,
            OBS_VALUE=100.0 * part / whole,
            UNIT_MEASURE=programme.unit_of("domains", measure),
            OBS_STATUS="A",
            METHOD=f"DOMAIN_{measure}",
            COMMENT=f"{part} of {whole}",
        )
        for value in values:
            made.link(key, "INDICATOR", made.dataflow, value.key)


def _distinct(values: Iterable[Held]) -> int:
    return len({value.indicator for value in values})
