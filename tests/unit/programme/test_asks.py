"""What a check finds in `asks.yaml`: no article and no task that the programme names goes without an answer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xinxiao.programme.load import load_bytes

WORDS = "words: {zh: 要求, en: asked}, does: {zh: 已做, en: done}, where: [tasks]"


def spec(articles: list[str], tasks: list[str], more: str = "state: done") -> bytes:
    lines = ["name: {zh: 对照, en: Answers}"]
    for word, names in (("articles", articles), ("tasks", tasks)):
        lines += [f"{word}:", *(f"  - {{id: '{name}', {more}, {WORDS}}}" for name in names)]
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def named(tiny: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Articles and tasks that the tiny programme names."""
    own = load_bytes(tiny).programme
    assert own is not None
    articles = {article for task in own.tasks for article in task.articles}
    articles |= {target.article for target in own.targets}
    return sorted(articles), [str(task.id) for task in own.tasks]


def found(tiny: Mapping[str, bytes], content: bytes) -> list[tuple[str, dict[str, str]]]:
    return [(f.code, dict(f.places)) for f in load_bytes({**tiny, "asks.yaml": content}).findings]


def test_a_programme_with_an_answer_to_everything_is_sound(
    tiny: Mapping[str, bytes], named: tuple[list[str], list[str]]
) -> None:
    assert found(tiny, spec(*named)) == []


def test_a_task_and_an_article_without_answer_are_found(
    tiny: Mapping[str, bytes], named: tuple[list[str], list[str]]
) -> None:
    articles, tasks = named
    assert found(tiny, spec(articles[1:], tasks)) == [
        ("ASK_MISSING", {"kind": "articles", "id": articles[0]})
    ]
    assert found(tiny, spec(articles, tasks[1:])) == [("ASK_MISSING", {"kind": "tasks", "id": tasks[0]})]


def test_an_answer_that_says_not_all_is_done_says_what_is_left_out(
    tiny: Mapping[str, bytes], named: tuple[list[str], list[str]]
) -> None:
    part = spec(*named, more="state: part")
    assert {code for code, _ in found(tiny, part)} == {"ASK_OUTSIDE"}
    told = spec(*named, more="state: part, outside: {zh: 未做, en: not done}")
    assert found(tiny, told) == []


def test_an_answer_given_twice_and_one_to_a_task_nobody_asks_are_found(
    tiny: Mapping[str, bytes], named: tuple[list[str], list[str]]
) -> None:
    articles, tasks = named
    assert [code for code, _ in found(tiny, spec([*articles, articles[0]], tasks))] == ["ID_DUPLICATE"]
    assert [code for code, _ in found(tiny, spec(articles, [*tasks, "999"]))] == ["TARGET_TASK_UNKNOWN"]
