"""Words in the reader's language: texts, names, numbers with units, periods."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.entry.portal import numbers
from xinxiao.entry.portal.cited import Cited
from xinxiao.entry.portal.numbers import ABSENT
from xinxiao.entry.portal.periods import text_of
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.tree import Tree
from xinxiao.errors import ProgrammeFault
from xinxiao.model import doubt
from xinxiao.model.codelist import Unit
from xinxiao.model.key import split
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.structure import DECIMALS, Component, Dataflow, Step
from xinxiao.model.text import Text
from xinxiao.model.unit import MONEY
from xinxiao.publish.files.labels import STATUSES, in_words
from xinxiao.texts import Language, catalogue

DOUBTFUL = "*"


class Words:
    """Everything a page says, for one language and one release. One is made for a request."""

    percent = staticmethod(numbers.percent)
    chance = staticmethod(numbers.chance)

    def __init__(self, lang: Language, view: ReleaseView | None = None, tree: Tree | None = None) -> None:
        self.lang = lang
        self.view = view
        self.tree = tree
        self._texts = catalogue(lang)

    def t(self, key: str, /, **places: object) -> str:
        """A text of the portal."""
        words = self._texts[f"web.{key}"]
        return words.format(**places) if places else words

    def known(self, *keys: str) -> str | None:
        """The first of these texts that there is, of any room."""
        return next((self._texts[key] for key in keys if key in self._texts), None)

    def say(self, words: Text | None) -> str:
        """A text of the programme."""
        return "" if words is None else words.zh if self.lang == "zh" else words.en

    def other(self, words: Text | None) -> str:
        """The same text in the other language."""
        return "" if words is None else words.en if self.lang == "zh" else words.zh

    def join(self, items: Sequence[str]) -> str:
        """A list in words."""
        return self.t("list.comma").join(item for item in items if item)

    # names

    def area(self, code: str, form: str = "name") -> str:
        """The name of a place; ``form="short"`` for tight places."""
        area = self.view.areas.get(code) if self.view else None
        if area is None:
            return code
        return self.say(area.short or area.name) if form == "short" else self.say(area.name)

    def indicator(self, code: str) -> str:
        """The name of an indicator or of a node of the index."""
        if self.view is None:
            return code
        found = self.view.programme.indicators.get(code)
        return self.say(found.name) if found else self._node(code) or code

    def node(self, code: str) -> str:
        """The name of a node of the index the page is about, as the framework gives it."""
        return self._node(code) or self.indicator(code)

    def _node(self, code: str) -> str:
        node = self.tree.nodes.get(code) if self.tree else None
        return (node.zh if self.lang == "zh" else node.en) if node else ""

    def index(self, code: str) -> str:
        """The name of an index, as the programme gives it."""
        heads = self.view.programme.indices if self.view else ()
        found = next((head for head in heads if head.id == code), None)
        return self.say(found.name) if found else code

    def scope(self, code: str | None) -> str:
        """The name of a scope; nothing for "not applicable"."""
        if not code or code == NOT_APPLICABLE or self.view is None:
            return ""
        found = self.view.programme.scopes.get(code)
        return self.say(found.name) if found else self.coded("figures", "SCOPE", code)

    def source(self, code: str | None) -> str:
        """Publisher and title of a source."""
        return self.cited(code).line

    def cited(self, code: str | None) -> Cited:
        """A source in words, with where it can be read; a code that is none of them as it is."""
        found = self.view.programme.sources.get(code or "") if self.view else None
        if found is None:
            return Cited(code or "")
        publisher, title = self.say(found.publisher), self.say(found.title)
        line = self.t("source.line", publisher=publisher, title=title, date=found.published)
        return Cited(line, found.id, found.url or "", found.archived or "", found.accessed or "")

    def code(self, codelist: str, code: str | None) -> str:
        """The name of a code of one of the programme's lists, else itself."""
        listed = self.view.codes.get((codelist, code or "")) if self.view else None
        return self.say(listed.name) if listed else code or ""

    def coded(self, step: Step, column: str, code: str | None) -> str:
        """The name of a code in a column of the dataflow that a step fills, else itself."""
        part = self.view.component(step, column) if self.view else None
        return self.named(part, code) if part else code or ""

    def named(self, part: Component, code: str | None) -> str:
        """The name of a code of a column, by what its list is made of; itself where nothing names it."""
        if not code or part.codelist is None or self.view is None:
            return code or ""
        head = self.view.programme.heads.get(part.codelist)
        made_of = head.made_of if head else None
        if (part.codelist, code) in self.view.codes:
            return self.code(part.codelist, code)
        if made_of == "indicators":
            return self.indicator(code)
        if made_of == "indices":
            return self.index(code)
        if made_of == "scopes":
            return self.scope(code)
        if made_of == "targets":
            target = next((t for t in self.view.programme.targets if t.id == code), None)
            return self.say(target.name) if target else code
        if part.codelist == "CL_UNIT":
            return self.unit_name(code)
        return self.area(code) if part.codelist == "CL_AREA" else code

    def subject(self, flow: Dataflow, names: Sequence[str], key: str) -> str:
        """What a key of these dimensions is about: the names of its codes, but for those that say nothing."""
        return self.t("list.dot").join(
            self.period(code) if name == "TIME_PERIOD" else self.named(flow.by_id[name], code)
            for name, code in zip(names, split(key), strict=True)
            if code and code != NOT_APPLICABLE
        )

    def column(self, name: str) -> str:
        """The name of a concept, as the programme gives it."""
        listed = self.view.concepts.get(name) if self.view else None
        return (self.say(listed.name) if listed else self.known(f"web.col.{name}")) or name

    def method(self, code: str | None) -> str:
        """What a method code stands for."""
        return self.known(f"method.{code}") or code or ""

    # numbers

    def unit(self, code: str | None) -> Unit | None:
        """A unit of the programme."""
        return self.view.programme.units.get(code or "") if self.view else None

    def unit_name(self, code: str | None) -> str:
        """The name of a unit."""
        unit = self.unit(code)
        return self.say(unit.name) if unit else code or ""

    def plain(self, value: float | None, unit: str | None = None, decimals: int | None = None) -> str:
        """A number without its unit."""
        known = self.unit(unit)
        return numbers.plain(value, decimals, known.decimals if known else None)

    def number(
        self,
        value: float | None,
        unit: str | None = None,
        decimals: int | None = None,
        published: int | None = None,
    ) -> str:
        """A number with its unit; money in the scale words of the language.

        ``published``: the decimals an exact number has; it keeps them wherever it stands in its own unit.
        """
        if value is None:
            return ABSENT
        known = self.unit(unit)
        if known is None:
            return self.plain(value, unit, published if decimals is None else decimals)
        yuan = self.money(unit)
        if yuan is not None:
            own = published if self._scale(value * yuan)[0] == yuan else None
            return self._money(value * yuan, own if decimals is None else decimals)
        factor, noun = numbers.spelled(known)
        if self.lang == "en" and factor != 1.0:
            return self._large(value * factor, noun, decimals)
        shown = published if decimals is None else decimals
        words, name = self.plain(value, unit, shown), self.say(known.name)
        if name in numbers.NAMELESS:
            return words
        sign = numbers.sign_of(known)
        return f"{words}{sign}" if sign else f"{words}{name}" if self.lang == "zh" else f"{words} {name}"

    def _large(self, total: float, noun: str, decimals: int | None) -> str:
        """English has no ten thousands: 13 of "10,000 units" are 130,000 units, 3.2 of "100 million" 320 million."""
        size, word = next(((s, n) for s, n in numbers.COUNTS if abs(total) >= s), (1.0, ""))
        shown = numbers.plain(total / size, decimals, 0 if size == 1.0 else 2)
        return " ".join(x for x in (shown, self.t(f"count.{word}") if word else "", noun) if x)

    def money(self, unit: str | None) -> float | None:
        """How many yuan one of ``unit`` is; None when it is no money."""
        if self.view is None or self.unit(unit) is None:
            return None
        try:
            meaning = self.view.programme.meaning(unit or "")
        except ProgrammeFault:  # a release of an older check is shown all the same
            return None
        return meaning.factor if meaning.dimensions == MONEY else None

    def scale(self, yuan: float) -> tuple[float, str]:
        """The largest scale word not above an amount: how many yuan it is, and its name as a unit."""
        size, word = self._scale(yuan)
        return size, self.t(f"scale.{word}")

    def _scale(self, yuan: float) -> tuple[float, str]:
        scales = numbers.SCALES[self.lang]
        return next(((size, word) for size, word in scales if abs(yuan) >= size * 0.9995), scales[-1])

    def _money(self, yuan: float, decimals: int | None) -> str:
        size, word = self._scale(yuan)
        value = yuan / size
        return self.t(f"money.{word}", value=numbers.plain(value, decimals, 2 if abs(value) < 100 else 0))

    def period(self, period: str | None) -> str:
        """A period in words: 2018, first half of 2018, 2018 Q3, August 2018."""
        if not period:
            return ""
        key, places = text_of(period)
        return self.t(f"period.{key}", **places)

    def value(self, row: Row) -> str:
        """The value of an observation with its unit; a probability in per cent."""
        return self._said(row, row["OBS_VALUE"])

    def _said(self, row: Row, value: float | None) -> str:
        if numbers.is_chance(row.get("MEASURE")):
            return self.chance(value)
        places = row.get(DECIMALS)
        return self.number(value, row.get("UNIT_MEASURE"), published=None if places is None else int(places))

    def interval(self, row: Row) -> str:
        """The interval of an observation, if it has one."""
        low, high = row.get("LOWER"), row.get("UPPER")
        if low is None or high is None:
            return ""
        return self.t("interval", low=self._said(row, low) if low else "0", high=self._said(row, high))

    def flags(self, row: Row) -> list[str]:
        """Labels that must stand beside a value: its doubts, as :mod:`xinxiao.model.doubt` has them."""
        return [self.doubt(said) for said in doubt.of_row(row)]

    def stage(self, figure: Row) -> str:
        """How firm a figure is by its producer's practice (preliminary, final, revised); words where none is stated."""
        spec = self.view.programme.quality if self.view is not None else None
        practice = spec.practice(figure["INDICATOR"]) if spec is not None else None
        period, vintage = str(figure["TIME_PERIOD"]), str(figure["VINTAGE"])
        found = practice.stage(period, vintage) if practice is not None else None
        return self.say(found.name) if found is not None else self.t("indicator.no_stage")

    def warned(self, row: Row) -> str:
        """A value in a sentence, what it must be read with in brackets behind it."""
        flags = self.flags(row)
        return self.value(row) + (self.t("bracket", words=self.join(flags)) if flags else "")

    def mark(self, row: Row | None) -> str:
        """The sign behind a doubtful value where there is no room for words, as in drawings; notes say what it means."""
        return DOUBTFUL if row is not None and doubt.of_row(row) else ""

    def doubt(self, said: str) -> str:
        """A doubt in words."""
        return in_words(self.lang, said, lambda code: self.code(STATUSES, code))
