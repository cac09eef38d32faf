"""What a programme declares of its input-output tables, its account and its pull; each struct is the shape of a file."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Code, Few, Id, Inside, Year
from xinxiao.model.text import Noun, Text


class TableSpec(Noun, frozen=True, kw_only=True):
    """`io.yaml`: what the codes of the input-output tables below `io/` stand for."""

    unit: Annotated[Code, Meta(description="unit of every cell; an amount of money")]
    persons: Annotated[Code | None, Meta(description="unit of io/employment.csv; a number of persons")] = None
    domestic: Annotated[
        Code, Meta(description="ORIGIN of domestic products, in tables that tell them apart")
    ] = "D"
    imported: Annotated[Code, Meta(description="ORIGIN of imported products")] = "M"
    together: Annotated[Code, Meta(description="ORIGIN of both together, in competitive tables")] = "T"
    sectors: Annotated[Code, Meta(description="column of io/sectors.csv with the harmonised sector")]
    employment: Annotated[
        Code | None, Meta(description="column of io/employment.csv with the harmonised sectors of a figure")
    ] = None
    output: Annotated[Code, Meta(description="column of gross output")]
    consumption: Annotated[Code, Meta(description="column of all final consumption")]
    households: Annotated[Few[Code], Meta(description="columns of household consumption")]
    exports: Annotated[Code, Meta(description="column of exports")]
    imports: Annotated[
        Few[Code], Meta(description="columns of what comes in, from abroad and from other regions")
    ]
    regional: Annotated[
        Few[Code], Meta(description="columns that only tables of regions have: flows between them")
    ] = ()
    value_added: Annotated[Code, Meta(description="row of value added")]
    pay: Annotated[Code, Meta(description="row of compensation of employees")]


class AccountProduct(Noun, frozen=True, kw_only=True):
    """One product group of an account: which sectors it covers and the annual indicator that moves it."""

    id: Annotated[Id, Meta(description="code of the products' code list")]
    name: Text
    sectors: Annotated[Few[Code], Meta(description="codes of the harmonised 42-sector list")] = ()
    marks: Annotated[
        Few[Code],
        Meta(
            description="marks in the scope's `detail` column whose detailed sectors are added to `sectors`"
        ),
    ] = ()
    national_indicator: Id
    provincial_indicator: Id
    link: Annotated[
        Id | None,
        Meta(description="indicator whose growth carries the two above back over years they do not cover"),
    ] = None


class AccountScope(Noun, frozen=True, kw_only=True):
    """One scope the account is kept in."""

    scope: Id
    areas: Literal["all", "nation"] = "all"
    products: Few[AccountProduct]
    detail: Annotated[
        str,
        Meta(
            max_length=64,
            description="column of io/sectors.csv that marks the scope's detailed sectors; empty: `sectors` of the products",
        ),
    ] = ""


class Gap(Noun, frozen=True, kw_only=True):
    """What somebody publishes set against the account: indicators of the nation, the ``parts`` and the ``rest`` adding up to
    the ``published`` one. The rest is laid to no cause."""

    name: Text
    published: Annotated[Id, Meta(description="indicator of the published figure")]
    parts: Annotated[Few[Id], Meta(min_length=1, description="indicators of what the account explains of it")]
    rest: Annotated[Id, Meta(description="indicator of what it does not explain")]
    rest_share: Annotated[Id, Meta(description="indicator of the unexplained share")]
    split: Annotated[Few[Id], Meta(description="indicators that divide the rest where it can be")] = ()
    note: Text | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """All of them, in the order of the page."""
        return (self.published, *self.parts, self.rest, self.rest_share, *self.split)


Benchmarking = Literal["denton_cholette", "chow_lin", "fernandez"]
"""How a series is drawn through its benchmarks."""


class AccountSpec(Noun, frozen=True, kw_only=True):
    """`account.yaml`: how the account of the policy is compiled."""

    name: Text
    unit: Annotated[Code, Meta(description="unit of the account; an amount of money")]
    first: Year
    last: Year
    final_uses: Annotated[Few[Code], Meta(description="final-use columns counted as consumption")]
    method: Benchmarking = "denton_cholette"
    coverage: Annotated[Inside, Meta(description="coverage of the published interval")] = 0.9
    scopes: Few[AccountScope]
    gap: Gap | None = None
    note: Text | None = None


MEASURED_CHANGES = ("ACCOUNT_BENCHMARK", "ACCOUNT_INTERPOLATED", "ACCOUNT_SUM")
"""Methods whose change on the year before is measured: between tables that the series runs through. What an indicator
carries beyond the last table, or shares out among provinces, grows as the indicator does, and says nothing of its own."""
Reading = Literal["TOTAL", "UPSTREAM", "OUTSIDE"]
"""How "pulled" may be read: all output, that beyond the consumption itself, or that outside the sectors that serve it."""
Part = Literal[Reading, "INITIAL", "DIRECT", "INDIRECT"]
PARTS: tuple[Part, ...] = ("TOTAL", "INITIAL", "DIRECT", "INDIRECT", "UPSTREAM", "OUTSIDE")
"""What is pulled, whole and in parts: the consumption itself, the first round of inputs, all later ones; and the readings."""


LEVELS: dict[str, Reading] = {"LEVEL": "TOTAL", "LEVEL_UPSTREAM": "UPSTREAM", "LEVEL_OUTSIDE": "OUTSIDE"}
"""The measure of a level in each reading."""


class EffectUnits(Noun, frozen=True, kw_only=True):
    """The units of one effect: of its multiplier, and of its level."""

    multiplier: Code
    level: Code


class ExogenousDemand(Noun, frozen=True, kw_only=True):
    """Final uses that a model closed for households leaves outside: only they have a level of type II."""

    id: Annotated[Id, Meta(description="the measure is LEVEL_ and this, a code of the measures")]
    uses: Annotated[Few[Code], Meta(description="columns of final uses; none of `households`")]


class PullSpec(Noun, frozen=True, kw_only=True):
    """`pull.yaml`: which multipliers are computed, of which demand, and in which units they are told."""

    name: Text
    output: EffectUnits
    value_added: EffectUnits
    employment: EffectUnits | None = None
    demand: Annotated[Few[Id], Meta(description="account scopes whose final consumption is the demand")]
    published: Annotated[
        Few[Id],
        Meta(description="published scopes whose level is multiplied too, said to be an assumption"),
    ] = ()
    national_years: Few[Year]
    provincial_years: Few[Year]
    types: Few[Literal["I", "II"]] = ("I", "II")
    reading: Annotated[
        Reading,
        Meta(
            description="which output the policy's words mean: TOTAL, UPSTREAM (without the consumption itself) or "
            "OUTSIDE the sectors that make the products; the others are shown beside it"
        ),
    ] = "TOTAL"
    exogenous: Annotated[
        Few[ExogenousDemand],
        Meta(description="demand for the scopes' products that has levels of both types, for the nation"),
    ] = ()
    note: Text | None = None
