"""What the policy asks: every article and task has an answer, and an answer says what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.asks import Ask
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known

FILE = "asks.yaml"


def complete(known: Known) -> Iterator[Finding]:
    """Articles that tasks, targets or domains name, and tasks, without an answer; answers to what nobody asks."""
    spec, programme = known.programme.asks, known.programme
    if spec is None:
        return
    named = {article for task in programme.tasks for article in task.articles}
    named |= {target.article for target in programme.targets}
    named |= {programme.domains.article} if programme.domains is not None else set()
    yield from _missing("articles", named, spec.articles)
    tasks = {str(task.id) for task in programme.tasks}
    yield from _missing("tasks", tasks, spec.tasks)
    for i, item in enumerate(spec.tasks):
        if item.id not in tasks:
            place = known.line(FILE, "tasks", i, "id")
            yield fault(*place, "TARGET_TASK_UNKNOWN", value=item.id, hint="-")
    for word, items in (("articles", spec.articles), ("tasks", spec.tasks)):
        seen: dict[str, int] = {}
        for i, item in enumerate(items):
            line = known.line(FILE, word, i, "id")[1]
            if item.id in seen:
                yield fault(FILE, line, "ID_DUPLICATE", id=item.id, first=f"{FILE}:{seen[item.id]}")
            seen.setdefault(item.id, line)
            if item.outside is None and item.state != "done":
                yield fault(FILE, line, "ASK_OUTSIDE", id=item.id, state=item.state)


def _missing(word: str, named: set[str], items: tuple[Ask, ...]) -> Iterator[Finding]:
    for name in sorted(named - {item.id for item in items}, key=lambda name: (len(name), name)):
        yield fault(FILE, 0, "ASK_MISSING", kind=word, id=name)
