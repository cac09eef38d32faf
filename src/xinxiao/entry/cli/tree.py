"""An explanation as an indented tree of plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xinxiao.entry.cli.options import said
from xinxiao.entry.language import language
from xinxiao.model.number import written
from xinxiao.texts import catalogue

if TYPE_CHECKING:
    from xinxiao.release.explain import Bundle, Node

_OWN = ("OBS_VALUE", "DECIMALS", "UNIT_MEASURE", "METHOD", "FORMULA", "COMMENT", "LOWER", "UPPER")
"""Columns that have a place of their own in a line, or stand in the key."""


def drawn(root: Node) -> str:
    """The tree as text: a line for each observation, then method, formula and what went in."""
    return "\n".join(_lines(root, ""))


def _lines(node: Node | Bundle, indent: str) -> Iterator[str]:
    from xinxiao.release.explain import Bundle

    role = f"[{node.role}] " if node.role else ""
    weight = f" × {node.weight:g}" if node.weight is not None else ""
    head = f"{indent}{role}{node.dataflow} {node.key}{weight}"
    if isinstance(node, Bundle):
        total = "-" if node.total is None else f"{node.total:.10g}"
        about = (
            said("explain.cells", count=node.cells, total=total) if node.cells else said("explain.nothing")
        )
        yield f"{head}: {about}"
        return
    seen = node.observation
    number = node.observation.get("OBS_VALUE")
    shown = (
        written(number, seen.get("DECIMALS"))
        if isinstance(number, Decimal)
        else f"{number:.10g}"
        if number is not None
        else ""
    )
    value = f" = {shown} {seen.get('UNIT_MEASURE', '')}".rstrip() if shown else ""
    interval = f" [{seen['LOWER']:.6g}, {seen['UPPER']:.6g}]" if {"LOWER", "UPPER"} <= seen.keys() else ""
    yield f"{head}{value}{interval}"
    deeper = indent + "    "
    rest = [f"{k}={v}" for k, v in seen.items() if k not in _OWN and k not in node.dimensions]
    if rest:
        yield f"{deeper}{' '.join(rest)}"
    if node.method:
        yield f"{deeper}{node.method}: {catalogue(language()).get(f'method.{node.method}', '')}".rstrip(": ")
    if node.formula:
        yield f"{deeper}= {node.formula}"
    if seen.get("COMMENT"):
        yield f"{deeper}# {seen['COMMENT']}"
    for below in node.inputs:
        yield from _lines(below, deeper)
    if node.cut:
        yield f"{deeper}({said(f'explain.cut.{node.cut}')})"
