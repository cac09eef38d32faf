"""Queries over one sealed file as SQL, for engines that differ in how they write names, values and a few functions.

Names of columns come from structures and are quoted; every value is bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xinxiao.model.extract import BEGINS, ENDS, OBSERVATIONS, Bound, Ends, Filter

COMPARED = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
FROM_FIRST, FROM_LAST = "#first", "#last"


@dataclass(frozen=True)
class Dialect:
    """How an engine writes a name, the place of a value, and whether a text begins or ends with another."""

    quote: str
    mark: str
    starts: str
    ends: str

    def name(self, name: str) -> str:
        """A name, quoted."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def names(self, names: Sequence[str]) -> str:
        """Several, with commas."""
        return ", ".join(self.name(name) for name in names)


DUCKDB = Dialect('"', "$", "starts_with", "ends_with")
SPARK = Dialect("`", ":", "startswith", "endswith")


@dataclass
class Statement:
    """SQL that grows, with the values of its places."""

    dialect: Dialect
    values: dict[str, object] = field(default_factory=dict)

    def place(self, value: object) -> str:
        """A place for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return self.dialect.mark + name

    def rows(self, source: str, which: Filter, unlike: str = "") -> str:
        """The rows of ``source`` that fit, in their order. ``unlike`` is a further condition."""
        dialect = self.dialect
        columns = dialect.names(which.columns) if which.columns else "*"
        where = self.where(which, unlike)
        if which.ends is not None:
            told = dialect.names(which.columns) if which.columns else self._all_but_ranks()
            text = f"SELECT {told} FROM (SELECT *, {self._ranks(which.ends)} FROM {source}{where})"
            text += f" WHERE {self._within(which.ends)}"
        else:
            text = f"SELECT {'DISTINCT ' if which.distinct else ''}{columns} FROM {source}{where}"
        return text

    def ordered(self, which: Filter, always: bool = False) -> str:
        """The order of the rows, where the file does not stand in it or no file's order is kept."""
        if not which.order or (which.stands and which.ends is None and not which.distinct and not always):
            return ""
        name = self.dialect.name
        parts = [f"{name(c)} {'DESC' if c in which.down else 'ASC'} NULLS FIRST" for c in which.order]
        return f" ORDER BY {', '.join(parts)}"

    def where(self, which: Filter, unlike: str = "") -> str:
        """The conditions."""
        name, parts = self.dialect.name, list[str]()
        parts += [self._one_of(column, codes) for column, codes in which.codes.items()]
        parts += [f"{name(column)} <= {self.place(most)}" for column, most in which.upto.items()]
        parts += self._keys(which.keys)
        parts += [self._tested(column, tests) for column, tests in which.tests.items()]
        parts += [unlike] if unlike else []
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    def series(self, source: str, which: Filter, columns: Sequence[str], time: str) -> str:
        """Each series among the rows of a file: its columns, how many observations it has, its first and last period."""
        name, listed = self.dialect.name, self.dialect.names(columns)
        ends = f"min({name(time)}) AS {name(BEGINS)}, max({name(time)}) AS {name(ENDS)}" if time else ""
        counted = f"count(*) AS {name(OBSERVATIONS)}" + (f", {ends}" if ends else "")
        grouped = f" GROUP BY {listed}" if listed else ""
        return f"SELECT {listed + ', ' if listed else ''}{counted} FROM {source}{self.where(which)}{grouped}"

    def _one_of(self, column: str, codes: Sequence[str]) -> str:
        name = self.dialect.name(column)
        if not codes:
            return "FALSE"
        if len(codes) == 1:
            return f"{name} = {self.place(codes[0])}"
        return f"{name} IN ({', '.join(self.place(code) for code in codes)})"

    def _keys(self, keys: Sequence[Mapping[str, tuple[str, ...]]]) -> list[str]:
        """Any of the keys; where all of them say a column, its codes also apart, by which parts of a file are left out."""
        if len(keys) < 2:
            return [self._one_of(column, codes) for key in keys for column, codes in key.items()]
        shared = [c for c in keys[0] if all(c in key for key in keys)]
        hull = [
            self._one_of(c, tuple(dict.fromkeys(code for key in keys for code in key[c]))) for c in shared
        ]
        either = [" AND ".join(self._one_of(c, codes) for c, codes in key.items()) or "TRUE" for key in keys]
        return [*hull, "(" + " OR ".join(f"({one})" for one in either) + ")"]

    def _tested(self, column: str, tests: Sequence[Sequence[Bound]]) -> str:
        equal = [every[0][1] for every in tests if len(every) == 1 and every[0][0] == "eq"]
        if len(equal) == len(tests):
            return f"{self.dialect.name(column)} IN ({', '.join(self.place(value) for value in equal)})"
        each = [" AND ".join(self._test(column, *one) for one in every) for every in tests]
        return "(" + " OR ".join(f"({one})" for one in each) + ")"

    def _test(self, column: str, operator: str, value: str | Decimal) -> str:
        name, place = self.dialect.name(column), self.place(value)
        match operator:
            case "co":
                return f"contains({name}, {place})"
            case "nc":
                return f"NOT contains({name}, {place})"
            case "sw":
                return f"{self.dialect.starts}({name}, {place})"
            case "ew":
                return f"{self.dialect.ends}({name}, {place})"
            case _:
                return f"{name} {COMPARED[operator]} {place}"

    def _ranks(self, ends: Ends) -> str:
        name = self.dialect.name
        parts = f"PARTITION BY {self.dialect.names(ends.of)} " if ends.of else ""
        upwards = f"row_number() OVER ({parts}ORDER BY {name(ends.along)})"
        downwards = f"row_number() OVER ({parts}ORDER BY {name(ends.along)} DESC)"
        return f"{upwards} AS {name(FROM_FIRST)}, {downwards} AS {name(FROM_LAST)}"

    def _within(self, ends: Ends) -> str:
        name = self.dialect.name
        parts = [f"{name(FROM_FIRST)} <= {self.place(ends.first)}"] if ends.first is not None else []
        parts += [f"{name(FROM_LAST)} <= {self.place(ends.last)}"] if ends.last is not None else []
        return " OR ".join(parts) or "TRUE"

    def _all_but_ranks(self) -> str:
        ranks = self.dialect.names((FROM_FIRST, FROM_LAST))
        return f"* EXCLUDE ({ranks})" if self.dialect is DUCKDB else f"* EXCEPT ({ranks})"

    def unlike(self, columns: Sequence[str], other: str) -> str:
        """That no row of ``other`` is alike in these columns; of a source called ``rows``."""
        name = self.dialect.name
        alike = [f"other.{name(c)} IS NOT DISTINCT FROM held.{name(c)}" for c in columns]
        return f"NOT EXISTS (SELECT 1 FROM {other} AS other WHERE {' AND '.join(alike)})"
