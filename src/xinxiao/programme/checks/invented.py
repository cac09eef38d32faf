"""The invented population: every form, item, code and source it names exists, for what names nothing would have no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xinxiao.files.convert import dotted
from xinxiao.model.codes import fault
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.invented import InventedItem, InventedSpec
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.forms import within
from xinxiao.programme.checks.known import Known

FILE = "synthetic.yaml"
Named = tuple[tuple[str | int, ...], str, bool]
"""Where something is named, what it is, and whether it is there."""


def invented(known: Known) -> Iterator[Finding]:
    """What an invented population names and is not there."""
    spec = known.programme.invented
    if spec is None:
        return
    for i, source in enumerate(spec.sources):
        yield from known.unknown("SOURCE_UNKNOWN", "sources", source, known.line(FILE, "sources", i))
    for path, value, is_there in (*_units(known, spec), *_forms(known, spec)):
        if not is_there:
            yield fault(*known.line(FILE, *path), "INVENTED_UNKNOWN", place=dotted(path), value=value)


def _units(known: Known, spec: InventedSpec) -> Iterator[Named]:
    for i, kind in enumerate(spec.units):
        yield ("units", i, "group"), kind.group, _is_code(known, "group", kind.group)
        for code in kind.industries:
            yield ("units", i, "industries", code), code, _is_code(known, "industry", code)
        for j, code in enumerate(kind.sizes):
            yield ("units", i, "sizes", j), code, _is_code(known, "size", code)


def _forms(known: Known, spec: InventedSpec) -> Iterator[Named]:
    forms = {form.id: form for form in within(known)}
    for form_id, items in spec.forms.items():
        yield ("forms", form_id), form_id, form_id in known.programme.forms
        form = forms.get(form_id)
        if form is None:
            continue
        names = {name for item in form.items for name in (item.id, item.row, item.column)}
        for name, how in items.items():
            at = ("forms", form_id, name)
            yield at, name, name in names
            yield from _item(forms, known, at, form, how)


def _item(
    forms: Mapping[str, Form], known: Known, at: tuple[str, ...], form: Form, how: InventedItem
) -> Iterator[Named]:
    if how.of is not None:
        yield (*at, "of"), how.of, _is_item(form, how.of)
    for name in how.carried:
        other, _, item = name.rpartition("#")
        there = forms.get(other) if other else form
        yield (*at, "carried", name), name, there is not None and _is_item(there, item)
    for i, group in enumerate(how.groups):
        yield (*at, "groups", i), group, _is_code(known, "group", group)


def _is_item(form: Form, name: str) -> bool:
    """Whether an item, or of ``@_X`` an item of some row, is in a form."""
    return name in form.by_id or (
        name.startswith("@") and any(f"{item.row}{name[1:]}" == item.id for item in form.items)
    )


def _is_code(known: Known, column: str, code: str) -> bool:
    """Whether a column of the frame may hold a code: one of its list, or one finer than its list goes."""
    frame = known.programme.frame
    codes = known.codes(frame.coded[column]) if frame is not None and column in frame.coded else None
    finer = frame is not None and any(one.column == column for one in frame.finer)
    return not codes or code in codes or (finer and any(code.startswith(each) for each in codes))
