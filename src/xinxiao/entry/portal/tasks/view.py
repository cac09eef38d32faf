"""Pages of the tasks: all of them with their lights, and one with everything on record."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.evidence import evidence
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.filters import chosen
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.tasks.bodies import LIST, body
from xinxiao.entry.portal.tasks.figures import series
from xinxiao.entry.portal.tasks.lights import light_name, light_rows, lights, tally
from xinxiao.errors import NotFound
from xinxiao.model.target import Task, TaskEvidence


def bodies(request: PageRequest) -> list[str]:
    """Bodies that any task names, in order of first mention."""
    return list(dict.fromkeys(body for task in request.view.programme.tasks for body in task.bodies))


def articles(request: PageRequest) -> list[str]:
    """Articles that any task belongs to, in their order."""
    found = {article for task in request.view.programme.tasks for article in task.articles}
    return sorted(found, key=lambda article: (len(article), article))


def light_ids(request: PageRequest) -> list[str]:
    """The lights there are."""
    return [light.id for light in request.view.programme.lights]


def overview(request: PageRequest) -> Page:
    """All tasks, or those of a body, an article or a light."""
    w, all_, known = request.words, request.view.programme.tasks, lights(request)
    wanted, article, light = request.get("body"), request.get("article"), request.get("light")
    shown = [
        t
        for t in all_
        if (not wanted or wanted in t.bodies)
        and (not article or article in t.articles)
        and (not light or known[t.id] == light)
    ]
    every = w.t("all")
    context = {
        "filters": (
            chosen(request, "body", w.t("task.body"), lambda code: w.code(LIST, code), every),
            chosen(request, "article", w.t("task.article"), lambda n: w.t("task.article_n", n=n), every),
            chosen(request, "light", w.t("task.light"), lambda code: light_name(request, code), every),
        ),
        "lights_tally": tally(request),
    }
    summary = w.t("tasks.summary", count=len(all_))
    return Page("tasks.html", w.t("nav.tasks"), "tasks", summary, context, (_list(request, shown, known),))


def _list(request: PageRequest, shown: list[Task], known: dict[int, str]) -> Grid:
    w = request.words
    lines = tuple(
        (
            Cell(str(t.id), t.id, request.url(f"tasks/{t.id}")),
            Cell(w.say(t.title), href=request.url(f"tasks/{t.id}")),
            Cell(w.code(LIST, t.bodies[0]), t.bodies[0]),
            Cell(w.join(list(t.articles)), ";".join(t.articles)),
            Cell(light_name(request, known[t.id]), known[t.id], light=known[t.id]),
        )
        for t in shown
    )
    heads = columns(
        ("TASK", w.t("task.id")),
        ("TITLE", w.t("task.title")),
        ("LEAD", w.t("task.lead")),
        ("ARTICLES", w.t("task.articles")),
        ("LIGHT", w.t("task.light")),
    )
    caption = w.t("tasks.caption", count=len(shown), all=len(request.view.programme.tasks))
    return Grid("tasks", caption, heads, lines)


def one(request: PageRequest) -> Page:
    """One task. Raises ``NotFound``."""
    w, all_, wanted = request.words, request.view.programme.tasks, request.args["task"]
    place = next((i for i, t in enumerate(all_) if str(t.id) == wanted), None)
    if place is None:
        raise NotFound(wanted, hint=f"{all_[0].id}–{all_[-1].id}" if all_ else "")
    task = all_[place]
    code, row = lights(request)[task.id], light_rows(request).get(task.id)
    light = next((x for x in tally(request) if x["id"] == code), None)
    context = {
        "task": task,
        "lamp": light,
        "light_id": code,
        "comment": (row or {}).get("COMMENT") or "",
        "explain": request.explain("tasks", row) if row else "",
        "bodies": [body(request, b) for b in task.bodies],
        "trackers": [w.t(f"tracker.{t}") for t in task.trackers],
        "evidence": evidence(request, sealed(request, task), task.deadline),
        "milestones": milestones(request, task),
        "indicators": [
            {"id": i, "name": w.indicator(i), "href": request.url(f"indicators/{i}")}
            for i in (*task.indicators, *task.beside)
        ],
        "before": all_[place - 1] if place else None,
        "after": all_[place + 1] if place + 1 < len(all_) else None,
        "targets": [t for t in request.view.programme.targets if task.id in t.tasks],
    }
    summary = light["meaning"] if light else ""
    return Page("task.html", w.say(task.title), "tasks", summary, context, series(request, task))


def sealed(request: PageRequest, task: Task) -> list[TaskEvidence]:
    """The evidence of a task that the release holds: what was known to it."""
    held = {str(row["ITEM"]) for row in items(request, task)}
    return [item for number, item in enumerate(task.evidence, 1) if f"E{number:02d}" in held]


def items(request: PageRequest, task: Task) -> list[Row]:
    """The rows of a task in the release."""
    return [
        row for row in request.view.find("tasks") if str(row["TASK"]) == str(task.id).zfill(len(row["TASK"]))
    ]


def milestones(request: PageRequest, task: Task) -> list[dict[str, Any]]:
    """Dated steps: due, and reached as far as the release knows; whose they are."""
    w = request.words
    known = {str(row["ITEM"]) for row in items(request, task) if row["OBS_VALUE"]}
    return [
        {
            "name": w.say(m.name),
            "due": w.period(m.due),
            "reached": w.period(m.reached) if f"M{number:02d}" in known else w.t("task.open"),
            "source": w.cited(m.source) if m.source and f"M{number:02d}" in known else None,
            "origin": w.t(f"task.origin.{m.origin}"),
        }
        for number, m in enumerate(task.milestones, 1)
    ]
