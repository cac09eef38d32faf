"""Databases for tests: a file, or a schema of its own on the server that XINXIAO_TEST_POSTGRES names."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa

from xinxiao.model.actor import Role

PARTS: tuple[Role, ...] = get_args(Role)
"""Roles that are granted what they need."""
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
"""Both kinds, as parameters of a fixture."""


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database nobody made yet; it is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'ledger.sqlite'}"
        return
    server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
    if not server:
        pytest.skip("XINXIAO_TEST_POSTGRES names no server")
    name, engine = f"t_{secrets.token_hex(8)}", sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    try:
        yield f"{server}?options=-csearch_path%3D{name}"
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()


@contextmanager
def roles() -> Iterator[dict[str, str]]:
    """URLs of an owner, a writer, a reader, an officer and a keeper of a schema of their own."""
    server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
    if not server:
        pytest.skip("XINXIAO_TEST_POSTGRES names no server")
    mark, place = f"t_{secrets.token_hex(6)}", sa.make_url(server)
    names = {part: f"{mark}_{part}" for part in ("owner", *PARTS)}
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        for name in names.values():
            connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        connection.exec_driver_sql(f"CREATE SCHEMA {mark} AUTHORIZATION {names['owner']}")
    yield {
        part: place.set(username=name, query={"options": f"-csearch_path={mark}"}).render_as_string(False)
        for part, name in names.items()
    } | {f"{part} name": name for part, name in names.items()}
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {mark} CASCADE")
        for name in names.values():
            connection.exec_driver_sql(f"DROP ROLE {name}")
    engine.dispose()


def granted(roles: dict[str, str]) -> dict[Role, str]:
    """The names of the roles that :func:`roles` made, as ``migrate`` takes them."""
    return {part: roles[f"{part} name"] for part in PARTS}
