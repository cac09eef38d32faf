"""The catalogue for programs, the feed of releases, the sitemap, and what robots may read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.catalogue.described import catalogue
from xinxiao.entry.portal.heavy.spool import Held
from xinxiao.entry.portal.prose import chapters
from xinxiao.entry.portal.query import address
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.sections import offered
from xinxiao.errors import TooLarge, told
from xinxiao.model.contact import Contact
from xinxiao.model.life import Lived
from xinxiao.publish.catalogue.dcat import MEDIA, Form, dcat
from xinxiao.publish.feed import MEDIA as ATOM
from xinxiao.publish.feed import Feed, Item, atom
from xinxiao.publish.sitemap import MEDIA as XML
from xinxiao.publish.sitemap import MOST, sitemap
from xinxiao.texts import LANGUAGES, Language, text

DOMAINS = "CL_DOMAIN"
HEAVY = ("/blob/", "/explain/", "/zh/explain/", "/en/explain/", "/zh/search", "/en/search")
"""What robots leave alone: what has no end, or is for checking."""


SOMETIMES: Mapping[str, Callable[[ReleaseView], bool]] = {
    "account/gap": lambda view: view.programme.account is not None and view.programme.account.gap is not None,
    "index/editions": lambda view: any(head.standing == "earlier" for head in view.heads.values()),
}
"""Pages of a section that not every programme with it has, and when it does."""


def rdf(form: Form) -> Callable[[Visit], Answer]:
    """The catalogue in a form."""

    def made(visit: Visit) -> Answer:
        """The catalogue in DCAT-AP: what is published, and what other bodies hold."""
        origin = visit.http.origin
        asked = f"{form} {origin}{visit.site.root} {visit.site.views.head}"
        tag = f'"dcat-{hashlib.sha256(asked.encode()).hexdigest()[:20]}"'
        kept = visit.site.files.get(tag, lambda: Held(dcat(catalogue(visit.site, origin), form)))
        return Answer(200, b"", (("content-type", MEDIA[form]),), tag, "bytes", kept)

    return made


def feed(language: Language) -> Callable[[Visit], Answer]:
    """The feed in a language."""

    def made(visit: Visit) -> Answer:
        """What went live, was corrected and was withdrawn, as an Atom feed (RFC 4287)."""
        view, site = visit.site.views.view(), visit.site
        base = visit.http.origin + site.root
        lives = site.views.lives
        items = [item for life in lives for item in _items(life, lives, language, base)]
        name, agency = view.programme.file.name, view.programme.file.agency
        made = Feed(
            f"urn:uuid:{uuid5(NAMESPACE_URL, f'xinxiao:{view.programme.id}:releases')}",
            text(language, "web.feed.title", name=name.zh if language == "zh" else name.en),
            agency.zh if language == "zh" else agency.en,
            sorted(items, key=lambda item: item.updated, reverse=True),
            "zh-CN" if language == "zh" else "en",
            visit.http.origin + site.root + visit.http.path,
            f"{base}/{language}/releases",
            Contact(view.programme.file.contact),
        )
        return answer.page(atom(made), ATOM)

    return made


def _items(life: Lived, lives: Sequence[Lived], language: Language, base: str) -> Iterator[Item]:
    """What happened to a release, each thing once and for good under the same id."""
    notice = (life.notice.zh if language == "zh" else life.notice.en) if life.notice else ""
    happened = [("live", life.since, text(language, "web.feed.as_of", as_of=life.entry.as_of))]
    corrected = next((other.since for other in lives if other.entry.id == life.by), "")
    if corrected:
        words = text(language, "web.feed.by", by=life.by)
        happened.append(("corrected", corrected, words if life.until else f"{words} {notice}"))
    if life.until:
        happened.append(("withdrawn", life.until, notice))
    for what, moment, words in happened:
        yield Item(
            f"urn:uuid:{uuid5(NAMESPACE_URL, f'xinxiao:{life.entry.sha256}:{what}')}",
            text(language, f"web.feed.{what}", release=life.entry.id),
            moment,
            words.strip(),
            f"{base}/{language}/releases/{life.entry.id}",
        )


def robots(visit: Visit) -> Answer:
    """What robots may read, and where the sitemap stands (RFC 9309)."""
    root = visit.site.root
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in HEAVY), "Allow: /"]
    lines += ["", f"Sitemap: {visit.http.origin}{root}/sitemap.xml"]
    return answer.page("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")


def site_map(visit: Visit) -> Answer:
    """Every page of what is live, with its other language. Raises ``TooLarge`` for more than a sitemap may have."""
    view, site = visit.site.views.view(), visit.site
    pages = list(paths(visit, view))
    if len(pages) * len(LANGUAGES) > MOST:
        raise TooLarge("sitemap", told("sitemap_large", most=f"{MOST:,}"))
    alternate: list[dict[str, str]] = [
        {lang: visit.http.origin + address(lang, path, {}, site.root) for lang in LANGUAGES} for path in pages
    ]
    since = max((life.since for life in site.views.lives if life.is_shown), default="")
    return answer.page(sitemap(alternate, since), XML)


def paths(visit: Visit, view: ReleaseView) -> Iterator[str]:
    """The paths of all pages without their language: those without a named part, and those of everything that has a name."""
    own = names(view)
    for route in visit.site.table.routes:
        path = route.pattern.removeprefix("/{lang}/")
        if path == route.pattern or "." in path or not offered(view, route.section):
            continue
        if (
            route.session != "none"
            or not route.access.is_public
            or path == "search"
            or not SOMETIMES.get(path, bool)(view)
        ):
            continue
        if "{" not in path:
            yield path
        elif path in own:
            yield from own[path]


ELSEWHERE = frozenset(
    {
        *("explain/{flow}/{key}", "releases/{name}/changes"),
        *("lists/{list}", "lists/{list}/compare", "lists/{list}/entries/{entry}"),
        *("oversight/published/{case}", "oversight/documents/{number}"),
        *("draws/{number}", "draws/{number}/verify", "draws/{number}/check", "draws/{number}/proof"),
        "draws/plans/{case}",
    }
)
"""Pages with a name that the sitemap leaves out: what has no end, and what comes and goes without a release (what oversight shows
in the open; lists and draws have feeds of their own)."""


def names(view: ReleaseView) -> Mapping[str, list[str]]:
    """The paths that a pattern with a name stands for."""
    programme, flows = view.programme, list(view.flows)
    lists = sorted({**programme.heads, **programme.codelists})
    ids: Mapping[str, tuple[str, list[str]]] = {
        "targets": ("target", [target.id for target in programme.targets]),
        "tasks": ("task", [str(task.id) for task in programme.tasks]),
        "indicators": ("indicator", list(programme.indicators)),
        "areas": ("area", list(view.places)),
        "data": ("flow", flows),
        "quality": ("flow", flows),
        "revisions": ("flow", flows),
        "codelists": ("name", lists),
        "domains": (
            "domain",
            [c.id for (name, _), c in view.codes.items() if name == DOMAINS and not c.parent],
        ),
        "forms": ("form_id", list(programme.forms)),
        "releases": ("name", [view.id]),
        "methods": ("name", chapters(view)),
    }
    return {
        f"{folder}/{{{name}}}": [f"{folder}/{one}" for one in every] for folder, (name, every) in ids.items()
    }
