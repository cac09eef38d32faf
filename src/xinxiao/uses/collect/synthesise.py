"""Synthesise: an invented population for the forms of a programme, its reports, and the key of the errors planted in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.invented import InventedKind
from xinxiao.model.period import frequency, spelt
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.process.synthetic.assembly import Piece, Population, kinds_of
from xinxiao.process.synthetic.errors import KEY, Error, chosen
from xinxiao.process.synthetic.population import FRAME, Named, Places
from xinxiao.process.synthetic.values import UNSAID, Drawn

REPORTS = pa.schema(
    [("form", pa.string()), ("period", pa.string()), ("unit", pa.string()), ("content", pa.binary())]
)
FRAME_OF = pa.schema([(name, pa.string()) for name in FRAME])
Key = tuple[str, str]
"""A form and a period."""


@dataclass(frozen=True)
class Asked:
    """Which forms for which periods, of how many units, with how many errors in all, from which seed.

    ``wanted``: a form and its period each; errors are shared out among them.
    """

    wanted: tuple[Key, ...]
    units: int
    errors: int
    seed: int

    @property
    def shared(self) -> dict[Key, int]:
        """How many errors are planted in the reports of each form."""
        each, rest = divmod(self.errors, max(len(self.wanted), 1))
        return {key: each + (at < rest) for at, key in enumerate(self.wanted)}


def one(form: str, period: str, units: int, errors: int, seed: int) -> Asked:
    """A population of one form alone, of units that must all fill it."""
    return Asked(((form, period),), units, errors, seed)


def synthesise(programme: Programme, asked: Asked, folder: Path) -> tuple[Path, ...]:
    """Write ``frame.parquet``, ``reports.parquet`` (form, period, unit, content) and ``key.parquet`` into a folder, and return them.

    The frame is one that ``xinxiao frame import`` takes. Raises :class:`NotFound` for a form that the programme has not, or a
    period that is none of its, and :class:`DataFault` for more errors than reports of a form.
    """
    invented = population(programme, asked)
    wrong = planted(invented, asked)
    folder.mkdir(parents=True, exist_ok=True)
    names = ("frame.parquet", "reports.parquet", "key.parquet")
    with ExitStack() as open_:
        frame, reports, key = (
            open_.enter_context(pq.ParquetWriter(folder / name, schema, compression="zstd"))
            for name, schema in zip(names, (FRAME_OF, REPORTS, KEY), strict=True)
        )
        for piece in invented.pieces():
            frame.write_table(piece.units.select(list(FRAME)))
            for form, period in asked.wanted:
                told_of, rows = spoilt(piece, (form, period), wrong[form, period], asked.seed)
                reports.write_table(told_of)
                key.write_table(rows)
    return tuple(folder / name for name in names)


def spoilt(
    piece: Piece, of: Key, errors: Sequence[Mapping[int, Error]], seed: int
) -> tuple[pa.Table, pa.Table]:
    """The reports of a form and period of some units, some of them spoilt, and the key of what was done."""
    form, period = of
    units, held = piece.names(form), piece.contents(form, period)
    kinds = errors[piece.number]
    found = piece.spoilt(of, held, kinds, seed)
    if found:
        held = pa.array([found[at].content if at in found else c for at, c in enumerate(held.to_pylist())])
    rows = [
        (form, period, units[at], kinds[at], each.item, each.right, each.wrong, each.rule)
        for at, each in found.items()
    ]
    columns = zip(*rows, strict=True) if rows else [[] for _ in KEY]
    made = {"form": [form] * len(units), "period": [period] * len(units), "unit": units}
    key = pa.table([pa.array(column, pa.string()) for column in columns], schema=KEY)
    return pa.table({**made, "content": held.cast(pa.binary())}, schema=REPORTS), key


def planted(invented: Population, asked: Asked) -> dict[Key, tuple[dict[int, Error], ...]]:
    """Which reports of which piece are spoilt and how. Raises :class:`DataFault` for more errors than reports."""
    counts: dict[Key, list[int]] = {key: [] for key in asked.wanted}
    both: dict[Key, list[object]] = {key: [] for key in asked.wanted}
    for piece in invented.pieces():
        for key in asked.wanted:
            counts[key].append(len(piece.places(key[0])))
            both[key].append(piece.both(*key) if asked.errors else [])
    found = {}
    for key, errors in asked.shared.items():
        if errors > sum(counts[key]):
            raise DataFault(
                f"{errors} errors",
                told("synthetic_errors", form=key[0], errors=errors, reports=sum(counts[key])),
            )
        found[key] = chosen(counts[key], both[key], errors, asked.seed)  # type: ignore[arg-type]
    return found


@dataclass(frozen=True)
class Made:
    """What the units of an invented population report on a form for a period (N,), nothing of it spoilt."""

    form: Form
    units: tuple[str, ...]
    contents: pa.Array


def made(programme: Programme, asked: Asked, period: str = "") -> Made:
    """The first form asked for, for its period or another; raises as :func:`synthesise`."""
    form, own = asked.wanted[0]
    invented = population(programme, asked)
    units, contents = list[str](), list[pa.Array]()
    for piece in invented.pieces():
        units += piece.names(form)
        contents.append(piece.contents(form, period or own))
    return Made(invented.forms[form], tuple(units), pa.concat_arrays(contents))


def population(programme: Programme, asked: Asked) -> Population:
    """An invented population for some forms. Raises :class:`NotFound` as :func:`synthesise`."""
    forms = [_form(programme, *key) for key in asked.wanted]
    lists = {item.codelist for form in programme.forms.values() for item in form.items if item.codelist}
    drawn = Drawn(
        asked.seed,
        {name: programme.codes(name) for name in lists},
        programme.invented or UNSAID,
    )
    above = {area.parent for area in programme.areas}
    leaves = tuple(area.id for area in programme.areas if area.id not in above and not area.valid_to)
    return Population(
        count=asked.units,
        kinds=kinds_of(kinds(programme, forms), forms),
        places=Places(leaves, _region(programme)),
        forms=programme.forms,
        within={form.id: _within(programme, form.population.area) for form in programme.forms.values()},
        drawn=drawn,
    )


def _form(programme: Programme, form_id: str, period: str) -> Form:
    form = programme.forms.get(form_id)
    if form is None or spelt(period) is None or frequency(period) != form.frequency:
        known = ", ".join(programme.forms)
        raise NotFound(
            f"no form {form_id}",
            told("snapshot_none", form=form_id[:64], period=period[:20], known=known),
        )
    return form


def kinds(programme: Programme, forms: Sequence[Form]) -> tuple[Named, ...]:
    """The kinds of units a programme declares; where it declares none, one of each group that the forms name."""
    lists = programme.frame.lists if programme.frame is not None else None
    names = _names(programme, lists.group if lists else None)
    if programme.invented is not None:
        return tuple(Named(kind, names.get(kind.group, kind.group)) for kind in programme.invented.units)

    def listed(chosen: tuple[str, ...], name: str | None) -> tuple[str, ...]:
        return chosen or tuple(code for code in (programme.codes(name) if name else ()) if code != TOTAL)

    asks = forms[0].population
    industry, size, group = (lists.industry, lists.size, lists.group) if lists else (None, None, None)
    found = [
        InventedKind(
            group=name,
            weight=1.0,
            industries=dict.fromkeys(listed(asks.industry, industry), 1.0),
            sizes=listed(asks.size, size)[:4],
            spread=1.4,
        )
        for name in listed(asks.group, group) or ("",)
    ]
    return tuple(Named(kind, names.get(kind.group, "")) for kind in found)


def _names(programme: Programme, codelist: str | None) -> dict[str, str]:
    held = programme.codelists.get(codelist or "")
    return {code.id: code.name.zh for code in held.codes} if held else {}


def _within(programme: Programme, areas: Sequence[str]) -> frozenset[str]:
    """Areas with all that lie in them."""
    found = set(areas)
    for area in programme.areas if areas else ():
        above, seen = area.parent, [area.id]
        while above:
            if above in found:
                found.update(seen)
                break
            seen.append(above)
            parent = programme.area(above)
            above = parent.parent if parent else None
    return frozenset(found)


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
