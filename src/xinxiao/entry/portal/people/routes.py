"""Rows of signing in and out, the desk, the own account and the people."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.access import ADMITS, PUBLIC, SIGNED_IN
from xinxiao.entry.portal.desk import desk_act, desk_lead, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.people import administration, me, provider, sign_in
from xinxiao.entry.portal.respond import NEXT, SIGN_IN
from xinxiao.model.collect.people import ROLES

TO = parameters.text(NEXT, 2_000)
SAID = tuple(
    parameters.text(name, 2_000)
    for name in ("code", "state", "iss", "scope", "session_state", "error", "error_description", "error_uri")
)
"""What an identity provider may say in the address it sends people back to."""
_NEXT = Field(NEXT, most=2_000, needed=False)
_PASSWORD = Field("password", "secret", most=1_000, needed=False)
_AGAIN = Field("again", "secret", most=1_000, needed=False)
_ROLE = Field("role", "choice", needed=False, allowed=ROLES)
_SCOPE = Field("scope", most=64, needed=False)
_CODE = Field("code", "secret", most=60)

ROUTES = (
    desk_page(SIGN_IN, sign_in.sign_in_page, TO, access=PUBLIC, about="nobody", session="begins"),
    desk_act(
        SIGN_IN,
        sign_in.do_sign_in,
        access=PUBLIC,
        about="nobody",
        session="begins",
        room="signing",
        fields=(Field("name"), Field("password", "secret", most=1_000), _NEXT),
    ),
    desk_page("sign-in/code", sign_in.code_page, TO, access=SIGNED_IN, about="nobody", session="begun"),
    desk_act(
        "sign-in/code",
        sign_in.do_code,
        access=SIGNED_IN,
        about="nobody",
        session="begun",
        fields=(_CODE, _NEXT),
    ),
    desk_lead(
        "/{lang}/sign-in/provider", provider.to_provider, access=PUBLIC, about="nobody", session="begins"
    ),
    desk_lead(provider.BACK, provider.from_provider, *SAID, access=PUBLIC, about="nobody", session="begins"),
    desk_page("first", sign_in.first_page, access=PUBLIC, about="nobody", session="begins"),
    desk_act(
        "first",
        sign_in.do_first,
        access=PUBLIC,
        about="nobody",
        session="begins",
        room="signing",
        fields=(Field("name"), _CODE, _PASSWORD, _AGAIN),
    ),
    desk_act("sign-out", sign_in.sign_out, access=SIGNED_IN, about="nobody", session="begun"),
    desk_page(
        "desk", me.desk, parameters.count(sign_in.REFUSED, 1_000_000), access=SIGNED_IN, about="nobody"
    ),
    desk_page("me", me.me, parameters.code(me.DONE), access=SIGNED_IN, about="nobody"),
    desk_act(
        "me/password",
        me.do_password,
        access=SIGNED_IN,
        about="nobody",
        room="signing",
        fields=(Field("old", "secret", most=1_000), _PASSWORD, _AGAIN),
    ),
    desk_act(
        "me/sessions",
        me.do_sessions,
        access=SIGNED_IN,
        about="nobody",
        fields=(Field("session", most=40, needed=False),),
    ),
    desk_page("me/code", me.code_page, access=SIGNED_IN, about="nobody", session="begun"),
    desk_act(
        "me/code",
        me.do_set_up,
        access=SIGNED_IN,
        about="nobody",
        session="begun",
        fields=(_CODE, Field("secret", "secret", most=400)),
    ),
    desk_page(
        "people",
        administration.people,
        parameters.text(administration.SEARCH),
        parameters.text(administration.AFTER, 320),
        access=ADMITS,
        about="nobody",
        menu="people",
    ),
    desk_act(
        "people",
        administration.do_invite,
        access=ADMITS,
        about="nobody",
        fields=(
            Field("role", "choice", allowed=ROLES),
            _SCOPE,
            Field("full_name", most=100),
            Field("email", most=320, needed=False),
        ),
    ),
    desk_page("people/{account}", administration.person, access=ADMITS, about="nobody"),
    desk_act(
        "people/{account}",
        administration.do_person,
        access=ADMITS,
        about="nobody",
        fields=(
            Field("act", "choice", allowed=administration.ACTS),
            Field("sure", "choice", needed=False, allowed=("yes",)),
            _ROLE,
            _SCOPE,
        ),
    ),
)
