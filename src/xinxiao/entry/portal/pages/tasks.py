"""Tasks: who is responsible then and now, what is measured, what is on record, how far it went."""

from __future__ import annotations

from collections import Counter
from typing import Any

from xinxiao.entry.portal import draw
from xinxiao.entry.portal.exhibits import Cell, Figure, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.pages.targets import evidence
from xinxiao.errors import NotFound
from xinxiao.model.programme import Code, Task

FLOW = "IC_TASKS"
LIST = "CL_BODY"


def lights(ask: Ask) -> dict[int, str]:
    """The light of each task."""
    rows = ask.book.find(FLOW, ITEM="LIGHT")
    told = {
        int("".join(c for c in str(r["TASK"]) if c.isdigit()) or 0): str(r["LIGHT"] or "NONE") for r in rows
    }
    return {task.id: told.get(task.id, "NONE") for task in ask.book.programme.tasks}


def tally(ask: Ask) -> list[dict[str, Any]]:
    """The lights in the programme's order, with how many tasks each has."""
    counts = Counter(lights(ask).values())
    return [
        {
            "id": light.id,
            "name": ask.words.say(light.name),
            "meaning": ask.words.say(light.meaning),
            "count": counts[light.id],
            "href": ask.url("tasks", light=light.id),
        }
        for light in ask.book.programme.lights
    ]


def light_name(ask: Ask, code: str) -> str:
    """The name of a light as the programme gives it."""
    found = next((light for light in ask.book.programme.lights if light.id == code), None)
    return ask.words.say(found.name) if found else code


def overview(ask: Ask) -> Page:
    """All tasks, or those of a body, an article or a light."""
    w, all_ = ask.words, ask.book.programme.tasks
    known = lights(ask)
    bodies = list(dict.fromkeys(body for task in all_ for body in task.bodies))
    articles = sorted({a for task in all_ for a in task.articles}, key=lambda a: (len(a), a))
    body, article = ask.choice("body", bodies), ask.choice("article", articles)
    light = ask.choice("light", {light.id for light in ask.book.programme.lights})
    shown = [
        t
        for t in all_
        if (not body or body in t.bodies)
        and (not article or article in t.articles)
        and (not light or known[t.id] == light)
    ]
    lines = tuple(
        (
            Cell(str(t.id), t.id, ask.url(f"tasks/{t.id}")),
            Cell(w.say(t.title), href=ask.url(f"tasks/{t.id}")),
            Cell(w.code(LIST, t.bodies[0]), t.bodies[0]),
            Cell(w.join(list(t.articles)), ";".join(t.articles)),
            Cell(light_name(ask, known[t.id]), known[t.id], light=known[t.id]),
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
    grid = Grid("tasks", w.t("tasks.caption", count=len(shown), all=len(all_)), heads, lines)
    context = {
        "filters": (
            {
                "name": "body",
                "label": w.t("task.body"),
                "value": body,
                "options": [(b, w.code(LIST, b)) for b in bodies],
            },
            {
                "name": "article",
                "label": w.t("task.article"),
                "value": article,
                "options": [(a, w.t("task.article_n", n=a)) for a in articles],
            },
            {
                "name": "light",
                "label": w.t("task.light"),
                "value": light,
                "options": [(x["id"], x["name"]) for x in tally(ask)],
            },
        ),
        "lights_tally": tally(ask),
    }
    return Page(
        "tasks.html", w.t("nav.tasks"), "tasks", w.t("tasks.summary", count=len(all_)), context, (grid,)
    )


def one(ask: Ask) -> Page:
    """One task. Raises ``NotFound``."""
    w, all_ = ask.words, ask.book.programme.tasks
    wanted = ask.args["task"]
    place = next((i for i, t in enumerate(all_) if str(t.id) == wanted), None)
    if place is None:
        raise NotFound(wanted, hint=f"{all_[0].id}–{all_[-1].id}" if all_ else "")
    task = all_[place]
    code = lights(ask)[task.id]
    light = next((x for x in tally(ask) if x["id"] == code), None)
    row = next(
        (r for r in ask.book.find(FLOW, ITEM="LIGHT") if str(r["TASK"]).lstrip("T0") == str(task.id)), None
    )
    context = {
        "task": task,
        "lamp": light,
        "light_id": code,
        "comment": (row or {}).get("COMMENT") or "",
        "explain": ask.explain(FLOW, row) if row else "",
        "bodies": [body(ask, b) for b in task.bodies],
        "trackers": [w.t(f"tracker.{t}") for t in task.trackers],
        "evidence": evidence(ask, task.evidence),
        "milestones": milestones(ask, task),
        "indicators": [
            {"id": i, "name": w.indicator(i), "href": ask.url(f"indicators/{i}")} for i in task.indicators
        ],
        "before": all_[place - 1] if place else None,
        "after": all_[place + 1] if place + 1 < len(all_) else None,
        "targets": [t for t in ask.book.programme.targets if task.id in t.tasks],
    }
    return Page(
        "task.html",
        w.say(task.title),
        "tasks",
        (light or {"meaning": ""})["meaning"],
        context,
        series(ask, task),
    )


def series(ask: Ask, task: Task) -> tuple[Figure, ...]:
    """A trend of each indicator of the task that has at least three years."""
    out = []
    for i, code in enumerate(task.indicators):
        where = {"INDICATOR": code, "REF_AREA": ask.book.nation, "FREQ": "A"}
        rows = [r for r in ask.book.find("IC_INDICATORS", **where) if r["OBS_VALUE"] is not None]
        if len(rows) >= 3:
            out.append(draw.trend(ask, f"series-{i + 1}", ask.words.indicator(code), "IC_INDICATORS", rows))
    return tuple(out)


def body(ask: Ask, code: str) -> dict[str, Any]:
    """A responsible body of then, and what it has become."""
    w = ask.words
    found = ask.book.codes.get((LIST, code))
    return {
        "id": code,
        "name": w.code(LIST, code),
        "now": [w.say(c.name) for c in heirs(ask, found)] if found else [],
        "note": w.say(found.note) if found and found.note else "",
        "until": w.period(found.valid_to) if found and found.valid_to else "",
        "href": ask.url("tasks", body=code),
    }


def heirs(ask: Ask, code: Code, depth: int = 5) -> list[Code]:
    """The bodies that carry on the duties today; none when the body itself still exists."""
    out: dict[str, Code] = {}
    for name in code.successors if depth else ():
        heir = ask.book.codes.get((LIST, name))
        if heir is not None:
            for last in heirs(ask, heir, depth - 1) or [heir]:
                out[last.id] = last
    return list(out.values())


def milestones(ask: Ask, task: Task) -> list[dict[str, Any]]:
    """Dated steps: due and reached."""
    w = ask.words
    return [
        {
            "name": w.say(m.name),
            "due": w.period(m.due),
            "reached": w.period(m.reached) if m.reached else w.t("task.open"),
            "source": w.source(m.source) if m.source else "",
        }
        for m in task.milestones
    ]
