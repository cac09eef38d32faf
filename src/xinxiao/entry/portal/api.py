"""Files at stable addresses: dataflows in four forms, manifests, explanations. The same in either language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from xinxiao.entry.errors import told
from xinxiao.entry.portal.page import Library
from xinxiao.errors import NotFound, XinxiaoError
from xinxiao.model.dataflows import DATAFLOWS
from xinxiao.model.dataset import Dataflow
from xinxiao.publish.files.export import Format, export
from xinxiao.release.explain import as_tree
from xinxiao.texts import Language

MEDIA: dict[str, tuple[Format, str]] = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "json": ("json", "application/json"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""Forms of a file, with their media types."""
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def router(library: Library) -> APIRouter:
    """The routes. Faults answer ``{"error": {"code", "message", "hint"}}`` with a fitting status."""
    table = APIRouter()

    @table.api_route("/data/{flow}.{form}", methods=["GET", "HEAD"])
    def data(request: Request, flow: str, form: str, release: str = "") -> Response:
        """A dataflow of a release (the latest by default); any dimension may be given as a filter."""
        return guarded(request, lambda: _data(library, request, flow, form, release))

    @table.api_route("/releases.json", methods=["GET", "HEAD"])
    def releases() -> Response:
        """All releases, newest first."""
        return _json([asdict(entry) for entry in library.entries()])

    @table.api_route("/releases/{release}/manifest.json", methods=["GET", "HEAD"])
    def manifest(request: Request, release: str) -> Response:
        """The manifest of a release, exactly as sealed."""
        return guarded(
            request,
            lambda: Response(library.book(release).release.manifest, media_type="application/json"),
        )

    @table.api_route("/explain/{flow}/{key}.json", methods=["GET", "HEAD"])
    def explain(request: Request, flow: str, key: str, release: str = "") -> Response:
        """Formula and inputs of an observation, back to figures with their source."""
        return guarded(request, lambda: _explained(library, flow, key, release))

    return table


def guarded(request: Request, make: Callable[[], Response]) -> Response:
    """The answer, or what is wrong with the question as JSON."""
    try:
        return make()
    except XinxiaoError as error:
        lang: Language = "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"
        said = told(error, lang)
        return JSONResponse(said.as_json(), said.status)


def dataflow(library: Library, flow: str, release: str) -> Dataflow:
    """The structure of a dataflow that a release holds. Raises ``NotFound`` naming those it holds."""
    book = library.book(release or None)
    if flow not in book.flows:
        raise NotFound(flow, hint=", ".join(book.flows))
    return DATAFLOWS[flow]


def place(flow: Dataflow, key: str) -> dict[str, str]:
    """The dimensions a key names. Raises ``NotFound`` when it has another number of places."""
    places = key.split(".")
    if len(places) != len(flow.dimensions):
        raise NotFound(key, hint=".".join(flow.dimensions))
    return {name: value for name, value in zip(flow.dimensions, places, strict=True) if value}


def _explained(library: Library, flow: str, key: str, release: str) -> Response:
    where = place(dataflow(library, flow, release), key)
    found = library.house.explain(flow, where, library.book(release or None).id)
    return _json({"release": found.release, "chosen": dict(found.chosen), "root": as_tree(found.root)})


def _data(library: Library, request: Request, flow: str, form: str, release: str) -> Response:
    dataflow(library, flow, release)
    if form not in MEDIA:
        raise NotFound(f"{flow}.{form}", hint=", ".join(MEDIA))
    wanted, media = MEDIA[form]
    book = library.book(release or None)
    where = {k: v.split(",") for k, v in request.query_params.items() if k != "release" and v}
    body = export(library.house.data(flow, where, book.id), wanted)
    headers = {
        "etag": f'"{book.release.sha256[:16]}-{flow}-{form}"' if not where else "",
        "content-disposition": f'attachment; filename="{flow}-{book.id}.{form}"',
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
    }
    return ranged(request, body, media, {k: v for k, v in headers.items() if v})


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
    part = {**headers, "content-range": f"bytes {first}-{last}/{size}"}
    return Response(body[first : last + 1], 206, media_type=media, headers=part)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return Response(body.encode(), media_type="application/json")
