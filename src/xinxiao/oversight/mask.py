"""Masks: what is shown of a personal field to whoever states no reason to see it. What no rule speaks of is masked as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xinxiao.model.oversight.masking import MaskingSpec, MaskRule
from xinxiao.model.oversight.workflow import Field

HIDDEN = "＊＊＊"
"""What stands for a value that no rule speaks of."""
_SIGNS = {"#": r"\d", "X": r"[\dXxＸｘ]", "*": r"[A-Za-z0-9_.%+-]{1,64}"}
_BETWEEN = r"[ \u00a0\u3000\-\u2010-\u2015]?"
"""What people write between the digits of a number."""


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


# ---- free text


def scrubbed(text: str, spec: MaskingSpec | None, people: Mapping[str, str]) -> str:
    """Free text with what in it looks like data about a person masked: values by the shapes of the programme's rules, and values of people
    that are known in the case (``people``: each with its mask). A name nobody knows of is not found; a code of an organisation stays."""
    made = text
    for value in sorted((one for one in people if len(one.strip()) > 1), key=len, reverse=True):
        made = made.replace(value, people[value])
    for rule, pattern in _patterns(spec.rules) if spec is not None else ():
        made = pattern.sub(lambda found, rule=rule: _hidden(found[0], rule), made)  # type: ignore[misc]
    return made


@lru_cache(maxsize=8)
def _patterns(rules: tuple[MaskRule, ...]) -> tuple[tuple[MaskRule, re.Pattern[str]], ...]:
    """Each shape of each rule, the longer ones first."""
    every = [(rule, shape) for rule in rules for shape in rule.shapes]
    return tuple((rule, _pattern(shape)) for rule, shape in sorted(every, key=lambda one: -len(one[1])))


def _pattern(shape: str) -> re.Pattern[str]:
    signs = [_SIGNS.get(sign) or f"[{re.escape(sign)}{chr(ord(sign) + 0xFEE0)}]" for sign in shape]
    if "*" in shape:
        return re.compile(r"(?<![A-Za-z0-9_.%+-])" + "".join(signs))
    return re.compile(rf"(?<!\d){_BETWEEN.join(signs)}(?!\d)")


def _hidden(found: str, rule: MaskRule) -> str:
    return found if _is_organisation(found) else masked(found, rule)


def _is_organisation(found: str) -> bool:
    """Whether a number is the code of an organisation, and not one of a person too (ISO 7064, MOD 11-2)."""
    from xinxiao.model.collect.code import LENGTH, REFUSED, faults, normal  # arrays come with it

    code = normal(found)
    if len(code) != LENGTH or REFUSED & set(faults(code)):
        return False
    digits = [int(sign) for sign in code[:-1] if sign.isdecimal()]
    weighed = sum(digit * pow(2, LENGTH - 1 - i, 11) for i, digit in enumerate(digits))
    return len(digits) < LENGTH - 1 or "10X98765432"[weighed % 11] != code[-1]
