"""Kinds of mutants: every small change of a module's text that a test should notice.

Texts, annotations and the words of errors are left alone. A mutant is a span of the text and what stands there instead.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"), ast.Pow: ("**", "*"), ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"),
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"), ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"), ast.And: ("and", "or"), ast.Or: ("or", "and"),
}  # fmt: skip
_PAIRS = """min max / any all / argmin argmax / argsort argmax / floor ceil / minimum maximum / nanmin nanmax / lower upper
less less_equal / greater greater_equal / equal not_equal / add subtract / multiply divide / is_null is_valid
startswith endswith / removeprefix removesuffix / ljust rjust / union intersection / ceil floor / log log1p / exp expm1"""
TWINS: dict[str, str] = {
    "sum": "max",
    "log1p": "log",
    "expm1": "exp",
    "sorted": "list",
    "abs": "float",
    "mean": "max",
}
for _pair in re.split(r" / |\n", _PAIRS):
    _one, _other = _pair.split()
    TWINS |= {_one: _other, _other: TWINS.get(_other, _one)}
"""Functions and methods, each with one that is easily taken for it."""
LIBRARIES = {"np", "pc", "math"}
OFTEN = {
    "add",
    "subtract",
    "multiply",
    "divide",
    "less",
    "greater",
    "equal",
    "union",
    "log",
    "exp",
    "lower",
    "upper",
}
"""Names that stand for many other things than functions of these libraries."""
NEGATED = {"<": ">", "<=": ">", ">": "<", ">=": "<"}


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: ``text`` in place of the bytes from ``start`` to ``end`` of ``module`` (a path below the package).

    ``lines`` are those of the statement that is changed, ``names`` what that statement names when it runs at import.
    """

    module: str
    line: int
    kind: str
    scope: str
    was: str
    now: str
    start: int
    end: int
    text: str
    lines: tuple[int, int]
    names: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What names it however the lines around it move."""
        return self.module, self.scope, self.was, self.now

    def applied(self, source: bytes) -> bytes:
        """The module's text with the change in it."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def __str__(self) -> str:
        where = f"{self.module}:{self.line} {self.scope or 'module'} ({self.kind})"
        return f"{where}\n    - {self.was}\n    + {self.now}"


def mutants(module: str, source: bytes) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    found = set(_Walk(module, source).of(ast.parse(source)))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.text))


def by_hand(module: str, source: bytes, was: str, now: str) -> Mutant:
    """The mutant that has ``now`` where ``was`` stands, once in the module. Raises ``ValueError`` when it does not."""
    text = source.decode()
    if text.count(was) != 1:
        raise ValueError(f"{module} has {text.count(was)} times: {was}")
    start = len(text[: text.index(was)].encode())
    walk = _Walk(module, source)
    places = [(_header(node), name) for node, name in _named(ast.parse(source))]
    at = bisect_right(walk.starts, start)
    lines, scope = min(
        (place for place in places if place[0][0] <= at <= place[0][1]), key=lambda p: p[0][1] - p[0][0]
    )
    place = _Place(scope, False, True, lines)
    return walk.changed("by hand", place, start, start + len(was.encode()), now)


