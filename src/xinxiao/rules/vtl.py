"""Rules as VTL 2.1 text: each part of an expression, and a form's rules as one ``define datapoint ruleset``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xinxiao.rules.expression import (
    Arithmetic,
    Call,
    Comparison,
    If,
    In,
    Logic,
    Month,
    Negative,
    Node,
    Not,
    Number,
    Reference,
    Rule,
    Text,
    Truth,
    references,
    walk,
)

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")


def vtl(name: str, rules: Mapping[str, Rule], levels: Mapping[str, str] | None = None) -> str:
    """The rules of a form, by their ids, as one ruleset over the variables they refer to.

    VTL's rulesets see one row: an item of an earlier period or of another form is a variable of its own there, whose quoted
    name is how a rule writes it (:attr:`Reference.text`). ``sum`` is written out. ``levels`` are the error levels by rule.
    """
    variables = sorted({item for rule in rules.values() for item in references(rule)})
    named = [_name(item.text) for item in variables]
    if any(isinstance(node, Month) for rule in rules.values() for node in walk(rule)):
        named.append("TIME_PERIOD")
    signature = ", ".join(named)
    body = " ;\n".join(f"  {_name(id)} : {_rule(id, rule, levels or {})}" for id, rule in rules.items())
    return (
        f"define datapoint ruleset {_name(name)} (variable {signature}) is\n{body}\nend datapoint ruleset;\n"
    )


def expression(node: Node, row: bool = False) -> str:
    """A part of a rule, in brackets wherever they may matter; of a ``row``, each reference is a variable of it."""

    def below(part: Node) -> str:
        inner = expression(part, row)
        one = isinstance(part, Number | Text | Truth | Reference | Month | Call) and not inner.startswith("-")
        summed = row and isinstance(part, Call) and part.function == "sum"
        return inner if one and not summed else f"({inner})"

    match node:
        case Number():
            return node.text
        case Text():
            return f'"{node.value}"'
        case Truth():
            return "true" if node.value else "false"
        case Reference():
            return _name(node.text) if row else node.text
        case Month():
            return node.text
        case Negative():
            return f"-{below(node.operand)}"
        case Not():
            return f"not {below(node.operand)}"
        case Arithmetic():
            return f"{below(node.left)} {node.sign} {below(node.right)}"
        case Comparison():
            return f"{below(node.left)} {node.order} {below(node.right)}"
        case Logic():
            return f"{below(node.left)} {node.connective} {below(node.right)}"
        case In():
            values = ", ".join(expression(value, row) for value in node.values)
            return f"{below(node.operand)} {'not_in' if node.negated else 'in'} {{{values}}}"
        case If():
            return f"if {below(node.condition)} then {below(node.then)} else {below(node.otherwise)}"
        case Call(function="sum") if row:
            return " + ".join(below(argument) for argument in node.arguments)
        case Call():
            return f"{node.function}({', '.join(expression(part, row) for part in node.arguments)})"


def _rule(id: str, rule: Rule, levels: Mapping[str, str]) -> str:
    when = "" if rule.when is None else f"when {expression(rule.when, row=True)} then "
    level = f' errorlevel "{levels[id]}"' if id in levels else ""
    return f'{when}{expression(rule.then, row=True)} errorcode "{id}"{level}'


def _name(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else f"'{text}'"
