"""Which addresses of the portal stand still, and the file that each becomes."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from xinxiao.entry.portal.catalogue.files import HEAVY
from xinxiao.entry.portal.kept import KEPT
from xinxiao.entry.portal.page_request import EXHIBIT, RELEASE
from xinxiao.entry.portal.query import NOTHING, Query, query_of
from xinxiao.entry.portal.route import Route, Table

ASKED = (*HEAVY, "/sdmx/", "/openapi.json")
"""What only a server answers: searches, questions, services, and what robots leave alone too."""
ABSOLUTE = ("/catalogue.", "/feed", "/sitemap.xml", "/robots.txt")
"""Files that name addresses in full: they stand still only where it is said under which."""
STRUCTURE = re.compile(r"/releases/[^/]+/structure\.[a-z0-9.-]+")
"""Structures of a release: made of it alone, though a browser asks anew."""
FORMS = ("csv", "xlsx", "parquet", "json")
"""Forms of a dataflow that stand still."""
LANG = "lang"


@dataclass(frozen=True, order=True)
class Address:
    """A path of the portal below its root, and what is asked for there."""

    path: str
    query: Query = NOTHING


@dataclass(frozen=True)
class Addresses:
    """What stands still of a table of routes: answers that depend on releases alone, for who asks for nothing in particular.

    ``shown``: the release that pages are of; ``root`` begins every address; ``base`` is the portal's own, if it is said.
    """

    table: Table
    shown: str
    root: str = ""
    base: str = ""

    def read(self, link: str) -> tuple[Address, str] | None:
        """The address a link leads to and its fragment; None for what leads out of the portal."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path.startswith(f"{self.root}/"):
            return None
        pairs = parse_qsl(parts.query, keep_blank_values=False)
        own = [(name, value) for name, value in pairs if (name, value) != (RELEASE, self.shown)]
        path = unquote(parts.path[len(self.root) :])
        if path.startswith("/static/"):
            own = []
        return Address(path, query_of(own)), parts.fragment

    def stands(self, address: Address) -> bool:
        """Whether an address becomes a file."""
        path, query = address.path, address.query
        found = self.table.find(path)
        if not found or path == "/" or path.startswith(ASKED):
            return False
        route, named = found[0]
        if not route.access.is_public or "GET" not in route.methods:
            return False
        if path.startswith(ABSOLUTE):
            return bool(self.base) and not query.pairs
        if STRUCTURE.fullmatch(path):
            return not query.pairs
        if route.cache not in KEPT:
            return False
        if "form" in named and named["form"] not in FORMS:
            return False
        names = query.names()
        if path.endswith(".zip") or len(names) != len(query.pairs):
            return False
        return names == () or (_is_file(route) and names in ((EXHIBIT,), (LANG,)))

    def file(self, address: Address) -> str:
        """The file of an address that stands still, relative to the folder. Pages are folders with an ``index.html``."""
        path = address.path.strip("/")
        if not _is_file(self.table.find(address.path)[0][0]):
            return posixpath.join(path, "index.html")
        stem, dot, ending = path.rpartition(".")
        return ".".join([stem, *(value for _, value in address.query.pairs), ending]) if dot else path

    def relative(self, address: Address, page: str) -> str:
        """The link from a page (its file) to an address that stands still."""
        return quote(posixpath.relpath(self.file(address), posixpath.dirname(page) or "."), safe="/.")


def _is_file(route: Route) -> bool:
    """Whether a route answers with a file, not with a page."""
    return not route.pattern.startswith("/{lang}/") or "." in route.pattern.rpartition("/")[2]
