"""Files about releases: the list, and manifests exactly as sealed."""

from __future__ import annotations

from dataclasses import asdict

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer, SealedFile
from xinxiao.entry.portal.route import Visit
from xinxiao.uses.blob import blob as sealed
from xinxiao.uses.blob import sums as sealed_sums


def releases(visit: Visit) -> Answer:
    """All releases, newest first."""
    return answer.as_json([asdict(entry) for entry in visit.site.views.entries])


def sums(visit: Visit) -> Answer:
    """The hashes of everything a release consists of, as sha256sum reads them."""
    view = visit.site.views.view(visit.args["release"])
    return answer.page(sealed_sums(view.release).encode(), "text/plain; charset=utf-8")


def blob(visit: Visit) -> Answer:
    """Sealed bytes by their SHA-256, as they are: a dataset, a programme's file, a manifest. Raises ``NotFound``."""
    digest = visit.args["digest"]
    file = sealed(visit.call, digest).path
    headers = answer.page(b"", "application/octet-stream").headers
    return Answer(200, b"", headers, f'"{digest}"', "bytes", SealedFile(file))


def manifest(visit: Visit) -> Answer:
    """The manifest of a release, exactly as sealed."""
    return answer.page(visit.site.views.view(visit.args["release"]).release.manifest, answer.JSON)
