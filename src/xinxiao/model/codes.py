"""Every code a finding can have, with its level. The texts stand in ``texts/{zh,en}/findings*.yaml``.

An *error* stops a cycle or an index, a *warning* asks for a look, a *note* tells what was seen and done.
``docs/reference/findings.md`` is made from both. Codes of the index engine begin with ``index.``, those of its audit
with ``index_audit.``, those of lists of oversight with ``list.``.
"""

from __future__ import annotations

from xinxiao.model.finding import Finding, Level

_ERRORS = """
FILE_MISSING FILE_EMPTY FILE_ENCODING FILE_DECLARED FILE_BINARY FILE_CONTROL FILE_TWICE FILE_KIND FILE_OUTSIDE FILE_NAME FILE_LARGE FILE_MANY
plan.empty plan.kind plan.directed plan.entry plan.ratio plan.period plan.predicate plan.twice plan.field plan.account plan.person plan.matter plan.group plan.method
subject.no_code subject.word subject.alias subject.usual subject.code_twice
FRAME_UNIT_NONE FRAME_UNIT_FORM USCC_FORM USCC_MOD31 FRAME_CODE_TAKEN FRAME_CODE_WAS FRAME_CODE_TWICE ROW_DIFFERS CELL_NOT_LISTED
CELL_EMPTY CELL_LINE_BREAK FRAME_STATE FRAME_REASON_UNKNOWN FRAME_REASON_NEEDED FRAME_REASON_WHEN FRAME_USUAL FRAME_FINER_VOID FRAME_ALIAS PARQUET_TYPE
FILE_UNREADABLE GZIP_BROKEN GZIP_TOO_LARGE FINDINGS_MORE
YAML_SYNTAX YAML_DUPLICATE_KEY YAML_KEY YAML_TAG YAML_DOCUMENTS YAML_DEPTH YAML_ALIASES YAML_ANCHOR YAML_NOT_FINITE
YAML_SMALL YAML_VALUES CSV_RANGE CSV_WIDE CSV_LINES CSV_CELLS CSV_CELL FORMULA_ZERO
index.custom_unknown index.custom_in_file
BOOK_MERGED BOOK_FORMULA BOOK_ERROR BOOK_DATE CSV_HEADER CSV_HEADER_DOUBLE CSV_HEADER_UNKNOWN CSV_COLUMNS CSV_NUMBER CSV_DECIMALS CSV_EMPTY CSV_QUOTES
FIELD_MISSING FIELD_UNKNOWN FIELD_TYPE FIELD_VALUE FIELD_PATTERN FIELD_LIMIT FIELD_LENGTH FIELD_COUNT FIELD_INVALID
TRANSLATION_MISSING TRANSLATION_FILE ID_DUPLICATE CODE_DUPLICATE KEY_DUPLICATE
AREA_UNKNOWN UNIT_UNKNOWN SCOPE_UNKNOWN SOURCE_UNKNOWN INDICATOR_UNKNOWN BODY_UNKNOWN DOMAIN_UNKNOWN CODE_UNKNOWN
TARGET_TASK_UNKNOWN SECTOR_UNKNOWN SECTORS_MISSING COLUMN_UNKNOWN TABLE_UNKNOWN
UNIT_MEANING UNIT_KIND FIGURE_UNIT FORMULA_SYNTAX FORMULA_CIRCULAR FORMULA_UNIT FORMULA_FIGURES
SOURCE_ADDRESS SOURCE_SYNTHETIC TOTAL_ITEM TOTAL_COLUMN TOTAL_TOLD TOTAL_UNLIKE TOTAL_SAMPLE TOTAL_STRATA DESIGN_INCOMPLETE RESOURCE_GROUNDS RESOURCE_BASIS RESOURCE_OPEN SCOPE_MISMATCH SCOPE_SPLICED SCOPE_SOURCE TARGET_SPLICED TASK_MEASURE TARGET_DIRECTION TARGET_WHEN TARGET_UNREAD TARGET_MODELS TARGET_GROWTH_BASE TARGET_GROWTH_SIGN
RENAMED_DIMENSION RENAMED_NEW RENAMED_OLD
FIGURE_BELOW FIGURE_ABOVE FIGURE_REVERSED FIGURE_MIRRORED FIGURE_SUM_FAR FIGURE_FAR FIGURE_STRAY EXEMPTION_EMPTY FIGURE_PERIOD FIGURE_FREQUENCY FIGURE_VINTAGE
DATE_INVALID DATES_ORDER WEIGHT_SUM WEIGHT_NEGATIVE GOALPOSTS NODE_NAMED NODE_UNIT NODE_DIRECTION
CELL_YEAR CELL_LEVEL CELL_CODE INDEX_NO_DATA PULL_ENDOGENOUS
FLOW_MISSING FLOW_CONCEPT FLOW_ROLE FLOW_DIMENSIONS FLOW_COLUMN FLOW_MEASURE FLOW_KIND FLOW_ATTACHMENT FLOW_NEEDS FIGURE_ATTRIBUTE
INDEX_HEADLINE INDEX_FOLDER
ENTRY_NUMBER ENTRY_CODE ENTRY_GARBLED ENTRY_ITEM ENTRY_LONG ENTRY_TWICE CARRIED_VERSION CARRIED_NOWHERE CARRIED_TWICE CARRIED_OTHERWISE
WORKBOOK_META WORKBOOK_OTHER WORKBOOK_BUNDLE
LEVEL_NAMES CATEGORY_PARENT CATEGORY_FLOW CALENDAR_ZONE CALENDAR_OUTSIDE CALENDAR_TWICE CALENDAR_REPEATED CALENDAR_BOTH CALENDAR_WEEKDAY CALENDAR_STATUTORY QUALITY_STAGES CODELIST_UNKNOWN CODELIST_VERSION CODELIST_HEAD CODELIST_FILE CODE_FORM MEASURE_UNIT RUN_STOPS
FORM_FILE FORM_PART FORM_LEVEL FORM_SUM FORM_SUM_UNLIKE FORM_CIRCULAR FORM_FOLLOWS FORM_ITEM FORM_UNIT FORM_CODELIST FORM_UNPLACED FORM_PERIOD
FORM_DUE FORM_ACCEPT FORM_OTHER FORM_LARGE FORM_EMPTY FORM_WHO
RULE_LONG RULE_DEEP RULE_END RULE_SYNTAX RULE_NAME RULE_DIGITS RULE_FUNCTION RULE_ARGUMENTS RULE_PLACES RULE_SHIFTED RULE_SHIFT
INVENTED_UNKNOWN
RULE_MONTH RULE_ITEM RULE_KIND RULE_UNLIKE RULE_CODE
PERSON_ROLE PERSON_SCOPE PERSON_FRAME PERSON_AREA PERSON_NAME PERSON_THERE PERSON_ROLES
list.type_unknown list.types_none list.file list.head list.issuer list.word list.code list.entry_twice list.column_needed list.basis list.subjects
list.days list.field list.reason list.record list.version list.other list.tables list.empty list.alias

personal.mask_twice
aggregate.flow aggregate.twice aggregate.level aggregate.order aggregate.count aggregate.days aggregate.field aggregate.told aggregate.synthetic
oversight.rule oversight.state oversight.act oversight.field oversight.clock oversight.document oversight.publication oversight.workflow
oversight.list_type oversight.code oversight.coded oversight.condition oversight.file oversight.prefix oversight.days
oversight.no_opening oversight.nowhere oversight.ended oversight.unreached oversight.stuck oversight.no_end
oversight.not_before oversight.clock_before oversight.condition_never oversight.review oversight.returns
oversight.clock_never oversight.clock_act oversight.clock_back oversight.clock_resumes oversight.clock_day oversight.clock_needs
oversight.runs_out_by oversight.runs_out_needs oversight.runs_out_from oversight.length oversight.long oversight.extension
oversight.gap oversight.overlap oversight.rule_days oversight.crossing oversight.crossing_file
oversight.draw_risk oversight.draw_whole oversight.draw_people oversight.draw_gives oversight.draw_lacks
oversight.personal_kind oversight.personal_basis oversight.personal_public oversight.sealed_public oversight.retention oversight.decides_system
oversight.decides_reason oversight.evidence oversight.distinct oversight.twice_asked
oversight.recusal_undeclared oversight.recusal_missing oversight.recusal_from oversight.recusal_clock oversight.recusal_decides oversight.within oversight.withdraws
oversight.template oversight.template_place oversight.template_field

index.framework_duplicate index.framework_parent_unknown index.framework_parent_is_indicator index.framework_orphan
index.framework_cycle index.framework_deep index.framework_childless index.framework_top index.framework_empty
index.code_form index.level index.cell index.column_missing index.empty index.too_large index.row_repeated index.unit_unknown index.no_data
index.assumption_stage index.assumption_probabilities index.assumption_alternatives index.assumption_refused
index.assumption_twice index.assumption_kind index.assumption_code index.assumption_noise index.assumption_top
index.assumption_groups index.assumption_draws index.assumption_same index.assumption_unread index.assumption_posts
index.stage_repeated index.step_repeated index.stage_order index.unknown_indicator index.unknown_denominator
index.unknown_unit index.unknown_unit_group index.unknown_group index.unknown_code index.unknown_level
index.unknown_period index.refused index.needs_panel index.range index.no_goalposts index.goalposts index.no_target
index.sample_point index.unit_blank index.unit_number index.period_blank index.period_number index.period_spelling index.period_mixed index.period_twice
index.group_field index.indicator_aggregation index.without_effect index.denominator_unread index.direction_unread
"""
_WARNINGS = """
plan.partners plan.methods plan.sheet list.sheet
FILE_UNKNOWN CSV_NO_LINE_END FIGURE_GRADE FIGURE_OPPOSED TRANSLATION_SCRIPT FIGURE_JUMP FIGURE_SUM FIGURE_SUM_UNUSUAL FIGURE_SUM_VALIDITY FIGURE_TOTAL_TYPED FIGURE_EARLY
FIGURE_UNLIKE FIGURE_LEVEL FIGURE_SWAPPED FIGURE_DIGITS FIGURE_SHIFTED FIGURE_FALLS FIGURE_COPIED FIGURE_VINTAGES FIGURE_MISSING AREA_VALIDITY BODY_VALIDITY
TARGET_SCOPES SCOPE_SPLIT TARGET_BASE_ZERO TARGET_PASSED TARGET_DOMAIN TASK_GAP FIGURES_UNWEIGHED INDICATOR_EMPTY PROVENANCE_MISSING FORMULA_UNDEFINED CONCEPT_UNUSED ACCOUNT_BENCHMARK_NOT_POSITIVE ACCOUNT_NO_PROVINCES
ASK_MISSING ASK_OUTSIDE CATEGORY_NONE CALENDAR_REST CALENDAR_NO_YEAR INDICATOR_DOMAIN INDICATOR_DOMAIN_TWICE CLASS_GAP CLASS_INTERVAL SECTORS_UNUSED SECTORS_ABSENT FORM_EXPIRED
FILE_ENCODING_READ USCC_MOD11 FRAME_FINER CELL_NOT_IN_FORCE ROW_TWICE
list.subject_field list.subject_code
ENTRY_DIGITS ENTRY_TOTAL CARRIED_TOLD CARRIED_DROPPED CARRIED_BROKEN WORKBOOK_SHEET WORKBOOK_COLUMN
oversight.void oversight.review_void

index.all_missing index.indicator_unknown index.denominator_missing index.screened_out index.treat_failed index.constant index.goalposts_missed
index.weights_zero index.weights_against index.weights_inconsistent index.weights_unbalanced index.weights_equal
index.method_assumed index.framework_assumed index.unit_differs
index.goalposts_ruled index.pair_close index.separates_little
index_audit.low_availability index_audit.pair_low index_audit.against_group index_audit.no_uncertainty
index_audit.replicates_failed index_audit.replicates_missing index_audit.alternative_lost index_audit.indices_inconsistent
"""
_NOTES = """
personal.mask_missing
list.subjects_none list.unconfirmed
USCC_WRITTEN CELL_BLANKS FRAME_REASON_USUAL COLUMN_UNREAD
FILE_BOM FILE_NFC INDEX_UNWEIGHED REVISION_EMPTY SCOPE_CROSSED ACCOUNT_SHARE_JUMPS CALENDAR_PROVISIONAL QUALITY_MISSING CONTACT_MISSING ENTRY_READ CARRIED_MAPPED WORKBOOK_EXTRA
oversight.unconfirmed

index.still_missing index.floor_lifts index.outside_goalposts index.target_passed index.target_far index.unread
index.custom
index.sheet_left index.column_left index.unit_column_taken
index_audit.outliers index_audit.pair_high index_audit.coherence_unknown index_audit.low_alpha index_audit.rank_width
index_audit.replicates_redrawn
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
