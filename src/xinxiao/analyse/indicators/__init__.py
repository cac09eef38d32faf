"""Indicators (GSBPM 5.7, 6.1): levels taken from figures, and ratios, shares and growth by formula."""

from xinxiao.analyse.indicators.compile import compile, findings

__all__ = ["compile", "findings"]
