"""The forms in which SDMX REST answers, by media type, the default first; and which one a request takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xinxiao.entry.portal.accepted import best
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.parameters import visible
from xinxiao.errors import NotAcceptable, told
from xinxiao.publish.sdmx.forms import FORMS, DataForm
from xinxiao.publish.sdmx.structure.files import FORMATS as FILES
from xinxiao.publish.sdmx.structure.files import WriteStructure

STRUCTURES: Mapping[str, WriteStructure] = {file.media: file.write for file in FILES.values()}
"""Messages of structures in REST 2."""
STRUCTURES_1: Mapping[str, WriteStructure] = {form: STRUCTURES[form] for form in reversed(list(STRUCTURES))}
"""The same in REST 1, whose default is SDMX-ML 2.1."""
_NAMES = ("json-2.0", "ml-3.0", "csv-2.0", "ml-2.1-generic", "ml-2.1", "csv-1.0")
DATA: Mapping[str, DataForm] = {FORMS[name].media: FORMS[name] for name in _NAMES}
"""Messages of data in REST 2."""
DATA_1: Mapping[str, DataForm] = {FORMS[name].media: FORMS[name] for name in (*_NAMES[3:], *_NAMES[:3])}
"""The same in REST 1, whose default is SDMX-ML 2.1 for data of any structure."""
COMMON = {"application/json": "+json", "application/xml": "+xml", "text/xml": "+xml", "text/csv": "+csv"}
"""Types of the web, which stand for the first form of their kind."""


def taken(request: HttpRequest, offered: Iterable[str]) -> tuple[str, Mapping[str, str]]:
    """The form that a request takes, by its media type, and the parameters it was asked for with.

    Raises :class:`NotAcceptable` naming what there is.
    """
    forms = list(offered)
    kinds = {common: next((form for form in forms if kind in form), "") for common, kind in COMMON.items()}
    accept = request.headers.get("accept", "")
    found = best(accept, [*forms, *(common for common, form in kinds.items() if form)])
    if found is None:
        said = told("sdmx_media", value=visible(accept), known=", ".join(forms))
        raise NotAcceptable(f"accept {visible(accept)}", said)
    return kinds.get(found[0], found[0]), found[1]
