"""Rows of the releases' pages and files."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import file_route, page_routes
from xinxiao.entry.portal.parameters import choice
from xinxiao.entry.portal.releases.files import blob, differences, manifest, releases, sums
from xinxiao.entry.portal.releases.structures import structure_file
from xinxiao.entry.portal.releases.view import changes, flows, one, other, others, overview

_CSV, *_CHANGES = page_routes(
    "releases/{name}/changes",
    changes,
    choice("against", others, other),
    choice("flow", flows),
    section="releases",
    access=PUBLIC,
    room="heavy",
)
ROUTES = (
    *page_routes("releases", overview, section="releases", access=PUBLIC),
    *page_routes("releases/{name}", one, section="releases", access=PUBLIC),
    replace(_CSV, make=differences, says="All that a release changed against another, as CSV."),
    *_CHANGES,
    file_route("/releases.json", releases, access=PUBLIC, cache="kept"),
    file_route("/releases/{release}/manifest.json", manifest, access=PUBLIC, cache="kept"),
    file_route("/releases/{release}/SHA256SUMS", sums, access=PUBLIC, cache="kept"),
    file_route(
        "/releases/{release}/structure.{form}",
        structure_file,
        access=PUBLIC,
        cache="revalidate",
        room="files",
        beyond="heavy",
        ranges=True,
    ),
    file_route("/blob/{digest}", blob, access=PUBLIC, cache="immutable", room="files", ranges=True),
)
