"""Whether the portal is well, and its measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from xinxiao.entry.errors import shown
from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.faults import AGAIN
from xinxiao.entry.portal.measures import MEDIA
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import Unavailable, XinxiaoError, told
from xinxiao.model.life import latest
from xinxiao.model.release import Entry


def health(visit: Visit) -> Answer:
    """Whether the portal is alive and ready: its ledger answers, and the newest live release can be read. 503 when not.
    ``published``: whether there is one; without any the desk is ready all the same."""
    ports = visit.site.views.ports

    def last() -> Entry | None:
        found = latest(ports.ledger.releases.lives())
        return found.entry if found else None

    def manifest() -> bytes:
        entry = last()
        return ports.blobs.get(entry.sha256) if entry else b""

    checks: dict[str, Callable[[], object]] = {"ledger": last, "lake": manifest}
    wrong = {name: code for name, check in checks.items() if (code := _fault(check))}
    state: dict[str, Any] = {"alive": True, "ready": not wrong}
    state |= {name: wrong.get(name, "ok") for name in checks}
    if not wrong:
        return answer.as_json({**state, "published": last() is not None})
    error = Unavailable("not ready", told("not_ready", what=", ".join(wrong)))
    made = answer.as_json({**state, **shown(error, visit.lang).as_json(visit.http.id)}, 503)
    return replace(made, headers=(*made.headers, AGAIN))


def _fault(check: Callable[[], object]) -> str:
    """The code of what goes wrong with a check; no details, for anybody may ask."""
    try:
        check()
    except XinxiaoError as error:
        return error.code
    except OSError:
        return Unavailable.code
    return ""


def metrics(visit: Visit) -> Answer:
    """Measures of the portal as Prometheus reads them."""
    return answer.page(visit.site.measures.text(), MEDIA)
