"""A request as pages see it: a release, a language, and parameters that were checked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from xinxiao.entry.portal.query import NOTHING, Query, address
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.release_views import ReleaseViews
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.entry.portal.tree import Tree
from xinxiao.entry.portal.words import Words
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.texts import Language
from xinxiao.uses.call import Call

ParameterKind = Literal["choice", "text", "count", "code", "columns", "filters", "components"]
EXHIBIT = "figure"
"""The name of the parameter for one exhibit of a page."""
RELEASE = "release"
"""The parameter that names a release."""
INDEX = "index"
"""The parameter that names one of several indices."""


@dataclass(frozen=True)
class Parameter:
    """A parameter a route takes.

    ``choice``: one of ``allowed``; ``text``: free words; ``count``: a number from 1; ``code``: letters, digits,
    ``-`` and ``_``. ``columns`` and ``filters`` stand for the columns of the dataflow the address names:
    several codes of each column, or one code of each dimension; ``components`` for ``c[ID]``, the condition of SDMX on a
    component of whatever dataflow. ``most``: characters, or the largest number.
    A parameter without ``default`` may be left empty, as forms do: it then counts as not given.
    """

    name: str
    kind: ParameterKind
    allowed: Callable[[PageRequest], Sequence[str]] | None = None
    default: Callable[[PageRequest], str] | None = None
    most: int = 100


@dataclass(frozen=True)
class PageRequest:
    """One request: a page of a release in a language. ``pinned`` names the release when the reader chose it; ``root``
    is what every address of the portal begins with."""

    views: ReleaseViews
    view: ReleaseView
    lang: Language
    path: str
    args: Mapping[str, str] = field(default_factory=dict)
    query: Query = NOTHING
    parameters: tuple[Parameter, ...] = ()
    pinned: str = ""
    actor: Actor = ANONYMOUS
    root: str = ""

    @cached_property
    def call(self) -> Call:
        """A call of a use by who asks, now."""
        return self.views.call(self.actor)

    @cached_property
    def words(self) -> Words:
        """Words and numbers in the reader's language."""
        return Words(self.lang, self.view, self.tree)

    @cached_property
    def index(self) -> str:
        """The index the page is about: the one asked for where the route lets ask, else the headline; empty without one."""
        if any(parameter.name == INDEX for parameter in self.parameters):
            return self.query.get(INDEX) or self.view.headline
        return self.view.headline

    @property
    def tree(self) -> Tree | None:
        """The tree of that index."""
        return self.view.trees.get(self.index)

    def index_rows(self, **where: str) -> list[Row]:
        """Rows of that index."""
        return self.view.index_rows(self.index, **where)

    def index_url(self, path: str, **query: str) -> str:
        """The address of a page about the same index."""
        own = {} if self.index == self.view.headline else {INDEX: self.index}
        return self.url(path, **query, **own)

    def get(self, name: str) -> str:
        """A parameter: as given, else its default. Raises ``KeyError`` for one the route does not declare."""
        given = self.query.get(name)
        default = self._declared(name).default
        return given.strip() if given else default(self) if default else ""

    def allowed(self, name: str) -> tuple[str, ...]:
        """What a parameter may be; empty when anything."""
        allowed = self._declared(name).allowed
        return tuple(allowed(self)) if allowed else ()

    def longest(self, name: str) -> int:
        """How many characters a parameter may have."""
        return self._declared(name).most

    def url(self, path: str = "", **query: str) -> str:
        """The address of a page in this language, of the same release if that was chosen."""
        return address(self.lang, path, {**query, RELEASE: self.pinned}, self.root)

    def here(self, **changes: str) -> str:
        """This page with a changed query."""
        return self.url(self.path, **{**dict(self.query.without(RELEASE).pairs), **changes})

    def permalink(self, exhibit: str) -> str:
        """The address of an exhibit that stays the same: on this page, with what was asked for, in this release."""
        asked = dict(self.query.without(EXHIBIT).pairs) | {RELEASE: self.view.id}
        return f"{address(self.lang, self.path, asked, self.root)}#{exhibit}"

    def unpinned(self) -> str:
        """This page in the latest release."""
        return address(self.lang, self.path, self.query.without(RELEASE), self.root)

    def file(self, path: str) -> str:
        """The address of a file, the same in either language."""
        return f"{self.root}{path}"

    def explain(self, step: Step, row: Row) -> str:
        """The page that explains an observation."""
        return self.url(f"explain/{self.view.flow(step).id}/{self.view.key(step, row)}")

    def data(self, step: Step, **where: str) -> str:
        """The data page of a step's dataflow, with filters."""
        return self.url(f"data/{self.view.flow(step).id}", **where)

    def _declared(self, name: str) -> Parameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(f"{self.path} declares no parameter {name}")
