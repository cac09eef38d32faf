"""The portal as an ASGI application."""

from __future__ import annotations

from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.release_views import ReleaseViews
from xinxiao.entry.portal.render import Renderer
from xinxiao.entry.portal.route import Site, Table
from xinxiao.entry.portal.routes import TABLE
from xinxiao.uses.call import Ports


def create(ports: Ports, release_id: str | None = None, table: Table = TABLE) -> Door:
    """The portal over the stores; ``release_id`` is shown when a reader names none (default: the last one)."""
    return Door(Site(ReleaseViews(ports, release_id), Renderer(), table))
