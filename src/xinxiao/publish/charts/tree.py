"""A tree of shares: what each leaf weighs in the whole, with the branches it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.svg import GRID, MUTED, PALETTE, PAPER, Frame, el, label

ROW = 22.0
TALL = 32.0
"""The height of rows whose names need two lines."""
FAINT = "#eef2f5"


@dataclass(frozen=True)
class Branch:
    """A node with its share of the whole (0..1), the same in words, and what hangs on it."""

    name: str
    share: float
    text: str
    children: tuple[Branch, ...] = ()

    @property
    def leaves(self) -> int:
        """How many leaves it has; a leaf is one."""
        return sum(child.leaves for child in self.children) or 1

    @property
    def height(self) -> int:
        """Levels above its lowest leaf."""
        return 1 + max(child.height for child in self.children) if self.children else 0


@dataclass(frozen=True)
class _Plan:
    """Where things stand: each column of branches ``group`` px wide, names from ``name``, bars on ``bar``."""

    group: float
    name: float
    room: float
    bar: scales.Scale
    row: float
    columns: int


def tree(frame: Frame, root: Branch) -> str:
    """The whole on top, branches as columns from left to right, and a bar for the share of each leaf."""
    leaves = list(_leaves(root))
    plan = _plan(frame, root, leaves)
    top = 30.0
    bottom = top + plan.row * len(leaves)
    out = [
        el("rect", x=0, y=0, width=frame.width, height=24, fill=PALETTE[0]),
        label(8, 17, svg.clip(root.name, frame.width - 70), fill=PAPER),
        label(frame.width - 8, 17, root.text, text_anchor="end", fill=PAPER),
    ]
    y = top
    for i, child in enumerate(root.children):
        colour = PALETTE[(i + 1) % len(PALETTE)] if child.children else PALETTE[0]
        out.append(_branch(child, plan, 0, y, colour))
        y += plan.row * child.leaves
        out.append(el("line", x1=0, x2=frame.width, y1=y - 1, y2=y - 1, stroke=GRID, stroke_width=1))
    return svg.document(frame, bottom + 4, *out)


def _plan(frame: Frame, root: Branch, leaves: Sequence[Branch]) -> _Plan:
    columns = max(root.height - 1, 0)
    text = max(svg.width_of(leaf.text, 12) for leaf in leaves) + 8
    bars = max(frame.width * 0.2, 60.0)
    widest = max(svg.width_of(leaf.name) for leaf in leaves) + 14
    room = min(widest, frame.width * (0.4 if columns else 0.6))
    group = min((frame.width - bars - text - room) / columns, 190.0) if columns else 0.0
    name = group * columns + 8
    room = min(widest, frame.width - bars - text - name)
    scale = scales.Scale(0.0, max(leaf.share for leaf in leaves) or 1.0, name + room, frame.width - text, ())
    tall = any(svg.width_of(leaf.name) > room - 12 for leaf in leaves)
    return _Plan(group, name, room, scale, TALL if tall else ROW, columns)


def _leaves(branch: Branch) -> Iterator[Branch]:
    if not branch.children:
        yield branch
    for child in branch.children:
        yield from _leaves(child)


def _branch(branch: Branch, plan: _Plan, column: int, y: float, colour: str) -> str:
    if not branch.children:
        return _leaf(branch, plan, y, colour)
    out = [_box(branch, plan, column, y, colour)]
    for child in branch.children:
        out.append(_branch(child, plan, column + 1, y, colour))
        y += plan.row * child.leaves
    return "".join(out)


def _box(branch: Branch, plan: _Plan, column: int, y: float, colour: str) -> str:
    """A branch beside its leaves: name on as many lines as fit, then its share."""
    # a branch that skips levels reaches over their columns
    span = plan.columns - column - (branch.height - 1)
    x, width, high = plan.group * column, plan.group * max(span, 1) - 4, plan.row * branch.leaves - 4
    lines = max(int((high - 4) // 15), 1)
    words = svg.fold(branch.name, width - 16, lines=max(lines - 1, 1))
    if lines > len(words):
        words = [*words, branch.text]
    first = y + high / 2 + 4.5 - 7.5 * (len(words) - 1)
    return "".join(
        (
            el("rect", x=x, y=y, width=width, height=high, fill=FAINT),
            el("rect", x=x, y=y, width=4.0, height=high, fill=colour),
            *(
                label(x + 10, first + 15 * i, word, fill=MUTED if word == branch.text else None)
                for i, word in enumerate(words)
            ),
        )
    )


def _leaf(leaf: Branch, plan: _Plan, y: float, colour: str) -> str:
    mid = y + plan.row / 2 - 1
    words = svg.fold(leaf.name, plan.room - 12)
    first = mid + 4.5 - 7 * (len(words) - 1)
    end = plan.bar(leaf.share)
    return "".join(
        (
            *(label(plan.name, first + 14 * i, word) for i, word in enumerate(words)),
            el(
                "rect",
                x=plan.bar.start,
                y=mid - 6,
                width=max(end - plan.bar.start, 0.8),
                height=12.0,
                fill=colour,
            ),
            label(end + 6, mid + 4, leaf.text, font_size=12.0, fill=MUTED),
        )
    )
