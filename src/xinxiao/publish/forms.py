"""A form in words of one language: who fills it, what each item is, until when it is due. For the command line and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from xinxiao.model.collect.form import ALL_CLASSES, POPULATION, PRODUCTS, Form, Item, RuleSpec, Section
from xinxiao.model.collect.window import Window, end_text
from xinxiao.model.programme import Programme
from xinxiao.model.text import Text
from xinxiao.texts import Language, text

AREAS, FREQUENCIES = "CL_AREA", "CL_FREQ"


@dataclass(frozen=True)
class FormWords:
    """A form of a programme, as one language says it."""

    programme: Programme
    form: Form
    language: Language

    def t(self, key: str, /, **places: object) -> str:
        """A text about forms."""
        return text(self.language, f"forms.{key}", **places)

    def say(self, words: Text | None) -> str:
        """A text of the programme."""
        return "" if words is None else words.zh if self.language == "zh" else words.en

    def code(self, codelist: str, code: str) -> str:
        """The name of a code, else itself."""
        if codelist == AREAS:
            area = self.programme.area(code)
            return self.say(area.name) if area is not None else code
        listed = self.programme.codelists.get(codelist)
        found = next((item for item in listed.codes if item.id == code), None) if listed else None
        return self.say(found.name) if found is not None else code

    @property
    def frequency(self) -> str:
        """How often it is filled."""
        return self.code(FREQUENCIES, self.form.frequency)

    @property
    def who(self) -> str:
        """Who must fill it, by the code lists that its population names."""
        named = []
        for word in POPULATION:
            codes: tuple[str, ...] = getattr(self.form.population, word)
            if codes:
                codelist = self.programme.population_lists.get(word, "")
                names = self.t("names").join(self.code(codelist, code) for code in codes)
                named.append(self.t(f"population.{word}", names=names))
        return self.t("kinds").join(named) or self.t("population.all")

    @property
    def duty(self) -> str:
        """Whether anybody has to answer."""
        return self.t(f"approval.{self.form.marks.approval}")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The statutory marks: what each is called, and what it says."""
        own = self.form.marks
        span = self.t("span", first=own.valid_from, last=own.valid_until)
        return (
            (self.t("marks.table_number"), own.table_number),
            (self.t("marks.authority"), self.say(own.authority)),
            (self.t("marks.approved_by"), self.say(own.approved_by)),
            (self.t("marks.approval_number"), own.approval_number),
            (self.t("marks.valid"), span),
        )

    def unit(self, item: Item) -> str:
        """The unit of a number, the name of the list of a code, the length of a text."""
        if item.type == "number":
            unit = self.programme.units.get(item.unit or "")
            return self.say(unit.name) if unit is not None else item.unit or ""
        if item.type == "text":
            return self.t("most", count=item.most)
        listed = self.programme.codelists.get(item.codelist or "")
        return self.say(listed.name) if listed is not None else item.codelist or ""

    def flow(self, item: Item) -> str:
        """What time a number speaks of."""
        return self.t(f"flow.{item.flow}") if item.type == "number" else self.t(f"type.{item.type}")

    def filled(self, item: Item) -> str:
        """How an item comes to its value: computed, needed, or blank where there is nothing."""
        if item.sums:
            return self.t("filled.computed", items=self.t("list").join(item.sums))
        return self.t("filled.needed" if item.needed else "filled.blank")

    def measured(self, item: Item) -> str:
        """Its unit, what time it speaks of, and how it is filled."""
        filled = self.t("filled.total") if item.sums else self.filled(item)
        return self.t("measured", unit=self.unit(item), time=self.flow(item), filled=filled)

    def belongs(self, item: Item) -> tuple[str, str]:
        """Its class of the policy and its product."""
        spec = self.programme.domains
        every = self.t("all_classes") if item.domain == ALL_CLASSES else ""
        name = self.code(spec.codelist if spec is not None else "", item.domain or "")
        return every or name, self.code(PRODUCTS, item.product or "")

    def severity(self, rule: RuleSpec) -> str:
        """How strict a rule is."""
        return self.t(f"severity.{rule.severity}")

    def items(self, section: Section) -> tuple[Item, ...]:
        """The items of a section in the order they stand."""
        return tuple(item for item in self.form.items if item.section == section.id)

    def until(self, moment: datetime) -> str:
        """The end of a day, or of an hour of it, as people write it."""
        return end_text(moment)

    def level(self, level: str) -> str:
        """The name of a level that accepts."""
        file = self.programme.file
        names = dict(zip(file.levels, file.level_names, strict=False))
        return self.say(names[level]) if level in names else level

    def days(self, period: str, own: Window) -> Iterator[str]:
        """When a period opens, is due and is accepted, line by line."""
        yield ""
        yield self.t("days.head", period=period)
        yield self.t("days.opens", moment=f"{own.opens:%Y-%m-%d %H:%M}")
        yield self.t("days.due", moment=self.until(own.due))
        for level, moment in own.accept.items():
            yield self.t("days.accept", level=self.level(level), moment=self.until(moment))
        if own.provisional:
            yield self.t("days.provisional")

    def lines(self) -> Iterator[str]:
        """The whole form, line by line: marks, who fills, items with definitions, rules."""
        form = self.form
        yield self.t("title", name=self.say(form.name), id=form.id, version=form.version)
        yield self.duty
        for head, words in self.marks:
            yield self.t("fact", head=head, words=words)
        yield self.t("fact", head=self.t("frequency"), words=self.frequency)
        yield self.t("fact", head=self.t("who"), words=self.who)
        for told in (form.purpose, form.population.sample, form.note):
            if told is not None:
                yield self.say(told)
        for section in form.sections:
            yield ""
            yield f"## {self.say(section.name)}"
            if section.note is not None:
                yield self.say(section.note)
            for item in self.items(section):
                facts = (self.unit(item), self.flow(item), self.filled(item))
                yield f"{item.id}\t{self.say(item.name)}\t" + "\t".join(facts)
                yield f"\t{self.say(item.definition)}"
        yield ""
        yield f"## {self.t('rules')}"
        for rule in form.rules:
            yield f"{rule.id}\t{self.severity(rule)}\t{self.say(rule.says)}\t{rule.rule}"
            yield f"\t{self.say(rule.remedy)}"
