"""Quality reports for programs."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.route import Visit
from xinxiao.model.quality import HEADINGS
from xinxiao.uses.calendar import HOUR
from xinxiao.uses.quality import Quality, quality


def report(visit: Visit) -> Answer:
    """The quality report of a dataflow: measures, and what is written under each heading of SIMS. Raises ``NotFound``."""
    pinned = visit.query.get(RELEASE) or visit.site.views.view().id
    return answer.as_json(_told(quality(visit.call, visit.args["flow"], pinned)))


def _told(found: Quality) -> dict[str, Any]:
    m, late = found.measures, found.punctuality
    written = found.written
    return {
        "dataflow": found.flow.id,
        "release": found.release.id,
        "live_since": found.life.since,
        "observations": m.rows,
        "with_value": m.valued,
        "coverage": m.coverage,
        "in_doubt": m.doubted,
        "areas": list(m.areas),
        "units": list(m.units),
        "frequencies": list(m.frequencies),
        "periods": list(m.span) if m.span else None,
        "codes": {name: dict(counts) for name, counts in m.codes.items()},
        "days_from_period_to_first_publication": m.lag,
        "timeliness_days": found.timeliness,
        "punctuality_hours": None if late is None else round(late / HOUR, 2),
        "revisions": {
            "vintages": found.revised.vintages,
            "series": found.revised.series,
            "changed": found.revised.changed,
            "median_relative_mean_absolute_revision": found.revised.middle,
        },
        "headings": {
            heading: None
            if heading not in written
            else {"zh": written[heading].zh, "en": written[heading].en}
            for heading in HEADINGS
        },
    }
