"""From a request to its answer: find the route, check who asks and what for, make; every error becomes an answer.

The one place where access is checked. ``visit`` is quick and needs neither ledger nor release; ``make`` may not be.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from xinxiao.entry.portal import admission, answer, parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.body import Receive, received
from xinxiao.entry.portal.faults import fault, last_resort
from xinxiao.entry.portal.http_request import PATH, HttpRequest
from xinxiao.entry.portal.query import NOTHING, Query, address
from xinxiao.entry.portal.route import READING, Faults, Route, Site, TooMuch, Visit
from xinxiao.errors import NotAllowed, NotSignedIn, TooLong, Unavailable, WrongRequest, XinxiaoError, told
from xinxiao.model.collect.people import SessionStep
from xinxiao.texts import Language

SIGN_IN = "sign-in"
"""The page where one signs in."""
NEXT = "next"
"""Its parameter for where to go then."""
SET_UP = "me/code"
"""The page where one sets up one-time codes."""
STEPS: Mapping[SessionStep, str] = {"whole": SIGN_IN, "code": f"{SIGN_IN}/code", "setup": SET_UP}
"""Where the next step is taken."""
SDMX: Mapping[str, Faults] = {"/sdmx/v2/": "sdmx", "/sdmx/v1/": "sdmx-1"}
"""How errors are said below these addresses, also of addresses there are not."""
_LOG = logging.getLogger("xinxiao.portal")


def visit(site: Site, request: HttpRequest) -> Visit | Answer:
    """The visit a request makes, or what is wrong with it."""
    route, args = site.table.fallback, dict[str, str]()
    try:
        if len(request.path) > PATH:
            raise TooLong("path", told("path_long", most=PATH))
        found = site.table.find(request.path)
        fitting = [(r, a) for r, a in found if request.method in r.methods]
        route, args = (fitting or found or [(route, args)])[0]
        if request.method not in route.methods:
            return _method(site, request, [r for r, _ in found] or [route])
        if route.session == "none" and not route.access.allows(request.actor):
            raise NotAllowed(request.path, told("access", who=route.access.name))
        return Visit(request, route, site, args, _query(site, request, route))
    except Exception as error:
        return _answer(site, request, route, error)


def admit(visit: Visit) -> Visit | Answer:
    """The visit with who makes it; or, when they may not, what they are told: who is not signed in is sent to where one does."""
    try:
        return admission.admitted(visit)
    except NotSignedIn as error:
        if visit.http.method in READING and _form(visit.http, visit.route) == "page":
            step = error.step if isinstance(error, admission.StepAwaited) else "whole"
            return answer.redirect(sign_in_address(visit, STEPS[step]), 303).under("none")
        return refused(visit, error)
    except Exception as error:
        return refused(visit, error)


async def receive_body(visit: Visit, receive: Receive) -> Visit | Answer:
    """The visit with what was sent; or what is wrong with that. A sender who is not heard to the end is let go."""
    headers = visit.http.headers
    media, length, expects = (headers.get(name, "") for name in ("content-type", "content-length", "expect"))
    try:
        body = await received(visit.route.takes, media, length, expects, receive)
    except Exception as error:
        made = refused(visit, error)
        return replace(made, headers=(*made.headers, ("connection", "close")))
    visit = replace(visit, http=replace(visit.http, body=body))
    try:
        return admission.sent_from_own_page(visit)
    except NotAllowed as error:
        body.close()
        return refused(visit, error)


def unsent(visit: Visit) -> Answer:
    """The answer to what would change something and was sent past the door."""
    return refused(visit, NotAllowed(visit.http.path, told("token_wrong")))


def sign_in_address(visit: Visit, page: str = SIGN_IN) -> str:
    """Where one signs in, or takes the next step, to come back to this address."""
    if page == SET_UP:
        return address(visit.lang, page, {}, visit.site.root)
    query = f"?{visit.query.text}" if visit.query.text else ""
    return address(visit.lang, page, {NEXT: f"{visit.http.path}{query}"}, visit.site.root)


def make(visit: Visit) -> Answer:
    """The answer to a visit; raises nothing but :class:`TooMuch`."""
    try:
        if visit.route.session != "none" and not visit.is_admitted:
            raise NotSignedIn(visit.http.path, told("not_signed_in"))
        made = visit.route.make(visit).under(visit.route.cache, visit.route.vary)
        return replace(made, route=visit.route.pattern)
    except TooMuch:
        raise
    except Exception as error:
        return refused(visit, error)


def refused(visit: Visit, error: Exception) -> Answer:
    """The answer to a visit that something went wrong with."""
    return _answer(visit.site, visit.http, visit.route, error)


def busy(visit: Visit) -> Answer:
    """The answer when too many are waiting already."""
    return refused(visit, Unavailable("busy", told("busy")))


def _query(site: Site, request: HttpRequest, route: Route) -> Query:
    if not request.query or route is site.table.fallback:  # an unknown address is said first
        return NOTHING
    pairs = request.literal_pairs if route.plus == "plus" else request.pairs
    return parameters.parse(route.parameters, pairs)


def _method(site: Site, request: HttpRequest, routes: list[Route]) -> Answer:
    allowed = ", ".join(sorted({method for route in routes for method in route.methods}))
    error = WrongRequest(request.method, told("method", method=request.method[:20], known=allowed))
    form = _form(request, routes[0])
    accept = request.headers.get("accept", "")
    made = fault(
        site.renderer, _language(request), form, error, status=405, request=request.id, accept=accept
    )
    return replace(made, headers=(*made.headers, ("allow", allowed)), route=routes[0].pattern)


def _answer(site: Site, request: HttpRequest, route: Route, error: Exception) -> Answer:
    """An error as an answer; one that nobody foresaw goes to the log, and is said without its details."""
    try:
        if not isinstance(error, XinxiaoError):
            _LOG.error(
                "unforeseen", exc_info=error, extra={"fields": {"request": request.id, "use": route.pattern}}
            )
            error = XinxiaoError(type(error).__name__)
        without = _without(site.root, request, error.parameter if isinstance(error, WrongRequest) else "")
        made = fault(
            site.renderer,
            _language(request),
            _form(request, route),
            error,
            without=without,
            request=request.id,
            accept=request.headers.get("accept", ""),
        )
        return replace(made, route=route.pattern)
    except Exception as again:
        _LOG.error("saying what is wrong", exc_info=again)
        return last_resort()


def _language(request: HttpRequest) -> Language:
    """The language of an error: of the address, else of the reader's browser."""
    beginning = request.path[:4]
    return "zh" if beginning == "/zh/" else "en" if beginning == "/en/" else request.lang


def _form(request: HttpRequest, route: Route) -> Faults:
    """Errors are JSON where the route is for programs, the address looks like it, or JSON is asked for."""
    for beginning, form in SDMX.items():
        if request.path.startswith(beginning):
            return form
    return "json" if request.wants_json or request.path.endswith(".json") else route.faults


def _without(root: str, request: HttpRequest, name: str) -> str:
    """This address without the parameter that is wrong; nothing when no parameter is."""
    if not name or request.path.startswith("//"):  # a browser would take that for another host
        return ""
    left = urlencode([(key, value) for key, value in request.pairs if parameters.visible(key) != name])
    return root + quote(request.path) + (f"?{left}" if left else "")
