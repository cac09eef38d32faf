"""Every code a finding can have, with its level. The texts stand in ``texts/{zh,en}/findings*.yaml``.

An *error* stops a cycle or an index, a *warning* asks for a look, a *note* tells what was seen and done.
``docs/reference/findings.md`` is made from both. Codes of the index engine begin with ``index.``, those of its audit
with ``index_audit.``.
"""

from __future__ import annotations

from xinxiao.model.finding import Finding, Level

_ERRORS = """
FILE_MISSING FILE_EMPTY FILE_ENCODING FILE_BINARY FILE_CONTROL FILE_TWICE FILE_KIND FILE_OUTSIDE FILE_NAME FILE_LARGE FILE_MANY
FILE_UNREADABLE GZIP_BROKEN GZIP_TOO_LARGE FINDINGS_MORE
YAML_SYNTAX YAML_DUPLICATE_KEY YAML_KEY YAML_TAG YAML_DOCUMENTS YAML_DEPTH YAML_ALIASES YAML_ANCHOR YAML_NOT_FINITE
YAML_SMALL YAML_VALUES CSV_RANGE CSV_WIDE CSV_LINES CSV_CELLS CSV_CELL FORMULA_ZERO
CSV_HEADER CSV_HEADER_DOUBLE CSV_HEADER_UNKNOWN CSV_COLUMNS CSV_NUMBER CSV_DECIMALS CSV_EMPTY CSV_QUOTES
FIELD_MISSING FIELD_UNKNOWN FIELD_TYPE FIELD_VALUE FIELD_PATTERN FIELD_LIMIT FIELD_LENGTH FIELD_COUNT FIELD_INVALID
TRANSLATION_MISSING TRANSLATION_FILE ID_DUPLICATE CODE_DUPLICATE KEY_DUPLICATE
AREA_UNKNOWN UNIT_UNKNOWN SCOPE_UNKNOWN SOURCE_UNKNOWN INDICATOR_UNKNOWN BODY_UNKNOWN DOMAIN_UNKNOWN CODE_UNKNOWN
TARGET_TASK_UNKNOWN SECTOR_UNKNOWN COLUMN_UNKNOWN TABLE_UNKNOWN
UNIT_MEANING UNIT_KIND FIGURE_UNIT FORMULA_SYNTAX FORMULA_CIRCULAR FORMULA_UNIT FORMULA_FIGURES
SCOPE_MISMATCH SCOPE_SPLICED SCOPE_SOURCE TARGET_SPLICED
FIGURE_BELOW FIGURE_ABOVE FIGURE_REVERSED FIGURE_MIRRORED FIGURE_SUM_FAR FIGURE_PERIOD FIGURE_FREQUENCY FIGURE_VINTAGE
DATE_INVALID DATES_ORDER WEIGHT_SUM WEIGHT_NEGATIVE GOALPOSTS NODE_NAMED NODE_UNIT NODE_DIRECTION
CELL_YEAR CELL_LEVEL CELL_CODE INDEX_NO_DATA
FLOW_MISSING FLOW_CONCEPT FLOW_ROLE FLOW_DIMENSIONS FLOW_COLUMN FLOW_MEASURE FLOW_KIND FLOW_ATTACHMENT FLOW_NEEDS FIGURE_ATTRIBUTE
CODELIST_UNKNOWN CODELIST_VERSION CODELIST_HEAD CODELIST_FILE CODE_FORM MEASURE_UNIT RUN_STOPS

index.framework_duplicate index.framework_parent_unknown index.framework_parent_is_indicator index.framework_orphan
index.framework_cycle index.framework_deep index.framework_childless index.framework_top index.framework_empty
index.code_form index.level index.cell index.column_missing index.empty index.too_large index.row_repeated index.unit_unknown index.no_data
index.assumption_stage index.assumption_probabilities index.assumption_alternatives index.assumption_refused
index.assumption_twice index.assumption_kind index.assumption_code index.assumption_noise index.assumption_top
index.assumption_groups index.assumption_draws index.assumption_same
index.stage_repeated index.step_repeated index.stage_order index.unknown_indicator index.unknown_denominator
index.unknown_unit index.unknown_unit_group index.unknown_group index.unknown_code index.unknown_level
index.unknown_period index.refused index.needs_panel index.range index.no_goalposts index.goalposts index.no_target
"""
_WARNINGS = """
FILE_UNKNOWN CSV_NO_LINE_END FIGURE_GRADE FIGURE_OPPOSED TRANSLATION_SCRIPT FIGURE_JUMP FIGURE_SUM FIGURE_EARLY AREA_VALIDITY BODY_VALIDITY
TARGET_SCOPES TARGET_DOMAIN TASK_GAP INDICATOR_EMPTY PROVENANCE_MISSING CONCEPT_UNUSED ACCOUNT_BENCHMARK_NOT_POSITIVE ACCOUNT_NO_PROVINCES

index.all_missing index.indicator_unknown index.denominator_missing index.screened_out index.treat_failed index.constant
index_audit.low_availability index_audit.pair_low index_audit.against_group index_audit.no_uncertainty
index_audit.replicates_failed index_audit.replicates_missing index_audit.indices_inconsistent
"""
_NOTES = """
FILE_BOM FIGURE_JUMP_SAID FIGURE_SUM_SAID FIGURE_OPPOSED_SAID REVISION_EMPTY SCOPE_CROSSED ACCOUNT_SHARE_JUMPS

index.still_missing index.outside_goalposts
index_audit.outliers index_audit.pair_high index_audit.coherence_unknown index_audit.low_alpha index_audit.rank_width
"""

CODES: dict[str, Level] = {
    **dict.fromkeys(sorted(_ERRORS.split()), "error"),
    **dict.fromkeys(sorted(_WARNINGS.split()), "warning"),
    **dict.fromkeys(sorted(_NOTES.split()), "note"),
}
"""Level by code."""


LONGEST_PLACE = 400
"""Letters of a value that a finding tells: a file may hold any, and a reader needs to recognise it."""


def fault(file: str, line: int, code: str, /, **places: object) -> Finding:
    """A finding at the level its code has; values of ``places`` are kept as text, long ones cut.

    Raises ``KeyError`` for a code that is not in ``CODES``.
    """
    told = sorted((name, _cut(str(value))) for name, value in places.items())
    return Finding(file, line, code, CODES[code], tuple(told))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PLACE else text[: LONGEST_PLACE - 3] + "..."
