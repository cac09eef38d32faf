"""Rules as plain data for the browser, which ``rules.js`` evaluates: no code is made, so none has to be allowed."""

from __future__ import annotations

from typing import Any

import msgspec

from xinxiao.rules.expression import Rule, appearing
from xinxiao.rules.types import Types


def data(rule: Rule, types: Types) -> dict[str, Any]:
    """A rule as values of JSON: its two conditions as trees, and the kind of each item it refers to by its name there.

    In the browser ``xinxiaoRules.verdict(rule, values)`` takes it with the values by the same names, each as its canonical
    text, null where there is none. Raises ``KeyError`` for an item that ``types`` does not hold.
    """
    kinds = {item.text: types[item.id].kind for item in appearing(rule)}
    tree: dict[str, Any] = msgspec.to_builtins(rule)
    return {"when": tree["when"], "then": tree["then"], "kinds": kinds}
