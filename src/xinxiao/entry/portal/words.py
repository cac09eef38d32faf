"""Words and numbers in the reader's language: texts, names, units, periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xinxiao.entry.portal.book import Book, Row
from xinxiao.model.programme import Text, Unit
from xinxiao.texts import Language, catalogue, text

_MONEY = re.compile(r"^\s*(?:([\d.]+(?:e\d+)?)\s*\*?\s*)?(?:CNY|yuan)\s*$", re.IGNORECASE)
_SCALES: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e12, "wanyi"), (1e8, "yi"), (1e4, "wan")),
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
}
_MANY = re.compile(r"^(10,000|100 million) (.+)$")
_COUNTS = ((1e9, "billion"), (1e6, "million"))
ABSENT = "–"


class Words:
    """Everything a page says, for one language and one release."""

    def __init__(self, lang: Language, book: Book | None = None) -> None:
        self.lang = lang
        self.book = book

    def t(self, key: str, /, **places: object) -> str:
        """A text of the portal."""
        return text(self.lang, f"web.{key}", **places)

    def known(self, *keys: str) -> str | None:
        """The first of these texts that there is, of any room."""
        texts = catalogue(self.lang)
        return next((texts[key] for key in keys if key in texts), None)

    def say(self, words: Text | None) -> str:
        """A text of the programme."""
        return "" if words is None else words.zh if self.lang == "zh" else words.en

    def other(self, words: Text | None) -> str:
        """The same text in the other language."""
        return "" if words is None else words.en if self.lang == "zh" else words.zh

    # names

    def area(self, code: str, form: str = "name") -> str:
        """The name of a place; ``form="short"`` for tight places."""
        area = self.book.areas.get(code) if self.book else None
        if area is None:
            return code
        return self.say(area.short or area.name) if form == "short" else self.say(area.name)

    def indicator(self, code: str) -> str:
        """The name of an indicator or of a node of the index."""
        if self.book is None:
            return code
        found = self.book.programme.indicators.get(code)
        return self.say(found.name) if found else self._node(code) or self.code("CL_INDICATOR", code)

    def node(self, code: str) -> str:
        """The name of a node of the index, as the framework gives it."""
        return self._node(code) or self.indicator(code)

    def _node(self, code: str) -> str:
        node = self.book.tree.nodes.get(code) if self.book and self.book.tree else None
        return (node.zh if self.lang == "zh" else node.en) if node else ""

    def scope(self, code: str | None) -> str:
        """The name of a scope; nothing for "not applicable"."""
        if not code or code == "_Z" or self.book is None:
            return ""
        if code.startswith("_"):
            return self.known(f"web.codes.CL_SCOPE.{code}") or ""
        found = self.book.programme.scopes.get(code)
        return self.say(found.name) if found else code

    def source(self, code: str | None) -> str:
        """Publisher and title of a source."""
        found = self.book.programme.sources.get(code or "") if self.book else None
        if found is None:
            return code or ""
        return self.t(
            "source.line",
            publisher=self.say(found.publisher),
            title=self.say(found.title),
            date=found.published,
        )

    def code(self, codelist: str, code: str | None) -> str:
        """The name of a code: of the programme's code list, else of the portal's texts, else itself."""
        if not code:
            return ""
        listed = self.book.codes.get((codelist, code)) if self.book else None
        return self.say(listed.name) if listed else self.known(f"web.codes.{codelist}.{code}") or code

    def method(self, code: str | None) -> str:
        """What a method code stands for."""
        return self.known(f"method.{code}") or code or ""

    def join(self, items: Sequence[str]) -> str:
        """A list in words."""
        return self.t("list.comma").join(item for item in items if item)

    # numbers

    def unit(self, code: str | None) -> Unit | None:
        """A unit of the programme."""
        return self.book.programme.units.get(code or "") if self.book else None

    def unit_name(self, code: str | None) -> str:
        """The name of a unit."""
        unit = self.unit(code)
        return self.say(unit.name) if unit else self.code("CL_UNIT", code)

    def plain(self, value: float | None, unit: str | None = None, decimals: int | None = None) -> str:
        """A number without its unit."""
        if value is None:
            return ABSENT
        known = self.unit(unit)
        places = (
            decimals
            if decimals is not None
            else _places(value, known.decimals if known else _decimals(value))
        )
        words = f"{value:,.{places}f}"
        if not re.search(r"[1-9]", words):
            words = words.lstrip("-")
        return words.replace("-", "\u2212")

    def number(self, value: float | None, unit: str | None = None, decimals: int | None = None) -> str:
        """A number with its unit; money in the scale words of the language."""
        if value is None:
            return ABSENT
        factor = self.money(unit)
        if factor is not None:
            return self._money(value * factor, decimals)
        known = self.unit(unit)
        name = self.unit_name(unit)
        if unit == "PROBABILITY":
            return self.chance(value)
        large = self._large(value, known, decimals)
        if large:
            return large
        words = self.plain(value, unit, decimals)
        if not name or name in {"-", "1"} or known is None:
            return words
        if known.name.zh == "%":
            return f"{words}%"
        return f"{words}{name}" if self.lang == "zh" else f"{words} {name}"

    def _large(self, value: float, unit: Unit | None, decimals: int | None) -> str:
        """English has no ten thousands: 13 of "10,000 units" are 130,000 units, 3.2 of "100 million" 320 million."""
        match = _MANY.match(unit.name.en) if unit and self.lang == "en" else None
        if match is None:
            return ""
        total = value * (1e4 if match[1] == "10,000" else 1e8)
        size, word = next(((s, n) for s, n in _COUNTS if abs(total) >= s), (1.0, ""))
        places = _places(total / size, 0 if size == 1.0 else 2) if decimals is None else decimals
        shown = f"{total / size:,.{places}f}".replace("-", "\u2212")
        return " ".join(x for x in (shown, self.t(f"count.{word}") if word else "", match[2]) if x)

    def money(self, unit: str | None) -> float | None:
        """How many yuan one of ``unit`` is; None when it is no money."""
        known = self.unit(unit)
        match = _MONEY.match(known.pint) if known else None
        return float(match[1] or 1) if match else None

    def scale(self, yuan: float) -> tuple[float, str]:
        """The largest scale word not above an amount: how many yuan it is, and its name as a unit."""
        scales = _SCALES[self.lang]
        size, word = next(((s, n) for s, n in scales if yuan >= s * 0.9995), scales[-1])
        return size, self.t(f"scale.{word}")

    def _money(self, yuan: float, decimals: int | None) -> str:
        for size, word in _SCALES[self.lang]:
            if abs(yuan) >= size * 0.9995 or size == _SCALES[self.lang][-1][0]:
                value = yuan / size
                places = decimals if decimals is not None else _places(value, 2 if abs(value) < 100 else 0)
                shown = f"{value:,.{places}f}"
                return self.t(f"money.{word}", value=shown.replace("-", "\u2212"))
        return ""

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A probability or share given as 0..1."""
        return ABSENT if share is None else f"{share * 100:.{decimals}f}%"

    def chance(self, share: float | None) -> str:
        """A probability in whole percent, never a false 0 or 100."""
        if share is None:
            return ABSENT
        if share < 0.005:
            return "<1%"
        return ">99%" if share > 0.995 else f"{share * 100:.0f}%"

    def period(self, period: str | None) -> str:
        """A period in words: 2018, first half of 2018, 2018 Q3, August 2018."""
        if not period:
            return ""
        year, _, part = period.partition("-")
        if not part:
            return self.t("period.year", year=year)
        if part[0] in "SQ":
            return self.t(f"period.{part}", year=year)
        month = part.split("-")[0]
        if "-" in part:
            return self.t("period.day", year=year, month=int(month), day=int(part.split("-")[1]))
        return self.t("period.month", year=year, month=int(month))

    def value(self, row: Row) -> str:
        """The value of an observation with its unit."""
        return self.number(row["OBS_VALUE"], row.get("UNIT_MEASURE"))

    def interval(self, row: Row) -> str:
        """The interval of an observation, if it has one."""
        low, high = row.get("LOWER"), row.get("UPPER")
        if low is None or high is None:
            return ""
        return self.t(
            "interval",
            low=self.number(low, row.get("UNIT_MEASURE")),
            high=self.number(high, row.get("UNIT_MEASURE")),
        )

    def flags(self, row: Row) -> list[str]:
        """Labels that must stand beside a value: its status when not normal, its grade when below A-."""
        status, grade = row.get("OBS_STATUS"), row.get("GRADE")
        out = []
        if status and status != "A" and row.get("OBS_VALUE") is not None:
            out.append(self.code("CL_OBS_STATUS", status))
        if grade and grade not in {"A", "A-"}:
            out.append(self.t("grade.label", grade=grade))
        return out


def year_of(period: str) -> float:
    """A period as decimal years, at its middle (2018 = 2018.0, 2018-S1 = 2017.75 + ...)."""
    year, _, part = period.partition("-")
    base = float(year)
    if not part:
        return base
    if part[0] in "SQ":
        count = 2 if part[0] == "S" else 4
        return base - 0.5 + (int(part[1]) - 0.5) / count
    return base - 0.5 + (int(part.split("-")[0]) - 0.5) / 12


def _places(value: float, most: int) -> int:
    """Decimals to write: as many as the value has, and at most ``most``: 6.8 stays 6.8, 1.4987 becomes 1.50."""
    return next((k for k in range(most) if abs(round(value, k) - value) <= abs(value) * 1e-12), most)


def _decimals(value: Any) -> int:
    size = abs(float(value))
    return 0 if size >= 1000 or size == int(size) else 1 if size >= 10 else 2
