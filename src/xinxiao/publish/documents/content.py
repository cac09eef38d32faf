"""What the audit report says, section by section, independent of how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xinxiao.index.analysis.audit import Audit
from xinxiao.index.doubt.factors import Factor
from xinxiao.index.spec.method import label_of, step_of
from xinxiao.index.tables.results import ranking_table, sensitivity_table
from xinxiao.model.finding import Finding
from xinxiao.publish.documents import charts
from xinxiao.publish.documents.declared import settings
from xinxiao.texts import Language, text

Row = tuple[str, ...]
_MATRIX_LIMIT = 40


@dataclass(frozen=True)
class Block:
    """A table (``header``, ``rows``) or a figure (``svg``) with its caption."""

    caption: str
    header: Row = ()
    rows: tuple[Row, ...] = ()
    svg: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, what it means, and its blocks."""

    key: str
    title: str
    paragraphs: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class _Voice:
    """Texts of one language and the names of units and nodes in it."""

    language: Language
    names: Mapping[str, str]

    def say(self, key: str, **places: object) -> str:
        return text(self.language, f"index.audit.{key}", **places)

    def header(self, *keys: str) -> Row:
        return tuple(self.say(f"column.{key}") for key in keys)


def names_of(made: Audit, language: Language) -> dict[str, str]:
    """Name of every node and unit in a language; its code where it has none."""
    names = (
        {f.name: f.assumption.title(language) for f in made.uncertainty.factors} if made.uncertainty else {}
    )
    for code in made.result.framework.codes:
        node = made.result.framework.node(code)
        own = node.name_zh if language == "zh" else node.name_en
        names[code] = own or node.name_en or node.name_zh or code
    panel = made.result.inputs
    labels = panel.labels.get(language) or panel.labels.get(f"name_{language}") or panel.units
    return names | {u: label or u for u, label in zip(panel.units, labels, strict=True)}


def title_of(made: Audit, language: Language) -> str:
    """The title of the report."""
    names = names_of(made, language)
    return text(language, "index.audit.title", name=names[made.result.framework.top])


def sections(
    made: Audit, language: Language, grid: Mapping[str, tuple[int, int]] | None = None
) -> tuple[Section, ...]:
    """The whole report in order: findings first, then framework, data, method, coherence, results, doubts."""
    voice = _Voice(language, names_of(made, language))
    parts = (
        _findings(made, voice),
        _framework(made, voice),
        _method(made, voice),
        _data(made, voice),
        _coherence(made, voice),
        _importance(made, voice),
        _results(made, voice, grid or {}),
        _uncertainty(made, voice),
        _removal(made, voice),
    )
    return tuple(part for part in parts if part.blocks or part.paragraphs)


def _section(voice: _Voice, key: str, blocks: Sequence[Block], **places: object) -> Section:
    return Section(
        key,
        voice.say(f"{key}.title"),
        (voice.say(f"{key}.text", **places),),
        tuple(b for b in blocks if b.rows or b.svg),
    )


def _findings(made: Audit, voice: _Voice) -> Section:
    order = {"error": 0, "warning": 1, "note": 2}
    rows = tuple(
        (voice.say(f"level.{f.level}"), f.code, _said(f, voice))
        for f in sorted(made.findings, key=lambda f: (order[f.level], f.code, f.places))
    )
    counts = {level: sum(f.level == level for f in made.findings) for level in order}
    return _section(
        voice,
        "findings",
        [Block(voice.say("findings.table"), voice.header("level", "code", "message"), rows)],
        **counts,
    )


def _said(found: Finding, voice: _Voice) -> str:
    """The message with nodes by name."""
    places = tuple((key, voice.names.get(value, value)) for key, value in found.places)
    return replace(found, places=places).message(voice.language)


