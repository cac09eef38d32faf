"""What a policy asks and what this system does about it: article by article and task by task."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Few, Line, Word
from xinxiao.model.text import Noun, Text

State = Literal["done", "part", "later", "outside"]
"""How far this system goes: what can be measured is; some of it; not built yet; nothing that statistics could do."""


class Ask(Noun, frozen=True, kw_only=True):
    """One thing the policy asks: an item of `articles` or `tasks` in `asks.yaml`."""

    id: Annotated[Word, Meta(min_length=1, description="number of the article or task")]
    title: Text | None = None
    words: Annotated[
        Text, Meta(description="what the policy says: its own text, and a summary in the other language")
    ]
    state: State
    does: Annotated[Text, Meta(description="what this system does about it")]
    where: Annotated[
        Few[Line], Meta(min_length=1, description="pages of the portal that show it, without the language")
    ]
    outside: Annotated[
        Text | None, Meta(description="what is not done, and why; needed unless the state is done")
    ] = None


class AsksSpec(Noun, frozen=True, kw_only=True):
    """`asks.yaml`: the policy's articles and tasks against what this system does."""

    name: Text
    note: Text | None = None
    articles: Few[Ask]
    tasks: Few[Ask] = ()
