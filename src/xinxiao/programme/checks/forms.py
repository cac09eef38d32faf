"""Forms: what they name exists, their ids are unique, what is computed can be, and their marks and days are in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from xinxiao.files.convert import nearest
from xinxiao.files.places import Path
from xinxiao.model.codes import fault
from xinxiao.model.collect.form import (
    ALL_CLASSES,
    MOST_ITEMS,
    POPULATION,
    PRODUCTS,
    Form,
    Item,
    ItemSpec,
    Placed,
    RowSpec,
    cell,
)
from xinxiao.model.finding import Finding
from xinxiao.model.version_query import rank_of
from xinxiao.programme.checks.known import Known

Place = tuple[str, int]
Stands = dict[tuple[str, str, str], tuple[Placed, Path]]
"""Of a form, by section, word of the file and id."""


def within(known: Known) -> tuple[Form, ...]:
    """The forms that are not too large to be looked at item by item."""
    return tuple(form for form in known.programme.forms.values() if _size(form) <= MOST_ITEMS)


def sizes(known: Known) -> Iterator[Finding]:
    """Forms of more items than can be filled and kept, and sections in which nothing is asked."""
    for form in known.programme.forms.values():
        if _size(form) > MOST_ITEMS:
            place = known.at("forms", form.id, "sections")
            yield fault(*place, "FORM_LARGE", form=form.id, count=_size(form), most=MOST_ITEMS)
        for i, section in enumerate(form.sections):
            if (not section.items and not section.rows) or bool(section.rows) != bool(section.columns):
                place = known.at("forms", form.id, "sections", i, "id")
                yield fault(*place, "FORM_EMPTY", section=section.id)


def _size(form: Form) -> int:
    return sum(len(own.items) + len(own.rows) * len(own.columns) for own in form.sections)


def named(known: Known) -> Iterator[Finding]:
    """A form stands in the file of its name, and each of its ids is taken once."""
    for form in within(known):
        file, line = known.at("forms", form.id, "id")
        if file != f"forms/{form.id}.yaml":
            yield fault(file, line, "FORM_FILE", form=form.id)
        for word, nouns in (("sections", form.sections), ("rules", form.rules)):
            places = (known.at("forms", form.id, word, i, "id") for i in range(len(nouns)))
            yield from _twice(zip((own.id for own in nouns), places, strict=True))
        yield from _twice(_places(known, form))


def references(known: Known) -> Iterator[Finding]:
    """Lists, units, classes, products, parts, tasks and levels that forms name are there."""
    tasks = {task.id for task in known.programme.tasks}
    spec = known.programme.categories
    parts = {item.id for item in spec.categories} if spec is not None else set()
    for form in known.programme.forms.values():
        yield from _population(known, form)
        for i, part in enumerate(form.articles):
            if part not in parts:
                place = known.at("forms", form.id, "articles", i)
                yield fault(*place, "FORM_PART", value=part, hint=nearest(part, sorted(parts)))
        for i, task in enumerate(form.tasks):
            if task not in tasks:
                place = known.at("forms", form.id, "tasks", i)
                yield from known.unknown("TARGET_TASK_UNKNOWN", "tasks", str(task), place)
        for i, day in enumerate(form.calendar.accept):
            if day.level not in known.programme.file.levels:
                place = known.at("forms", form.id, "calendar", "accept", i, "level")
                hint = nearest(day.level, list(known.programme.file.levels))
                yield fault(*place, "FORM_LEVEL", value=day.level, hint=hint)


def items(known: Known) -> Iterator[Finding]:
    """Every item has a unit or a list as its type asks, a class and a product; all of them are known."""
    for form in within(known):
        stands = _stands(form)
        for own, path in stands.values():
            if isinstance(own, ItemSpec):
                yield from _typed(known, own, known.at("forms", form.id, *path))
        for item in form.items:
            yield from _placed(known, form, item, stands)


def sums(known: Known) -> Iterator[Finding]:
    """What is computed is a sum of numbers that are there, in its own unit, and not of itself."""
    for form in within(known):
        stands = _stands(form)
        for item in (item for item in form.items if item.sums):
            place = known.at("forms", form.id, *_summed(form, item, stands))
            for name in item.sums:
                part = form.by_id.get(name)
                if part is None:
                    yield fault(*place, "FORM_SUM", item=item.id, value=name, hint=_like(name, form.by_id))
                elif not _adds(part, item):
                    yield fault(*place, "FORM_SUM_UNLIKE", item=item.id, part=name)
        try:
            TopologicalSorter({item.id: item.sums for item in form.items}).prepare()
        except CycleError as circle:
            names = list(dict.fromkeys(circle.args[1]))
            yield fault(*known.at("forms", form.id, "sections"), "FORM_CIRCULAR", items=", ".join(names))


def follows(known: Known) -> Iterator[Finding]:
    """What a version carries on from an earlier one is among its items, and the earlier one came before."""
    for form in within(known):
        for i, past in enumerate(form.follows):
            at = ("follows", i)
            if rank_of(past.version) >= rank_of(form.version):
                place = known.at("forms", form.id, *at, "version")
                yield fault(*place, "FORM_FOLLOWS", version=past.version, own=form.version)
            new: list[tuple[tuple[str | int, ...], str]] = [
                (("mapped", j, "new"), item.new) for j, item in enumerate(past.mapped)
            ]
            new += [(("broken", j), name) for j, name in enumerate(past.broken)]
            for path, name in new:
                if name not in form.by_id:
                    place = known.at("forms", form.id, *at, *path)
                    yield fault(*place, "FORM_ITEM", value=name, hint=_like(name, form.by_id))


def _twice(names: Iterable[tuple[str, Place]]) -> Iterator[Finding]:
    seen: dict[str, Place] = {}
    for name, place in names:
        if name in seen:
            yield fault(*place, "ID_DUPLICATE", id=name, first=f"{seen[name][0]}:{seen[name][1]}")
        seen.setdefault(name, place)


def _places(known: Known, form: Form) -> Iterator[tuple[str, Place]]:
    """Every item id of a form with where it stands: a cell at its row, or at its column where that is what repeats."""
    for i, section in enumerate(form.sections):
        at = ("sections", i)
        for j, item in enumerate(section.items):
            yield item.id, known.at("forms", form.id, *at, "items", j, "id")
        columns = Counter(column.id for column in section.columns)
        for k, row in enumerate(section.rows):
            for j, column in enumerate(section.columns):
                word = ("columns", j) if columns[column.id] > 1 else ("rows", k)
                yield cell(row.id, column.id), known.at("forms", form.id, *at, *word, "id")


def _stands(form: Form) -> Stands:
    """Sections, single items, columns and rows of a form with where they stand in its file."""
    found: Stands = {}
    for i, section in enumerate(form.sections):
        found.setdefault((section.id, "", ""), (section, ("sections", i)))
        nouns: dict[str, tuple[ItemSpec | RowSpec, ...]] = {
            "items": section.items,
            "columns": section.columns,
            "rows": section.rows,
        }
        for word, listed in nouns.items():
            for j, own in enumerate(listed):
                found.setdefault((section.id, word, own.id), (own, ("sections", i, word, j)))
    return found


def _nearby(form: Form, item: Item, stands: Stands) -> Iterator[tuple[Placed, Path]]:
    """The item itself or its column, its row, its section and its form: from the nearest on, with where they stand."""
    if item.row:
        yield stands[item.section, "columns", item.column]
        yield stands[item.section, "rows", item.row]
    else:
        yield stands[item.section, "items", item.id]
    yield stands[item.section, "", ""]
    yield form, ()


def _summed(form: Form, item: Item, stands: Stands) -> Path:
    """Where it is said what an item is the sum of: at its row, where that says so, else at itself or its column."""
    row, path = stands.get((item.section, "rows", item.row), (form, ()))
    if isinstance(row, RowSpec) and row.sums:
        return path
    return next(path for _, path in _nearby(form, item, stands))


def _population(known: Known, form: Form) -> Iterator[Finding]:
    for word in POPULATION:
        codes: tuple[str, ...] = getattr(form.population, word)
        listed = known.programme.population_lists.get(word)
        place = known.at("forms", form.id, "population", word)
        if listed is None:
            if codes:
                yield fault(*place, "FORM_WHO", word=word)
            continue
        if codes and not known.codes(listed):
            yield fault(
                *place, "CODELIST_UNKNOWN", value=listed, hint=", ".join(sorted(known.versions)) or "-"
            )
            continue
        for i, code in enumerate(codes):
            place = known.at("forms", form.id, "population", word, i)
            if code not in known.codes(listed):
                yield fault(*place, "CODE_UNKNOWN", value=code, hint=_like(code, known.codes(listed)))


def _typed(known: Known, spec: ItemSpec, place: Place) -> Iterator[Finding]:
    """The unit of a number and the list of a code; neither where it means nothing."""
    if spec.type == "number":
        yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", spec.unit, place)
    if spec.type == "code" and spec.codelist is not None and spec.codelist not in known.versions:
        hint = _like(spec.codelist, known.versions)
        yield fault(*place, "CODELIST_UNKNOWN", value=spec.codelist, hint=hint)
    if (spec.unit is not None) != (spec.type == "number"):
        yield fault(*place, "FORM_UNIT", item=spec.id, type=spec.type)
    if (spec.codelist is not None) != (spec.type == "code"):
        yield fault(*place, "FORM_CODELIST", item=spec.id, type=spec.type)


def _placed(known: Known, form: Form, item: Item, stands: Stands) -> Iterator[Finding]:
    """The class and the product an item belongs to, where the programme has such lists."""
    spec, near = known.programme.domains, list(_nearby(form, item, stands))
    classes = (known.codes(spec.codelist) | {ALL_CLASSES}) if spec is not None else frozenset[str]()
    for word, codes in (("domain", classes), ("product", known.codes(PRODUCTS))):
        value = getattr(item, word)
        if codes and value is None:
            place = known.at("forms", form.id, *near[0][1])
            yield fault(*place, "FORM_UNPLACED", item=item.id, word=word)
        elif value is not None and value not in codes:
            path = next(path for own, path in near if getattr(own, word) is not None)
            place = known.at("forms", form.id, *path, word)
            yield fault(*place, "CODE_UNKNOWN", value=value, hint=_like(value, codes))


def _adds(part: Item, whole: Item) -> bool:
    alike = (part.unit, part.flow, part.type) == (whole.unit, whole.flow, whole.type)
    return alike and whole.type == "number" and part.places <= whole.places


def _like(name: str, known: Iterable[str]) -> str:
    return nearest(name, sorted(known))
