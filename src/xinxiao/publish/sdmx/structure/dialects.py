"""What SDMX-ML 2.1 and 3.0 write differently: namespaces, references, and how columns hang on each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xinxiao.model.structure import Component
from xinxiao.publish.sdmx.structure.artefact import Ref, urn
from xinxiao.publish.xml import element, said

BASE = "http://www.sdmx.org/resources/sdmxml/schemas"


@dataclass(frozen=True)
class Dialect:
    """One version of SDMX-ML.

    ``refer`` writes a reference to an artefact, or to an item of it, as children of the element that refers; ``relation``
    what an attribute hangs on.
    """

    version: str
    refer: Callable[[Ref, str], str]
    relation: Callable[[Component, str], str]
    older: bool

    @property
    def namespaces(self) -> Mapping[str, str]:
        """Prefixes of the message, its structures and what both share."""
        base = f"{BASE}/{self.version}"
        return {
            "xmlns:mes": f"{base}/message",
            "xmlns:str": f"{base}/structure",
            "xmlns:com": f"{base}/common",
        }

    def urn(self, ref: Ref, item: str = "") -> str:
        """The URN of an artefact or of an item of it, with the class this version knows."""
        if item:
            return ref.item(item)
        return urn(ref.of.older_home if self.older else ref.of.home, ref.short)


def _named(ref: Ref, item: str) -> str:
    """A reference of SDMX 2.1: ``Ref`` with agency, id, version, class and package."""
    package, name = ref.of.item_home if item else ref.of.older_home
    of: dict[str, str] = {"id": item or ref.id, "agencyID": ref.agency}
    if item:
        of |= {"maintainableParentID": ref.id, "maintainableParentVersion": ref.version}
    else:
        of["version"] = ref.version
    return element("Ref", of | {"package": package, "class": name})


def _by_urn(ref: Ref, item: str) -> str:
    """A reference of SDMX 3.0: the URN itself."""
    return said(ref.item(item) if item else ref.urn)


def _relation_2(part: Component, measure: str) -> str:
    if part.attachment is None:
        return element("str:PrimaryMeasure", {}, element("Ref", {"id": measure}))
    if not part.attachment:
        return element("str:None", {})
    return "".join(element("str:Dimension", {}, element("Ref", {"id": name})) for name in part.attachment)


def _relation_3(part: Component, _: str) -> str:
    if part.attachment is None:
        return element("str:Observation", {})
    if not part.attachment:
        return element("str:Dataflow", {})
    return "".join(element("str:Dimension", {}, said(name)) for name in part.attachment)


ML_2_1 = Dialect("v2_1", _named, _relation_2, older=True)
ML_3_0 = Dialect("v3_0", _by_urn, _relation_3, older=False)


def several(tag: str, of: Sequence[str]) -> str:
    """An element around several; nothing around none."""
    return element(tag, {}, *of) if of else ""
