"""Rows of the data's pages and files."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.data.files import BOM, LAYOUT, data_address, data_file, rows_of
from xinxiao.entry.portal.data.kept import LANG
from xinxiao.entry.portal.data.packages import flow_package, release_package
from xinxiao.entry.portal.data.view import LAYOUT as LAYOUT_OF_PAGE
from xinxiao.entry.portal.data.view import WINDOW, catalogue, dataflow
from xinxiao.entry.portal.data.words import NAMES
from xinxiao.entry.portal.page_answers import file_route, page_routes
from xinxiao.entry.portal.parameters import COLUMNS, FILTERS, OF_RELEASE, count

_CSV, *_PAGE = page_routes(
    "data/{flow}",
    dataflow,
    FILTERS,
    LAYOUT_OF_PAGE,
    NAMES,
    WINDOW,
    count("page", 100_000),
    section="data",
    access=PUBLIC,
)

ROUTES = (
    *page_routes("data", catalogue, section="data", access=PUBLIC),
    replace(_CSV, make=rows_of, says="All rows of one dataflow as CSV, or those its page shows."),
    *_PAGE,
    file_route(
        "/data/{flow}.{form}",
        data_address,
        COLUMNS,
        LAYOUT,
        LANG,
        BOM,
        OF_RELEASE,
        access=PUBLIC,
        cache="kept",
    ),
    file_route(
        "/releases/{release}/package.zip",
        release_package,
        LANG,
        access=PUBLIC,
        cache="immutable",
        room="files",
        beyond="heavy",
        ranges=True,
    ),
    file_route(
        "/releases/{release}/data/{flow}.zip",
        flow_package,
        COLUMNS,
        LANG,
        access=PUBLIC,
        cache="immutable",
        room="files",
        beyond="heavy",
        ranges=True,
    ),
    file_route(
        "/releases/{release}/data/{flow}.{form}",
        data_file,
        COLUMNS,
        LAYOUT,
        LANG,
        BOM,
        access=PUBLIC,
        cache="immutable",
        room="files",
        beyond="heavy",
        ranges=True,
    ),
)
