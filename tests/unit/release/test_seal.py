"""Sealing: rounding, stable bytes, and what a release is named by."""

from __future__ import annotations

import math
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.nouns import CODE, CYCLE, figures, flow, observations, programme
from xinxiao.model.dataset import Dataset
from xinxiao.model.release import Sealed, read_manifest, sha256
from xinxiao.release.seal import parquet, seal, significant, unseal

PROGRAMME = programme()


def indicators(value: float) -> Dataset:
    row = {"FREQ": "A", "REF_AREA": "990001", "INDICATOR": "LENT", "SCOPE": "_Z", "TIME_PERIOD": "2024"}
    return observations("indicators", {"OBS_VALUE": [value]}, **row)


def sealed(value: float) -> Sealed:
    files = {"programme.yaml": b"id: reading\n"}
    return seal(PROGRAMME, {}, files, CYCLE, "2025-06-30", CODE, {"IC_INDICATORS": indicators(value)})


@pytest.mark.parametrize(
    ("value", "kept"),
    [(1 / 3, 0.3333333333), (123456789012.0, 123456789000.0), (0.1 + 0.2, 0.3), (-0.0, 0.0), (2.0, 2.0)],
)
def test_numbers_keep_ten_significant_digits(value: float, kept: float) -> None:
    assert significant(value) == kept


def test_minus_zero_becomes_zero() -> None:
    kept = significant(-0.0)
    assert kept is not None
    assert math.copysign(1.0, kept) == 1.0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_what_is_not_a_finite_number_is_missing(value: float | None) -> None:
    assert significant(value) is None


def test_differences_beyond_the_tenth_digit_do_not_change_a_release() -> None:
    assert sealed(1 / 3).release.id == sealed(1 / 3 + 1e-15).release.id
    assert sealed(1 / 3).release.id != sealed(1 / 3 + 1e-9).release.id


def test_figures_as_published_are_not_rounded() -> None:
    published = figures([("CN", "POP", "2020", "2021-05-11", 14117787240.25)])
    made = seal(PROGRAMME, {}, {}, CYCLE, "2025-06-30", CODE, {"IC_FIGURES": published})
    part = made.release.datasets["IC_FIGURES"]
    back = unseal(flow("figures"), made.blobs[part.sha256], made.blobs[part.inputs_sha256])
    assert back.table.column("OBS_VALUE").to_pylist() == [Decimal("14117787240.25")]


def test_the_bytes_of_a_table_do_not_depend_on_its_chunks_or_metadata() -> None:
    whole = pa.table({"A": ["x", "y"]})
    pieces = pa.concat_tables([whole.slice(0, 1), whole.slice(1)]).replace_schema_metadata({"made": "today"})
    assert parquet(whole) == parquet(pieces)


def test_the_id_is_prefix_last_year_and_twelve_digits_of_the_hash_of_the_manifest() -> None:
    made = sealed(2.0)
    assert made.release.sha256 == sha256(made.release.manifest)
    assert made.release.id == f"TR-2024-{made.release.sha256[:12]}"


def test_the_manifest_reads_back_as_the_same_release() -> None:
    made = sealed(2.0)
    assert read_manifest(made.release.manifest) == made.release
    assert made.release.manifest.decode().startswith('{\n "as_of": "2025-06-30",\n "code"')


def test_every_blob_a_release_names_is_handed_over_with_it() -> None:
    made = sealed(2.0)
    assert set(made.release.blobs) == set(made.blobs)
    assert made.release.blobs[-1] == made.release.sha256
    assert all(sha256(content) == digest for digest, content in made.blobs.items())
