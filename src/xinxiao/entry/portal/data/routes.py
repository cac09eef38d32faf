"""Rows of the data's pages and files."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.data.files import data_file
from xinxiao.entry.portal.data.view import catalogue, dataflow
from xinxiao.entry.portal.page_answers import file_route, page_routes
from xinxiao.entry.portal.parameters import COLUMNS, FILTERS, OF_RELEASE, count

ROUTES = (
    *page_routes("data", catalogue, section="data", access=PUBLIC),
    *page_routes("data/{flow}", dataflow, FILTERS, count("page", 100_000), section="data", access=PUBLIC),
    file_route(
        "/data/{flow}.{form}",
        data_file,
        COLUMNS,
        OF_RELEASE,
        access=PUBLIC,
        cache="revalidate",
        room="files",
    ),
)
