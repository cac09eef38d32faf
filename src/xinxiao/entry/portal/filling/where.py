"""Which report an address is about, and the addresses of its pages."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.model.collect.report import ReportKey, key_of

REPORT = "reports/{form}/{period}/{unit}"
"""The address of a report, without its language."""


def key_in(args: Mapping[str, str]) -> ReportKey:
    """The report that an address names. Raises :class:`NotFound` for what can be none."""
    return key_of(f"{args['form']}/{args['period']}/{args['unit']}")


def path(key: ReportKey, *further: str) -> str:
    """The path of a report's page, or of one below it."""
    return "/".join(("reports", key.text, *further))
