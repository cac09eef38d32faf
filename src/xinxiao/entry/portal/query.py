"""The parameters of a request in one form: sorted, each pair once, none of them empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Query:
    """Pairs of names and values in canonical order: two queries that ask for the same are equal."""

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The value of a parameter that is given at most once; empty when it is not given."""
        return next((value for key, value in self.pairs if key == name), "")

    def names(self) -> tuple[str, ...]:
        """The names given, each once."""
        return tuple(dict.fromkeys(name for name, _ in self.pairs))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter."""
        return tuple(value for key, value in self.pairs if key == name)

    def without(self, *names: str) -> Query:
        """The same without these parameters."""
        return Query(tuple((name, value) for name, value in self.pairs if name not in names))

    @cached_property
    def text(self) -> str:
        """As it stands in an address, without the question mark."""
        return urlencode(self.pairs)


NOTHING = Query()
"""No parameter."""


def query_of(pairs: Iterable[tuple[str, str]]) -> Query:
    """The canonical form of some pairs."""
    return Query(tuple(sorted(set(pairs))))


def address(lang: str, path: str, query: Mapping[str, str] | Query, root: str = "") -> str:
    """``/zh/path?query`` without empty parameters, below the ``root`` of the portal."""
    pairs = query.pairs if isinstance(query, Query) else query.items()
    told = urlencode([(name, value) for name, value in pairs if value])
    return f"{root}/{lang}/{quote(path, safe='/.')}" + (f"?{told}" if told else "")
