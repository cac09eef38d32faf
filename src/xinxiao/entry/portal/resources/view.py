"""The page of other bodies' data resources."""

from __future__ import annotations

from typing import get_args

from xinxiao.entry.portal.cited import Cited
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.filters import chosen, typed
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.resource import Openness, Resource, Sharing

BODIES = "CL_BODY"
SHARINGS: tuple[Sharing, ...] = get_args(Sharing)
OPENNESSES: tuple[Openness, ...] = get_args(Openness)


def holders(request: PageRequest) -> tuple[str, ...]:
    """The bodies that hold any, in the order of the file."""
    return tuple(dict.fromkeys(item.holder for item in request.view.programme.resources))


def resources(request: PageRequest) -> Page:
    """Data resources of other bodies: holder, content, how they are shared, and whether they are open."""
    w, every = request.words, request.view.programme.resources
    shown = [item for item in every if _wanted(request, item)]
    heads = columns(
        ("TITLE", w.t("resource.title")),
        ("HOLDER", w.t("resource.holder")),
        ("CONTENT", w.t("resource.content")),
        ("SHARING", w.t("resource.sharing")),
        ("OPENNESS", w.t("resource.openness")),
        ("RENEWED", w.t("resource.renewed")),
        ("BASIS", w.t("resource.basis")),
        ("URL", w.t("resource.url")),
    )
    caption = w.t("resource.caption", count=len(shown), all=len(every))
    grid = Grid("resources", caption, heads, tuple(_line(request, item) for item in shown), stacks=True)
    filters = (
        typed(request, "q", w.t("search.words")),
        chosen(request, "holder", w.t("resource.holder"), lambda c: w.code(BODIES, c), w.t("all")),
        chosen(request, "sharing", w.t("resource.sharing"), lambda c: w.t(f"resource.{c}"), w.t("all")),
        chosen(request, "openness", w.t("resource.openness"), lambda c: w.t(f"resource.{c}"), w.t("all")),
    )
    return Page(
        "listing.html",
        w.t("nav.resources"),
        "resources",
        w.t("resource.summary"),
        {"filters": filters},
        (grid,),
    )


def _wanted(request: PageRequest, item: Resource) -> bool:
    asked = {"holder": item.holder, "sharing": item.sharing, "openness": item.openness}
    if any(request.get(name) not in ("", own) for name, own in asked.items()):
        return False
    words = " ".join(text for part in (item.title, item.content) for text in (part.zh, part.en))
    return request.get("q").lower() in f"{item.id} {words}".lower()


def _tasks(request: PageRequest, holder: str) -> str:
    """Where the tasks of a body stand; nowhere for one that has none."""
    has_some = any(holder in task.bodies for task in request.view.programme.tasks)
    return request.url("tasks", body=holder) if has_some else ""


def _line(request: PageRequest, item: Resource) -> tuple[Cell, ...]:
    w = request.words
    sharing = w.t(f"resource.{item.sharing}")
    why = item.condition or item.reason
    sharing += w.t("colon") + w.say(why) if why else ""
    return (
        Cell(w.say(item.title), item.id),
        Cell(w.code(BODIES, item.holder), item.holder, _tasks(request, item.holder)),
        Cell(w.say(item.content)),
        Cell(sharing, item.sharing),
        Cell(w.t(f"resource.{item.openness}"), item.openness),
        Cell(w.t(f"resource.every.{item.renewed}"), item.renewed),
        Cell(w.say(item.basis) if item.basis else w.t("resource.NOT_STATED")),
        Cell("", item.url, cited=Cited(item.url.partition("://")[2].partition("/")[0], url=item.url))
        if item.url
        else Cell(w.t("source.unkept")),
    )