def _framework(made: Audit, voice: _Voice) -> Section:
    framework = made.result.framework
    rows = tuple(
        (
            i.code,
            voice.names[i.code],
            voice.names.get(i.parent, ""),
            i.unit,
            "+" if i.direction > 0 else "-",
            _share(_weights(made).get(i.code, float("nan"))),
            i.source,
        )
        for i in framework.indicators
    )
    blocks = [
        Block(voice.say("framework.figure"), svg=charts.framework_chart(made, voice.names)),
        Block(
            voice.say("framework.table"),
            voice.header("code", "name", "group", "unit", "direction", "weight", "source"),
            rows,
        ),
    ]
    return _section(
        voice,
        "framework",
        blocks,
        indicators=len(framework.indicators),
        groups=len(framework.groups),
        levels=framework.levels,
    )


def _weights(made: Audit) -> dict[str, float]:
    return {row.code: row.weight for row in made.importance}


def _method(made: Audit, voice: _Voice) -> Section:
    rows = []
    for stage in made.result.stages:
        told = settings(stage.spec, lambda code: voice.names.get(code, code), "step") or "-"
        rows.append((label_of(stage.spec), voice.say(f"step.{step_of(stage.spec)}"), told, stage.key[:12]))
    table = Block(voice.say("method.table"), voice.header("stage", "step", "settings", "key"), tuple(rows))
    return _section(
        voice, "method", [table], version=made.result.method.version, base=made.result.method.base or "-"
    )


def _data(made: Audit, voice: _Voice) -> Section:
    codes, s = made.result.framework.indicator_codes, made.statistics
    rows = tuple(
        (
            voice.names[c],
            _share(float(s["share_available"][k])),
            *(_figure(float(s[n][k])) for n in ("min", "mean", "max", "sd", "skewness", "kurtosis")),
            _figure(float(made.treated["skewness"][k])),
            _figure(float(made.treated["kurtosis"][k])),
        )
        for k, c in enumerate(codes)
    )
    header = voice.header(
        "name",
        "available",
        "min",
        "mean",
        "max",
        "sd",
        "skewness",
        "kurtosis",
        "skewness_after",
        "kurtosis_after",
    )
    share = float(1 - made.data.missing.sum() / max(made.data.missing.size * len(codes), 1))
    return _section(
        voice,
        "data",
        [Block(voice.say("data.table"), header, rows)],
        time=made.time or "-",
        units=len(made.result.inputs.units),
        share=_share(share),
    )


def _coherence(made: Audit, voice: _Voice) -> Section:
    framework = made.result.framework
    rows = tuple(
        (
            voice.names[r.group],
            _figure(r.alpha),
            _share(r.first_share),
            str(r.retained),
            _figure(r.kmo),
            r.note,
        )
        for r in made.coherence
    )
    codes = framework.codes if len(framework.codes) <= _MATRIX_LIMIT else framework.group_codes
    pairs = tuple(
        (
            voice.names[p.family],
            voice.names[p.one],
            voice.names[p.other],
            f"{p.coefficient:.2f}",
            f"{p.p_value:.3f}",
            voice.say(f"flag.{p.flag}"),
        )
        for p in made.pairs
        if p.flag
    )
    blocks = [
        Block(
            voice.say("coherence.table"),
            voice.header("group", "alpha", "first_share", "retained", "kmo", "note"),
            rows,
        ),
        Block(voice.say("coherence.figure"), svg=charts.correlation_chart(made, codes, voice.names)),
        Block(voice.say("coherence.pairs"), voice.header("group", "one", "other", "r", "p", "flag"), pairs),
    ]
    parallel = made.parallel.retained if made.parallel else 0
    count = made.clusters.count if made.clusters else 0
    kmo = _figure(made.adequacy.overall) if made.adequacy else "-"
    return _section(voice, "coherence", blocks, parallel=parallel, clusters=count, kmo=kmo)


def _importance(made: Audit, voice: _Voice) -> Section:
    rows = tuple(
        (str(r.level), voice.names[r.code], _share(r.weight), f"{r.correlation:.2f}", _share(r.importance))
        for r in made.importance
    )
    header = voice.header("level_number", "name", "weight", "r_index", "importance")
    return _section(voice, "importance", [Block(voice.say("importance.table"), header, rows)])


