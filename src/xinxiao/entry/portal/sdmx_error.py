"""Errors as SDMX says them: a message of SDMX-ML where XML is asked for, else of SDMX-JSON; the codes are SDMX's own.

REST 2.2: doc/status.md; REST 1.5: section 4.7, by which a semantic error is 403 and a method there is not 501.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

import msgspec

from xinxiao.entry.errors import Shown
from xinxiao.texts import Language

CODES: Mapping[int, int] = {
    204: 100,
    400: 140,
    401: 110,
    403: 150,
    404: 100,
    405: 140,
    406: 140,
    410: 100,
    413: 510,
    414: 140,
    422: 150,
    501: 501,
    503: 503,
}
"""SDMX's code of an error by HTTP status; any other is 500, an internal error."""
XML = "application/xml"
JSON = "application/json"
NAMESPACES = {
    "sdmx": "http://www.sdmx.org/resources/sdmxml/schemas/v3_0",
    "sdmx-1": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1",
}


def status_of(status: int, form: str) -> int:
    """The HTTP status by which a version of SDMX REST says an error."""
    return 403 if status == 422 and form == "sdmx-1" else status


def message(
    said: Shown, status: int, lang: Language, accept: str, form: str, request: str
) -> tuple[str, bytes]:
    """The media type and the bytes of what went wrong; ``request`` is the id of the request, by which the log knows it."""
    code = CODES.get(status, 500)
    text = f"{said.message}{'。' if lang == 'zh' else '. '}{said.hint}" if said.hint else said.message
    if _wants_xml(accept, form):
        return XML, _xml(NAMESPACES[form], code, text, lang, request)
    error = {"code": code, "title": said.message, "titles": {lang: said.message}}
    if said.hint:
        error |= {"detail": said.hint, "details": {lang: said.hint}}
    meta = {"id": request or "unknown", "contentLanguages": [lang], "test": False}
    return JSON, msgspec.json.encode({"meta": meta, "errors": [error]})


def _wants_xml(accept: str, form: str) -> bool:
    """Whether XML comes before JSON in what is accepted; REST 1 speaks XML to who says nothing."""
    xml, json = accept.find("xml"), accept.find("json")
    if xml < 0 and json < 0:
        return form == "sdmx-1" and "csv" not in accept
    return xml >= 0 and (json < 0 or xml < json)


def _xml(schemas: str, code: int, text: str, lang: Language, request: str) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<message:Error xmlns:message="{schemas}/message" xmlns:common="{schemas}/common">',
        f'<message:ErrorMessage code="{code}">',
        f'<common:Text xml:lang="{lang}">{escape(text)}</common:Text>',
        *([f'<common:Text xml:lang="en">request {escape(request)}</common:Text>'] if request else []),
        "</message:ErrorMessage></message:Error>",
    ]
    return "\n".join(lines).encode()
