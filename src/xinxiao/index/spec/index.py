"""An index as a noun: its tree, its method, and what its makers are not sure of."""

from __future__ import annotations

import msgspec

from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import Assumptions, Method


class IndexSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that defines an index but its numbers; parsed once, from a folder, a workbook or a programme.

    ``assumptions`` is None where none are declared: then nothing is known about how sure the index is.
    """

    framework: Framework
    method: Method = Method()
    assumptions: Assumptions | None = None
