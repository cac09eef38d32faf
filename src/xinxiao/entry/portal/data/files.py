"""Files of dataflows at stable addresses, the same in either language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import get_args

from xinxiao import __version__
from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.data.codes import coded, known
from xinxiao.entry.portal.headers import matches
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.steps import Step
from xinxiao.errors import NotFound
from xinxiao.publish.files.export import Format, export

MEDIA: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Forms of a file, with their media types."""
Where = dict[str, tuple[str, ...]]


def data_file(visit: Visit) -> Answer:
    """A dataflow of a release as CSV, JSON, Parquet or XLSX; any coded column may be given as a filter.

    Raises ``NotFound`` for a dataflow, form or release there is not, ``WrongRequest`` for a filter that cannot be.
    """
    view = visit.site.views.view(visit.query.get(RELEASE))
    step, form = view.step(visit.args["flow"]), _form(visit.args["form"])
    flow, where = view.flow(step), conditions(visit, view, step)
    tag = tag_of(view, flow.id, form, where)
    body = b""  # who holds these very bytes needs no query
    if not matches(visit.http.headers.get("if-none-match", ""), tag):
        body = visit.site.files.get(tag, lambda: export(view.uses.data(flow.id, where, view.id), form))
    made = answer.page(body, MEDIA[form], f"{flow.id}-{view.id}.{form}")
    return Answer(200, made.body, made.headers, tag, "bytes")


def _form(form: str) -> Format:
    forms: tuple[Format, ...] = get_args(Format)
    found = next((known for known in forms if known == form), None)
    if found is None:
        raise NotFound(f"format {form}", told="bad_format", value=form, known=", ".join(MEDIA))
    return found


def conditions(visit: Visit, view: ReleaseView, step: Step) -> Where:
    """The filters given, by column. Raises ``WrongRequest`` for another column, or a code nobody knows."""
    columns = {part.id: part for part in coded(view.flow(step))}
    where: Where = {}
    for name in visit.query.names():
        if name == RELEASE:
            continue
        codes, part = visit.query.all(name), columns.get(name.upper())
        if part is None:
            raise parameters.wrong("parameter_unknown", name, codes[0], known=", ".join([*columns, RELEASE]))
        allowed = known(view, step, part)
        for code in codes:
            parameters.one_of(name, code, allowed)
        where[part.id] = tuple(sorted({*where.get(part.id, ()), *codes}))
    return where


def tag_of(view: ReleaseView, flow: str, form: str, where: Where) -> str:
    """The entity tag: it follows from what is asked for and the code that writes it, since a release never changes."""
    asked = ";".join(f"{name}={','.join(codes)}" for name, codes in sorted(where.items()))
    digest = hashlib.sha256(f"{view.id} {__version__} {flow}.{form} {asked}".encode()).hexdigest()
    return f'"{digest[:20]}"'
