"""Codes of a programme's lists with their names: those of a file, and those that are the programme's own nouns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.codelist import Area, Code, Unit
from xinxiao.model.programme import IndexHead, Indicator, Programme, Scope, Source
from xinxiao.model.target import Light, Target, Task
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Item, Note

VALIDITY = "FR_VALIDITY_PERIOD"
"""The type of annotation by which registries and pysdmx say from when to when a code held: ``FROM/TO``."""
SUCCESSORS, UNIT, LEVEL = "SUCCESSORS", "UNIT_MEASURE", "LEVEL"
Indices = Mapping[str, IndexSpec]


def codes_of(programme: Programme, indices: Indices, codelist: str) -> tuple[Item, ...]:
    """The codes of a list in the programme's order, each once; none for a list there is not.

    Of a list made of indicators, the nodes of the indices are codes too: their scores stand in the data beside those of
    indicators.
    """
    head = programme.heads.get(codelist)
    made_of = head.made_of if head is not None and head.made_of != "file" else codelist
    nouns = _NOUNS.get(made_of)
    own = nouns(programme, indices) if nouns is not None else ()
    listed = programme.codelists.get(codelist)
    further = [code for codes in (listed, head) if codes is not None for code in codes.codes]
    found: dict[str, Item] = {}
    for item in (*own, *map(_code, further)):
        found.setdefault(item.id, item)
    return tuple(found.values())


def validity(valid_from: str | None, valid_to: str | None) -> str:
    """From when to when, as ``FROM/TO`` at midnight UTC; nothing where neither is known."""
    if valid_from is None and valid_to is None:
        return ""
    return "/".join(f"{day}T00:00:00+00:00" if day else "" for day in (valid_from, valid_to))


def _code(code: Code) -> Item:
    notes = _notes(
        (VALIDITY, validity(code.valid_from, code.valid_to)),
        (SUCCESSORS, " ".join(code.successors)),
        (UNIT, code.unit or ""),
    )
    return Item(code.id, code.name, code.note, code.parent, notes)


def _area(area: Area) -> Item:
    notes = _notes(
        (LEVEL, area.level),
        (VALIDITY, validity(area.valid_from, area.valid_to)),
        (SUCCESSORS, " ".join(area.successors)),
    )
    return Item(area.id, area.name, None, area.parent, notes)


def _notes(*said: tuple[str, str]) -> tuple[Note, ...]:
    return tuple(Note(kind, text) for kind, text in said if text)


def _areas(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_area, programme.areas)


def _units(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_unit, programme.units.values())


def _unit(unit: Unit) -> Item:
    return Item(unit.id, unit.name)


def _indicators(programme: Programme, indices: Indices) -> Iterator[Item]:
    yield from map(_indicator, programme.indicators.values())
    for spec in indices.values():
        for node in spec.framework.nodes.values():
            name = Text(zh=node.name_zh or node.code, en=node.name_en or node.name_zh or node.code)
            yield Item(node.code, name)


def _indicator(indicator: Indicator) -> Item:
    return Item(indicator.id, indicator.name, indicator.definition, notes=_notes((UNIT, indicator.unit)))


def _indices(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_index, programme.indices)


def _index(head: IndexHead) -> Item:
    return Item(head.id, head.name)


def _scopes(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_scope, programme.scopes.values())


def _scope(scope: Scope) -> Item:
    return Item(scope.id, scope.name, scope.definition)


def _sources(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_source, programme.sources.values())


def _source(source: Source) -> Item:
    by, day = source.publisher, source.published
    return Item(source.id, source.title, Text(zh=f"{by.zh}，{day}", en=f"{by.en}, {day}"))


def _targets(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_target, programme.targets)


def _target(target: Target) -> Item:
    return Item(target.id, target.name)


def _tasks(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_task, programme.tasks)


def _task(task: Task) -> Item:
    return Item(str(task.id), task.title)


def _lights(programme: Programme, _: Indices) -> Iterator[Item]:
    return map(_light, programme.lights)


def _light(light: Light) -> Item:
    return Item(light.id, light.name, light.meaning)


_NOUNS: Mapping[str, Callable[[Programme, Indices], Iterator[Item]]] = {
    "indicators": _indicators,
    "indices": _indices,
    "scopes": _scopes,
    "sources": _sources,
    "targets": _targets,
    "tasks": _tasks,
    "lights": _lights,
    "CL_AREA": _areas,
    "CL_UNIT": _units,
}
