"""Rows of the account's page."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.account.gap import gap
from xinxiao.entry.portal.account.series import areas, scopes
from xinxiao.entry.portal.account.view import account
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import choice

ROUTES = (
    *page_routes("account/gap", gap, section="account", access=PUBLIC),
    *page_routes(
        "account",
        account,
        choice("scope", scopes, lambda request: scopes(request)[0]),
        choice("area", areas, lambda request: areas(request)[0]),
        section="account",
        access=PUBLIC,
    ),
)
