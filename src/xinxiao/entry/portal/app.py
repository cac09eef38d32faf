"""The portal as an ASGI application."""

from __future__ import annotations

from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.heavy.crew import Crew
from xinxiao.entry.portal.heavy.room import HeavyRoom
from xinxiao.entry.portal.release_views import ReleaseViews
from xinxiao.entry.portal.render import Renderer
from xinxiao.entry.portal.route import Site, Table
from xinxiao.entry.portal.routes import TABLE
from xinxiao.settings import Serving
from xinxiao.uses.call import Ports


def site(
    ports: Ports, release_id: str | None = None, table: Table = TABLE, root: str = "", apart: bool = False
) -> Site:
    """What routes answer from. ``apart``: there are processes for heavy work."""
    return Site(ReleaseViews(ports, release_id), Renderer(root), table, root, apart)


def create(
    ports: Ports, release_id: str | None = None, table: Table = TABLE, serving: Serving | None = None
) -> Door:
    """The portal over the stores; ``release_id`` is shown when a reader names none (default: the last one).

    Without ``serving`` it has no processes for heavy work: threads of this one do it.
    """
    if serving is None:
        return Door(site(ports, release_id, table))
    heavy = HeavyRoom(Crew(ports.home, release_id, serving.root, size=serving.heavy))
    return Door(site(ports, release_id, table, serving.root, apart=True), serving=serving, heavy=heavy)
