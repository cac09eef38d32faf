"""``site``: the portal's public pages as a folder of plain files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Home, Words, said


def site(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", parser=PLACE, help=said("options.site"))],
    base: Annotated[str, typer.Option("--base", parser=Words("address"), help=said("options.base"))] = "",
    home: Home = None,
) -> None:
    """Write what readers see of live releases as plain files."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import counted
    from xinxiao.entry.portal.still.portal import StillPortal

    with counted(said("site.doing")) as report:
        found = StillPortal(call(home).ports, base).write(folder, report)
    typer.echo(said("site.done", count=f"{found.files:,}", folder=folder, release=found.release))
