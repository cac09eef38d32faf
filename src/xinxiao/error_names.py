"""Names of the errors of oversight: those of everything else stand in :mod:`xinxiao.errors`, which knows these too."""

from __future__ import annotations

from typing import Literal

OversightName = Literal[
    "cipher_missing",
    "clock_back",
    "clock_beyond",
    "clock_pause",
    "clock_unset",
    "content_broken",
    "content_erased",
    "content_field",
    "content_files",
    "content_form_sealed",
    "content_gone",
    "content_much",
    "content_place",
    "content_values",
    "entry_not_live",
    "evidence_broken",
    "evidence_empty",
    "evidence_large",
    "evidence_packed",
    "evidence_programs",
    "evidence_taken",
    "evidence_unknown",
    "key_lost",
    "list_area",
    "list_end",
    "list_entry_form",
    "list_file",
    "list_findings",
    "list_governs",
    "list_moved",
    "list_not_open",
    "list_open",
    "list_person",
    "list_state",
    "list_unread",
    "no_list",
    "no_list_types",
    "no_list_version",
    "predicate_form",
]
"""An error that has texts ``errors.<name>``."""
