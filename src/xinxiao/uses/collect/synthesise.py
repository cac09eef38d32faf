"""Synthesise: an invented population for the forms of a programme, its reports, and the key of the errors planted in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.errors import NotFound, told
from xinxiao.model.collect.form import Form
from xinxiao.model.period import earlier, frequency, spelt
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.process.synthetic import Codes, contents, population, reports, spoilt

FRAME = ("unit", "code", "name", "area", "industry", "size", "group")


@dataclass(frozen=True)
class Asked:
    """How many units, of which form and period, with how many errors, from which seed."""

    form: str
    period: str
    units: int
    errors: int
    seed: int


def synthesise(programme: Programme, asked: Asked, folder: Path) -> tuple[Path, ...]:
    """Write ``frame.parquet``, ``reports.parquet`` (form, period, unit, content) and ``key.parquet`` into a folder, and return them.

    The frame is one that ``xinxiao frame import`` takes. Raises :class:`NotFound` for a form that the programme has not, or a
    period that is none of its, and ``ValueError`` for more errors than units.
    """
    invented = made(programme, asked)
    form, units, now = invented.form, invented.units, invented.contents
    then = _contents(programme, form, units, earlier(asked.period, 1), asked.seed)
    wrong, key = spoilt(form, units, now, then, asked.errors, asked.seed, asked.period)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_written(folder, *one) for one in _tables(asked, units, wrong, key))


@dataclass(frozen=True)
class Made:
    """An invented population of a form, and what each unit reports (N,), nothing of it spoilt."""

    form: Form
    units: pa.Table
    contents: pa.Array


def made(programme: Programme, asked: Asked) -> Made:
    """The population and its contents; raises as :func:`synthesise`."""
    form = programme.forms.get(asked.form)
    if form is None or spelt(asked.period) is None or frequency(asked.period) != form.frequency:
        known = ", ".join(programme.forms)
        raise NotFound(
            f"no form {asked.form}",
            told("snapshot_none", form=asked.form[:64], period=asked.period[:20], known=known),
        )
    units = population(asked.units, codes(programme, form), asked.seed, _region(programme))
    return Made(form, units, _contents(programme, form, units, asked.period, asked.seed))


def _contents(programme: Programme, form: Form, units: pa.Table, period: str, seed: int) -> pa.Array:
    lists = {name: programme.codes(name) for name in {item.codelist for item in form.items if item.codelist}}
    return contents(reports(form, units, period, seed, lists))


def codes(programme: Programme, form: Form) -> Codes:
    """What the units that must fill a form are described by."""
    above = {area.parent for area in programme.areas}
    leaves = tuple(area.id for area in programme.areas if area.id not in above and not area.valid_to)
    lists = programme.frame.lists if programme.frame is not None else None

    def listed(chosen: tuple[str, ...], name: str | None) -> tuple[str, ...]:
        return chosen or tuple(code for code in (programme.codes(name) if name else ()) if code != TOTAL)

    asks = form.population
    industry, size, group = (lists.industry, lists.size, lists.group) if lists else (None, None, None)
    return Codes(leaves, listed(asks.industry, industry), listed(asks.size, size), listed(asks.group, group))


def _region(programme: Programme) -> Callable[[str], str]:
    """The area of the second level that an area lies in."""
    areas = {area.id: area for area in programme.areas}
    level = programme.file.levels[1]

    def region(code: str) -> str:
        for _ in range(len(programme.file.levels)):
            if areas[code].level == level or areas[code].parent not in areas:
                break
            code = areas[code].parent or code
        return code

    return region


def _tables(asked: Asked, units: pa.Table, wrong: pa.Array, key: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    yield "frame.parquet", units.select(list(FRAME))
    count = units.num_rows
    same = {name: pa.repeat(value, count) for name, value in (("form", asked.form), ("period", asked.period))}
    yield "reports.parquet", pa.table({**same, "unit": units.column("unit"), "content": wrong})
    yield "key.parquet", key


def _written(folder: Path, name: str, table: pa.Table) -> Path:
    place = folder / name
    pq.write_table(table, place, compression="zstd")
    return place
