"""Policy is data: no id and no Chinese term of the shipped programme stands in the source, but for words with a reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.nouns import POLICY, SOURCE, files_of
from xinxiao.model.programme import Programme
from xinxiao.model.structure import KINDS, STEPS
from xinxiao.model.text import Text
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.read import read_bytes

SHORTEST = 4
"""Characters an id must have to be looked for; shorter ones (A, G, T1, 01) stand in any text."""
KINDS_OF_FILE = (".py", ".yaml", ".html", ".css", ".js", ".typ", ".svg")
PORTAL = ("entry/portal/", "texts/en/web.yaml", "texts/zh/web.yaml")
NAMED = ("name", "title", "short", "agency", "publisher", "holder")
HAN = re.compile("[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z0-9_]+")

CONTRACT = {
    word for filled in STEPS.values() for word in (*filled.dimensions, *filled.attributes, *filled.measures)
} | {*KINDS, "OBS_VALUE"}
"""What ``model/structure.py`` says the steps of a cycle fill: SDMX's concepts, and measures that verbs make."""

ALLOWED_IDS: Mapping[str, str] = {
    **dict.fromkeys(CONTRACT, "the contract of model/structure.py"),
    **dict.fromkeys(
        [
            *("ACTUAL", "PREDICTED", "ADJUSTMENT", "LEVEL", "MULTIPLIER", "OUTCOME", "PATH", "TARGET"),
            *("LEVEL_UPSTREAM", "LEVEL_OUTSIDE"),
            *("COVERED", "DEPENDENCE", "RELIABILITY", "COVERED_HELD_OUT"),
            *("MISSED_BELIEVED", "MISSED_TABLE", "MISSED_NATION"),
        ],
        "a measure that a verb makes, in the unit of its subject",
    ),
    **dict.fromkeys(["OUTPUT", "VALUE_ADDED", "EMPLOYMENT"], "an effect that the pull computes"),
    **dict.fromkeys(
        ["MET_EARLY", "LOST", "MISSED", "NOT_VERIFIABLE"], "a verdict that the verb of targets gives"
    ),
    **dict.fromkeys(
        ["CONSTANT", "LAST", "DAMPED", "TREND"], "a model of chance that the verb of targets knows"
    ),
    **dict.fromkeys(
        ["IN_TIME", "LATER"], "on which side of a deadline a period lies, as the verb of tasks tells"
    ),
    **dict.fromkeys(["DONE", "ADVANCED", "EVIDENCE", "NONE"], "a light that the verb of tasks decides"),
    **dict.fromkeys(
        [
            *("INDEX", "MOST", "PAPER", "POINTS", "UNITS", "POINT", "PUBLIC", "PULL", "SITE"),
            *("CONTENT", "HOUSEHOLDS", "INDUSTRY", "ITEMS", "LARGE", "SMALL", "SOFTWARE"),
        ],
        "a constant or a word of the source itself",
    ),
    **dict.fromkeys(["NAME_ZH", "NAME_EN", "CODE"], "a column of any code list"),
    **dict.fromkeys(["CL_AREA", "CL_UNIT"], "a code list with a form of its own, in every programme"),
    **dict.fromkeys(["CL_BODY", "CL_DOMAIN"], "the list that a field of tasks or indicators is of"),
    **dict.fromkeys(
        ["CL_FREQ", "CL_PRODUCT", "CL_INDUSTRY", "CL_UNIT_SIZE", "CL_UNIT_GROUP"],
        "the list that a field of forms is of",
    ),
    "CL_OBS_STATUS": "SDMX's cross-domain list of statuses, which results of the index refer to",
    "CL_CONF_STATUS": "SDMX's cross-domain list of confidentiality, which protection fills",
    "nation": "the formula function, and a word",
    "province": "a word",
    "XINXIAO": "this program, as the agency of what its index engine writes",
}
"""Ids that may stand in the source, each with the reason."""

STATISTICS = """
    任务 估计值 位次 全国 公布日 公式 初步值 判断 单位 口径 合计 地区 备注 实际 层级 差距 度量 得分 指数 指标 数值 方法 时期 条目
    来源 概率 正常值 比值 水平 状态 理由 目标 等级 结果 缺失 计量单位 误差 路径 进展 部门 预测 预测值 频率 不适用 上限 下限 半年
    模型 标准化值 插补值 序列中断 定义不同 位次中位数 跟踪方式 概念方案 来源地 领域 存疑
    行业 单位规模 应答率 标准误 不公布 报表汇总
"""
ACCOUNTS = "乘数 产出 产品 就业 增加值 投入产出表 最终消费 核算 效应 国产 进口 拉动效应 乘数类型"
VERDICTS = "已达到 未达到 提前达到 达到后未保持 无法核实"
ALLOWED_TERMS: Mapping[str, str] = {
    **dict.fromkeys(STATISTICS.split(), "a word of statistics that any programme uses"),
    **dict.fromkeys(ACCOUNTS.split(), "a word of national accounts that the verbs' texts use"),
    **dict.fromkeys(VERDICTS.split(), "what a verdict that the verb gives is called"),
    **dict.fromkeys(["万元", "亿元", "万亿元"], "how amounts of money are said in Chinese"),
    "监管": "oversight, what one half of this program is for",
    **dict.fromkeys(["注销", "已注销"], "what becomes of any organisation in a register"),
    "电信": "a sector, in an example of how sectors are matched by name",
    "中国": "the middle of 消费中国内产品: of consumption, domestic products",
}
"""Chinese terms that may stand in the source, each with the reason."""
ALSO = ("国发", "MIIT", "信息消费")
"""The document's number, the ministry's letters, and the subject: also as parts of longer words."""


