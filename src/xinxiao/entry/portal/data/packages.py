"""Packages: a dataflow, or all of a release, as one zip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer, SealedFile
from xinxiao.entry.portal.data.kept import kept_file, language, pinned
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.route import Visit
from xinxiao.publish.files.package import MEDIA, Packed, package
from xinxiao.uses.blob import blob
from xinxiao.uses.data import data, labels


def flow_package(visit: Visit) -> Answer:
    """A dataflow of a release as a zip: its data, what they mean, code to read them, licences. Raises ``NotFound``."""
    view = pinned(visit)
    if isinstance(view, Answer):
        return view
    _whole(visit)
    flow = view.flow(view.step(visit.args["flow"])).id
    return _packed(visit, view, (flow,), f"{flow}-{view.id}")


def release_package(visit: Visit) -> Answer:
    """All dataflows of a release as a zip, with its manifest. Raises ``NotFound``."""
    view = pinned(visit)
    return (
        view if isinstance(view, Answer) else _packed(visit, view, view.flows, view.id, view.release.manifest)
    )


def _packed(
    visit: Visit, view: ReleaseView, flows: Sequence[str], name: str, manifest: bytes = b""
) -> Answer:
    lang = language(visit)
    headers = answer.page(b"", MEDIA, f"{name}-{lang}.zip").headers

    def make() -> tuple[int, Iterator[bytes]]:
        packed = [
            Packed(data(visit.call, flow, None, view.id), partial(_sealed, visit, view, flow))
            for flow in flows
        ]
        rows = sum(one.extract.rows for one in packed)
        return rows, package(packed, labels(visit.call, view.release, lang), manifest)

    return kept_file(visit, view, f"{name}.zip {lang}", headers, make)


def _sealed(visit: Visit, view: ReleaseView, flow: str) -> Iterator[bytes]:
    file = SealedFile(blob(visit.call, view.release.datasets[flow].sha256).path)
    return file.pieces(0, file.size)


def _whole(visit: Visit) -> None:
    """Raise ``WrongRequest`` for anything but a language: a package is a dataflow as it was sealed, not some of its rows."""
    for name, value in visit.query.pairs:
        if name != "lang":
            raise parameters.wrong("parameter_unknown", name, value, known="lang")
