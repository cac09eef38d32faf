"""The portal asked for everything that stands still, in this process and without a network, by the views that serve it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from xinxiao.entry.portal import respond
from xinxiao.entry.portal.answer import HTML, Answer
from xinxiao.entry.portal.app import site
from xinxiao.entry.portal.catalogue.files import paths
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.render import Still
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.still.addresses import FORMS, Address, Addresses
from xinxiao.entry.portal.still.folder import Writing, written
from xinxiao.entry.portal.still.links import links, still
from xinxiao.errors import Conflict, DataFault, TooLarge, XinxiaoError, told
from xinxiao.settings import ORIGIN, ROOT
from xinxiao.texts import LANGUAGES
from xinxiao.uses.call import Ports

MOST = 200_000
"""Files that a still portal may have."""
Progress = Callable[[int, int], None]
FEEDS = ("/feed.atom", "/feed-en.atom", "/catalogue.ttl", "/catalogue.jsonld", "/sitemap.xml", "/robots.txt")
FIRST = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>信消 xinxiao</title>
<meta http-equiv="refresh" content="0; url=zh/index.html">
<p><a href="zh/index.html">中文</a> · <a href="en/index.html" lang="en">English</a></p></html>
"""
"""The page at the root: where the portal chooses by the reader's browser, a folder cannot."""


@dataclass(frozen=True)
class Outcome:
    """What was written: how many files, of which release its pages are."""

    files: int
    release: str


class StillPortal:
    """A portal whose pages know that they stand still, under the address ``base`` of the portal, or none."""

    def __init__(self, ports: Ports, base: str = "") -> None:
        base = base.rstrip("/")
        found = re.fullmatch(f"(?P<origin>{ORIGIN})(?P<root>{ROOT})", base)
        if found is None or (base and not found["origin"]):
            raise DataFault(f"not an address: {base[:200]}", told("site_base", value=ascii(base[:200])[1:-1]))
        self.origin, root = found["origin"], found["root"]
        self.site = site(ports, root=root)
        self.site.renderer.env.globals["still"] = Still(base)
        self.views = self.site.views
        ports.head.refresh()
        self.addresses = Addresses(self.site.table, self.views.view().id, root, base)

    def write(self, folder: Path, progress: Progress) -> Outcome:
        """Write everything that stands still.

        Raises :class:`Conflict` for a folder that holds something else, or when a release went live or was withdrawn
        meanwhile; :class:`Unavailable`; :class:`TooLarge`.
        """
        head = self.views.head
        with written(folder) as made:
            pages, held = self._gather(made, progress)
            for address in pages:
                place = self.addresses.file(address)
                text = (made.folder / place).read_text("utf-8")
                made.put(place, [still(text, place, self.addresses, held).encode()])
            made.put("index.html", [FIRST.encode()])
            made.seal(release=self.addresses.shown, base=self.addresses.base)
            self.views.ports.head.refresh()
            if self.views.head != head:
                raise Conflict("releases changed meanwhile", told("site_moved", path=str(folder)))
        return Outcome(len(made.sums), self.addresses.shown)

    def _gather(self, made: Writing, progress: Progress) -> tuple[list[Address], set[Address]]:
        """Ask for everything, following links; the pages, and all that became files."""
        waiting = list(dict.fromkeys(self._seeds()))
        seen, held, pages = set(waiting), set[Address](), list[Address]()
        while waiting:
            address = waiting.pop()
            progress(len(seen) - len(waiting), len(seen))
            found = self._ask(address)
            if found.status != 200:
                continue
            made.put(self.addresses.file(address), _body(found))
            held.add(address)
            if ("content-type", HTML) not in found.headers:
                continue
            pages.append(address)
            new = [a for a in self._linked(found.body.decode()) if a not in seen]
            waiting += dict.fromkeys(new)
            seen.update(new)
            if len(seen) > MOST:
                raise TooLarge("site", told("site_large", most=f"{MOST:,}"))
        return pages, held

    def _linked(self, page: str) -> Iterator[Address]:
        found = (self.addresses.read(link) for link in links(page))
        return (one[0] for one in found if one is not None and self.addresses.stands(one[0]))

    def _seeds(self) -> Iterator[Address]:
        """Every page of the sitemap, the record of everything that was ever live, the files of each live release, feeds."""
        asked = respond.visit(self.site, HttpRequest("GET", "/sitemap.xml"))
        assert isinstance(asked, Visit)
        view = self.views.view()
        wanted = [f"/{lang}/{path}" for path in paths(asked, view) for lang in LANGUAGES]
        wanted += [f"/{lang}/releases/{life.entry.id}" for life in self.views.lives for lang in LANGUAGES]
        for entry in self.views.entries:
            flows = self.views.view(entry.id).flows
            wanted += [f"/releases/{entry.id}/data/{flow}.{form}" for flow in flows for form in FORMS]
        return (a for a in map(Address, (*wanted, *FEEDS)) if self.addresses.stands(a))

    def _ask(self, address: Address) -> Answer:
        """The answer to nobody in particular. Raises :class:`XinxiaoError` for one that nobody foresaw."""
        query = urlencode(address.query.pairs).encode()
        request = HttpRequest("GET", address.path, query, origin=self.origin)
        found = respond.visit(self.site, request)
        answer = found if isinstance(found, Answer) else respond.make(found)
        if answer.status >= 500:
            raise XinxiaoError(f"{address.path}: {answer.status}")
        return answer


def _body(found: Answer) -> Iterator[bytes]:
    if found.stream is not None:
        return found.stream()
    return found.file.pieces(0, found.file.size) if found.file is not None else iter([found.body])
