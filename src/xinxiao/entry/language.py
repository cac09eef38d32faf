"""Which language the environment asks for."""

from __future__ import annotations

import os
from collections.abc import Mapping

from xinxiao.texts import Language


def language(environ: Mapping[str, str] = os.environ) -> Language:
    """Chinese, unless ``XINXIAO_LANG`` or else the locale of the environment says English."""
    asked = environ.get("XINXIAO_LANG", "")
    if asked == "zh":
        return "zh"
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if "en" in (asked, locale[:2].lower()) else "zh"
