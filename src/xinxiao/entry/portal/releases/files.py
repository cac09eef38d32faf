"""Files about releases: the list, and manifests exactly as sealed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer, SealedFile
from xinxiao.entry.portal.asked import request_of
from xinxiao.entry.portal.figure_table import as_csv
from xinxiao.entry.portal.releases.view import compared
from xinxiao.entry.portal.route import Visit
from xinxiao.model.life import Lived
from xinxiao.uses.blob import blob as sealed
from xinxiao.uses.blob import sums as sealed_sums


def releases(visit: Visit) -> Answer:
    """All releases that are or were live and how they stand, newest first."""
    return answer.as_json([_row(life) for life in visit.site.views.lives])


def _row(life: Lived) -> dict[str, Any]:
    notice = {"zh": life.notice.zh, "en": life.notice.en} if life.notice else None
    standing = {
        "state": life.state,
        "since": life.since,
        "until": life.until,
        "by": life.by,
        "notice": notice,
    }
    return asdict(life.entry) | standing


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
    """The manifest of a release, exactly as sealed, though it be withdrawn."""
    _, view = visit.site.views.record(visit.args["release"])
    return answer.page(view.release.manifest, answer.JSON)


def differences(visit: Visit) -> Answer:
    """All that a release changed against another, as CSV. Raises ``NotFound``."""
    table, _ = compared(request_of(visit))
    return answer.page(as_csv(table.to_pylist()), answer.CSV)
