"""The home page: the headline, its trend, the targets, the map of the index, the account, what is new."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.account import view as account
from xinxiao.entry.portal.home.figures import headline
from xinxiao.entry.portal.index import figures as index_figures
from xinxiao.entry.portal.index import scores
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.releases import view as releases
from xinxiao.entry.portal.sections import offered
from xinxiao.entry.portal.targets import verdicts
from xinxiao.entry.portal.tasks import lights


def home(request: PageRequest) -> Page:
    """What a citizen should know first."""
    w, view = request.words, request.view
    head, trend = headline(request)
    years = scores.years(request)
    chart = index_figures.map_of(request, years[-1]) if years else None
    has_targets = offered(view, "targets")
    context: dict[str, Any] = {
        "head": head,
        "cards": verdicts.cards(request) if has_targets else [],
        "tally": verdicts.tally(request) if has_targets else "",
        "lights": lights.tally(request) if offered(view, "tasks") else [],
        "leaders": scores.leaders(request, years[-1]) if years else [],
        "year": years[-1] if years else "",
        "account": account.summary(request) if offered(view, "account") else None,
        "news": releases.news(request),
    }
    exhibits = tuple(e for e in (trend, chart) if e is not None)
    file = view.programme.file
    return Page("home.html", w.say(file.name), "", w.say(file.summary), context, exhibits)
