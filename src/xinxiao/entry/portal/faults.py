"""What is wrong, said to the reader: as a plain page, or as JSON in the one shape all doors use."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.errors import Shown, shown
from xinxiao.entry.portal import answer, sdmx_error
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.render import Renderer
from xinxiao.entry.portal.route import Faults
from xinxiao.entry.portal.words import Words
from xinxiao.errors import NotFound, TooMany, XinxiaoError, told
from xinxiao.texts import Language

HEADS = (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 503)
"""Statuses with a heading of their own; any other is said like 500."""
AGAIN = ("retry-after", "5")
"""On every 503: seconds after which to come again."""
UNPUBLISHED = "nothing_published"
"""Name of the error of a portal where collecting began and nothing is published yet; its page leads to the desk."""
LAST = "出了问题；数据没有受影响。\nSomething went wrong; no data was harmed.\n"


def fault(
    renderer: Renderer,
    lang: Language,
    form: Faults,
    error: XinxiaoError,
    *,
    without: str = "",
    status: int = 0,
    request: str = "",
    accept: str = "",
) -> Answer:
    """An error as an answer. ``without``: this address without what is wrong with it; ``request``: the request's id;
    ``accept``: the header in which it says what forms it takes."""
    error = _public(error)
    said = shown(error, lang)
    code = status or said.status
    match form:
        case "json":
            made = answer.as_json(said.as_json(request), code)
        case "sdmx" | "sdmx-1":
            code = sdmx_error.status_of(code, form)
            media, body = sdmx_error.message(said, code, lang, accept, form, request)
            made = answer.page(body, media, status=code)
        case _:
            desk = "desk" if error.told and error.told.name == UNPUBLISHED else ""
            page = _page(renderer, lang, said, code, without, desk)
            made = answer.page(page, answer.HTML, status=code)
    if code == 503:
        made = replace(made, headers=(*made.headers, AGAIN))
    if isinstance(error, TooMany):
        made = replace(made, headers=(*made.headers, ("retry-after", str(error.seconds))))
    return made.under("none", "accept, accept-language")


def without_renderer(error: XinxiaoError, status: int, request: str) -> Answer:
    """An error as JSON in Chinese, for whoever asked in no way that says a language or form."""
    made = answer.as_json(shown(error, "zh").as_json(request), status)
    if status == 503:
        made = replace(made, headers=(*made.headers, AGAIN))
    return made.under("none")


def last_resort() -> Answer:
    """What is said when even saying what is wrong fails: fixed words, made of nothing."""
    return answer.page(LAST.encode(), "text/plain; charset=utf-8", status=500).under("none")


def _public(error: XinxiaoError) -> XinxiaoError:
    """What a reader is told of a home without a release: no paths and commands, which are for whoever runs it."""
    if error.told and error.told.name == "no_release":
        return NotFound("nothing is published yet", told("nothing_published"))
    return error


def _page(
    renderer: Renderer, lang: Language, said: Shown, status: int, without: str, desk: str = ""
) -> bytes:
    words = Words(lang)
    kind = "unpublished" if desk else status if status in HEADS else 500
    context = {
        "lang": lang,
        "t": words.t,
        "status": status,
        "head": words.t(f"fault.{kind}.head"),
        "told": words.t(f"fault.{kind}.told"),
        "message": said.message,
        "hint": said.hint,
        "without": without,
        "desk": desk,
    }
    return renderer.fill("fault.html", context)
