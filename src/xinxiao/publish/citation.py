"""How a figure or table is cited: as BibTeX, and after GB/T 7714-2015."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


@dataclass(frozen=True)
class Citation:
    """What is cited: who compiled it, what it is called and in what, which release and the days (YYYY-MM-DD) it was published and
    read, and its address."""

    key: str
    author: str
    title: str
    within: str
    release: str
    published: str
    read: str
    url: str


def bibtex(cited: Citation) -> str:
    """An entry ``@misc`` with ``url`` and ``urldate``, as biblatex and recent styles of BibTeX read them."""
    fields = {
        "author": "{"
        + _tex(cited.author)
        + "}",  # an institution: no style may take it for a name and turn it round
        "title": "{" + _tex(cited.title) + "}",
        "howpublished": _tex(cited.within),
        "edition": _tex(cited.release),
        "year": cited.published[:4],
        "date": cited.published,
        "url": cited.url,
        "urldate": cited.read,
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{re.sub(r'[^A-Za-z0-9-]', '-', cited.key)},\n{body}\n}}\n"


def _tex(words: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in " ".join(words.split()))


def gbt7714(cited: Citation) -> str:
    """A reference of an electronic resource (GB/T 7714-2015, 8.8): author, title, [DS/OL], day published, [day read], address.

    ``DS`` is a data set, as which tables and the figures drawn from them count; ``OL`` is online.
    """
    title = f"{cited.title}: {cited.within}, {cited.release}"
    return f"{cited.author}. {title}[DS/OL]. ({cited.published})[{cited.read}]. {cited.url}.\n"
