"""An index as a noun: its tree, its method, and what its makers are not sure of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from xinxiao.index.spec.changes import method_with
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import Assumption, Assumptions, Method


class IndexSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that defines an index but its numbers; parsed once, from a folder, a workbook or a programme.

    ``assumptions`` is None where none are declared: then nothing is known about how sure the index is.
    """

    framework: Framework
    method: Method = Method()
    assumptions: Assumptions | None = None

    @property
    def varied(self) -> tuple[Assumption, ...]:
        """The assumptions that the uncertainty analysis varies; empty where none are declared."""
        return self.assumptions.assumptions if self.assumptions is not None else ()

    def with_framework(self, framework: Framework) -> IndexSpec:
        """The same method on another tree."""
        return msgspec.structs.replace(self, framework=framework)

    def with_method(self, method: Method) -> IndexSpec:
        """The same tree by another method."""
        return msgspec.structs.replace(self, method=method)

    def with_assumptions(self, assumptions: Assumptions | None) -> IndexSpec:
        """The same index, other doubts."""
        return msgspec.structs.replace(self, assumptions=assumptions)


def override(spec: IndexSpec, stage: str, fields: Mapping[str, Any]) -> IndexSpec:
    """The index with fields of one stage changed (``stage``: its name, or its step); nested mappings merge, anything else
    is replaced, and naming another ``method`` drops the ``parameters`` of the one before.

    Raises NotFound for a stage that is not there, ProgrammeFault for a field or value that does not fit.
    """
    return spec.with_method(method_with(spec.method, stage, fields))
