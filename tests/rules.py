"""Rules and records at random, for holding the evaluators of rules against each other: the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random

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
    dated,
)
from xinxiao.rules.parse import parse
from xinxiao.rules.record import Value
from xinxiao.rules.types import ItemType
from xinxiao.rules.vtl import expression

TYPES = {
    "SALES": ItemType("number", 38, 2),
    "COST": ItemType("number", 38, 2),
    "STAFF": ItemType("number", 10, 0),
    "SHARE": ItemType("number", 18, 4),
    "TINY": ItemType("number", 38, 18),
    "DUST": ItemType("number", 38, 38),
    "KIND": ItemType("code"),
    "NOTE": ItemType("text"),
    "OTHER_M#SALES": ItemType("number", 38, 2),
}
NUMBERS = (
    *(Reference(id) for id in ("SALES", "COST", "STAFF", "SHARE", "TINY", "DUST")),
    Reference("SALES", "", 1),
    Reference("SALES", "", 12),
    Reference("SALES", "OTHER_M", 12),
)
TEXTS = (Reference("KIND"), Reference("NOTE"), Reference("KIND", "", 1))
WORDS = ("A", "B", "a'b", "日本", "𠮷野家", "é", "e\u0301", "%_\\", '"~1"'.replace('"', "“"), "", " ")
PERIODS = ("2026-01", "2026-02", "2026-10", "2026-12", "2026-Q1", "2026-Q3", "2026-S2", "2026")
CONSTANTS = (
    "0",
    "1",
    "2",
    "0.5",
    "100",
    "1.01",
    "99999999999999999999999999999999999999",
    "0." + "0" * 36 + "1",
)


def rule(random: Random) -> Rule:
    """A rule that fits :data:`TYPES`, as it is evaluated on reports of one of :data:`PERIODS`."""
    then = _truth(random, random.randint(1, 4))
    when = _truth(random, random.randint(1, 3)) if random.random() < 0.3 else None
    text = expression(then) if when is None else f"when {expression(when)} then {expression(then)}"
    read = parse(text)
    assert (read.when, read.then) == (when, then)
    return dated(read, random.choice(PERIODS))


def _truth(random: Random, depth: int) -> Node:
    def number() -> Node:
        return _number(random, depth - 1)

    def words() -> Node:
        return _text(random, depth - 1)

    def truth() -> Node:
        return _truth(random, depth - 1)

    flat: tuple[Callable[[], Node], ...] = (
        lambda: Comparison(random.choice(("=", "<>", "<", "<=", ">", ">=")), number(), number()),
        lambda: Comparison(random.choice(("=", "<>", "<", "<=", ">", ">=")), number(), number()),
        lambda: Comparison(random.choice(("=", "<>")), words(), words()),
        lambda: In(number(), tuple(_signed(random) for _ in range(2)), random.random() < 0.5),
        lambda: In(words(), tuple(Text(random.choice(WORDS)) for _ in range(3)), random.random() < 0.5),
        lambda: Call("isnull", (random.choice((number, words))(),)),
        lambda: Call("between", (number(), number(), number())),
        lambda: Truth(random.random() < 0.5),
    )
    deep: tuple[Callable[[], Node], ...] = (
        lambda: Logic(random.choice(("and", "or", "xor")), truth(), truth()),
        lambda: Logic(random.choice(("and", "or", "xor")), truth(), truth()),
        lambda: Not(truth()),
        lambda: If(truth(), truth(), truth()),
    )
    return random.choice(flat if depth <= 1 or random.random() < 0.5 else deep)()


def _number(random: Random, depth: int) -> Node:
    if depth <= 0 or random.random() < 0.25:
        if random.random() < 0.1:
            return Month()
        return random.choice(NUMBERS) if random.random() < 0.75 else Number(random.choice(CONSTANTS))

    def number() -> Node:
        return _number(random, depth - 1)

    made: tuple[Callable[[], Node], ...] = (
        *(lambda sign=sign: Arithmetic(sign, number(), number()) for sign in ("+", "-", "*", "/", "/")),  # type: ignore[misc]
        lambda: Negative(number()),
        lambda: Call("abs", (number(),)),
        lambda: Call("round", (number(), Number(random.choice(("0", "1", "2", "5", "18"))))),
        lambda: Call("sum", tuple(number() for _ in range(random.randint(1, 4)))),
        lambda: Call("nvl", (number(), number())),
        lambda: Call("length", (_text(random, depth - 1),)),
        lambda: If(_truth(random, depth - 1), number(), number()),
    )
    return random.choice(made)()


def _text(random: Random, depth: int) -> Node:
    if depth <= 0 or random.random() < 0.7:
        return random.choice(TEXTS) if random.random() < 0.7 else Text(random.choice(WORDS))
    if random.random() < 0.5:
        return Call("nvl", (_text(random, depth - 1), _text(random, depth - 1)))
    return If(_truth(random, depth - 1), _text(random, depth - 1), _text(random, depth - 1))


def _signed(random: Random) -> Number:
    text = random.choice(CONSTANTS)
    return Number(f"-{text}" if text != "0" and random.random() < 0.3 else text)


def record(random: Random, usual: bool) -> dict[str, Value]:
    """What items hold, a third of it nothing; ``usual``: numbers of few digits, else also of up to 38."""
    held: dict[str, Value] = {}
    for item in NUMBERS:
        kind = TYPES[item.id]
        held[item.text] = None if random.random() < 0.2 else _value(random, kind, usual)
    for item in TEXTS:
        held[item.text] = None if random.random() < 0.2 else random.choice(WORDS)
    return held


def _value(random: Random, kind: ItemType, usual: bool) -> Decimal:
    most = min(kind.digits, kind.places + 4) if usual else kind.digits
    digits = random.choice((0, 1, 2, 3, most, random.randint(0, most)))
    whole = random.randint(0, 10**digits - 1)
    if random.random() < 0.3:
        whole = whole // 10**kind.places * 10**kind.places
    sign = random.random() < 0.4
    return Decimal((int(sign and whole > 0), tuple(map(int, str(whole))), -kind.places))


def written(values: Mapping[str, Value]) -> dict[str, str | None]:
    """A record as a form holds it: numbers as canonical text."""
    return {name: canonical(value) for name, value in values.items()}


def canonical(value: Value) -> str | None:
    """One value as text."""
    if not isinstance(value, Decimal):
        return value if value is None else str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
