"""Masks: what is shown of a personal field to whoever states no reason to see it. What no rule speaks of is masked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.model.oversight.masking import MaskingSpec, MaskRule
from xinxiao.model.oversight.workflow import Field

HIDDEN = "＊＊＊"
"""What stands for a value that no rule speaks of."""


def masked(value: Any, rule: MaskRule | None) -> str:
    """A value as a rule shows it; empty for an empty text, and as a whole masked for what is no text."""
    if value is None or value == "":
        return ""
    if rule is None or not isinstance(value, str):
        return rule.fill if rule is not None else HIDDEN
    shown, tail = value.strip(), ""
    if rule.after and rule.after in shown:
        shown, _, rest = shown.rpartition(rule.after)
        tail = rule.after + rest
    start = next((part for part in rule.whole if shown.startswith(part)), shown[: rule.first])
    end = shown[len(shown) - rule.last :] if rule.last else ""
    if len(shown) - len(start) - len(end) < rule.least:
        return rule.fill + tail
    return start + rule.fill + end + tail


def masks(values: Mapping[str, Any], fields: Mapping[str, Field], spec: MaskingSpec | None) -> dict[str, str]:
    """Values by field, each masked by the kind of its field; different values that look the same are told apart where the rule says
    how. A field that the workflow does not name is masked as a whole."""
    rules = {rule.kind: rule for rule in spec.rules} if spec is not None else {}
    found, told = dict[str, str](), dict[tuple[str, str], list[Any]]()
    for name, value in values.items():
        field = fields.get(name)
        rule = next((rules[kind] for kind in rules if field is not None and kind == field.kind), None)
        shown = masked(value, rule)
        found[name] = shown
        if rule is not None and rule.apart and shown:
            same = told.setdefault((rule.kind, shown), [])
            if value not in same:
                same.append(value)
    for name, value in values.items():
        field = fields.get(name)
        same = told.get((field.kind, found[name]), []) if field is not None else []
        if len(same) > 1 and field is not None:
            marks = next(rule.apart for rule in rules.values() if rule.kind == field.kind)
            found[name] += marks[same.index(value) % len(marks)]
    return found
