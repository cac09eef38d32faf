"""Categories: each within one that stands before it, of dataflows there are, and no dataflow outside them all."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.files.convert import nearest
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known

FILE = "categories.yaml"


def scheme(known: Known) -> Iterator[Finding]:
    """What is wrong with the categories; a programme without any is not asked for them."""
    declared = known.programme.categories
    if declared is None:
        return
    flows = [spec.id for spec in known.programme.structures.dataflows]
    seen: dict[str, int] = {}
    for i, category in enumerate(declared.categories):
        line = known.line(FILE, "categories", i, "id")[1]
        if category.id in seen:
            yield fault(FILE, line, "ID_DUPLICATE", id=category.id, first=f"{FILE}:{seen[category.id]}")
        if category.parent is not None and category.parent not in seen:
            place = known.line(FILE, "categories", i, "parent")
            hint = nearest(category.parent, list(seen))
            yield fault(*place, "CATEGORY_PARENT", value=category.parent, category=category.id, hint=hint)
        seen.setdefault(category.id, line)
        for name in category.dataflows:
            if name not in flows:
                place = known.line(FILE, "categories", i, "dataflows")
                yield fault(*place, "CATEGORY_FLOW", value=name, hint=nearest(name, flows))
    placed = {name for category in declared.categories for name in category.dataflows}
    for name in flows:
        if name not in placed:
            yield fault(FILE, 0, "CATEGORY_NONE", value=name)
