"""Lights of the tasks: how far each went, as the release says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row

NONE = "NONE"
"""The light of a task nothing is known of."""


def light_rows(request: PageRequest) -> dict[int, Row]:
    """The row that carries the light of each task, by the task's number."""
    rows = request.view.find("tasks", ITEM="LIGHT")
    return {int(row["TASK"]): row for row in rows if str(row["TASK"]).isdecimal()}


def lights(request: PageRequest) -> dict[int, str]:
    """The light of each task."""
    rows = light_rows(request)
    return {
        task.id: str(rows[task.id]["LIGHT"] or NONE) if task.id in rows else NONE
        for task in request.view.programme.tasks
    }


def tally(request: PageRequest) -> list[dict[str, Any]]:
    """The lights in the programme's order, with how many tasks each has."""
    counts = Counter(lights(request).values())
    return [
        {
            "id": light.id,
            "name": request.words.say(light.name),
            "meaning": request.words.say(light.meaning),
            "count": counts[light.id],
            "href": request.url("tasks", light=light.id),
        }
        for light in request.view.programme.lights
    ]


def light_name(request: PageRequest, code: str) -> str:
    """The name of a light as the programme gives it."""
    found = next((light for light in request.view.programme.lights if light.id == code), None)
    return request.words.say(found.name) if found else code
