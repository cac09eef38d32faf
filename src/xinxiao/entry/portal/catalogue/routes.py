"""Rows of the catalogue, the feed, the sitemap and the word to robots.

Their addresses are whole ones, with scheme and host, so that they are not kept with answers that are the same for everybody.
"""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.catalogue.files import feed, rdf, robots, site_map
from xinxiao.entry.portal.catalogue.view import overview
from xinxiao.entry.portal.page_answers import file_route, page_routes

ROUTES = (
    *page_routes("catalogue", overview, section="data", access=PUBLIC),
    file_route("/catalogue.ttl", rdf("ttl"), access=PUBLIC, cache="revalidate", room="files"),
    file_route("/catalogue.jsonld", rdf("jsonld"), access=PUBLIC, cache="revalidate", room="files"),
    file_route("/feed.atom", feed("zh"), access=PUBLIC, cache="revalidate"),
    file_route("/feed-en.atom", feed("en"), access=PUBLIC, cache="revalidate"),
    file_route("/sitemap.xml", site_map, access=PUBLIC, cache="revalidate"),
    file_route("/robots.txt", robots, access=PUBLIC, cache="revalidate"),
)
