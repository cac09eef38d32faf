"""The audit as one HTML page that needs nothing else: styles and charts are inside."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from xinxiao.index.analysis.audit import Audit
from xinxiao.publish.documents.content import sections, title_of
from xinxiao.texts import Language, text


def audit_html(
    made: Audit, language: Language = "zh", grid: Mapping[str, tuple[int, int]] | None = None
) -> str:
    """The page in one language. ``grid``: unit -> (row, column) of a tile map, left out when None."""
    environment = Environment(
        loader=PackageLoader("xinxiao.publish.documents"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("audit.html").render(
        language=language,
        title=title_of(made, language),
        sections=sections(made, language, grid),
        contents=text(language, "index.audit.contents"),
        key=made.result.key,
        made_from=text(language, "index.audit.made_from", key=made.result.key[:16]),
    )
