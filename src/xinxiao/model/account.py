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


class AccountSpec(Noun, frozen=True, kw_only=True):
    """`account.yaml`: how the account of the policy is compiled."""

    name: Text
    unit: Annotated[Code, Meta(description="unit of the account; an amount of money")]
    first: Year
    last: Year
    final_uses: Annotated[Few[Code], Meta(description="final-use columns counted as consumption")]
    method: Literal["denton_cholette", "chow_lin", "fernandez"] = "denton_cholette"
    coverage: Annotated[Inside, Meta(description="coverage of the published interval")] = 0.9
    scopes: Few[AccountScope]
    note: Text | None = None


class EffectUnits(Noun, frozen=True, kw_only=True):
    """The units of one effect: of its multiplier, and of its level."""

    multiplier: Code
    level: Code


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
    note: Text | None = None
