"""Which dataflow plays which part: the one place of the portal that knows dataflows by name.

Pages ask for the figures or the index, never for a dataflow's id; addresses and keys show the id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from xinxiao.model import dataflows
from xinxiao.model.dataset import Dataflow
from xinxiao.model.release import Release

Step = Literal[
    "figures", "cells", "account", "account_error", "pull", "indicators", "index", "targets", "tasks"
]
"""The steps of a cycle that leave a dataflow behind."""

_FLOWS: Mapping[Step, Dataflow] = {
    "figures": dataflows.IC_FIGURES,
    "cells": dataflows.IC_IO,
    "account": dataflows.IC_ACCOUNT,
    "account_error": dataflows.IC_ACCOUNT_ERROR,
    "pull": dataflows.IC_PULL,
    "indicators": dataflows.IC_INDICATORS,
    "index": dataflows.IC_INDEX,
    "targets": dataflows.IC_TARGETS,
    "tasks": dataflows.IC_TASKS,
}


def flows_of(release: Release) -> Mapping[Step, Dataflow]:
    """The dataflow of each step in a release."""
    return _FLOWS