@cache
def policy() -> Loaded:
    return read_bytes(files_of(POLICY))


def _programme() -> Programme:
    own = policy().programme
    assert own is not None
    return own


def ids() -> set[str]:
    """Every id of the programme that is long enough to be looked for."""
    own, indices = _programme(), policy().indices.values()
    found = {own.file.id, own.structures.concept_scheme.id, own.structures.agency, *own.file.levels}
    found |= {cycle.id for cycle in own.file.cycles}
    for mapping in (own.indicators, own.scopes, own.sources, own.units, own.flows, own.codelists):
        found |= set(mapping)
    for items in (own.areas, own.targets, own.lights, own.structures.concept_scheme.concepts):
        found |= {item.id for item in items}  # type: ignore[attr-defined]
    found |= {code.id for listed in own.codelists.values() for code in listed.codes}
    found |= {node.code for index in indices for node in index.framework.every}
    if own.tables is not None:
        found |= {value for value in msgspec.to_builtins(own.tables).values() if isinstance(value, str)}
    found |= {name for name in policy().sectors.column_names if name not in ("LEVEL", "TIME_PERIOD")}
    return {word for word in found if len(word) >= SHORTEST}


def terms() -> set[str]:
    """Every Chinese name or title of a noun of the programme, of two Chinese characters or more."""
    found = {text.zh for field, text in _texts(_programme(), "") if field in NAMED}
    found |= {node.name_zh for index in policy().indices.values() for node in index.framework.every}
    return {term for term in found if len(HAN.findall(term)) >= 2}


def _texts(value: Any, field: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield field, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), name)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item, field)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item, field)


@cache
def lines() -> tuple[tuple[str, int, str], ...]:
    """Every line of the source as (file, line, text)."""
    files = [path for path in sorted(SOURCE.rglob("*")) if path.suffix in KINDS_OF_FILE]
    return tuple(
        (path.relative_to(SOURCE).as_posix(), number, text)
        for path in files
        if "__pycache__" not in path.parts
        for number, text in enumerate(path.read_text("utf-8").splitlines(), 1)
    )


@cache
def hunted() -> Mapping[str, tuple[str, ...]]:
    """Words found that nothing allows, each with its places: ids as whole words, terms as parts of lines."""
    prefix = re.compile(rf"(?<![A-Za-z0-9_]){_programme().file.release_prefix}[_-]\w+")
    wanted = ids() - set(ALLOWED_IDS)
    chinese = "\n".join(text for _, _, text in lines() if HAN.search(text))
    parts = {term for term in terms() - set(ALLOWED_TERMS) if term in chinese} | set(ALSO)
    parts |= {word for word in wanted if not WORD.fullmatch(word)}
    found: dict[str, list[str]] = defaultdict(list)
    for file, number, text in lines():
        words = {word for word in WORD.findall(text) if word in wanted} | set(prefix.findall(text))
        for word in words | {part for part in parts if part in text}:
            found[word].append(f"{file}:{number}")
    return {word: tuple(places) for word, places in sorted(found.items())}


def of(portal: str) -> dict[str, list[str]]:
    """What was found in the portal and its texts, or everywhere else."""
    inside = portal == "the portal"
    found = {
        word: [place for place in places if place.startswith(PORTAL) == inside]
        for word, places in hunted().items()
    }
    return {word: places for word, places in found.items() if places}


@pytest.mark.parametrize("where", ["the portal", "everywhere else"])
def test_no_id_and_no_term_of_the_policy_stands_in(where: str) -> None:
    found = of(where)
    assert found == {}, "\n" + "\n".join(f"{word}: {', '.join(places)}" for word, places in found.items())


def test_the_hunt_looks_for_thousands_of_ids_and_terms_and_finds_what_is_there() -> None:
    assert len(ids()) > 5_000
    assert len(terms()) > 4_000
    assert {"IC_SCALE", "110000", "MIIT_SCALE", "IC_FIGURES", "C2023", "100M_YUAN"} <= ids()
    assert {"北京市", "信息消费", "宽带用户数"} & terms()
    assert len(lines()) > 20_000


def test_every_word_that_is_allowed_has_a_reason_and_is_a_word_of_the_programme() -> None:
    assert all(reason.strip() for reason in (*ALLOWED_IDS.values(), *ALLOWED_TERMS.values()))
    assert set(ALLOWED_TERMS) <= terms()
    assert set(ALLOWED_IDS) - CONTRACT - ids() <= {"POINT", "INDEX"}


def test_the_tutorial_and_the_tests_own_programme_have_other_prefixes_than_the_policy() -> None:
    from tests.nouns import TINY, TUTORIAL

    for folder, prefix in ((TUTORIAL, "RD_"), (TINY, "TINY_")):
        own = read_bytes(files_of(Path(folder))).programme
        assert own is not None
        assert {name[: len(prefix)] for name in own.flows} == {prefix}
