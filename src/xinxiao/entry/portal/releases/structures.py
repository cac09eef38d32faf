"""The structures of a release as files, for good at an address that names the release."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.data.kept import kept_file, pinned
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import NotFound, told
from xinxiao.publish.sdmx.structure.files import FORMATS
from xinxiao.uses.structures import header, structures


def structure_file(visit: Visit) -> Answer:
    """All SDMX structures of a release: SDMX-JSON 2.0, SDMX-ML 3.0 or 2.1. They follow from what the release sealed.

    Raises ``NotFound`` for a form or release there is not.
    """
    form = FORMATS.get(visit.args["form"])
    if form is None:
        known = ", ".join(FORMATS)
        raise NotFound(
            f"format {visit.args['form']}", told("bad_format", value=visit.args["form"], known=known)
        )
    view = pinned(visit)
    if isinstance(view, Answer):
        return view

    def made() -> tuple[int, Iterator[bytes]]:
        found = structures(visit.call, view.release)
        items = sum(artefact.size for artefact in found)
        return items, form.write(header(visit.call, view.release), found, "zh")

    headers = answer.page(b"", form.media, f"{view.id}-structure.{form.ending}").headers
    return kept_file(visit, view, f"structure.{form.ending}", headers, made)
