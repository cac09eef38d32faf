"""The home page: the headline, its trend, the targets, the map of the index, the account, what is new."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import Figure
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.pages import account, index, releases, targets, tasks
from xinxiao.entry.portal.sections import offered


def home(ask: Ask) -> Page:
    """What a citizen should know first."""
    w, book = ask.words, ask.book
    head, trend = headline(ask)
    years = index.years(ask)
    chart = index.map_of(ask, years[-1]) if years else None
    context: dict[str, Any] = {
        "head": head,
        "cards": targets.cards(ask) if offered(book, "targets") else [],
        "tally": targets.tally(ask) if offered(book, "targets") else "",
        "lights": tasks.tally(ask) if offered(book, "tasks") else [],
        "leaders": index.leaders(ask, years[-1]) if years else [],
        "year": years[-1] if years else "",
        "account": account.summary(ask) if offered(book, "account") else None,
        "news": releases.news(ask),
    }
    exhibits = tuple(e for e in (trend, chart) if e is not None)
    return Page(
        "home.html",
        w.say(book.programme.file.name),
        "",
        w.say(book.programme.file.summary),
        context,
        exhibits,
    )


def headline_rows(ask: Ask) -> list[Row]:
    """The headline indicator of the nation in every scope, annual, latest vintage."""
    file = ask.book.programme.file
    where = {"INDICATOR": file.headline, "REF_AREA": file.nation, "FREQ": "A"}
    rows = [r for r in ask.book.find("IC_INDICATORS", **where) if r["OBS_VALUE"] is not None]
    return sorted(rows, key=lambda r: (r["SCOPE"] != file.headline_scope, r["SCOPE"], r["TIME_PERIOD"]))


def headline(ask: Ask) -> tuple[dict[str, Any] | None, Figure | None]:
    """The sentence of the headline and its trend, scope by scope."""
    w, file = ask.words, ask.book.programme.file
    rows = headline_rows(ask)
    own = [r for r in rows if r["SCOPE"] == file.headline_scope]
    if not own:
        return None, None
    last = own[-1]
    head = {
        "value": w.value(last),
        "period": w.period(last["TIME_PERIOD"]),
        "name": w.indicator(file.headline),
        "scope": w.scope(file.headline_scope),
        "href": ask.explain("IC_INDICATORS", last),
        "flags": w.flags(last),
        "sources": [w.source(code) for code in _sources(ask, last)],
    }
    title = w.t("home.trend", name=w.indicator(file.headline))
    return head, draw.trend(ask, "trend", title, "IC_INDICATORS", rows)


def _sources(ask: Ask, row: Row) -> list[str]:
    where = {k: row[k] for k in ("REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD")}
    found = sorted({str(r["SOURCE"]) for r in ask.book.find("IC_FIGURES", **where) if r["SOURCE"]})
    return found or provenance.sources_of(ask, [row["INDICATOR"]])[:1]
