"""The portal as an ASGI application: parse the address, build one page, render it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from xinxiao.entry.errors import told
from xinxiao.entry.portal import api, routes, sections
from xinxiao.entry.portal.exhibits import as_csv
from xinxiao.entry.portal.page import Ask, Library, Page, Raw, address
from xinxiao.entry.portal.reader import House
from xinxiao.entry.portal.render import HERE, Press
from xinxiao.entry.portal.words import Words
from xinxiao.errors import NotFound, XinxiaoError
from xinxiao.texts import LANGUAGES, Language

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
HOME = "home"
"""The home page's name where a file of it is asked for."""
Scope = MutableMapping[str, Any]


class Safe:
    """ASGI wrapper that puts the security headers on every answer."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Pass on, adding headers to the start of each answer."""

        async def headed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        await self.app(scope, receive, headed if scope["type"] == "http" else send)


def create(house: House, release_id: str | None = None) -> FastAPI:
    """The portal over the house; ``release_id`` is shown when a reader names none (default: the latest).

    Interactive API pages are off: they load foreign scripts.
    """
    library, press = Library(house, release_id), Press()

    @asynccontextmanager
    async def warmed(app: FastAPI) -> AsyncIterator[None]:
        Thread(target=library.warm, daemon=True).start()
        yield

    app = FastAPI(
        title="xinxiao", docs_url=None, redoc_url=None, openapi_url="/openapi.json", lifespan=warmed
    )
    app.add_middleware(Safe)
    app.mount("/static", Static(directory=HERE / "static"), name="static")
    app.include_router(api.router(library))

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        lang = preferred(request.headers.get("accept-language", ""))
        return fault(press, lang, XinxiaoError(type(error).__name__))

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def root(request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request.headers.get('accept-language', ''))}/", 302)

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    def page(request: Request, path: str) -> Response:
        return serve(library, press, request, path)

    return app


class Static(StaticFiles):
    """Static files that browsers may keep: their address changes with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, to be kept for a year."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def preferred(accept: str) -> Language:
    """The language an Accept-Language header likes best of those there are; Chinese when it names neither."""
    ranked: list[tuple[float, int, Language]] = []
    for place, item in enumerate(accept.split(",")):
        tag, _, rest = item.strip().partition(";")
        weight = rest.strip().removeprefix("q=") if rest else "1"
        for lang in LANGUAGES:
            if (
                tag.lower().split("-")[0] == lang
                and weight.replace(".", "", 1).isdigit()
                and float(weight) > 0
            ):
                ranked.append((-float(weight), place, lang))
    return min(ranked)[2] if ranked else "zh"


def serve(library: Library, press: Press, request: Request, path: str) -> Response:
    """Answer one address; whatever the user can cause becomes a plain page with a hint."""
    lang_, slash, rest = path.partition("/")
    if lang_ not in LANGUAGES:
        lang = preferred(request.headers.get("accept-language", ""))
        return fault(press, lang, NotFound(f"/{path}"))
    lang = "zh" if lang_ == "zh" else "en"
    query = {k: v for k, v in request.query_params.items() if v and len(v) < 300}
    if not slash or (rest.endswith("/") and rest):
        return RedirectResponse(address(lang, rest.strip("/"), query), 308)
    try:
        return answer(library, press, request, lang, rest, query)
    except XinxiaoError as error:
        return fault(press, lang, error)


def answer(
    library: Library, press: Press, request: Request, lang: Language, rest: str, query: dict[str, str]
) -> Response:
    """The page, its figures as JSON (``.json``) or one of its exhibits as CSV (``.csv?figure=ID``)."""
    path, _, form = rest.rpartition(".")
    if form not in FORMS or (routes.find(path) is None and path != HOME):
        path, form = rest, "html"
    path = "" if path == HOME and form != "html" else path
    book = library.book(query.get("release"))
    latest = next((entry.id for entry in library.entries()), "")
    key = (book.id, latest, lang, path, form, *(f"{k}={v}" for k, v in sorted(query.items())))
    kept = press.kept(key)
    if kept is None:
        found = routes.find(path)
        if found is None or not sections.offered(book, found[0].section):
            raise NotFound(f"/{lang}/{rest}")
        pinned = query.get("release", "")
        ask = Ask(library, book, lang, path, found[1], query, pinned)
        page = found[0].build(ask)
        if page.raw is not None:
            return send(request, page.raw)
        kept = made(press, page, ask, form)
        press.keep(key, *kept)
    return send(request, Raw(*kept))


def made(press: Press, page: Page, ask: Ask, form: str) -> tuple[bytes, str]:
    """The body of a page in one form, with its media type. Raises ``NotFound`` for a figure it lacks."""
    if form == "json":
        data = {
            "title": page.title,
            "release": ask.book.id,
            "exhibits": [
                {"id": e.id, "title": e.title, "sentence": e.sentence, "rows": list(e.rows)}
                for e in page.exhibits
            ],
        }
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode(), FORMS["json"]
    if form == "csv":
        names = [e.id for e in page.exhibits]
        shown = page.exhibit(ask.get("figure") or (names[0] if names else ""))
        if shown is None:
            raise NotFound(ask.get("figure"), hint=", ".join(names))
        return as_csv(shown.rows), FORMS["csv"]
    nav = [(name, ask.url(name), ask.words.t(f"nav.{name}")) for name in sections.sections(ask.book)]
    return press.html(page, ask, nav, lambda path: routes.find(path) is not None), "text/html; charset=utf-8"


def send(request: Request, raw: Raw) -> Response:
    """Bytes with an entity tag; 304 when the reader has them already."""
    tag = f'"{hashlib.sha256(raw.body).hexdigest()[:20]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "vary": "accept-language"}
    if raw.filename:
        headers["content-disposition"] = f'attachment; filename="{raw.filename}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(raw.body, media_type=raw.media, headers=headers)


def fault(press: Press, lang: Language, error: XinxiaoError) -> Response:
    """A plain page that says what is wrong and what to do."""
    said = told(error, lang)
    words = Words(lang)
    kind = said.status if said.status in {400, 404} else 500
    context = {
        "lang": lang,
        "t": words.t,
        "status": said.status,
        "head": words.t(f"fault.{kind}.head"),
        "told": words.t(f"fault.{kind}.told"),
        "message": said.message,
        "hint": said.hint,
    }
    return Response(press.fill("fault.html", context), said.status, media_type="text/html; charset=utf-8")
