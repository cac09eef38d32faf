"""Links of a page: read, and turned into those of a page that stands still."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator

from xinxiao.entry.portal.still.addresses import Address, Addresses

_LINK = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')
_HEAD = re.compile(r'<link [^>]*?href="([^"]*)"[^>]*>\n?')
NO_LINK = 'role="link" aria-disabled="true"'
"""What stands in place of a link that leads nowhere here, as ARIA has it."""


def links(page: str) -> Iterator[str]:
    """Every link of a page, as it is meant."""
    return (html.unescape(found[2]) for found in _LINK.finditer(page))


def still(page: str, place: str, addresses: Addresses, held: Collection[Address]) -> str:
    """A page whose links lead to files beside it; others lead to the portal where its address is said, else nowhere.

    ``place`` is the page's own file, ``held`` the addresses that became files.
    """

    def led(link: str) -> str | None:
        """Where a link leads now; None for nowhere."""
        found = addresses.read(link)
        if found is None:
            return link
        address, fragment = found
        if address in held:
            return addresses.relative(address, place) + (f"#{fragment}" if fragment else "")
        return addresses.base + link[len(addresses.root) :] if addresses.base else None

    def head(found: re.Match[str]) -> str:
        return "" if led(html.unescape(found[1])) is None else found[0]

    def link(found: re.Match[str]) -> str:
        to = led(html.unescape(found[2]))
        return NO_LINK if to is None else f'{found[1]}="{html.escape(to)}"'

    return _LINK.sub(link, _HEAD.sub(head, page))
