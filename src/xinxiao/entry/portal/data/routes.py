"""Rows of the data's pages and files."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.data.files import data_file, rows_of
from xinxiao.entry.portal.data.view import catalogue, dataflow
from xinxiao.entry.portal.page_answers import file_route, page_routes
from xinxiao.entry.portal.parameters import COLUMNS, FILTERS, OF_RELEASE, count

_CSV, *_PAGE = page_routes(
    "data/{flow}", dataflow, FILTERS, count("page", 100_000), section="data", access=PUBLIC
)

ROUTES = (
    *page_routes("data", catalogue, section="data", access=PUBLIC),
    replace(_CSV, make=rows_of, says="All rows of one dataflow as CSV, or those its page shows."),
    *_PAGE,
    file_route(
        "/data/{flow}.{form}",
        data_file,
        COLUMNS,
        OF_RELEASE,
        access=PUBLIC,
        cache="revalidate",
        room="files",
        beyond="heavy",
        ranges=True,
    ),
)
