"""Data resources of other bodies: who holds what, on what terms other bodies share it, and whether the public may read it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Code, Few, Id, Url
from xinxiao.model.text import Noun, Text

Sharing = Literal["UNCONDITIONAL", "CONDITIONAL", "NOT_SHARED", "NOT_STATED"]
"""Classes of sharing among bodies, as the rules for government data have them; NOT_STATED: nobody with the say has said."""
Openness = Literal["OPEN", "PART", "CLOSED", "NOT_STATED"]
"""Whether the public may read it: all, a part, or nothing of it; NOT_STATED: nobody with the say has said."""
Renewal = Literal["MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "IRREGULAR", "NOT_STATED"]
"""How often it is renewed; IRREGULAR: at no fixed times."""


class Resource(Noun, frozen=True, kw_only=True):
    """A data resource that a body holds. Its class is what the holder or the law says; we classify nothing ourselves."""

    id: Id
    holder: Annotated[Code, Meta(description="a code of CL_BODY")]
    title: Text
    content: Text
    sharing: Sharing = "NOT_STATED"
    condition: Annotated[Text | None, Meta(description="on what terms; needed for CONDITIONAL")] = None
    reason: Annotated[Text | None, Meta(description="why not; needed for NOT_SHARED")] = None
    openness: Openness = "NOT_STATED"
    basis: Annotated[
        Text | None, Meta(description="where the holder or the law says so; needed unless nothing is stated")
    ] = None
    renewed: Renewal = "NOT_STATED"
    url: Url | None = None
    sources: Annotated[Few[Id], Meta(description="sources of this programme that come from it")] = ()