def _named(node: ast.AST, scope: str = "") -> Iterator[tuple[ast.stmt, str]]:
    """Every statement with the function or class it stands in."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.stmt):
            yield part, scope
        inner = isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _named(part, f"{scope}.{part.name}".lstrip(".") if inner else scope)


def lives(mutant: Mutant, source: bytes) -> bool:
    """Whether a mutant is Python at all, and another program."""
    try:
        other = ast.parse(mutant.applied(source))
    except SyntaxError:
        return False
    return ast.dump(other) != ast.dump(ast.parse(source))


@dataclass(frozen=True)
class _Place:
    scope: str = ""
    optional: bool = False
    inside: bool = False
    lines: tuple[int, int] = (0, 0)
    names: tuple[str, ...] = ()


class _Walk:
    def __init__(self, module: str, source: bytes) -> None:
        self.module, self.source = module, source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def of(self, tree: ast.Module) -> Iterator[Mutant]:
        for statement in tree.body:
            yield from self.statement(statement, _Place())

    def statement(self, node: ast.stmt, place: _Place) -> Iterator[Mutant]:
        if isinstance(node, ast.Import | ast.ImportFrom) or _told(node):
            return
        place = _Place(place.scope, place.optional, place.inside, _header(node), _bound(node, place))
        yield from self.deleted(node, place)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from self.definition(node, place)
            return
        if isinstance(node, ast.Return) and place.optional and not _is_none(node.value):
            yield self.made("none", place, node.value, "None")
        if isinstance(node, ast.Break | ast.Continue):
            yield self.made("loop", place, node, "continue" if isinstance(node, ast.Break) else "break")
        if isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
            yield from self.operator("arithmetic", place, node.target, node.op, node.value)
        if not isinstance(node, ast.Raise):  # the words of an error
            yield from self.parts(node, place)

    def definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, place: _Place
    ) -> Iterator[Mutant]:
        scope = f"{place.scope}.{node.name}".lstrip(".")
        function = not isinstance(node, ast.ClassDef)
        optional = function and "None" in re.split(r"\W+", ast.unparse(node.returns or ast.Constant(""))) and not _is_none(node.returns)  # fmt: skip
        if function:
            at_import = _Place(scope, False, False, place.lines, (node.name,))
            for default in (*node.args.defaults, *node.args.kw_defaults):
                if default is not None:
                    yield from self.expression(default, at_import, "default")
        for statement in node.body:
            yield from self.statement(statement, _Place(scope, optional, function or place.inside))

    def deleted(self, node: ast.stmt, place: _Place) -> Iterator[Mutant]:
        guard = isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)  # fmt: skip
        call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.YieldFrom | ast.Yield)
        stored = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript | ast.Attribute)
        if place.inside and (guard or call or stored or isinstance(node, ast.Raise | ast.AugAssign)):
            yield self.made("deleted", place, node, "pass")

    def parts(self, node: ast.AST, place: _Place) -> Iterator[Mutant]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_comment", "decorator_list"):
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.stmt):
                    yield from self.statement(part, place)
                elif isinstance(part, ast.expr):
                    yield from self.expression(part, place, "constant")
                elif isinstance(part, ast.AST):
                    yield from self.parts(part, place)

    def expression(self, node: ast.expr, place: _Place, constant: str) -> Iterator[Mutant]:
        match node:
            case ast.Constant(value=bool(value)):
                yield self.made(constant, place, node, str(not value))
            case ast.Constant(value=int(value)):
                yield self.made(constant, place, node, str(value + 1))
            case ast.Constant(value=float(value)):
                yield self.made(constant, place, node, repr(value + 1.0))
            case ast.BoolOp():
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from self.operator("boolean", place, left, node.op, right)
            case ast.BinOp() if type(node.op) in OPERATORS and not _joined(node):
                if place.inside or not isinstance(node.op, ast.BitOr):  # a type of two
                    yield from self.operator("arithmetic", place, node.left, node.op, node.right)
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for left, op, right in zip(sides, node.ops, node.comparators, strict=False):
                    yield from self.operator("comparison", place, left, op, right)
            case ast.UnaryOp(op=ast.Not() | ast.USub()):
                yield self.made("unary", place, node, f"({ast.unparse(node.operand)})")
            case ast.IfExp():
                body, other = self.text(node.body), self.text(node.orelse)
                start, end = self.span(node)[0], self.span(node)[1]
                text = f"({other}) if {self.text(node.test)} else ({body})"
                yield self.changed("choice", place, start, end, text)
            case ast.Call():
                yield from self.call(node, place)
            case ast.JoinedStr():
                return  # words
        for name, part in ast.iter_fields(node):
            if name in ("format_spec", "conversion"):
                continue
            inner = "keyword" if isinstance(node, ast.Call) and name == "keywords" else constant
            inner = "slice" if isinstance(node, ast.Slice | ast.Subscript) and name != "value" else inner
            for found in part if isinstance(part, list) else [part]:
                each = found.value if isinstance(found, ast.keyword) else found
                if isinstance(each, ast.expr):
                    yield from self.expression(each, place, inner)
                elif isinstance(each, ast.comprehension):
                    yield from self.parts(each, place)

    def call(self, node: ast.Call, place: _Place) -> Iterator[Mutant]:
        func = node.func
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        of = getattr(func.value, "id", "") if isinstance(func, ast.Attribute) else ""
        if name in TWINS and (of in LIBRARIES or name not in OFTEN):
            end = self.span(func)[1]
            yield self.changed("twin", place, end - len(name), end, TWINS[name])
        if name in ("sorted", "sort") and not any(key.arg == "reverse" for key in node.keywords):
            end = self.span(node)[1] - 1
            comma = ", " if (node.args or node.keywords) and self.source[:end].rstrip()[-1:] != b"," else ""
            yield self.changed("order", place, end, end, f"{comma}reverse=True")

    def operator(
        self, kind: str, place: _Place, left: ast.expr, op: ast.AST, right: ast.expr
    ) -> Iterator[Mutant]:
        token, other = OPERATORS[type(op)]
        start, end = self.span(left)[1], self.span(right)[0]
        gap = self.source[start:end].decode()
        pattern = r"\s+".join(map(re.escape, token.split()))
        found = re.search(pattern, gap)
        if found is None:
            return
        at = start + len(gap[: found.start()].encode())
        until = at + len(found[0].encode())
        yield self.changed(kind, place, at, until, other)
        if token in NEGATED:
            yield self.changed(kind, place, at, until, NEGATED[token])

    def made(self, kind: str, place: _Place, node: ast.AST | None, text: str) -> Mutant:
        assert node is not None
        return self.changed(kind, place, *self.span(node), text)

    def changed(self, kind: str, place: _Place, start: int, end: int, text: str) -> Mutant:
        line = bisect_right(self.starts, start)
        first, last = self.starts[line - 1], self.source.find(b"\n", end)
        last = len(self.source) if last < 0 else last
        was = self.source[first:last].decode()
        now = (self.source[first:start] + text.encode() + self.source[end:last]).decode()
        names = () if place.inside else place.names
        return Mutant(
            self.module, line, kind, place.scope, _line(was), _line(now), start, end, text, place.lines, names
        )

    def span(self, node: ast.AST) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.source[start:end].decode()


def _line(text: str) -> str:
    return " ".join(text.split())


def _told(node: ast.stmt) -> bool:
    """Whether a statement only tells something: a docstring, or the names a module gives out."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _header(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement, without those of the statements in it."""
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not body:
        return node.lineno, node.end_lineno or node.lineno
    first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
    return node.lineno, max(node.lineno, first.lineno - 1)


def _bound(node: ast.stmt, place: _Place) -> tuple[str, ...]:
    """The names that a statement outside functions gives a value."""
    if place.inside:
        return ()
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        found = [n for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        return (*(n.id for n in found), *filter(None, [place.scope.rpartition(".")[2]]))
    return place.names


def _joined(node: ast.BinOp) -> bool:
    """Whether texts are joined, or dictionaries."""
    return any(
        isinstance(side, ast.JoinedStr | ast.Dict | ast.DictComp)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)
