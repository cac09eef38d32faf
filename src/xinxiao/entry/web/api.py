"""Files at stable addresses: dataflows in four forms, manifests, explanations. The same in either language."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from xinxiao.entry.web.page import Library
from xinxiao.errors import DataFault, NotFound, XinxiaoError

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def router(library: Library) -> APIRouter:
    """The routes. Faults answer ``{"error", "message", "hint"}`` with a fitting status."""
    table = APIRouter()

    @table.api_route("/data/{flow}.{form}", methods=["GET", "HEAD"])
    def data(request: Request, flow: str, form: str, release: str = "") -> Response:
        """A dataflow of a release (the latest by default); any dimension may be given as a filter."""
        return guarded(lambda: _data(library, request, flow, form, release))

    @table.api_route("/releases.json", methods=["GET", "HEAD"])
    def releases() -> Response:
        """All releases, newest first."""
        return _json([asdict(entry) for entry in library.entries()])

    @table.api_route("/releases/{release}/manifest.json", methods=["GET", "HEAD"])
    def manifest(release: str) -> Response:
        """The manifest of a release, exactly as sealed."""
        return guarded(lambda: Response(library.book(release).release.manifest, media_type="application/json"))

    @table.api_route("/explain/{flow}/{key}.json", methods=["GET", "HEAD"])
    def explain(flow: str, key: str, release: str = "") -> Response:
        """Formula and inputs of an observation, back to figures with their source."""
        return guarded(lambda: _json(library.reader.explain(library.book(release or None).id, flow, key)))

    return table


def guarded(make: Any) -> Response:
    """The answer, or what is wrong with the question as JSON."""
    try:
        answer: Response = make()
    except XinxiaoError as error:
        status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, DataFault) else 500
        told = {"error": error.code, "message": error.message, "hint": error.hint}
        return JSONResponse(told, status)
    return answer


def _data(library: Library, request: Request, flow: str, form: str, release: str) -> Response:
    if form not in MEDIA:
        raise NotFound(f"{flow}.{form}", hint=", ".join(MEDIA))
    book = library.book(release or None)
    if flow not in book.flows:
        raise NotFound(flow, hint=", ".join(book.flows))
    where = {k: v for k, v in request.query_params.items() if k != "release"}
    body = library.reader.export(book.id, flow, where, form)
    headers = {
        "etag": f'"{book.release.sha256[:16]}-{flow}-{form}"' if not where else "",
        "content-disposition": f'attachment; filename="{flow}-{book.id}.{form}"',
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
    }
    return ranged(request, body, MEDIA[form], {k: v for k, v in headers.items() if v})


def ranged(request: Request, body: bytes, media: str, headers: dict[str, str]) -> Response:
    """The bytes, or the one range asked for (RFC 9110, section 14)."""
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if not match or not (match[1] or match[2]):
        return Response(body, media_type=media, headers=headers)
    size = len(body)
    first = int(match[1]) if match[1] else max(size - int(match[2]), 0)
    last = min(int(match[2]), size - 1) if match[1] and match[2] else size - 1
    if first > last or first >= size:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    told = {**headers, "content-range": f"bytes {first}-{last}/{size}"}
    return Response(body[first : last + 1], 206, media_type=media, headers=told)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, indent=1, default=msgspec.to_builtins) + "\n"
    return Response(body.encode(), media_type="application/json")
