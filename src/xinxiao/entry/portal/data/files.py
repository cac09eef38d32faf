"""Files of dataflows at stable addresses, the same in either language."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import quote

from xinxiao import __version__
from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer, SealedFile
from xinxiao.entry.portal.data.codes import coded, known
from xinxiao.entry.portal.data.view import dataflow
from xinxiao.entry.portal.headers import matches
from xinxiao.entry.portal.page_answers import FIGURE, CsvOf
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.route import TooMuch, Visit
from xinxiao.entry.portal.steps import Step
from xinxiao.errors import NotFound, told
from xinxiao.publish.files import FORMATS, MEDIA, Format, export
from xinxiao.uses.blob import blob
from xinxiao.uses.data import data

HERE = 1_000
"""Files of more rows are made by a process for heavy work, where there is one."""
WHOLE = 200_000
"""Files of more rows are sent while they are made, and not kept."""
Where = dict[str, tuple[str, ...]]


def data_file(visit: Visit) -> Answer:
    """A dataflow of a release as CSV, JSON, Parquet or XLSX; any coded column may be given as a filter.

    Raises ``NotFound`` for a dataflow, form or release there is not, ``WrongRequest`` for a filter that cannot be.
    """
    view = visit.site.views.view(visit.query.get(RELEASE))
    step, form = view.step(visit.args["flow"]), _form(visit.args["form"])
    flow, where = view.flow(step), conditions(visit, view, step)
    headers = answer.page(b"", MEDIA[form], f"{flow.id}-{view.id}.{form}").headers
    if form == "parquet" and not where:  # the sealed file itself, so that its hash is the one in the manifest
        digest = view.release.datasets[flow.id].sha256
        return Answer(200, b"", headers, f'"{digest}"', "bytes", SealedFile(blob(visit.call, digest).path))
    tag = tag_of(view, flow.id, form, where)
    made = Answer(200, b"", headers, tag, "bytes")
    if matches(visit.http.headers.get("if-none-match", ""), tag):
        return made  # who holds these very bytes needs no query
    kept = visit.site.files.find(tag)
    if kept is not None:
        return replace(made, body=kept)
    extract = data(visit.call, flow.id, where, view.id)
    if extract.rows > HERE and visit.goes_beyond():
        raise TooMuch
    if extract.rows > WHOLE:
        return replace(made, stream=lambda: export(extract, form))
    return replace(made, body=visit.site.files.get(tag, lambda: b"".join(export(extract, form))))


def rows_of(visit: Visit) -> Answer:
    """The rows of a data page as CSV: the file of all that fit, unless just those it shows are asked for."""
    if visit.query.get(FIGURE.name) or visit.query.get("page"):
        return CsvOf(dataflow)(visit)
    text = f"?{visit.query.text}" if visit.query.text else ""
    return answer.redirect(f"{visit.site.root}/data/{quote(visit.args['flow'])}.csv{text}", 308)


def _form(form: str) -> Format:
    found = next((known for known in FORMATS if known == form), None)
    if found is None:
        raise NotFound(f"format {form}", told("bad_format", value=form, known=", ".join(FORMATS)))
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
