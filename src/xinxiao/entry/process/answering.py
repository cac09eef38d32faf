"""One of several processes that answer."""

from __future__ import annotations

from xinxiao.bootstrap import ports
from xinxiao.entry.log import open_log
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.settings import serving


def portal() -> Door:
    """The portal as the environment says, which the process that starts this one has filled."""
    open_log()
    return create(ports(), serving=serving())
