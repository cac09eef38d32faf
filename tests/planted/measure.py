"""Planting by the hundred: every kind in every series of a programme, and what the checks say of it.

The fast path: a programme is read once, and a fault is planted in the array of one series; the checks of series run on that
series and those related to it (on all, for a panel backwards, which only the others tell). What they only doubt is weighed as
``xinxiao check`` weighs it, in the programme with the fault. ``tests/e2e`` plants a dozen through the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tests.planted.plants import KINDS, Field, Planted, reversed_panel
from xinxiao.analyse.effects import Change, Effects, effects
from xinxiao.analyse.indicators.shelf import unit_factor
from xinxiao.analyse.weighing import doubts_told, material, surety
from xinxiao.model.finding import Finding
from xinxiao.programme.checks import series
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Panel, Panels, earlier_of, panels_of
from xinxiao.programme.checks.provincial import provincial
from xinxiao.programme.checks.related import related
from xinxiao.programme.loaded import Loaded

FEWEST_AREAS, FEWEST_YEARS = 5, 3
Named = frozenset[tuple[str, str, str, str]]


@dataclass
class Count:
    """How many faults of a kind were planted, were found, and of the material ones the same."""

    planted: int = 0
    found: int = 0
    material: int = 0
    material_found: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """A programme read once, with what its checks say before anything is planted."""

    known: Known
    panels: Panels
    earlier: Panels
    effects: Effects
    fields: tuple[Field, ...]
    before: Named
    doubts: tuple[Finding, ...]
    """What is doubted before anything is planted, and would move a published number."""
    beside: Mapping[tuple[str, str], frozenset[tuple[str, str]]]
    """The series (indicator and scope) that each is related to."""


def ground(loaded: Loaded) -> Ground:
    """A programme to plant in."""
    known = Known(loaded, loaded.parts)
    panels, earlier = panels_of(loaded), earlier_of(loaded)
    made = effects(loaded)
    assert made is not None
    before = tuple(series(known, panels, earlier))
    doubts = tuple(item for item in before if surety(item) < 1 and material(made, item))
    fields = tuple(_fields(known, panels, earlier))
    return Ground(known, panels, earlier, made, fields, _named(before), doubts, _related(known, panels))


def _related(known: Known, panels: Panels) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    held = tuple(provincial(known, panels))
    names = [(one.panel.indicator, one.panel.scope) for one in held]
    return {names[k]: frozenset(names[one] for one in own.series) for k, own in related(held).items()}


def _fields(known: Known, panels: Panels, earlier: Panels) -> Iterator[Field]:
    first = {(panel.indicator, panel.scope): panel for panel in earlier.panels}
    second, third = known.programme.file.levels[1], known.programme.file.levels[2:3]
    levels = {area.id: area.level for area in known.programme.areas}
    capitals: dict[str, str] = {}
    for area in known.programme.areas:
        if area.level in third and area.parent and not area.valid_to:
            capitals.setdefault(area.parent, area.id)
    estimated = next(
        (row for row, status in enumerate(panels.table.column("OBS_STATUS").to_pylist()) if status == "E"), -1
    )
    for panel in panels.panels:
        item = known.programme.indicators.get(panel.indicator)
        own = tuple(a for a, area in enumerate(panel.areas) if levels.get(area) == second)
        if (
            item is None
            or item.kind == "growth"
            or len(own) < FEWEST_AREAS
            or len(panel.years) < FEWEST_YEARS
        ):
            continue
        if np.isfinite(panel.values[list(own)]).mean() < 0.5:
            continue
        former = first.get((panel.indicator, panel.scope))
        nation = known.programme.file.nation
        yield Field(panel, own, former, capitals, nation, item.additive, estimated)


def _named(found: Iterable[Finding]) -> Named:
    return frozenset(map(_name, found))


def _name(item: Finding) -> tuple[str, str, str, str]:
    places = dict(item.places)
    level = "doubt" if surety(item) < 1 else ""
    return item.code + level, places.get("indicator", ""), places.get("area", ""), places.get("year", "")


def plant(on: Ground, count: int, seed: int, kinds: tuple[str, ...] = tuple(KINDS)) -> dict[str, Count]:
    """``count`` faults of each kind, in series of the index twice as often as in others."""
    random = np.random.default_rng(seed)
    result: dict[str, Count] = {}
    for kind in kinds:
        result[kind] = Count()
        for _ in range(count * 40):  # not every series has room for every kind
            if result[kind].planted >= count:
                break
            where = chosen(on, random)
            made = KINDS[kind](where, random)
            if made is not None:
                _judge(on, where, made, kind, result[kind])
    return result


def chosen(on: Ground, random: np.random.Generator) -> Field:
    """A series to plant in: those of the index are drawn twice as often as others."""
    weights = np.array([2.0 if f.panel.indicator in on.effects.read else 1.0 for f in on.fields])
    return on.fields[int(random.choice(len(on.fields), p=weights / weights.sum()))]


def _judge(on: Ground, where: Field, made: Planted, kind: str, count: Count) -> None:
    panels, earlier = _around(on, where.panel, made.panel, whole=KINDS[kind] is reversed_panel)
    said = [item for item in series(on.known, panels, earlier) if _name(item) not in on.before]
    mine = [item for item in said if _meant(where, made, item)]
    found = any(surety(item) == 1 for item in mine) or _doubted(on, where.panel, made, mine)
    matters = kind.startswith("a national total") or material_of(on, where.panel, made)
    count.planted += 1
    count.found += found
    count.material += matters
    count.material_found += found and matters
    if matters and not found and len(count.missed) < 50:
        area, year = made.cells[0] if made.cells else ("", 0)
        count.missed.append((where.panel.indicator, area, str(year)))


def _meant(where: Field, made: Planted, item: Finding) -> bool:
    """Whether a finding names the fault: its series, and its area and year (within one) or the whole."""
    _, indicator, area, year = _name(item)
    return (
        indicator == where.panel.indicator
        and (area in made.areas or area in ("*", where.nation))
        and (not made.years or not year or int(year) in made.years)
    )


def _doubted(on: Ground, old: Panel, made: Planted, mine: Sequence[Finding]) -> bool:
    """Whether one of the doubts about the fault is told, among those there were before."""
    doubts = [item for item in mine if surety(item) < 1]
    if not doubts or old.indicator not in on.effects.read:
        return False
    faulty = _with(on.effects, _changes(made))
    own = [item for item in doubts if material(faulty, item)]
    told = doubts_told((*own, *on.doubts), on.known.loaded.rows.num_rows, lambda item: True)
    return any(item in own for item in told)


def _with(made: Effects, changes: Sequence[Change]) -> Effects:
    """The effects of a programme with other figures."""
    shelf, grid = made.figures, made.figures.grid
    figures = {name: dict(own) for name, own in shelf.figures.items()}
    for one in changes:
        held = figures[one.indicator][one.scope]
        values = held.values.copy()
        factor = unit_factor(made.programme, made.programme.indicators[one.indicator])
        if one.area in grid.areas and one.year in grid.years:
            values[grid.areas.index(one.area), grid.years.index(one.year)] = one.value * factor
        figures[one.indicator][one.scope] = replace(held, values=values)
    return replace(made, figures=replace(shelf, figures=figures))


def _around(on: Ground, old: Panel, new: Panel, whole: bool) -> tuple[Panels, Panels]:
    def among(panels: Panels, put: bool) -> Panels:
        key = (old.indicator, old.scope)
        near = on.beside.get(key, frozenset())
        kept = [
            new if put and (p.indicator, p.scope) == key else p
            for p in panels.panels
            if whole or (p.indicator, p.scope) in near | {key}
        ]
        return replace(panels, panels=tuple(kept))

    return among(on.panels, put=True), among(on.earlier, put=False)


def material_of(on: Ground, old: Panel, made: Planted) -> bool:
    """Whether the fault moves a published score by more than half a point or a rank by more than two places."""
    if old.indicator not in on.effects.read:
        return False
    return on.effects.of(_changes(made)).material


def _changes(made: Planted) -> list[Change]:
    panel = made.panel
    held = {area: a for a, area in enumerate(panel.areas)}
    return [
        Change(
            panel.indicator, panel.scope, area, year, float(panel.values[held[area], panel.years.index(year)])
        )
        for area, year in made.cells
    ]


def table(results: dict[str, dict[str, Count]]) -> str:
    """The published table: a line for each kind, three columns for each programme."""
    heads = "".join(f" {name}: found | {name}: material | {name}: material found |" for name in results)
    lines = [f"| kind of fault |{heads}", "|---|" + "---|---|---|" * len(results)]
    for kind in KINDS:
        cells = "".join(f" {_cells(counts[kind])} |" for counts in results.values())
        lines.append(f"| {kind} |{cells}")
    return "\n".join(lines)


def _cells(count: Count) -> str:
    share = f"{count.found} of {count.planted} | {count.material}"
    if not count.material:
        return f"{share} | –"
    return f"{share} | {100 * count.material_found / count.material:.1f} %"