def _results(made: Audit, voice: _Voice, grid: Mapping[str, tuple[int, int]]) -> Section:
    table = ranking_table(made.result, made.uncertainty)
    header = tuple(voice.names.get(c) or voice.say(f"column.{c.lower()}") for c in table.column_names)
    rows = tuple(
        tuple(voice.names.get(v, v) if isinstance(v, str) else _figure(v) for v in row.values())
        for row in table.to_pylist()
    )
    named = voice.say("results.map", time=made.time or "-")
    blocks = [
        Block(voice.say("results.ranking"), svg=charts.ranking_chart(made, voice.names)),
        Block(voice.say("results.table"), header, rows),
        Block(voice.say("results.contributions"), svg=charts.contribution_chart(made, voice.names)),
        Block(voice.say("results.trajectories"), svg=charts.trajectory_chart(made, voice.names)),
        Block(named, svg=charts.tile_map(made, grid, voice.names, named) if grid else ""),
    ]
    return _section(voice, "results", blocks, time=made.time or "-", units=len(made.result.units))


def _uncertainty(made: Audit, voice: _Voice) -> Section:
    found = made.uncertainty
    if found is None:
        return Section("uncertainty", voice.say("uncertainty.title"), (voice.say("uncertainty.none"),), ())
    factors = tuple(
        (
            voice.names[f.name],
            f.assumption.stage,
            voice.say(f"kind.{f.assumption.kind}"),
            ", ".join(_choice(f, c, voice) for c in f.choices[:12]) + (" ..." if len(f.choices) > 12 else "")
            if f.discrete
            else voice.say("uncertainty.drawn"),
        )
        for f in found.factors
    )
    table = sensitivity_table(found)
    indices = tuple(
        tuple(
            voice.say("yes" if v else "no") if isinstance(v, bool) else voice.names.get(v) or _figure(v)
            for v in row.values()
        )
        for row in table.to_pylist()
    )
    header = tuple(voice.say(f"column.{c.lower()}") for c in table.column_names)
    words = (voice.say("column.first"), voice.say("column.total"))
    blocks = [
        Block(
            voice.say("uncertainty.factors"), voice.header("assumption", "stage", "kind", "choices"), factors
        ),
        Block(voice.say("uncertainty.figure"), svg=charts.sensitivity_chart(made, words, voice.names)),
        Block(voice.say("uncertainty.indices"), header, indices),
        Block(
            voice.say("uncertainty.changes"),
            voice.header("ref_area", "change", "low", "high", "rises"),
            _changed(made, voice),
        ),
    ]
    return _section(
        voice,
        "uncertainty",
        blocks,
        replicates=found.replicates,
        failed=found.failed,
        mode=voice.say(f"mode.{found.mode}"),
        level=_share(found.level),
        seed=found.seed,
    )


def _choice(factor: Factor, choice: str, voice: _Voice) -> str:
    """A choice by the name it has for the reader: an alternative, or a node left out."""
    titles = {a.name: a.title(voice.language) for a in factor.assumption.alternatives}
    return titles.get(choice) or voice.names.get(choice, choice) or "-"


def _changed(made: Audit, voice: _Voice) -> tuple[Row, ...]:
    """Units whose score changed significantly in the last period."""
    found = made.uncertainty
    if found is None or found.change is None:
        return ()
    change = found.change
    return tuple(
        (
            voice.names[u],
            _figure(change.mean[-1, i]),
            _figure(change.low[-1, i]),
            _figure(change.high[-1, i]),
            _share(change.rises[-1, i]),
        )
        for i, u in enumerate(found.units)
        if change.significant[-1, i]
    )


def _removal(made: Audit, voice: _Voice) -> Section:
    rows = tuple(
        (str(r.level), voice.names[r.code], f"{r.shift:.2f}", f"{r.largest:g}")
        for r in sorted(made.removals, key=lambda r: (-r.level, -r.shift, r.code))
    )
    header = voice.header("level_number", "name", "shift", "largest")
    return _section(voice, "removal", [Block(voice.say("removal.table"), header, rows)])


def _share(value: float) -> str:
    return "-" if value != value else f"{value:.1%}"


def _figure(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "-" if value != value else f"{value:.4g}"
    return str(value)
