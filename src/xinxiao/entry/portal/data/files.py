"""Files of dataflows: for good at an address that names the release, and at shorter ones that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer, SealedFile
from xinxiao.entry.portal.asked import FIGURE
from xinxiao.entry.portal.data.codes import coded, known
from xinxiao.entry.portal.data.kept import LANG, kept_file, language, pinned, way
from xinxiao.entry.portal.data.view import dataflow
from xinxiao.entry.portal.page_answers import CsvOf
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.steps import Step
from xinxiao.errors import NotFound, told
from xinxiao.publish.files import ENDINGS, FORMATS, LAYOUTS, MEDIA, Manner, export, layout_of
from xinxiao.uses.blob import blob
from xinxiao.uses.data import data, labels

LAYOUT, BOM = parameters.code("layout", 8), parameters.code("bom", 3)
"""How rows are laid out; whether a CSV begins with a byte order mark."""
ZIP = "zip"
"""The form of a package, which has an address of its own."""
OWN = (RELEASE, LAYOUT.name, LANG.name, BOM.name)
Where = dict[str, tuple[str, ...]]


def data_address(visit: Visit) -> Answer:
    """The way to a dataflow's file of a release, by default the last one, at its address for good.

    Raises ``NotFound`` for a dataflow, form or release there is not.
    """
    asked = visit.query.get(RELEASE)
    view = visit.site.views.view(asked)
    flow = view.flow(view.step(visit.args["flow"]))
    form = visit.args["form"]
    path = f"/releases/{view.id}/data/{quote(flow.id)}.{form if form == ZIP else _form(form)}"
    return way(visit, path, 308 if asked == view.id else 302)


def data_file(visit: Visit) -> Answer:
    """A dataflow of a release as CSV, JSON, Parquet, XLSX or JSON-stat; any coded column may be given as a filter.

    Raises ``NotFound`` for a dataflow, form or release there is not, ``WrongRequest`` for a filter that cannot be, and
    ``TooLarge`` for more than the form holds.
    """
    view = pinned(visit)
    if isinstance(view, Answer):
        return view
    step, form = view.step(visit.args["flow"]), _form(visit.args["form"])
    flow, manner, lang = view.flow(step), _manner(visit, form), language(visit)
    where = conditions(visit, view, step)
    headers = answer.page(b"", MEDIA[form], filename(flow.id, view.id, form, manner, lang)).headers
    if form == "parquet" and manner.layout == "codes" and not where:
        # the sealed file itself, so that its hash is the one in the manifest
        digest = view.release.datasets[flow.id].sha256
        return Answer(200, b"", headers, f'"{digest}"', "bytes", SealedFile(blob(visit.call, digest).path))

    def rows() -> tuple[int, Iterator[bytes]]:
        extract = data(visit.call, flow.id, where, view.id)
        return extract.rows, export(extract, form, labels(visit.call, view.release, lang), manner)

    asked = ";".join(f"{name}={','.join(codes)}" for name, codes in sorted(where.items()))
    return kept_file(visit, view, f"{flow.id}.{form} {manner} {lang} {asked}", headers, rows)


def rows_of(visit: Visit) -> Answer:
    """The rows of a data page as CSV: the labelled file of all that fit, unless just those it shows are asked for."""
    if any(visit.query.get(name) for name in (FIGURE.name, "page", "window")):
        return CsvOf(dataflow)(visit)
    view = visit.site.views.view(visit.query.get(RELEASE))
    flow = view.flow(view.step(visit.args["flow"]))
    own = {name for name in visit.query.names() if name not in flow.columns}
    query = [*visit.query.without(*own).pairs, (LANG.name, visit.lang), (LAYOUT.name, "long")]
    return way(visit, f"/releases/{view.id}/data/{quote(flow.id)}.csv", 302, query)


def _form(form: str) -> str:
    found = next((known for known in FORMATS if known == form), None)
    if found is None:
        raise NotFound(f"format {form}", told("bad_format", value=form, known=", ".join(FORMATS)))
    return found


def _manner(visit: Visit, form: str) -> Manner:
    """How rows are to be written. Raises ``WrongRequest`` for a layout the form has not, or a mark elsewhere than in CSV."""
    layout, bom = visit.query.get(LAYOUT.name), visit.query.get(BOM.name)
    if layout:
        parameters.one_of(LAYOUT.name, layout, LAYOUTS[form])
    if bom:
        parameters.one_of(BOM.name, bom, ("yes", "no") if form == "csv" else ("no",))
    return Manner(layout_of(form, layout), bom == "yes")


def filename(name: str, release: str, form: str, manner: Manner, lang: str) -> str:
    """What a file is called where it is kept: the release stands in it."""
    said = "" if manner.layout == "codes" else f"-{manner.layout}-{lang}"
    return f"{name}-{release}{said}.{ENDINGS[form]}"


def conditions(visit: Visit, view: ReleaseView, step: Step) -> Where:
    """The filters given, by column. Raises ``WrongRequest`` for another column, or a code nobody knows."""
    columns = {part.id: part for part in coded(view.flow(step))}
    where: Where = {}
    for name in visit.query.names():
        if name in OWN:
            continue
        codes, part = visit.query.all(name), columns.get(name.upper())
        if part is None:
            raise parameters.wrong("parameter_unknown", name, codes[0], known=", ".join([*columns, *OWN]))
        allowed = known(view, step, part)
        for code in codes:
            parameters.one_of(name, code, allowed)
        where[part.id] = tuple(sorted({*where.get(part.id, ()), *codes}))
    return where
