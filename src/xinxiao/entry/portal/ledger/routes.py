"""Rows of the ledger's page and files."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.ledger.files import feed, heads_csv, heads_json
from xinxiao.entry.portal.ledger.view import heads
from xinxiao.entry.portal.page_answers import file_route, page_routes

ROUTES = (
    *page_routes("ledger", heads, section="ledger", access=PUBLIC, cache="revalidate"),
    file_route("/ledger/heads.csv", heads_csv, access=PUBLIC, cache="revalidate"),
    file_route("/ledger/heads.json", heads_json, access=PUBLIC, cache="revalidate"),
    file_route("/ledger/heads.atom", feed, access=PUBLIC, cache="revalidate"),
)
