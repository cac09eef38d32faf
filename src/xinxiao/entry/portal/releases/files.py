"""Files about releases: the list, and manifests exactly as sealed."""

from __future__ import annotations

from dataclasses import asdict

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.route import Visit


def releases(visit: Visit) -> Answer:
    """All releases, newest first."""
    return answer.as_json([asdict(entry) for entry in visit.site.views.entries])


def manifest(visit: Visit) -> Answer:
    """The manifest of a release, exactly as sealed."""
    return answer.page(visit.site.views.view(visit.args["release"]).release.manifest, answer.JSON)
