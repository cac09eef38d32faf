"""Fields of a stage changed: what alternatives of an assumption, and questions of what-if, do to a method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.index.spec.effects import left_over
from xinxiao.index.spec.method import Method, label_of

Stage = TypeVar("Stage")


def stage_with(stage: Stage, fields: Mapping[str, Any]) -> Stage:
    """A stage with fields replaced; nested mappings merge, anything else is replaced; naming another ``method``
    drops the ``parameters`` of the one before, and the options that it does not read
    (:mod:`xinxiao.index.spec.effects`). Raises ProgrammeFault for a field or value that does not fit."""
    try:
        return msgspec.convert(merged(stage, fields), type(stage))
    except msgspec.ValidationError as error:
        raise ProgrammeFault(
            f"a stage cannot take {str(dict(fields))[:200]}: {error}",
            hint="name fields of the stage as in method.yaml",
        ) from error


def method_with(method: Method, label: str, fields: Mapping[str, Any]) -> Method:
    """A method with fields of the stage ``label`` changed, as :func:`stage_with`; raises NotFound for a stage that is
    not there."""
    labels = [label_of(stage) for stage in method.stages]
    if label not in labels:
        raise NotFound(f"no stage {label!r} in the method", hint=f"stages: {', '.join(labels)}")
    at = labels.index(label)
    changed = stage_with(method.stages[at], fields)
    return msgspec.structs.replace(method, stages=(*method.stages[:at], changed, *method.stages[at + 1 :]))


def merged(stage: object, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A stage as plain values, with fields replaced as :func:`stage_with` says; whether they fit is not looked at."""
    parts = _parts(stage)
    out: dict[str, Any] = msgspec.to_builtins(stage)
    if "parameters" in parts and "method" in fields and fields["method"] != parts.get("method"):
        out["parameters"] = parts["parameters"] = {}
    for name, value in fields.items():
        part = parts.get(name)
        nested = isinstance(value, Mapping) and isinstance(part, Mapping | msgspec.Struct)
        out[name] = merged(part, value) if nested else value
    if isinstance(stage, msgspec.Struct):
        for option in left_over(type(stage), out, fields):
            out.pop(option, None)
    return out


def _parts(stage: object) -> dict[str, Any]:
    """Fields of a struct, or items of a mapping, as they are."""
    if isinstance(stage, msgspec.Struct):
        return msgspec.structs.asdict(stage)
    return dict(stage) if isinstance(stage, Mapping) else {}
